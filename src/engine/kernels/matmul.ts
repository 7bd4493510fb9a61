import type { TensorData } from '../trace.js';
import { simdFor } from './dispatch.js';
import { multiplyPlain } from './productPlain.js';
import { multiplySimd } from './productSimd.js';

/**
 * out[rows, columns] = a[rows, inner] · b, where b is [inner, columns], or [columns, inner] when
 * `transposed`. All row-major and contiguous from their starts on.
 */
export interface MatrixProduct {
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
 * The one place where a matrix product is computed. float32 of some size goes to the SIMD kernel,
 * which sums in single precision by short stretches; the rest to plain TypeScript, which sums in
 * double (integers are held in doubles).
 */
export function multiplyMatrices(job: MatrixProduct): void {
  // One row is a pass over b: packing it first would double the work.
  const work = job.rows > 1 ? job.rows * job.inner * job.columns : 0;
  const simd = simdFor('product', work);
  if (simd === undefined || !multiplySimd(simd, job)) multiplyPlain(job);
}

/** The rows of a range of a product alone. */
export const multiplyRows = (
  job: MatrixProduct,
  { from, to }: { readonly from: number; readonly to: number },
): void =>
  multiplyMatrices({
    ...job,
    aStart: job.aStart + from * job.inner,
    outStart: job.outStart + from * job.columns,
    rows: to - from,
  });
