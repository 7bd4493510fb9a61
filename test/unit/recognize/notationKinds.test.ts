import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis.js';
import { kindUnder } from './formulas.js';

interface Seen {
  readonly name: string;
  readonly op: string;
  readonly shape: readonly number[] | null;
  readonly data: readonly (number | string)[] | null;
}

/** Values of the last formula of a note. */
function lastValues(...formulas: readonly string[]): readonly Seen[] {
  const note = formulas.map((f) => `$$\n${f}\n$$`).join('\n\n');
  const { items } = analyze(note, { language: 'markdown' });
  return (items.at(-1)?.values ?? []) as readonly Seen[];
}

const recognised: readonly (readonly [heading: string, tex: string, kind: string])[] = [
  ['Heads', String.raw`O = \bigoplus_{i=1}^h H_i W^O`, 'attention.multiHead'],
  ['Scores', String.raw`a_{1,i} = q^1 \cdot k^i`, 'attention.scores'],
  ['Output', String.raw`b^1 = \sum_i \hat\alpha_{1,i} v^i`, 'attention.weightedSum'],
  ['Output', String.raw`z^{<t>} = \sum_{t'} \alpha^{<t,t'>} a^{<t'>}`, 'attention.weightedSum'],
  ['State', String.raw`S_t = \gamma S_{t-1} + k_t^\top v_t`, 'attention.linear'],
  [
    'State',
    String.raw`S_t = S_{t-1} (I - \beta_t k_t k_t^\top) + \beta_t v_t k_t^\top`,
    'attention.linear',
  ],
  ['State', String.raw`o_t = S_t q_t`, 'attention.linear'],
  ['State', String.raw`S = \sum_j K_j^\top V_j`, 'attention.linear'],
  ['State', String.raw`o_t = \sum_{i=1}^t (q_t^\top k_i) v_i`, 'attention.linear'],
  [
    'Attention',
    String.raw`\text{Attention}(Q,K,V) = \text{softmax}(QK^T/\sqrt{d_k}) ; V`,
    'attention.scaledDotProduct',
  ],
  ['Attention', String.raw`p = \text{sparsemax}(z)`, 'softmax'],
];

describe('notations are known by what they compute', () => {
  it.each(recognised)('%s: %s', (heading, tex, kind) => {
    expect(kindUnder(heading, tex)).toBe(kind);
  });
});

describe('notations are computed as they are meant', () => {
  it('a product over an index is a reduction', () => {
    const values = lastValues(String.raw`\prod_{i=2}^{4} i`);
    expect(values.at(-1)).toMatchObject({ op: 'prod', shape: [], data: [24] });
  });

  it('keys times values are a table', () => {
    const values = lastValues(String.raw`S_t = S_{t-1} + k_t v_t^\top`);
    expect(values.find((v) => v.op === 'einsum')?.shape).toEqual([6, 5]);
  });

  it('an index above is an index', () => {
    const values = lastValues(String.raw`a_{1,i} = q^1 \cdot k^i`);
    expect(values.map((v) => v.op)).not.toContain('pow');
    expect(values.at(-1)?.shape).toEqual([3]);
  });

  it('what is computed with √−1 has no real numbers', () => {
    const values = lastValues(String.raw`x_m e^{im\theta}`);
    expect(values.at(-1)?.data).toBeNull();
  });

  it('a rotation has numbers', () => {
    const values = lastValues(
      String.raw`R = \begin{bmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \end{bmatrix}`,
    );
    expect(values.at(-1)?.shape).toEqual([2, 2]);
  });

  it('positions of an encoding count from 0', () => {
    const values = lastValues(String.raw`PE(pos, 2i) = \sin(pos / 10000^{2i/d})`);
    expect(values.find((v) => v.name === 'pos')).toMatchObject({ op: 'arange', data: [0, 1, 2] });
  });

  it('a part of a matrix is no product', () => {
    const values = lastValues(String.raw`Q_h = Q[:, h d_k : (h+1) d_k]`);
    expect(values.at(-1)?.data).toBeNull();
  });
});
