import { describe, expect, it } from 'vitest';
import type { Distribution, RandomStream } from '../../../src/program/operation.js';
import { scalarTensor, tensorOf } from '../../../src/engine/tensor.js';
import { codeIn, literal, run, tensorIn, type Line } from './programs.js';

const input = (name: string, shape: Line['shape'], more: Partial<Line> = {}): Line => ({
  operation: { kind: 'input' },
  name,
  ...(shape === undefined ? {} : { shape }),
  ...more,
});
const numbers = (result: ReturnType<typeof run>['values'][number] | undefined): number[] => [
  ...tensorIn(result).data,
];

describe('sizes', () => {
  it('come from the bindings', () => {
    const trace = run(
      [
        input('Q', ['n', { operator: '*', left: 'h', right: 'd_k' }]),
        { operation: { kind: 'dimension', dim: 'd_k' }, dtype: 'int64' },
        { operation: { kind: 'zeros', shape: ['n', 2] } },
      ],
      { bindings: { n: 3, h: 2, d_k: 4 } },
    );
    expect(tensorIn(trace.values[0]).shape).toEqual([3, 8]);
    expect(numbers(trace.values[1])).toEqual([4]);
    expect(tensorIn(trace.values[2]).shape).toEqual([3, 2]);
    expect(trace.elements).toBe(24 + 1 + 6);
  });

  it('that nobody knows leave a value unread', () => {
    const trace = run([
      input('Q', ['n', 4]),
      input('K', undefined),
      {
        operation: { kind: 'dimension', dim: 'toString' },
        dtype: 'int64',
      },
    ]);
    expect(trace.values.map(codeIn)).toEqual(['not-read', 'not-read', 'not-read']);
    expect(trace.values[1]).toMatchObject({ error: { message: 'Its shape is not known.' } });
  });

  it.each([[[-1, 2]], [[1.5]], [[NaN]]])('%j is not a shape', (shape) => {
    const trace = run([input('x', shape), { operation: { kind: 'ones', shape } }]);
    expect(trace.values.map(codeIn)).not.toContain(undefined);
  });
});

describe('errors', () => {
  const matmul: Line = { operation: { kind: 'matmul' }, inputs: [0, 1], name: 'scores' };

  it('say which sizes differ', () => {
    const trace = run([input('Q', [3, 4]), input('K', [3, 4]), matmul]);
    expect(trace.values[2]).toMatchObject({
      ok: false,
      error: {
        code: 'shape-mismatch',
        message: 'matmul of [3, 4] and [3, 4]: the inner sizes 4 and 3 differ.',
        values: {
          reason: 'inner',
          shape0: '[3, 4]',
          size0: 4,
          size1: 3,
          operation: 'matmul',
          operands: '[3, 4], [3, 4]',
        },
      },
    });
  });

  it('poison what depends on them, naming the first cause, and nothing else', () => {
    const trace = run([
      input('Q', [3, 4]),
      { operation: { kind: 'call', callee: 'load' }, name: 'K' },
      matmul,
      { operation: { kind: 'softmax', axis: -1 }, inputs: [2], name: 'weights' },
      { operation: { kind: 'exp' }, inputs: [0] },
    ]);
    expect(trace.values.slice(1, 4).map(codeIn)).toEqual(['not-read', 'not-read', 'not-read']);
    expect(trace.values[3]).toMatchObject({
      error: {
        message: 'This needs K, which has no value: load is not read, so its result is not known.',
        values: { cause: 1, name: 'K' },
      },
    });
    expect(trace.values[4]?.ok).toBe(true);
  });

  it.each<[string, Line]>([
    ['too few inputs', { operation: { kind: 'matmul' }, inputs: [0] }],
    ['an input that is not there', { operation: { kind: 'exp' }, inputs: [9] }],
    ['a later value', { operation: { kind: 'exp' }, inputs: [1] }],
    ['an axis outside', { operation: { kind: 'softmax', axis: 7 }, inputs: [0] }],
    ['an axis that is no number', { operation: { kind: 'sum', axes: [NaN] }, inputs: [0] }],
    ['a broken equation', { operation: { kind: 'einsum', equation: '->->' }, inputs: [0] }],
    ['an equation for others', { operation: { kind: 'einsum', equation: 'ij,jk' }, inputs: [0] }],
    [
      'a broken pattern',
      { operation: { kind: 'rearrange', pattern: '((', sizes: {} }, inputs: [0] },
    ],
    ['two holes', { operation: { kind: 'reshape', shape: [-1, -1] }, inputs: [0] }],
    [
      'a split into nothing',
      { operation: { kind: 'chunk', axis: 0, part: 0, parts: 0 }, inputs: [0] },
    ],
    [
      'an index outside',
      { operation: { kind: 'index', items: [{ kind: 'at', index: 3 }] }, inputs: [0] },
    ],
    [
      'a step of 0',
      { operation: { kind: 'index', items: [{ kind: 'slice', step: 0 }] }, inputs: [0] },
    ],
    ['k outside', { operation: { kind: 'topk', axis: 0, k: 5, part: 'values' }, inputs: [0] }],
    ['no axes to normalise', { operation: { kind: 'layerNorm', axes: 3, eps: 0 }, inputs: [0] }],
    ['a tensor of too few numbers', { operation: { kind: 'tensor', shape: [3], data: [1] } }],
    ['a range without a step', { operation: { kind: 'arange', start: 0, stop: 1, step: 0 } }],
    ['a gradient', { operation: { kind: 'grad' }, inputs: [0] }],
    [
      'heads that do not divide',
      { operation: { kind: 'multiHeadAttention', heads: 3 }, inputs: [0, 0, 0] },
    ],
    [
      'heads of no size',
      { operation: { kind: 'multiHeadAttention', heads: 0 }, inputs: [0, 0, 0] },
    ],
    [
      'dropout of all but none',
      { operation: { kind: 'dropout', p: 2, training: true }, inputs: [0] },
    ],
    ['an unsorted embedding', { operation: { kind: 'embedding' }, inputs: [0, 0] }],
    ['a negative repetition', { operation: { kind: 'repeat', counts: [-1, 1] }, inputs: [0] }],
    ['nothing to join', { operation: { kind: 'concat', axis: 0, count: 0 }, inputs: [0] }],
  ])('%s is an error, not an exception', (_name, line) => {
    const trace = run([literal(tensorOf([2, 2], [1.5, -2, 3, 4])), line]);
    expect(trace.values[1]?.ok).toBe(false);
    expect(trace.values[1]).toMatchObject({
      error: { message: expect.not.stringContaining('Error') },
    });
  });

  it.each<[string, Line['operation'], number[]]>([
    ['division by zero', { kind: 'floorDiv' }, [7, 0]],
    ['remainder by zero', { kind: 'remainder' }, [7, 0]],
    ['a negative power', { kind: 'pow' }, [2, -1]],
    ['a product past 2⁵³', { kind: 'mul' }, [2 ** 40, 2 ** 40]],
  ])('integers: %s has no value', (_name, operation, [a = 0, b = 0]) => {
    const operands = [a, b].map((n) => literal(scalarTensor(n, 'int64')));
    const trace = run([...operands, { operation, inputs: [0, 1], dtype: 'int64' }]);
    expect(['bad-value', 'unsupported']).toContain(codeIn(trace.values[2]));
  });
});

describe('random streams', () => {
  const normal: Distribution = { kind: 'normal', mean: 0, std: 1 };
  const draw = (
    distribution: Distribution,
    stream: RandomStream,
    more: Partial<Line> = {},
  ): Line => ({
    operation: { kind: 'random', shape: [3], distribution, stream },
    ...more,
  });
  const torch: RandomStream = { id: 0, seed: 42, generator: 'torch' };

  it('go on from draw to draw and are PyTorch’s own', () => {
    const uniform: Distribution = { kind: 'uniform', low: 0, high: 1 };
    const integers: Distribution = { kind: 'integers', low: 0, high: 10 };
    const trace = run([
      draw(normal, torch),
      draw(uniform, torch),
      draw(integers, torch, { dtype: 'int64' }),
      draw(normal, { ...torch, id: 1 }),
    ]);
    // torch.manual_seed(42); torch.randn(3), torch.rand(3), torch.randint(10, (3,))
    const expected = [
      [0.33669036626815796, 0.12880940735340118, 0.23446236550807953],
      [0.9407714605331421, 0.13318592309951782, 0.9345980882644653],
    ];
    for (const [i, row] of expected.entries()) {
      for (const [j, x] of row.entries()) expect(numbers(trace.values[i])[j]).toBeCloseTo(x, 6);
    }
    expect(numbers(trace.values[2])).toEqual([4, 0, 4]);
    expect(numbers(trace.values[3])).toEqual(numbers(trace.values[0]));
  });

  it('are lost after a draw that could not be followed', () => {
    const unknown: Line = {
      operation: { kind: 'random', shape: ['n'], distribution: normal, stream: torch },
    };
    const trace = run([unknown, draw(normal, torch), draw(normal, { ...torch, id: 1 })]);
    expect(trace.values.map((v) => v.ok)).toEqual([false, false, true]);
    expect(codeIn(trace.values[1])).toBe('unsupported');
  });

  it.each<[string, Partial<RandomStream>, Distribution]>([
    ['a seed that is no integer', { seed: 1.5 }, normal],
    ['a negative NumPy seed', { seed: -1, generator: 'numpy' }, normal],
    ['an empty range', {}, { kind: 'integers', low: 3, high: 3 }],
    ['a negative deviation', {}, { kind: 'normal', mean: 0, std: -1 }],
    ['no probability', {}, { kind: 'bernoulli', p: 1.5 }],
  ])('%s is an error', (_name, stream, distribution) => {
    expect(run([draw(distribution, { ...torch, ...stream })]).values[0]?.ok).toBe(false);
  });

  it.each([
    'normal',
    'uniform',
    'integers',
    'permutation',
    'bernoulli',
    'exponential',
    'choice',
  ] as const)('without a stream, %s gives the same example numbers every time', (kind) => {
    const distributions: Record<Distribution['kind'], Distribution> = {
      normal,
      uniform: { kind: 'uniform', low: -2, high: 3 },
      integers: { kind: 'integers', low: -2, high: 3 },
      permutation: { kind: 'permutation' },
      bernoulli: { kind: 'bernoulli', p: 0.5 },
      exponential: { kind: 'exponential', rate: 2 },
      choice: { kind: 'choice', n: 50, replace: true },
    };
    const whole = ['integers', 'permutation', 'choice'].includes(kind);
    const line: Line = {
      operation: { kind: 'random', shape: [20], distribution: distributions[kind] },
      dtype: whole ? 'int64' : 'float32',
    };
    const first = numbers(run([line]).values[0]);
    expect(numbers(run([line]).values[0])).toEqual(first);
    expect(numbers(run([line], { exampleSeed: 1 }).values[0])).not.toEqual(first);
    if (kind === 'permutation') {
      expect([...first].sort((a, b) => a - b)).toEqual([...first.keys()]);
    }
  });
});

describe('joined parts of which the text names the first and the last', () => {
  it.each([1, 2, 4])('are %i', (h) => {
    const heads = [input('head_1', [2, 3]), input('head_h', [2, 3])];
    const trace = run(
      [
        ...heads,
        {
          operation: { kind: 'concat', axis: -1, count: 'h' },
          inputs: [0, 1],
        },
        { operation: { kind: 'stack', axis: 0, count: 'h' }, inputs: [0, 1] },
      ],
      { bindings: { h } },
    );
    expect(tensorIn(trace.values[2]).shape).toEqual([2, 3 * h]);
    expect(tensorIn(trace.values[3]).shape).toEqual([h, 2, 3]);
    expect(numbers(trace.values[3]).slice(0, 6)).toEqual(numbers(trace.values[0]));
    if (h > 1) expect(numbers(trace.values[3]).slice(-6)).toEqual(numbers(trace.values[1]));
  });
});

describe('given numbers', () => {
  it('stand for a free input', () => {
    const trace = run([input('x', [2]), { operation: { kind: 'neg' }, inputs: [0] }], {
      inputs: new Map([[0, tensorOf([2], [1, -2])]]),
    });
    expect(numbers(trace.values[1])).toEqual([-1, 2]);
  });
});

describe('statistics', () => {
  it('are over the finite numbers', () => {
    const trace = run([
      literal(tensorOf([6], [1, -3, NaN, Infinity, -Infinity, 5])),
      literal(tensorOf([0], [])),
    ]);
    expect(trace.values[0]).toMatchObject({
      statistics: {
        count: 6,
        min: -3,
        max: 5,
        mean: 1,
        nan: 1,
        positiveInfinity: 1,
        negativeInfinity: 1,
      },
    });
    expect(trace.values[1]).toMatchObject({ statistics: { count: 0, min: NaN, mean: NaN } });
  });
});

describe('a trace', () => {
  it('can be cloned to another thread', () => {
    const trace = run([
      input('x', [2, 2]),
      { operation: { kind: 'reshape', shape: [4] }, inputs: [0] },
    ]);
    expect(structuredClone(trace)).toEqual(trace);
  });
});
