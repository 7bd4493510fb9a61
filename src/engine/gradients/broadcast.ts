import type { KernelContext } from '../operations/kernel.js';
import { forEachStretch } from '../strided.js';
import { broadcastStrides, sizeOf } from '../tensor.js';
import type { Tensor } from '../trace.js';
import { accumulator, asGradientOf, asOperand, type Backward, type Made } from './pullback.js';

/** Elements between two looks at the clock. */
const STRETCH = 1 << 14;

/** f(g, x) for every element of the gradient and of a tensor of its shape. */
export function mapGradient(
  input: Tensor,
  { gradient, context }: Backward,
  source: Tensor,
  f: (g: number, x: number) => number,
): Made {
  const out = context.allocate(input.shape, input.dtype);
  if (!out.ok) return out;
  const [target, g, x] = [out.value, gradient.data, source.data];
  for (let from = 0; from < target.length; from += STRETCH) {
    const end = Math.min(target.length, from + STRETCH);
    for (let i = from; i < end; i++) target[i] = f(g[i] as number, x[i] as number);
    if (!context.spend((end - from) * 4)) break;
  }
  return { ok: true, value: { shape: input.shape, dtype: input.dtype, data: target } };
}

/**
 * f(g, a, b) over the gradient's shape, to which a and b broadcast, summed to the shape of `input`
 * in double precision: an element that was used several times gets the sum of what its uses get.
 */
export function broadcastGradient(
  input: Tensor,
  gradient: Tensor,
  [a, b]: readonly [Tensor, Tensor],
  f: (g: number, a: number, b: number) => number,
  context: KernelContext,
): Made {
  const summed = sizeOf(input.shape) !== gradient.data.length;
  const made = summed
    ? accumulator(input.shape, context)
    : context.allocate(input.shape, input.dtype);
  if (!made.ok) return made;
  const left = asOperand(a, gradient.dtype, context);
  if (!left.ok) return left;
  const right = asOperand(b, gradient.dtype, context);
  if (!right.ok) return right;
  const [g, x, y, target] = [gradient.data, left.value, right.value, made.value];
  const strides = [a, b, input].map((t) => broadcastStrides(t.shape, gradient.shape));
  forEachStretch(gradient.shape, strides, (at, length, starts, steps) => {
    let [i, j, t] = starts as [number, number, number];
    const [iStep, jStep, tStep] = steps as [number, number, number];
    const end = at + length;
    if (summed)
      for (let k = at; k < end; k++, i += iStep, j += jStep, t += tStep)
        target[t] = (target[t] as number) + f(g[k] as number, x[i] as number, y[j] as number);
    else
      for (let k = at; k < end; k++, i += iStep, j += jStep, t += tStep)
        target[t] = f(g[k] as number, x[i] as number, y[j] as number);
    return context.spend(length * 2);
  });
  return asGradientOf(input, target, context);
}

/** The gradient of something that broadcast without change: itself, or summed to `input`'s shape. */
export function sumTo(input: Tensor, gradient: Tensor, context: KernelContext): Made {
  if (input.shape.join() === gradient.shape.join()) {
    return asGradientOf(input, gradient.data, context);
  }
  return scatterView(
    input,
    gradient,
    gradient.shape,
    broadcastStrides(input.shape, gradient.shape),
    0,
    context,
  );
}

/**
 * The adjoint of reading a strided view: where the view read element p of `input`, the gradient's
 * element is added to p. Elements the view did not read get 0.
 */
export function scatterView(
  input: Tensor,
  gradient: Tensor,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  context: KernelContext,
): Made {
  const once = strides.every((s, axis) => s !== 0 || (shape[axis] ?? 1) <= 1);
  const made = once
    ? context.allocate(input.shape, input.dtype)
    : accumulator(input.shape, context);
  if (!made.ok) return made;
  const [g, target] = [gradient.data, made.value];
  forEachStretch(
    shape,
    [strides],
    (at, length, starts, steps) => {
      const step = steps[0] as number;
      let t = starts[0] as number;
      if (step === 0) {
        let total = 0;
        for (let k = at; k < at + length; k++) total += g[k] as number;
        target[t] = (target[t] as number) + total;
      } else
        for (let k = at; k < at + length; k++, t += step)
          target[t] = (target[t] as number) + (g[k] as number);
      return context.spend(length);
    },
    [offset],
  );
  return asGradientOf(input, target, context);
}

/** The adjoint of picking: element i of the gradient is added to place `places[i]` of `input`. */
export function scatterPlaces(
  input: Tensor,
  gradient: Tensor,
  places: ArrayLike<number>,
  context: KernelContext,
): Made {
  const made = accumulator(input.shape, context);
  if (!made.ok) return made;
  const [g, target] = [gradient.data, made.value];
  for (let from = 0; from < g.length; from += STRETCH) {
    const end = Math.min(g.length, from + STRETCH);
    for (let i = from; i < end; i++) {
      const place = places[i] as number;
      target[place] = (target[place] as number) + (g[i] as number);
    }
    if (!context.spend(end - from)) break;
  }
  return asGradientOf(input, target, context);
}
