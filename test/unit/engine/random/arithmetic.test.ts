import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactExp, exactLog, exactSinCos } from '../../../../src/engine/random/correctlyRounded.js';
import { fma32 } from '../../../../src/engine/random/fma32.js';

const f = Math.fround;

/** A float32 number as an integer multiple of 2⁻¹⁴⁹. */
function units(x: number): bigint {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, x);
  const bits = view.getUint32(0);
  const exponent = (bits >>> 23) & 0xff;
  const digits = BigInt(exponent === 0 ? bits & 0x7fffff : (bits & 0x7fffff) | 0x800000);
  const size = digits << BigInt(Math.max(exponent, 1) - 1);
  return bits >>> 31 === 1 ? -size : size;
}

const finite = fc.float({ noNaN: true, noDefaultInfinity: true, min: f(-1e15), max: f(1e15) });

describe('fma32', () => {
  it('is the float32 nearest to a·b + c, ties to even', () => {
    fc.assert(
      fc.property(finite, finite, finite, (a, b, c) => {
        const exact = units(a) * units(b) + (units(c) << 149n);
        const got = fma32(a, b, c);
        const error = (x: number): bigint => {
          const d = exact - (units(x) << 149n);
          return d < 0n ? -d : d;
        };
        const step = Math.max(Math.abs(got) * 2 ** -23, 2 ** -149);
        for (const other of [f(got - step), f(got + step)]) {
          expect(error(got) <= error(other)).toBe(true);
        }
      }),
    );
  });

  it.each([
    // The product's tail decides a tie that rounding twice gets wrong.
    [1 + 2 ** -12, 1 + 2 ** -12, 2 ** -60, 1 + 2 ** -11 + 2 ** -23],
    [1 + 2 ** -12, 1 + 2 ** -12, -(2 ** -60), 1 + 2 ** -11],
    [1 + 2 ** -12, 1 + 2 ** -12, 0, 1 + 2 ** -11],
  ])('fma32(%s, %s, %s) = %s', (a, b, c, expected) => {
    expect(fma32(a, b, c)).toBe(expected);
  });
});

describe('correctly rounded functions', () => {
  // Values of 60-digit arithmetic, rounded to the nearest double.
  it.each([
    [0.1, -2.3025850929940455],
    [0.7, -0.35667494393873245],
    [1e-5, -11.512925464970229],
    [2, Math.LN2],
  ])('log %s = %s', (x, expected) => {
    expect(exactLog(x)).toBe(expected);
  });

  it.each([
    [1, Math.E],
    [-0.5, 0.6065306597126334],
    [-6.5, 0.0015034391929775724],
    [0, 1],
  ])('exp %s = %s', (x, expected) => {
    expect(exactExp(x)).toBe(expected);
  });

  it('log undoes exp', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: -1e-3, noNaN: true }), (x) => {
        expect(Math.abs(exactLog(exactExp(x)) - x)).toBeLessThanOrEqual(2 ** -52 * 1.2);
      }),
    );
  });

  it.each([
    [0, 0, 1],
    [1, 0.8414709848078965, 0.5403023058681398],
    [3, 0.1411200080598672, -0.9899924966004454],
    [6, -0.27941549819892586, 0.960170286650366],
  ])('sin %s = %s, cos = %s', (x, sin, cos) => {
    const got = exactSinCos(x);
    expect(got.sin + 0).toBe(sin);
    expect(got.cos).toBe(cos);
  });
});
