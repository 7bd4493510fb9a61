import { describe, expect, it } from 'vitest';
import { analyze } from '../../../../src/analysis.js';

const lastOf = (tex: string): { op: string; shape: readonly unknown[] | null; data: unknown } => {
  const { items } = analyze(`# Attention\n\n$$\n${tex}\n$$\n`, { language: 'markdown' });
  const value = items[0]?.values.at(-1);
  if (value === undefined) throw new Error('nothing was read');
  return { op: value.op, shape: value.symbolicShape ?? null, data: value.data };
};

describe('places of elements', () => {
  it('a place in brackets is an index', () => {
    expect(lastOf(String.raw`o_i = \sum_j A[i,j] V[j,:]`).shape).toEqual(['n', 'd_v']);
  });

  it('what is taken from a number of a row is a number', () => {
    expect(lastOf(String.raw`P_{ij} = \exp(S_{ij} - L_i)`).shape).toEqual(['n', 'm']);
  });

  it("a head's queries and keys are vectors at every place", () => {
    expect(lastOf(String.raw`e_{tji} = q_{t,i}^\top k_{j,i}`).op).not.toBe('mul');
  });

  it('a function of a vector, scaled, multiplies it element by element', () => {
    expect(
      lastOf(String.raw`h(x) = x \cdot \frac12 \big\{ 1 + \text{erf}(x/\sqrt2) \big\}`).op,
    ).toBe('mul');
  });

  it('what a sum counts up to is a size', () => {
    const { data } = lastOf(String.raw`z = \frac{1}{K} \sum_{k=1}^{K} h_k`);
    expect(Array.isArray(data)).toBe(true);
  });

  it('a mark over a letter is its accent', () => {
    expect(lastOf('x̂ = μ̄ + 1').op).toBe(lastOf(String.raw`\hat{x} = \bar{\mu} + 1`).op);
  });
});
