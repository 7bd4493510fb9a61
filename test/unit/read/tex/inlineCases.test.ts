import { describe, expect, it } from 'vitest';
import { kindUnder } from '../../recognize/formulas.js';
import { readAll, readOne } from './reading.js';

describe('cases in a line', () => {
  it.each([
    String.raw`M_{ij} = 0 \text{ if } j \le i, -\infty \text{ otherwise}`,
    String.raw`M_{ij} = 0 \text{ if } j \le i \text{ else } -\infty`,
    String.raw`M_{ij} = 0 \text{ if } j \le i \text{ and } -\infty \text{ otherwise}`,
    String.raw`M_{ij} = 0 \text{ if } j \le i, \text{ and } -\infty \text{ otherwise.}`,
    String.raw`M_{ij} = 0 \text{ for } j \le i, \quad -\infty \text{ for } j > i`,
    String.raw`B_{ij} = 0 \text{ when } i \ge j, \; -\infty \text{ elsewhere}`,
  ])('%s masks what stands above the diagonal', (tex) => {
    const { formula, root } = readOne(tex);
    expect(root?.op).toBe('triu');
    expect(formula.program.values[formula.root ?? -1]?.operation).toEqual({
      kind: 'triu',
      diagonal: 1,
    });
    expect(kindUnder('Attention', tex)).toBe('mask');
  });

  it('has the places of its parts', () => {
    const { root } = readOne(String.raw`f(x) = x \text{ if } x > 0, 0 \text{ otherwise}`);
    expect(root).toEqual({
      op: 'where',
      source: String.raw`x \text{ if } x > 0, 0 \text{ otherwise}`,
      name: 'f',
    });
  });

  it.each([
    // One case, a clause with a formula of its own, words that part formulas.
    String.raw`y = \text{softmax}(x) \text{ for } i \le n, \text{ and } z = x \text{ otherwise}`,
    String.raw`A = QK^\top, \text{ where } Q = XW`,
    String.raw`a = b \text{ if } c`,
    String.raw`x_i = 1 \text{ if } i = k`,
  ])('%s are none', (tex) => {
    const ops = readAll(tex).flatMap((r) => r.values.map((v) => v.op));
    expect(ops).not.toContain('where');
    expect(ops).not.toContain('triu');
  });
});
