import type { TorchGenerator } from './torch.js';

/**
 * `torch.multinomial(weights, samples)` for each row of float32 weights (`ATen/native/Distributions.cpp`). One
 * sample, or several without replacement, are those with the largest weight / exponential number; several with
 * replacement come from the cumulated weights (`native/cpu/MultinomialKernel.cpp`).
 *
 * @param weights [rows, n], row-major, non-negative, each row of positive sum
 * @returns indices below n, [rows, samples], row-major
 */
export function multinomial(
  generator: TorchGenerator,
  weights: Float32Array,
  rows: number,
  samples: number,
  replacement = false,
): Float64Array {
  const n = weights.length / rows;
  const result = new Float64Array(rows * samples);
  if (replacement && samples > 1) {
    for (let row = 0; row < rows; row++) {
      const cumulated = cumulate(weights.subarray(row * n, (row + 1) * n));
      const uniform = generator.rand64(samples);
      result.set(
        uniform.map((u) => firstNotBelow(cumulated, u)),
        row * samples,
      );
    }
    return result;
  }
  const noise = generator.exponential(1, rows * n);
  const score = noise.map((q, i) => weights[i]! / q);
  for (let row = 0; row < rows; row++) {
    const order = Array.from({ length: n }, (_, i) => i);
    order.sort((a, b) => score[row * n + b]! - score[row * n + a]!);
    result.set(order.slice(0, samples), row * samples);
  }
  return result;
}

function cumulate(weights: Float32Array): Float32Array {
  const sums = new Float32Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sums[i] = sum = Math.fround(sum + weights[i]!);
  for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! / sum;
  sums[sums.length - 1] = 1;
  return sums;
}

function firstNotBelow(sorted: Float32Array, u: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = low + ((high - low) >>> 1);
    if (sorted[middle]! < u) low = middle + 1;
    else high = middle;
  }
  return low;
}
