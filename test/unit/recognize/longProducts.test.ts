import { describe, expect, it } from 'vitest';
import type { ValueId } from '../../../src/program/value.js';
import { draw, type Pen } from './programs.js';

const product = (p: Pen, factors: number): ValueId => {
  let made = p.input('Q');
  for (let i = 1; i < factors; i++) made = p.mm(made, p.input(`W_${i}`));
  return made;
};

const kinds = (write: (p: Pen) => ValueId): string[] => draw(write).structures.map((s) => s.kind);

describe('a product of more factors than anything of the field has', () => {
  it('is a tensor as a whole, whatever its beginning would be', () => {
    expect(kinds((p) => product(p, 100))[0]).toBe('tensor');
  });

  it('hides nothing that stands beside it', () => {
    const found = kinds((p) => {
      const weights = p.softmax(p.mm(p.input('Q'), p.t(p.input('K'))));
      return p.add(p.mm(weights, p.input('V')), product(p, 100));
    });
    expect(found).toContain('attention.scaledDotProduct');
  });
});
