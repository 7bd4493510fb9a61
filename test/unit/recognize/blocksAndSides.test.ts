import { describe, expect, it } from 'vitest';
import { kindsIn, kindUnder } from './formulas.js';

const recognised: readonly (readonly [heading: string, tex: string, kind: string])[] = [
  // Blocks of FlashAttention.
  ['FlashAttention', String.raw`O_i = e^{m-m'} O_i + \tilde P_{ij} V_j`, 'attention.weightedSum'],
  // A query and a key of length one.
  ['QK-Norm', String.raw`s = g \cdot \frac{q}{\|q\|} \cdot \frac{k}{\|k\|}`, 'attention.scores'],
  // Heads by cases, typed without a line below, with a prime, written out.
  [
    'Attention',
    String.raw`head_i = \begin{cases} \text{Attention}(Q W_i^Q, K W_i^K, V W_i^V) & i \le h \\ 0 & \text{otherwise} \end{cases}`,
    'attention.head',
  ],
  [
    'Attention',
    String.raw`MultiHead(Q, K, V) = Concat(head1, ..., headh) W^O`,
    'attention.multiHead',
  ],
  ['Attention', String.raw`\text{MHA}(Z) = [Z'_1; Z'_2; \dots; Z'_h] W_O`, 'attention.multiHead'],
  ['Multi-head attention', String.raw`O = [A V_1; \dots; A V_h] W_O`, 'attention.multiHead'],
  [
    'Attention heads',
    String.raw`Z = \text{concat}(Z_0, \cdots, Z_{N-1}) \cdot W`,
    'attention.multiHead',
  ],
  ['Attention', String.raw`H = [H^{(1)} | \dots | H^{(h)}]`, 'attention.multiHead'],
  // The bracket closed too late.
  [
    'Attention',
    String.raw`\text{Attention}(Q, K, V) = softmax(\frac{QK^\top}{\sqrt{d}} V)`,
    'attention.scaledDotProduct',
  ],
  // Scores of two states side by side, for each relation.
  ['Graph attention', String.raw`e_{ij}^r = a_r^\top [h_i^r \| h_j^r]`, 'attention.scores'],
  ['Graph attention', String.raw`e_{ij} = a^\top [h_i \| h_j]`, 'attention.scores'],
  // Two sub-layers beside one another, with the norm after them.
  [
    'Transformer block',
    String.raw`y = \text{LayerNorm}(x + \text{MHA}(x, x, x) + \text{FFN}(x))`,
    'residual',
  ],
  [
    'Mixture of experts',
    String.raw`y = x + \text{SharedExpert}(x) + \sum_{i=1}^{N} g_i E_i(x)`,
    'residual',
  ],
  // The keys' sum below linear attention.
  [
    'Linear attention',
    String.raw`n_i = \tilde{Q}_i^\top (\tilde{K}^\top \mathbf{1})`,
    'attention.linear',
  ],
  // A gate of a layer that is written with dots.
  [
    'Feed-forward',
    String.raw`y = (\text{Swish}(x \cdot W_1) \odot x \cdot W_3) \cdot W_2`,
    'feedForward',
  ],
  // All places but the own.
  ['Attention', String.raw`x_i = \sum_{j \ne i} \alpha_j v_j`, 'attention.weightedSum'],
];

const otherwise: readonly (readonly [heading: string, tex: string, kind: string])[] = [
  // What only says how large a thing is.
  ['Attention', String.raw`QK^\top \in \mathbb{R}^{n \times n}`, 'tensor'],
  ['Positional encoding', String.raw`\text{Position Encoding shape} = (t, d)`, 'tensor'],
  [
    'Positional encoding',
    String.raw`\eta = \frac{1}{2} \eta_{max} (1 + \cos(\pi t / T))`,
    'tensor',
  ],
  // Maps multiplied with one another, a variance.
  ['Attention', 'W_{OV} = W_O W_V', 'tensor'],
  ['Portfolios', String.raw`\sigma^2 = w^\top \Sigma w`, 'tensor'],
  // How much two tell of one another.
  ['Attention', String.raw`I(Q; K) = \sum_{q, k} p(q, k) \log \frac{p(q, k)}{p(q) p(k)}`, 'tensor'],
  // A likelihood's logarithm is no layer norm.
  ['Transformers', String.raw`lnL(w, b) = \sum_i y_i`, 'tensor'],
  // The words of a vocabulary are asked by none.
  [
    'Word vectors, before attention',
    String.raw`p(o | c) = \frac{\exp(u_o^\top v_c)}{\sum_w \exp(u_w^\top v_c)}`,
    'softmax',
  ],
  // All sequences that there are; the classes of a network are a softmax.
  [
    'Random fields',
    String.raw`P(y | x) = \frac{\exp(score(y))}{\sum_{y'} \exp(score(y'))}`,
    'tensor',
  ],
  ['Classes', String.raw`p(k | x) = \frac{\exp(z_k)}{\sum_j \exp(z_j)}`, 'softmax'],
  ['Policies by softmax', String.raw`p(a | s) = \frac{e^{q(s, a)}}{\sum_b e^{q(s, b)}}`, 'softmax'],
  ['Lists', String.raw`\text{header} = [a_1; a_2] W`, 'projection'],
];

describe('blocks, sides by cases and other hands', () => {
  it.each([...recognised, ...otherwise])('%s: %s is %s', (heading, tex, kind) => {
    expect(kindUnder(heading, tex)).toBe(kind);
  });

  it('takes the mean of energies for no attention, whatever shares they have', () => {
    const shares = String.raw`$$p_i = \frac{e^{-\beta E_i}}{Z}, \quad Z = \sum_i e^{-\beta E_i}$$`;
    const mean = String.raw`$$\langle E \rangle = \sum_i p_i E_i$$`;
    expect(kindsIn(`# Attention\n\n${shares}\n\n${mean}`).at(-1)).toBe('tensor');
  });

  it('asks a state by a query, wherever the state was summed up', () => {
    const note = '# Linear attention\n\n- $Z = \\tilde K^\\top V$\n- $A = \\tilde Q Z$\n';
    expect(kindsIn(note)).toEqual(['attention.linear', 'attention.linear']);
  });

  it('takes the letter of learned weights for weights where the text says that it weighs', () => {
    const note = String.raw`# Self-attention

Each output is a weighted sum over all inputs:

$$y_j = \sum_i W_{ij} x_i$$

The values are the columns of $V$; with the weights $w_i$ of one query

$$y_i = V w_i$$`;
    const kinds = kindsIn(note).filter((k) => k !== 'tensor');
    expect(kinds).toEqual(['attention.weightedSum', 'attention.weightedSum']);
  });

  it.each([
    [
      'a neuron',
      'Each neuron has a weighted sum of its inputs:',
      String.raw`h_j = \sum_i W_{ij} x_i`,
    ],
    ['a map', 'With learned weights', 'Y = X W'],
    ['the map of a context', 'The context is mapped by weights:', "c' = W c"],
  ])('takes %s for no weighted sum', (_what, words, tex) => {
    expect(kindsIn(`# Attention\n\n${words}\n\n$$${tex}$$`)).not.toContain('attention.weightedSum');
  });

  it('keeps the gate of another formula’s attention apart from that attention', () => {
    const attention = String.raw`$$O = \text{softmax}(QK^\top) V$$`;
    const gate = String.raw`$$O' = O \odot \sigma(X W_g)$$`;
    expect(kindsIn(`# Attention\n\n${attention}\n\n${gate}`)).toEqual([
      'attention.scaledDotProduct',
      'tensor',
    ]);
  });
});
