import { describe, expect, it } from 'vitest';
import { finds, shows, snippetsOf } from './snippets.js';

shows('formulas written as plain text', [
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
  ['PE(pos, 2i) = sin(pos / 10000^(2i/d_model))', ['PE(pos, 2i) = sin(pos / 10000^{2i/d_model})']],
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

/** One formula wherever a note puts it. */
const places: readonly (readonly [string, (formula: string) => string])[] = [
  ['on a line', (f) => f],
  ['in a sentence', (f) => `The layer computes ${f}, as in the paper.`],
  ['after a colon', (f) => `Formula: ${f}`],
  ['in a list', (f) => `- ${f}`],
  ['in a cell', (f) => `| a | b |\n|---|---|\n| x | ${f.replaceAll('|', '\\|')} |`],
  ['in a fence', (f) => '```\n' + f + '\n```'],
  ['with a remark', (f) => '```text\n  ' + f + '   # the formula\n```'],
  ['in a Japanese sentence', (f) => `これは${f}で計算する。`],
  ['between 「」', (f) => `式は「${f}」です。`],
  ['between （）', (f) => `注意（${f}）を使う`],
];

describe.each([
  'GELU(x) = 0.5x(1 + tanh(√(2/π)(x + 0.044715x³)))',
  'GELU(x) ≈ 0.5x(1 + tanh[√(2/π)(x + 0.044715x³)])',
  'PE(pos,2i) = sin(pos / 10000^(2i/dmodel))',
  'PE(pos, 2i) = sin(pos / 10000²ⁱᐟᵈ)',
  'PE[pos, 2i] = sin(pos / 10000^(2i/d_model))',
  'softmax(x)_i = exp(x_i) / sum_j exp(x_j)',
  'softmax(xᵢ) = eˣⁱ / Σⱼ eˣʲ',
  'softmax(z_i) = e^{z_i} / Σ_j e^{z_j}',
  'L = −Σᵢ yᵢ log ŷᵢ',
  'H(p, q) = -Σ p(x) log q(x)',
  'loss = -1/N Σ log P(x_t | x_<t)',
  'KL(P||Q) = Σ P(x) log(P(x)/Q(x))',
  'scores = Q @ K.T / √d_k',
  'Attention(Q, K, V) = softmax(Q @ K.T / sqrt(d_k)) @ V',
  'score(s_t, h_i) = v_a^T tanh(W_a[s_t; h_i])',
  'outputᵢ = Σⱼ softmax(qᵢ · kⱼ / √d) v_j',
  'zᵢ = Σⱼ₌₁ᵀ aᵢⱼ Vⱼ',
  'context = Σ (attention_weights × values)',
  'output = weights × V',
  'S = QKᵀ',
  'O = PV',
  'ΔW = BA',
  'LN(x) = (x - mean(x)) / sqrt(var(x) + eps) * gamma + beta',
  'BN(x) = γ (x - μ_B)/√(σ_B² + ε) + β',
  'y = (x - E[x]) / sqrt(Var[x] + ε) * γ + β',
  'x̂ᵢ = (xᵢ − μ) / √(σ² + ε)',
  "x' = x cos θ − y sin θ",
  'sigmoid(x) = 1 / (1 + e^-x)',
  'σ(z) = 1 / (1 + e⁻ᶻ)',
  'x ← x + MHA(LN(x))',
  'z = w₁x₁ + w₂x₂ + … + wₙxₙ + b',
  'c_t = f_t * c_{t-1} + i_t * c̃_t',
  'm_t = β₁ m_{t-1} + (1 - β₁) g_t',
  'f_q(x_m, m) = (W_q x_m) e^{imθ}',
  'cos(θ) = (A·B)/(|A||B|)',
  'sim(A, B) = (A · B) / (||A|| × ||B||)',
  'X ∈ ℝⁿˣᵈ',
  '0.6 × 0.6 → 0.36',
  '0.5×1.0 + 0.3×2.0 = 1.1',
  'e^2/(e^2+e^1) ≒ 0.731',
  '√ｄ＝８',
])('%s', (formula) => {
  it.each(places)('%s', (_, place) => {
    const document = place(formula);
    const written = snippetsOf(document)
      .filter((s) => s.language === 'latex')
      .map((s) => document.slice(s.span.start, s.span.end).replaceAll('\\|', '|'));
    expect(written).toEqual([formula]);
  });
});

shows('where a formula begins and ends', [
  ['スコア＝Ｑ×Ｋ^Ｔ÷√ｄ', ['スコア＝Ｑ×Ｋ^Ｔ÷√ｄ']],
  ['- 出力 = softmax(QKᵀ / √d_k) V', ['出力 = softmax(QKᵀ / √d_k) V']],
  ['ELU(x) = x if x > 0 else α(e^x − 1)', []],
  ['```\nY = concat(A₀, A₁) ← AllGather\n```', ['Y = concat(A₀, A₁)']],
  ['```\nQ = XW^Q → 5 × 64 (query)\n```', ['Q = XW^Q']],
  ['```\nStep 3: A = softmax(S, dim=-1)\n```', ['A = softmax(S        )']],
  ['Q = X·Wq, K = XWk and V = X Wv', ['Q = X·Wᵠ', 'K = XWᴷ', 'V = X Wⱽ']],
  ['MHA(X) = Concat(h₁, h₂) × WO', ['MHA(X) = Concat(h₁, h₂) × Wᴼ']],
  ['score = kᵀ Wq', ['score = kᵀ Wq']],
  ['Q.K^T/√d_k and (U.S. K, V)', ['Q.K^T/√d_k']],
  ['hₜ = Āhₜ₋₁ + B̄xₜ', ['hₜ = Āhₜ₋₁ + B̄xₜ']],
  [
    '```\ns = 0.3 × 2 + 1\n  = 0.6 + 1   # the sum\n  = 1.6\n```',
    ['s = 0.3 × 2 + 1\n  = 0.6 + 1            \n  = 1.6'],
  ],
  ['y = f(x) + x\n= g(x) + x\n\n= a + b', ['y = f(x) + x\n= g(x) + x']],
  ['```\nA = QKᵀ\n  = [3×64] × [64×3]\n```', ['A = QKᵀ']],
  [
    '```\nSentence: "I love it"\nif a == b: stop\nA = softmax(QKᵀ/√d) V\n```',
    ['A = softmax(QKᵀ/√d) V'],
  ],
  ['```\nkey: "value"\ny = x + f(x)\n```', []],
  ['```\nA = softmax(QKᵀ) V;\n```', []],
  ['```\np(x) = \\frac{a + b}{c}\n```', ['p(x) = \\frac{a + b}{c}']],
  ['```\nP₁[0] = [0.1, 0.2] / 2\n```', []],
  ['```\nh₁ = A · B₀X₀ + B₁X₁   // a remark: x == 1\n```', ['h₁ = A · B₀X₀ + B₁X₁']],
  ['h = tanh(Wxh * x_t + Whh * h_{t-1} + bh)', ['h = tanh(Wxh * x_t + Whh * h_{t-1} + bh)']],
  ['- Concat(Head1, ..., Head8) × W_O', ['Concat(Head1, ..., Head8) × W_O']],
  ['```\nA = softmax(QKᵀ/√d) (X W_v)\n```', ['A = softmax(QKᵀ/√d) (X W_v)']],
  ['so y = f(x) (see above) and y = g(x) (1)', ['y = f(x)', 'y = g(x)']],
  ['Why √dₖ? token₁ (loves) sin(π/2)=1', ['√dₖ', 'sin(π/2)=1']],
  ["```\nW^q = (512, 512)\nx' = (4, 512)\n```", []],
  [
    '```\nQ = X @ Wq    形: (n, dk)   クエリ\nK = X @ Wk   → (n, d)\n```',
    ['Q = X @ Wᵠ', 'K = X @ Wᴷ'],
  ],
  [
    'スケーリングされたスコア = (Q @ K^T) / sqrt(dk)\n\n重み = softmax(スコア)',
    ['スケーリングされたスコア = (Q @ K^T) / sqrt(dk)', '重み = softmax(スコア)'],
  ],
  ['注意の重み = softmax(QK^T/√d)', ['注意の重み = softmax(QK^T/√d)']],
  ['値段は = 3、結果 = 2 + 3、合計 = 価格 × 数', []],
  ['a[i, j] = (q_i · k_j) / √d and x[i] = y + 1', ['a[i, j] = (q_i · k_j) / √d']],
  ['output = input × 2 and values = keys × 3', []],
  [
    'Text:\n\n    S = QK^T = [[1, 0],\n                [0, 1]]\n    Output = AV\n\n    A = softmax(S)\n\ny = f(x) + x',
    [
      'S = QK^T = [[1, 0],\n                [0, 1]]',
      'Output = AV',
      'A = softmax(S)',
      'y = f(x) + x',
    ],
  ],
  ['Code:\n\n    y = f(x) + x\n    z = g(y) + y\n', []],
  ['Code:\n\n    import torch\n    y = softmax(x) + x\n\nend', []],
  ['Range 1.5 - 2.5 → 3.5 and Dropout 0.1 + 0.1 → 0.3', []],
  ['a grid of 2×2 → 3×2 → 3×3 and `(3, 10) → 30`', []],
  ['γ = [1.5, ...] and θ = [1.0, 0.99, …]', []],
  ['```\nσ(x)_i = eˣⁱ\n         ------\n         ∑_j eˣʲ\n```', []],
  ['the mean μ = mean over features', []],
  ['$$\n\\fbox{$y = Wx$}\n$$ and $\\fbox{$z = Wx$}$', ['\\fbox{$y = Wx$}', '\\fbox{$z = Wx$}']],
]);

shows('matrices printed as nested lists', [
  ['weights [[0.8, 0.1, 0.1], [0.3, 0.6, 0.1]] sum to one', ['[[0.8, 0.1, 0.1], [0.3, 0.6, 0.1]]']],
  ['```\n[[0.8, 0.1],\n [0.3, 0.7]]\n```', ['[[0.8, 0.1],\n [0.3, 0.7]]']],
  ['```\n[[0.8 0.1]\n [0.3 0.7]]\n```', ['[[0.8,0.1]\n,[0.3,0.7]]']],
  [
    '```\ntensor([[ 1.0, -2.0],\n        [ 3.0,  4.0]])\n```',
    ['[[ 1.0, -2.0],\n        [ 3.0,  4.0]]'],
  ],
  ['a list item\n- [[1, 2], [3, 4]]', ['[[1, 2], [3, 4]]']],
  ['> [[1, 2],\n>  [3, 4]]', ['[[1, 2],\n   [3, 4]]']],
  ['```\nprint(x)\n# [[1, 2], [3, 4]]\n```', ['[[1, 2], [3, 4]]']],
  [
    '```\nA = [[1, 2],  # one, two\n     [3, 4]]  # three\n```',
    ['A = [[1, 2],            \n     [3, 4]]'],
  ],
  [
    '```\nS = QK^T\nS = [[1.0, 3.0], [2.0, 4.0]]\nA = softmax(S)\n```',
    ['S = QK^T', '[[1.0, 3.0], [2.0, 4.0]]', 'A = softmax(S)'],
  ],
  ['```\nQKᵀ / √d = [[1, 2], [3, 4]]\n```', ['QKᵀ / √d = [[1, 2], [3, 4]]']],
  ['```\nS = [[1, 2], [3, 4]] @ W\n```', ['[[1, 2], [3, 4]]']],
  ['see [[1]](a.md) and [[Page]] and [[1, 2]]', []],
  ['[[1, 2], [3]] is ragged', []],
  ['[[0.1, ..., 0.2], [0.3, ..., 0.4]]', []],
]);

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

shows('what is no formula', [
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

it('says that it is no TeX', () => {
  expect(snippetsOf('y = F(x) + x').map((s) => s.plain)).toEqual([true]);
  expect(snippetsOf('$y = F(x) + x$').map((s) => s.plain)).toEqual([undefined]);
});
