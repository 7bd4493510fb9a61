import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dimText, equalDims } from '../../../src/program/dims.js';
import { createShapeContext, type ShapeContext } from '../../../src/program/shapeContext.js';
import { dimOf } from './arithmetic.js';

const unified = (pairs: readonly (readonly [string, string])[]): ShapeContext => {
  const context = createShapeContext();
  for (const [a, b] of pairs) expect(context.unify(dimOf(a), dimOf(b)), `${a} = ${b}`).toBe(true);
  return context;
};

describe('sizes that must agree', () => {
  const solved: readonly [string, string, string, string][] = [
    ['n', '3', 'n', '3'],
    ['3', 'n', 'n', '3'],
    ['n', 'h*d_k', 'n', 'h*d_k'],
    ['4*n', '12', 'n', '3'],
    ['B*T*C', 'B*T*h*s', 'C', 'h*s'],
    ['2*C', '2*h*s', 'C', 'h*s'],
  ];
  it.each(solved)('%s = %s makes %s %s', (a, b, symbol, size) => {
    expect(dimText(unified([[a, b]]).resolve(symbol))).toBe(size);
  });

  const contradictions: readonly [string, string][] = [
    ['3', '4'],
    ['n', 'n + 1'],
    ['2*n', '3'],
    ['2*n + 4*m', '7'],
    ['n', '0 - 1'],
    ['h*d + 2', 'h*d'],
  ];
  it.each(contradictions)('%s = %s has no solution', (a, b) => {
    expect(createShapeContext().unify(dimOf(a), dimOf(b))).toBe(false);
    expect(createShapeContext().unify(dimOf(b), dimOf(a))).toBe(false);
  });

  const trusted: readonly [string, string][] = [
    ['n*m', 'h*d_k'],
    ['n', 'n*h'],
    ['n//2', 'm//3'],
  ];
  it.each(trusted)('%s = %s is taken on trust', (a, b) => {
    expect(unified([[a, b]]).assumptions).toHaveLength(1);
  });

  it('contradict each other over several equations', () => {
    const context = unified([
      ['n', 'm'],
      ['m', '3'],
    ]);
    expect(context.resolve('n')).toBe(3);
    expect(context.unify('n', 4)).toBe(false);
  });

  it('never lead round in circles', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom('a', 'b', 'c', 'a*b', 'b + c', '2*a', 'c//a', '3'),
            fc.constantFrom('a', 'b', 'c', 'b*c', 'a + 1', 'c//b', '2*c', '6'),
          ),
          { maxLength: 8 },
        ),
        (pairs) => {
          const context = createShapeContext();
          for (const [a, b] of pairs) context.unify(dimOf(a), dimOf(b));
          for (const name of ['a', 'b', 'c']) {
            expect(equalDims(context.resolve(context.resolve(name)), context.resolve(name))).toBe(
              true,
            );
          }
        },
      ),
    );
  });

  it('may be very many', () => {
    const context = createShapeContext();
    let before = context.fresh();
    const first = before;
    for (let i = 0; i < 50_000; i++) {
      const next = context.fresh();
      context.unify(next, before);
      before = next;
    }
    context.unify(first, 7);
    expect(context.resolve(before)).toBe(7);
  });
});

describe('a size nobody named', () => {
  it('takes the name that the text gives it', () => {
    const context = createShapeContext();
    const size = context.fresh();
    context.rename(size, 'T');
    expect(context.resolve(size)).toBe('T');
  });

  it('takes no name that is made of itself', () => {
    const context = createShapeContext();
    const size = context.fresh();
    context.unify('n', { operator: '*', left: 2, right: size });
    context.rename(size, 'n');
    expect(dimText(context.resolve('n'))).toMatch(/^2\*\?/);
  });

  it('gives way to a name', () => {
    const context = createShapeContext();
    const size = context.fresh('heads');
    expect(context.unify(size, 'h')).toBe(true);
    expect(context.resolve(size)).toBe('h');
  });

  it('is another one in a context with another prefix', () => {
    expect(createShapeContext().fresh()).not.toBe(createShapeContext('infer_').fresh());
  });
});
