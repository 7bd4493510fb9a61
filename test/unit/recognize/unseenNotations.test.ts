import { describe, expect, it } from 'vitest';
import { kindUnder } from './formulas.js';

type Case = readonly [heading: string, tex: string, kind: string];

const recognised: readonly Case[] = [
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
];

/** What looks like a part of attention and is none. */
const plain: readonly Case[] = [
  ['Tensors', String.raw`y_{il} = \sum_{jk} x_{ijkl} a_{jk}`, 'tensor'],
  ['Matrices', String.raw`B = \alpha I`, 'tensor'],
  ['Hidden states', String.raw`\alpha_t(j) = \sum_k \alpha_{t-1}(k) A_{kj}`, 'tensor'],
  ['Decompositions', String.raw`A_k = Q_k R_k`, 'tensor'],
  ['Rotary embedding', String.raw`7\theta - 3\theta = 4\theta`, 'tensor'],
  ['Rotary embedding', String.raw`\theta = [1.0, 0.99, 0.5]`, 'tensor'],
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
