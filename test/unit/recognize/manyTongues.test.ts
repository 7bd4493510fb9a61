import { describe, expect, it } from 'vitest';
import { kindsIn, kindUnder } from './formulas.js';

type Case = readonly [note: string, kind: string];

/** The kind of the last formula of a note. */
const lastKind = (note: string): string | undefined => kindsIn(note).at(-1);

describe('what sentences call a formula in other languages', () => {
  const said: readonly Case[] = [
    [
      String.raw`La softmax dà i pesi di attenzione $a_i$: $$a_i = \frac{\exp(e_i)}{\sum_j \exp(e_j)}$$`,
      'attention.weights',
    ],
    [
      String.raw`Los pesos de atención son $$a_i = \frac{\exp(e_i)}{\sum_j \exp(e_j)}$$`,
      'attention.weights',
    ],
    [
      String.raw`Il vettore di contesto è una media pesata, con i pesi di attenzione $a_i$: $c = \sum_i a_i h_i$`,
      'attention.weightedSum',
    ],
    [
      String.raw`Trọng số chú ý $w_i$ cho tổng có trọng số: $H_f = \sum_i w_i h_i$`,
      'attention.weightedSum',
    ],
    [String.raw`Une connexion résiduelle : $z = x + h$`, 'residual'],
  ];
  it.each(said)('%s', (note, kind) => {
    expect(lastKind(note)).toBe(kind);
  });

  const silent: readonly string[] = [
    // A warning asks for attention, and speaks of none.
    String.raw`Attenzione: $c = \sum_i a_i h_i$`,
    String.raw`Chú ý: $c = \sum_i a_i h_i$`,
    // Weights of a model are updated in the same sentence.
    String.raw`In attention layers the weights are trained and $p_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)}$ is a probability.`,
  ];
  it.each(silent)('%s is not attention', (note) => {
    expect(lastKind(note)).not.toMatch(/^attention/);
  });
});

describe('steps that are written another way', () => {
  const recognised: readonly (readonly [heading: string, tex: string, kind: string])[] = [
    // Accents on queries and keys that something was done to.
    [
      'Attention',
      String.raw`\alpha_{i,j} = \text{softmax}\left(\frac{\tilde{q}_i \tilde{k}_j^\top}{\sqrt d}\right)`,
      'attention.weights',
    ],
    // One row of the table by its number.
    [
      'Attention',
      String.raw`\alpha_{4j} = \frac{\exp(s_{4j})}{\sum_k \exp(s_{4k})}`,
      'attention.weights',
    ],
    [
      'Attention',
      String.raw`o_{it} = \alpha_0 V_{the} + \alpha_1 V_{cat} + \alpha_2 V_{sat}`,
      'attention.weightedSum',
    ],
    // One pass with the largest so far.
    ['Flash attention', String.raw`a_i \leftarrow \frac{e^{x_i - m_N}}{d_N'}`, 'softmax'],
    [
      'Attention',
      String.raw`\text{ Attention (Query, Source) }=\sum_{i} \text{ Similarity (Query, Key}_{i} ) * \text{Value}_{i}`,
      'attention.weightedSum',
    ],
    [
      'Sparse attention: index score',
      String.raw`I_{ts} = \sum_j w_{tj} \, \text{ReLU}(q_{tj} \cdot k_s)`,
      'attention.scores',
    ],
    ['RMSNorm', String.raw`y = \frac{x}{\sqrt{mean(x^2) + eps}} * weight`, 'rmsNorm'],
    ['Dropout and residual connection', String.raw`z = x + \text{Dropout}(h)`, 'residual'],
    ['Encoder', String.raw`e_{mid} = LayerNorm(e_{in} + FFN(e_{in}))`, 'residual'],
    ['Post-norm', String.raw`X_{t+1} = Norm(X_t + F_t(x_t))`, 'residual'],
    ['Deep norm', String.raw`X_{t+1} = Norm(\alpha X_t + F_t(X_t))`, 'residual'],
    ['ReGLU', String.raw`y = Ux \odot \max(Vx, 0)`, 'feedForward'],
    ['Relative position', String.raw`a_{ij}^K = w^K_{\text{clip}(j - i, k)}`, 'positionalEncoding'],
    ['The training loss', String.raw`\mathcal{L} = \sum_t D_{KL}(p_t \| q_t)`, 'loss'],
    ['The joint loss', String.raw`L_{B} = L_{LM} + \lambda L_{A}`, 'loss'],
    ['RoPE', String.raw`R(a) R(b) = R(a + b)`, 'rotaryEmbedding'],
    [
      'Turned vectors',
      String.raw`q'^\top k' = (R(m\theta) q)^\top (R(n\theta) k)`,
      'rotaryEmbedding',
    ],
  ];
  it.each(recognised)('%s: %s is %s', (heading, tex, kind) => {
    expect(kindUnder(heading, tex)).toBe(kind);
  });

  it('takes an activation after a feed-forward network as part of it where the sentence says so', () => {
    const tex = String.raw`$\sigma(W_2 \sigma(W_1 x + b_1) + b_2)$`;
    expect(lastKind(`The feed-forward network is ${tex}.`)).toBe('feedForward');
    expect(lastKind(`A function: ${tex}.`)).toBe('activation');
  });
});

describe('what looks like a step and is none', () => {
  const otherwise: readonly (readonly [heading: string, tex: string])[] = [
    // Experts, each of what the gate is computed from.
    ['Attention and experts', String.raw`y = \sum_i \text{softmax}(W_r x)_i E_i(x)`],
    ['Attention and experts', String.raw`y = \sum_i \text{softmax}(g(x))_i f_i(x)`],
    // A layer that reads something off the queries.
    ['Attention', String.raw`\text{conf} = \phi_{conf}(Q)`],
    ['Attention: inner products', String.raw`R^\top R = I`],
    [
      'Attention scores',
      String.raw`A^* = \arg\min_A \langle C, A \rangle + \frac{1}{\lambda} H(A)`,
    ],
    ['Rows of a matrix', String.raw`R_i \leftarrow k R_i`],
    ['A turn of a vector', String.raw`k' = R(\theta) k`],
    ['Latent attention', String.raw`q = x W^{DQ} W^{UK}`],
  ];
  it.each(otherwise)('%s: %s', (heading, tex) => {
    expect(kindUnder(heading, tex)).not.toMatch(/^(?:attention|rotary)/);
  });

  it('keeps attention of functions of the same input', () => {
    const tex = String.raw`y_i = \sum_j \text{softmax}(\theta(x_i)^\top \phi(x_j)) g(x_j)`;
    expect(kindUnder('Attention', tex)).toBe('attention.scaledDotProduct');
    expect(kindUnder('Attention', String.raw`\tilde Q = \phi(Q)`)).toBe('attention.linear');
  });
});

describe('formulas in plain text', () => {
  const fenced = (line: string, info = ''): string[] =>
    kindsIn('```' + info + '\n' + line + '\n```\n');

  it('reads entries by their places', () => {
    expect(fenced('output[i] = Σ_j attention_weights[i, j] · V[j]')).toEqual([
      'attention.weightedSum',
    ]);
    expect(fenced('scores[i, j] = Q[i] · K[j] / √d_k')).toEqual(['attention.scores']);
  });

  it.each(['a[i] = b[i] + c[j]', 'x = a[i] + b[j]', 'y = sqrt(a[i])', 'd = a[i] * b[j] / n'])(
    'leaves %s to programs',
    (line) => {
      expect(fenced(line)).toEqual([]);
    },
  );

  it('cuts formulas that stand side by side', () => {
    expect(fenced('Q = X W_Q   K = X W_K   V = X W_V')).toEqual([
      'projection',
      'projection',
      'projection',
    ]);
  });

  it('reads words below letters as one name', () => {
    expect(kindsIn('Attention: out_sat = α_0·V_the + α_1·V_cat + α_2·V_sat')).toEqual([
      'attention.weightedSum',
    ]);
  });

  it('reads the small number of a norm as one name', () => {
    expect(fenced('RMSNorm(x) = x / sqrt(mean(x²) + eps) * weight')).toEqual(['rmsNorm']);
  });

  it.each(['misc', 'formulas', 'ascii'])('reads a fence of %s', (info) => {
    expect(fenced('Attention(Q, K, V) = softmax(Q · K^T / √d_k) · V', info)).toEqual([
      'attention.scaledDotProduct',
    ]);
  });

  it('reads no fence of a program', () => {
    expect(fenced('y = softmax(Q · K^T / √d_k) · V', 'rust')).toEqual([]);
  });
});
