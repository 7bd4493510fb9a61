import type { IndexItem } from '../../program/operation.js';
import type { Span } from '../../program/span.js';
import type { ValueId } from '../../program/value.js';
import { asTensor } from './convert.js';
import type { Layout, PyObject, TensorObject } from './objects.js';
import {
  change,
  dtypeOfTensor,
  emitValue,
  shapeOfTensor,
  type Place,
  type Reader,
} from './reader.js';
import { readIndex } from './subscript.js';
import { writtenBack } from './views.js';

/**
 * A tensor's numbers were replaced by those of value `id`. Other names of the same tensor see the
 * new ones, and so does what it is a view of; other views are read from their base again.
 */
export function updateTensor(r: Reader, t: TensorObject, id: ValueId): void {
  const shown = new Map<Layout, ValueId>([[t.layout, id]]);
  let lost = false;
  for (let { view } = t.layout, from = id; view !== undefined; { view } = view.base.layout) {
    const next = writtenBack(r, view.base, view.operation, from);
    if (next === undefined) {
      lost = true;
      break;
    }
    from = next;
    shown.set(view.base.layout, from);
  }
  const { storage } = t;
  const before = storage.members.map((m) => ({ m, id: m.id, stale: m.stale, dirty: m.dirty }));
  const { changedAt } = storage;
  const at = r.frame.statement;
  change(
    r,
    storage,
    () => {
      for (const b of before) setState(b.m, b.id, b.stale, b.dirty === true);
      if (changedAt === undefined) delete storage.changedAt;
      else storage.changedAt = changedAt;
    },
    () => {
      for (const { m } of before) {
        const own = shown.get(m.layout);
        if (own !== undefined) setState(m, own, undefined, false);
        else if (lost || m.layout.view === undefined)
          setState(m, m.id, 'changed in place through another name', false);
        else setState(m, m.id, m.stale, true);
      }
      storage.changedAt = at;
    },
  );
}

function setState(m: TensorObject, id: ValueId, stale: string | undefined, dirty: boolean): void {
  m.id = id;
  if (stale === undefined) delete m.stale;
  else m.stale = stale;
  if (dirty) m.dirty = true;
  else delete m.dirty;
}

/** `t[index] = value`: a new value for `t`; false where the subscript is not read. */
export function putItems(
  r: Reader,
  t: TensorObject,
  index: PyObject,
  value: PyObject,
  place: Place,
  valuePlace: Place,
): ValueId | undefined {
  const base = asTensor(r, t, place);
  const put = asTensor(r, value, valuePlace);
  if (base === undefined || put === undefined) return undefined;
  const read = readIndex(r, base, index, { span: place.span }, 2);
  if (read === undefined) return undefined;
  const { tensors } = read;
  const items: IndexItem[] = [...read.items];
  const ranges: ValueId[] = [];
  for (const [at, want] of read.symbolic) {
    // Two lists of places would be paired up instead of crossed.
    if ('at' in want || read.symbolic.size + tensors.length > 1) return undefined;
    ranges.push(
      emitValue(
        r,
        { kind: 'arange', start: want.start, stop: want.stop, step: want.step },
        [],
        { span: place.span },
        { dtype: 'int64' },
      ),
    );
    items[at] = { kind: 'tensor', input: 2 };
  }
  const shape = shapeOfTensor(r, base);
  return emitValue(
    r,
    { kind: 'indexPut', items },
    [base.id, put.id, ...ranges, ...tensors.map((x) => x.id)],
    place,
    { dtype: dtypeOfTensor(r, base), ...(shape === undefined ? {} : { shape }) },
  );
}

/** A tensor of which nothing more is known than its shape. */
export function loseTensor(r: Reader, t: TensorObject, reason: string, span: Span): void {
  const shape = shapeOfTensor(r, t);
  const id = emitValue(
    r,
    { kind: 'call', callee: reason },
    [],
    { span },
    {
      dtype: dtypeOfTensor(r, t),
      ...(shape === undefined ? {} : { shape }),
    },
  );
  updateTensor(r, t, id);
}
