import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttentionTensor } from '../../../src/engine/attention/types.js';
import { exampleSource } from '../../../src/engine/examples.js';
import { broadcastStrides, sizeOf, stridesOf, tensorOf } from '../../../src/engine/tensor.js';
import type { Tensor } from '../../../src/engine/trace.js';
import { attentionReference } from './attentionReference.js';
import { difference } from './closeness.js';
import { apply, tensorIn } from './programs.js';

const attend = (causal = false, scale?: number) =>
  ({
    kind: 'scaledDotProductAttention',
    causal,
    ...(scale === undefined ? {} : { scale }),
  }) as const;

const numbers = (seed: number, name: string, shape: readonly number[]): AttentionTensor => {
  const source = exampleSource(seed, name);
  const data = Float32Array.from({ length: sizeOf(shape) }, source.normal);
  return { shape, dtype: 'float32', data };
};

/** A shape with the axes [batch, head] that it does not have. */
const fourAxes = (shape: readonly number[]): number[] => {
  const [batch = 1, head = 1] = shape.slice(0, -2);
  return [batch, head, ...shape.slice(-2)];
};

/** A tensor with its stretched axes written out. */
function expanded(t: AttentionTensor, shape: readonly number[]): AttentionTensor {
  const own = broadcastStrides(fourAxes(t.shape), shape);
  const steps = stridesOf(shape);
  const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => {
    const place = shape.map((size, axis) => Math.floor(i / (steps[axis] as number)) % size);
    return t.data[place.reduce((at, x, axis) => at + x * (own[axis] as number), 0)] as number;
  });
  return { shape, dtype: 'float32', data };
}

const inFour = (t: AttentionTensor): AttentionTensor => ({ ...t, shape: fourAxes(t.shape) });

/** Numbers alone: the operation leaves out leading axes that no operand has. */
const flat = (t: Tensor): Tensor => ({ ...t, shape: [t.data.length] });

const few = fc.integer({ min: 1, max: 3 });
const length = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(63, 65, 130) },
);
const stretched = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 });

describe('scaledDotProductAttention', () => {
  it('is attention, whichever leading axes its operands share', () => {
    fc.assert(
      fc.property(
        fc.record({
          batch: few,
          kvHeads: few,
          group: few,
          queries: length,
          keys: length,
          dim: fc.integer({ min: 0, max: 9 }),
          valueDim: fc.integer({ min: 0, max: 9 }),
          one: stretched,
          rank: fc.integer({ min: 2, max: 4 }),
          maskRank: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
          boolean: fc.boolean(),
          causal: fc.boolean(),
          seed: fc.nat(),
        }),
        (c) => {
          const { seed, one, causal } = c;
          const grouped = c.rank === 4 && c.kvHeads > 1 && c.group > 1;
          const kvHeads = c.rank < 4 ? 1 : c.kvHeads;
          const heads = c.rank < 4 ? 1 : grouped ? kvHeads * c.group : kvHeads;
          const batch = c.rank < 3 ? 1 : c.batch;
          const lead = (at: number, own: number): number[] => {
            const axes = [one[at] === true ? 1 : batch, one[at + 1] === true && !grouped ? 1 : own];
            return c.rank === 4 ? axes : axes.slice(0, c.rank - 2);
          };
          const q = numbers(seed, 'q', [...lead(0, heads), c.queries, c.dim]);
          const k = numbers(seed, 'k', [...lead(2, kvHeads), c.keys, c.dim]);
          const v = numbers(seed, 'v', [...lead(4, kvHeads), c.keys, c.valueDim]);
          // The batch and heads that the operands come to together.
          const size = (axis: number, own: number): number =>
            c.rank > 2 + axis
              ? Math.max(...[q, k, v].map((t) => t.shape[axis] as number))
              : own === 0
                ? 0
                : 1;
          const [b, h] = [size(0, batch), grouped ? heads : size(1, heads)];
          const [leadShape, scores] = [
            [b, h].slice(0, c.rank - 2),
            [...[b, h].slice(0, c.rank - 2), c.queries, c.keys],
          ];
          const rank = c.maskRank === undefined ? 0 : Math.min(c.maskRank, scores.length);
          const maskShape = scores
            .slice(scores.length - rank)
            .map((d, i) => (one[i + 4] === true ? 1 : d));
          const plain = numbers(seed, 'mask', maskShape);
          const mask: AttentionTensor = c.boolean
            ? {
                shape: maskShape,
                dtype: 'bool',
                data: Uint8Array.from(plain.data, (x) => (x > 0 ? 1 : 0)),
              }
            : {
                shape: maskShape,
                dtype: 'float32',
                data: Float32Array.from(plain.data, (x) => (x > 1 ? -Infinity : x)),
              };
          const none = c.maskRank === undefined;
          const got = tensorIn(apply(attend(causal), [q, k, v, ...(none ? [] : [mask])]));
          const kv = grouped ? kvHeads : h;
          const expected = attentionReference(
            {
              q: expanded(q, [b, h, c.queries, c.dim]),
              k: expanded(k, [b, kv, c.keys, c.dim]),
              v: expanded(v, [b, kv, c.keys, c.valueDim]),
              ...(none ? {} : { mask: rank === 3 && c.rank === 3 ? inFour(mask) : mask }),
            },
            { causal },
          ).output;
          expect(got.shape).toEqual([...leadShape, c.queries, c.valueDim]);
          expect(difference(flat(got), flat(expected), { absolute: 2e-5, relative: 1e-4 })).toBe(
            '',
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('gives 0 where a query has nothing to attend to, as PyTorch from 2.5 on', () => {
    const x = tensorOf([2, 2], [1, 2, 3, 4]);
    const mask = tensorOf([2, 2], [0, 0, 1, 0], 'bool');
    expect([...tensorIn(apply(attend(), [x, x, x, mask])).data]).toEqual([0, 0, 1, 2]);
  });

  it('aligns the causal frontier at the first query and the first key', () => {
    const q = tensorOf([2, 1], [0, 0]);
    const k = tensorOf([3, 1], [0, 0, 0]);
    const v = tensorOf([3, 1], [1, 3, 100]);
    expect([...tensorIn(apply(attend(true), [q, k, v])).data]).toEqual([1, 2]);
  });

  it('of vectors without elements is a mean', () => {
    const [q, v] = [tensorOf([2, 0], []), tensorOf([2, 1], [1, 3])];
    expect([...tensorIn(apply(attend(), [q, q, v])).data]).toEqual([2, 2]);
  });
});

describe('multiHeadAttention', () => {
  const module = { kind: 'multiHeadAttention', heads: 2 } as const;
  const x = tensorOf([1, 2, 4], [1, 2, 3, 4, 5, 6, 7, 8]);
  const eye = (copies: number): Tensor =>
    tensorOf([4 * copies, 4], Array.from({ length: 16 * copies }, (_, i) => Number((i >> 2) % 4 === i % 4))); // prettier-ignore
  const parameters = [eye(3), tensorOf([12], Array(12).fill(0) as number[]), eye(1)];
  const bias = tensorOf([4], [0, 0, 0, 0]);
  const masked = (mask: Tensor) => apply(module, [x, x, x, ...parameters, bias, mask]);

  it('has no number where every key is masked, as the module', () => {
    const got = tensorIn(masked(tensorOf([2, 2], [1, 1, 0, 1], 'bool')));
    expect([...got.data]).toEqual([NaN, NaN, NaN, NaN, 1, 2, 3, 4]);
    const additive = tensorIn(masked(tensorOf([2, 2], [-Infinity, -Infinity, 0, -Infinity])));
    expect([...additive.data]).toEqual([...got.data]);
  });

  it('takes a mask for each batch and head', () => {
    const perHead = tensorOf([2, 2, 2], [0, 1, 0, 1, 1, 0, 1, 0], 'bool');
    expect([...tensorIn(masked(perHead)).data]).toEqual([1, 2, 7, 8, 1, 2, 7, 8]);
  });

  it.each<[string, readonly Tensor[], string]>([
    ['a mask to stretch', [...parameters, bias, tensorOf([1, 2], [0, 1], 'bool')], 'the mask [1, 2] must be [2, 2] or [2, 2, 2].'], // prettier-ignore
    ['a weight of another size', [eye(2), eye(1)], 'the weight in [8, 4] must be [12, 4] for the query [1, 2, 4].'], // prettier-ignore
    ['too few parameters', [eye(3)], 'there are 1.'],
  ])('refuses %s', (_name, rest, why) => {
    const result = apply(module, [x, x, x, ...rest]);
    expect(result).toMatchObject({ ok: false, error: { code: 'shape-mismatch' } });
    expect(result.ok ? '' : result.error.message).toContain(why);
  });

  it.each<[string, Tensor, string]>([
    ['another batch', tensorOf([2, 2, 4], Array(16).fill(1) as number[]), 'have different batches'],
    ['another rank', tensorOf([2, 4], Array(8).fill(1) as number[]), 'the same number of axes'],
    ['another width', tensorOf([1, 2, 3], Array(6).fill(1) as number[]), 'different last axes'],
  ])('refuses keys of %s', (_name, key, why) => {
    const result = apply(module, [x, key, key]);
    expect(result.ok ? '' : result.error.message).toContain(why);
    expect(result.ok ? '' : result.error.message).toContain('query [1, 2, 4], key [');
  });
});
