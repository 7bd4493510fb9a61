import { numberOf, type Settings } from '../../program/libraryOperation.js';
import { axisIn } from '../tensor.js';
import type { Tensor } from '../trace.js';
import { rowwise } from '../gradients/alongAxis.js';
import { mapGradient } from '../gradients/broadcast.js';
import {
  accumulator,
  asGradientOf,
  ofFirst,
  type Backward,
  type Gradients,
} from '../gradients/pullback.js';
import { unsupported } from '../errors.js';
import { convolutionBack, poolBack } from './convolutionBack.js';
import { recurrentBack } from './recurrent.js';

type Back = (settings: Settings, step: Backward) => Gradients;

/** d(x₀ … xᵢ)/dxₖ: the products before k times those from k on, without k itself. */
const cumulatedProduct: Back = (settings, step) =>
  ofFirst(step, (x) => {
    const axis = numberOf(settings, 'axis', 0);
    return rowwise(x, axis, step, ({ start, step: by, length }, target) => {
      let before = 1;
      for (let k = 0; k < length; k++) {
        let [rest, total] = [before, 0];
        for (let i = k; i < length; i++) {
          if (i > k) rest *= x.data[start + i * by] as number;
          total += (step.gradient.data[start + i * by] as number) * rest;
        }
        target[start + k * by] = total;
        before *= x.data[start + k * by] as number;
        if (!step.context.spend(length)) return;
      }
    });
  });

/** Each element goes to the place where the extreme so far was found. */
const extremeSoFar =
  (better: (x: number, best: number) => boolean): Back =>
  (settings, step) =>
    settings['part'] === 'indices'
      ? { ok: true, value: [] }
      : ofFirst(step, (x) =>
          rowwise(x, numberOf(settings, 'axis', 0), step, ({ start, step: by, length }, target) => {
            let best = start;
            for (let i = start; i < start + length * by; i += by) {
              if (better(x.data[i] as number, x.data[best] as number)) best = i;
              target[best] = (target[best] as number) + (step.gradient.data[i] as number);
            }
          }),
        );

/** The places in the result that each place of the index names, and those of the source. */
function scatterPlaces(
  axis: number,
  [x, index, source]: readonly Tensor[],
): { readonly to: number[]; readonly from: number[] } {
  const [input, places, values] = [x as Tensor, index as Tensor, source as Tensor];
  const stridesOf = (shape: readonly number[]): number[] =>
    shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
  const [toStrides, fromStrides] = [stridesOf(input.shape), stridesOf(values.shape)];
  const own = stridesOf(places.shape);
  const [to, from]: [number[], number[]] = [[], []];
  for (let n = 0; n < places.data.length; n++) {
    let [target, origin] = [0, 0];
    for (const [i, stride] of own.entries()) {
      const at = Math.floor(n / stride) % (places.shape[i] as number);
      const named = places.data[n] as number;
      const along = named < 0 ? named + (input.shape[axis] as number) : named;
      target += (i === axis ? along : at) * (toStrides[i] as number);
      origin += at * (fromStrides[i] ?? 0);
    }
    to.push(target);
    from.push(values.data.length === 1 ? 0 : origin);
  }
  return { to, from };
}

/** What was put away gets 0; what was put or added gets what its place gets. */
const scatter: Back = (settings, step) => {
  const { inputs, gradient, context } = step;
  const [x, , source] = inputs as readonly [Tensor, Tensor, Tensor];
  const axis = axisIn(numberOf(settings, 'axis', 0), x.shape.length);
  if (settings['reduce'] === 'multiply' || axis === undefined)
    return unsupported('The derivative of scattering by products is not computed.');
  const { to, from } = scatterPlaces(axis, inputs);
  const list: (Tensor | undefined)[] = [undefined, undefined, undefined];
  if (step.wants(0)) {
    const kept = accumulator(x.shape, context);
    if (!kept.ok) return kept;
    kept.value.set(gradient.data);
    if (settings['reduce'] !== 'add') for (const place of to) kept.value[place] = 0;
    const made = asGradientOf(x, kept.value, context);
    if (!made.ok) return made;
    list[0] = made.value;
  }
  if (step.wants(2)) {
    const total = accumulator(source.shape, context);
    if (!total.ok) return total;
    for (const [n, place] of to.entries()) {
      const own = from[n] as number;
      total.value[own] = (total.value[own] as number) + (gradient.data[place] as number);
    }
    const made = asGradientOf(source, total.value, context);
    if (!made.ok) return made;
    list[2] = made.value;
  }
  context.spend(to.length * 4);
  return { ok: true, value: list };
};

/** Numbers in order, back to where they came from. */
const angle: Back = (_settings, step) => {
  const [y, x] = step.inputs as readonly [Tensor, Tensor];
  if (y.shape.join() !== x.shape.join())
    return unsupported('The derivative of atan2 is computed where both have one shape.');
  const squares = (i: number): number => (x.data[i] as number) ** 2 + (y.data[i] as number) ** 2;
  const along = (t: Tensor, other: Tensor, sign: number) => {
    let i = 0;
    return mapGradient(t, step, other, (g, v) => (sign * g * v) / squares(i++));
  };
  const parts = [
    step.wants(0) ? along(y, x, 1) : undefined,
    step.wants(1) ? along(x, y, -1) : undefined,
  ];
  for (const part of parts) if (part?.ok === false) return part;
  return { ok: true, value: parts.map((p) => (p?.ok === true ? p.value : undefined)) };
};

/** The way back through library functions of more than one element, by name. */
export const libraryPullbacks: Readonly<Record<string, Back>> = {
  cumprod: cumulatedProduct,
  cummax: extremeSoFar((x, best) => x >= best),
  cummin: extremeSoFar((x, best) => x <= best),
  scatter,
  atan2: angle,
  convolution: convolutionBack,
  pool: poolBack,
  recurrent: recurrentBack,
};
