import type { Statistics, TensorData } from './trace.js';

/** Extremes and mean of the finite elements, and how many are not finite. */
export function statisticsOf(data: TensorData): Statistics {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let nan = 0;
  let positiveInfinity = 0;
  let negativeInfinity = 0;
  for (let i = 0; i < data.length; i++) {
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
