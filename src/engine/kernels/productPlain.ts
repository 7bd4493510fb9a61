import type { MatrixProduct } from './matmul.js';
import { tiledProduct } from './tiledProduct.js';
import { transposedInto } from './transpose.js';

/** A product in plain TypeScript: float32 by tiles, doubles one result at a time. Sums are doubles. */
export function multiplyPlain(job: MatrixProduct): void {
  const { a, b, out } = job;
  if (a instanceof Float32Array && b instanceof Float32Array && out instanceof Float32Array) {
    const { bStart, inner, columns } = job;
    if (job.rows === 1 && !job.transposed) {
      rowTimesMatrix(job, a, b, out);
      return;
    }
    if (job.transposed) {
      tiledProduct({ ...job, a, b, out });
      return;
    }
    const turned = new Float32Array(inner * columns);
    transposedInto(turned, b, bStart, inner, columns, job.spend);
    tiledProduct({ ...job, a, b: turned, bStart: 0, out });
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
