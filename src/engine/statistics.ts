import { finiteStatistics } from './kernels/reduce.js';
import type { Statistics, TensorData } from './trace.js';

/** Elements between two looks at the clock. */
const STRETCH = 1 << 14;

/**
 * Extremes and mean of the finite elements, and how many are not finite; `spend` false stops it with
 * those of a part.
 */
export function statisticsOf(
  data: TensorData,
  spend: (steps: number) => boolean = () => true,
): Statistics {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let nan = 0;
  let positiveInfinity = 0;
  let negativeInfinity = 0;
  for (let start = 0; start < data.length; start += STRETCH) {
    const end = Math.min(data.length, start + STRETCH);
    const whole = finiteStatistics(data, start, end - start);
    if (whole !== undefined) {
      if (whole.min < min) min = whole.min;
      if (whole.max > max) max = whole.max;
      sum += whole.sum;
      if (!spend(end - start)) break;
      continue;
    }
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
    if (!spend(end - start)) break;
  }
  const count = data.length;
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
}
