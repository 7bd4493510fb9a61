import { describe, expect, it } from 'vitest';
import { mapFloats, type UnaryKernel } from '../../../../src/engine/kernels/unary.js';
import { always, ulps } from './support.js';

const COUNT = 40_000;

const map = (kernel: UnaryKernel, x: Float32Array): Float32Array => {
  const result = new Float32Array(x.length);
  expect(mapFloats(kernel, x, result, always)).toBe(true);
  return result;
};

/** Evenly spaced numbers of a range. */
const spread = (low: number, high: number): Float32Array =>
  Float32Array.from({ length: COUNT }, (_, i) => low + ((high - low) * i) / (COUNT - 1));

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

const geluTanh = (x: number): number =>
  x * logistic(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3));

interface Case {
  readonly kernel: UnaryKernel;
  readonly exact: (x: number) => number;
  readonly ranges: readonly (readonly [number, number])[];
  readonly most: number;
}

const cases: readonly Case[] = [
  // Down to the smallest denormal, and past the largest float.
  { kernel: 'exp', exact: Math.exp, ranges: [[-104, 89], [-1, 1], [-1e-6, 1e-6]], most: 2 }, // prettier-ignore
  { kernel: 'tanh', exact: Math.tanh, ranges: [[-10, 10], [-1e-3, 1e-3], [0.5, 0.75]], most: 2 }, // prettier-ignore
  {
    kernel: 'sigmoid',
    exact: logistic,
    ranges: [
      [-80, 80],
      [-2, 2],
    ],
    most: 3,
  },
  {
    kernel: 'silu',
    exact: (x) => x * logistic(x),
    ranges: [
      [-80, 80],
      [-2, 2],
    ],
    most: 4,
  },
  { kernel: 'geluTanh', exact: geluTanh, ranges: [[-5, 12], [-1e-3, 1e-3], [-1, 1]], most: 3 }, // prettier-ignore
];

describe('mapFloats', () => {
  for (const { kernel, exact, ranges, most } of cases) {
    it(`computes ${kernel} within ${most} units in the last place`, () => {
      for (const [low, high] of ranges) {
        const x = spread(low, high);
        const result = map(kernel, x);
        let worst = 0;
        for (const [i, y] of result.entries())
          worst = Math.max(worst, ulps(y, Math.fround(exact(x[i] as number))));
        expect(worst, `${low} … ${high}`).toBeLessThanOrEqual(most);
      }
    });
  }

  it('keeps NaN, the limits and the sign of zero', () => {
    const x = new Float32Array(2_048);
    x.set([NaN, Infinity, -Infinity, -0, 0]);
    expect([...map('exp', x).slice(0, 5)]).toEqual([NaN, Infinity, 0, 1, 1]);
    expect([...map('tanh', x).slice(0, 5)]).toEqual([NaN, 1, -1, -0, 0]);
    expect([...map('sigmoid', x).slice(0, 5)]).toEqual([NaN, 1, 0, 0.5, 0.5]);
  });
});
