import type { IndexItem } from '../../program/operation.js';
import type { Span } from '../../program/span.js';
import type { ValueId } from '../../program/value.js';
import { asTensor } from './convert.js';
import type { PyObject, TensorObject } from './objects.js';
import {
  change,
  dtypeOfTensor,
  emitValue,
  shapeOfTensor,
  type Place,
  type Reader,
} from './reader.js';
import { readIndex } from './subscript.js';

/**
 * A tensor's numbers were replaced by those of value `id`. Other names of the same tensor see the
 * new ones; views with another layout are not followed and become unknown.
 */
export function updateTensor(r: Reader, t: TensorObject, id: ValueId): void {
  const before = t.storage.members.map((m) => ({ m, id: m.id, stale: m.stale }));
  const set = (m: TensorObject, to: ValueId, stale: string | undefined): void => {
    m.id = to;
    if (stale === undefined) delete m.stale;
    else m.stale = stale;
  };
  change(
    r,
    t.storage,
    () => before.forEach((b) => set(b.m, b.id, b.stale)),
    () => {
      for (const { m } of before) {
        if (m === t || m.layout === t.layout) set(m, id, undefined);
        else set(m, m.id, 'changed in place through another name');
      }
    },
  );
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
