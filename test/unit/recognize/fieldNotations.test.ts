import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis.js';
import { kindsIn, kindUnder } from './formulas.js';

/** The numbers of the last formula of a text; undefined where it has none. */
function computedIn(tex: string): unknown {
  const { items } = analyze(`$$\n${tex}\n$$\n`, { language: 'markdown' });
  return items.at(-1)?.values.at(-1)?.data ?? undefined;
}

type Case = readonly [heading: string, tex: string, kind: string];

const recognised: readonly Case[] = [
  ['Attention', String.raw`e_i = s^\top W h_i \in \mathbb{R}`, 'attention.scores'],
  ['Attention', String.raw`A = \exp(Q K^\top / \sqrt{d})`, 'attention.scores'],
  ['Attention', String.raw`O = D^{-1} A V`, 'attention.weightedSum'],
  ['Attention', String.raw`o_i = \sum_{j} e^{q_i \cdot k_j - z_i} v_j`, 'attention.weightedSum'],
  ['Attention', String.raw`a_t = \sum_{i=1}^n \alpha_i^t h_i`, 'attention.weightedSum'],
  [
    'Attention',
    String.raw`z_1 = v_1 \times score_{11} + v_2 \times score_{12}`,
    'attention.weightedSum',
  ],
  ['Attention', String.raw`C = \alpha V^w`, 'attention.weightedSum'],
  ['Attention', String.raw`Y = \text{Attention}(X W_Q, X W_K, X W_V) W_O`, 'attention.multiHead'],
  [
    'Attention',
    String.raw`A t t e n t i o n (Q, K, V) = s o f t m a x (\frac{Q K^T}{\sqrt{d_k}}) V`,
    'attention.scaledDotProduct',
  ],
  ['Fast weights', String.raw`W = W + v \otimes \phi(k)`, 'attention.linear'],
  ['Fast weights', String.raw`S_t = \gamma S_{t-1} + v_t \otimes k_t`, 'attention.linear'],
  ['Fast weights', String.raw`W = \sum_j v_j \otimes \phi(k_j)`, 'attention.linear'],
  ['Layers', String.raw`\text{FFN}(x, W, V, W_2) = \text{SwiGLU}(x, W, V) W_2`, 'feedForward'],
  ['Norms', String.raw`R M S (a) = \sqrt{\frac{1}{n} \sum_{i=1}^n a_i^2}`, 'rmsNorm'],
  ['Probabilities', String.raw`\frac{e^a}{e^a + e^b}`, 'softmax'],
  ['Probabilities', String.raw`p_i = \frac{\exp(s_i)}{1 + \sum_j \exp(s_j)}`, 'softmax'],
  ['Probabilities', String.raw`\ell_i = e^{m_{i-1} - m_i} \ell_{i-1} + e^{x_i - m_i}`, 'softmax'],
  ['Probabilities', String.raw`\text{softmax}(x) := \frac{f(x)}{g(x)}`, 'softmax'],
  [
    'Units',
    String.raw`f(x) = \begin{cases} x & x > 0 \\ 0.01 x & x \le 0 \end{cases}`,
    'activation',
  ],
  ['Logits', String.raw`y = c \tanh(x / c)`, 'activation'],
  ['Losses', String.raw`FL(p_t) = -\alpha_t (1 - p_t)^\gamma \log(p_t)`, 'loss'],
  ['Rotary position embedding', String.raw`x_m e^{im\theta}`, 'rotaryEmbedding'],
  ['Rotary position embedding', String.raw`x \longmapsto R_m x`, 'rotaryEmbedding'],
  [
    'Rotary position embedding',
    String.raw`\langle f(q, m), f(k, n) \rangle = \langle q, f(k, m - n) \rangle`,
    'rotaryEmbedding',
  ],
];

/** What looks like one of these and is none. */
const plain: readonly Case[] = [
  ['Units', String.raw`\frac{e^x}{1 + e^x}`, 'tensor'],
  ['Ratios', String.raw`\frac{e^a}{e^b + e^c}`, 'tensor'],
  ['Optimizers', String.raw`v_t = \sum_i \beta_1^t g_i`, 'tensor'],
  ['Units', String.raw`f(x) = \begin{cases} x & x > 0 \\ 1 & x \le 0 \end{cases}`, 'tensor'],
];

describe('notations of the field', () => {
  it.each([...recognised, ...plain])('%s: %s is %s', (heading, tex, kind) => {
    expect(kindUnder(heading, tex)).toBe(kind);
  });

  it('a letter that a later row says is what it says', () => {
    const tex = String.raw`Y = D^{-1} A V, \quad A = \exp(Q K^\top), \quad D = \text{diag}(A 1_n)`;
    expect(kindsIn(`# Attention\n\n$$\n${tex}\n$$\n`)[0]).toBe('attention.scaledDotProduct');
  });

  it('rows over their sums are computed', () => {
    // Equal scores: every row of the weights is 1/2, 1/2.
    const zeros = String.raw`\begin{bmatrix} 0 & 0 \\ 0 & 0 \end{bmatrix}`;
    const V = String.raw`\begin{bmatrix} 2 & 4 \\ 4 & 8 \end{bmatrix}`;
    const tex = String.raw`A = \exp(${zeros}), \quad D = \text{diag}(A 1_2), \quad Y = D^{-1} A ${V}`;
    expect(computedIn(tex)).toEqual([3, 6, 3, 6]);
  });

  it('dots between items without commas make no product', () => {
    expect(computedIn(String.raw`y = [2 \ldots 3]`)).toBeUndefined();
  });

  it('a function of the text is no factor', () => {
    const tex = String.raw`m(x) := \max_i x_i, \quad y = 2 - m(x)`;
    expect(computedIn(tex)).toBeUndefined();
  });
});
