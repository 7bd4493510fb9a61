import { describe, expect, it } from 'vitest';
import {
  finiteStatistics,
  largestOf,
  smallestOf,
  squaresAbout,
  sumOf,
} from '../../../../src/engine/kernels/reduce.js';
import { softmaxRow } from '../../../../src/engine/kernels/softmaxRow.js';
import { softmaxRows } from '../../../../src/engine/kernels/softmaxRows.js';
import { always, noise } from './support.js';

/** Softmax of rows by the kernel and, row by row, in double precision. */
function both(x: Float32Array, rows: number): [Float32Array, Float64Array] {
  const length = x.length / rows;
  const fast = new Float32Array(x.length);
  softmaxRows(x, fast, rows, length, always);
  const exact = new Float64Array(x.length);
  for (let i = 0; i < rows; i++) softmaxRow(x, i * length, length, exact, i * length, NaN);
  return [fast, exact];
}

describe('softmaxRows', () => {
  it('agrees with double precision for rows of every remainder', () => {
    for (const length of [8, 9, 10, 11, 97, 1_000, 70_001]) {
      const rows = Math.ceil(3_000 / length);
      const [fast, exact] = both(
        noise(rows * length, length).map((v) => 30 * v),
        rows,
      );
      // x − max is rounded: half a unit of a number below 64.
      const off = exact.findIndex((y, i) => Math.abs((fast[i] as number) - y) > 3e-6 * y + 1e-37);
      expect(off, `rows of ${length}`).toBe(-1);
    }
  });

  it('does not overflow, and gives NaN where PyTorch does', () => {
    const x = new Float32Array(3_000).fill(-Infinity);
    x.set([1e4, -1e4, 1e38, -1e38], 0);
    x.set([1, NaN, 2], 1_000);
    const [fast] = both(x, 3);
    expect([...fast.slice(0, 5)]).toEqual([0, 0, 1, 0, 0]);
    expect(fast.slice(1_000).every((y) => Number.isNaN(y))).toBe(true);
  });

  it('sums a million weights to one', () => {
    const [fast] = both(noise(1_000_000, 7), 1);
    expect(sumOf(fast, 0, fast.length, always)).toBeCloseTo(1, 6);
  });
});

describe('reductions', () => {
  const x = noise(100_003, 3);
  const exact = x.reduce((total, v) => total + v, 0);

  it('sum a hundred thousand floats as in double precision', () => {
    expect(sumOf(x, 0, x.length, always)).toBeCloseTo(exact, 9);
    const mean = exact / x.length;
    const squares = x.reduce((total, v) => total + (v - mean) ** 2, 0);
    expect(squaresAbout(mean, x, 0, x.length, always) / squares).toBeCloseTo(1, 12);
  });

  it('find the extremes, and NaN first', () => {
    const sorted = x.slice().sort();
    expect(largestOf(x, 0, x.length, always)).toBe(sorted[sorted.length - 1]);
    expect(smallestOf(x, 0, x.length, always)).toBe(sorted[0]);
    const holed = x.slice();
    holed[99_999] = NaN;
    expect(largestOf(holed, 0, x.length, always)).toBeNaN();
    expect(smallestOf(holed, 0, x.length, always)).toBeNaN();
  });

  it('look at a part only', () => {
    const part = Float32Array.from({ length: 5_000 }, (_, i) => i);
    expect(sumOf(part, 1_000, 3_001, always)).toBe(((1_000 + 4_000) * 3_001) / 2);
    expect(largestOf(part, 1_000, 3_001, always)).toBe(4_000);
    expect(smallestOf(part, 1_000, 3_001, always)).toBe(1_000);
  });

  it('leave statistics with NaN or infinity to a count one by one', () => {
    const part = x.slice(0, 4_099);
    const found = finiteStatistics(part, 0, part.length);
    expect(found?.sum).toBeCloseTo(sumOf(part, 0, part.length, always), 9);
    expect(found?.min).toBe(Math.min(...part));
    expect(found?.max).toBe(Math.max(...part));
    for (const bad of [NaN, Infinity, -Infinity])
      for (const at of [0, 2_000, 4_098]) {
        const holed = part.slice();
        holed[at] = bad;
        expect(finiteStatistics(holed, 0, holed.length)).toBeUndefined();
      }
  });
});
