import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOne } from './reading.js';
import { evaluated, loop, sizesIn, texOf, type Naive } from './naive.js';

const element = (name: string, ...letters: string[]): Naive => ({ kind: 'element', name, letters });

/** Each letter at a place of its own kind, so that sums never mix sizes by accident. */
function leaf(scope: readonly string[]): fc.Arbitrary<Naive> {
  const one = fc.constantFrom(...scope);
  const two = fc.shuffledSubarray([...scope], {
    minLength: Math.min(2, scope.length),
    maxLength: Math.min(2, scope.length),
  });
  const scalars = fc.tuple(fc.constantFrom('w', 'u', 'r'), one).map(([n, l]) => element(n, l));
  const tables = fc
    .tuple(fc.constantFrom('A', 'B', 'C'), two)
    .map(([n, ls]) => (ls.length < 2 ? element('w', ...ls) : element(n, ...ls)));
  const dots = fc.tuple(one, one).map(([i, j]): Naive => ({
    kind: 'dot',
    left: element('\\mathbf{q}', i),
    right: element('\\mathbf{k}', j),
  }));
  return fc.oneof(tables, tables, scalars, dots);
}

const spare = ['j', 'k', 'l', 's'];

function expression(scope: readonly string[], depth: number): fc.Arbitrary<Naive> {
  if (depth === 0) return leaf(scope);
  const below = expression(scope, depth - 1);
  const binary = fc
    .tuple(fc.constantFrom('+', '-', '*', '*'), below, below)
    .map(([kind, left, right]) => ({ kind, left, right }) as Naive);
  const unary = fc
    .tuple(fc.constantFrom('tanh', 'neg', 'exp'), below)
    .map(([kind, body]): Naive =>
      kind === 'exp' ? { kind, body: { kind: 'tanh', body } } : ({ kind, body } as Naive),
    );
  const letter = spare.find((l) => !scope.includes(l));
  if (letter === undefined) return fc.oneof(leaf(scope), binary, unary);
  const inner = fc.tuple(
    leaf([letter]),
    leaf([...scope, letter]),
    expression([...scope, letter], depth - 1),
  );
  const sum = fc
    .tuple(fc.constantFrom('sum', 'sum', 'sum', 'max'), fc.nat(5), fc.constantFrom(...scope), inner)
    .map(([kind, how, other, [own, both, rest]]): Naive => {
      const body: Naive = { kind: '*', left: both, right: { kind: '*', left: own, right: rest } };
      const sign = (['\\le', '<', '\\ne', '>'] as const)[how];
      return kind === 'sum' && sign !== undefined && scope.length > 0
        ? { kind, letter, where: { sign, other }, body }
        : ({ kind, letter, body } as Naive);
    });
  return fc.oneof(leaf(scope), binary, unary, sum, sum);
}

function compare(free: readonly string[], e: Naive): string | undefined {
  const left = `y_{${free.join('')}}`;
  const tex = `${left} = ${texOf(e)}`;
  const { formula } = readOne(tex);
  const got = evaluated(formula);
  if (typeof got === 'string') return `${tex}: ${got}`;
  if (got.ops.includes('call')) return `${tex}: has a call`;
  const sizes = sizesIn(e, got.tensors);
  if (sizes === undefined) return `${tex}: a letter has two sizes`;
  const counts = free.map((l) => sizes.get(l) ?? 1);
  if (counts.join() !== got.root.shape.join())
    return `${tex}: shape ${got.root.shape.join()} instead of ${counts.join()}`;
  const total = counts.reduce((a, b) => a * b, 1);
  for (let flat = 0; flat < total; flat++) {
    let rest = flat;
    const at = new Map<string, number>();
    for (const [k, l] of [...free.entries()].reverse()) {
      at.set(l, rest % (counts[k] ?? 1));
      rest = Math.floor(rest / (counts[k] ?? 1));
    }
    const want = loop(e, { tensors: got.tensors, sizes }, at);
    const have = got.root.data[flat] ?? NaN;
    const close = Object.is(want, have) || Math.abs(want - have) <= 1e-4 * (1 + Math.abs(want));
    if (!close && !(Number.isNaN(want) && Number.isNaN(have)))
      return `${tex} at ${[...at].join(' ')}: ${have} instead of ${want}`;
  }
  return undefined;
}

const uses = (e: Naive, letter: string): boolean => texOf(e).includes(letter);

describe('a formula with indices computes what nested loops compute', () => {
  it.each([[['i', 'm']], [['i']]])('for all letters of %s', (free) => {
    fc.assert(
      fc.property(expression(free, 3), (e) => {
        const sums = JSON.stringify(e).includes('"sum"');
        fc.pre(free.every((l) => uses(e, l)) && (free.length === 2 || sums));
        expect(
          compare(free, {
            kind: '*',
            left: free.length === 2 ? element('H', ...free) : element('z', ...free),
            right: e,
          }),
        ).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });
});
