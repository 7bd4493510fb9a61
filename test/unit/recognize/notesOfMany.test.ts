import { describe, expect, it } from 'vitest';
import { kindsIn, kindUnder } from './formulas.js';

type Case = readonly [heading: string, tex: string, kind: string];

const recognised: readonly Case[] = [
  // Sums that are normalised, with what is dropped from a branch.
  ['Residual', String.raw`h' = \text{LN}(h + \text{drop}(\tilde h))`, 'residual'],
  // A norm whose result a number or a gain scales.
  ['Latent', String.raw`c = \alpha \cdot \text{RMSNorm}(x W^{D})`, 'rmsNorm'],
  ['Norms', String.raw`y = \gamma \odot \text{LN}(x)`, 'layerNorm'],
  ['Norms', String.raw`y = x \odot \text{LN}(x)`, 'tensor'],
  // Dots for what a softmax is of.
  ['Attention', String.raw`\text{head}_i = \text{softmax}(\ldots) V_i`, 'attention.head'],
  ['Attention', String.raw`O = \text{softmax}(\cdot) V`, 'attention.weightedSum'],
  ['Attention', String.raw`y = \text{softmax}(\cdot) x`, 'tensor'],
  // The next state of the delta rule goes by no name.
  [
    'Linear attention',
    String.raw`S_{t-1} + \beta_t (v_t - S_{t-1} k_t) k_t^\top`,
    'attention.linear',
  ],
  // Sums of linear attention on a diagonal.
  [
    'Linear attention',
    String.raw`D = \text{diag}(\phi(Q) (\phi(K)^\top \mathbf{1}))`,
    'attention.linear',
  ],
  ['Linear attention', String.raw`D = \text{diag}(Q' (K'^\top 1_L))`, 'attention.linear'],
  ['Linear attention', String.raw`D = \text{diag}(Q K^\top)`, 'tensor'],
  // An arrow to shares of a sum, and two distributions by one argument.
  ['Softmax', String.raw`x_i \to \frac{e^{x_i}}{\sum_j e^{x_j}}`, 'softmax'],
  ['Losses', String.raw`l = - \sum_{k=1}^K \log(p(k)) q(k)`, 'loss'],
  ['Attention', String.raw`s = q(k)`, 'attention.scores'],
];

describe('kinds of formulas as many writers have them', () => {
  it.each(recognised)('%s: %s is %s', (heading, tex, kind) => {
    expect(kindUnder(heading, tex)).toBe(kind);
  });
});

describe('what looks alike and is none', () => {
  it.each([
    ['RoPE', String.raw`\theta \leftarrow \theta (1 - \alpha \lambda) - \alpha g`],
    ['RoPE', String.raw`\theta_{t+1} = \theta_t - \eta g_t`],
    ['RoPE', String.raw`Q \cdot K = |Q| |K| \cos(\theta_{QK})`],
    ['Attention', String.raw`q \cdot k = \|q\| \|k\| \cos\theta`],
    ['Attention', String.raw`q(k|x) = \sigma_{k,y}`],
    ['Attention', String.raw`\partial y_i / \partial x_j = A W_V`],
    ['Statistics', String.raw`Z = \frac{X - E[X]}{\sqrt{\text{Var}[X]}}`],
  ])('%s: %s', (heading, tex) => {
    expect(kindUnder(heading, tex)).toBe('tensor');
  });

  it('an angle that is stretched stays one of a rotation, and so does a variable of a norm', () => {
    expect(kindUnder('RoPE', String.raw`\theta_i' = \theta_i / s`)).toBe('rotaryEmbedding');
    expect(
      kindUnder('Layer normalization', String.raw`z = \frac{x - E[x]}{\sqrt{\text{Var}[x]}}`),
    ).toBe('layerNorm');
    expect(
      kindUnder('Notes', String.raw`z = \frac{x - E[x]}{\sqrt{\text{Var}[x] + \epsilon}}`),
    ).toBe('layerNorm');
  });

  it('how attention changes with its input is no attention, whatever row its weights have', () => {
    const note = '```\nA[i,j] = softmax(q_i^T k_j / √d_k)\n\n∂y_i/∂x_j = A[i,j] × W_V\n```\n';
    expect(kindsIn(note)).toEqual(['attention.weights', 'tensor']);
  });
});

it('a share whose sum only the right-hand side has is read', () => {
  const note =
    'We saw $\\alpha_1=2, \\alpha_2=4$ and $\\alpha_3=10$: $\\frac{\\alpha_3}{\\sum_j \\alpha_j} = \\frac{1}{3} = 0.33$.\n';
  expect(kindsIn(note).at(-1)).toBe('tensor');
});

describe('remarks beside rows', () => {
  it.each([
    String.raw`\text{出力のための文脈ベクトル }y_t`,
    String.raw`\text{单词的上下文向量 }y_t`,
  ])('%s', (remark) => {
    const row = String.raw`c_t &= \sum_{i=1}^n \alpha_{t,i} h_i & `;
    const tex = `\\begin{aligned} ${row}${remark} \\\\ &= 0 \\end{aligned}`;
    expect(kindUnder('Attention', tex)).toBe('attention.weightedSum');
  });
});

describe('plain text', () => {
  it.each([
    ['```\nA_ij = softmax(Q_i · K_j / √dim)\n```\n', ['attention.weights']],
    ['```\noutput_i = Σ_j A[i][j] × v_j\n```\n', ['attention.weightedSum']],
    ['```\nq_m . k_n = (W_q x_m) . (W_k x_n)\n```\n', ['attention.scores']],
    ['- queries · keys = scores\n', ['attention.scores']],
    ['So: queries · keys = scores → softmax → weights · values = output\n', []],
    ['A t t e n t i o n ( Q , K , V ) = s o f t m a x ( Q K ) V\n', []],
  ])('%s', (note, kinds) => {
    expect(kindsIn(note)).toEqual(kinds);
  });
});
