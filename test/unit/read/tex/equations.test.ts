import { describe, expect, it } from 'vitest';
import { readAll, readOne } from './reading.js';

describe('an equation', () => {
  it.each([
    ['A = QK^\\top', 'A', 'matmul'],
    ['\\text{Attention} = \\text{softmax}(S)V', 'Attention', 'matmul'],
    ['\\text{Attention Score} = Q \\cdot K^T', 'Attention Score', 'matmul'],
    ['attention\\_weight = softmax(qk^T)', 'attention_weight', 'softmax'],
    ['FFN(x) = max(0, xW_1)W_2', 'FFN', 'matmul'],
    ['\\text{head}_i := \\text{Attention}(Q_i, K_i, V_i)', 'head_i', 'scaledDotProductAttention'],
    ['MultiHead(Q, K, V ) = Concat(head_1, ..., head_h)W^O', 'MultiHead', 'matmul'],
    ['\\alpha_{ij} = \\exp(e_{ij})', '\\alpha_{ij}', 'exp'],
    ['y = x + f(x)', 'y', 'add'],
    ["Q' = QW", "Q'", 'matmul'],
    ['\\text{出力} = AV', '出力', 'matmul'],
    ['出力 = AV', '出力', 'matmul'],
    ['Output = A V', 'Output', 'matmul'],
  ])('%s defines %s by a %s', (tex, name, op) => {
    const { root } = readOne(tex);
    expect(root?.name).toBe(name);
    expect(root?.op).toBe(op);
    expect(readOne(tex).formula.program.values.some((v) => v.defined)).toBe(true);
  });

  it('explains its left-hand side with the values of the right', () => {
    const tex = '\\text{Attention}(Q, K, V) = \\text{softmax}(QK^\\top)V';
    const { mentions, formula } = readOne(tex);
    expect(mentions.get('\\text{Attention}(Q, K, V)')).toBe('Attention');
    expect([mentions.get('Q'), mentions.get('K'), mentions.get('V')]).toEqual(['Q', 'K', 'V']);
    expect(formula.program.values.filter((v) => v.operation.kind === 'input')).toHaveLength(3);
  });

  it('finds whole expressions of the right-hand side on the left', () => {
    const { mentions, values } = readOne('g(QW_i^Q) = \\tanh(QW_i^Q)');
    expect(mentions.get('QW_i^Q')).toBe('QW_i^Q');
    expect(values.filter((v) => v.op === 'matmul')).toHaveLength(1);
  });

  it('makes arguments that only the left-hand side has, so that they can be explained', () => {
    const { values } = readOne('MultiHead(Q, K, V) = Concat(head_1, head_2)');
    expect(values.map((v) => v.name ?? v.op)).toEqual([
      'head_1',
      'head_2',
      'MultiHead',
      'Q',
      'K',
      'V',
    ]);
  });

  it('leaves a free symbol its own name', () => {
    const { root, mentions } = readOne('Q = X');
    expect(root?.name).toBe('X');
    expect(mentions.get('Q')).toBe('X');
  });

  it('keeps every part of a chain', () => {
    const { formula, root } = readOne('S = QK^\\top = \\begin{bmatrix}1 & 2\\end{bmatrix}');
    expect(root?.source).toBe('QK^\\top');
    expect(formula.program.outputs).toHaveLength(2);
  });

  it('prefers the numbers of the text to examples for an expression on the left', () => {
    const { root, formula } = readOne('QK^\\top = \\begin{bmatrix}1 & 2\\\\3 & 4\\end{bmatrix}');
    expect(root?.op).toBe('tensor');
    expect(formula.program.values[formula.root ?? -1]?.origin).toBe('literal');
  });

  it.each([
    ['\\frac{e^{2}}{e^{2} + e^{1}} \\approx 0.88', 'div'],
    ['\\text{softmax}([1, 2]) = [0.27, 0.73]', 'softmax'],
    ['0.1 \\times 0.5 + 0.2 \\times 0.3 = 0.11', 'add'],
  ])('of numbers is computed, and keeps what the text says it is: %s', (tex, op) => {
    const { root, formula } = readOne(tex);
    expect(root?.op).toBe(op);
    expect(formula.program.outputs).toHaveLength(2);
    expect(formula.program.values.every((v) => v.origin === 'literal')).toBe(true);
  });

  it('defines several names at once', () => {
    const { values } = readOne('Q, K = XW_Q, XW_K');
    expect(values.flatMap((v) => (v.op === 'matmul' ? [v.name] : []))).toEqual(['Q', 'K']);
  });
});

describe('declared shapes', () => {
  it.each([
    ['Q \\in \\mathbb{R}^{n \\times d_k}', ['n', 'd_k']],
    ['x \\in ℝ^{d}', ['d']],
    ['x \\in R^n', ['n']],
    ['W \\in \\mathbb{R}^{512 \\times 64}', [512, 64]],
    [
      'W^O \\in \\mathbb R^{h d_v \\times d_{model}}',
      [{ operator: '*', left: 'h', right: 'd_v' }, 'd_model'],
    ],
  ])('%s', (tex, shape) => {
    const { formula } = readOne(tex);
    expect(formula.program.values[formula.root ?? -1]?.shape).toEqual(shape);
  });

  it('of several symbols, for every formula of the text', () => {
    const [scores] = readAll('S = QK^\\top, \\quad Q, K \\in \\mathbb{R}^{n \\times d_k}');
    expect(scores?.formula.program.values.map((v) => v.shape)).toEqual([
      ['n', 'd_k'],
      ['n', 'd_k'],
      ['d_k', 'n'],
      ['n', 'n'],
    ]);
  });
});

describe('numbers in the text', () => {
  it.each([
    ['\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix} + 0', [2, 1], [1, 2]],
    [
      '\\left[\\begin{array}{cc} 1 & \\frac{1}{2} \\\\ -\\infty & 1/4 \\end{array}\\right]',
      [2, 2],
      [1, 0.5, -Infinity, 0.25],
    ],
    ['\\text{softmax}([2.0, 1.0, 0.1])', [3], [2, 1, 0.1]],
    ['\\text{softmax}(2.0, 1.0)', [2], [2, 1]],
    ['[[1, 2], [3, 4]]', [2, 2], [1, 2, 3, 4]],
  ])('%s', (tex, shape, data) => {
    const { formula } = readOne(tex);
    const found = formula.program.values.find((v) => v.operation.kind === 'tensor');
    expect(found?.operation).toEqual({ kind: 'tensor', shape, data });
    expect(found?.origin).toBe('literal');
  });

  it('rows of different lengths are a problem, not a matrix', () => {
    const { codes, root } = readOne('\\begin{bmatrix} 1 & 2 \\\\ 3 \\end{bmatrix}');
    expect(codes).toEqual(['ragged-matrix']);
    expect(root?.op).toBe('call');
  });

  it('literals whose inner sizes differ are a shape mismatch at the product', () => {
    const { codes } = readOne(
      '\\begin{bmatrix}1 & 2\\end{bmatrix}\\begin{bmatrix}1 & 2\\end{bmatrix}',
    );
    expect(codes).toEqual(['shape-mismatch']);
  });
});

describe('lists', () => {
  it('an ellipsis counts to the last index', () => {
    const { formula } = readOne('\\text{Concat}(\\text{head}_1, \\dots, \\text{head}_h)');
    const concat = formula.program.values[formula.root ?? -1];
    expect(concat?.operation).toEqual({ kind: 'concat', axis: -1, count: 'h' });
    expect(concat?.inputs).toHaveLength(2);
  });

  it.each(['[A; B]', '[A, B]', '\\text{concat}(A, B)', 'Concat[A, B]'])('%s joins', (tex) => {
    expect(readOne(tex).root?.op).toBe('concat');
  });

  it('vectors with an ellipsis are stacked', () => {
    const { formula } = readOne('X = [x_1, x_2, \\dots, x_n]');
    const stack = formula.program.values[formula.root ?? -1];
    expect(stack?.operation).toEqual({ kind: 'stack', axis: 0, count: 'n' });
  });
});
