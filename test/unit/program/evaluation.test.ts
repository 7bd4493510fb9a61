import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/engine/evaluate.js';
import { createBuilder } from '../../../src/program/builder.js';
import type { Shape } from '../../../src/program/dim.js';
import { evaluateShape } from '../../../src/program/dims.js';
import type { IndexItem, Operation } from '../../../src/program/operation.js';
import { span } from '../../../src/program/span.js';

const axis = fc.integer({ min: -3, max: 3 });
const size = fc.integer({ min: 1, max: 4 });

const item: fc.Arbitrary<IndexItem> = fc.oneof(
  axis.map((index): IndexItem => ({ kind: 'at', index })),
  fc
    .record(
      { start: axis, stop: axis, step: fc.constantFrom(-2, -1, 1, 2, 3) },
      { requiredKeys: [] },
    )
    .map((bounds): IndexItem => ({ kind: 'slice', ...bounds })),
  fc.constant<IndexItem>({ kind: 'newAxis' }),
);

/** An operation and how many inputs it takes. */
const operations: fc.Arbitrary<readonly [Operation, number]> = fc.oneof(
  fc
    .constantFrom('add', 'sub', 'mul', 'div', 'pow', 'matmul')
    .map((kind) => [{ kind: kind as 'add' }, 2] as const),
  fc.constantFrom('neg', 'exp', 'relu').map((kind) => [{ kind: kind as 'exp' }, 1] as const),
  fc.constant([{ kind: 'where' }, 3] as const),
  fc.constant([{ kind: 'linear' }, 2] as const),
  fc.constant([{ kind: 'scaledDotProductAttention', causal: false }, 3] as const),
  axis.map((a) => [{ kind: 'softmax', axis: a }, 1] as const),
  axis.map((a) => [{ kind: 'cumsum', axis: a }, 1] as const),
  fc
    .tuple(fc.option(fc.uniqueArray(axis, { minLength: 1, maxLength: 2 })), fc.boolean())
    .map(
      ([axes, keepDim]) =>
        [{ kind: 'sum', keepDim, ...(axes === null ? {} : { axes }) }, 1] as const,
    ),
  fc
    .tuple(axis, fc.boolean())
    .map(([a, keepDim]) => [{ kind: 'argmax', axis: a, keepDim }, 1] as const),
  fc
    .tuple(axis, fc.integer({ min: 0, max: 3 }))
    .map(([a, k]) => [{ kind: 'topk', axis: a, k, part: 'values' }, 1] as const),
  fc.tuple(axis, axis).map(([a, b]) => [{ kind: 'transpose', axis0: a, axis1: b }, 1] as const),
  fc.array(axis, { maxLength: 3 }).map((axes) => [{ kind: 'permute', axes }, 1] as const),
  fc
    .array(fc.constantFrom(-1, 1, 2, 3, 4, 6), { maxLength: 3 })
    .map((shape) => [{ kind: 'reshape', shape }, 1] as const),
  fc
    .array(fc.constantFrom(-1, 1, 2, 3), { maxLength: 4 })
    .map((shape) => [{ kind: 'expand', shape }, 1] as const),
  fc
    .array(fc.integer({ min: 0, max: 2 }), { maxLength: 4 })
    .map((counts) => [{ kind: 'repeat', counts }, 1] as const),
  axis.map((a) => [{ kind: 'concat', axis: a }, 2] as const),
  axis.map((a) => [{ kind: 'stack', axis: a }, 2] as const),
  fc
    .tuple(fc.constantFrom('chunk', 'unbind'), axis, fc.integer({ min: 0, max: 2 }), size)
    .map(([kind, a, part, parts]) => [{ kind: kind as 'chunk', axis: a, part, parts }, 1] as const),
  fc
    .tuple(axis, fc.array(size, { minLength: 1, maxLength: 3 }))
    .map(([a, sizes]) => [{ kind: 'split', axis: a, part: 0, sizes }, 1] as const),
  fc.array(item, { maxLength: 3 }).map((items) => [{ kind: 'index', items }, 1] as const),
  fc
    .constantFrom('ij->ji', 'ii->i', 'i...->...i', 'ij->')
    .map((equation) => [{ kind: 'einsum', equation }, 1] as const),
  fc
    .constantFrom('ij,jk->ik', '...ij,...jk->...ik', 'i,j->ij', 'ij,ij->i')
    .map((equation) => [{ kind: 'einsum', equation }, 2] as const),
  fc
    .constantFrom('a b -> b a', 'a b c -> a (b c)', '(a b) c -> a b c', 'a ... -> ... a')
    .map((pattern) => [{ kind: 'rearrange', pattern, sizes: { a: 2 } }, 1] as const),
);

const programs = fc.record({
  inputs: fc.array(fc.array(size, { maxLength: 3 }), { minLength: 2, maxLength: 3 }),
  steps: fc.array(
    fc.record({
      operation: operations,
      picks: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

describe('shape inference', () => {
  it('agrees with evaluation: the same shapes, and a problem exactly where there is no result', () => {
    fc.assert(
      fc.property(programs, ({ inputs, steps }) => {
        const builder = createBuilder();
        const at = span(0, 1);
        for (const shape of inputs) {
          builder.emit({ operation: { kind: 'input' }, span: at, shape });
        }
        const good = inputs.map((_, i) => i);
        for (const {
          operation: [operation, count],
          picks,
        } of steps) {
          const chosen = picks.slice(0, count).map((n) => good[n % good.length] ?? 0);
          const before = builder.finish([]).problems.length;
          const id = builder.emit({ operation, inputs: chosen, span: at });
          if (builder.finish([]).problems.length === before) good.push(id);
        }
        const program = builder.finish([]);
        const shapes = program.values.map((v): Shape | undefined => v.shape);
        const trace = evaluate(program, shapes, { bindings: {} });
        for (const [i, value] of program.values.entries()) {
          if (value.inputs.some((id) => trace.values[id]?.ok !== true)) continue;
          const traced = trace.values[i];
          const what = `${JSON.stringify(value.operation)} of ${JSON.stringify(
            value.inputs.map((id) => program.values[id]?.shape),
          )}: ${JSON.stringify(value.shape)}`;
          if (!good.includes(i)) expect(traced?.ok, `${what} is computed`).toBe(false);
          else if (traced?.ok !== true) {
            // What there is of no elements (a largest one) depends on more than shapes, and so does
            // what there is of integers (attention).
            const empty = value.inputs.some((id) => program.values[id]?.shape?.includes(0));
            const floats = traced?.error.values?.['reason'] === 'floats';
            if (!empty && !floats) expect(traced?.error.message, what).toBe('computed');
          } else if (value.shape !== undefined) {
            expect(evaluateShape(value.shape, {}), what).toEqual(traced.tensor.shape);
          }
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
