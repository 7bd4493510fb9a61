import { describe, expect, it } from 'vitest';
import { inferShapes } from '../../../src/infer/shapes.js';
import { noTopics, type Topic } from '../../../src/program/topic.js';
import { readFormulas } from '../../../src/read/tex/index.js';
import { recognize } from '../../../src/recognize/index.js';

/** The topics that a formula asks the text around it about, each once. */
function askedBy(tex: string): Topic[] {
  const asked = new Set<Topic>();
  const topics = {
    ...noTopics,
    has: (topic: Topic): boolean => {
      asked.add(topic);
      return false;
    },
  };
  for (const { program } of readFormulas(tex, 0)) {
    recognize(program, inferShapes(program, { conventions: true }), { formula: true, topics });
  }
  return [...asked];
}

/** An answer costs a search of the text, and limits who shares what was found with it. */
describe('the text around a formula is asked last', () => {
  it.each([
    String.raw`y = a + b - c`,
    String.raw`y = x W + b`,
    String.raw`f(x) = \frac{1}{1 + e^{-x}}`,
    String.raw`c = \sqrt{a^2 + b^2}`,
    String.raw`E = m c^2`,
    String.raw`y_i = \frac{e^{x_i}}{2}`,
    String.raw`f(x) = \begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}`,
  ])('%s says all that there is to know', (tex) => {
    expect(askedBy(tex)).toEqual([]);
  });

  it.each<[string, Topic]>([
    ['F = -kx', 'attention'],
    [String.raw`e_i = h_i^\top W s`, 'attention'],
    [String.raw`S = \langle f(q, m), f(k, n) \rangle`, 'rotary'],
    [String.raw`h = f(\frac{g}{\sigma} \odot (a - \mu) + b)`, 'layerNorm'],
  ])('%s leaves it open', (tex, topic) => {
    expect(askedBy(tex)).toContain(topic);
  });
});
