import { numberOf, numbersOf, type Settings } from '../../program/libraryOperation.js';
import { asGradientOf, ofFirst, type Backward, type Gradients } from '../gradients/pullback.js';
import type { Tensor } from '../trace.js';
import { taps, volume, windowOf } from './convolution.js';

/** The gradients of a convolution's input, weight and bias: every product goes back to both factors. */
export function convolutionBack(settings: Settings, step: Backward): Gradients {
  const { inputs, gradient, context } = step;
  const [x, weight] = inputs as readonly [Tensor, Tensor];
  const groups = numberOf(settings, 'groups', 1);
  const [batch = 1, channels = 1, ...sizes] = x.shape;
  const [outChannels = 1, perGroup = 1, ...kernel] = weight.shape;
  const { places } = taps(sizes, windowOf(settings, kernel));
  const [plane, window, count] = [volume(sizes), volume(kernel), places.length];
  const totals = inputs.map((t) => new Float64Array(t.data.length));
  const [dx, dWeight, dBias] = totals as [Float64Array, Float64Array, Float64Array?];
  for (let b = 0; b < batch; b++)
    for (let o = 0; o < outChannels; o++) {
      const first = Math.floor(o / (outChannels / groups)) * perGroup;
      for (let p = 0; p < count; p++) {
        const g = gradient.data[(b * outChannels + o) * count + p] as number;
        const at = places[p] as Int32Array;
        if (dBias !== undefined) dBias[o] = (dBias[o] as number) + g;
        for (let c = 0; c < perGroup; c++) {
          const from = (b * channels + first + c) * plane;
          const own = (o * perGroup + c) * window;
          for (let k = 0; k < window; k++) {
            const place = at[k] as number;
            if (place < 0) continue;
            dx[from + place] = (dx[from + place] as number) + g * (weight.data[own + k] as number);
            dWeight[own + k] = (dWeight[own + k] as number) + g * (x.data[from + place] as number);
          }
        }
      }
      if (!context.spend(count * perGroup * window * 2)) break;
    }
  const list: (Tensor | undefined)[] = [];
  for (const [i, input] of inputs.entries()) {
    const made = step.wants(i)
      ? asGradientOf(input, totals[i] as Float64Array, context)
      : undefined;
    if (made?.ok === false) return made;
    list.push(made?.value);
  }
  return { ok: true, value: list };
}

/** A mean goes back evenly, the largest of a window to the first place where it stands. */
export function poolBack(settings: Settings, step: Backward): Gradients {
  return ofFirst(step, (x) => {
    const { gradient, context } = step;
    const kernel = numbersOf(settings, 'kernel');
    const sizes = x.shape.slice(x.shape.length - kernel.length);
    const { places } = taps(sizes, windowOf(settings, kernel));
    const plane = volume(sizes);
    const total = new Float64Array(x.data.length);
    const largest = settings['mode'] !== 'average';
    const add = (at: number, g: number): void => {
      total[at] = (total[at] as number) + g;
    };
    for (let row = 0; row < x.data.length / plane; row++) {
      for (const [p, window] of places.entries()) {
        const g = gradient.data[row * places.length + p] as number;
        let best = -1;
        for (const place of window) {
          if (place < 0) continue;
          const at = row * plane + place;
          if (!largest) add(at, g / window.length);
          else if (best < 0 || (x.data[at] as number) > (x.data[best] as number)) best = at;
        }
        if (best >= 0) add(best, g);
      }
      if (!context.spend(places.length * volume(kernel))) break;
    }
    return asGradientOf(x, total, context);
  });
}
