import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Dim, Shape } from '../../../src/program/dim.js';
import type { Distribution, DType, Operation } from '../../../src/program/operation.js';
import { evaluate } from '../../../src/engine/evaluate.js';
import { operations } from '../../../src/engine/operations/index.js';
import { bytesOf } from '../../../src/engine/bytes.js';
import { holds, shapeText } from '../../../src/engine/tensor.js';
import type { Tensor } from '../../../src/engine/trace.js';
import { drafts } from './fuzzOperations.js';
import { programOf, type Line } from './programs.js';

const LIMIT = 200_000;

/** Bytes of the largest array made since it was last asked, whoever made it. */
let largest = 0;
const counted = <T extends new (...args: never[]) => { readonly byteLength: number }>(
  array: T,
): T =>
  class extends (array as unknown as new (...args: unknown[]) => { readonly byteLength: number }) {
    constructor(...args: unknown[]) {
      // A view of what is there already is no new memory.
      if (!(args[0] instanceof ArrayBuffer)) {
        const length = typeof args[0] === 'number' ? args[0] : 0;
        largest = Math.max(
          largest,
          length * (array as unknown as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT,
        );
      }
      super(...args);
    }
  } as unknown as T;

beforeAll(() => {
  vi.stubGlobal('Float32Array', counted(Float32Array));
  vi.stubGlobal('Float64Array', counted(Float64Array));
  vi.stubGlobal('Uint8Array', counted(Uint8Array));
  vi.stubGlobal('Uint32Array', counted(Uint32Array));
});
afterAll(() => vi.unstubAllGlobals());

const dtypes: readonly DType[] = ['float32', 'float64', 'int64', 'bool'];
const name = fc.constantFrom('n', 'd', 'unbound');
const dim: fc.Arbitrary<Dim> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 5 }) },
  { weight: 2, arbitrary: name },
  { weight: 1, arbitrary: fc.constantFrom<Dim>(1e9, 1e200, -1, NaN, Infinity, 1.5, 2 ** 53) },
  {
    weight: 1,
    arbitrary: fc.record({
      operator: fc.constantFrom('+', '-', '*', '//'),
      left: name,
      right: fc.integer({ min: 0, max: 3 }),
    }),
  },
);
const shape: fc.Arbitrary<Shape> = fc.oneof(
  { weight: 12, arbitrary: fc.array(dim, { maxLength: 4 }) },
  // No elements, but an axis that nothing may walk or be as long as.
  { weight: 1, arbitrary: fc.constantFrom<Shape>([1e9, 0], [0, 1e9], [2, 0, 1e9], [1e9, 0, 2]) },
);
const bindings = fc.dictionary(
  fc.constantFrom('n', 'd'),
  fc.oneof(fc.integer({ min: -1, max: 6 }), fc.constantFrom(NaN, 0, 1e9, 2.5, Infinity)),
);

/** Mostly inputs before it; now and then one that is later, itself, or not there at all. */
const inputsAt = (index: number): fc.Arbitrary<number[]> =>
  fc.array(
    fc.oneof(
      { weight: 12, arbitrary: fc.nat(Math.max(0, index - 1)) },
      { weight: 1, arbitrary: fc.constantFrom(index, index + 1, -1, 99, NaN, 0.5) },
    ),
    { maxLength: 6 },
  );

const line = (index: number): fc.Arbitrary<Line> =>
  fc
    .tuple(
      index < 2 ? fc.constant<Operation>({ kind: 'input' }) : drafts(dim),
      inputsAt(index),
      fc.constantFrom(...dtypes),
      fc.option(shape, { nil: undefined, freq: index < 2 ? 8 : 2 }),
    )
    .map(([operation, inputs, dtype, sizes]) => ({
      operation,
      inputs: operation.kind === 'input' ? [] : inputs,
      dtype,
      ...(sizes === undefined ? {} : { shape: sizes }),
    }));
const lines = fc
  .integer({ min: 2, max: 9 })
  .chain((length) => fc.tuple(...Array.from({ length }, (_, i) => line(i))));

/** Tensors as a caller might give them: some with other numbers than their shape has. */
const given: fc.Arbitrary<Tensor> = fc
  .tuple(
    fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom(1e9, NaN, -1)), {
      maxLength: 3,
    }),
    fc.constantFrom(...dtypes),
    fc.nat(30),
  )
  .map(([sizes, dtype, length]) => {
    const fitting = sizes.every((d) => d >= 0 && d < 5) && length > 5;
    const count = fitting ? sizes.reduce((a, b) => a * b, 1) : length;
    const data =
      dtype === 'float32'
        ? new Float32Array(count)
        : dtype === 'bool'
          ? new Uint8Array(count)
          : new Float64Array(count);
    return { shape: sizes, dtype, data: data.map((_, i) => (i * 7) % 5) };
  });

describe('whatever the program, its sizes and its inputs', () => {
  const settings = fc.record({
    keep: fc.option(
      fc.array(fc.nat(9)).map((ids) => new Set(ids)),
      { nil: undefined },
    ),
    inputs: fc.dictionary(fc.constantFrom('0', '1'), given),
    stop: fc.option(fc.nat(12), { nil: undefined, freq: 4 }),
    bindings,
  });

  it('an evaluation ends with a tensor or a clear error for each value, within its memory', () => {
    fc.assert(
      fc.property(lines, settings, (draft, { keep, inputs, stop, bindings: sizes }) => {
        const program = programOf(draft);
        let asked = 0;
        largest = 0;
        const progress: number[] = [];
        const trace = evaluate(
          program,
          draft.map((l) => l.shape),
          {
            bindings: sizes,
            maxBytes: LIMIT,
            inputs: new Map(Object.entries(inputs).map(([id, t]) => [Number(id), t])),
            onProgress: (done, total) => progress.push(done / total),
            ...(keep === undefined ? {} : { keep }),
            ...(stop === undefined ? {} : { isCancelled: () => ++asked > stop }),
          },
        );
        expect(trace.values.length).toBe(draft.length);
        const tensors = trace.values.flatMap((v) => (v.ok ? [v.tensor] : []));
        expect(tensors.every(holds)).toBe(true);
        const bytes = tensors.reduce((sum, t) => sum + bytesOf(t.shape, t.dtype), 0);
        expect(Math.max(bytes, trace.bytes, largest)).toBeLessThanOrEqual(LIMIT);
        for (const [id, value] of trace.values.entries()) {
          if (value.ok) continue;
          const { code, message, values } = value.error;
          expect([code, message]).not.toContain('');
          expect(message).not.toContain('could not be computed');
          const { operation, inputs: operands } = program.values[id] ?? { inputs: [] };
          // An operation that was tried is named, with what it was tried on.
          if (values?.['operation'] === undefined) continue;
          const known = operands.every((operand) => operand in program.values && operand < id);
          expect(message).toContain(operation?.kind);
          for (const operand of known ? operands.slice(0, 6) : []) {
            const source = trace.values[operand];
            if (source?.ok === true) expect(message).toContain(shapeText(source.tensor.shape));
          }
        }
        if (stop === undefined) expect(progress.at(-1)).toBe(1);
      }),
      { numRuns: 4000 },
    );
  }, 120_000);

  it('errors that say nothing of an operation are those of time, of keeping, and of missing values', () => {
    fc.assert(
      fc.property(lines, (draft) => {
        const trace = evaluate(
          programOf(draft),
          draft.map((l) => l.shape),
          { bindings: {}, maxBytes: LIMIT },
        );
        for (const value of trace.values) {
          if (!value.ok && value.error.values?.['operation'] === undefined)
            expect(['not-read']).toContain(value.error.code);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('draws every operation there is', () => {
    const kinds = new Set(fc.sample(drafts(dim), { numRuns: 3000, seed: 1 }).map((o) => o.kind));
    const missing = Object.keys(operations).filter((kind) => !kinds.has(kind as Operation['kind']));
    expect(missing).toEqual([]);
  });
});

/** Large draws that are refused by size, whatever they are drawn from. */
describe('a draw', () => {
  const distributions: readonly Distribution[] = [
    { kind: 'normal', mean: NaN, std: -1 },
    { kind: 'uniform', low: -1e308, high: 1e308 },
    { kind: 'integers', low: -Infinity, high: Infinity },
    { kind: 'permutation' },
    { kind: 'bernoulli', p: NaN },
  ];
  it.each(distributions)('$kind of too much is an error', (distribution) => {
    const draft: Line = {
      operation: {
        kind: 'random',
        shape: [1e9],
        distribution,
        stream: { id: 0, seed: 0, generator: 'numpy' },
      },
    };
    expect(evaluate(programOf([draft]), [undefined], { bindings: {} }).values[0]?.ok).toBe(false);
  });
});
