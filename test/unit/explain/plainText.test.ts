import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameTex, plainName, plainText } from '../../../src/explain/plainText.js';

describe('TeX as text', () => {
  it.each([
    ['QK^\\top', 'QKᵀ'],
    ['\\frac{QK^T}{\\sqrt{d_k}}', 'QKᵀ / √d_k'],
    ['Q \\cdot K^T', 'Q · Kᵀ'],
    ['\\alpha_{ij}', 'α_ij'],
    ['\\text{Attention Weights}', 'Attention Weights'],
    ['W_i^Q', 'W_i^Q'],
    ['\\frac{a+b}{c+d}', '(a+b) / (c+d)'],
    ['x^{2}', 'x²'],
    ['{\\rm softmax}(z)', 'softmax(z)'],
  ])('%s', (tex, text) => {
    expect(plainText(tex)).toBe(text);
  });

  it('ends for any input', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => typeof plainText(text) === 'string'),
    );
    expect(typeof plainText('{'.repeat(10_000))).toBe('string');
    expect(typeof plainText('\\frac'.repeat(2000))).toBe('string');
  });

  it('leaves names of code alone', () => {
    expect(plainName('attention_weights')).toBe('attention_weights');
    expect(nameTex('attention_weights')).toBe('\\mathrm{attention\\_weights}');
    expect(nameTex('W_Q')).toBe('W_{Q}');
    expect(nameTex('head_1')).toBe('\\mathrm{head}_{1}');
    expect(nameTex('d_model')).toBe('d_{\\mathrm{model}}');
    expect(nameTex('\\alpha_{ij}')).toBe('\\alpha_{ij}');
  });
});
