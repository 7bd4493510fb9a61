import { describe, expect, it } from 'vitest';
import { kindsIn, kindUnder } from './formulas.js';

const residual = 'Residual connections';

const recognised: readonly (readonly [heading: string, tex: string, kind: string])[] = [
  // Experts beside the input.
  [
    'Mixture of experts',
    String.raw`y = x + \text{SharedExpert}(x) + \sum_{i \in T} g_i(x) E_i(x)`,
    'residual',
  ],
  [
    'Mixture of experts',
    String.raw`h' = u + \sum_{i=1}^{N} \text{FFN}_i(u) + \sum_{j=1}^{M} g_j \text{FFN}_j(u)`,
    'residual',
  ],
  // What a stack of layers adds up to.
  [residual, String.raw`x_L = x_0 + \sum_{l=0}^{L-1} F_l(x_l)`, 'residual'],
  [residual, String.raw`x_L = x_0 + \sum_{l} \text{Sublayer}_l(\text{LayerNorm}(x_l))`, 'residual'],
  // One more block of values.
  [
    'FlashAttention',
    String.raw`O_{new} = e^{m_{old} - m_{new}} O_{old} + e^{S - m_{new}} V`,
    'attention.weightedSum',
  ],
  [
    'FlashAttention',
    String.raw`O_i \leftarrow \text{diag}(e^{m_i' - m_i}) O_i + \tilde P_{ij} V_j`,
    'attention.weightedSum',
  ],
  [
    'FlashAttention',
    String.raw`o_i' = o_{i-1}' \frac{d_{i-1}' e^{m_{i-1} - m_i}}{d_i'} + \frac{e^{x_i - m_i}}{d_i'} V[i,:]`,
    'attention.weightedSum',
  ],
  // Scores that a rectifier or a function of the text gives.
  [
    'Graph attention',
    String.raw`\alpha_{ij} = \frac{\exp(\text{LeakyReLU}(e_{ij}))}{\sum_{k \in N_i} \exp(\text{LeakyReLU}(e_{ik}))}`,
    'attention.weights',
  ],
  [
    'Attention',
    String.raw`\alpha_n = \frac{\exp(s(x_n, q))}{\sum_{j=1}^N \exp(s(x_j, q))}`,
    'attention.weights',
  ],
  ['Attention', String.raw`e_t = s(q, x_t)`, 'attention.scores'],
  ['Attention', String.raw`e_t = q^\top x_t`, 'attention.scores'],
];

const otherwise: readonly (readonly [heading: string, tex: string, not: RegExp])[] = [
  [
    'Rotary embeddings and experts',
    String.raw`\text{MoE}(x) = \sum_{i \in \text{TopK}(g(x), 8)} g_i(x) E_i(x) + E_{\text{shared}}(x)`,
    /rotary|residual/,
  ],
  ['Rotary embeddings', String.raw`\dim(K_R) = d_{\text{rope}}`, /rotary/],
  ['Rotary embeddings', String.raw`g_i = p_i / \sum_j p_j`, /rotary/],
  ['Mixture of experts', String.raw`y = \text{SharedExpert}(x) + \sum_i g_i E_i(x)`, /residual/],
  ['Sums', String.raw`x_n = x_0 + \sum_{k=0}^{n-1} f(x_k)`, /residual/],
  // The sum of a softmax in one pass is no output.
  [
    'FlashAttention',
    String.raw`\ell_{new} = e^{m_{old} - m_{new}} \ell_{old} + e^{S - m_{new}}`,
    /weightedSum/,
  ],
  ['Orders', String.raw`O_{new} = e^{a - b} O_{old} + P V`, /attention/],
  ['Regression', String.raw`e_t = s(q, x_t)`, /attention/],
  ['Classes', String.raw`\alpha_n = \frac{\exp(s(x_n, q))}{\sum_j \exp(s(x_j, q))}`, /attention/],
];

describe('experts, passes over blocks and scores by a function', () => {
  it.each(recognised)('%s: %s is %s', (heading, tex, kind) => {
    expect(kindUnder(heading, tex)).toBe(kind);
  });

  it.each(otherwise)('%s: %s is something else', (heading, tex, not) => {
    expect(kindUnder(heading, tex)).not.toMatch(not);
  });

  it('still turns what functions of queries and keys place', () => {
    const tex = String.raw`f_{\{q,k\}}(x_m, m) = R_m W_{\{q,k\}} x_m`;
    expect(kindUnder('Rotary embeddings', tex)).toBe('rotaryEmbedding');
  });

  it('says softmax of the formula that writes it, and not of what is chosen from its result', () => {
    const note = 'The router: $p = \\text{softmax}(x W_g)$ and $T = \\text{TopK}(p)$.';
    expect(kindsIn(note)).toEqual(['softmax', 'tensor']);
    expect(kindsIn('The router: $T = \\text{TopK}(\\text{softmax}(x W_g))$.')).toEqual(['softmax']);
  });

  it('takes a softmax written out for weights where its sentence says that', () => {
    const tex = String.raw`$\alpha_i = \frac{\exp(e_i)}{\sum_j \exp(e_j)}$`;
    expect(kindsIn(`# Attention\n\nThe attention weights are ${tex}.`)).toEqual([
      'attention.weights',
    ]);
    expect(kindsIn(`# Classes\n\nThe probabilities are ${tex}.`)).toEqual(['softmax']);
  });
});

describe('what a text names or derives and does not write', () => {
  it.each([
    ['Multi-head attention', 'The heads get $(Q_i, K_i, V_i)$ each.'],
    ['Multi-head attention', String.raw`$$\text{MultiHead}(Q, K, V) \in \mathbb{R}^{n \times d}$$`],
    ['Attention', String.raw`The matrix $$QK^\top$$ has large entries.`],
    ['Attention', String.raw`The variance of $QK^\top[i, k]$ is one.`],
    ['Positional encoding', String.raw`Solved by $u_1 = \cos(\phi)$.`],
    ['Positional encoding', String.raw`At the end $\sin(0) = 0$.`],
    ['Positional encoding', String.raw`For a function with $f(PE_1, PE_3) = f(PE_5, PE_7)$.`],
    ['Splatting', String.raw`$$g = \sum_k w_k c_k q_k$$`],
    [
      'Attention: the softmax',
      String.raw`$$d = \frac{e^{x_i}}{\sum_k e^{x_k}} \cdot \frac{\sum_k e^{x_k} - e^{x_j}}{\sum_k e^{x_k}}$$`,
    ],
  ])('%s: %s is nothing of the field', (heading, text) => {
    expect(kindsIn(`# ${heading}\n\n${text}`)).toEqual(['tensor']);
  });

  it.each([
    ['Positional encoding', String.raw`$$p_t = \sin(\omega t)$$`, 'positionalEncoding'],
    ['Positional encoding', String.raw`$$PE_{t+k} = T_k PE_t$$`, 'positionalEncoding'],
    ['Attention', '$$QK^\\top$$', 'attention.scores'],
    ['Graph attention', String.raw`$$e_{ij} = a^\top [W h_i \| W h_j]$$`, 'attention.scores'],
    ['Classes', String.raw`$$y = \arg\max(\text{softmax}(W h))$$`, 'softmax'],
    [
      'Linear attention',
      String.raw`$$O = \phi(Q) \phi(K)^\top V + \text{Conv}(V)$$`,
      'attention.linear',
    ],
  ])('%s: %s is %s', (heading, text, kind) => {
    expect(kindsIn(`# ${heading}\n\n${text}`)).toEqual([kind]);
  });
});
