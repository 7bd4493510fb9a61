import type { MatrixProduct } from './matmul.js';
import { tiledProduct } from './tiledProduct.js';

/** A product in plain TypeScript: float32 by tiles, doubles one result at a time. Sums are doubles. */
export function multiplyPlain(job: MatrixProduct): void {
  const { a, b, out } = job;
  if (a instanceof Float32Array && b instanceof Float32Array && out instanceof Float32Array) {
    const { bStart, inner, columns } = job;
    if (job.rows === 1 && !job.transposed) {
      rowTimesMatrix(job, a, b, out);
      return;
    }
    const ready = job.transposed
      ? { b, bStart }
      : { b: transposedCopy(b, bStart, inner, columns, job.spend), bStart: 0 };
    tiledProduct({ ...job, a, out, ...ready });
  } else plainProduct(job);
}

/** One row times a matrix, along the matrix's rows as they stand. */
function rowTimesMatrix(
  { aStart, bStart, outStart, inner, columns, spend }: MatrixProduct,
  a: Float32Array,
  b: Float32Array,
  out: Float32Array,
): void {
  const totals = new Float64Array(columns);
  for (let p = 0, at = bStart; p < inner; p++, at += columns) {
    const x = a[aStart + p] as number;
    for (let j = 0; j < columns; j++) totals[j] = (totals[j] as number) + x * (b[at + j] as number);
    if (!spend(columns)) return;
  }
  out.set(totals, outStart);
}

/** Multiply-adds of one result between two looks at the clock. */
const STRETCH = 1 << 16;

function plainProduct(job: MatrixProduct): void {
  const { a, b, out, rows, inner, columns } = job;
  const [bStep, bNext] = job.transposed ? [1, inner] : [columns, 1];
  for (let i = 0, at = job.outStart; i < rows; i++) {
    const row = job.aStart + i * inner;
    for (let j = 0; j < columns; j++, at++) {
      let total = 0;
      for (let from = 0, y = job.bStart + j * bNext; from < inner; from += STRETCH) {
        const to = Math.min(inner, from + STRETCH);
        for (let p = from; p < to; p++, y += bStep)
          total += (a[row + p] as number) * (b[y] as number);
        if (!job.spend(to - from)) return;
      }
      out[at] = total;
    }
  }
}

/** Edge of the square blocks a transposition goes by: one block of each side fits in the cache. */
const BLOCK = 32;

/** [rows, columns] from `start` on, as [columns, rows]. */
function transposedCopy(
  source: Float32Array,
  start: number,
  rows: number,
  columns: number,
  spend: (steps: number) => boolean,
): Float32Array {
  const result = new Float32Array(rows * columns);
  for (let top = 0; top < rows; top += BLOCK) {
    const bottom = Math.min(rows, top + BLOCK);
    for (let left = 0; left < columns; left += BLOCK) {
      const right = Math.min(columns, left + BLOCK);
      for (let i = top; i < bottom; i++)
        for (let j = left; j < right; j++)
          result[j * rows + i] = source[start + i * columns + j] as number;
      if (!spend((bottom - top) * (right - left))) return result;
    }
  }
  return result;
}
