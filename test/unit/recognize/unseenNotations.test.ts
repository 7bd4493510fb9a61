import { describe, expect, it } from 'vitest';
import { kindUnder } from './formulas.js';

type Case = readonly [heading: string, tex: string, kind: string];

const recognised: readonly Case[] = [
  ['Attention', String.raw`c_t = \Sigma_{i=1}^{n} \alpha_{t,i} h_i`, 'attention.weightedSum'],
  ['Attention', String.raw`y_i = \Sigma_j w_{ij} v_j`, 'attention.weightedSum'],
  ['Attention', String.raw`a_1 = \sum_{j=1}^{n} v_j \cdot p_{1,j}`, 'attention.weightedSum'],
  ['Attention', String.raw`O = \operatorname{Attention}(q, K) \cdot V`, 'attention.weightedSum'],
  [
    'Relative position',
    String.raw`q_i k_j^\top = x_i W_Q W_K^\top x_j^\top + \beta_{i,j}`,
    'attention.scores',
  ],
  [
    'Relative position',
    String.raw`A_{i,j} = \underset{a}{Q_i^\top K_j} + \underset{b}{Q_i^\top R_{i-j}}`,
    'attention.scores',
  ],
  ['Attention', String.raw`e_i = s^\top W h_i`, 'attention.scores'],
  ['Decoder', String.raw`Z = \text{MaskedMultiHead}(D, D, D)`, 'attention.multiHead'],
  [
    'Heads',
    String.raw`M = \text{Concat}\left(\right. head_1, \ldots, head \left._{h}\right) W^O`,
    'attention.multiHead',
  ],
  ['Logarithm', String.raw`\ln x = \sum_{i=1}^{n} \frac{x^i}{i} + R_n(x)`, 'tensor'],
  ['Fourier', String.raw`P(z_k) = P_e(z_k^2) + z_k P_o(z_k^2)`, 'tensor'],
  [
    'Kernels',
    String.raw`\alpha(q, k_i) = \frac{\exp(a(q, k_i))}{\sum_j \exp(a(q, k_j))}`,
    'attention.weights',
  ],
  [
    'Kernels',
    String.raw`\alpha(q, k_i) = \frac{\alpha(q, k_i)}{\sum_j \alpha(q, k_j)}`,
    'attention.weights',
  ],
  [
    'Masks',
    String.raw`A_{ij} = \begin{cases} \text{softmax}(S_{ij}) & i \ge j \\ 0 & \text{otherwise} \end{cases}`,
    'attention.weights',
  ],
  [
    'Differential attention',
    String.raw`Y = \left(\text{softmax}\left(\frac{Q_1 K_1^\top}{\sqrt d}\right) - \lambda\,\text{softmax}\left(\frac{Q_2 K_2^\top}{\sqrt d}\right)\right) V`,
    'attention.scaledDotProduct',
  ],
  [
    'Heads',
    String.raw`o_{t,i} = \sum_{j=1}^{t} \text{Softmax}_j\left(\frac{q_{t,i}^\top k_{j,i}}{\sqrt{d_h + d_r}}\right) v_{j,i}`,
    'attention.scaledDotProduct',
  ],
  ['Heads', String.raw`u_t = W^O [o_{t,1}; o_{t,2}; \dots; o_{t,n_h}]`, 'attention.multiHead'],
  ['Outputs', String.raw`P(y_t) = \text{softmax}(W_o \tanh(W_c [c_t ; s_t]))`, 'softmax'],
  [
    'Classes',
    String.raw`p(y = c | x) = \frac{\exp(w_c^\top x)}{\sum_{c'} \exp(w_{c'}^\top x)}`,
    'softmax',
  ],
  ['Distances', String.raw`D_{KL}(P \| Q) = \sum_x P(x) \log\frac{P(x)}{Q(x)}`, 'loss'],
  [
    'Rotary position embedding',
    String.raw`\begin{bmatrix} x_1' \\ x_2' \end{bmatrix} = R \begin{bmatrix} x_1 \\ x_2 \end{bmatrix}`,
    'rotaryEmbedding',
  ],
  ['Attention', String.raw`z = \sum_i a_i h_i`, 'attention.weightedSum'],
  ['Attention', String.raw`y_i = \sum_j w_j v_j`, 'attention.weightedSum'],
  [
    'Graph attention',
    String.raw`x'_i = W_1 x_i + \sum_j \alpha_{ij} W_2 x_j`,
    'attention.weightedSum',
  ],
  [
    'Graph attention',
    String.raw`\alpha_{ij} = \frac{\exp(a^\top \text{LeakyReLU}(U x_i + W x_j))}{\sum_k \exp(a^\top \text{LeakyReLU}(U x_i + W x_k))}`,
    'attention.weights',
  ],
  [
    'Attention',
    String.raw`\text{scores}_t = \frac{1}{\sqrt d} [q_t \cdot k_1, q_t \cdot k_2, \dots, q_t \cdot k_t]`,
    'attention.scores',
  ],
  ['Attention', String.raw`H_i = \text{Attention}(X U_Q^i, X U_K^i, X U_V^i)`, 'attention.head'],
  ['Attention', String.raw`s_i = \mathbold{q}^\top \mathbold{k}_i`, 'attention.scores'],
  ['Losses', String.raw`\hat x = \log(\text{softmax}(x))`, 'softmax'],
  ['Routing', String.raw`G(x) = \text{TopK}(\text{softmax}(x W_g))`, 'softmax'],
  ['層正規化', String.raw`\tilde x_k = \frac{x_k - \mu}{\sigma^2}`, 'layerNorm'],
  [
    'ヘッド',
    String.raw`\text{MultiHead}(Q, K, V) = \text{Concat}(h_1, \dots, h_n) W^O （ただし\ h_i = f_i(Q, K, V)）`,
    'attention.multiHead',
  ],
];

/** What looks like a part of attention and is none. */
const plain: readonly Case[] = [
  ['Tensors', String.raw`y_{il} = \sum_{jk} x_{ijkl} a_{jk}`, 'tensor'],
  ['Matrices', String.raw`B = \alpha I`, 'tensor'],
  ['Hidden states', String.raw`\alpha_t(j) = \sum_k \alpha_{t-1}(k) A_{kj}`, 'tensor'],
  ['Decompositions', String.raw`A_k = Q_k R_k`, 'tensor'],
  ['Rotary embedding', String.raw`7\theta - 3\theta = 4\theta`, 'tensor'],
  ['Rotary embedding', String.raw`\theta = [1.0, 0.99, 0.5]`, 'tensor'],
  ['Ranking', String.raw`score = \frac{\operatorname{sign}(u - d) \cdot seconds}{45000}`, 'tensor'],
  ['Statistics', String.raw`z = \frac{x - \mu}{\sigma}`, 'tensor'],
  ['Attention', String.raw`q_t \frac{\exp(s_i)}{\sum_j \exp(s_j)} k_i`, 'tensor'],
];

describe('notations met in notes outside the corpus', () => {
  it.each([...recognised])('%s: %s is %s', (heading, tex, kind) => {
    expect(kindUnder(heading, tex)).toBe(kind);
  });

  it.each([...plain])('%s: %s is no more than a %s', (heading, tex, kind) => {
    expect(kindUnder(heading, tex)).toBe(kind);
  });
});
