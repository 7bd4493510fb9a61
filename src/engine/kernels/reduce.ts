import type { FiniteSummary } from '../tally.js';
import type { TensorData } from '../trace.js';
import { simdFor } from './dispatch.js';
import type { Simd } from './wasm.js';

type Spend = (steps: number) => boolean;

/** Floats that go through working memory together. */
export const STRETCH = 1 << 14;

/** Walks a stretch of floats through working memory; undefined where plain TypeScript is to do it. */
function fold<T>(
  data: TensorData,
  start: number,
  length: number,
  first: T,
  spend: Spend,
  step: (simd: Simd, so: T, count: number) => T,
): T | undefined {
  if (!(data instanceof Float32Array)) return undefined;
  const simd = simdFor('reduce', length);
  const memory = simd?.floats(STRETCH);
  if (simd === undefined || memory === undefined) return undefined;
  let result = first;
  for (let from = start; from < start + length; from += STRETCH) {
    const count = Math.min(STRETCH, start + length - from);
    memory.set(data.subarray(from, from + count));
    result = step(simd, result, count);
    if (!spend(count)) break;
  }
  return result;
}

/** Plain TypeScript's way: stretch by stretch, so that the clock is looked at between. */
function plain<T>(
  start: number,
  length: number,
  first: T,
  spend: Spend,
  step: (so: T, from: number, to: number) => T,
): T {
  let result = first;
  for (let from = start, end = start + length; from < end; from += STRETCH) {
    const to = Math.min(end, from + STRETCH);
    result = step(result, from, to);
    if (!spend(to - from)) break;
  }
  return result;
}

/** Sum of `length` numbers from `start` on, in double precision; `spend` false cuts it short. */
export const sumOf = (data: TensorData, start: number, length: number, spend: Spend): number =>
  fold(data, start, length, 0, spend, (simd, so, count) => so + simd.sum(0, count)) ??
  plain(start, length, 0, spend, (so, from, to) => {
    let total = so;
    for (let i = from; i < to; i++) total += data[i] as number;
    return total;
  });

/** Σ (x − centre)², in double precision; `spend` false cuts it short. */
export const squaresAbout = (
  centre: number,
  data: TensorData,
  start: number,
  length: number,
  spend: Spend,
): number =>
  fold(
    data,
    start,
    length,
    0,
    spend,
    (simd, so, count) => so + simd.squaresAbout(0, count, centre),
  ) ??
  plain(start, length, 0, spend, (so, from, to) => {
    let total = so;
    for (let i = from; i < to; i++) {
      const d = (data[i] as number) - centre;
      total += d * d;
    }
    return total;
  });

/** The largest number: NaN where there is one, −∞ of nothing. */
export const largestOf = (data: TensorData, start: number, length: number, spend: Spend): number =>
  fold(data, start, length, -Infinity, spend, (simd, so, count) =>
    Math.max(so, simd.largest(0, count)),
  ) ??
  plain(start, length, -Infinity, spend, (so, from, to) => {
    let best = so;
    for (let i = from; i < to; i++) {
      const x = data[i] as number;
      if (x > best || x !== x) best = x;
    }
    return best;
  });

/** The smallest number: NaN where there is one, ∞ of nothing. */
export const smallestOf = (data: TensorData, start: number, length: number, spend: Spend): number =>
  fold(data, start, length, Infinity, spend, (simd, so, count) =>
    Math.min(so, simd.smallest(0, count)),
  ) ??
  plain(start, length, Infinity, spend, (so, from, to) => {
    let best = so;
    for (let i = from; i < to; i++) {
      const x = data[i] as number;
      if (x < best || x !== x) best = x;
    }
    return best;
  });

/**
 * Extremes and sum of `length` ≤ 16,384 floats from `start` on, at one pass; undefined where one of
 * them is not finite, or there are too few to be worth it.
 */
export function finiteStatistics(
  data: TensorData,
  start: number,
  length: number,
): FiniteSummary | undefined {
  if (!(data instanceof Float32Array)) return undefined;
  const simd = simdFor('reduce', length);
  const memory = simd?.floats(STRETCH + 8);
  if (simd === undefined || memory === undefined || length > STRETCH) return undefined;
  memory.set(data.subarray(start, start + length));
  if (!simd.statistics(0, length, STRETCH * 4)) return undefined;
  const [min = 0, max = 0, sum = 0] = new Float64Array(memory.buffer, STRETCH * 4, 3);
  return { min, max, sum };
}
