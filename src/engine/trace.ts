import type { DType } from '../program/operation.js';
import type { Threads } from './kernels/shared.js';
import type { ValueId } from '../program/value.js';

/** Numbers of a tensor, row-major. bool is 0 or 1; int64 is held exactly up to 2⁵³ in doubles. */
export type TensorData = Float32Array | Float64Array | Uint8Array;

/** Data is Float32Array for float32, Float64Array for float64 and int64, Uint8Array for bool. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: TensorData;
}

/** Over the finite elements; `min`, `max` and `mean` are NaN where there is none. */
export interface Statistics {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
}

/** What the engine says of one value it could not compute. */
export interface EvaluationError {
  /**
   * `not-read`, `shape-mismatch`, `bad-value` (an index outside its axis, an integer divided by 0),
   * `too-large`, `unsupported`, `cancelled`, `deadline`, `not-kept` (computed if something kept
   * needed it, and dropped after its last use; see `EvaluateOptions.keep`).
   */
  readonly code: string;
  readonly message: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export type TracedValue =
  | { readonly ok: true; readonly tensor: Tensor; readonly statistics: Statistics }
  | { readonly ok: false; readonly error: EvaluationError };

/** The tensor of every value of a program, in the order of its values. Can be structured-cloned. */
export interface Trace {
  readonly values: readonly TracedValue[];
  /** Elements held by all tensors together. */
  readonly elements: number;
  /** Bytes held by all tensors together; one buffer that several share counts once. */
  readonly bytes: number;
}

/** Sizes of symbolic dimensions, as `infer` chose them or the user set them. */
export type Bindings = Readonly<Record<string, number>>;

export interface EvaluateOptions {
  readonly bindings: Bindings;
  /** Seed of example values; the same seed gives the same numbers. */
  readonly exampleSeed?: number;
  /**
   * Bytes of all tensors held together and of the scratch of the step at hand; a value that would
   * pass it is `too-large`, found before anything is computed. Default 512 · 2²⁰.
   */
  readonly maxBytes?: number;
  /** Milliseconds of engine time; past it the rest is `deadline`. */
  readonly deadlineMs?: number;
  readonly isCancelled?: () => boolean;
  /** Numbers to use for free inputs instead of drawn ones. */
  readonly inputs?: ReadonlyMap<ValueId, Tensor>;
  /**
   * Values whose tensors are wanted. Others are `not-kept`: dropped after their last use, their
   * memory used again. Default: all are kept.
   */
  readonly keep?: ReadonlySet<ValueId>;
  /**
   * Elementary steps done, of an estimate of all; at most every 50 ms. `done` never falls, and is
   * `total` at the end of an evaluation that was not stopped.
   */
  readonly onProgress?: (done: number, total: number) => void;
  /** Other threads to share large work with; large results then stand on shared memory. */
  readonly threads?: Threads | undefined;
}
