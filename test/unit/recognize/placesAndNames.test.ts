import { describe, expect, it } from 'vitest';
import { kindsIn } from './formulas.js';

/** What is written before the formula, where that matters, stands last. */
type Case = readonly [heading: string, tex: string, kind: string, before?: string];

const kindAfter = (heading: string, tex: string, before: string | undefined): string | undefined =>
  kindsIn(`# ${heading}\n\n${before ?? ''}\n\n$$\n${tex}\n$$\n`).at(before === undefined ? 0 : 1);

const recognised: readonly Case[] = [
  // An index above and one below, told by the sum or the left-hand side.
  ['Attention', String.raw`g_t = \sum_{i=1}^{n} \beta_t^i h_i`, 'attention.weightedSum'],
  ['Attention', String.raw`o_t = \sum_{k=1}^{n} \gamma_t^k v_k`, 'attention.weightedSum'],
  ['Attention', String.raw`\omega_t^k = \frac{\exp(u_t^k)}{\sum_{j=1}^{n} \exp(u_t^j)}`, 'softmax'],
  // Primed letters count as well, labels beside them say nothing.
  ['Attention', String.raw`g_{t'} = \sum_{t} a_{t,t'} u_t^{(e)}`, 'attention.weightedSum'],
  ['Attention', String.raw`m_i = \sum_{i'} a_{i,i'} u_{i'}`, 'attention.weightedSum'],
  ['Attention', String.raw`r_n = \sum_{m} w_{nm} h_m`, 'attention.weightedSum'],
  ['Attention', String.raw`a_{s,s'} := h_s^{(e)} \cdot h_{s'}^{(d)}`, 'attention.scores'],
  // Places in round brackets.
  ['Attention', String.raw`c_t = \sum_{s} a_t(s) \bar h_s`, 'attention.weightedSum'],
  ['Attention', String.raw`c = \sum_{s} \alpha(s) h(s)`, 'attention.weightedSum'],
  // By matrices, the states in columns.
  [
    'Attention',
    String.raw`\mathbf{g} = \mathbf{X} \mathbf{a}`,
    'attention.weightedSum',
    String.raw`$$\mathbf{a} = \text{softmax}(\mathbf{X}^\top \mathbf{x})$$`,
  ],
  ['Attention', String.raw`r = H \alpha^\top`, 'attention.weightedSum'],
  ['Attention', String.raw`z = V^\top \alpha`, 'attention.weightedSum'],
  // A softmax by other names, of a list, for some pairs only.
  ['Attention', String.raw`\mathbf{a} = \text{soft(arg)max}_\beta(K^\top q)`, 'attention.weights'],
  [
    'Attention',
    String.raw`a_t = \text{softmax}(h_1 \cdot s_t, \ldots, h_n \cdot s_t)`,
    'attention.weights',
  ],
  [
    'Attention',
    String.raw`A_{local}[i, j] = \begin{cases} \text{softmax}(q_i \cdot k_j) & |i - j| \le w \\ 0 & \text{else} \end{cases}`,
    'attention.weights',
  ],
  [
    'Attention',
    String.raw`\alpha_{it} = \frac{\exp(u_{it}^\top u_w)}{\sum_t \exp(u_{it}^\top u_w)}`,
    'attention.weights',
  ],
  // Scores by other functions.
  ['Attention', String.raw`e_{ij} = \sigma(x_i^\top W_a x_j + b_a)`, 'attention.scores'],
  ['Attention', 'e_{ij} = W_a g_{ij} + b_a', 'attention.scores'],
  ['Attention', String.raw`f(x_i, x_j) = x_i^\top W_a x_j + b`, 'attention.scores'],
  ['Attention', String.raw`u_{ij} = \phi(x_i, y_j) = x_i^\top W y_j`, 'attention.scores'],
  [
    'Attention',
    String.raw`\phi_{ij} = \Phi(h_i, g_j) = \begin{cases} h_i \cdot h_j \\ h_i \cdot W h_j \end{cases}`,
    'attention.scores',
  ],
  ['Attention', String.raw`\frac{q \cdot k}{|q| |k|}`, 'attention.scores'],
  ['Attention', String.raw`e_{ij} = \operatorname{a}(s_{i-1}, h_j)`, 'attention.scores'],
  [
    'Attention',
    String.raw`e_i = u_i^\top w`,
    'attention.additive',
    String.raw`$$u_i = \tanh(W h_i + b)$$`,
  ],
  // What holds beside a formula is no part of it.
  [
    'Attention',
    String.raw`l_j^i = v^\top \tanh(W s_{i-1} + U h_j), 1 \le j \le n`,
    'attention.additive',
  ],
  ['Attention', String.raw`z = \sum_i \alpha_i v_i, \quad \alpha_i \ge 0`, 'attention.weightedSum'],
  // The name on the left, and heads for every index.
  [
    'Attention',
    String.raw`\text{MultiHead}(Q, K, V) = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}`,
    'attention.multiHead',
  ],
  [
    'Attention',
    String.raw`\text{MHA}(X) = \text{Concat}(head_i)_{i=1}^{h} W^O`,
    'attention.multiHead',
  ],
  [
    'Attention',
    String.raw`\text{MSA}(X) = \sum_{i=1}^{h} \text{softmax}(X W_i^Q (X W_i^K)^\top) X W_i^V W_i^O`,
    'attention.multiHead',
  ],
  ['Transformer blocks: attention and MLP', 'Y = H + M', 'residual'],
  // Norms by other letters and with the gain elsewhere.
  [
    'Batch normalization',
    String.raw`\hat x_{ni} = \frac{x_{ni} - \mu_i}{\sqrt{{\sigma_i}^2 + \theta}}`,
    'batchNorm',
  ],
  ['RMS norm', String.raw`y = \frac{g \odot x}{\sqrt{\mathbb{E}[x^2] + \epsilon}}`, 'rmsNorm'],
  [
    'RMS norm',
    String.raw`y = g \cdot x \cdot \frac{1}{\sqrt{\text{mean}(x^2) + \epsilon}}`,
    'rmsNorm',
  ],
  // Losses by what they compute.
  ['Training', String.raw`L = -z_y + \log \sum_j e^{z_j}`, 'loss'],
  ['Training', String.raw`E = -\log y_k`, 'loss'],
  ['Training', String.raw`-\mathbf{y}^\top \log \hat{\mathbf{y}}`, 'loss'],
  ['Training', String.raw`-\left[ y \log \hat p + (1 - y) \log(1 - \hat p) \right]`, 'loss'],
  ['Training', String.raw`H(t \Vert y) = \sum_i \left(-t[i] \log y[i]\right)`, 'loss'],
  ['Training', String.raw`L_{\text{hinge}} = \max(0, 1 - y z)`, 'loss'],
  ['Mixture of softmaxes', String.raw`p = \sum_k \pi_k \text{softmax}(W_k h)`, 'softmax'],
  // Scores that another formula writes out.
  [
    'Attention',
    String.raw`\alpha_{ij} = \text{softmax}(e_{ij})`,
    'attention.weights',
    String.raw`$$e_{ij} = v^\top \tanh(W s_i + U h_j)$$`,
  ],
  [
    'Attention',
    String.raw`\begin{aligned} l_t^i &= v^\top \tanh(W s_t + U h_i) \\ \omega_t^i &= \frac{\exp(l_t^i)}{\sum_j \exp(l_t^j)} \end{aligned}`,
    'attention.additive',
  ],
  // Words that speak of attention in one piece, or in Japanese.
  ['SelfAttention', String.raw`g_t = \sum_{s} a_{t,s} u_s`, 'attention.weightedSum'],
  ['自己注意', String.raw`g_t = \sum_{s} a_{t,s} u_s`, 'attention.weightedSum'],
  // Over a sum that goes by its letter; acronyms typed bare.
  ['Attention', String.raw`o = \frac{1}{Z} \sum_i \exp(q \cdot k_i) v_i`, 'attention.weightedSum'],
  ['Training', String.raw`PPL = \exp\left(-\frac{1}{N} \sum_i \log p(x_i)\right)`, 'loss'],
];

const ofOtherFields: readonly Case[] = [
  ['Recommender systems', String.raw`\text{score}(u, i) = p_u^\top q_i`, 'tensor'],
  [
    'Matrix factorization',
    String.raw`\text{score}(u, i) = \mu + b_u + b_i + q_i^\top p_u`,
    'tensor',
  ],
  ['Boosting', String.raw`f(x) = \sum_{t=1}^{T} \alpha_t h_t(x)`, 'tensor'],
  ['Signals', String.raw`c[n] = \sum_k \alpha[k] h[k]`, 'tensor'],
  ['Word vectors', String.raw`\text{similarity}(x, y) = \frac{x \cdot y}{\|x\| \|y\|}`, 'tensor'],
  ['Linear algebra', String.raw`c_i = \sum_{j'} a_{i,j'} b_{j'}`, 'tensor'],
  [
    'Softmax regression',
    String.raw`\hat p_k = \sigma(s(x))_k = \frac{e^{s_k(x)}}{\sum_{j=1}^{K} e^{s_j(x)}}`,
    'softmax',
  ],
  [
    'Recurrent networks, before attention',
    'y_t = W_{hy} h_t + b_y',
    'projection',
    String.raw`$$h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b_h)$$`,
  ],
  ['Radio', String.raw`\text{PathLoss} = 20 \log d`, 'tensor'],
  ['Antennas', String.raw`L_{fs} = 20 \log_{10}(d) + 20 \log_{10}(f)`, 'tensor'],
  ['Statistical mechanics', String.raw`F = -T \log \sum_i e^{-E_i / T}`, 'tensor'],
  ['Simulated annealing', String.raw`y = \text{SA}(x) + x`, 'tensor'],
  ['Word vectors', String.raw`\text{PPMI}(x, y) = \max(0, \text{PMI}(x, y))`, 'tensor'],
  ['Images', String.raw`H \times W`, 'tensor'],
  // A layer of anything.
  ['Attention', 'g = X a', 'tensor'],
  ['Attention', 'H = X A', 'tensor'],
  ['Linear algebra for attention', String.raw`C_{ij} = \sum_k A_{ik} B_{kj}`, 'tensor'],
  [
    'Linear algebra for attention',
    String.raw`L_{jj} = \sqrt{A_{jj} - \sum_{k=1}^{j-1} L_{jk}^2}`,
    'tensor',
  ],
];

describe('formulas known by the places of their letters and by what stands around them', () => {
  it.each(recognised)('%s: %s is %s', (heading = '', tex = '', kind = '', before = undefined) => {
    expect(kindAfter(heading, tex, before)).toBe(kind);
  });
});

describe('the same forms in other fields', () => {
  it.each(ofOtherFields)(
    '%s: %s is %s',
    (heading = '', tex = '', kind = '', before = undefined) => {
      expect(kindAfter(heading, tex, before)).toBe(kind);
    },
  );
});
