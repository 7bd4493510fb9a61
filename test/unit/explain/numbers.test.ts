import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cutMiddle,
  formatAligned,
  formatNumber,
  formatRow,
  subscript,
  texNumber,
} from '../../../src/explain/numbers.js';
import { shapeText } from '../../../src/explain/shapeText.js';

describe('numbers for people', () => {
  it.each([
    [0.356295, '0.3563'],
    [-1.3221, '−1.322'],
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [1234.5678, '1235'],
    [0.00001234, '1.234e−5'],
    [123456789, '1.235e8'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NEGATIVE_INFINITY, '−∞'],
  ])('%d is %s', (x, text) => {
    expect(formatNumber(x)).toBe(text);
  });

  it('lines numbers up by their decimals', () => {
    expect(formatAligned([0.356295, 0.274214, 0.369491])).toEqual(['0.3563', '0.2742', '0.3695']);
    expect(formatAligned([1, 0.5, 0.25])).toEqual(['1.00', '0.50', '0.25']);
    expect(formatAligned([10, -2.5, Number.NEGATIVE_INFINITY])).toEqual(['10.0', '−2.5', '−∞']);
    expect(formatAligned([0, 0])).toEqual(['0', '0']);
  });

  it('cuts a row longer than eight in the middle', () => {
    expect(formatRow([1, 2, 3, 4, 5, 6, 7, 8])).toHaveLength(8);
    expect(formatRow([1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual([
      '1',
      '2',
      '3',
      '4',
      '…',
      '7',
      '8',
      '9',
    ]);
    expect(cutMiddle(['a', 'b'], '…')).toEqual(['a', 'b']);
  });

  it('never writes a hyphen for a minus and never more than four digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -9e4, max: 9e4 }), (x) => {
        const text = formatNumber(x);
        expect(text).not.toContain('-');
        const mantissa = text.split('e')[0] ?? '';
        const digits = mantissa.replaceAll(/[−.]/g, '').replace(/^0+/, '');
        if (!Number.isInteger(x)) expect(digits.length).toBeLessThanOrEqual(5);
        expect(Number(text.replaceAll('−', '-'))).toBeCloseTo(x, -Math.log10(Math.abs(x) + 1) + 2);
      }),
    );
  });

  it('writes TeX and subscripts', () => {
    expect(texNumber(-0.5)).toBe('-0.5');
    expect(texNumber(1.2e-6)).toBe('1.2 \\times 10^{-6}');
    expect(texNumber(Number.NEGATIVE_INFINITY)).toBe('-\\infty');
    expect(subscript('23')).toBe('₂₃');
  });
});

describe('shapes for people', () => {
  it.each([
    [['n', 'd_k'], [3, 4], '[n, d_k] = 3 × 4'],
    [[3, 4], [3, 4], '3 × 4'],
    [['d_k'], [4], '[d_k] = 4'],
    [[4], [4], '[4]'],
    [['n', 'd_k'], undefined, '[n, d_k]'],
    [[{ operator: '*', left: 'h', right: 'd_v' } as const], [10], '[h*d_v] = 10'],
    [[], [], 'a single number'],
  ])('%j', (symbolic, sizes, text) => {
    expect(shapeText(symbolic, sizes, 'en')).toBe(text);
  });

  it('says nothing of an unknown shape', () => {
    expect(shapeText(undefined, undefined, 'en')).toBeUndefined();
    expect(shapeText([], [], 'ja')).toBe('スカラー（数値 1 つ）');
  });
});
