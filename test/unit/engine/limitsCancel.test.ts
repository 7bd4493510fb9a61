import { describe, expect, it } from 'vitest';
import type { DType, Operation } from '../../../src/program/operation.js';
import { STEPS_PER_LOOK } from '../../../src/engine/clock.js';
import { fillInput } from '../../../src/engine/exampleInput.js';
import { exampleSource } from '../../../src/engine/examples.js';
import { operations } from '../../../src/engine/operations/index.js';
import type { KernelContext, SharedKernel } from '../../../src/engine/operations/kernel.js';
import { createStreams } from '../../../src/engine/randomSource.js';
import { statisticsOf } from '../../../src/engine/statistics.js';
import { allocate, sizeOf } from '../../../src/engine/tensor.js';
import type { Tensor } from '../../../src/engine/trace.js';
import { codeIn, programOf, run, type Line } from './programs.js';

/** Long enough that a step which does not look at the clock on its way shows. */
const N = STEPS_PER_LOOK + 50_000;
const SIDE = 560;

function filled(shape: readonly number[], dtype: DType = 'float32', modulus = 7): Tensor {
  const data = allocate(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = i % (dtype === 'bool' ? 2 : modulus);
  return { shape, dtype, data };
}
const row = filled([N]);
const sideways = filled([2, N / 2]);
const wide = filled([1, N]);
const square = filled([SIDE, SIDE]);
const cube = filled([6, 256, 256]);
const doubles = filled([N], 'float64');
const places = filled([N], 'int64');
const mask = filled([N], 'bool');
const ones: Tensor = { ...places, data: places.data.map(() => 1) };

interface Case {
  readonly operation: Operation;
  readonly inputs: readonly Tensor[];
  readonly dtype?: DType;
}

const one = (...kinds: readonly Operation['kind'][]): Case[] =>
  kinds.map((kind) => ({ operation: { kind } as Operation, inputs: [row] }));
const two = (...kinds: readonly Operation['kind'][]): Case[] =>
  kinds.flatMap((kind) => [
    { operation: { kind } as Operation, inputs: [row, row] },
    { operation: { kind } as Operation, inputs: [doubles, row] },
  ]);
const draws = (['torch', 'numpy', 'numpyPcg64'] as const).flatMap((generator): Case[] => {
  const stream = { id: 0, seed: 3, generator };
  return (
    [
      { kind: 'normal', mean: 0, std: 1 },
      { kind: 'uniform', low: 0, high: 1 },
      { kind: 'integers', low: 0, high: 100 },
      { kind: 'bernoulli', p: 0.5 },
      { kind: 'permutation' },
    ] as const
  ).flatMap((distribution): Case[] => {
    const dtype: DType =
      distribution.kind === 'integers' || distribution.kind === 'permutation'
        ? 'int64'
        : generator === 'torch'
          ? 'float32'
          : 'float64';
    const operation: Operation = { kind: 'random', shape: [N], distribution };
    return [
      { operation, inputs: [], dtype },
      { operation: { ...operation, stream }, inputs: [], dtype },
    ];
  });
});

/** Every operation on operands of which one axis, or all together, is long. */
const cases: readonly Case[] = [
  ...one(
    'neg',
    'exp',
    'log',
    'sqrt',
    'rsqrt',
    'abs',
    'tanh',
    'sigmoid',
    'relu',
    'silu',
    'erf',
    'sin',
    'cos',
  ),
  ...two('add', 'sub', 'mul', 'div', 'pow', 'floorDiv', 'remainder'),
  ...[row, wide, sideways].flatMap((x): Case[] => [
    { operation: { kind: 'sum' }, inputs: [x] },
    { operation: { kind: 'mean', axes: [0] }, inputs: [x] },
    { operation: { kind: 'prod', axes: [0] }, inputs: [x] },
    { operation: { kind: 'max', axes: [-1] }, inputs: [x] },
    { operation: { kind: 'min' }, inputs: [x] },
    { operation: { kind: 'var', correction: 1, axes: [-1] }, inputs: [x] },
    { operation: { kind: 'norm', p: 3 }, inputs: [x] },
    { operation: { kind: 'argmax' }, inputs: [x] },
    { operation: { kind: 'cumsum', axis: -1 }, inputs: [x] },
    { operation: { kind: 'library', name: 'floor', settings: {} }, inputs: [x] },
    { operation: { kind: 'softmax', axis: -1 }, inputs: [x] },
    { operation: { kind: 'softmax', axis: 0 }, inputs: [x] },
    { operation: { kind: 'logSoftmax', axis: -1 }, inputs: [x] },
    { operation: { kind: 'sort', axis: -1, descending: true, part: 'values' }, inputs: [x] },
    { operation: { kind: 'topk', axis: -1, k: 5, part: 'indices' }, inputs: [x] },
    { operation: { kind: 'layerNorm', axes: 1, eps: 1e-5 }, inputs: [x] },
    { operation: { kind: 'rmsNorm', axes: 1, eps: 1e-5 }, inputs: [x] },
    { operation: { kind: 'reshape', shape: [-1] }, inputs: [x] },
    { operation: { kind: 'cast', dtype: 'int64' }, inputs: [x], dtype: 'int64' },
    { operation: { kind: 'concat', axis: -1 }, inputs: [x, x] },
    { operation: { kind: 'stack', axis: 0 }, inputs: [x, x] },
    { operation: { kind: 'gelu', approximate: 'none' }, inputs: [x] },
    { operation: { kind: 'elu', alpha: 1 }, inputs: [x] },
    { operation: { kind: 'clamp', min: 0 }, inputs: [x] },
    { operation: { kind: 'maskedFill', value: 0 }, inputs: [x, filled(x.shape, 'bool')] },
    {
      operation: { kind: 'where' },
      inputs: [filled(x.shape, 'bool'), x, filled(x.shape, 'float64')],
    },
    { operation: { kind: 'loss', loss: 'meanSquaredError' }, inputs: [x, x] },
  ]),
  {
    operation: { kind: 'tensor', shape: [N], data: Array.from({ length: N }, () => 1) },
    inputs: [],
  },
  { operation: { kind: 'dropout', p: 0.5, training: true }, inputs: [row] },
  { operation: { kind: 'zeros', shape: [N] }, inputs: [] },
  { operation: { kind: 'ones', shape: [N] }, inputs: [] },
  { operation: { kind: 'full', shape: [N], value: 2 }, inputs: [] },
  { operation: { kind: 'arange', start: 0, stop: N, step: 1 }, inputs: [] },
  ...draws,
  { operation: { kind: 'compare', relation: 'lt' }, inputs: [row, doubles], dtype: 'bool' },
  { operation: { kind: 'logical', relation: 'and' }, inputs: [mask, mask], dtype: 'bool' },
  { operation: { kind: 'floorDiv' }, inputs: [places, ones], dtype: 'int64' },
  { operation: { kind: 'tril', diagonal: 0 }, inputs: [wide] },
  { operation: { kind: 'triu', diagonal: 0 }, inputs: [square] },
  { operation: { kind: 'matmul' }, inputs: [square, square] },
  { operation: { kind: 'matmul' }, inputs: [wide, filled([N, 1])] },
  { operation: { kind: 'matmul' }, inputs: [filled([1, SIDE]), square] },
  { operation: { kind: 'matmul' }, inputs: [doubles, doubles], dtype: 'float64' },
  { operation: { kind: 'linear' }, inputs: [filled([N / 4, 4]), filled([4, 4]), filled([4])] },
  { operation: { kind: 'einsum', equation: 'ij,jk->ik' }, inputs: [square, square] },
  { operation: { kind: 'einsum', equation: 'i->' }, inputs: [row] },
  { operation: { kind: 'einsum', equation: 'ij->ji' }, inputs: [square] },
  { operation: { kind: 'transpose', axis0: 0, axis1: 1 }, inputs: [square] },
  { operation: { kind: 'permute', axes: [2, 0, 1] }, inputs: [cube] },
  { operation: { kind: 'expand', shape: [3, N] }, inputs: [wide] },
  { operation: { kind: 'repeat', counts: [3, 1] }, inputs: [wide] },
  { operation: { kind: 'rearrange', pattern: 'a b -> b a', sizes: {} }, inputs: [square] },
  { operation: { kind: 'concat', axis: 0, count: 50_000 }, inputs: [filled([1]), filled([1])] },
  { operation: { kind: 'split', axis: 0, part: 0, sizes: [N - 1, 1] }, inputs: [row] },
  { operation: { kind: 'chunk', axis: 0, part: 0, parts: 1 }, inputs: [row] },
  { operation: { kind: 'unbind', axis: 0, part: 0 }, inputs: [wide] },
  { operation: { kind: 'index', items: [{ kind: 'slice', step: -1 }] }, inputs: [row] },
  { operation: { kind: 'index', items: [{ kind: 'tensor', input: 1 }] }, inputs: [row, places] },
  { operation: { kind: 'index', items: [{ kind: 'tensor', input: 1 }] }, inputs: [row, mask] },
  { operation: { kind: 'indexPut', items: [{ kind: 'at', index: 0 }] }, inputs: [row, filled([])] },
  { operation: { kind: 'gather', axis: 0 }, inputs: [row, places] },
  { operation: { kind: 'embedding' }, inputs: [filled([1], 'int64'), wide] },
  { operation: { kind: 'embedding' }, inputs: [places, filled([7, 2])] },
  { operation: { kind: 'batchNorm', eps: 1e-5 }, inputs: [filled([N / 2, 2])] },
  { operation: { kind: 'rotary' }, inputs: [sideways] },
  {
    operation: { kind: 'scaledDotProductAttention', causal: true },
    inputs: [filled([SIDE, 8]), filled([SIDE, 8]), filled([SIDE, 8])],
  },
  {
    operation: { kind: 'multiHeadAttention', heads: 2 },
    inputs: [filled([SIDE, 8]), filled([SIDE, 8]), filled([SIDE, 8])],
  },
  { operation: { kind: 'loss', loss: 'crossEntropy' }, inputs: [wide, filled([1], 'int64')] },
  { operation: { kind: 'loss', loss: 'crossEntropy' }, inputs: [square, square] },
];

/** Runs a kernel with a clock that is over at the `stop`-th time it is asked. */
function work({ operation, inputs, dtype = 'float32' }: Case, stop = Infinity) {
  const seen = { calls: 0, steps: 0, most: 0, after: 0 };
  const reserve: KernelContext['allocate'] = (shape, type) => ({
    ok: true,
    value: allocate(type, sizeOf(shape)),
  });
  const context: KernelContext = {
    dtype,
    shape: undefined,
    bindings: {},
    allocate: reserve,
    scratch: reserve,
    spend: (steps) => {
      seen.calls += 1;
      seen.steps += steps;
      seen.most = Math.max(seen.most, steps);
      if (seen.calls > stop) seen.after += steps;
      return seen.calls < stop;
    },
    random: createStreams().at,
    example: (part) => exampleSource(0, String(part)),
  };
  const kernel = operations[operation.kind as keyof typeof operations] as SharedKernel<Operation>;
  const result = kernel(operation, inputs, context);
  return { ...seen, result };
}

const title = ({ operation: { kind, ...rest }, inputs }: Case): string => {
  const attributes = 'data' in rest ? '' : JSON.stringify(rest);
  return `${kind} ${attributes.slice(0, 90)} of ${inputs.map((x) => `[${x.shape.join()}] ${x.dtype}`).join(', ')}`;
};

/**
 * Steps between two looks, at most 5 ms: multiply-adds of a matrix product, of which a kernel does
 * several in a nanosecond, and others.
 */
const MOST_PRODUCTS = 1 << 24;
const MOST = STEPS_PER_LOOK;
const products = ['matmul', 'linear', 'einsum', 'scaledDotProductAttention', 'multiHeadAttention'];

describe.each(cases.map((c) => [title(c), c] as const))('%s', (_title, c) => {
  it('looks at the clock all along, and stops at each look', () => {
    const whole = work(c);
    const most = products.includes(c.operation.kind) ? MOST_PRODUCTS : MOST;
    expect(whole.result.ok).toBe(true);
    const moved = Math.max(0, ...c.inputs.map((x) => x.data.length));
    const made = whole.result.ok ? whole.result.value.data.length : 0;
    // What is only picked from is not walked.
    const walked = ['embedding', 'split', 'chunk', 'unbind'].includes(c.operation.kind)
      ? made
      : Math.max(made, moved);
    expect(whole.steps).toBeGreaterThanOrEqual(walked);
    expect(whole.most).toBeLessThanOrEqual(most);
    for (const part of [0, 0.5]) {
      const stop = 1 + Math.floor(whole.calls * part);
      // What is left to do after the first no: the ends of the loops it stands in.
      expect(work(c, stop).after).toBeLessThanOrEqual(4 * most);
    }
  });
});

describe('every operation', () => {
  it('is among the cases', () => {
    const covered = new Set<string>(cases.map((c) => c.operation.kind));
    const short = ['dimension', 'eye', 'call', 'grad'];
    const missing = Object.keys(operations).filter((kind) => !covered.has(kind));
    expect(missing.sort()).toEqual(short.sort());
  });
});

describe('what is done around an operation', () => {
  const counting = () => {
    const seen = { steps: 0, most: 0 };
    const spend = (steps: number): boolean => {
      seen.steps += steps;
      seen.most = Math.max(seen.most, steps);
      return true;
    };
    return { seen, spend };
  };

  it('statistics look at the clock', () => {
    const { seen, spend } = counting();
    statisticsOf(row.data, spend);
    expect(seen.steps).toBeGreaterThanOrEqual(N);
    expect(seen.most).toBeLessThanOrEqual(STEPS_PER_LOOK);
  });

  it.each([
    undefined,
    { kind: 'mask', keeps: true } as const,
    { kind: 'positive' } as const,
    { kind: 'index', of: 0, axis: 0 } as const,
  ])('example numbers do: %j', (demand) => {
    const { seen, spend } = counting();
    const [value] = programOf([{ operation: { kind: 'input' } }]).values;
    if (value === undefined) throw new Error('no value');
    fillInput(allocate('float32', N), [N], value, demand, 0, () => 5, spend);
    expect(seen.steps).toBeGreaterThanOrEqual(N);
    expect(seen.most).toBeLessThanOrEqual(STEPS_PER_LOOK);
  });
});

describe('an evaluation', () => {
  const lines: readonly Line[] = [
    { operation: { kind: 'ones', shape: [700, 700] } },
    { operation: { kind: 'matmul' }, inputs: [0, 0] },
    { operation: { kind: 'exp' }, inputs: [1] },
    { operation: { kind: 'sort', axis: -1, descending: false, part: 'values' }, inputs: [2] },
  ];

  it('ends at once past its deadline', () => {
    expect(run(lines, { deadlineMs: -1 }).values.map(codeIn)).toEqual(Array(4).fill('deadline'));
  });

  it('asks no more once it was told to stop, whenever that is', () => {
    let looks = 0;
    run(lines, { isCancelled: () => ++looks > 1e9 });
    expect(looks).toBeGreaterThan(50);
    for (let stop = 1; stop < looks; stop += Math.ceil(looks / 6)) {
      let asked = 0;
      const { values } = run(lines, { isCancelled: () => ++asked >= stop });
      expect(asked).toBe(stop);
      const codes = values.map((v) => (v.ok ? 'ok' : v.error.code));
      expect(codes.at(-1)).toBe('cancelled');
      expect(codes.slice(codes.indexOf('cancelled'))).not.toContain('ok');
    }
  });

  it('reports its progress, which never falls and ends at all', () => {
    const reports: (readonly [number, number])[] = [];
    run(lines, { onProgress: (done, total) => reports.push([done, total]) });
    const [, total = 0] = reports.at(-1) ?? [];
    // The product of 700 × 700 × 700 is most of it.
    expect(total).toBeGreaterThan(343e6);
    expect(reports.map(([, all]) => all)).toEqual(reports.map(() => total));
    const done = reports.map(([part]) => part);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(total);
  });

  it('that was stopped does not report an end', () => {
    const reports: number[] = [];
    run(lines, { deadlineMs: -1, onProgress: (done, total) => reports.push(done / total) });
    expect(reports).not.toContain(1);
  });
});
