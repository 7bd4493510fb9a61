import type { OperationOf } from '../../program/operation.js';
import { badAxis, badValue } from '../errors.js';
import { copyView } from '../strided.js';
import { axisIn, sizeOf, stridesOf } from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';
import { maximum, minimum } from './elementwise.js';
import type { Computed, KernelContext, SharedKernel } from './kernel.js';

/** One number from a stretch of numbers; accumulates in double precision. */
type Reducer = (data: TensorData, start: number, length: number) => number;

interface Axes {
  readonly axes?: readonly number[];
  readonly keepDim?: boolean;
}

/**
 * Reduces over some axes: brings them last, so that each result comes from one contiguous stretch.
 * An empty list of axes, as in PyTorch, means all of them.
 */
function reduce(
  reducer: Reducer,
  { axes, keepDim = false }: Axes,
  x: Tensor,
  context: KernelContext,
): Computed {
  const rank = x.shape.length;
  const gone = new Set<number>();
  for (const axis of axes === undefined || axes.length === 0 ? x.shape.keys() : axes) {
    const at = axisIn(axis, rank);
    // PyTorch lets a scalar be reduced over axis 0 or −1.
    if (at === undefined && !(rank === 0 && (axis === 0 || axis === -1)))
      return badAxis(axis, x.shape);
    if (at !== undefined) gone.add(at);
  }
  const all = [...x.shape.keys()];
  const kept = all.filter((i) => !gone.has(i));
  const reduced = all.filter((i) => gone.has(i));
  const shape = keepDim ? x.shape.map((d, i) => (gone.has(i) ? 1 : d)) : pick(x.shape, kept);
  const length = sizeOf(pick(x.shape, reduced));
  const out = context.allocate(shape, context.dtype);
  if (!out.ok) return out;
  let source = x.data;
  if ([...kept, ...reduced].some((axis, i) => axis !== i)) {
    const scratch = context.scratch(x.shape, x.dtype);
    if (!scratch.ok) return scratch;
    const order = [...kept, ...reduced];
    const strides = pick(stridesOf(x.shape), order);
    copyView(x.data, scratch.value, pick(x.shape, order), strides, 0, context.spend);
    source = scratch.value;
  }
  for (let i = 0, start = 0; i < out.value.length; i++, start += length) {
    out.value[i] = reducer(source, start, length);
    if (!context.spend(length)) break;
  }
  return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
}

const pick = (list: readonly number[], places: readonly number[]): number[] =>
  places.map((i) => list[i] as number);

const sum: Reducer = (data, start, length) => {
  let total = 0;
  for (let i = start; i < start + length; i++) total += data[i] as number;
  return total;
};

const mean: Reducer = (data, start, length) => sum(data, start, length) / length;

/** In two passes, so that a large mean costs no digits. */
const variance =
  (correction: number): Reducer =>
  (data, start, length) => {
    const centre = mean(data, start, length);
    let total = 0;
    for (let i = start; i < start + length; i++) {
      const d = (data[i] as number) - centre;
      total += d * d;
    }
    return total / Math.max(0, length - correction);
  };

const largest: Reducer = (data, start, length) => {
  let best = -Infinity;
  for (let i = start; i < start + length; i++) {
    const x = data[i] as number;
    if (x !== x) return NaN;
    if (x > best) best = x;
  }
  return best;
};

const smallest: Reducer = (data, start, length) => {
  let best = Infinity;
  for (let i = start; i < start + length; i++) {
    const x = data[i] as number;
    if (x !== x) return NaN;
    if (x < best) best = x;
  }
  return best;
};

/** The p-norm; p = 0 counts the non-zero elements, ±∞ give the extremes of |x|. */
const norm =
  (p: number): Reducer =>
  (data, start, length) => {
    let total = 0;
    let high = 0;
    let low = Infinity;
    for (let i = start; i < start + length; i++) {
      const x = Math.abs(data[i] as number);
      high = x > high || x !== x ? x : high;
      low = x < low || x !== x ? x : low;
      total += p === 2 ? x * x : p === 0 ? Number(x !== 0) : p === 1 ? x : Math.pow(x, p);
    }
    if (p === Infinity) return high;
    if (p === -Infinity) return low;
    if (p === 0 || p === 1) return total;
    return p === 2 ? Math.sqrt(total) : Math.pow(total, 1 / p);
  };

/** Extremes of two tensors, or over axes; there is none of nothing. */
const extreme =
  (reducer: Reducer, elementwise: SharedKernel): SharedKernel<Axes> =>
  (operation, inputs, context) => {
    const x = inputs[0] as Tensor;
    if (inputs.length > 1) return elementwise(operation, inputs, context);
    if (x.data.length === 0) {
      return badValue('empty', 'The largest or smallest of no elements is not defined.');
    }
    return reduce(reducer, operation, x, context);
  };

const reduction =
  (reducer: Reducer): SharedKernel<Axes> =>
  (operation, [x], context) =>
    reduce(reducer, operation, x as Tensor, context);

export const reductions = {
  sum: reduction(sum),
  mean: reduction(mean),
  max: extreme(largest, maximum),
  min: extreme(smallest, minimum),
  var: ((operation, [x], context) =>
    reduce(variance(operation.correction), operation, x as Tensor, context)) as SharedKernel<
    OperationOf<'var'>
  >,
  norm: ((operation, [x], context) =>
    reduce(norm(operation.p), operation, x as Tensor, context)) as SharedKernel<
    OperationOf<'norm'>
  >,
};
