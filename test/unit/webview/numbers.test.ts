import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignedFormat, formatNumber } from '../../../webview/numbers.js';

describe('a number for reading', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [-3, '−3'],
    [0.369491, '0.3695'],
    [-1.25, '−1.25'],
    [0.5, '0.5'],
    [12345, '12345'],
    [12345.678, '1.23e4'],
    [0.00001234, '1.23e−5'],
    [-0.00001, '−1e−5'],
    [2e7, '2e7'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ])('%s is written %s', (x, text) => expect(formatNumber(x)).toBe(text));

  it('has at most four significant digits unless it is whole', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        fc.pre(!Number.isInteger(x));
        const mantissa = formatNumber(x).replace(/e.*$/, '');
        expect(mantissa.replace(/[^\d]/g, '').replace(/^0+/, '').length).toBeLessThanOrEqual(4);
      }),
    );
  });

  it('reads back within half a unit of its last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e5, max: 1e5, noNaN: true }), (x) => {
        const back = Number(formatNumber(x).replace(/−/g, '-'));
        expect(Math.abs(back - x)).toBeLessThanOrEqual(Math.abs(x) * 5.1e-3);
      }),
    );
  });
});

describe('the numbers of one matrix', () => {
  it.each([
    [{ largest: 0.9, decimals: 4 }, 4, 0.356295, '0.3563'],
    [{ largest: 1, decimals: 4 }, 4, 1, '1'],
    [{ largest: 1, decimals: 4 }, 4, 0.99999, '1.000'],
    [{ largest: 1, decimals: 4 }, 4, 0, '0'],
    [{ largest: 12.3, decimals: 4 }, 4, -1.5, '−1.50'],
    [{ largest: 12.3, decimals: 4 }, 4, 0.0004, '4e−4'],
    [{ largest: 1234.5, decimals: 4 }, 4, 1234.5, '1235'],
    [{ largest: 3, decimals: 0 }, 4, 2, '2'],
    [{ largest: 2.5, decimals: 2 }, 4, -1.04, '−1.04'],
    [{ largest: 0.9, decimals: 4 }, 2, 0.356295, '0.36'],
    [{ largest: 5e7, decimals: 4 }, 4, 5e7, '5e7'],
    [{ largest: 2, decimals: 4 }, 4, -Infinity, '−∞'],
  ])('of extent %o in %i digits write %d as %s', (extent, digits, x, text) =>
    expect(alignedFormat(extent, digits)(x)).toBe(text),
  );

  it('never show a number that is not zero as zero', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (largest, part) => {
          const x = largest * part;
          fc.pre(x !== 0);
          const text = alignedFormat({ largest, decimals: 4 })(x).replace(/−/g, '-');
          expect(Number(text)).not.toBe(0);
        },
      ),
    );
  });
});
