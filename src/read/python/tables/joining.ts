import type { Dim } from '../../../program/dim.js';
import { divideDims, equalDims } from '../../../program/dims.js';
import type { IndexItem, Operation } from '../../../program/operation.js';
import { knownShape } from '../assume.js';
import { asDim, asInt, asTensor } from '../convert.js';
import {
  countOf,
  isSequence,
  manyOf,
  tuple,
  type PyObject,
  type TensorObject,
} from '../objects.js';
import { operate, operateView, shapeOfTensor, type Reader } from '../reader.js';
import { assumeShapes } from '../assume.js';
import { arg, given, intArg, tensorArg, type LibraryFunction, type Table } from './arguments.js';

const self = (r: Reader, call: Parameters<LibraryFunction>[1]): TensorObject | undefined =>
  tensorArg(r, call, 0, 'input', 'tensor', 'a', 'x');

const whole: IndexItem = { kind: 'slice' };

/** How many tensors the one in the list stands for. */
function countArg(call: Parameters<LibraryFunction>[1]): { count?: Dim } {
  const list = given(call, 0, 'tensors', 'arrays', 'values', 'tup');
  const count = list === undefined ? undefined : countOf(list.value);
  return count === undefined ? {} : { count };
}

function tensorList(r: Reader, call: Parameters<LibraryFunction>[1]): TensorObject[] | undefined {
  const list = given(call, 0, 'tensors', 'arrays', 'values', 'tup');
  if (list === undefined) return undefined;
  if (!isSequence(list.value)) return undefined;
  const tensors = list.value.items.map((i) => asTensor(r, i, { span: list.span }));
  return tensors.length > 0 && tensors.every((t): t is TensorObject => t !== undefined)
    ? tensors
    : undefined;
}

const join =
  (kind: 'concat' | 'stack'): LibraryFunction =>
  (r, call) => {
    const tensors = tensorList(r, call);
    const axis = arg(call, 1, 'dim', 'axis') === undefined ? 0 : intArg(r, call, 1, 'dim', 'axis');
    return tensors === undefined || axis === undefined
      ? undefined
      : operate(r, { kind, axis, ...countArg(call) }, tensors, call);
  };

const stackRows: LibraryFunction = (r, call) => {
  const tensors = tensorList(r, call);
  if (tensors === undefined) return undefined;
  const flat = tensors.every((t) => r.builder.shape(t.id)?.length === 1);
  return operate(r, flat ? { kind: 'stack', axis: 0 } : { kind: 'concat', axis: 0 }, tensors, call);
};

const stackColumns: LibraryFunction = (r, call) => {
  const tensors = tensorList(r, call);
  if (tensors === undefined) return undefined;
  const flat = tensors.every((t) => r.builder.shape(t.id)?.length === 1);
  return operate(r, { kind: 'concat', axis: flat ? 0 : 1, ...countArg(call) }, tensors, call);
};

const maxParts = 64;

function parts(
  r: Reader,
  x: TensorObject,
  count: number,
  operation: (part: number) => Operation,
  call: Parameters<LibraryFunction>[1],
): PyObject | undefined {
  if (count < 1 || count > maxParts) return undefined;
  return tuple(
    Array.from({ length: count }, (_, part) => operateView(r, operation(part), x, call)),
  );
}

/** Equal parts whose number is a name: the first stands for all. */
function namedParts(
  r: Reader,
  x: TensorObject,
  count: Dim,
  axis: number,
  call: Parameters<LibraryFunction>[1],
): PyObject | undefined {
  // Where the rank is open, the axis shows it.
  if (r.frame.symbolic) assumeShapes(r, { kind: 'chunk', axis, part: 0 }, [x.id]);
  const shape = knownShape(r, x);
  const total = shape?.[axis < 0 ? axis + shape.length : axis];
  if (shape === undefined || total === undefined) return undefined;
  const at = axis < 0 ? axis + shape.length : axis;
  const apart = [...shape.slice(0, at), count, divideDims(total, count), ...shape.slice(at + 1)];
  const split = operateView(r, { kind: 'reshape', shape: apart }, x, { span: call.span });
  const before = Array.from({ length: at }, () => whole);
  const first = operateView(
    r,
    { kind: 'index', items: [...before, { kind: 'at', index: 0 }] },
    split,
    call,
  );
  return manyOf(first, count);
}

/** `chunk` gives fewer parts than asked for where the size does not divide: 4 into 3 gives 2 and 2. */
function partsMade(r: Reader, x: TensorObject, count: number, axis: number): number {
  const shape = shapeOfTensor(r, x);
  const size = shape?.[axis < 0 ? axis + shape.length : axis];
  if (typeof size !== 'number' || size < 1 || count < 1) return count;
  return Math.ceil(size / Math.ceil(size / count));
}

const chunk: LibraryFunction = (r, call) => {
  const x = self(r, call);
  const wanted = arg(call, 1, 'chunks', 'indices_or_sections');
  const count =
    wanted?.type === 'unknown' ? undefined : intArg(r, call, 1, 'chunks', 'indices_or_sections');
  const axis = arg(call, 2, 'dim', 'axis') === undefined ? 0 : intArg(r, call, 2, 'dim', 'axis');
  const named = count === undefined && r.frame.symbolic ? asDim(r, wanted) : undefined;
  if (x !== undefined && named !== undefined && axis !== undefined)
    return namedParts(r, x, named, axis, call);
  return x === undefined || count === undefined || axis === undefined
    ? undefined
    : parts(
        r,
        x,
        partsMade(r, x, count, axis),
        (part) => ({ kind: 'chunk', axis, part, parts: count }),
        call,
      );
};

/** torch's `split` takes the size of a part or a list of sizes, NumPy's the number of parts. */
const split: LibraryFunction = (r, call) => {
  const x = self(r, call);
  if (x === undefined) return undefined;
  if (x.library === 'numpy') return chunk(r, call);
  const wanted = arg(call, 1, 'split_size_or_sections', 'split_size');
  const axis = arg(call, 2, 'dim') === undefined ? 0 : intArg(r, call, 2, 'dim');
  if (wanted === undefined || axis === undefined) return undefined;
  const shape = shapeOfTensor(r, x);
  const total = shape?.[axis < 0 ? axis + shape.length : axis];
  if (isSequence(wanted)) {
    const sizes = wanted.items.map((i) => asInt(r, i));
    if (sizes.every((s): s is number => s !== undefined)) {
      return parts(r, x, sizes.length, (part) => ({ kind: 'split', axis, part, sizes }), call);
    }
    return splitSymbolic(r, x, axis, wanted.items, call);
  }
  const size = asDim(r, wanted);
  if (size === undefined) return undefined;
  const count = partCount(r, total, size);
  if (count === undefined) return undefined;
  if (typeof size === 'number' && typeof total === 'number') {
    const sizes = Array.from({ length: count }, (_, i) => Math.min(size, total - i * size));
    return parts(r, x, count, (part) => ({ kind: 'split', axis, part, sizes }), call);
  }
  return parts(r, x, count, (part) => ({ kind: 'chunk', axis, part, parts: count }), call);
};

function partCount(r: Reader, total: Dim | undefined, size: Dim): number | undefined {
  if (total === undefined) return undefined;
  if (typeof total === 'number' && typeof size === 'number') {
    return size > 0 ? Math.ceil(total / size) : undefined;
  }
  const count = divideDims(r.builder.context.resolve(total), size);
  return typeof count === 'number' ? count : undefined;
}

/** Parts whose sizes are names: equal ones are a chunk, others slices of an arange. */
function splitSymbolic(
  r: Reader,
  x: TensorObject,
  axis: number,
  items: readonly PyObject[],
  call: Parameters<LibraryFunction>[1],
): PyObject | undefined {
  const sizes = items.map((i) => asDim(r, i));
  const first = sizes[0];
  if (first === undefined || !sizes.every((s) => s !== undefined && equalDims(s, first))) {
    return undefined;
  }
  const count = sizes.length;
  return parts(r, x, count, (part) => ({ kind: 'chunk', axis, part, parts: count }), call);
}

const unbind: LibraryFunction = (r, call) => {
  const x = self(r, call);
  const axis = arg(call, 1, 'dim') === undefined ? 0 : intArg(r, call, 1, 'dim');
  const shape = x === undefined ? undefined : shapeOfTensor(r, x);
  if (x === undefined || axis === undefined || shape === undefined) return undefined;
  const count = shape[axis < 0 ? axis + shape.length : axis];
  return typeof count === 'number'
    ? parts(r, x, count, (part) => ({ kind: 'unbind', axis, part }), call)
    : undefined;
};

/** Functions that put tensors together or take them apart; also methods of tensors. */
export const joining: Table = {
  cat: join('concat'),
  concat: join('concat'),
  concatenate: join('concat'),
  stack: join('stack'),
  vstack: stackRows,
  hstack: stackColumns,
  chunk,
  split,
  unbind,
};
