import type { OperationOf } from '../../program/operation.js';
import { rearrange as rearranged } from '../operations/rearrange.js';
import { permuted } from '../operations/layout.js';
import { axisIn, inStretches, stridesOf } from '../tensor.js';
import type { Tensor } from '../trace.js';
import { scatterPlaces, scatterView, sumTo } from './broadcast.js';
import {
  asGradientOf,
  ofFirst,
  type Backward,
  type Made,
  type SharedPullback,
} from './pullback.js';

/** The gradient with its axes back where the input has them: axis i came from axis `order[i]`. */
function unpermuted(x: Tensor, order: readonly number[], { gradient, context }: Backward): Made {
  const back = new Array<number>(order.length);
  for (const [i, axis] of order.entries()) back[axis] = i;
  const moved = permuted(gradient, back, context);
  return moved.ok ? asGradientOf(x, moved.value.data, context) : moved;
}

const transpose: SharedPullback<OperationOf<'transpose'>> = ({ axis0, axis1 }, step) =>
  ofFirst(step, (x) => {
    const rank = x.shape.length;
    const order = [...x.shape.keys()];
    const [a, b] = [axisIn(axis0, rank), axisIn(axis1, rank)];
    if (rank < 2 || a === undefined || b === undefined)
      return sumTo(x, step.gradient, step.context);
    order[a] = b;
    order[b] = a;
    return unpermuted(x, order, step);
  });

const permute: SharedPullback<OperationOf<'permute'>> = ({ axes }, step) =>
  ofFirst(step, (x) => {
    const order = axes.map((axis) => axisIn(axis, x.shape.length) ?? 0);
    return unpermuted(x, order, step);
  });

/** The same numbers in the input's shape: no copy. */
const reshape: SharedPullback = (_operation, step) =>
  ofFirst(step, (x) => asGradientOf(x, step.gradient.data, step.context));

const expand: SharedPullback = (_operation, step) =>
  ofFirst(step, (x) => sumTo(x, step.gradient, step.context));

/** Seen as [count, size] for each axis, the counts are summed over. */
const repeat: SharedPullback<OperationOf<'repeat'>> = ({ counts }, step) =>
  ofFirst(step, (x) => {
    const lead = counts.length - x.shape.length;
    const own = stridesOf(x.shape);
    const sizes = counts.flatMap((c, i) => [c, x.shape[i - lead] ?? 1]);
    const strides = counts.flatMap((_, i) => [0, own[i - lead] ?? 0]);
    return scatterView(x, step.gradient, sizes, strides, 0, step.context);
  });

/** The pattern applied to the places of the input's elements says where each came from. */
const rearrange: SharedPullback<OperationOf<'rearrange'>> = (operation, step) =>
  ofFirst(step, (x) => {
    const { context } = step;
    const places = context.scratch(x.shape, 'float64');
    if (!places.ok) return places;
    const numbers = places.value;
    inStretches(numbers.length, context.spend, (from, to) => {
      for (let i = from; i < to; i++) numbers[i] = i;
    });
    const inner = { ...context, dtype: 'float64' as const, allocate: context.scratch };
    const source: Tensor = { shape: x.shape, dtype: 'float64', data: places.value };
    const moved = rearranged(operation, [source], inner);
    return moved.ok ? scatterPlaces(x, step.gradient, moved.value.data, context) : moved;
  });

export const layout = { transpose, permute, reshape, expand, repeat, rearrange };
