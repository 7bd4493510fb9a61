import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesText } from '../../../src/engine/bytes.js';
import { estimate, largestThatFits } from '../../../src/engine/estimate.js';
import { evaluate } from '../../../src/engine/evaluate.js';
import { tensorOf } from '../../../src/engine/tensor.js';
import { translateError } from '../../../src/explain/messages.js';
import { codeIn, programOf, run, tensorIn, type Line } from './programs.js';

const MB = 2 ** 20;
const input = (name: string, shape: Line['shape']): Line => ({
  operation: { kind: 'input' },
  name,
  ...(shape === undefined ? {} : { shape }),
});

/** softmax(Q Kᵀ) V with n positions, as inference completes its shapes. */
const attention: readonly Line[] = [
  input('Q', ['n', 'd']),
  input('K', ['n', 'd']),
  input('V', ['n', 'd']),
  { operation: { kind: 'transpose', axis0: -1, axis1: -2 }, inputs: [1], shape: ['d', 'n'] },
  { operation: { kind: 'matmul' }, inputs: [0, 3], shape: ['n', 'n'], name: 'scores' },
  { operation: { kind: 'softmax', axis: -1 }, inputs: [4], shape: ['n', 'n'], name: 'weights' },
  { operation: { kind: 'matmul' }, inputs: [5, 2], shape: ['n', 'd'], name: 'output' },
];
const program = programOf(attention);
const shapes = attention.map((l) => l.shape);

describe('bytes read', () => {
  it.each([
    [0, '0 bytes'],
    [1023, '1,023 bytes'],
    [1024, '1 KB'],
    [512 * MB, '512 MB'],
    [512 * MB + 1, '513 MB'],
    [1.5 * MB, '1.5 MB'],
    [8e18, '6.94 EB'],
    [4e40, '3.47e+22 EB'],
  ])('%d as %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});

describe('a value that passes the limit', () => {
  it('is refused before anything is allocated, and the rest goes on', () => {
    const trace = run([
      input('A', [1e9, 1e9]),
      { operation: { kind: 'zeros', shape: [1e12] } },
      { operation: { kind: 'ones', shape: [2, 2] } },
    ]);
    expect(trace.values[0]).toMatchObject({
      error: {
        code: 'too-large',
        values: { bytes: 4e18, limit: 512 * MB, shape: '[1000000000, 1000000000]' },
      },
    });
    expect(trace.values[1]).toMatchObject({
      error: { message: 'zeros: This needs 3.64 TB; at most 512 MB are used.' },
    });
    expect([...tensorIn(trace.values[2]).data]).toEqual([1, 1, 1, 1]);
    expect([trace.elements, trace.bytes]).toEqual([4, 16]);
  });

  it('counts all that is chosen from, where nothing is chosen twice', () => {
    const choice = { kind: 'choice', n: 1e300, replace: false } as const;
    const stream = { id: 0, seed: 0, generator: 'numpy' } as const;
    const [drawn] = run([
      { operation: { kind: 'random', shape: [], distribution: choice, stream } },
    ]).values;
    expect(drawn).toMatchObject({ error: { code: 'too-large' } });
  });

  it('takes with it what is computed from it', () => {
    const trace = run(attention, { bindings: { n: 12_000, d: 4 } });
    const codes = trace.values.map((v) => (v.ok ? 'ok' : v.error.code));
    expect(codes).toEqual(['ok', 'ok', 'ok', 'ok', 'too-large', 'not-read', 'not-read']);
    expect(trace.values[4]).toMatchObject({
      error: {
        message:
          'matmul of [12000, 4] and [4, 12000]: This needs 550 MB; at most 512 MB are used. ' +
          'The largest n that fits is 8,186.',
      },
    });
  });

  it('is counted with all that is held', () => {
    const ones: Line = { operation: { kind: 'ones', shape: [6] } };
    const trace = run([ones, ones, { operation: { kind: 'ones', shape: [4] } }], { maxBytes: 40 });
    expect(trace.values.map((v) => v.ok)).toEqual([true, false, true]);
    expect(trace.values[1]).toMatchObject({
      error: { message: 'ones: All steps together need 64 bytes; at most 40 bytes are used.' },
    });
  });

  it.each(['float32', 'float64', 'int64', 'bool'] as const)('by its type: %s', (dtype) => {
    const width = { float32: 4, float64: 8, int64: 8, bool: 1 }[dtype];
    const line: Line = { operation: { kind: 'zeros', shape: [100] }, dtype };
    expect(run([line], { maxBytes: 100 * width }).bytes).toBe(100 * width);
    expect(codeIn(run([line], { maxBytes: 100 * width - 1 }).values[0])).toBe('too-large');
  });

  it.each<[string, Line]>([
    [
      'an outer product',
      { operation: { kind: 'einsum', equation: 'i,j,k->ijk' }, inputs: [0, 0, 0] },
    ],
    [
      'an intermediate result',
      { operation: { kind: 'einsum', equation: 'i,j,k->' }, inputs: [0, 0, 0] },
    ],
    ['a repetition', { operation: { kind: 'repeat', counts: [1e9] }, inputs: [0] }],
    ['an expansion', { operation: { kind: 'expand', shape: [1e9, 1000] }, inputs: [0] }],
    ['a concatenation', { operation: { kind: 'concat', axis: 0, count: 1e6 }, inputs: [0] }],
    ['a range', { operation: { kind: 'arange', start: 0, stop: 1, step: 1e-300 } }],
    ['a copy in a wider type', { operation: { kind: 'neg' }, inputs: [0], dtype: 'float64' }],
  ])('can be %s', (_name, line) => {
    const lines = [{ operation: { kind: 'ones' as const, shape: [1000] } }, line];
    expect(codeIn(run(lines, { maxBytes: 11_000 }).values[1])).toBe('too-large');
  });
});

describe('the estimate', () => {
  it('is what an evaluation holds, where shapes are known', () => {
    const bindings = { n: 50, d: 8 };
    const { values } = estimate(program, shapes, { bindings });
    const trace = run(attention, { bindings });
    expect(values.reduce((sum, v) => sum + v.bytes, 0)).toBe(trace.bytes);
    expect(trace.bytes).toBe(4 * (5 * 50 * 8 + 2 * 50 * 50));
  });

  it('works shapes out that inference left open', () => {
    const lines = attention.map((l, i) => (i < 3 ? l : { ...l, shape: undefined as never }));
    const { values } = estimate(
      programOf(lines),
      lines.map((l) => l.shape),
      {
        bindings: { n: 3, d: 4 },
      },
    );
    expect(values.map((v) => v.shape)).toEqual([
      [3, 4],
      [3, 4],
      [3, 4],
      [4, 3],
      [3, 3],
      [3, 3],
      [3, 4],
    ]);
  });

  it('gives the largest size that fits, and one more does not', () => {
    const limits = fc.integer({ min: 2_000, max: 200_000 });
    fc.assert(
      fc.property(limits, fc.boolean(), (limit, last) => {
        const keep = last ? new Set([6]) : undefined;
        const more = keep === undefined ? {} : { keep };
        const n = largestThatFits(program, shapes, 'n', limit, { bindings: { d: 4 }, ...more });
        const codes = (size: number): string[] =>
          evaluate(program, shapes, { bindings: { n: size, d: 4 }, maxBytes: limit, ...more })
            .values.filter((v) => !v.ok && v.error.code !== 'not-kept')
            .map(codeIn);
        expect(n === undefined ? [] : codes(n)).toEqual([]);
        expect(codes((n ?? 0) + 1)).toContain('too-large');
      }),
      { numRuns: 60 },
    );
  });

  it('has no largest size where all fit, or none', () => {
    const find = (name: string, limit: number): number | undefined =>
      largestThatFits(program, shapes, name, limit, { bindings: { n: 4, d: 4 } });
    expect(find('other', 1e6)).toBeUndefined();
    expect(find('n', 10)).toBeUndefined();
  });

  it('takes no longer for large sizes', () => {
    const bindings = { n: 2 ** 60, d: 2 ** 60 };
    expect(
      estimate(program, shapes, { bindings, limit: 512 * MB }).values.map((v) => v.refused),
    ).toEqual([true, true, true, false, false, false, false]);
  });
});

describe('the sentence', () => {
  const error = (bindings: Record<string, number>, limit: number) => {
    const found = run(attention, { bindings, maxBytes: limit }).values.find(
      (v) => !v.ok && v.error.code === 'too-large',
    );
    if (found === undefined || found.ok) throw new Error('nothing is too large');
    return found.error;
  };

  it('has figures that a person reads, in both languages', () => {
    const found = error({ n: 2000, d: 4 }, 16 * MB);
    expect(found.message).toBe(
      'softmax of [2000, 2000]: All steps together need 30.8 MB; at most 16 MB are used. ' +
        'The largest n that fits is 1,442.',
    );
    expect(found.values).toMatchObject({ symbol: 'n', largest: 1442, limit: 16 * MB });
    expect(translateError(found, 'en')).toBe(
      'Softmax of [2000, 2000]: All steps together need 30.8 MB; at most 16 MB are used. ' +
        'The largest n that fits is 1,442.',
    );
    expect(translateError(found, 'ja')).toBe(
      '形状 [2000, 2000] のソフトマックス: すべてのステップの計算には 30.8 MB 必要です。使えるのは 16 MB までです。' +
        '計算できる最大の n は 1,442 です。',
    );
  });

  it('offers the size that is largest', () => {
    expect(error({ n: 4, d: 10_000 }, MB / 2).values).toMatchObject({ symbol: 'd' });
  });
});

describe('steps that are not shown', () => {
  const steps = 40;
  const chain: readonly Line[] = [
    { operation: { kind: 'ones', shape: [1000] } },
    ...Array.from({ length: steps }, (_, i): Line => ({ operation: { kind: 'exp' }, inputs: [i] })),
    { operation: { kind: 'add' }, inputs: [0, steps] },
  ];

  it('give their memory to later ones', () => {
    const keep = new Set([steps + 1]);
    expect(
      run(chain, { maxBytes: 12_000 }).values.some((v) => !v.ok && v.error.code === 'too-large'),
    ).toBe(true);
    const trace = run(chain, { maxBytes: 16_000, keep });
    expect(trace.values.slice(0, -1).map(codeIn)).toEqual(Array(steps + 1).fill('not-kept'));
    expect(trace.bytes).toBe(4000);
    const all = run(chain);
    expect(tensorIn(trace.values[steps + 1])).toEqual(tensorIn(all.values[steps + 1]));
  });

  it('leave the numbers of the others as they are', () => {
    const operations = [
      { kind: 'add' },
      { kind: 'matmul' },
      { kind: 'tril', diagonal: 0 },
      { kind: 'softmax', axis: 0 },
      { kind: 'transpose', axis0: 0, axis1: 1 },
      { kind: 'sum', axes: [0], keepDim: true },
      {
        kind: 'random',
        shape: [3, 3],
        distribution: { kind: 'normal', mean: 0, std: 1 },
        stream: { id: 0, seed: 1, generator: 'torch' },
      },
    ] as const;
    const line = fc.tuple(fc.constantFrom(...operations), fc.nat(), fc.nat());
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.array(fc.nat(20)),
        (drafts, kept) => {
          const lines: Line[] = [input('x', [3, 3])];
          for (const [operation, a, b] of drafts) {
            const inputs = operation.kind === 'random' ? [] : [a % lines.length, b % lines.length];
            lines.push({
              operation,
              inputs: ['add', 'matmul'].includes(operation.kind) ? inputs : inputs.slice(0, 1),
            });
          }
          const keep = new Set(kept);
          const [some, all] = [run(lines, { keep }), run(lines)];
          for (const [id, value] of some.values.entries()) {
            if (keep.has(id)) expect(value).toEqual(all.values[id]);
            else expect(value.ok).toBe(false);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('stay until the gradient that goes back over them is there', () => {
    const lines: readonly Line[] = [
      input('x', [3]),
      { operation: { kind: 'exp' }, inputs: [0] },
      { operation: { kind: 'mul' }, inputs: [1, 1] },
      { operation: { kind: 'sum' }, inputs: [2] },
      { operation: { kind: 'grad' }, inputs: [3, 0] },
    ];
    const trace = run(lines, { keep: new Set([4]) });
    expect(trace.values.slice(0, 4).map(codeIn)).toEqual(Array(4).fill('not-kept'));
    expect(trace.values[4]).toEqual(run(lines).values[4]);
  });

  it('are not computed where nothing kept needs them', () => {
    const trace = run(
      [
        { operation: { kind: 'zeros', shape: [1e12] } },
        { operation: { kind: 'ones', shape: [2] } },
      ],
      { keep: new Set([1]) },
    );
    expect(trace.values.map((v) => v.ok)).toEqual([false, true]);
    expect(codeIn(trace.values[0])).toBe('not-kept');
  });
});

describe('given numbers', () => {
  it.each([
    ['too few', { shape: [3], dtype: 'float32' as const, data: new Float32Array(2) }],
    ['too many', { shape: [], dtype: 'float32' as const, data: new Float32Array(2) }],
    ['of another array', { shape: [2], dtype: 'float32' as const, data: new Float64Array(2) }],
    ['of no size', { shape: [-1, -2], dtype: 'float32' as const, data: new Float32Array(2) }],
  ])('%s are refused', (_name, tensor) => {
    const trace = run([input('x', [2])], { inputs: new Map([[0, tensor]]) });
    expect(codeIn(trace.values[0])).toBe('shape-mismatch');
  });

  it('are never written over', () => {
    const given = tensorOf([1000], new Float32Array(1000).fill(2));
    run(
      [
        input('x', [1000]),
        { operation: { kind: 'neg' }, inputs: [0] },
        { operation: { kind: 'exp' }, inputs: [1] },
        { operation: { kind: 'abs' }, inputs: [2] },
      ],
      {
        inputs: new Map([[0, given]]),
        keep: new Set([3]),
      },
    );
    expect(given.data.every((x) => x === 2)).toBe(true);
  });
});
