import fc from 'fast-check';
import { describe, it } from 'vitest';
import { broadcastShapes } from '../../../src/engine/tensor.js';
import type { Operation } from '../../../src/program/operation.js';
import { expectFiniteDifferences, integers, numbers } from './gradientPrograms.js';

const size = fc.integer({ min: 1, max: 3 });
const shape = (minLength = 0): fc.Arbitrary<number[]> =>
  fc.array(size, { minLength, maxLength: 3 });
const seeded = fc.integer({ min: 0, max: 1000 });
const RUNS = { numRuns: 40, seed: 20240811 };

/** A shape that broadcasts to `whole`: some sizes 1, some leading axes gone. */
const broadcastable = (whole: readonly number[]): fc.Arbitrary<number[]> =>
  fc
    .tuple(
      fc.nat(whole.length),
      fc.array(fc.boolean(), { minLength: whole.length, maxLength: whole.length }),
    )
    .map(([gone, ones]) => whole.map((d, i) => (ones[i] === true ? 1 : d)).slice(gone));

const pairs = shape().chain((whole) => fc.tuple(broadcastable(whole), broadcastable(whole)));
const withAxis = shape(1).chain((s) =>
  fc.tuple(fc.constant(s), fc.integer({ min: -s.length, max: s.length - 1 })),
);

describe('gradients agree with finite differences for any shapes and axes', () => {
  it('of elementwise operations that broadcast', () => {
    const kinds = fc.constantFrom('add', 'sub', 'mul', 'max', 'min' as const);
    fc.assert(
      fc.property(kinds, pairs, seeded, (kind, [a, b], seed) => {
        expectFiniteDifferences({ kind } as Operation, [numbers(a, seed), numbers(b, seed + 1)]);
      }),
      RUNS,
    );
  });

  it('of reductions over any axes', () => {
    const kinds = fc.constantFrom('sum', 'mean', 'prod', 'max', 'min', 'norm', 'var');
    const cases = shape(1).chain((s) =>
      fc.tuple(fc.constant(s), fc.subarray([...s.keys()]), fc.boolean(), fc.boolean()),
    );
    fc.assert(
      fc.property(kinds, cases, seeded, (kind, [s, axes, keepDim, back], seed) => {
        const named = back ? axes.map((a) => a - s.length) : axes;
        const operation = { kind, axes: named, keepDim, p: 2, correction: 0 } as Operation;
        expectFiniteDifferences(operation, [numbers(s, seed)]);
      }),
      RUNS,
    );
  });

  it('of operations along any axis', () => {
    const kinds = fc.constantFrom(
      'softmax',
      'logSoftmax',
      'cumsum',
      'sort',
      'topk',
      'stack',
      'concat',
    );
    fc.assert(
      fc.property(kinds, withAxis, seeded, (kind, [s, axis], seed) => {
        const inputs = [numbers(s, seed)];
        if (kind === 'stack' || kind === 'concat') inputs.push(numbers(s, seed + 1));
        const operation = { kind, axis, k: 1, part: 'values', descending: true } as Operation;
        expectFiniteDifferences(operation, inputs);
      }),
      RUNS,
    );
  });

  it('of matrix products with any leading axes', () => {
    const cases = fc.tuple(pairs, size, size, size);
    fc.assert(
      fc.property(cases, seeded, ([[a, b], rows, inner, columns], seed) => {
        const left = numbers([...a, rows, inner], seed);
        const right = numbers([...b, inner, columns], seed + 1);
        expectFiniteDifferences({ kind: 'matmul' }, [left, right]);
      }),
      RUNS,
    );
  });

  it('of any einsum of one to three operands', () => {
    const letters = fc.array(fc.constantFrom<string[]>('i', 'j', 'k'), { maxLength: 3 });
    const cases = fc.tuple(
      fc.array(letters, { minLength: 1, maxLength: 3 }),
      fc.subarray<string>(['i', 'j', 'k']),
      fc.tuple(size, size, size),
    );
    fc.assert(
      fc.property(cases, seeded, ([terms, wanted, [i, j, k]], seed) => {
        const sizes: Readonly<Record<string, number>> = { i, j, k };
        const output = wanted.filter((l) => terms.flat().includes(l)).join('');
        const equation = `${terms.map((t) => t.join('')).join(',')}->${output}`;
        const inputs = terms.map((t, n) =>
          numbers(
            t.map((l) => sizes[l] ?? 1),
            seed + n,
          ),
        );
        expectFiniteDifferences({ kind: 'einsum', equation }, inputs);
      }),
      RUNS,
    );
  });

  it('of gathered and embedded rows, with repeats', () => {
    const cases = fc.tuple(size, size, fc.array(fc.nat(2), { minLength: 1, maxLength: 5 }));
    fc.assert(
      fc.property(cases, seeded, ([more, width, rows], seed) => {
        const table = numbers([3 + more, width], seed);
        const places = integers([rows.length], rows);
        expectFiniteDifferences({ kind: 'embedding' }, [places, table]);
        const items = [{ kind: 'tensor', input: 1 }] as const;
        expectFiniteDifferences({ kind: 'index', items }, [table, places]);
      }),
      RUNS,
    );
  });

  it('of attention, causal or not, with heads that are grouped and a mask that broadcasts', () => {
    const cases = fc.tuple(size, size, size, size, fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(cases, seeded, ([groups, queries, keys, dim, causal, masked], seed) => {
        const heads = [2 * groups, 2, 2];
        const [q, k, v] = [queries, keys, keys].map((n, i) =>
          numbers([heads[i] ?? 1, n, dim], seed + i, 1),
        );
        if (q === undefined || k === undefined || v === undefined) return;
        const mask = masked ? [numbers([queries, keys], seed + 3)] : [];
        const operation = { kind: 'scaledDotProductAttention', causal } as const;
        expectFiniteDifferences(operation, [q, k, v, ...mask]);
      }),
      RUNS,
    );
  });

  it('broadcast shapes in the cases do broadcast', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => broadcastShapes(a, b) !== undefined),
      RUNS,
    );
  });
});
