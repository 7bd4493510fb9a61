import { describe, expect, it } from 'vitest';
import { formulasOf, snippetsOf } from './snippets.js';

type Case = readonly [document: string, formulas: readonly string[]];
const finds = (cases: readonly Case[]): void => {
  it.each(cases)('%s', (document, formulas) => {
    expect(formulasOf(document)).toEqual(formulas);
  });
};

describe('formulas written as plain text', () => {
  finds([
    [
      '- normalise: LayerNorm(x) = (γ(x - μ) / √(σ + ε)) + β',
      ['LayerNorm(x) = (γ(x - μ) / √(σ + ε)) + β'],
    ],
    ['Attention(Q,K,V) = softmax(QK^T/√d_k)V', ['Attention(Q,K,V) = softmax(QK^T/√d_k)V']],
    ['**Attention(Q, K, V) = softmax(QKᵀ / √dₖ)V**', ['Attention(Q, K, V) = softmax(QKᵀ / √dₖ)V']],
    ['> output = Layer(x) + x', ['output = Layer(x) + x']],
    ['仕組み: output = Layer(x) + xとなる。', ['output = Layer(x) + x']],
    ['スコアはq·kᵀで計算', ['q·kᵀ']],
    ['内積QKᵀを√d_kで割る', ['QKᵀ', '√d_k']],
    ['softmax(x_i) = exp(x_i)/Σ_j exp(x_j)', ['softmax(x_i) = exp(x_i)/∑_j exp(x_j)']],
    ['The layer is h = W₁x + b₁, then ReLU.', ['h = W₁x + b₁']],
    ['ｈ ＝ Ｗｘ ＋ ｂ です', ['ｈ ＝ Ｗｘ ＋ ｂ']],
    ['softmax（x）＝ exp（x）／ Σexp（x）', ['softmax（x）＝ exp（x）／ ∑exp（x）']],
    [
      '| FFN | FFN(x) = max(0, xW1 + b1)W2 + b2 |\n|---|---|\n| a | q·k |',
      ['FFN(x) = max(0, xW1 + b1)W2 + b2', 'q·k'],
    ],
    [
      '- Post-LN: LayerNorm(x + SubLayer(x))\n- Pre-LN: x + Sublayer(LayerNorm(x))',
      ['LayerNorm(x + SubLayer(x))', 'x + Sublayer(LayerNorm(x))'],
    ],
    [
      'PE(pos, 2i) = sin(pos / 10000^(2i/d_model))',
      ['PE(pos, 2i) = sin(pos / 10000^{2i/d_model})'],
    ],
    ['scores = QK^T / sqrt(d_k)', ['scores = QK^T / sqrt(d_k)']],
    [
      'The score is softmax(QK<sup>T</sup>/√d<sub>k</sub>)V.',
      ['softmax(QK^{   T}     /√d_{   k}     )V'],
    ],
    [
      '- head<sub>i</sub> = Attention(QW<sub>i</sub><sup>Q</sup>, K)',
      ['head_{   i}      = Attention(QW_{   i}     ^{   Q}     , K)'],
    ],
    [
      'PE(pos, 2i) = sin(pos/10000<sup>2i/d<sub>m</sub></sup>)',
      ['PE(pos, 2i) = sin(pos/10000^{   2i/d_{   m}     }     )'],
    ],
    ['the dot product q<sub>i</sub> · k<sub>j</sub>', ['q_{   i}      · k_{   j}']],
    ['内積はe_ij = q_i・k_jで、Q・K・Vの三つ', ['e_ij = q_i·k_j']],
    ['c_t = Σ_{i=1}^{T} α_{t,i} h_i', ['c_t = ∑_{i=1}^{T} α_{t,i} h_i']],
    ['L = -Σ_i y_i log p_i', ['L = -∑_i y_i log p_i']],
    ['| 4 | O = AV |\n|--|--|\n| 5 | C = UK |', ['O = AV']],
    [
      '```\nweights = softmax(scores)   # rows\noutput = weights @ V\n```',
      ['weights = softmax(scores)', 'output = weights @ V'],
    ],
    ['```\ny = x @ w\n```', []],
    ['H<sub>2</sub>O and the 5<sup>th</sup> of May', []],
    [
      'MultiHead(Q, K, V) = Concat(head_1, ..., head_h)W^O',
      ['MultiHead(Q, K, V) = Concat(head_1, ..., head_h)W^O'],
    ],
    [
      'where head_i = Attention(QW_i^Q, KW_i^K, VW_i^V).',
      ['head_i = Attention(QW_i^Q, KW_i^K, VW_i^V)'],
    ],
    ['α_ij = softmax(e_ij), e_ij = a(s_i, h_j)', ['α_ij = softmax(e_ij)', 'e_ij = a(s_i, h_j)']],
    ['残差接続: y = F(x) + x（恒等写像は f(x) = x）', ['y = F(x) + x', 'f(x) = x']],
    ['σ(x) = 1 / (1 + e^(-x))', ['σ(x) = 1 / (1 + e^{-x})']],
    ['head i: Q_i = W_Q_i × X', ['Q_i = W_Q^i × X']],
    ['E = mc^2', ['E = mc^2']],
    ['so 4,096 × 2 = 8,192', ['4,096 × 2 = 8,192']],
    ['0.5 * 2 + 0.3 * 4 = 2.2', ['0.5 * 2 + 0.3 * 4 = 2.2']],
    ['RMSNorm(x) = x / sqrt(mean(x^2) + ε) * g', ['RMSNorm(x) = x / sqrt(mean(x^2) + ε) * g']],
    ['L = -Σ y_i log(p_i)', ['L = -∑ y_i log(p_i)']],
    ['c_t = Σᵢ αₜᵢ hᵢ', ['c_t = ∑ᵢ αₜᵢ hᵢ']],
    ['Q = XW_Q, K = XW_K, V = XW_V', ['Q = XW_Q', 'K = XW_K', 'V = XW_V']],
    ['softmax(x\\_i) = exp(x\\_i) / 2', ['softmax(x _i) = exp(x _i) / 2']],
    [
      '\\text{Attention}(Q,K,V) = \\text{softmax}(\\frac{QK^T}{\\sqrt{d_k}})V',
      ['\\text{Attention}(Q,K,V) = \\text{softmax}(\\frac{QK^T}{\\sqrt{d_k}})V'],
    ],
    [
      '```\nAttention(Q, K, V) = softmax(QKᵀ/√dₖ) V\n```',
      ['Attention(Q, K, V) = softmax(QKᵀ/√dₖ) V'],
    ],
    ['```text\n入力 x\n↓\ny = xW + b\n```', ['y = xW + b']],
    ['* (\\beta_2)（0.999）が ( z_t \\approx 1 ) なら f(\\alpha)', ['\\beta_2', 'z_t \\approx 1']],
    [
      'A = \\begin{bmatrix} a & b \\\\ c & d \\end{bmatrix}',
      ['A = \\begin{bmatrix} a & b \\\\ c & d \\end{bmatrix}'],
    ],
    [
      'where\nA = \\begin{bmatrix}\na & b\n\\end{bmatrix}',
      ['A = \\begin{bmatrix}\na & b\n\\end{bmatrix}'],
    ],
    ['Why divide by √dₖ? The factor is √64 = 8:', ['√dₖ', '√64 = 8']],
    ["O(N²d), Θ(n·d), Q₁-Q₈, N=128K, 4D = 3D + t, Cohen's d ≈ 3, 3,5 * 2 = 7", []],
    ['4096 × 4096 × 2 = 32 MB, 64 × 4 = 256MB, 2 × 1024 ≈ 2K, 3 + 4 = 30 ms, 2 × 5 = 1万', []],
    ['C̃t = tanh(Wc · x), alpha = λ', []],
    ['water is H₂O, α = 0.3', []],
    ['cos(a, b) = a·b / (|a| |b|)', ['cos(a, b) = a·b / (|a| |b|)']],
  ]);
});

describe('matrices printed as nested lists', () => {
  finds([
    [
      'weights [[0.8, 0.1, 0.1], [0.3, 0.6, 0.1]] sum to one',
      ['[[0.8, 0.1, 0.1], [0.3, 0.6, 0.1]]'],
    ],
    ['```\n[[0.8, 0.1],\n [0.3, 0.7]]\n```', ['[[0.8, 0.1],\n [0.3, 0.7]]']],
    ['```\n[[0.8 0.1]\n [0.3 0.7]]\n```', ['[[0.8,0.1]\n,[0.3,0.7]]']],
    [
      '```\ntensor([[ 1.0, -2.0],\n        [ 3.0,  4.0]])\n```',
      ['[[ 1.0, -2.0],\n        [ 3.0,  4.0]]'],
    ],
    ['a list item\n- [[1, 2], [3, 4]]', ['[[1, 2], [3, 4]]']],
    ['> [[1, 2],\n>  [3, 4]]', ['[[1, 2],\n   [3, 4]]']],
    ['```\nprint(x)\n# [[1, 2], [3, 4]]\n```', ['[[1, 2], [3, 4]]']],
    ['see [[1]](a.md) and [[Page]] and [[1, 2]]', []],
    ['[[1, 2], [3]] is ragged', []],
    ['[[0.1, ..., 0.2], [0.3, ..., 0.4]]', []],
  ]);
});

describe('matrices drawn over several lines', () => {
  const fence = (...lines: string[]): string => ['```', ...lines, '```'].join('\n');

  finds([
    [fence('[5, 6, 7] × [1, 2] = [46, 64]', '            [3, 4]', '            [5, 6]'), []],
    [fence('            [1, 2]', '[5, 6, 7] × [3, 4] = [58, 76]', '            [5, 6]'), []],
    [fence('            [1, 2]', '            [3, 4]', '[5, 6, 7] × [5, 6] = [58, 76]'), []],
    [fence('[5, …, 7] × [1, 2] = [46, 64]', '              …', '            [5, 6]'), []],
    [fence('[1, 2]   [5, 6]', '[3, 4] × [7, 8] = C'), []],
    [
      fence('[1, 2] · [3, 4] = 11', '', '[1, 2] · [3, 5] = 13'),
      ['[1, 2] · [3, 4] = 11', '[1, 2] · [3, 5] = 13'],
    ],
    [fence('[1, 2] · [3, 4] = 11', '                      [5, 6]'), ['[1, 2] · [3, 4] = 11']],
    [
      fence('[1, 2] · [3, 4] = 11', '[1, 2] · [3, 5] = 13'),
      ['[1, 2] · [3, 4] = 11', '[1, 2] · [3, 5] = 13'],
    ],
  ]);
});

describe('what is no formula', () => {
  finds([
    ['Set lr = 0.001 and batch_size = 32.', []],
    ['key = value', []],
    ['name = "x", path = /usr/bin', []],
    ['The total = price * quantity is shown.', []],
    ['It costs $5 = €4.50 per seat.', []],
    ['On 2024-01-02 = Tuesday; 3/4/2024', []],
    ['Visit https://a.b/?x=1&y=f(x) or a.b/c?d=e', []],
    ['Run x = foo.bar(y) + 1', []],
    ['call max(a + b) and len(x)', []],
    ['`softmax(QK^T)V`', []],
    ['use f(x, dim=-1)', []],
    ['i = i + 1', []],
    ['b = max(num_of_bytes(t)) and d_key_total = sqrt(x)', []],
    ['y = x @ x and x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])', []],
    ['read/write, and/or, input/output, multi-head, self-attention', []],
    ['export A=B:$C', []],
    ['a == b, a != b, a += b, a => b, a -> b', []],
    ['app = Flask(__name__)', []],
    ['response = client.get("/x")', []],
    ['C++ and C#; a/b testing; 24/7; v1.2.3', []],
    ['x-axis = time, y-axis = loss', []],
    ['Q: what? A: that. (B, T, C) x (C, D) -> (B, T, D)', []],
    ['Home · Docs · Blog', []],
    ['(a) first, (b) second', []],
    ['user@host = admin', []],
    ['n_heads = 8, d_model = 512', []],
    ['--flag=value -x=3 --a=b+c', []],
    ['```\nx = self.norm(x)\ny = x + f(x)\n```', []],
    ['```bash\ny = x + f(x)\n```', []],
    ['```\nkey: value\na = b\n```', []],
    ['I = me, a = b', []],
    ['f(x)', []],
    ['the function g(x) returns x', []],
    ['Figure 2: (a) x = 1', []],
    ['![a = f(x) + x](x.png) <a title="y = f(x) + x">z</a>', ['a = f(x) + x']],
  ]);
});

it('says that it is no TeX', () => {
  expect(snippetsOf('y = F(x) + x').map((s) => s.plain)).toEqual([true]);
  expect(snippetsOf('$y = F(x) + x$').map((s) => s.plain)).toEqual([undefined]);
});
