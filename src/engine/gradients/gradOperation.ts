import type { Program, Value } from '../../program/value.js';
import { unsupported } from '../errors.js';
import type { Computed, KernelContext } from '../operations/kernel.js';
import { storeAll } from '../tensor.js';
import type { Trace } from '../trace.js';
import { differentiate } from './differentiate.js';
import { isFloat } from './pullback.js';
import type { DifferentiateOptions } from './types.js';

/**
 * The `grad` operation, (output, x, seed?): d Σ output · seed / dx, over the values before it; a
 * missing seed is of ones. 0 where the output does not depend on x.
 */
export function gradientOf(
  program: Program,
  trace: Pick<Trace, 'values'>,
  value: Value,
  { dtype, allocate, spend }: KernelContext,
  options: Omit<DifferentiateOptions, 'seed' | 'wrt'>,
): Computed {
  const [outputId = -1, xId = -1, seedId = -1] = value.inputs;
  const [x, given] = [trace.values[xId], trace.values[seedId]];
  if (x?.ok !== true) return unsupported('there is nothing to differentiate by.');
  const { shape, dtype: own } = x.tensor;
  if (!isFloat(own)) {
    return unsupported(`only real numbers have gradients, and this is of type ${own}.`, {
      dtype: own,
    });
  }
  const seed = given?.ok === true ? given.tensor : 'ones';
  const { values } = differentiate(program, trace, outputId, { ...options, seed, wrt: [xId] });
  const [start, end] = [values[outputId], values[xId]];
  if (start?.ok === false) return start;
  if (end?.ok === false) return end;
  if (end?.tensor.dtype === dtype) return { ok: true, value: end.tensor };
  const out = allocate(shape, dtype);
  if (!out.ok) return out;
  if (end !== undefined) storeAll(out.value, dtype, end.tensor.data, spend);
  return { ok: true, value: { shape, dtype, data: out.value } };
}
