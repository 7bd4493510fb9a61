import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAligned, formatNumber } from '../../../src/render/numbers.js';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [-3, '−3'],
    [0.356295, '0.3563'],
    [-1.07234, '−1.072'],
    [12345, '12345'],
    [1234.56, '1235'],
    [0.1 + 0.2, '0.3'],
    [1e-7, '1e−7'],
    [-2.5e10, '−2.5e10'],
    [100_000, '1e5'],
    [Number.NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ])('%d is %s', (x, text) => expect(formatNumber(x)).toBe(text));
});

describe('formatAligned', () => {
  it.each([
    ['weights keep four digits', [0.356295, 0.274214, 0.369491], ['0.3563', '0.2742', '0.3695']],
    ['zeros that all share are dropped', [1, 0.5, 0.3], ['1.0', '0.5', '0.3']],
    ['whole numbers have no decimals', [100, 20, -3], ['100', '20', '−3']],
    ['the largest decides', [12.345, -0.5, 1.25], ['12.35', '−0.50', '1.25']],
    ['no negative zero', [-0, 1.5], ['0.0', '1.5']],
    ['a small number keeps digits of its own', [12345, 0.5, 1e-7], ['12345', '0.5', '1e−7']],
    ['not finite', [1.5, Number.NaN, -Infinity, Infinity], ['1.5', 'NaN', '−∞', '∞']],
    ['none', [], []],
  ])('%s', (_, numbers, texts) => expect(formatAligned(numbers)).toEqual(texts));

  it('is never more than a tenth off', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { maxLength: 20 }),
        (numbers) => {
          formatAligned(numbers).forEach((text, i) => {
            const x = numbers[i] ?? 0;
            const read = Number(text.replaceAll('−', '-'));
            expect(Math.abs(read - x)).toBeLessThanOrEqual(Math.abs(x) * 0.1001);
          });
        },
      ),
    );
  });

  it('shows at most as many significant digits as asked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -9000, max: 9000, noNaN: true }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.integer({ min: 2, max: 4 }),
        (numbers, digits) => {
          for (const text of formatAligned(numbers, digits)) {
            const significant = text.replace(/e.*$/, '').replace(/[−.]/g, '').replace(/^0+/, '');
            // Digits before the point are never rounded away.
            expect(significant.length).toBeLessThanOrEqual(Math.max(digits, 4));
          }
        },
      ),
    );
  });
});
