import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multiplyPlain } from '../../../../src/engine/kernels/productPlain.js';
import { multiplySimd } from '../../../../src/engine/kernels/productSimd.js';
import { always, noise, simd } from './support.js';

interface Sizes {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposed: boolean;
}

/** The product by SIMD and in double precision, with operands and result inside larger arrays. */
function both({ rows, inner, columns, transposed }: Sizes): [Float32Array, Float64Array] {
  const [aStart, bStart, outStart] = [3, 5, 7];
  const a = noise(aStart + rows * inner, 1);
  const b = noise(bStart + inner * columns, 2);
  const out = new Float32Array(outStart + rows * columns + 1).fill(9);
  const job = { a, aStart, b, bStart, transposed, rows, inner, columns, spend: always };
  expect(multiplySimd(simd(), { ...job, out, outStart })).toBe(true);
  // What stands beside the result is left alone.
  expect([...out.subarray(0, outStart), out[out.length - 1]]).toEqual(new Array(8).fill(9));
  const exact = new Float64Array(rows * columns);
  const wide = { a: Float64Array.from(a), b: Float64Array.from(b), out: exact, outStart: 0 };
  multiplyPlain({ ...job, ...wide });
  return [out.slice(outStart, outStart + rows * columns), exact];
}

function expectClose(sizes: Sizes): void {
  const [fast, exact] = both(sizes);
  // Rounding errors of a sum of `inner` products of numbers below 1 grow like its root.
  const bound = 1e-6 * Math.sqrt(sizes.inner + 1);
  const worst = exact.reduce((most, x, i) => Math.max(most, Math.abs((fast[i] as number) - x)), 0);
  expect(worst, JSON.stringify(sizes)).toBeLessThan(bound);
}

describe('multiplySimd', () => {
  it('agrees with a product in double precision at every remainder of its tiles', () => {
    for (const rows of [1, 5, 6, 7, 48, 49])
      for (const columns of [1, 7, 8, 9, 17])
        for (const transposed of [false, true])
          expectClose({ rows, inner: 13, columns, transposed });
  });

  it('agrees for any sizes', () => {
    const size = fc.integer({ min: 1, max: 150 });
    const sizes = fc.record({ rows: size, inner: size, columns: size, transposed: fc.boolean() });
    fc.assert(fc.property(sizes, expectClose), { numRuns: 60 });
  });

  it('sums long inner axes by stretches, so that errors do not pile up', () => {
    expectClose({ rows: 3, inner: 70_001, columns: 9, transposed: false });
    expectClose({ rows: 2, inner: 40_000, columns: 3, transposed: true });
  });

  it('packs a wide matrix in several goes', () => {
    expectClose({ rows: 50, inner: 700, columns: 1_000, transposed: true });
    expectClose({ rows: 7, inner: 700, columns: 1_000, transposed: false });
  });

  it('leaves NaN and infinity in the rows and columns where they stand', () => {
    const a = Float32Array.from([1, NaN, 1, 1, Infinity, 1]);
    const b = Float32Array.from([1, 0, 1, 1]);
    const out = new Float32Array(6);
    const sizes = { rows: 3, inner: 2, columns: 2, transposed: false };
    multiplySimd(simd(), { ...sizes, a, aStart: 0, b, bStart: 0, out, outStart: 0, spend: always });
    expect([...out]).toEqual([NaN, NaN, 2, 1, Infinity, NaN]);
  });
});
