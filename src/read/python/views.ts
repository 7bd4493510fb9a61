import type { IndexItem, Operation } from '../../program/operation.js';
import type { ValueId } from '../../program/value.js';
import { fresh } from './convert.js';
import type { PyObject, TensorObject } from './objects.js';
import { dtypeOfTensor, emitValue, shapeOfTensor, type Place, type Reader } from './reader.js';

/** The base's numbers after a view of it was given those of value `id`; undefined where not known. */
export function writtenBack(
  r: Reader,
  base: TensorObject,
  operation: Operation,
  id: ValueId,
): ValueId | undefined {
  const place = { span: r.frame.statement };
  const from = fresh(r, base, place);
  const shape = shapeOfTensor(r, from);
  const moved = (back: Operation): ValueId => emitValue(r, back, [id], place);
  switch (operation.kind) {
    case 'transpose':
    case 'library':
      return operation.kind === 'transpose' ? moved(operation) : id;
    case 'permute': {
      const rank = operation.axes.length;
      const axes = Array.from({ length: rank }, () => 0);
      operation.axes.forEach((axis, i) => (axes[axis < 0 ? axis + rank : axis] = i));
      return moved({ kind: 'permute', axes });
    }
    case 'reshape':
      return shape === undefined ? undefined : moved({ kind: 'reshape', shape });
    case 'index':
      return operation.items.some((i) => i.kind === 'tensor')
        ? undefined
        : put(r, from, operation.items, id, place);
    case 'chunk':
    case 'split':
    case 'unbind': {
      const axis = operation.axis < 0 ? operation.axis + (shape?.length ?? 0) : operation.axis;
      const item = partOf(operation, shape?.[axis]);
      if (item === undefined) return undefined;
      const before = Array.from({ length: axis }, (): IndexItem => ({ kind: 'slice' }));
      return put(r, from, [...before, item], id, place);
    }
    default:
      return undefined;
  }
}

function put(
  r: Reader,
  base: TensorObject,
  items: readonly IndexItem[],
  id: ValueId,
  place: Place,
): ValueId {
  const shape = shapeOfTensor(r, base);
  return emitValue(r, { kind: 'indexPut', items }, [base.id, id], place, {
    dtype: dtypeOfTensor(r, base),
    ...(shape === undefined ? {} : { shape }),
  });
}

type Part = Extract<Operation, { kind: 'chunk' | 'split' | 'unbind' }>;

/** Where a part lies along its axis of this size. */
function partOf({ kind, part, parts, sizes }: Part, size: unknown): IndexItem | undefined {
  if (kind === 'unbind') return { kind: 'at', index: part };
  if (sizes !== undefined) {
    const start = sizes.slice(0, part).reduce((a, b) => a + b, 0);
    return { kind: 'slice', start, stop: start + (sizes[part] ?? 0) };
  }
  if (parts === undefined || typeof size !== 'number') return undefined;
  const each = Math.ceil(size / parts);
  return { kind: 'slice', start: part * each, stop: (part + 1) * each };
}

/** A view whose memory was changed through another one, with the numbers it shows now. */
export function seenAgain(r: Reader, t: TensorObject, place: Place): TensorObject {
  const { view } = t.layout;
  delete t.dirty;
  if (view === undefined) return t;
  const base = fresh(r, view.base, place);
  const id = emitValue(r, view.operation, [base.id], { span: place.span });
  for (const m of t.storage.members) {
    if (m.layout !== t.layout) continue;
    m.id = id;
    delete m.dirty;
  }
  return t;
}

/** Gives the numbers that in-place changes under other names left to the names of the module. */
export function nameChangedElsewhere(r: Reader): void {
  const names = [...r.module.variables].filter((entry): entry is [string, TensorObject] =>
    isChanged(entry[1]),
  );
  const outer = r.frame.statement;
  for (const [name, tensor] of names) {
    const { id } = tensor;
    if (tensor.dirty !== true && tensor.stale === undefined && r.builder.value(id).name === name)
      continue;
    r.frame.statement = tensor.storage.changedAt ?? outer;
    const place = { span: r.frame.statement };
    const ready = fresh(r, tensor, place);
    const dtype = dtypeOfTensor(r, ready);
    emitValue(r, { kind: 'cast', dtype }, [ready.id], place, { name, defined: true });
  }
  r.frame.statement = outer;
}

const isChanged = (o: PyObject): boolean =>
  o.type === 'tensor' && o.library !== 'python' && o.storage.changedAt !== undefined;
