import { findPythonNotes } from '../../../src/read/pythonNotes.js';
import { expect, it } from 'vitest';
import { fence, formulasOf, shows } from './snippets.js';

shows('a transposed K whose sign was lost', [
  ['A=Q * Kt', ['A=Q * Kᵀ']],
  ['scores = Q KT / √d', ['scores = Q Kᵀ / √d']],
  ['S = Q·K_T', ['S = Q·K^T']],
  ['S = QKT/√d', ['S = QKᵀ/√d']],
  ['S = QKᵗ/√d', ['S = QKᵀ/√d']],
  ['the KT event and QKTs', []],
]);

shows('names of two words', [
  ['Attention Weights = softmax(QKᵀ)', ['Attention_Weights = softmax(QKᵀ)']],
  ['attention output = attention weights × V', ['attention_output = attention_weights × V']],
  [
    'Context Vector = Σ (attention weight × value)',
    ['Context_Vector = ∑ (attention_weight × value)'],
  ],
  [
    'Input = Token Embedding + Positional Encoding',
    ['Input = Token_Embedding + Positional_Encoding'],
  ],
  ['計算 attention score（QKᵀ）', ['score（QKᵀ）']],
  ['the attention weights of V, a final output', []],
]);

shows('sums and functions in words', [
  ['o_i = sum over j of (weight_ij * value_j)', ['o_i = ∑_j           (weight_ij * value_j)']],
  ['output = Σ (weight_i × value_i)', ['output = ∑ (weight_i × value_i)']],
  ['p = exp(z_i) / sum(exp(z_j) for all j)', ['p = exp(z_i) / sum(exp(z_j)          )']],
  ['weights = exp(scores) / sum(exp(scores))', ['weights = exp(scores) / sum(exp(scores))']],
  ['s = Q @ K.T / math.sqrt(d)', ['s = Q @ K^T /      sqrt(d)']],
  ['L = log Σ exp(s_i)', ['L = log ∑ exp(s_i)']],
  ['Formula: softmax(logits/temperature)', ['softmax(logits/temperature)']],
  ['take the sum over all of it', []],
  ['total = mean(output) and input/output', []],
]);

shows('what a sum runs over', [
  ['y_t = Σ_{s≤t} α_{t,s} v_s', ['y_t = ∑_{s≤t} α_{t,s} v_s']],
  ['h_i = Σ_{j≠i} a_ij v_j', ['h_i = ∑_{j≠i} a_ij v_j']],
  ['h_i = Σ_(j∈N(i)) a_ij v_j', ['h_i = ∑_{j∈N(i)} a_ij v_j']],
]);

shows('brackets beside names', [
  ['i_t = σ(W_i [h_{t-1}, x_t] + b_i)', ['i_t = σ(W_i [h_{t-1}, x_t] + b_i)']],
  ['O = [h1; h2; ... hn] * Wo', ['O = [h1; h2; ... hn] * Wᴼ']],
  ['score_ij = q_i·k_j − m|i−j|', ['score_ij = q_i·k_j − m|i−j|']],
  ['p(y|x) = p(x|y)p(y)/p(x)', ['p(y|x) = p(x|y)p(y)/p(x)']],
  [
    'y = x W = [1, 0] @ [[1, 2], [3, 4]] = [1, 2]',
    ['y = x W = [1, 0] @ [[1, 2], [3, 4]] = [1, 2]'],
  ],
  [fence('S = [[1,2], [3,1]] @ [[3,2], [1,4]] / √2'), ['S = [[1,2], [3,1]] @ [[3,2], [1,4]] / √2']],
  ['[S = QK^T / \\sqrt{d}]', ['S = QK^T / \\sqrt{d}']],
]);

shows('a product without blanks', [
  ['so O = A@V is', ['O = A@V']],
  ['mail a.b@c.de or x@y', []],
]);

shows('results behind an arrow', [
  ['softmax([14, 12])  →  [0.88, 0.12]', ['softmax([14, 12])  →  [0.88, 0.12]']],
]);

shows('what ReLU is', [
  ['| ReLU | max(0, x) |', ['max(0, x)']],
  ['| a | max(0, 5) |', []],
]);

shows('names in Japanese and Chinese', [
  ['平均 = (1 + 2 + 3) / 3 = 2', ['平均 = (1 + 2 + 3) / 3 = 2']],
  ['輸出 = 權重 × V', ['輸出 = 權重 × V']],
  ['各 head は d_k = 512 / 8 = 64次元', ['d_k = 512 / 8 = 64']],
  ['注意（X ∈ ℝⁿˣᵈ）', ['X ∈ ℝⁿˣᵈ']],
]);

shows('emphasised names', [
  ['*Q* = *X* *W*<sub>Q</sub>', ['Q  =  X   W _{   Q}']],
  [
    '**MultiHead(Q, K)** = Concat(h_1, …, h_n) W^O',
    ['MultiHead(Q, K)   = Concat(h_1, …, h_n) W^O'],
  ],
  ['score(*h*, *s*) = *h*ᵀ *W* *s*', ['score( h ,  s ) =  h ᵀ  W   s']],
  ['The *Q* and *K* (see *V*) = three', []],
]);

shows('no product that a statistic is told of', [
  ['Q·K의 분산 = d_k', []],
  ['q·k の平均 = 0', []],
  ['q·k 的方差 = d_k', []],
  ['The variance of q·k = d_k', []],
  ['score = q·k / √d_k', ['score = q·k / √d_k']],
]);

shows('what a softmax is, by itself', [
  ['- Softmax: e^xi / Σje^xj', ['e^xi / ∑je^xj']],
  ['e^2 / 3 is any ratio', []],
]);

shows('a fence with remarks behind its rows', [
  [fence('O = φ(Q) KV / Z  // Shape: (B, N)'), ['O = φ(Q) KV / Z']],
]);

it('takes a product with a matrix in a comment of code', () => {
  const found = findPythonNotes('# output = attn @ V\n# out = attn @ v\n# y = np.sqrt(x) * K.T\n');
  expect(found.map((s) => s.text)).toEqual(['output = attn @ V']);
});

it.each([
  'Q KT ',
  'a*b*',
  'attention ',
  'sum over j of ',
  '[[1, 2]] @ ',
  'x|',
  '*x* ',
  '注意の',
  '平均値',
])('reads a long text of %j in time', (piece) => {
  expect(() => formulasOf(`x = ${piece.repeat(50_000 / piece.length)}`)).not.toThrow();
});
