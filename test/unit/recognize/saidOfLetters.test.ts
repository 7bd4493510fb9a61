import { describe, expect, it } from 'vitest';
import { kindsIn, kindUnder } from './formulas.js';

const sdpa = 'attention.scaledDotProduct';

describe('a formula of several equal sides', () => {
  it.each([
    [String.raw`\text{softmax}(QK^\top)V = AV`, sdpa],
    [String.raw`AV = \text{softmax}(QK^\top)V`, sdpa],
    [String.raw`O = AV = \text{softmax}(QK^\top/\sqrt{d})V`, sdpa],
    [String.raw`\text{Attention}(Q, K, V) = \text{softmax}(QK^\top/\sqrt{d})V = AV`, sdpa],
    [String.raw`\text{softmax}(QK^\top)V = AV = Z`, sdpa],
    [String.raw`\text{softmax}(\frac{QK^\top}{\sqrt{d_k}})V = Z`, sdpa],
    [String.raw`\sum_j \text{softmax}(q_i \cdot k_j) v_j = \sum_j \alpha_{ij} v_j`, sdpa],
    [String.raw`x + \text{FFN}(x) = y`, 'residual'],
  ])('%s is %s', (tex, kind) => {
    expect(kindUnder('Attention', tex)).toBe(kind);
  });

  it.each([
    // Laws, and letters that only look like a layer's.
    String.raw`(AB)^\top = B^\top A^\top`,
    String.raw`v \cdot w = rs \cos(\theta)`,
    String.raw`\Delta W = BA`,
    String.raw`H \times W = 16 \times 16`,
    String.raw`z + 0 = z`,
    String.raw`dr + rk = r(d + k)`,
    String.raw`\sum_j \alpha_{ij} = 1`,
  ])('%s is none by its left-hand side', (tex) => {
    expect(kindUnder('Attention', tex)).toBe('tensor');
  });
});

/** The kind of a formula that stands below words. */
const kindBelow = (words: string, tex: string, heading = 'Attention'): string | undefined =>
  kindsIn(`# ${heading}\n\n${words}\n\n$$\n${tex}\n$$\n`).at(-1);

const indexed = (o: string, i: string): string =>
  String.raw`${o} = \text{softmax}\left(\frac{Q_${i} K_${i}^\top}{\sqrt{d}}\right) V_${i}`;

describe('an index on queries, keys and values', () => {
  it.each([
    ['Each head computes', indexed('O_m', 'm')],
    ['The layer has several heads.', indexed('O_m', 'm')],
    ['各ヘッドでは', indexed('O_s', 's')],
    ['Then', indexed('Z_i', 'i')],
    ['Then', indexed('Z_1', '1')],
    ['Then', indexed(String.raw`\text{head}_s`, 's')],
    [
      'Then',
      String.raw`Z_s = \text{softmax}\left(\frac{X W_s^Q (X W_s^K)^\top}{\sqrt{d}}\right) X W_s^V`,
    ],
  ])('counts heads: %s %s', (words, tex) => {
    expect(kindBelow(words, tex)).toBe('attention.head');
  });

  it.each([
    ['For each modality we get', indexed('O_m', 'm')],
    ['For every segment', indexed('H_s', 's')],
    ['Within a block', indexed('Z_b', 'b')],
    ['Then', indexed('Z_b', 'b')],
    ['Each chunk is read by itself:', indexed('O_i', 'i')],
    ['各セグメントで', indexed('O_i', 'i')],
  ])('counts something else: %s %s', (words, tex) => {
    expect(kindBelow(words, tex)).toBe(sdpa);
  });
});

describe('a letter that the text calls a weight', () => {
  const after = (tex: string, words: string, heading = 'Attention'): string | undefined =>
    kindsIn(`# ${heading}\n\n$$\n${tex}\n$$\n\n${words}\n`)[0];

  it.each([
    [String.raw`r = \sum_i g_i x_i`, 'where $g_i$ are the attention weights.'],
    [String.raw`y_i = \sum_j \eta_{ij} u_j`, 'where $\\eta_{ij}$ is the weight of position $j$.'],
    [String.raw`r = \sum_i g_i x_i`, 'ここで $g_i$ は重みです。'],
    [String.raw`r = \sum_i g_i x_i`, '其中 $g_i$ 是权重。'],
  ])('%s %s', (tex, words) => {
    expect(after(tex, words)).toBe('attention.weightedSum');
  });

  it.each([
    ['With attention weights $g_i$ we get', String.raw`r = \sum_i g_i x_i`],
    ['注意の重み $\\eta_t$ を使って', String.raw`m = \sum_t \eta_t x_t`],
  ])('%s %s', (words, tex) => {
    expect(kindBelow(words, tex)).toBe('attention.weightedSum');
  });

  it.each([
    // A neuron's, another field's, nothing that is summed.
    ['Attention', String.raw`z = \sum_i w_i x_i`, 'where $w_i$ are the weights.'],
    ['Portfolios', String.raw`r = \sum_i g_i x_i`, 'where $g_i$ are the weights.'],
    ['Attention', String.raw`r = \sum_i g_i x_i`, 'where $g_i$ are gradients.'],
    ['Attention', String.raw`r_i = g_i x_i`, 'where $g_i$ are the weights.'],
  ])('not in %s: %s %s', (heading, tex, words) => {
    expect(after(tex, words, heading)).toBe('tensor');
  });

  it.each([
    [String.raw`z = g \odot \sum_j \alpha_j v_j`, 'attention.weightedSum'],
    [String.raw`z = \sigma(W x) \odot \text{softmax}(QK^\top)V`, sdpa],
    [String.raw`r_t = [v_1, \ldots, v_n] \alpha_t^\top`, 'attention.weightedSum'],
  ])('%s is %s', (tex, kind) => {
    expect(kindUnder('Attention', tex)).toBe(kind);
  });

  it('a gate on something else weighs nothing', () => {
    expect(kindUnder('Attention', String.raw`z = g \odot (a + b)`)).toBe('tensor');
  });
});

describe('a query of a memory over that of its keys', () => {
  it.each([
    String.raw`o_s = \frac{Q_s M_s}{Q_s z_s}`,
    String.raw`A_s = \frac{\sigma(Q_s) M_{s-1}}{\sigma(Q_s) z_{s-1}}`,
    String.raw`y_i = \frac{q_i^\top S_i}{q_i^\top z_i}`,
  ])('%s is linear attention', (tex) => {
    expect(kindUnder('Attention', tex)).toBe('attention.linear');
  });

  it.each([
    ['Attention', String.raw`R = \frac{x^\top A x}{x^\top x}`],
    ['Attention', String.raw`o = \frac{Q M}{P z}`],
    ['Eigenvalues', String.raw`o = \frac{Q M}{Q z}`],
  ])('in %s, %s is not', (heading, tex) => {
    expect(kindUnder(heading, tex)).not.toBe('attention.linear');
  });
});
