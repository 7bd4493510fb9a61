import type { TensorData } from '../trace.js';
import { simdFor } from './dispatch.js';
import { copyRows, paddedTo } from './panels.js';
import { softmaxRow } from './softmaxRow.js';

/** Floats that go through working memory together. */
const STRETCH = 1 << 16;

/** Longest row that is one call. */
const LONGEST = 1 << 18;

/**
 * Softmax of each of `rows` contiguous rows of `length` numbers: e^(x − max) / Σ, which can't
 * overflow. A row of −∞ alone gives NaN, as torch.softmax does. Results below the smallest normal
 * float32 may be 0.
 */
export function softmaxRows(
  source: TensorData,
  target: TensorData,
  rows: number,
  length: number,
  spend: (steps: number) => boolean,
): void {
  if (softmaxSimd(source, target, rows, length, spend)) return;
  for (let i = 0, at = 0; i < rows; i++, at += length) {
    softmaxRow(source, at, length, target, at, NaN, spend);
    if (!spend(1)) return;
  }
}

function softmaxSimd(
  source: TensorData,
  target: TensorData,
  rows: number,
  length: number,
  spend: (steps: number) => boolean,
): boolean {
  if (!(source instanceof Float32Array) || !(target instanceof Float32Array)) return false;
  // A row is one call, so that of a very long one the clock is not looked at for too long.
  const simd = simdFor('softmax', length < 8 || length > LONGEST ? 0 : rows * length);
  if (simd === undefined) return false;
  const stride = paddedTo(length, 4);
  const step = Math.max(1, Math.floor(STRETCH / stride));
  const memory = simd.floats(step * stride);
  if (memory === undefined) return false;
  for (let row = 0; row < rows; row += step) {
    const count = Math.min(step, rows - row);
    const at = row * length;
    copyRows(source, at, length, memory, 0, stride, count, length);
    simd.softmaxRows(0, count, stride * 4, length, NaN);
    copyRows(memory, 0, stride, target, at, length, count, length);
    if (!spend(count * length)) break;
  }
  return true;
}
