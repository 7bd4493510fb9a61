import type { OperationOf } from '../../program/operation.js';
import { badAxis } from '../errors.js';
import { pick } from '../operations/subscripts.js';
import { forEachStretch } from '../strided.js';
import { axisIn, axisView, copyRange, inStretches, sizeOf, stridesOf } from '../tensor.js';
import type { Tensor } from '../trace.js';
import { scatterPlaces, sumTo } from './broadcast.js';
import {
  accumulator,
  asGradientOf,
  ofFirst,
  type Gradients,
  type SharedPullback,
} from './pullback.js';

/** A place that is picked twice gets both gradients. */
const index: SharedPullback<OperationOf<'index'>> = ({ items }, step) =>
  ofFirst(step, (x) => {
    const picked = pick(x, items, step.inputs, step.context);
    return picked.ok ? scatterPlaces(x, step.gradient, picked.value.places, step.context) : picked;
  });

/**
 * What was overwritten gets 0, and the value gets what its places get. Of two numbers put in one place
 * only the last one stays, so only it gets the gradient.
 */
const indexPut: SharedPullback<OperationOf<'indexPut'>> = ({ items }, step): Gradients => {
  const { inputs, gradient, context, wants } = step;
  const [x, value] = inputs as readonly [Tensor, Tensor];
  const picked = pick(x, items, inputs, context);
  if (!picked.ok) return picked;
  const { shape, places } = picked.value;
  const each = (visit: (i: number) => void): boolean =>
    inStretches(places.length, context.spend, (from, to) => {
      for (let i = from; i < to; i++) visit(i);
    });
  let dx: Tensor | undefined;
  if (wants(0)) {
    const out = context.allocate(x.shape, x.dtype);
    if (!out.ok) return out;
    copyRange(out.value, 0, gradient.data, 0, gradient.data.length, context.spend);
    each((i) => (out.value[places[i] as number] = 0));
    dx = { ...x, data: out.value };
  }
  if (!wants(1)) return { ok: true, value: [dx] };
  const owners = accumulator(x.shape, context);
  if (!owners.ok) return owners;
  each((i) => (owners.value[places[i] as number] = i));
  const kept = context.scratch(shape, gradient.dtype);
  if (!kept.ok) return kept;
  each((i) => {
    const place = places[i] as number;
    kept.value[i] = owners.value[place] === i ? (gradient.data[place] as number) : 0;
  });
  // The value may have leading axes of size 1 that the place does not have.
  const own = {
    ...value,
    shape: value.shape.slice(Math.max(0, value.shape.length - shape.length)),
  };
  const put: Tensor = { shape, dtype: gradient.dtype, data: kept.value };
  const summed = sumTo(own, put, context);
  if (!summed.ok) return summed;
  const data = summed.value.data;
  return { ok: true, value: [dx, { shape: value.shape, dtype: value.dtype, data }] };
};

const gather: SharedPullback<OperationOf<'gather'>> = (operation, step) =>
  ofFirst(step, (x) => {
    const { gradient, context } = step;
    const axis = axisIn(operation.axis, x.shape.length);
    if (axis === undefined) return badAxis(operation.axis, x.shape);
    const total = accumulator(x.shape, context);
    if (!total.ok) return total;
    const [target, g] = [total.value, gradient.data];
    const chosen = (step.inputs[1] as Tensor).data;
    const { inner } = axisView(x.shape, axis);
    const strides = stridesOf(x.shape);
    strides[axis] = 0;
    forEachStretch(gradient.shape, [strides], (at, length, starts, steps) => {
      for (let i = at, s = starts[0] as number; i < at + length; i++, s += steps[0] as number) {
        const place = s + (chosen[i] as number) * inner;
        target[place] = (target[place] as number) + (g[i] as number);
      }
      return context.spend(length * 2);
    });
    return asGradientOf(x, target, context);
  });

/** A row of the table gets the gradients of all its uses. */
const embedding: SharedPullback = (_operation, { inputs, gradient, context, wants }) => {
  const [indices, table] = inputs as readonly [Tensor, Tensor];
  if (!wants(1)) return { ok: true, value: [] };
  const width = sizeOf(table.shape.slice(1));
  const total = accumulator(table.shape, context);
  if (!total.ok) return total;
  const [target, g] = [total.value, gradient.data];
  for (let i = 0; i < indices.data.length; i++) {
    const row = (indices.data[i] as number) * width;
    for (let j = 0; j < width; j++)
      target[row + j] = (target[row + j] as number) + (g[i * width + j] as number);
    if (!context.spend(width)) break;
  }
  const made = asGradientOf(table, target, context);
  return made.ok ? { ok: true, value: [undefined, made.value] } : made;
};

export const indexing = { index, indexPut, gather, embedding };
