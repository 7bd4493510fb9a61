import { describe, expect, it } from 'vitest';
import { kindsIn, kindUnder } from './formulas.js';

type Case = readonly [heading: string, tex: string, kind: string];

const recognised: readonly Case[] = [
  // A logarithm typed close to the chance that it is of.
  ['Pre-training', String.raw`L_1(\theta) = -\sum_{i=1}^M logp(m = m_i | \theta)`, 'loss'],
  ['Pre-training', String.raw`L = -\frac{1}{N} \sum_i lnP(x_i)`, 'loss'],
  // What was trained stands in the marks, or in the arguments.
  ['Pre-training', String.raw`L = L_{MLM} + L_{NSP}`, 'loss'],
  ['Pre-training', String.raw`L(\theta, \phi) = L_1(\theta) + L_2(\phi)`, 'loss'],
  // Shapes below what is joined and what it is projected with.
  [
    'Multi-head attention',
    String.raw`Z_{(m, 512)} = Concat(Z_1, Z_2, .., Z_8)_{(m, 512)} W_{(512, 512)}^O`,
    'attention.multiHead',
  ],
  ['Multi-head attention', String.raw`Z = [H_1 | H_2 | ..... | H_8] W^O`, 'attention.multiHead'],
  [
    'Attention',
    String.raw`O_{n \times d} = softmax\left(\frac{Q_{n \times d} K^\top_{d \times n}}{\sqrt{d}}\right) V_{n \times d}`,
    'attention.scaledDotProduct',
  ],
  // Turned in the complex plane.
  [
    'Rotary embeddings (RoPE)',
    String.raw`\langle q e^{im\theta}, k e^{in\theta} \rangle = \langle q, k \rangle e^{i(m-n)\theta}`,
    'rotaryEmbedding',
  ],
  [
    'Rotary embeddings (RoPE)',
    String.raw`\begin{pmatrix} x_1 \\ x_2 \end{pmatrix} \to \begin{pmatrix} \cos m\theta & -\sin m\theta \\ \sin m\theta & \cos m\theta \end{pmatrix} \begin{pmatrix} x_1 \\ x_2 \end{pmatrix}`,
    'rotaryEmbedding',
  ],
  // A layer that turns in it what it compares.
  [
    'Summary (RoPE)',
    String.raw`h_1 = h_0 + \text{GQA}(\hat h_0; W^Q, W^K, W^V, \text{RoPE})`,
    'residual',
  ],
  // Of length one, with a gain.
  [
    'Attention with normalised queries',
    String.raw`s = g \cdot \frac{q}{\|q\|} \cdot \frac{k}{\|k\|}`,
    'attention.scores',
  ],
  ['Attention', String.raw`c_t = \alpha_t H`, 'attention.weightedSum'],
  [
    'Attention by blocks',
    String.raw`O_i = \frac{1}{\ell_i} \sum_j e^{S_{ij} - m_i} V_j`,
    'attention.weightedSum',
  ],
  [
    'Attention by blocks',
    String.raw`o = \frac{1}{\ell} \sum_j e^{s_j - m} v_j`,
    'attention.weightedSum',
  ],
];

const otherwise: readonly (readonly [heading: string, tex: string])[] = [
  // A product of letters.
  ['Pre-training', String.raw`a = logp + 3`],
  // Angular momenta and inductances are added up, too.
  ['Pre-training', String.raw`L = L_{orbit} + L_{spin}`],
  ['Pre-training', String.raw`L = L_1 + L_2`],
  // A series of waves, each as high as it is; Euler's formula for any letter; laws of waves.
  [
    'Positional encoding',
    String.raw`f(x) = \sum_{n=0}^{\infty} a_n \sin(n \omega x) + b_n \cos(n \omega x)`,
  ],
  ['Positional encoding', String.raw`e^{ix} = \cos x + i \sin x`],
  [
    'Positional encoding',
    String.raw`\sin(\alpha \pm \beta) = \sin\alpha \cos\beta \pm \cos\alpha \sin\beta`,
  ],
  // Points with their labels, which a margin weighs.
  ['Attention and margins', String.raw`w = \sum_i \alpha_i y_i x_i`],
  // A spring in a note about attention.
  ['Attention', String.raw`F = -kx`],
  ['Attention', String.raw`v = v_0 + at`],
];

describe('what is told by marks, turned and divided later', () => {
  it.each(recognised)('%s: %s is %s', (heading, tex, kind) => {
    expect(kindUnder(heading, tex)).toBe(kind);
  });

  it.each(otherwise)('%s: %s is none', (heading, tex) => {
    expect(kindUnder(heading, tex)).toBe('tensor');
  });

  it('keeps the sum of what an earlier row normalises', () => {
    const note = String.raw`# Attention by blocks

$\ell_i = \sum_j e^{S_{ij} - m_i}$

$$O_i = \frac{1}{\ell_i} \sum_j e^{S_{ij} - m_i} V_{ij}$$
`;
    expect(kindsIn(note).at(-1)).toBe('attention.weightedSum');
  });

  it('takes no name of a result for its computation', () => {
    const note = (line: string): string => `# Attention\n\nThe function is\n\n- ${line}\n`;
    expect(kindsIn(note('Attention(Q, K, V) = Attention Value'))).toEqual(['tensor']);
    expect(kindsIn(note('Attention(Q, K, V) = softmax(QKᵀ/√d)V'))).toEqual([
      'attention.scaledDotProduct',
    ]);
  });

  it.each(['( Q K^T )', String.raw`\left(QK^\top\right)`, 'QK^T'])(
    'only names %s in a sentence',
    (tex) => {
      expect(kindsIn(`# Attention\n\n- **Step 1: compute $${tex}$**:\n`)).toEqual(['tensor']);
    },
  );

  it('knows a scalar product in Italian and French', () => {
    const note = (words: string): string => `# Attention\n\n${words}: $r(a, b) = a^\\top b$.\n`;
    expect(kindsIn(note('Il prodotto scalare'))).toEqual(['attention.scores']);
    expect(kindsIn(note('Le produit scalaire'))).toEqual(['attention.scores']);
    expect(kindsIn(note('La somma'))).toEqual(['tensor']);
  });
});
