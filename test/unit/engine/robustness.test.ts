import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DType, IndexItem, Operation } from '../../../src/program/operation.js';
import { sizeOf, tensorOf } from '../../../src/engine/tensor.js';
import type { Tensor } from '../../../src/engine/trace.js';
import { apply } from './programs.js';

const dtypes: readonly DType[] = ['float32', 'float64', 'int64', 'bool'];
const size = fc.integer({ min: -3, max: 4 });
const odd = fc.oneof(size, fc.constantFrom(NaN, Infinity, 1.5, 1e9));
const shape = fc.array(odd, { maxLength: 3 });
const axes = fc.array(size, { maxLength: 3 });

const item: fc.Arbitrary<IndexItem> = fc.oneof(
  fc.record({ kind: fc.constant('at' as const), index: odd }),
  fc.record({ kind: fc.constant('slice' as const), start: size, stop: size, step: size }),
  fc.constantFrom({ kind: 'newAxis' as const }, { kind: 'ellipsis' as const }),
  fc.record({ kind: fc.constant('tensor' as const), input: fc.integer({ min: 0, max: 3 }) }),
);

const elementwise = [
  'add',
  'div',
  'pow',
  'remainder',
  'matmul',
  'linear',
  'where',
  'embedding',
] as const;

/** Operations with attributes as wrong as their types allow. */
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.constantFrom(...elementwise).map((kind) => ({ kind })),
  fc.record({
    kind: fc.constantFrom('zeros' as const, 'reshape' as const, 'expand' as const),
    shape,
  }),
  fc.record({ kind: fc.constant('arange' as const), start: odd, stop: odd, step: odd }),
  fc.record({ kind: fc.constant('eye' as const), rows: odd, columns: odd }),
  fc.record({ kind: fc.constantFrom('sum' as const, 'max' as const), axes, keepDim: fc.boolean() }),
  fc.record({
    kind: fc.constantFrom('softmax' as const, 'cumsum' as const, 'gather' as const),
    axis: size,
  }),
  fc.record({
    kind: fc.constant('topk' as const),
    axis: size,
    k: odd,
    part: fc.constantFrom('values', 'indices'),
  }),
  fc.record({ kind: fc.constant('transpose' as const), axis0: size, axis1: size }),
  fc.record({ kind: fc.constant('permute' as const), axes }),
  fc.record({ kind: fc.constant('repeat' as const), counts: shape }),
  fc.record({ kind: fc.constantFrom('concat' as const, 'stack' as const), axis: size, count: odd }),
  fc.record({
    kind: fc.constantFrom('chunk' as const, 'unbind' as const),
    axis: size,
    part: size,
    parts: odd,
  }),
  fc.record({ kind: fc.constant('split' as const), axis: size, part: size, sizes: shape }),
  fc.record({
    kind: fc.constantFrom('index' as const, 'indexPut' as const),
    items: fc.array(item, { maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constantFrom('layerNorm' as const, 'rmsNorm' as const),
    axes: odd,
    eps: odd,
  }),
  fc.record({
    kind: fc.constant('einsum' as const),
    equation: fc.stringMatching(/^[ij.]{0,4},?[ijk]{0,3}(->[ijk]{0,3})?$/),
  }),
  fc.record({
    kind: fc.constant('rearrange' as const),
    pattern: fc.stringMatching(/^[ab()1. ]{0,7}->[ab()1. ]{0,7}$/),
    sizes: fc.constantFrom({}, { a: 2 }, { b: -1 }),
  }),
  fc.record({
    kind: fc.constant('scaledDotProductAttention' as const),
    causal: fc.boolean(),
    scale: odd,
  }),
  fc.record({ kind: fc.constant('multiHeadAttention' as const), heads: odd }),
  fc.record({
    kind: fc.constant('loss' as const),
    loss: fc.constantFrom('crossEntropy', 'meanSquaredError'),
  }),
) as fc.Arbitrary<Operation>;

const tensor: fc.Arbitrary<Tensor> = fc
  .tuple(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }), fc.constantFrom(...dtypes))
  .chain(([sizes, dtype]) => {
    const element = fc.oneof(
      fc.integer({ min: -2, max: 3 }),
      fc.constantFrom(NaN, Infinity, -Infinity),
    );
    const finite = fc.integer({ min: -2, max: 3 });
    const count = { minLength: sizeOf(sizes), maxLength: sizeOf(sizes) };
    return fc
      .array(dtype.startsWith('float') ? element : finite, count)
      .map((data) => tensorOf(sizes, data, dtype));
  });

describe('whatever the operation and its inputs', () => {
  it('there is a whole tensor or an error that says why, and no kernel fails by accident', () => {
    fc.assert(
      fc.property(
        operation,
        fc.array(tensor, { maxLength: 4 }),
        fc.constantFrom(...dtypes),
        (op, inputs, dtype) => {
          const result = apply(op, inputs, dtype, { maxBytes: 40_000 });
          if (result.ok) {
            const { data, shape: sizes } = result.tensor;
            expect([data.length, sizes.every((d) => Number.isInteger(d) && d >= 0)]).toEqual([
              sizeOf(sizes),
              true,
            ]);
          } else {
            expect(result.error.message).not.toBe('');
            expect(result.error.message).not.toContain('could not be computed');
          }
        },
      ),
      { numRuns: 4000 },
    );
  });
});
