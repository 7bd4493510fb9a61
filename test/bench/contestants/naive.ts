/** Attention as one writes it down first: three loops a product, a row at a time, no library. */

function multiplied(
  a: Float32Array,
  b: Float32Array,
  rows: number,
  inner: number,
  columns: number,
): Float32Array {
  const result = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += a[i * inner + k]! * b[k * columns + j]!;
      result[i * columns + j] = sum;
    }
  }
  return result;
}

function transposed(a: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(a.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = a[i * columns + j]!;
  }
  return result;
}

function softmax(a: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(a.length);
  for (let i = 0; i < rows; i++) {
    let max = -Infinity;
    for (let j = 0; j < columns; j++) max = Math.max(max, a[i * columns + j]!);
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      const e = Math.exp(a[i * columns + j]! - max);
      result[i * columns + j] = e;
      sum += e;
    }
    for (let j = 0; j < columns; j++) result[i * columns + j]! /= sum;
  }
  return result;
}

/** Scaled scores, weights and output of one head; q, k and v are [n, d]. */
export function naiveAttention(
  q: Float32Array,
  k: Float32Array,
  v: Float32Array,
  n: number,
  d: number,
): { scores: Float32Array; weights: Float32Array; output: Float32Array } {
  const scores = multiplied(q, transposed(k, n, d), n, d, n);
  for (let i = 0; i < scores.length; i++) scores[i]! /= Math.sqrt(d);
  const weights = softmax(scores, n, n);
  return { scores, weights, output: multiplied(weights, v, n, n, d) };
}
