import type { DType, OperationKind, OperationOf, RandomStream } from '../../program/operation.js';
import type { Result } from '../../program/problem.js';
import type { ExampleSource } from '../examples.js';
import type { Threads } from '../kernels/shared.js';
import type { RandomSource } from '../randomSource.js';
import type { Bindings, EvaluationError, Tensor, TensorData } from '../trace.js';

export type Computed = Result<Tensor, EvaluationError>;

type Allocate = (shape: readonly number[], dtype: DType) => Result<TensorData, EvaluationError>;

/** What a kernel may know and use besides its operation and inputs. */
export interface KernelContext {
  /** Element type of the result, as the program's value has it. */
  readonly dtype: DType;
  /** Shape of the result by the program's shape rules, where they tell. */
  readonly shape: readonly number[] | undefined;
  readonly bindings: Bindings;
  /** Zeros for the result, or `too-large` where it would not fit beside what is already held. */
  readonly allocate: Allocate;
  /** Zeros for numbers that are dropped when the kernel returns; each may be as large as a result. */
  readonly scratch: Allocate;
  /** Notes work done; false means: return now, the result will not be used. */
  readonly spend: (steps: number) => boolean;
  /** The generator of a seeded stream, at its place in the program. */
  readonly random: (stream: RandomStream) => Result<RandomSource, EvaluationError>;
  /** Example numbers for this value; `part` tells several draws of one value apart. */
  readonly example: (part?: number) => ExampleSource;
  /** Other threads to share large work with. */
  readonly threads?: Threads | undefined;
  /** What a `grad` value is: the way back over the program's values before it. */
  readonly gradient?: (context: KernelContext) => Computed;
}

/** Computes one operation. Never throws; the inputs are not changed. */
export type Kernel<K extends OperationKind> = (
  operation: OperationOf<K>,
  inputs: readonly Tensor[],
  context: KernelContext,
) => Computed;

/** A kernel that serves several operations: it reads only what `O` names of them. */
export type SharedKernel<O = unknown> = (
  operation: O,
  inputs: readonly Tensor[],
  context: KernelContext,
) => Computed;
