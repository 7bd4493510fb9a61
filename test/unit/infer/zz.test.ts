import { it } from 'vitest';
import { readFormulas } from '../../../src/read/tex/index.js';
import { inferShapes } from '../../../src/infer/shapes.js';
import { exampleBindings } from '../../../src/infer/bindings.js';
import { shapeLabel } from '../../../src/program/dims.js';
import { evaluate } from '../../../src/engine/evaluate.js';
const list = [
 '\\text{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right)V',
 '\\text{Attention}(Q,K,V) = \\text{softmax}\\left(\\frac{QK^T}{\\sqrt{d_k}}\\right)V',
 '\\text{Attention} = \\text{softmax} \\left( \\frac{Q K^T}{\\sqrt{d_k}} \\right)V',
 '\\text{Attention Score} = Q \\cdot K^T',
 '\\text{Output} = \\text{Attention Weights} \\cdot V',
 'head_i = Attention(QW^Q_i, KW^K_i, VW^V_i)',
 '\\mathrm{head}_i = \\mathrm{Attention}(QW_i^Q, KW_i^K, VW_i^V)',
 'MultiHead(Q, K, V ) = Concat(head_1, ..., head_h)W^O',
 'FFN(x) = max \\left(0, xW_1 + b_1 \\right)W_2 + b_2',
 '\\frac{QK^T}{\\sqrt{depth}}',
 '\\text{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_{model}/h}}\\right)V',
 'q_i^\\top k_j',
 '\\alpha_{ij} = \\frac{\\exp(q_i^T k_j / \\sqrt{d_k})}{\\sum_{l} \\exp(q_i^T k_l/\\sqrt{d_k})}',
 'q^T k', 'qk^T', 'QK^T + M', 'Q = XW^Q', 'Q = XW_Q, K = XW_K, V = XW_V',
 'y = Wx + b', 'x + \\text{Sublayer}(x)', '\\text{LayerNorm}(x + \\text{Sublayer}(x))',
 '\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}\\begin{bmatrix}1\\\\0\\end{bmatrix}',
 '\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}\\begin{bmatrix}1&0&2\\end{bmatrix}',
 'Q \\in \\mathbb{R}^{5 \\times 7}, \\quad QK^T',
 'A = \\mathrm{softmax}(QK^T), Q \\in \\mathbb{R}^{n \\times 8}',
 'd_k = d_{model}/h', 'W_i^Q \\in \\mathbb{R}^{d_{model} \\times d_k}',
 '\\text{LayerNorm}(x) = \\gamma \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}} + \\beta',
 'AB', 'W_2 \\tanh(W_1 x)', 'v^T \\tanh(W_1 h_j + W_2 s_i)',
 'softmax(x)', 'softmax(z_i)', 'K^T Q', 'E = mc^2',
];
it('x', () => {
  for (const f of list) {
    for (const formula of readFormulas(f, 0, {})) {
      const { program } = formula;
      const shapes = inferShapes(program, { conventions: true });
      const b = exampleBindings(program, shapes);
      const trace = evaluate(program, shapes, { bindings: b });
      console.log(f, '\n   ', program.values.map((v) => `${v.name ?? v.operation.kind}${shapes[v.id] ? shapeLabel(shapes[v.id]!) : '?'}`).join(' '), JSON.stringify(b), program.problems.map(p=>p.message).join(';'), trace.values.map((t) => t.ok ? '' : t.error.message).filter(Boolean).join(';'));
    }
  }
});
