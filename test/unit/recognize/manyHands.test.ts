import { describe, expect, it } from 'vitest';
import { kindsIn, kindUnder } from './formulas.js';

type Case = readonly [heading: string, tex: string, kind: string];

const recognised: readonly Case[] = [
  // A number before the attention instead of inside it, and more than two that are compared.
  [
    'Attention',
    String.raw`A = \frac{1}{\sqrt{d_k}} \text{softmax}(QK^\top) V`,
    'attention.scaledDotProduct',
  ],
  [
    'Attention',
    String.raw`e_{ti} = v^\top \tanh(W_h h_i + W_s s_t + W_c c_i + b)`,
    'attention.additive',
  ],
  // Formulas typed as text, as a whole or with a bracket that closes in another text.
  ['Attention', String.raw`\text{O = PV}`, 'attention.weightedSum'],
  ['Attention', String.raw`\text{S = QK}^\text{T} \in \mathbb{R}^{n \times n}`, 'attention.scores'],
  ['Attention', String.raw`\text{P = softmax(S)}`, 'softmax'],
  [
    'Attention',
    String.raw`\text{Attention}(Q, K, V) = \text{softmax(}\frac{QK^T}{\sqrt{d_k}}\text{)V}`,
    'attention.scaledDotProduct',
  ],
  [
    'Attention',
    String.raw`\text{MultiHead(Q, K, V) = Concat(head_1, ..., head_h)W^O}`,
    'attention.multiHead',
  ],
  [
    'Networks',
    String.raw`\text{FFN(x)} = \text{max(0, xW}_1 + \text{b}_1\text{)W}_2 + \text{b}_2`,
    'feedForward',
  ],
  ['Blocks', String.raw`\text{Output} = \text{Input + Sublayer(Input)}`, 'residual'],
  ['Projections', String.raw`\text{Q} = \text{XW}_Q`, 'projection'],
  // Angle brackets from the keyboard.
  ['Attention', String.raw`e_{ij} = <q_i, k_j>`, 'attention.scores'],
  ['Attention', String.raw`\text{score}(q, k) = <q, k> / \sqrt{d}`, 'attention.scores'],
  // Weights by any function of a query and a key, above a mask, of a memory, before a network.
  [
    'Attention',
    String.raw`\text{att}(K, V, q) = \sum_i \frac{s(k_i, q)}{\sum_j s(k_j, q)} v_i`,
    'attention.weightedSum',
  ],
  ['Attention', String.raw`o = \sum_n \kappa(k_n, q)\, v_n`, 'attention.weightedSum'],
  ['Attention', String.raw`r_t = \sum_i w_t(i) M_t(i)`, 'attention.weightedSum'],
  ['Attention', String.raw`o = \sum_i p_i c_i`, 'attention.weightedSum'],
  ['Attention', String.raw`\xi = \sum_i w_i \cdot GRN(v_i)`, 'attention.weightedSum'],
  ['Attention', String.raw`o^i = \sum_j \alpha^{ij} v^j`, 'attention.weightedSum'],
  ['Attention', String.raw`c = \Sigma_i^n \alpha_i h_i`, 'attention.weightedSum'],
  ['Attention', String.raw`O^{(j)} = P_{:,j} V_{j,:}`, 'attention.weightedSum'],
  [
    'Attention',
    String.raw`\text{attn}_i(X_q, X_{kv}) = \sum_{j=1}^{N_{kv}} \alpha_{i,j} V_j`,
    'attention.weightedSum',
  ],
  ['Attention', String.raw`Y = \phi(QK^\top) V`, 'attention.scaledDotProduct'],
  ['Layer norm', String.raw`h' = y_s \text{LayerNorm}(h) + y_b`, 'layerNorm'],
  ['The loss', String.raw`L = (1 - \epsilon) H(q, p) + \epsilon H(u, p)`, 'loss'],
  // In one pass, block by block.
  [
    'FlashAttention',
    String.raw`o'_i = \sum_{j=1}^i \frac{e^{x_j - m_i}}{d'} V[j,:]`,
    'attention.weightedSum',
  ],
  ['Attention', String.raw`\tilde P_{ij} = \exp(S_{ij} - m_i)`, 'attention.weights'],
  [
    'Attention',
    String.raw`O_i^{(j)} = e^{m_i^{(j-1)} - m_i^{(j)}} O_i^{(j-1)} + \tilde P_i^{(j)} V_j`,
    'attention.weightedSum',
  ],
  [
    'Attention',
    String.raw`A = \text{Dropout}(\text{softmax}(\frac{QK^\top}{\sqrt{d_k}}), p)`,
    'attention.weights',
  ],
  ['Attention', String.raw`M_{ij} = -\infty \text{ if } j > i`, 'mask'],
  ['RMSNorm', String.raw`x \,/\, \sqrt{ |x|^2 / D}`, 'rmsNorm'],
  ['Norms', String.raw`y = x / \sqrt{\|x\|^2 / D}`, 'rmsNorm'],
  [
    'Batch norm',
    String.raw`\hat x^{(k)} = \frac{x^{(k)} - E[x^{(k)}]}{\sqrt{Var[x^{(k)}]}}`,
    'batchNorm',
  ],
];

const otherwise: readonly Case[] = [
  // Words in text stay words.
  ['Attention', String.raw`\alpha \text{ (the weights of one head)}`, 'tensor'],
  ['Comparisons', String.raw`x < y, z > w`, 'tensor'],
  // Two of a kind added up, and what goes by other names.
  ['Skip connection', String.raw`M = M_1 + M_2`, 'tensor'],
  ['RMSNorm', String.raw`RMSE = \sqrt{MSE}`, 'loss'],
  ['RoPE', String.raw`y = f(\sum_i w_i x_i + b)`, 'tensor'],
  ['Quasi-Newton methods', String.raw`\alpha_i \leftarrow \rho_i s_i^T q`, 'tensor'],
  ['Attention', String.raw`h_t = o_t \tanh(W_c x_t + U_c h_{t-1})`, 'tensor'],
  [
    'RMSNorm',
    String.raw`\theta' = \theta - \frac{\alpha}{\sqrt{E[g^2] + \epsilon}} \nabla J`,
    'tensor',
  ],
  [
    'RoPE',
    String.raw`\mathbf{Q}_t = \frac{1}{R_Q} \mathbf{A}_Q(\mathbf{x}_t)^\top \mathbf{B}_Q(\mathbf{x}_t)`,
    'tensor',
  ],
  [
    'Layer norm',
    String.raw`\frac{\partial \hat x_i}{\partial x_i} = \frac{1}{\sqrt{\sigma^2 + \epsilon}}`,
    'tensor',
  ],
  ['Feed-forward', String.raw`m = \mathbf{1}[W_1 h + b_1 > 0]`, 'tensor'],
  // Where the words are those of attention.
  ['Attention scores', String.raw`(AB)^\top = B^\top A^\top`, 'tensor'],
  ['Attention scores', String.raw`\mathbf{D}_l = \text{TopK}(\mathbf{I}_l, B_l)`, 'tensor'],
  ['Attention scores', String.raw`\mathbf{s}_\theta(\mathbf{X}_t, t) \in \mathbb{R}^n`, 'tensor'],
  ['Attention, weighted sum', String.raw`x = x_1 ... x_{|x|}`, 'tensor'],
  ['Attention, weighted sum', String.raw`\hat o_t = D_c(z_t)`, 'tensor'],
  [
    'Attention, weighted sum',
    String.raw`P(y|q, C) = \sum_\theta P(y|q, \theta) P(\theta|C)`,
    'tensor',
  ],
];

describe('the same steps in many hands', () => {
  it.each(recognised)('%s: %s is %s', (heading, tex, kind) => {
    expect(kindUnder(heading, tex)).toBe(kind);
  });

  it.each(otherwise)('%s: %s is %s', (heading, tex, kind) => {
    expect(kindUnder(heading, tex)).toBe(kind);
  });

  it('takes a wide gap for the end of a formula', () => {
    const two = String.raw`p_k = \frac{e^{f_k}}{\sum_j e^{f_j}} \hspace{1in} L_i = -\log(p_i)`;
    expect(kindsIn(`# Classifiers\n\n$$\n${two}\n$$\n`)).toEqual(['softmax', 'loss']);
  });
});

it('names rows after a hidden layer by the step that each writes', () => {
  const rows = String.raw`# Attention

$$
\begin{aligned}
u_t &= \tanh(W h_t + b) \\
\alpha_t &= \frac{\exp(u_t^\top w)}{\sum_l \exp(u_l^\top w)} \\
s &= \sum_t \alpha_t h_t
\end{aligned}
$$
`;
  expect(kindsIn(rows)).toEqual(['activation', 'softmax', 'attention.weightedSum']);
});
