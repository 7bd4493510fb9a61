import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/program/operation.js';
import { scalarTensor } from '../../../src/engine/tensor.js';
import { literal, run, tensorIn, type Line } from './programs.js';

const input = (name: string, shape: readonly number[], dtype: Line['dtype'] = 'float32'): Line => ({
  operation: { kind: 'input' },
  name,
  shape,
  dtype,
});
const drawn = (lines: readonly Line[], id = 0, seed = 0): number[] => [
  ...tensorIn(run(lines, { exampleSeed: seed }).values[id]).data,
];

describe('example values', () => {
  it('are the same for the same name and seed', () => {
    const q = drawn([input('Q', [3, 4])]);
    expect(drawn([input('x', [1]), input('Q', [3, 4])], 1)).toEqual(q);
    expect(drawn([input('K', [3, 4])])).not.toEqual(q);
    expect(drawn([input('Q', [3, 4])], 0, 1)).not.toEqual(q);
  });

  it('are legible: two decimals, spread around 0 by about 1', () => {
    const many = drawn([input('Q', [100, 100])]);
    expect(many.every((x) => Math.abs(x * 100 - Math.round(x * 100)) < 1e-4)).toBe(true);
    expect(many.some((x) => Object.is(x, -0))).toBe(false);
    const mean = many.reduce((a, b) => a + b, 0) / many.length;
    const variance = many.reduce((a, b) => a + (b - mean) ** 2, 0) / many.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(variance - 1)).toBeLessThan(0.1);
  });
});

describe('example values suit what they are used for', () => {
  it.each(['\\tau', '\\sigma_i', 'σ', 'temperature', 'std'])('%s is positive', (name) => {
    for (let seed = 0; seed < 20; seed++) {
      expect(drawn([input(name, [2])], 0, seed).every((x) => x > 0)).toBe(true);
    }
  });

  it('as what is raised to a computed power', () => {
    for (let seed = 0; seed < 20; seed++) {
      const lines: Line[] = [
        input('b', []),
        input('z', [3]),
        { operation: { kind: 'neg' }, inputs: [1] },
        { operation: { kind: 'pow' }, inputs: [0, 2] },
      ];
      expect(drawn(lines, 0, seed)[0]).toBeGreaterThan(0);
    }
  });

  it('as what divides', () => {
    for (let seed = 0; seed < 20; seed++) {
      const lines: Line[] = [
        input('z', [3]),
        input('T', []),
        { operation: { kind: 'div' }, inputs: [0, 1] },
      ];
      expect(drawn(lines, 1, seed)[0]).toBeGreaterThan(0);
    }
  });

  it('as positions in a table', () => {
    const tokens = drawn([
      input('tokens', [50]),
      input('E', [7, 2]),
      { operation: { kind: 'embedding' }, inputs: [0, 1] },
    ]);
    expect(Math.min(...tokens)).toBe(0);
    expect(Math.max(...tokens)).toBe(6);
    expect(tokens.every(Number.isInteger)).toBe(true);
  });

  it('as positions along an axis behind an ellipsis', () => {
    const index: Operation = {
      kind: 'index',
      items: [{ kind: 'ellipsis' }, { kind: 'tensor', input: 1 }],
    };
    const trace = run([
      input('x', [2, 9, 3]),
      input('i', [40], 'int64'),
      { operation: index, inputs: [0, 1] },
    ]);
    expect(tensorIn(trace.values[2]).shape).toEqual([2, 9, 40]);
    expect(Math.max(...tensorIn(trace.values[1]).data)).toBe(2);
  });

  const keep = [1, 0, 0, 1, 1, 0, 1, 1, 1];
  const fill = keep.map((x) => 1 - x);
  const scores = input('scores', [3, 3]);
  const maskedFill = (mask: number): Line => ({
    operation: { kind: 'maskedFill', value: -Infinity },
    inputs: [0, mask],
  });
  const zero = literal(scalarTensor(0));
  const compare = (relation: 'eq' | 'ne'): Line => ({
    operation: { kind: 'compare', relation },
    inputs: [1, 2],
    dtype: 'bool',
  });

  it.each<[string, readonly Line[], number[]]>([
    ['that fills where it is true', [scores, input('mask', [3, 3]), maskedFill(1)], fill],
    ['of booleans', [scores, input('mask', [3, 3], 'bool')], keep],
    ['compared with 0', [scores, input('mask', [3, 3]), zero, compare('eq'), maskedFill(3)], keep],
    ['unlike 0', [scores, input('mask', [3, 3]), zero, compare('ne'), maskedFill(3)], fill],
    [
      'seen through a new axis',
      [
        scores,
        input('mask', [3, 3]),
        { operation: { kind: 'reshape', shape: [1, 3, 3] }, inputs: [1] },
        maskedFill(2),
      ],
      fill,
    ],
    [
      'that chooses',
      [scores, input('mask', [3, 3]), zero, { operation: { kind: 'where' }, inputs: [1, 0, 2] }],
      keep,
    ],
  ])('as a mask %s', (_name, lines, expected) => {
    expect(drawn(lines, 1)).toEqual(expected);
  });

  it('as a padding mask, which leaves out the last key', () => {
    expect(drawn([input('pad', [2, 1, 1, 4], 'bool')])).toEqual([1, 1, 1, 0, 1, 1, 1, 0]);
  });

  it.each(['sqrt', 'log', 'rsqrt'] as const)('as what %s is taken of', (kind) => {
    const variance = drawn([
      input('v', [50]),
      input('e', []),
      { operation: { kind: 'add' }, inputs: [0, 1] },
      { operation: { kind }, inputs: [2] },
    ]);
    expect(Math.min(...variance)).toBeGreaterThan(0);
  });

  it('as a weight matrix, which keeps the spread of what it projects', () => {
    const lines: Line[] = [
      input('X', [4, 100]),
      input('W', [100, 50]),
      { operation: { kind: 'matmul' }, inputs: [0, 1] },
    ];
    const projected = drawn(lines, 2);
    const variance = projected.reduce((a, x) => a + x * x, 0) / projected.length;
    expect(variance).toBeGreaterThan(0.5);
    expect(variance).toBeLessThan(2);
  });
});
