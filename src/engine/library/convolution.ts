import { numberOf, numbersOf, type Settings } from '../../program/libraryOperation.js';
import { mismatch } from '../errors.js';
import type { Computed, KernelContext } from '../operations/kernel.js';
import { shapeText, stridesOf } from '../tensor.js';
import type { Tensor } from '../trace.js';

interface Window {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly paddingEnd: readonly number[];
  readonly dilation: readonly number[];
}

const each = (settings: Settings, name: string, count: number, otherwise: number): number[] => {
  const given = numbersOf(settings, name);
  return Array.from({ length: count }, (_, i) => given[i] ?? otherwise);
};

export const windowOf = (settings: Settings, kernel: readonly number[]): Window => {
  const n = kernel.length;
  const padding = each(settings, 'padding', n, 0);
  const end = numbersOf(settings, 'paddingEnd');
  return {
    kernel,
    stride: each(settings, 'stride', n, 1),
    padding,
    paddingEnd: padding.map((p, i) => end[i] ?? p),
    dilation: each(settings, 'dilation', n, 1),
  };
};

const resultSizes = (sizes: readonly number[], w: Window): number[] =>
  sizes.map((size, i) => {
    const reach = (w.dilation[i] ?? 1) * ((w.kernel[i] ?? 1) - 1) + 1;
    return (
      Math.floor(
        (size + (w.padding[i] ?? 0) + (w.paddingEnd[i] ?? 0) - reach) / (w.stride[i] ?? 1),
      ) + 1
    );
  });

/** All positions below the sizes, row-major. */
function positions(sizes: readonly number[]): number[][] {
  let all: number[][] = [[]];
  for (const size of sizes)
    all = all.flatMap((at) => Array.from({ length: size }, (_, i) => [...at, i]));
  return all;
}

/** For every place of the result, which places of the input each position of the window shows. */
export function taps(sizes: readonly number[], w: Window): { places: Int32Array[]; out: number[] } {
  const out = resultSizes(sizes, w);
  const strides = stridesOf(sizes);
  const window = positions(w.kernel);
  const places = positions(out).map((at) =>
    Int32Array.from(window, (k) => {
      let place = 0;
      for (const [i, size] of sizes.entries()) {
        const x =
          (at[i] ?? 0) * (w.stride[i] ?? 1) -
          (w.padding[i] ?? 0) +
          (k[i] ?? 0) * (w.dilation[i] ?? 1);
        if (x < 0 || x >= size) return -1;
        place += x * (strides[i] ?? 1);
      }
      return place;
    }),
  );
  return { places, out };
}

/** Most places of a window over the whole result that are looked up beforehand. */
const MOST_TAPS = 1 << 24;

const counts = (numbers: readonly number[], least: number): boolean =>
  numbers.every((n) => Number.isInteger(n) && n >= least && n < 2 ** 31);

/** Whether a window can be slid over these sizes, in steps that can be counted. */
function slides(sizes: readonly number[], w: Window): boolean {
  const sound =
    counts(w.kernel, 1) &&
    counts(w.stride, 1) &&
    counts(w.dilation, 1) &&
    counts([...w.padding, ...w.paddingEnd], 0);
  const out = sound ? resultSizes(sizes, w) : [];
  return sound && counts(out, 1) && volume(out) * volume(w.kernel) <= MOST_TAPS;
}

export const volume = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** Cross-correlation as torch.nn.ConvNd: input [batch, in, …], weight [out, in / groups, …], bias [out]. */
export function convolve(
  settings: Settings,
  inputs: readonly Tensor[],
  context: KernelContext,
): Computed {
  const [x, weight, bias] = inputs as readonly [Tensor, Tensor, Tensor?];
  const groups = numberOf(settings, 'groups', 1);
  const [batch = 1, channels = 1, ...sizes] = x.shape;
  const [outChannels = 1, perGroup = 1, ...kernel] = weight.shape;
  const fits = x.shape.length === weight.shape.length && channels === perGroup * groups;
  const w = windowOf(settings, kernel);
  if (!fits || !counts([groups], 1) || outChannels % groups !== 0 || !slides(sizes, w)) {
    const values = { shape0: shapeText(x.shape), shape1: shapeText(weight.shape) };
    return mismatch(
      'convolution',
      `the input ${values.shape0} does not fit the weight ${values.shape1}.`,
      values,
    );
  }
  const { places, out } = taps(sizes, w);
  const shape = [batch, outChannels, ...out];
  const result = context.allocate(shape, context.dtype);
  if (!result.ok) return result;
  const [plane, window, count] = [volume(sizes), volume(kernel), places.length];
  for (let b = 0; b < batch; b++) {
    for (let o = 0; o < outChannels; o++) {
      const first = Math.floor(o / (outChannels / groups)) * perGroup;
      for (let p = 0; p < count; p++) {
        const at = places[p] as Int32Array;
        let total = (bias?.data[o] as number | undefined) ?? 0;
        for (let c = 0; c < perGroup; c++) {
          const from = (b * channels + first + c) * plane;
          const own = (o * perGroup + c) * window;
          for (let k = 0; k < window; k++) {
            const place = at[k] as number;
            if (place >= 0)
              total += (x.data[from + place] as number) * (weight.data[own + k] as number);
          }
        }
        result.value[(b * outChannels + o) * count + p] = total;
      }
      if (!context.spend(count * perGroup * window)) break;
    }
  }
  return { ok: true, value: { shape, dtype: context.dtype, data: result.value } };
}

/** The largest or the mean of each window over the last axes. */
export function pool(settings: Settings, x: Tensor, context: KernelContext): Computed {
  const kernel = numbersOf(settings, 'kernel');
  const lead = x.shape.slice(0, x.shape.length - kernel.length);
  const sizes = x.shape.slice(lead.length);
  const w = windowOf(settings, kernel);
  if (sizes.length !== kernel.length || kernel.length === 0 || !slides(sizes, w))
    return mismatch('pool', `the window ${shapeText(kernel)} does not fit ${shapeText(x.shape)}.`);
  const { places, out } = taps(sizes, w);
  const shape = [...lead, ...out];
  const result = context.allocate(shape, context.dtype);
  if (!result.ok) return result;
  const plane = volume(sizes);
  const largest = settings['mode'] !== 'average';
  for (let row = 0; row < volume(lead); row++) {
    for (const [p, at] of places.entries()) {
      let [total, best] = [0, -Infinity];
      for (const place of at) {
        const v = place < 0 ? undefined : (x.data[row * plane + place] as number);
        total += v ?? 0;
        best = Math.max(best, v ?? -Infinity);
      }
      result.value[row * places.length + p] = largest ? best : total / at.length;
    }
    if (!context.spend(places.length * volume(kernel))) break;
  }
  return { ok: true, value: { shape, dtype: context.dtype, data: result.value } };
}
