import { describe, expect, it } from 'vitest';
import { inferShapes } from '../../../src/infer/shapes.js';
import { createBuilder } from '../../../src/program/builder.js';
import { dimText, shapeLabel } from '../../../src/program/dims.js';
import { span } from '../../../src/program/span.js';
import { inferTex, summary } from './formulas.js';

describe('shapes that the field gives to its symbols', () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      '\\text{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right)V',
      'Q [n, d_k], K [m, d_k], V [m, d_v] → [n, d_v]',
    ],
    ['\\mathrm{softmax}(QK^T + M)V', 'Q [n, d_k], K [m, d_k], M [n, m], V [m, d_v] → [n, d_v]'],
    ['\\text{Attention Score} = Q \\cdot K^T', 'Q [n, d_k], K [m, d_k] → [n, m]'],
    [
      '\\text{Output} = \\text{Attention Weights} \\cdot V',
      'Attention Weights [n, m], V [m, d_v] → [n, d_v]',
    ],
    [
      'head_i = Attention(QW^Q_i, KW^K_i, VW^V_i)',
      'Q [n, d_model], W_i^Q [d_model, d_k], K [m, d_model], W_i^K [d_model, d_k], V [m, d_model], W_i^V [d_model, d_v] → [n, d_v]',
    ],
    [
      'Concat(head_1, ..., head_h)W^O',
      'head_1 [n, d_v], head_h [n, d_v], W^O [h*d_v, d_model] → [n, d_model]',
    ],
    // Counted from 0, there is one more than the last number says.
    [
      'Concat(head_0, ..., head_{h-1})W^O',
      'head_0 [n, d_v], head_{h-1} [n, d_v], W^O [h*d_v, d_model] → [n, d_model]',
    ],
    [
      'Concat(head_0, ..., head_7)W^O',
      'head_0 [n, d_v], head_7 [n, d_v], W^O [8*d_v, d_model] → [n, d_model]',
    ],
    [
      'max(0, xW_1 + b_1)W_2 + b_2',
      'x [n, d_model], W_1 [d_model, d_ff], b_1 [d_ff], W_2 [d_ff, d_model], b_2 [d_model] → [n, d_model]',
    ],
    ['Q = XW^Q', 'X [n, d_model], W^Q [d_model, d_k] → [n, d_k]'],
    ['\\frac{QK^T}{\\sqrt{depth}}', 'Q [n, depth], K [m, depth] → [n, m]'],
    ['\\frac{1}{\\sqrt{D}} QK^T', 'Q [n, D], K [m, D] → [n, m]'],
    ['\\frac{QK^T}{\\sqrt{d_{model}/h}}', 'Q [n, d_model//h], K [m, d_model//h] → [n, m]'],
    ['q_i^\\top k_j', 'q_i [d_k], k_j [d_k] → []'],
    ['q^\\top k', 'q [d_k], k [d_k] → []'],
    ['qk^\\top', 'q [n, d_k], k [m, d_k] → [n, m]'],
    // Keys that no one turned stand in columns, where anything may be multiplied with a query.
    ['Q \\cdot K', 'Q [n, d_k], K [d_k, m] → [n, m]'],
    ['\\text{Score} = \\text{Query} \\cdot \\text{Key}', 'Query [n, d_k], Key [d_k, m] → [n, m]'],
    // A gain is a number.
    ['s = g \\cdot \\frac{q}{\\|q\\|} \\cdot \\frac{k}{\\|k\\|}', 'q [d_k], k [d_k] → []'],
    // Blocks are matrices: those of the weights stand before those of the values.
    [
      "O_i = e^{m - m'} O_i + \\tilde P_{ij} V_j",
      'O_i [n, d_v], \\tilde{P}_{ij} [n, m], V_j [m, d_v] → [n, d_v]',
    ],
    [
      'O = \\exp(m_i - m_i^{new}) O + P_i^{(j)} V_j',
      'O [n, d_v], P_i^{(j)} [n, m], V_j [m, d_v] → [n, d_v]',
    ],
    // Experts and layers give what their input is like, however many are added up.
    ['y = x + \\text{Shared}(x) + \\sum_i g_i E_i(x)', 'x [n], g_i [m] → [n]'],
    ['y = x + \\text{Attn}(x) + \\text{FFN}(x)', 'x [n, d_model] → [n, d_model]'],
    // How many are taken is a size.
    ['T = \\text{TopK}(s, k)', 's [n, m] → ?'],
    // Turned nowhere, small letters are one vector each; under a softmax there are several keys.
    ['q \\cdot k', 'q [d_k], k [d_k] → []'],
    ['\\frac{q \\cdot k}{\\|q\\| \\|k\\|}', 'q [d_k], k [d_k] → []'],
    ['\\frac{q}{\\|q\\|} \\cdot \\frac{k}{\\|k\\|}', 'q [d_k], k [d_k] → []'],
    ['c_t = \\alpha_t H', '\\alpha_t [m], H [m, n] → [n]'],
    ['y = Wx + b', 'W [n, d_model], x [d_model], b [n] → [n]'],
    ['W_2 \\tanh(W_1 x)', 'W_2 [d_model, d_ff], W_1 [d_ff, d_model], x [d_model] → [d_model]'],
    [
      '\\gamma \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}} + \\beta',
      '\\gamma [d_model], x [n, d_model], \\mu [n, 1], \\sigma [n, 1], \\beta [d_model] → [n, d_model]',
    ],
    ['AB', 'A [n, m], B [m, p] → [n, p]'],
    // A token's own vector beside that of its place.
    ['x_i = e_i + p_i + s_i', 'e_i [n], p_i [n], s_i [n] → [n]'],
    ['Q \\in \\mathbb{R}^{5 \\times 7}, \\quad QK^T', 'Q [5, 7], K [m, 7] → [5, m]'],
    [
      '\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}\\begin{bmatrix}1&0&2\\\\0&1&3\\end{bmatrix}',
      ' → [2, 3]',
    ],
    ['\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}\\begin{bmatrix}1&0&2\\end{bmatrix}', ' → ?'],
  ];
  it.each(cases)('%s', (tex, expected) => {
    expect(summary(inferTex(tex))).toBe(expected);
  });
});

describe('sizes nobody named', () => {
  it('get names that nothing else has', () => {
    const builder = createBuilder();
    const at = span(0, 1);
    const x = builder.emit({ operation: { kind: 'input' }, span: at, shape: ['n', '?1', '?2'] });
    const program = builder.finish([x]);
    const [shape] = inferShapes(program, { conventions: false });
    expect(shapeLabel(shape ?? [])).toBe('[n, m, p]');
  });

  it('of a reader are other ones than those inferred', () => {
    const builder = createBuilder();
    const at = span(0, 1);
    const x = builder.emit({ operation: { kind: 'input' }, span: at, name: 'X', shape: ['?1', 3] });
    const y = builder.emit({ operation: { kind: 'input' }, span: at, name: 'Y' });
    const shapes = inferShapes(builder.finish([x, y]), { conventions: true });
    expect(dimText(shapes[x]?.[0] ?? 0)).not.toBe(dimText(shapes[y]?.[0] ?? 0));
  });

  it('of code stay unknown without conventions', () => {
    const builder = createBuilder();
    const x = builder.emit({ operation: { kind: 'input' }, span: span(0, 1), name: 'Q' });
    expect(inferShapes(builder.finish([x]), { conventions: false })).toEqual([undefined]);
  });

  it('are many', () => {
    const builder = createBuilder();
    const at = span(0, 1);
    const ids = Array.from({ length: 40 }, () =>
      builder.emit({ operation: { kind: 'input' }, span: at, shape: [builder.context.fresh()] }),
    );
    const shapes = inferShapes(builder.finish(ids), { conventions: false });
    expect(new Set(shapes.map((s) => dimText(s?.[0] ?? 0))).size).toBe(40);
    expect(shapes.some((s) => dimText(s?.[0] ?? 0).includes('?'))).toBe(false);
  });
});
