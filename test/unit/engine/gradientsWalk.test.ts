import { describe, expect, it } from 'vitest';
import { differentiate } from '../../../src/engine/gradients/differentiate.js';
import { tensorOf } from '../../../src/engine/tensor.js';
import type { Tensor } from '../../../src/engine/trace.js';
import type { Operation } from '../../../src/program/operation.js';
import { gradientsOf, numbers } from './gradientPrograms.js';
import { codeIn, literal, programOf, run, tensorIn, type Line } from './programs.js';

const leaf = (data: readonly number[], shape: readonly number[] = [data.length]): Line =>
  literal(tensorOf(shape, data));
const step = (operation: Operation, ...inputs: readonly number[]): Line => ({ operation, inputs });
const sum: Operation = { kind: 'sum' };
const mul: Operation = { kind: 'mul' };
const valuesOf = (t: Tensor): number[] => [...t.data];

describe('a gradient is kept for every value the output depends on', () => {
  it('has the shape and type of the value, and statistics', () => {
    const { gradients } = gradientsOf([leaf([1, 2]), step({ kind: 'exp' }, 0), step(sum, 1)]);
    const first = gradients.values[0];
    expect(first).toMatchObject({
      ok: true,
      tensor: { shape: [2], dtype: 'float32' },
      statistics: { count: 2, max: Math.fround(Math.exp(2)) },
    });
    expect(gradients.values[2]).toMatchObject({
      ok: true,
      tensor: { shape: [], dtype: 'float32' },
    });
  });

  it('adds up what several uses give, also within one step', () => {
    const { of } = gradientsOf([
      leaf([2, 3]),
      step(mul, 0, 0),
      step(mul, 1, 0),
      step({ kind: 'add' }, 2, 0),
      step(sum, 3),
    ]);
    expect(valuesOf(of(0))).toEqual([13, 28]);
  });

  it('does not lose small parts between large ones that cancel', () => {
    const big = 3e7;
    const lines = [leaf([1]), leaf([big]), leaf([1]), leaf([-big])];
    const parts = [1, 2, 3].map((k) => step(mul, 0, k));
    const { of } = gradientsOf([
      ...lines,
      ...parts,
      step({ kind: 'add' }, 4, 5),
      step({ kind: 'add' }, 7, 6),
    ]);
    expect(valuesOf(of(0))).toEqual([1]);
  });

  it('leaves out what the output does not depend on, integers and what is behind them', () => {
    const { gradients } = gradientsOf([
      leaf([1, 2]),
      leaf([5]),
      { ...step({ kind: 'argmax' }, 0), dtype: 'int64' },
      { ...step({ kind: 'cast', dtype: 'float32' }, 2) },
      step({ kind: 'add' }, 1, 3),
    ]);
    expect(gradients.values.map((g) => g?.ok)).toEqual([undefined, true, undefined, true, true]);
  });

  it('goes only where it is asked to', () => {
    const lines = [leaf([1]), leaf([2]), step(mul, 0, 1), step(mul, 2, 1)];
    const { gradients, of } = gradientsOf(lines, { wrt: [0] });
    expect(gradients.values.map((g) => g?.ok)).toEqual([true, undefined, true, true]);
    expect(valuesOf(of(0))).toEqual([4]);
  });

  it('comes from the fast kernels as from double precision', () => {
    const blocks = (dtype: 'float32' | 'float64'): Tensor[] => {
      const at = (shape: readonly number[], k: number): Line =>
        literal(tensorOf(shape, numbers(shape, k, 1).data, dtype));
      const as = (line: Line): Line => ({ ...line, dtype });
      const { of } = gradientsOf([
        at([2, 70, 48], 0),
        at([48, 48], 1),
        as(step({ kind: 'matmul' }, 0, 1)),
        as(step({ kind: 'scaledDotProductAttention', causal: true }, 2, 0, 0)),
        as(step({ kind: 'linear' }, 3, 1)),
        as(step({ kind: 'mul' }, 4, 4)),
        as(step({ kind: 'mean' }, 5)),
      ]);
      return [0, 1, 2, 3].map(of);
    };
    const [fast, exact] = [blocks('float32'), blocks('float64')];
    for (const [k, gradient] of fast.entries()) {
      const want = [...(exact[k]?.data ?? [])];
      const largest = want.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
      for (const [i, x] of gradient.data.entries())
        expect(Math.abs(x - (want[i] as number))).toBeLessThanOrEqual(3e-6 * largest);
    }
  });

  it('does not change the trace', () => {
    const lines = [leaf([1, 2]), step({ kind: 'reshape', shape: [2] }, 0), step(mul, 1, 0)];
    const trace = run(lines);
    const before = JSON.stringify(trace);
    differentiate(programOf(lines), trace, 2, { seed: tensorOf([2], [1, 1]) });
    expect(JSON.stringify(trace)).toBe(before);
  });

  it('can be cloned to another thread', () => {
    const { gradients } = gradientsOf([leaf([1]), step({ kind: 'neg' }, 0)]);
    expect(structuredClone(gradients)).toEqual(gradients);
  });
});

describe('equal extremes', () => {
  const nan = NaN;
  const rows = leaf([1, 3, 3, 2, 1, nan, 2, nan], [2, 4]);
  const gradientOf = (operation: Operation): number[] =>
    valuesOf(gradientsOf([rows, step(operation, 0)], { seed: 'ones' }).of(0));

  it('share the gradient, as for torch.amax, where a row with NaN gets NaN', () => {
    expect(gradientOf({ kind: 'max', axes: [1] })).toEqual([0, 0.5, 0.5, 0, nan, nan, nan, nan]);
  });

  it('leave it to the first, as for torch.max along an axis', () => {
    expect(gradientOf({ kind: 'max', axes: [1], ties: 'first' })).toEqual([0, 1, 0, 0, 0, 1, 0, 0]);
    expect(gradientOf({ kind: 'min', axes: [1], ties: 'first' })).toEqual([1, 0, 0, 0, 0, 1, 0, 0]);
  });

  it('of everything share it, NaN too, as for torch.max', () => {
    expect(gradientOf({ kind: 'max' })).toEqual([0, 0, 0, 0, 0, 0.5, 0, 0.5]);
  });
});

describe('weights that are too small for a normal float32', () => {
  it('go back through attention as in double precision', () => {
    // Logits about 95 apart: the weights of all keys but one are denormal.
    const [n, d] = [48, 16];
    const wide = (x: number): Tensor =>
      tensorOf([1, n, d], Array.from({ length: n * d }, (_, i) => (i % d === 0 ? x * (1 + (i % 5)) : Math.sin(i)))); // prettier-ignore
    const attend: Operation = { kind: 'scaledDotProductAttention', causal: true, scale: 1 };
    const lines = (dtype: 'float32' | 'float64'): Line[] => [
      ...[wide(5), wide(4.75), wide(1)].map((t) => literal(tensorOf(t.shape, t.data, dtype))),
      { ...step(attend, 0, 1, 2), dtype },
    ];
    const [single, double] = [
      gradientsOf(lines('float32'), { seed: 'ones' }),
      gradientsOf(lines('float64'), { seed: 'ones' }),
    ];
    for (const id of [0, 1, 2]) {
      const [a, b] = [single.of(id).data, double.of(id).data];
      for (const [i, x] of b.entries()) expect(Math.abs((a[i] as number) - x)).toBeLessThan(2e-3);
    }
  });
});

describe('random draws', () => {
  const random: Operation = {
    kind: 'random',
    shape: [3],
    distribution: { kind: 'normal', mean: 0, std: 1 },
    stream: { id: 0, seed: 1, generator: 'torch' },
  };

  it('are leaves with a gradient', () => {
    const { of } = gradientsOf([{ operation: random }, step(sum, 0)]);
    expect(valuesOf(of(0))).toEqual([1, 1, 1]);
  });

  it('of dropout are the same on the way back', () => {
    const lines: Line[] = [
      literal(tensorOf([40], new Array<number>(40).fill(1))),
      { operation: { kind: 'dropout', p: 0.5, training: true }, inputs: [0], name: 'dropped' },
    ];
    const trace = run(lines, { exampleSeed: 5 });
    const seed = tensorOf([40], new Array<number>(40).fill(1));
    const back = differentiate(programOf(lines), trace, 1, { seed, exampleSeed: 5 });
    expect(tensorIn(back.values[0]).data).toEqual(tensorIn(trace.values[1]).data);
  });
});

describe('the seed', () => {
  const vector = [leaf([1, 2]), step({ kind: 'neg' }, 0)];

  it('is 1 for an output of one element, whatever its rank', () => {
    const { of } = gradientsOf([leaf([3], [1, 1]), step({ kind: 'neg' }, 0)]);
    expect(of(0)).toEqual(tensorOf([1, 1], [-1]));
  });

  it('makes a vector-Jacobian product', () => {
    const { of } = gradientsOf(vector, { seed: tensorOf([2], [10, 0.5], 'float64') });
    expect(of(0)).toEqual(tensorOf([2], [-10, -0.5]));
  });

  it('of ones makes it the gradient of the sum', () => {
    expect(gradientsOf(vector, { seed: 'ones' }).of(0)).toEqual(tensorOf([2], [-1, -1]));
  });

  it.each([
    ['none', {}],
    ['one of another shape', { seed: tensorOf([1, 2], [1, 2]) }],
    ['one whose numbers do not fill its shape', { seed: { ...tensorOf([1], [1]), shape: [2] } }],
  ])('that does not fit is an error: %s', (_name, options) => {
    const trace = run(vector);
    const { values } = differentiate(programOf(vector), trace, 1, options);
    const error = values[1]?.ok === false ? values[1].error : undefined;
    expect(error?.code).toBe('shape-mismatch');
    expect(error?.message).toContain('[2]');
    expect(values[0]).toBeUndefined();
  });

  it('is of real numbers', () => {
    const lines = [literal(tensorOf([], [3], 'int64'))];
    expect(codeIn(differentiate(programOf(lines), run(lines), 0).values[0])).toBe('unsupported');
  });
});

describe('what can’t be computed is an error value', () => {
  const chain = [leaf([1, 2]), step({ kind: 'exp' }, 0), step(sum, 1)];

  it('of an output that has no value: the forward error', () => {
    const lines = [leaf([1, 2]), leaf([1, 2, 3]), step({ kind: 'add' }, 0, 1)];
    const trace = run(lines);
    const { values } = differentiate(programOf(lines), trace, 2);
    expect(values[2]).toEqual(trace.values[2]);
  });

  it('of an output that is not there: nothing', () => {
    for (const output of [-1, 3, 0.5, NaN]) {
      expect(differentiate(programOf(chain), run(chain), output).values).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    }
  });

  it('names the operation and the shapes, and the cause further down', () => {
    const lines = [
      leaf([1, 2]),
      step({ kind: 'exp' }, 0),
      step({ kind: 'grad' }, 1, 0),
      step(sum, 2),
    ];
    const { values } = differentiate(programOf(lines), run(lines), 3);
    const [x, exp] = values;
    expect(exp).toMatchObject({
      ok: false,
      error: {
        code: 'unsupported',
        message: expect.stringContaining('gradient of grad of [2] and [2]') as string,
        values: { operation: 'gradient of grad', operands: '[2], [2]' },
      },
    });
    expect(codeIn(x)).toBe('unsupported');
  });

  it('counts bytes before it takes them', () => {
    const lines = [
      literal(tensorOf([1000], new Array<number>(1000).fill(1))),
      step({ kind: 'exp' }, 0),
      step(sum, 1),
    ];
    const trace = run(lines);
    const enough = differentiate(programOf(lines), trace, 2, { maxBytes: trace.bytes + 8004 });
    expect(enough.values.every((v) => v?.ok)).toBe(true);
    expect(enough.bytes).toBe(8004);
    const short = differentiate(programOf(lines), trace, 2, { maxBytes: trace.bytes + 8003 });
    expect(short.values.map(codeIn)).toEqual(['too-large', 'too-large', 'too-large']);
    expect(short.values[0]).toMatchObject({
      error: { values: { bytes: trace.bytes + 8004, limit: trace.bytes + 8003 } },
    });
    expect(short.bytes).toBe(0);
  });

  it('does not refuse what shares one buffer, or is not asked for', () => {
    const lines = [
      literal(tensorOf([100], new Array<number>(100).fill(1))),
      step({ kind: 'exp' }, 0),
      step({ kind: 'reshape', shape: [10, 10] }, 1),
      step({ kind: 'add' }, 2, 2),
      step({ kind: 'neg' }, 0),
      step(sum, 3),
    ];
    const trace = run(lines);
    const all = differentiate(programOf(lines), trace, 5, {});
    const again = differentiate(programOf(lines), trace, 5, { maxBytes: trace.bytes + 4000 });
    expect(again.values).toEqual(all.values);
  });

  it('stops at a deadline and at a cancel, and says so of all that is open', () => {
    const trace = run(chain);
    for (const [options, code] of [
      [{ deadlineMs: -1 }, 'deadline'],
      [{ isCancelled: () => true }, 'cancelled'],
    ] as const) {
      const { values } = differentiate(programOf(chain), trace, 2, options);
      expect(values.map(codeIn)).toEqual([code, code, code]);
    }
  });

  it('does not throw on a program that refers to what is not there', () => {
    const lines = [leaf([1]), step({ kind: 'exp' }, 0), step(sum, 1)];
    const trace = run(lines);
    const broken = [leaf([1]), step({ kind: 'exp' }, 7), step(mul, 1, -3)];
    expect(() => differentiate(programOf(broken), trace, 2)).not.toThrow();
    expect(() => differentiate(programOf(lines), { values: [] }, 2)).not.toThrow();
  });
});

describe('the grad operation', () => {
  const x = literal(numbers([2, 3]));
  const grad: Operation = { kind: 'grad' };
  const double = (line: Line): Line => ({ ...line, dtype: 'float64' });

  it('is the gradient of the sum of the output', () => {
    const trace = run([x, double(step(mul, 0, 0)), double(step(grad, 1, 0))]);
    const doubled = valuesOf(tensorIn(trace.values[0])).map((v) => 2 * v);
    expect(valuesOf(tensorIn(trace.values[2]))).toEqual(doubled);
    expect(tensorIn(trace.values[2]).shape).toEqual([2, 3]);
  });

  it('takes a seed', () => {
    const seed = literal(numbers([2, 3], 4));
    const trace = run([x, double(step({ kind: 'neg' }, 0)), seed, double(step(grad, 1, 0, 2))]);
    expect(valuesOf(tensorIn(trace.values[3]))).toEqual(
      seed.operation.kind === 'tensor' ? seed.operation.data.map((v) => -v) : [],
    );
  });

  it('is 0 where the output does not depend on the value', () => {
    const trace = run([x, leaf([1]), step({ kind: 'exp' }, 1), double(step(grad, 2, 0))]);
    expect(valuesOf(tensorIn(trace.values[3]))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('is an error for integers', () => {
    const trace = run([literal(tensorOf([], [1], 'int64')), step(sum, 0), step(grad, 1, 0)]);
    expect(codeIn(trace.values[2])).toBe('unsupported');
  });

  it('gives the same where only its own result is kept', () => {
    const lines = [x, double(step(mul, 0, 0)), double(step(grad, 1, 0))];
    const kept = run(lines, { keep: new Set([2]) });
    expect(tensorIn(kept.values[2])).toEqual(tensorIn(run(lines).values[2]));
  });
});
