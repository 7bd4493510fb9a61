import { describe, expect, it } from 'vitest';
import type { ValueId } from '../../../src/program/value.js';
import { recognize } from '../../../src/recognize/index.js';
import { plainSetting } from '../../../src/recognize/setting.js';
import { draw, type Pen } from './programs.js';

const product = (p: Pen, factors: number): ValueId => {
  let made = p.input('Q');
  for (let i = 1; i < factors; i++) made = p.mm(made, p.input(`W_${i}`));
  return made;
};

/** Kinds found in a formula or in code, and the kind of the whole. */
function found(write: (p: Pen) => ValueId, formula: boolean) {
  const { program, shapes, root } = draw(write);
  const structures = recognize(program, shapes, { ...plainSetting, formula });
  return {
    kinds: structures.map((s) => s.kind),
    whole: structures.find((s) => s.root === root)?.kind ?? 'tensor',
  };
}

describe('a product of more factors than anything of the field has', () => {
  it('is told by what it is as a whole, and the products within it are not, one after the other', () => {
    const { kinds, whole } = found((p) => product(p, 100), true);
    expect(whole).toBe('projection');
    expect(kinds.length).toBeLessThan(99);
  });

  it('hides nothing that stands beside it', () => {
    const { kinds } = found((p) => {
      const weights = p.softmax(p.mm(p.input('Q'), p.t(p.input('K'))));
      return p.add(p.mm(weights, p.input('V')), product(p, 100));
    }, true);
    expect(kinds).toContain('attention.scaledDotProduct');
  });

  it('is no such thing in code, whose residual stream adds up over many layers', () => {
    const { kinds } = found((p) => {
      let x = p.input('x', [2, 4]);
      for (let i = 0; i < 40; i++) {
        x = p.add(x, p.op({ kind: 'relu' }, [p.mm(x, p.input(`W_${i}`, [4, 4]))]));
      }
      return x;
    }, false);
    expect(kinds.filter((kind) => kind === 'residual')).toHaveLength(40);
  });
});
