import { describe, expect, it } from 'vitest';
import { kindsIn } from './formulas.js';

/** The kind of the last formula of a note with a heading, words and it. */
const kindAfter = (heading: string, words: string, tex: string): string | undefined =>
  kindsIn(`# ${heading}\n\n${words}\n\n$$\n${tex}\n$$\n`).at(-1);

type Case = readonly [heading: string, words: string, tex: string, kind: string];

const told: readonly Case[] = [
  // What nothing on the graph tells is what the words before it say, where it is made so.
  [
    'Attention',
    'The context vector:',
    String.raw`c = \sum_i \varphi_i h_i`,
    'attention.weightedSum',
  ],
  ['Attention', 'コンテキストベクトルは', String.raw`r = \sum_i g_i x_i`, 'attention.weightedSum'],
  ['Attention', 'The weighted sum is', String.raw`z = V b`, 'attention.weightedSum'],
  [
    'Attention',
    '重み付き和:',
    String.raw`c_t = a_1^t h_1 + \cdots + a_m^t h_m`,
    'attention.weightedSum',
  ],
  ['Attention', 'The attention scores are', String.raw`g = \psi(u, w)`, 'attention.scores'],
  [
    'Attention',
    'The scores of a block:',
    String.raw`S_{\text{blk}} = Q_{\text{blk}} K_{\text{blk}}^\top / \sqrt{d}`,
    'attention.scores',
  ],
  [
    'Attention',
    'The attention weights are computed as',
    String.raw`g_i = \frac{\exp(z_i)}{Z}`,
    'attention.weights',
  ],
  ['GPT', 'The softmax:', String.raw`\frac{e^{u}}{\sum_{c \ne 0} e^{u_c v}}`, 'softmax'],
  ['Training', 'The loss is', String.raw`CE(x, y) = -x_y + \log(\sum_j e^{x_j})`, 'loss'],
  ['Functions', 'GELU:', String.raw`f(x) = x \Phi(x)`, 'activation'],
  ['Layer norm', 'Then', String.raw`\tilde X = \frac{X - \mu}{\sigma}`, 'layerNorm'],
  ['Residual connections', 'So', String.raw`x' = x + y`, 'residual'],
  // The name on the left says so.
  [
    'Attention',
    'So',
    String.raw`\alpha^{ij} = \frac{\exp(e^{ij})}{\sum_k \exp(e^{ik})}`,
    'attention.weights',
  ],
];

const untold: readonly Case[] = [
  ['Mechanics', 'The context vector:', String.raw`c = \sum_i \varphi_i h_i`, 'tensor'],
  ['Mechanics', 'The score is', String.raw`g = \psi(u, w)`, 'tensor'],
  ['Attention', 'The attention weights are', String.raw`g = a + b`, 'tensor'],
  ['Attention', 'The scores are drawn:', String.raw`q \sim \mathcal{N}(0, 1)`, 'tensor'],
  ['Regression', 'The residual is', String.raw`Y = f(X) + \varepsilon`, 'tensor'],
  ['Residual connections', 'So', String.raw`M = M_1 + M_2`, 'tensor'],
  ['Residual connections', 'So', String.raw`W' = W + \Delta W`, 'tensor'],
  ['Residual connections', 'So', String.raw`x + \eta \frac{\partial L}{\partial x}`, 'tensor'],
  ['Residual connections', 'So', String.raw`\text{FLOPs} = (2I - 1) O + O`, 'tensor'],
  ['Residual connections', 'So', String.raw`p = \gamma f + (1 - \gamma) W g`, 'tensor'],
  ['Training', 'In the loss,', String.raw`\lambda = \log(n)`, 'tensor'],
  // The graph is not overridden.
  [
    'Attention',
    'The scores are',
    String.raw`A = \text{softmax}(\frac{QK^\top}{\sqrt{d_k}})`,
    'attention.weights',
  ],
];

describe('a formula that is what the words say', () => {
  it.each(told)('%s: %s %s is %s', (heading, words, tex, kind) => {
    expect(kindAfter(heading, words, tex)).toBe(kind);
  });
});

describe('a formula that is not what the words say', () => {
  it.each(untold)('%s: %s %s is %s', (heading, words, tex, kind) => {
    expect(kindAfter(heading, words, tex)).toBe(kind);
  });
});

describe('a product that a label stands before', () => {
  it.each([
    ['| Dot product | $s_t^\\top h_i$ | fast |', 'attention.scores'],
    ['- $s_t^\\top h_i$ : the score of $h_i$', 'attention.scores'],
    ['The score $s_t^\\top h_i$ is large.', 'tensor'],
  ])('%s', (line, kind) => {
    expect(kindsIn(`# Attention\n\n${line}\n`)[0]).toBe(kind);
  });
});
