import type { TensorData } from './trace.js';

/** A part of a row-major matrix that lies in `data` from `offset` on. Bounds are half-open. */
export interface Window {
  readonly offset: number;
  /** Columns of the whole matrix. */
  readonly width: number;
  readonly rows: readonly [from: number, to: number];
  readonly columns: readonly [from: number, to: number];
}

/**
 * A window seen from further away: one entry per block of cells, row-major. `min`, `max` and `mean`
 * are over the finite cells of a block, NaN where it has none; they are rounded to float32.
 */
export interface Overview {
  readonly rows: number;
  readonly columns: number;
  readonly min: Float32Array;
  readonly max: Float32Array;
  readonly mean: Float32Array;
  readonly nan: Uint32Array;
  readonly positiveInfinity: Uint32Array;
  readonly negativeInfinity: Uint32Array;
}

/**
 * Pools a window by blocks of `block[0]` × `block[1]` cells, counted from the window's first cell;
 * the last blocks are smaller where the window does not divide. One pass over the cells, in order.
 */
export function overviewOf(
  data: TensorData,
  { offset, width, rows: [top, bottom], columns: [left, right] }: Window,
  [blockRows, blockColumns]: readonly [rows: number, columns: number],
): Overview {
  const rows = Math.ceil(Math.max(0, bottom - top) / blockRows);
  const columns = Math.ceil(Math.max(0, right - left) / blockColumns);
  const size = rows * columns;
  const min = new Float32Array(size);
  const max = new Float32Array(size);
  const mean = new Float32Array(size);
  const nan = new Uint32Array(size);
  const positiveInfinity = new Uint32Array(size);
  const negativeInfinity = new Uint32Array(size);
  // Of the blocks in one row of blocks; a sum in double precision keeps a mean of millions right.
  const sums = new Float64Array(columns);
  const lows = new Float64Array(columns);
  const highs = new Float64Array(columns);
  const counts = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    sums.fill(0);
    counts.fill(0);
    lows.fill(Infinity);
    highs.fill(-Infinity);
    const first = top + r * blockRows;
    const last = Math.min(bottom, first + blockRows);
    for (let row = first; row < last; row++) {
      const start = offset + row * width;
      for (let c = 0; c < columns; c++) {
        const from = start + left + c * blockColumns;
        const to = Math.min(start + right, from + blockColumns);
        let sum = 0;
        let low = lows[c]!;
        let high = highs[c]!;
        let finite = 0;
        for (let i = from; i < to; i++) {
          const x = data[i]!;
          // False for NaN and both infinities.
          if (x - x === 0) {
            sum += x;
            finite++;
            if (x < low) low = x;
            if (x > high) high = x;
          } else {
            const at = r * columns + c;
            if (x === Infinity) positiveInfinity[at]!++;
            else if (x === -Infinity) negativeInfinity[at]!++;
            else nan[at]!++;
          }
        }
        sums[c]! += sum;
        counts[c]! += finite;
        lows[c] = low;
        highs[c] = high;
      }
    }
    for (let c = 0; c < columns; c++) {
      const at = r * columns + c;
      const none = counts[c] === 0;
      min[at] = none ? NaN : lows[c]!;
      max[at] = none ? NaN : highs[c]!;
      mean[at] = none ? NaN : sums[c]! / counts[c]!;
    }
  }
  return { rows, columns, min, max, mean, nan, positiveInfinity, negativeInfinity };
}

/** The cells of a window as they are, row-major, in a buffer of their own. */
export function cellsOf(
  data: TensorData,
  { offset, width, rows: [top, bottom], columns: [left, right] }: Window,
): TensorData {
  const columns = Math.max(0, right - left);
  const size = Math.max(0, bottom - top) * columns;
  const cells =
    data instanceof Float32Array
      ? new Float32Array(size)
      : data instanceof Float64Array
        ? new Float64Array(size)
        : new Uint8Array(size);
  for (let row = top, at = 0; row < bottom; row++, at += columns) {
    const start = offset + row * width;
    cells.set(data.subarray(start + left, start + right), at);
  }
  return cells;
}
