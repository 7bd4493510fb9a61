import type { TensorData } from '../trace.js';

/** Edge of the square blocks a transposition goes by: one block of each side fits in the cache. */
const BLOCK = 32;

/**
 * `target` gets the [rows, columns] numbers of `source` from `start` on, as [columns, rows]. `spend`
 * false stops it.
 */
export function transposedInto(
  target: TensorData,
  source: TensorData,
  start: number,
  rows: number,
  columns: number,
  spend: (steps: number) => boolean,
): void {
  for (let top = 0; top < rows; top += BLOCK) {
    const bottom = Math.min(rows, top + BLOCK);
    for (let left = 0; left < columns; left += BLOCK) {
      const right = Math.min(columns, left + BLOCK);
      for (let i = top; i < bottom; i++)
        for (let j = left; j < right; j++)
          target[j * rows + i] = source[start + i * columns + j] as number;
      if (!spend((bottom - top) * (right - left))) return;
    }
  }
}
