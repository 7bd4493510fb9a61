import type { DType } from '../program/operation.js';
import { sizeOf } from './tensor.js';

/** Bytes of an element as the engine holds it: int64 stands in doubles, bool in bytes. */
const widths: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int64: 8, bool: 1 };

export const bytesOf = (shape: readonly number[], dtype: DType): number =>
  sizeOf(shape) * widths[dtype];

/** 512 MB for all tensors of one evaluation and the scratch of the step at hand. */
export const DEFAULT_MAX_BYTES = 512 * 2 ** 20;

const units = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/**
 * Bytes as a person reads them: three digits, of 1,024-fold units, rounded up so that what does not
 * fit never reads like the limit it passes.
 */
export function bytesText(bytes: number): string {
  let unit = 0;
  let amount = bytes;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  const step = amount >= 100 ? 1 : amount >= 10 ? 10 : 100;
  const rounded = Math.ceil(amount * step) / step;
  const digits = rounded < 1e6 ? rounded.toLocaleString('en-US') : rounded.toExponential(2);
  return `${digits} ${units[unit] ?? ''}`;
}
