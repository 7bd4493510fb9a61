import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DType, Operation } from '../../../src/program/operation.js';
import { evaluate } from '../../../src/engine/evaluate.js';
import { differentiate } from '../../../src/engine/gradients/differentiate.js';
import { pullbacks } from '../../../src/engine/gradients/index.js';
import { holds, tensorOf } from '../../../src/engine/tensor.js';
import { golden, read } from './golden.js';
import { drafts } from './fuzzOperations.js';
import { literal, programOf, run, type Line } from './programs.js';

const LIMIT = 200_000;
const dtypes: readonly DType[] = ['float32', 'float32', 'float32', 'float64', 'int64', 'bool'];
// Few sizes, so that shapes go together by chance.
const dim = fc.constantFrom(2, 2, 2, 2, 2, 2, 1, 4, 0);
const shape = fc.oneof(
  { weight: 4, arbitrary: fc.constant([2, 2]) },
  { weight: 1, arbitrary: fc.array(dim, { maxLength: 3 }) },
);

const line = (index: number): fc.Arbitrary<Line> =>
  fc
    .tuple(
      index < 3 ? fc.constant<Operation>({ kind: 'input' }) : drafts(dim),
      fc.array(fc.integer({ min: index < 9 ? 0 : -1, max: Math.max(0, index - 1) }), {
        minLength: 2,
        maxLength: 4,
      }),
      fc.constantFrom(...dtypes),
      shape,
    )
    .map(([operation, inputs, dtype, shape]) =>
      operation.kind === 'input'
        ? { operation, inputs: [], dtype, shape }
        : { operation, inputs, dtype },
    );
const lines = fc
  .integer({ min: 4, max: 10 })
  .chain((length) => fc.tuple(...Array.from({ length }, (_, i) => line(i))));

describe('whatever the program', () => {
  it('the way back ends with a gradient of the value’s shape and type, an error, or nothing', () => {
    const settings = fc.tuple(fc.nat(9), fc.boolean(), fc.option(fc.nat(8), { freq: 5 }));
    fc.assert(
      fc.property(lines, settings, (draft, [place, seeded, stop]) => {
        const program = programOf(draft);

        const shapes = draft.map((l) => l.shape);
        const trace = evaluate(program, shapes, { bindings: {}, maxBytes: LIMIT });
        // Mostly the last value there is.
        const last = trace.values.findLastIndex((v, id) => v.ok && id > 2);
        const output = place === 0 || last < 0 ? place : last;
        const end = trace.values[output];
        const { sizes, length } = end?.ok
          ? { sizes: end.tensor.shape, length: end.tensor.data.length }
          : { sizes: [], length: 1 };
        let looks = 0;
        const back = differentiate(program, trace, output, {
          maxBytes: LIMIT,
          ...(seeded ? { seed: tensorOf(sizes, new Array<number>(length).fill(1)) } : {}),
          ...(stop === null ? {} : { isCancelled: () => ++looks > stop }),
        });
        expect(trace.bytes + back.bytes).toBeLessThanOrEqual(LIMIT);
        expect(back.values.length).toBe(draft.length);
        for (const [id, gradient] of back.values.entries()) {
          if (gradient === undefined) continue;
          if (!gradient.ok) {
            expect(gradient.error.message).not.toContain('could not be computed');
            continue;
          }
          const forward = trace.values[id];
          if (forward?.ok !== true) throw new Error('there is a gradient of nothing');
          expect(gradient.tensor.shape).toEqual(forward.tensor.shape);
          expect(gradient.tensor.dtype).toBe(forward.tensor.dtype);
          expect(holds(gradient.tensor)).toBe(true);
        }
      }),
      { numRuns: 4000 },
    );
  }, 120_000);
});

describe('any operation, also of numbers that are not finite, of empty axes and of ties', () => {
  it.each(golden.cases)('$name', ({ operation, inputs, expected }) => {
    const operands = inputs.map(read);
    const lines = [
      ...operands.map(literal),
      { operation, inputs: [...operands.keys()], dtype: expected.dtype },
    ];
    const program = programOf(lines);
    const trace = run(lines);
    const output = lines.length - 1;
    const back = differentiate(program, trace, output, { seed: 'ones' });
    const float = expected.dtype === 'float32' || expected.dtype === 'float64';
    expect(back.values[output]?.ok).toBe(float);
    if (!float) return;
    const pullback = pullbacks[operation.kind];
    for (const [i, x] of operands.entries()) {
      const gradient = back.values[i];
      const reached = typeof pullback === 'function' && x.dtype.startsWith('float');
      if (gradient === undefined || !reached) expect(gradient).toBeUndefined();
      else if (!gradient.ok) expect(gradient.error.message).toBe('');
      else {
        expect(gradient.tensor).toMatchObject({ shape: x.shape, dtype: x.dtype });
        expect(holds(gradient.tensor)).toBe(true);
      }
    }
    // However little memory or time there is, what is there is whole.
    for (let more = 0; more <= back.bytes; more += Math.max(4, back.bytes >> 3)) {
      const short = differentiate(program, trace, output, {
        seed: 'ones',
        maxBytes: trace.bytes + more,
      });
      const codes = short.values.map((v) => (v === undefined || v.ok ? '' : v.error.code));
      expect(codes.filter((code) => !['', 'too-large', 'not-read'].includes(code))).toEqual([]);
      expect(short.bytes).toBeLessThanOrEqual(more);
    }
    const stopped = differentiate(program, trace, output, {
      seed: 'ones',
      isCancelled: () => true,
    });
    expect(stopped.values[output]).toMatchObject({ error: { code: 'cancelled' } });
  });
});
