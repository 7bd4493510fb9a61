import { describe, expect, it } from 'vitest';
import { analyzeDocument, evaluateItem } from '../../../src/analysis.js';

/** The last formula of a note: its kind, and the numbers of each value that has a name. */
function last(note: string) {
  const item = analyzeDocument(note, 'markdown').items.at(-1);
  if (item === undefined) throw new Error('no formula');
  const { values } = evaluateItem(item);
  const named = item.program.values.flatMap(({ id, name }) => {
    const result = values[id];
    return name === undefined || result?.ok !== true ? [] : [[name, [...result.tensor.data]]];
  });
  return { kind: item.kind, named: Object.fromEntries(named) as Record<string, number[]> };
}

describe('features in pairs', () => {
  it('are parts of the one vector that the note gives', () => {
    const { named } = last('With $q = [1, 2, 3, 4]$: $r_i = 10 q_{2i} + q_{2i+1}$');
    expect(named).toMatchObject({ 'q_{2i}': [1, 3], 'q_{2i+1}': [2, 4], r_i: [12, 34] });
  });

  it('are counted from 1 where the text has the one before', () => {
    const { named } = last('With $x = [1, 2, 3, 4]$: $r_i = 10 x_{2i-1} + x_{2i}$');
    expect(named).toMatchObject({ 'x_{2i-1}': [1, 3], 'x_{2i}': [2, 4], r_i: [12, 34] });
  });

  it('are turned by an angle for each pair', () => {
    const angles = String.raw`With $d = 4$ and $m = 1$, $\theta_i = 100^{-2i/d}$, and $q = [1, 0, 0, 1]$:`;
    const turned = String.raw`$$q'_{2i} = q_{2i} \cos(m\theta_i) - q_{2i+1} \sin(m\theta_i)$$`;
    const { kind, named } = last(`# RoPE\n\n${angles}\n\n${turned}`);
    expect(kind).toBe('rotaryEmbedding');
    const [first, second] = named["q_{2i}'"] ?? [];
    expect(first).toBeCloseTo(Math.cos(1), 5);
    expect(second).toBeCloseTo(-Math.sin(0.1), 5);
  });

  it('stand for every place of a sequence', () => {
    const note = String.raw`# RoPE

$$y_{t,2i} = x_{t,2i} \cos(t \theta_i) - x_{t,2i+1} \sin(t \theta_i)$$`;
    const item = analyzeDocument(note, 'markdown').items.at(-1);
    const shape = item?.root === undefined ? undefined : item.shapes[item.root];
    expect(shape).toEqual(['n', { operator: '//', left: 'd', right: 2 }]);
  });

  it('of an odd number of features are none', () => {
    const { named } = last('With $q = [1, 2, 3]$: $r_i = q_{2i} + q_{2i+1}$');
    expect(named['q_{2i}']).not.toEqual([1, 3]);
  });
});
