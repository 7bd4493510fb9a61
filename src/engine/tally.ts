import type { Statistics, TensorData } from './trace.js';

/** Extremes and sum of numbers that are all finite. */
export interface FiniteSummary {
  readonly min: number;
  readonly max: number;
  readonly sum: number;
}

/** Statistics of numbers that come piece by piece; see `Statistics` for what counts. */
export interface Tally {
  /** A piece of `count` numbers that is summarised already. */
  addSummary(summary: FiniteSummary, count: number): void;
  /** The numbers from `start` to `end`, one by one, whatever they are. */
  addEach(data: TensorData, start: number, end: number): void;
  /** `count` is of all there are, also where some were never added. */
  result(count?: number): Statistics;
}

export function createTally(): Tally {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let added = 0;
  let nan = 0;
  let positiveInfinity = 0;
  let negativeInfinity = 0;
  return {
    addSummary(summary, count) {
      added += count;
      if (summary.min < min) min = summary.min;
      if (summary.max > max) max = summary.max;
      sum += summary.sum;
    },
    addEach(data, start, end) {
      added += end - start;
      for (let i = start; i < end; i++) {
        const x = data[i] as number;
        // False for NaN and both infinities.
        if (x - x === 0) {
          if (x < min) min = x;
          if (x > max) max = x;
          sum += x;
        } else if (x === Infinity) positiveInfinity++;
        else if (x === -Infinity) negativeInfinity++;
        else nan++;
      }
    },
    result(count = added) {
      const finite = count - nan - positiveInfinity - negativeInfinity;
      const none = finite === 0;
      return {
        count,
        min: none ? NaN : min,
        max: none ? NaN : max,
        mean: none ? NaN : sum / finite,
        nan,
        positiveInfinity,
        negativeInfinity,
      };
    },
  };
}
