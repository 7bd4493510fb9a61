import { expect } from 'vitest';
import { differentiate } from '../../../src/engine/gradients/differentiate.js';
import type { DifferentiateOptions, GradientTrace } from '../../../src/engine/gradients/types.js';
import { tensorOf } from '../../../src/engine/tensor.js';
import type { Tensor, Trace } from '../../../src/engine/trace.js';
import type { Operation } from '../../../src/program/operation.js';
import { literal, programOf, run, tensorIn, type Line } from './programs.js';

export interface Differentiated {
  readonly trace: Trace;
  readonly gradients: GradientTrace;
  /** Gradient of the value of one line. */
  readonly of: (id: number) => Tensor;
}

/** Evaluates lines and differentiates the last one. */
export function gradientsOf(
  lines: readonly Line[],
  options: DifferentiateOptions = {},
): Differentiated {
  const trace = run(lines);
  const output = lines.length - 1;
  const gradients = differentiate(programOf(lines), trace, output, options);
  const start = gradients.values[output];
  if (start?.ok === false) throw new Error(`${start.error.code}: ${start.error.message}`);
  return { trace, gradients, of: (id) => tensorIn(gradients.values[id]) };
}

/** Numbers with no ties and no zeros, the same every time: a walk by the golden ratio over ±`scale`. */
export function numbers(shape: readonly number[], seed = 0, scale = 2): Tensor {
  const count = shape.reduce((a, b) => a * b, 1);
  const data = Array.from({ length: count }, (_, i) => {
    const turn = ((i + 1 + seed * 31) * 0.6180339887498949) % 1;
    return scale * (2 * turn - 1) + (turn > 0.5 ? 0.05 : -0.05);
  });
  return tensorOf(shape, data, 'float64');
}

export const positive = (shape: readonly number[], seed = 0): Tensor => {
  const t = numbers(shape, seed);
  return { ...t, data: t.data.map((x) => Math.abs(x) + 0.3) };
};

export const integers = (shape: readonly number[], data: readonly number[]): Tensor =>
  tensorOf(shape, data, 'int64');

export const booleans = (shape: readonly number[], data: readonly number[]): Tensor =>
  tensorOf(shape, data, 'bool');

/** Step of the central differences: its square, and machine epsilon over it, are both small. */
const STEP = 1e-5;

/**
 * Holds an operation's gradients to central differences of Σ seed · operation(inputs), in double
 * precision, for every element of every float input.
 */
export function expectFiniteDifferences(
  operation: Operation,
  inputs: readonly Tensor[],
  tolerance = 2e-7,
): void {
  const dtype = 'float64';
  const step: Line = { operation, inputs: [...inputs.keys()], dtype };
  const lines = [...inputs.map(literal), step];
  const trace = run(lines);
  const output = tensorIn(trace.values[inputs.length]);
  const seed = numbers(output.shape, 7, 1);
  const got = differentiate(programOf(lines), trace, inputs.length, { seed });
  const loss = (changed: readonly Tensor[]): number => {
    const again = run([...changed.map(literal), step]);
    const { data } = tensorIn(again.values[inputs.length]);
    let total = 0;
    for (const [i, x] of data.entries()) total += x * (seed.data[i] as number);
    return total;
  };
  for (const [k, input] of inputs.entries()) {
    if (input.dtype !== 'float64') {
      expect(got.values[k], `input ${k} is not of real numbers`).toBeUndefined();
      continue;
    }
    const gradient = tensorIn(got.values[k]);
    expect(gradient.shape).toEqual(input.shape);
    expect(gradient.dtype).toBe(input.dtype);
    for (const [i, x] of input.data.entries()) {
      const moved = (by: number): Tensor[] =>
        inputs.map((t, j) => {
          if (j !== k) return t;
          const data = Float64Array.from(t.data);
          data[i] = x + by;
          return { ...t, data };
        });
      const slope = (loss(moved(STEP)) - loss(moved(-STEP))) / (2 * STEP);
      const error = Math.abs((gradient.data[i] as number) - slope);
      const allowed = tolerance * (1 + Math.abs(slope)) * 10;
      const where = `${operation.kind}, input ${k} element ${i}: ${gradient.data[i]}, differences give ${slope}`;
      expect(error, where).toBeLessThanOrEqual(allowed);
    }
  }
}
