import { describe, expect, it } from 'vitest';
import { kindsIn, kindUnder } from './formulas.js';

const recognised: readonly (readonly [heading: string, tex: string, kind: string])[] = [
  // Divided after the softmax, by mistake.
  [
    'Attention',
    String.raw`\frac{\text{softmax}(QK^\top)}{\sqrt{d_k}} V`,
    'attention.scaledDotProduct',
  ],
  [
    'Attention',
    String.raw`Z = \text{softmax}(QK^\top) / \sqrt{d_k} \, V`,
    'attention.scaledDotProduct',
  ],
  // One of all by its number, or over numbers.
  ['Classes', String.raw`p_3 = \frac{\exp(w^\top h_3)}{\sum_j \exp(w^\top h_j)}`, 'softmax'],
  [
    'Temperature',
    String.raw`p_i = \frac{\exp(z_i / 0.5)}{\exp(2.0 / 0.5) + \exp(1.0 / 0.5)}`,
    'softmax',
  ],
];

const otherwise: readonly (readonly [heading: string, tex: string])[] = [
  // How a softmax changes is none.
  [
    'Attention: the softmax',
    String.raw`\frac{\partial y_i}{\partial x_j} = \frac{\partial}{\partial x_j}\left(\frac{e^{x_i}}{\sum_k e^{x_k}}\right)`,
  ],
  [
    'Softmax',
    String.raw`\frac{\partial p_i}{\partial a_i} = \frac{e^{a_i} \sum_k e^{a_k} - e^{a_i} e^{a_i}}{(\sum_k e^{a_k})^2}`,
  ],
  [
    'Softmax',
    String.raw`= \frac{(e^{x_i})' (\sum_k e^{x_k}) - e^{x_i} (\sum_k e^{x_k})'}{(\sum_k e^{x_k})^2}`,
  ],
  // A product of two vectors weighs nothing.
  ['Attention', String.raw`v \cdot w = \sum_i v_i w_i`],
  [
    'Costs',
    String.raw`T = \frac{2BD}{2X \cdot W} + \frac{4BF}{YZ \cdot W} + \frac{2BD}{2X \cdot W}`,
  ],
  ['Decoding', String.raw`\ell_t = \log p(y_t \mid x)`],
  [
    'Advantages',
    String.raw`A = \lambda \frac{r - \mu}{\sqrt{\sigma^2 + \epsilon}} + (1 - \lambda) B`,
  ],
  ['Products', String.raw`\frac{\exp(s^\top h_3)}{\sum_j \exp(t^\top h_j)}`],
  // Springs, drag and charges.
  ['Mechanics', 'F = -kx'],
  ['Mechanics', 'a(x) = kx'],
  ['Mechanics', 'F_s = -ky'],
  ['Mechanics', 'a = -kv'],
  ['Mechanics', 'm = kv'],
  ['Charges', 'F = qE'],
];

describe('notations that look like others', () => {
  it.each(recognised)('%s: %s is %s', (heading, tex, kind) => {
    expect(kindUnder(heading, tex)).toBe(kind);
  });

  it.each(otherwise)('%s: %s has no name', (heading, tex) => {
    expect(kindUnder(heading, tex)).toBe('tensor');
  });

  it('knows a drag by its letters, whatever the velocity is worked out from', () => {
    const note = '# Drag\n\n$v = v_0 t$ gives $a = -kv$, and with $x = v t$ also $a = -Kx$.\n';
    expect(new Set(kindsIn(note))).toEqual(new Set(['tensor']));
  });

  it('does not call the parts of an activation so', () => {
    const note =
      '# Sigmoid activation\n\nWhere $|z|$ is large, $e^{-z}$ of $\\sigma(z) = \\frac{1}{1 + e^{-z}}$ is 0.';
    expect(kindsIn(note)).toEqual(['tensor', 'tensor', 'activation']);
  });
});
