import { describe, expect, it } from 'vitest';
import { analyzeDocument, evaluateItem } from '../../../src/analysis.js';

/** The last formula of a note: what it comes to, where its numbers are from, and all its shapes. */
function last(note: string) {
  const item = analyzeDocument(note, 'markdown').items.at(-1);
  if (item?.root === undefined) throw new Error('no formula');
  const result = evaluateItem(item).values[item.root];
  return {
    origin: item.origin,
    value: result?.ok === true ? [...result.tensor.data] : undefined,
    inputs: item.program.values
      .filter((v) => v.operation.kind === 'input')
      .map((v) => [v.name, item.shapes[v.id]?.length]),
  };
}

describe('sums over a letter that stands as a number', () => {
  it('run to sizes that the note gives', () => {
    expect(last(String.raw`With $n = 4$: $\sum_{i=1}^{n} i^2$`)).toMatchObject({
      origin: 'literal',
      value: [30],
    });
    const waves = last(String.raw`With $d = 4$: $\sum_{i=0}^{d/2-1} \cos(\pi i / d)$`);
    expect(waves.value?.[0]).toBeCloseTo(1 + Math.cos(Math.PI / 4), 5);
    expect(waves.origin).toBe('literal');
  });

  it('run to example sizes where it gives none, and say so', () => {
    const { origin, value } = last(String.raw`$\sum_{i=1}^{n} i$`);
    expect(origin).toBe('example');
    expect([1, 3, 6, 10, 15, 21]).toContain(value?.[0]);
  });

  it.each([
    String.raw`$\sum_{i=0}^{T} \gamma^i$`,
    String.raw`$\sum_{t=1}^{T} \beta^{T-t}$`,
    String.raw`$\prod_{k=1}^{K} \gamma^k$`,
  ])('raise one number to powers: %s', (note) => {
    expect(last(note).inputs).toEqual([[expect.stringMatching(/gamma|beta/), 0]]);
  });

  it.each([
    String.raw`$\sum_{k=0}^{K} \gamma^k r_{t+k}$`,
    String.raw`$\sum_{k=1}^{K} p(k) \log q(k)$`,
    String.raw`$\sum_{i=0}^{\infty} a^i$`,
  ])('leave alone what the letter tells apart or has no end: %s', (note) => {
    const { program } = analyzeDocument(note, 'markdown').items.at(-1) ?? {};
    expect(program?.values.map((v) => v.operation.kind)).not.toContain('arange');
  });
});
