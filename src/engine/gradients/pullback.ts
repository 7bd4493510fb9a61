import type { DType, OperationKind, OperationOf } from '../../program/operation.js';
import type { Result } from '../../program/problem.js';
import type { KernelContext } from '../operations/kernel.js';
import { copyRange, storeAll } from '../tensor.js';
import type { EvaluationError, Tensor, TensorData } from '../trace.js';

/** One step of a program as it was computed, and what reached its result on the way back. */
export interface Backward {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  /** dL/d output: the output's shape and dtype, which is a float. */
  readonly gradient: Tensor;
  /** True where the gradient of an input is asked for; such an input is of floats. */
  readonly wants: (input: number) => boolean;
  readonly context: KernelContext;
}

/**
 * dL/d input for each input that is wanted, with that input's shape and dtype; the others may be left
 * out. A list shorter than the inputs is allowed.
 */
export type Gradients = Result<readonly (Tensor | undefined)[], EvaluationError>;

/** The vector-Jacobian product of one operation. The tensors it gets are not changed. */
export type Pullback<K extends OperationKind> = (
  operation: OperationOf<K>,
  step: Backward,
) => Gradients;

/** A pullback that serves several operations: it reads only what `O` names of them. */
export type SharedPullback<O = unknown> = (operation: O, step: Backward) => Gradients;

/**
 * Why an operation has no pullback. `source`: nothing stands before it. `constant`: its derivative is
 * 0 wherever there is one, or its results are integers or booleans. `unsupported`: it has one that is
 * not computed.
 */
export type NoPullback = 'source' | 'constant' | 'unsupported';

export const isFloat = (dtype: DType): boolean => dtype === 'float32' || dtype === 'float64';

/** Double-precision zeros to accumulate in; dropped when the pullback returns. */
export const accumulator = (
  shape: readonly number[],
  context: KernelContext,
): Result<Float64Array, EvaluationError> => {
  const made = context.scratch(shape, 'float64');
  return made.ok ? { ok: true, value: made.value as Float64Array } : made;
};

/** Numbers as an operation saw them: rounded to its type. A mask is read as it is. */
export function asOperand(
  x: Tensor,
  dtype: DType,
  context: KernelContext,
): Result<TensorData, EvaluationError> {
  if (x.dtype === dtype || x.dtype === 'bool') return { ok: true, value: x.data };
  const made = context.scratch(x.shape, dtype);
  if (made.ok) storeAll(made.value, dtype, x.data, context.spend);
  return made;
}

/** Numbers as a gradient of `like`: its shape, rounded to its dtype. */
export function asGradientOf(
  like: Tensor,
  data: TensorData,
  context: KernelContext,
): Result<Tensor, EvaluationError> {
  const { shape, dtype } = like;
  const exact = dtype === 'float64' ? data instanceof Float64Array : data instanceof Float32Array;
  if (exact) return { ok: true, value: { shape, dtype, data } };
  const out = context.allocate(shape, dtype);
  if (!out.ok) return out;
  copyRange(out.value, 0, data, 0, data.length, context.spend);
  return { ok: true, value: { shape, dtype, data: out.value } };
}

/** The gradients of all wanted inputs, each made by `of`; the first error is the step's. */
export function forWanted(
  step: Backward,
  of: (input: Tensor, index: number) => Result<Tensor, EvaluationError>,
): Gradients {
  const list: (Tensor | undefined)[] = [];
  for (const [i, input] of step.inputs.entries()) {
    if (!step.wants(i)) {
      list.push(undefined);
      continue;
    }
    const made = of(input, i);
    if (!made.ok) return made;
    list.push(made.value);
  }
  return { ok: true, value: list };
}

/** A step with one differentiable input, its first. */
export function ofFirst(
  step: Backward,
  of: (input: Tensor) => Result<Tensor, EvaluationError>,
): Gradients {
  const [input] = step.inputs;
  if (input === undefined || !step.wants(0)) return { ok: true, value: [] };
  const made = of(input);
  return made.ok ? { ok: true, value: [made.value] } : made;
}

export type Made = Result<Tensor, EvaluationError>;
