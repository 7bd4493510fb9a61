import { expect, it } from 'vitest';
import { parse } from '../../../../src/read/python/parse.js';
import { texOf } from '../../../../src/read/python/tex.js';

const tex = (code: string): string | undefined => {
  const [statement] = parse({ text: code, offset: 0 }).body;
  return statement?.kind === 'expression' ? texOf(statement.value) : 'not an expression';
};

it.each([
  ['W_Q', 'W_Q'],
  ['d_model', 'd_{model}'],
  ['x1', 'x_{1}'],
  ['alpha', '\\alpha'],
  ['attention_weights', '\\text{attention\\_weights}'],
  ['Q @ K.T', 'Q K^\\top'],
  ['(Q @ K.T) / np.sqrt(d_k)', '\\frac{Q K^\\top}{\\sqrt{d_k}}'],
  ['Q @ K.transpose(-2, -1)', 'Q K^\\top'],
  ['torch.bmm(q, k.transpose(1, 2))', 'q k^\\top'],
  ['q.view(b, t, h, d).transpose(1, 2)', 'q'],
  ['F.softmax(scores, dim=-1) @ V', '\\text{softmax}\\left(\\text{scores}\\right) V'],
  ['(a + b) @ c', '\\left(a + b\\right) c'],
  ['a - (b - c)', 'a - \\left(b - c\\right)'],
  ['2 * x', '2 \\cdot x'],
  ['g * x', 'g \\odot x'],
  ['x ** 0.5', '\\sqrt{x}'],
  ['x ** 2', 'x^{2}'],
  ['(a + b) ** 2', '\\left(a + b\\right)^{2}'],
  ['-1e9', '-10^{9}'],
  ['float("-inf")', '-\\infty'],
  ['w.detach().numpy()', 'w'],
  ['np.exp(x) / np.sum(np.exp(x))', '\\frac{\\exp\\left(x\\right)}{\\sum \\exp\\left(x\\right)}'],
  ['self.w_q(x)', 'w_q\\left(x\\right)'],
  ['torch.tensor([[1, 2], [3, 4]])', '\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}'],
  ['x[0]', 'x_{0}'],
  ['k.size(-1)', 'd_{k}'],
  ['mask == 0', '\\text{mask} = 0'],
])('%s is %s', (code, expected) => {
  expect(tex(code)).toBe(expected);
});

it('leaves out what would be too long', () => {
  expect(tex(Array.from({ length: 300 }, (_, i) => `value_${i}`).join(' + '))).toBeUndefined();
});
