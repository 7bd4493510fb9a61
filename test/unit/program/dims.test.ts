import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dim } from '../../../src/program/dim.js';
import {
  addDims,
  dimSymbols,
  dimText,
  divideDims,
  elementsOf,
  equalDims,
  evaluateDim,
  evaluateShape,
  multiplyDims,
  simplifyDim,
  substituteDim,
  subtractDims,
} from '../../../src/program/dims.js';
import { dimOf } from './arithmetic.js';

const names = ['n', 'm', 'h', 'd_k', 'd_model'] as const;

/** Sums, differences and products; a quotient only of a multiple, as a split of an axis has it. */
const dims: fc.Arbitrary<Dim> = fc.letrec<{ dim: Dim }>((tie) => ({
  dim: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Dim>(...names),
    fc.integer({ min: 0, max: 12 }),
    fc
      .tuple(fc.constantFrom('+', '-', '*'), tie('dim'), tie('dim'))
      .map(([operator, left, right]): Dim => ({ operator: operator as '+', left, right })),
    fc.tuple(tie('dim'), fc.constantFrom<Dim>('h', 2, 3)).map(([left, right]): Dim => ({
      operator: '//',
      left: { operator: '*', left, right },
      right,
    })),
  ),
})).dim;

/** Like {@link dims}, and quotients that need not divide. */
const anyDims: fc.Arbitrary<Dim> = fc.oneof(
  dims,
  fc.tuple(dims, dims).map(([left, right]): Dim => ({ operator: '//', left, right })),
);

const bindings = fc.record(
  Object.fromEntries(names.map((n) => [n, fc.integer({ min: 1, max: 40 })])) as Record<
    (typeof names)[number],
    fc.Arbitrary<number>
  >,
);

describe('the normal form of a size', () => {
  it('is worked with as a copy of it is', () => {
    fc.assert(
      fc.property(dims, dims, (a, b) => {
        const made = simplifyDim(a);
        const copy = structuredClone(made);
        for (const combine of [addDims, subtractDims, multiplyDims]) {
          expect(dimText(combine(made, b))).toBe(dimText(combine(copy, b)));
        }
        const put = (name: string): Dim | undefined => (name === 'n' ? b : undefined);
        expect(dimText(substituteDim(made, put))).toBe(dimText(substituteDim(copy, put)));
      }),
    );
  });

  it('is the same size', () => {
    fc.assert(
      fc.property(dims, bindings, (d, sizes) => {
        expect(evaluateDim(simplifyDim(d), sizes)).toBe(evaluateDim(d, sizes));
      }),
    );
  });

  it('of one quotient floors as the quotient does', () => {
    fc.assert(
      fc.property(dims, dims, bindings, (left, right, sizes) => {
        const d: Dim = { operator: '//', left, right };
        const expected = evaluateDim(d, sizes);
        if (expected !== undefined) expect(evaluateDim(simplifyDim(d), sizes)).toBe(expected);
      }),
    );
  });

  it('is reached in one step', () => {
    fc.assert(
      fc.property(anyDims, (d) => {
        expect(simplifyDim(simplifyDim(d))).toEqual(simplifyDim(d));
        // What is remembered of a size is what a copy of it says, which nobody has seen before.
        expect(simplifyDim(structuredClone(simplifyDim(d)))).toEqual(simplifyDim(d));
      }),
    );
  });

  it('equals what it came from, from both sides', () => {
    fc.assert(
      fc.property(anyDims, anyDims, (a, b) => {
        expect(equalDims(a, simplifyDim(a))).toBe(true);
        expect(equalDims(a, b)).toBe(equalDims(b, a));
      }),
    );
  });

  it('is printed so that it reads back as the same size', () => {
    fc.assert(
      fc.property(anyDims, bindings, (d, sizes) => {
        for (const written of [d, simplifyDim(d)]) {
          expect(evaluateDim(dimOf(dimText(written)), sizes), dimText(written)).toBe(
            evaluateDim(written, sizes),
          );
        }
      }),
    );
  });

  const cases: readonly [string, string][] = [
    ['n + m + n', '2*n + m'],
    ['n - n', '0'],
    ['0 - n', '-n'],
    ['(n + 1)*(n - 1)', 'n*n - 1'],
    ['h*(d_model//h)', 'd_model'],
    ['(d_model//h)*h', 'd_model'],
    ['(d_model//(2*h))*h*2', 'd_model'],
    ['(a//b)*(b//c)*c', 'a'],
    ['3*h*d_k//h', '3*d_k'],
    ['(B*T*C)//(B*T)', 'C'],
    ['(2*n + 4)//2', 'n + 2'],
    ['(2*n + 3)//2', '(2*n + 3)//2'],
    ['7//2', '3'],
    ['2*(n//3)', '2*(n//3)'],
    ['n//0', 'n//0'],
  ];
  it.each(cases)('%s is %s', (from, to) => {
    expect(dimText(simplifyDim(dimOf(from)))).toBe(to);
  });

  const equal: readonly [string, string, boolean][] = [
    ['n*m', 'm*n', true],
    ['(a + b)//c', '(b + a)//c', true],
    ['((a + b)//c)*d', 'd*((b + a)//c)', true],
    ['n', 'n + 0', true],
    ['n', 'n + 1', false],
    ['n*m', 'h*d_k', false],
  ];
  it.each(equal)('%s = %s: %s', (a, b, answer) => {
    expect(equalDims(dimOf(a), dimOf(b))).toBe(answer);
  });
});

describe('a size too long to hold', () => {
  const long = Array.from({ length: 9 }, (_, i): Dim => `a${i}`).reduce((a, b) => addDims(a, b));
  const other = Array.from({ length: 9 }, (_, i): Dim => `b${i}`).reduce((a, b) => addDims(a, b));

  it('is not known, instead of being a part of it', () => {
    expect(multiplyDims(long, other)).toBeNaN();
    expect(evaluateDim(multiplyDims(long, other), {})).toBeUndefined();
    expect(dimText(multiplyDims(long, other))).toBe('?');
  });

  it.each([
    ['squared over and over', (d: Dim) => multiplyDims(d, d)],
    ['divided over and over', (d: Dim) => divideDims(addDims(d, 1), d)],
    ['multiplied by sums', (d: Dim) => multiplyDims(d, addDims(d, 'm'))],
  ])('does not hang: %s', (_name, step) => {
    let d: Dim = 'n';
    for (let i = 0; i < 200; i++) d = step(d);
    expect(d).toBeNaN();
  });
});

describe('arithmetic of sizes', () => {
  it('counts elements', () => {
    expect(dimText(elementsOf(['B', 'T', 3]))).toBe('3*B*T');
    expect(elementsOf([])).toBe(1);
    expect(elementsOf([0, 'n'])).toBe(0);
  });

  it('needs every symbol to be known, and takes none from Object', () => {
    expect(evaluateShape(['n', 'm'], { n: 3 })).toBeUndefined();
    expect(evaluateDim('toString', {})).toBeUndefined();
    expect(evaluateShape(['n', subtractDims('m', 'n')], { n: 3, m: 4 })).toEqual([3, 1]);
  });

  it('names symbols once, in order', () => {
    expect(dimSymbols(dimOf('h*(d_model//h) + n'))).toEqual(['h', 'd_model', 'n']);
  });

  it('puts sizes in place of symbols', () => {
    expect(substituteDim(dimOf('h*d_v + 1'), (s) => (s === 'h' ? 2 : undefined))).toEqual(
      dimOf('2*d_v + 1'),
    );
  });
});
