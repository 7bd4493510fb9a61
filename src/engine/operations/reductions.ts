import type { DType, OperationOf } from '../../program/operation.js';
import { badAxis, badValue, mismatch } from '../errors.js';
import { copyView } from '../strided.js';
import { axisIn, sizeOf, stridesOf } from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';
import type { Spend } from '../clock.js';
import { maximum, minimum } from './elementwise.js';
import { largestOf, smallestOf, squaresAbout, STRETCH, sumOf } from '../kernels/reduce.js';
import type { Computed, KernelContext, SharedKernel } from './kernel.js';

/** One number from a stretch of numbers; accumulates in double precision; `spend` false cuts it short. */
type Reducer = (data: TensorData, start: number, length: number, spend: Spend) => number;

interface Axes {
  readonly axes?: readonly number[];
  readonly keepDim?: boolean;
}

/**
 * Reduces over some axes: brings them last, so that each result comes from one contiguous stretch.
 * An empty list of axes, as in PyTorch, means all of them. `ofNothing`: there is a result of no elements.
 */
function reduce(
  reducer: Reducer,
  { axes, keepDim = false }: Axes,
  x: Tensor,
  context: KernelContext,
  ofNothing: boolean = true,
): Computed {
  const rank = x.shape.length;
  const gone = new Set<number>();
  for (const axis of axes === undefined || axes.length === 0 ? x.shape.keys() : axes) {
    const at = axisIn(axis, rank);
    // PyTorch lets a scalar be reduced over axis 0 or −1.
    if (at === undefined && !(rank === 0 && (axis === 0 || axis === -1)))
      return badAxis(axis, x.shape);
    if (gone.has(at ?? 0))
      return mismatch('axes', `axis ${at ?? 0} is named twice.`, { axis: at ?? 0 });
    if (!ofNothing && x.shape[at ?? 0] === 0)
      return badValue('empty', `axis ${at ?? 0} has no elements.`, { axis: at ?? 0 });
    gone.add(at ?? 0);
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
    out.value[i] = reducer(source, start, length, context.spend);
    if (!context.spend(1)) break;
  }
  return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
}

const pick = (list: readonly number[], places: readonly number[]): number[] =>
  places.map((i) => list[i] as number);

/** How the sums of a type are rounded, so that they overflow and underflow where PyTorch's do. */
type Rounding = (x: number) => number;
const roundingOf = (dtype: DType): Rounding => (dtype === 'float32' ? Math.fround : (x) => x);

const mean =
  (round: Rounding): Reducer =>
  (data, start, length, spend) =>
    round(sumOf(data, start, length, spend)) / length;

/** ∏ x, in double precision; one that overflows or underflows on its way in its own type stays so. */
const product =
  (round: Rounding): Reducer =>
  (data, start, length, spend) => {
    let total = 1;
    let rounded = 1;
    for (let from = start, end = start + length; from < end; from += STRETCH) {
      const to = Math.min(end, from + STRETCH);
      for (let i = from; i < to; i++) {
        total *= data[i] as number;
        rounded = round(rounded * (data[i] as number));
      }
      if (!spend((to - from) * 2)) break;
    }
    return rounded === 0 || !Number.isFinite(rounded) ? rounded : total;
  };

/** In two passes, so that a large mean costs no digits. */
const variance =
  (correction: number): Reducer =>
  (data, start, length, spend) => {
    const centre = sumOf(data, start, length, spend) / length;
    return squaresAbout(centre, data, start, length, spend) / Math.max(0, length - correction);
  };

/** The p-norm; p = 0 counts the non-zero elements, ±∞ give the extremes of |x|. */
const norm =
  (p: number, round: Rounding): Reducer =>
  (data, start, length, spend) => {
    let total = 0;
    let high = 0;
    let low = Infinity;
    for (let from = start, end = start + length; from < end; from += STRETCH) {
      const to = Math.min(end, from + STRETCH);
      for (let i = from; i < to; i++) {
        const x = Math.abs(data[i] as number);
        high = x > high || x !== x ? x : high;
        low = x < low || x !== x ? x : low;
        total += p === 2 ? x * x : p === 0 ? Number(x !== 0) : p === 1 ? x : Math.pow(x, p);
      }
      if (!spend((to - from) * 4)) break;
    }
    if (p === Infinity) return high;
    if (p === -Infinity) return low;
    if (p === 0 || p === 1) return total;
    return p === 2 ? Math.sqrt(round(total)) : Math.pow(round(total), 1 / p);
  };

/** Extremes of two tensors, or over axes; there is none of nothing. */
const extreme =
  (reducer: Reducer, elementwise: SharedKernel): SharedKernel<Axes> =>
  (operation, inputs, context) => {
    const x = inputs[0] as Tensor;
    if (inputs.length > 1) return elementwise(operation, inputs, context);
    return reduce(reducer, operation, x, context, false);
  };

const reduction =
  (reducer: Reducer): SharedKernel<Axes> =>
  (operation, [x], context) =>
    reduce(reducer, operation, x as Tensor, context);

export const reductions = {
  sum: reduction(sumOf),
  mean: ((operation, [x], context) =>
    reduce(mean(roundingOf(context.dtype)), operation, x as Tensor, context)) as SharedKernel<
    OperationOf<'mean'>
  >,
  prod: ((operation, [x], context) =>
    reduce(product(roundingOf(context.dtype)), operation, x as Tensor, context)) as SharedKernel<
    OperationOf<'prod'>
  >,
  max: extreme(largestOf, maximum),
  min: extreme(smallestOf, minimum),
  var: ((operation, [x], context) =>
    reduce(variance(operation.correction), operation, x as Tensor, context)) as SharedKernel<
    OperationOf<'var'>
  >,
  norm: ((operation, [x], context) => {
    const { p } = operation;
    const reducer = norm(p, roundingOf(context.dtype));
    return reduce(reducer, operation, x as Tensor, context, p >= 0 && p !== Infinity);
  }) as SharedKernel<OperationOf<'norm'>>,
};
