import type { ValueId } from '../../program/value.js';
import type { Tensor, TracedValue } from '../trace.js';

export interface DifferentiateOptions {
  /**
   * dL/d output, of the output's shape: the vector of the vector-Jacobian product. `ones` makes L the
   * sum of the output. Needed where the output has more than one element; 1 by default for one.
   */
  readonly seed?: Tensor | 'ones';
  /** Compute only what these values' gradients need; every value the output depends on by default. */
  readonly wrt?: readonly ValueId[];
  /** The seed of example values that the trace was computed with: dropout's mask is drawn again from it. */
  readonly exampleSeed?: number;
  /** Bytes over the trace and all gradients; a gradient that would pass it is `too-large`. Default 512 MB. */
  readonly maxBytes?: number;
  /** Milliseconds of engine time; past it the rest is `deadline`. */
  readonly deadlineMs?: number;
  readonly isCancelled?: () => boolean;
}

/**
 * dL/dv for every value v of a program, in the order of its values, where L is the output (or the sum
 * of output · seed). A gradient has its value's shape and dtype. `undefined` where L does not depend
 * on the value by differentiable steps, or the value is of integers or booleans. Tensors of steps that
 * only pass a gradient on (a reshape, a sum of two) may share one buffer. Can be structured-cloned.
 */
export interface GradientTrace {
  readonly output: ValueId;
  readonly values: readonly (TracedValue | undefined)[];
  /** Bytes held by all gradients together; a shared buffer counts once. */
  readonly bytes: number;
}
