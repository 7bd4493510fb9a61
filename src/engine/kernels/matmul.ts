import type { TensorData } from '../trace.js';
import { tiledProduct } from './tiledProduct.js';

/**
 * out[rows, columns] = a[rows, inner] · b, where b is [inner, columns], or [columns, inner] when
 * `transposed`. All row-major and contiguous from their starts on.
 */
interface MatrixProduct {
  readonly a: TensorData;
  readonly aStart: number;
  readonly b: TensorData;
  readonly bStart: number;
  readonly transposed: boolean;
  readonly out: TensorData;
  readonly outStart: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** Notes multiply-adds done; false stops the product. */
  readonly spend: (steps: number) => boolean;
}

/**
 * The one place where a matrix product is computed. float32 goes to the tiled kernel; doubles (and
 * integers, which are held in doubles) to the plain one. Sums are accumulated in double precision.
 */
export function multiplyMatrices(job: MatrixProduct): void {
  const { a, b, out } = job;
  if (a instanceof Float32Array && b instanceof Float32Array && out instanceof Float32Array) {
    const { bStart, inner, columns } = job;
    const ready = job.transposed
      ? { b, bStart }
      : { b: transposedCopy(b, bStart, inner, columns), bStart: 0 };
    tiledProduct({ ...job, a, out, ...ready });
  } else plainProduct(job);
}

function plainProduct(job: MatrixProduct): void {
  const { a, b, out, rows, inner, columns } = job;
  const [bStep, bNext] = job.transposed ? [1, inner] : [columns, 1];
  for (let i = 0, at = job.outStart; i < rows; i++) {
    const row = job.aStart + i * inner;
    for (let j = 0; j < columns; j++, at++) {
      let total = 0;
      for (let p = 0, y = job.bStart + j * bNext; p < inner; p++, y += bStep)
        total += (a[row + p] as number) * (b[y] as number);
      out[at] = total;
    }
    if (!job.spend(inner * columns)) return;
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
): Float32Array {
  const result = new Float32Array(rows * columns);
  for (let top = 0; top < rows; top += BLOCK) {
    const bottom = Math.min(rows, top + BLOCK);
    for (let left = 0; left < columns; left += BLOCK) {
      const right = Math.min(columns, left + BLOCK);
      for (let i = top; i < bottom; i++)
        for (let j = left; j < right; j++)
          result[j * rows + i] = source[start + i * columns + j] as number;
    }
  }
  return result;
}
