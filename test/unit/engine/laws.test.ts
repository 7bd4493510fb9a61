import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/program/operation.js';
import { broadcastShapes, sizeOf, tensorOf } from '../../../src/engine/tensor.js';
import type { Tensor } from '../../../src/engine/trace.js';
import { difference } from './closeness.js';
import { apply, tensorIn } from './programs.js';

const close = { absolute: 1e-5, relative: 1e-5 };
const exact = { absolute: 0, relative: 0 };
const compute = (operation: Operation, ...inputs: Tensor[]): Tensor =>
  tensorIn(apply(operation, inputs));

const finite = fc.float({ min: -50, max: 50, noNaN: true, noDefaultInfinity: true });
const tensorWith = (shape: readonly number[]): fc.Arbitrary<Tensor> =>
  fc
    .array(finite, { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((data) => tensorOf(shape, data));
const sizes = (min: number, max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: 4 }), { minLength: min, maxLength: max });
const tensors = (min: number, max: number): fc.Arbitrary<Tensor> =>
  sizes(min, max).chain(tensorWith);
const edge = fc.integer({ min: 0, max: 11 });

/** Shapes that broadcast together: each axis of the whole, or 1, or left out in front. */
const broadcastable = sizes(0, 4).chain((whole) => {
  const part = fc
    .tuple(
      fc.integer({ min: 0, max: whole.length }),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    )
    .map(([drop, stretch]) => whole.map((d, i) => (stretch[i] === true ? 1 : d)).slice(drop));
  return fc.tuple(part.chain(tensorWith), part.chain(tensorWith));
});

describe('softmax', () => {
  it('has rows that sum to 1, between 0 and 1, along any axis', () => {
    fc.assert(
      fc.property(tensors(1, 3), fc.integer({ min: -3, max: 2 }), (x, axis) => {
        const at = axis < 0 ? axis + x.shape.length : axis;
        fc.pre(at >= 0 && at < x.shape.length && (x.shape[at] ?? 0) > 0);
        const weights = compute({ kind: 'softmax', axis }, x);
        expect(weights.data.every((w) => w >= 0 && w <= 1)).toBe(true);
        const sums = compute({ kind: 'sum', axes: [axis] }, weights);
        expect(sums.data.every((s) => Math.abs(s - 1) < 1e-5)).toBe(true);
      }),
    );
  });

  it('does not change when a number is added to all', () => {
    fc.assert(
      fc.property(tensors(1, 2), fc.integer({ min: -1000, max: 1000 }), (x, shift) => {
        const moved = compute({ kind: 'add' }, x, tensorOf([], [shift]));
        const [a, b] = [x, moved].map((t) => compute({ kind: 'softmax', axis: -1 }, t));
        expect(difference(b as Tensor, a as Tensor, { absolute: 1e-3, relative: 1e-3 })).toBe('');
      }),
    );
  });

  it('is the exponential of logSoftmax', () => {
    fc.assert(
      fc.property(tensors(1, 3), (x) => {
        const log = compute({ kind: 'logSoftmax', axis: 0 }, x);
        const weights = compute({ kind: 'softmax', axis: 0 }, x);
        expect(
          difference(compute({ kind: 'exp' }, log), weights, { absolute: 1e-5, relative: 1e-4 }),
        ).toBe('');
      }),
    );
  });
});

describe('matmul', () => {
  const matrices = fc
    .tuple(edge, edge, edge)
    .chain(([rows, inner, columns]) =>
      fc.tuple(tensorWith([rows, inner]), tensorWith([inner, columns])),
    );

  it('is the sum of products that it is defined as', () => {
    fc.assert(
      fc.property(matrices, ([a, b]) => {
        const [rows = 0, inner = 0] = a.shape;
        const columns = b.shape[1] ?? 0;
        const naive = Array.from({ length: rows * columns }, (_, at) => {
          const [i, j] = [Math.floor(at / columns), at % columns];
          let total = 0;
          for (let p = 0; p < inner; p++)
            total += (a.data[i * inner + p] ?? 0) * (b.data[p * columns + j] ?? 0);
          return total;
        });
        expect(
          difference(compute({ kind: 'matmul' }, a, b), tensorOf([rows, columns], naive), close),
        ).toBe('');
      }),
    );
  });

  it('is what einsum says of it, and linear of the transpose', () => {
    fc.assert(
      fc.property(matrices, ([a, b]) => {
        const product = compute({ kind: 'matmul' }, a, b);
        const summed = compute({ kind: 'einsum', equation: 'ij,jk->ik' }, a, b);
        const linear = compute(
          { kind: 'linear' },
          a,
          compute({ kind: 'transpose', axis0: 0, axis1: 1 }, b),
        );
        expect(difference(summed, product, close)).toBe('');
        expect(difference(linear, product, close)).toBe('');
      }),
    );
  });

  it('does the same for each matrix of a batch', () => {
    const batches = fc
      .tuple(fc.integer({ min: 1, max: 3 }), edge, edge, edge)
      .chain(([n, rows, inner, columns]) =>
        fc.tuple(tensorWith([n, rows, inner]), tensorWith([n, inner, columns])),
      );
    fc.assert(
      fc.property(batches, ([a, b]) => {
        const product = compute({ kind: 'matmul' }, a, b);
        for (let part = 0; part < (a.shape[0] ?? 0); part++) {
          const unbind: Operation = { kind: 'unbind', axis: 0, part };
          const one = compute({ kind: 'matmul' }, compute(unbind, a), compute(unbind, b));
          expect(difference(compute(unbind, product), one, exact)).toBe('');
        }
      }),
    );
  });
});

describe('layout', () => {
  it('transpose undoes itself', () => {
    fc.assert(
      fc.property(tensors(2, 4), fc.nat(3), fc.nat(3), (x, i, j) => {
        const operation: Operation = {
          kind: 'transpose',
          axis0: i % x.shape.length,
          axis1: (j % x.shape.length) - x.shape.length,
        };
        expect(difference(compute(operation, compute(operation, x)), x, exact)).toBe('');
      }),
    );
  });

  it('permute is undone by the inverse order', () => {
    const ordered = tensors(0, 4).chain((x) =>
      fc.tuple(
        fc.constant(x),
        fc.shuffledSubarray([...x.shape.keys()], { minLength: x.shape.length }),
      ),
    );
    fc.assert(
      fc.property(ordered, ([x, axes]) => {
        const inverse = axes.map((_, i) => axes.indexOf(i));
        const moved = compute({ kind: 'permute', axes }, x);
        expect(difference(compute({ kind: 'permute', axes: inverse }, moved), x, exact)).toBe('');
      }),
    );
  });

  it('concat puts together what split took apart', () => {
    fc.assert(
      fc.property(tensors(1, 3), fc.nat(2), fc.nat(4), (x, a, cut) => {
        const axis = a % x.shape.length;
        const whole = x.shape[axis] ?? 0;
        const first = Math.min(cut, whole);
        const parts = [0, 1].map((part) =>
          compute({ kind: 'split', axis, part, sizes: [first, whole - first] }, x),
        );
        expect(difference(compute({ kind: 'concat', axis }, ...parts), x, exact)).toBe('');
      }),
    );
  });

  it('sort gives topk of all, and gather by its indices gives its values', () => {
    fc.assert(
      fc.property(tensors(1, 3), (x) => {
        const sort = (part: 'values' | 'indices'): Operation => ({
          kind: 'sort',
          axis: -1,
          descending: true,
          part,
        });
        const values = compute(sort('values'), x);
        const all: Operation = { kind: 'topk', axis: -1, k: x.shape.at(-1) ?? 0, part: 'values' };
        expect(difference(compute(all, x), values, exact)).toBe('');
        const gathered = compute({ kind: 'gather', axis: -1 }, x, compute(sort('indices'), x));
        expect(difference(gathered, values, exact)).toBe('');
      }),
    );
  });
});

describe('broadcasting', () => {
  it('is the same whichever operand is stretched', () => {
    fc.assert(
      fc.property(broadcastable, ([a, b]) => {
        const shape = broadcastShapes(a.shape, b.shape) ?? [];
        const stretch = (x: Tensor): Tensor => compute({ kind: 'expand', shape }, x);
        for (const kind of ['add', 'mul', 'sub'] as const) {
          const stretched = compute({ kind }, stretch(a), stretch(b));
          expect(difference(compute({ kind }, a, b), stretched, exact)).toBe('');
        }
        expect(
          difference(compute({ kind: 'add' }, a, b), compute({ kind: 'add' }, b, a), exact),
        ).toBe('');
      }),
    );
  });

  it('agrees with reductions: the sum of a stretched tensor counts each element', () => {
    fc.assert(
      fc.property(tensors(1, 3), fc.integer({ min: 1, max: 4 }), (x, n) => {
        const stretched = compute({ kind: 'expand', shape: [n, ...x.shape] }, x);
        const sum = compute({ kind: 'sum', axes: [0] }, stretched);
        const product = compute({ kind: 'mul' }, x, tensorOf([], [n]));
        expect(difference(sum, product, close)).toBe('');
      }),
    );
  });
});

describe('attention', () => {
  it('gives means of values: between the smallest and the largest of each column', () => {
    const qkv = fc
      .tuple(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
      )
      .chain(([n, m, d]) => fc.tuple(tensorWith([n, d]), tensorWith([m, d]), tensorWith([m, 3])));
    fc.assert(
      fc.property(qkv, fc.boolean(), ([q, k, v], causal) => {
        const out = compute({ kind: 'scaledDotProductAttention', causal }, q, k, v);
        const [low, high] = (['min', 'max'] as const).map((kind) =>
          compute({ kind, axes: [0] }, v),
        );
        for (const [i, x] of out.data.entries()) {
          expect(x).toBeGreaterThanOrEqual((low?.data[i % 3] ?? 0) - 1e-3);
          expect(x).toBeLessThanOrEqual((high?.data[i % 3] ?? 0) + 1e-3);
        }
      }),
    );
  });
});
