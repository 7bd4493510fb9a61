import { describe, expect, it } from 'vitest';
import type { RandomStream } from '../../../src/program/operation.js';
import { scalarTensor } from '../../../src/engine/tensor.js';
import { difference } from './closeness.js';
import { golden, read, tolerances } from './golden.js';
import { literal, run, tensorIn, type Line } from './programs.js';

describe('seeded streams give the library’s own numbers, draw after draw', () => {
  it.each(golden.streams)('$generator', ({ generator, seed, draws }) => {
    const stream: RandomStream = { id: 3, seed, generator };
    const trace = run(
      draws.map(({ distribution, expected }) => ({
        operation: { kind: 'random', shape: expected.shape, distribution, stream },
        dtype: expected.dtype,
      })),
    );
    for (const [i, { expected }] of draws.entries()) {
      const got = tensorIn(trace.values[i]);
      expect(`${i}: ${difference(got, read(expected), tolerances[expected.dtype])}`).toBe(`${i}: `);
    }
  });
});

describe('a whole seeded computation', () => {
  it('gives PyTorch’s scores, weights and output', () => {
    const stream: RandomStream = { id: 0, seed: 11, generator: 'torch' };
    const weight: Line = {
      operation: {
        kind: 'random',
        shape: [4, 4],
        distribution: { kind: 'normal', mean: 0, std: 1 },
        stream,
      },
    };
    const trace = run([
      literal(read(golden.attention.x)),
      ...[weight, weight, weight],
      ...[1, 2, 3].map((w): Line => ({ operation: { kind: 'matmul' }, inputs: [0, w] })),
      { operation: { kind: 'transpose', axis0: 0, axis1: 1 }, inputs: [5] },
      { operation: { kind: 'matmul' }, inputs: [4, 7] },
      literal(scalarTensor(4, 'int64')),
      { operation: { kind: 'sqrt' }, inputs: [9], dtype: 'float64' },
      { operation: { kind: 'div' }, inputs: [8, 10] },
      { operation: { kind: 'softmax', axis: -1 }, inputs: [11] },
      { operation: { kind: 'matmul' }, inputs: [12, 6] },
    ]);
    const { scores, weights, output } = golden.attention;
    for (const [id, expected] of [
      [11, scores],
      [12, weights],
      [13, output],
    ] as const) {
      const got = tensorIn(trace.values[id]);
      expect(difference(got, read(expected), tolerances.float32)).toBe('');
    }
  });
});
