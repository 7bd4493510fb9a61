import { readFileSync } from 'node:fs';
import type { DType, Operation, OperationKind } from '../../../src/program/operation.js';
import { tensorOf } from '../../../src/engine/tensor.js';
import type { Tensor, TracedValue } from '../../../src/engine/trace.js';
import type { Stored } from './golden.js';
import { run, tensorIn } from './programs.js';

/** Numbers of a long tensor are computed from their places, here as in the script. */
interface Long {
  readonly series: 'uniform' | 'alternating' | 'mixed';
  readonly shape: readonly number[];
}

interface OperationCase {
  readonly name: string;
  readonly operation: Operation;
  readonly inputs: readonly Tensor[];
  readonly expected: Tensor;
  /** False where the shape rules can’t tell. */
  readonly rule?: false;
  /** The largest sum of absolute terms of a product, which its rounding errors are relative to. */
  readonly scale?: number;
}

interface Refusal {
  readonly name: string;
  readonly operation: Operation;
  readonly inputs: readonly Tensor[];
  /** What the message must say. */
  readonly why: string;
}

interface LongSum {
  readonly name: string;
  readonly operation: Operation;
  readonly inputs: readonly (number | Long)[];
  readonly at: readonly number[];
  readonly expected: readonly number[];
}

interface Entry {
  readonly inputs: readonly number[];
  readonly expected: number;
}

const file = JSON.parse(
  readFileSync(new URL('../../golden/operations.json', import.meta.url), 'utf8'),
  (_key, value: unknown) =>
    ['NaN', 'Infinity', '-Infinity'].includes(value as string) ? Number(value) : value,
) as {
  readonly tensors: readonly Stored[];
  readonly cases: readonly (Omit<OperationCase, keyof Entry> & Entry)[];
  readonly refusals: readonly (Omit<Refusal, 'inputs'> & Pick<Entry, 'inputs'>)[];
  readonly longSums: readonly LongSum[];
};

const tensors = file.tensors.map((t): Tensor => tensorOf(t.shape, t.data, t.dtype));
const at = (place: number): Tensor => tensors[place] as Tensor;

/** PyTorch's numbers at the edges; test/golden/operations.py makes them. */
export const cases: readonly OperationCase[] = file.cases.map((c) => ({
  ...c,
  inputs: c.inputs.map(at),
  expected: at(c.expected),
}));

export const refusals: readonly Refusal[] = file.refusals.map((c) => ({
  ...c,
  inputs: c.inputs.map(at),
}));

const powers = [1e-4, 1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4];
const fraction = (i: number): number => (i * 0.6180339887498949) % 1;
const formulas: Readonly<Record<Long['series'], (i: number) => number>> = {
  uniform: fraction,
  alternating: (i) => (i % 2 === 0 ? fraction(i) : -fraction(i)) + 0.01,
  mixed: (i) => (fraction(i) - 0.25) * (powers[i % 9] as number),
};

function long({ series, shape }: Long): Tensor {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < data.length; i++) data[i] = formulas[series](i);
  return { shape, dtype: 'float32', data };
}

export const longSums = file.longSums.map((c) => ({
  ...c,
  inputs: (): Tensor[] => c.inputs.map((i) => (typeof i === 'number' ? at(i) : long(i))),
}));

/** Elements that are enough for the vectorised kernels. */
const MANY = 40_000;

/** A tensor stretched to a shape, then written down again and again along a new first axis. */
function repeated(x: Tensor, shape: readonly number[], times: number): Tensor {
  const stretched = tensorIn(applyTo({ kind: 'expand', shape }, [x], x.dtype));
  return tensorIn(
    applyTo({ kind: 'repeat', counts: [times, ...shape.map(() => 1)] }, [stretched], x.dtype),
  );
}

/**
 * Cases of elementwise operations, and of operations on the last axis, said over and over in one
 * long tensor: the numbers must be the same ones, whichever kernel computes them.
 */
export function longCases(): readonly OperationCase[] {
  return cases.flatMap((c) => {
    const { operation, inputs, expected, name } = c;
    const [x] = inputs;
    if (x === undefined || expected.data.length < 8) return [];
    const along = 'axis' in operation ? operation.axis : 'axes' in operation ? operation.axes : 1;
    const alongLast =
      [operation.kind === 'layerNorm' || operation.kind === 'rmsNorm' ? 1 : -1].flat().join() ===
      [along].flat().join();
    const reduces = expected.shape.length < x.shape.length;
    const whole = elementwiseKinds.includes(operation.kind)
      ? expected.shape
      : alongLast &&
          inputs.length === 1 &&
          x.shape.length === 2 &&
          lastAxisKinds.includes(operation.kind)
        ? x.shape
        : undefined;
    if (whole === undefined || whole.length === 0) return [];
    const times = Math.ceil(MANY / expected.data.length);
    const many = (t: Tensor, shape: readonly number[]): Tensor => {
      const long = repeated(t, shape, times);
      return { ...long, shape: [times * (shape[0] ?? 1), ...shape.slice(1)] };
    };
    return [
      {
        ...c,
        name: `${name}, ${times} times`,
        inputs: inputs.map((t) => (isNumber(t) ? t : many(t, whole))),
        expected: many(expected, reduces ? expected.shape : whole),
      },
    ];
  });
}

const isNumber = (t: Tensor): boolean => t.shape.length === 0;

const elementwiseKinds: readonly OperationKind[] = [
  'add',
  'sub',
  'mul',
  'div',
  'pow',
  'floorDiv',
  'remainder',
  'compare',
  'logical',
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
  'gelu',
  'elu',
  'clamp',
  'cast',
  'where',
  'maskedFill',
];
const lastAxisKinds: readonly OperationKind[] = [
  'softmax',
  'logSoftmax',
  'sum',
  'mean',
  'max',
  'min',
  'var',
  'norm',
  'argmax',
  'cumsum',
  'layerNorm',
  'rmsNorm',
];

/** One operation on given tensors, which are not copied. */
export function applyTo(
  operation: Operation,
  inputs: readonly Tensor[],
  dtype: DType,
): TracedValue {
  const lines = inputs.map((x) => ({
    operation: { kind: 'input' as const },
    dtype: x.dtype,
    shape: x.shape,
  }));
  const trace = run([...lines, { operation, inputs: [...inputs.keys()], dtype }], {
    inputs: new Map(inputs.map((x, id) => [id, x])),
  });
  const last = trace.values[trace.values.length - 1];
  if (last === undefined) throw new Error('nothing was evaluated');
  return last;
}

/** Units in the last place that a float32 or float64 result may be from PyTorch's, and why. */
const ulps: Partial<Record<OperationKind, number>> = {
  // Taken in double precision and rounded once, as the reference is, or by a vectorised kernel.
  ...Object.fromEntries(
    ['exp', 'log', 'tanh', 'sigmoid', 'silu', 'erf', 'sin', 'cos', 'gelu', 'elu', 'pow'].map(
      (k) => [k, 1],
    ),
  ),
  rsqrt: 2,
  sum: 1,
  mean: 1,
  prod: 1,
  var: 1,
  norm: 1,
  // These round in the middle, or sum in another order.
  softmax: 8,
  logSoftmax: 8,
  matmul: 4,
  linear: 4,
  einsum: 4,
  layerNorm: 2,
  rmsNorm: 4,
  batchNorm: 2,
  rotary: 2,
  scaledDotProductAttention: 8,
  multiHeadAttention: 16,
  loss: 2,
};

const details = {
  float32: { epsilon: 2 ** -23, tiny: 2 ** -126 },
  float64: { epsilon: 2 ** -52, tiny: 2 ** -1022 },
};

/** The distance from a number to the next, in its type. */
const ulpOf = (x: number, dtype: 'float32' | 'float64'): number => {
  const { epsilon, tiny } = details[dtype];
  return epsilon * Math.max(tiny, 2 ** Math.floor(Math.log2(Math.abs(x))));
};

/** Operations whose results below the smallest normal number PyTorch's vectorised kernels give as 0. */
const flushing: readonly OperationKind[] = ['sigmoid', 'silu', 'gelu', 'softmax', 'norm'];

/** Operations in which the sign of a 0 is not defined, or differs among PyTorch's own kernels. */
const eitherZero: readonly OperationKind[] = [
  'matmul',
  'linear',
  'einsum',
  'gelu',
  'clamp',
  'norm',
  'layerNorm',
  'rmsNorm',
  'batchNorm',
  'rotary',
  'sum',
  'mean',
  'cumsum',
  'loss',
  'logSoftmax',
  'scaledDotProductAttention',
  'multiHeadAttention',
];

/** What differs from the reference, for a person to read; '' where nothing does. */
export function deviation(
  {
    operation: { kind },
    expected,
    scale = 0,
  }: Pick<OperationCase, 'operation' | 'expected' | 'scale'>,
  got: Tensor,
): string {
  if (got.dtype !== expected.dtype) return `dtype ${got.dtype}, expected ${expected.dtype}`;
  const [shape, wanted] = [got.shape, expected.shape].map((s) => `[${s.join(', ')}]`);
  if (shape !== wanted) return `shape ${shape}, expected ${wanted}`;
  if (got.data.length !== expected.data.length) return `${got.data.length} elements`;
  for (const [i, want] of expected.data.entries()) {
    const have = got.data[i] as number;
    if (!isNear(kind, have, want, expected.dtype, scale))
      return `element ${i} is ${Object.is(have, -0) ? '-0' : have}, expected ${Object.is(want, -0) ? '-0' : want}`;
  }
  return '';
}

function isNear(
  kind: OperationKind,
  have: number,
  want: number,
  dtype: DType,
  scale: number,
): boolean {
  if (Object.is(have, want)) return true;
  if (have === want) return eitherZero.includes(kind);
  if (dtype === 'int64' || dtype === 'bool' || !Number.isFinite(have - want)) return false;
  const { epsilon, tiny } = details[dtype];
  const apart = Math.abs(have - want);
  if (flushing.includes(kind) && Math.abs(have) < tiny && Math.abs(want) < tiny) return true;
  return apart <= (ulps[kind] ?? 0) * ulpOf(want, dtype) + 4 * epsilon * scale;
}
