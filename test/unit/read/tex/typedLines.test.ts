import { describe, expect, it } from 'vitest';
import { analyzeDocument } from '../../../../src/analysis/documents.js';
import { readAll } from './reading.js';

const texOf = (text: string): string[] => readAll(text).map((r) => r.formula.tex.trim());

describe('equations on lines of their own without \\\\', () => {
  it.each([
    ['X = QK^T\nA = softmax(X)\nO = AV', ['X = QK^T', 'A = softmax(X)', 'O = AV']],
    ['Q = XW_Q,\nK = XW_K,\nV = XW_V', ['Q = XW_Q', 'K = XW_K', 'V = XW_V']],
    [
      '\\text{scores} = QK^T\n\n\\text{weights}_{ij} = f(\\text{scores})',
      ['\\text{scores} = QK^T', '\\text{weights}_{ij} = f(\\text{scores})'],
    ],
    ['f(x, y) = x + y\r\n\\hat{z} := 2', ['f(x, y) = x + y', '\\hat{z} := 2']],
    [
      'Q, K = a\nV \\in \\mathbb{R}^{n \\times d}',
      ['Q, K = a', 'V \\in \\mathbb{R}^{n \\times d}'],
    ],
    ['\\begin{aligned} a &= b\nc &= d \\end{aligned}', ['a  = b', 'c  = d']],
  ])('are one formula each: %j', (text, formulas) => {
    expect(texOf(text)).toEqual(formulas);
  });

  it.each([
    'A\n= bc',
    'A = b\n+ c',
    'A = b +\nc',
    'A =\nb',
    'A = b \\cdot\nc',
    'A = \\left( b\nc = d \\right)',
    'o = \\sum_{j}\na_j v_j',
    'o = \\sum_{j}\na_j = 1',
    'o = \\max_{j}\na_j = 1',
    'A = b\nc',
    // A product goes on, and what it comes to.
    'E = a + b\nc d = 3',
    'y = a\n(b + c) = d',
    // TeX sees no end of a line in a space.
    'A = b c = d',
  ])('are one formula where a line goes on: %j', (text) => {
    expect(readAll(text)).toHaveLength(1);
  });

  it('use what lines above define, and stand at their own places', () => {
    const note = '# Attention\n\n$$\nS = QK^T\nP = softmax(S)\nO = PV\n$$\n';
    const { items } = analyzeDocument(note, 'markdown');
    expect(items.map((i) => i.kind)).toEqual([
      'attention.scores',
      'attention.weights',
      'attention.scaledDotProduct',
    ]);
    expect(items.map((i) => i.source)).toEqual(['S = QK^T', 'P = softmax(S)', 'O = PV']);
  });
});
