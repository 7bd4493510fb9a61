import type { Dim } from '../../../program/dim.js';
import type { Distribution } from '../../../program/operation.js';
import type { Call, TensorObject } from '../objects.js';
import { draw, forget } from '../random.js';
import { emitValue, newTensor, type Reader } from '../reader.js';

/**
 * A weight as the library makes it: drawn from the seeded stream where there is one, an input of
 * a known shape where the sizes are names.
 */
export function parameter(
  r: Reader,
  shape: readonly Dim[],
  distribution: Distribution,
  call: Call,
): TensorObject {
  const sizes = shape.map((d) => r.builder.context.resolve(d));
  if (sizes.every((d) => typeof d === 'number') && !r.frame.symbolic) {
    const drawn = draw(r, { library: 'torch', shape: sizes, distribution }, { span: call.span });
    if (drawn !== undefined) return asWeight(r, drawn);
  }
  forget(r, 'torch');
  return newTensor(
    emitValue(r, { kind: 'input' }, [], { span: call.span }, { shape: sizes }),
    'torch',
  );
}

/** Notes a tensor as a weight, which training may change. */
export function asWeight(r: Reader, t: TensorObject): TensorObject {
  r.parameters.add(t.storage);
  return t;
}

/** A weight that starts as all zeros or ones. */
export const constant = (
  r: Reader,
  kind: 'zeros' | 'ones',
  shape: readonly Dim[],
  call: Call,
): TensorObject =>
  asWeight(r, newTensor(emitValue(r, { kind, shape }, [], { span: call.span }), 'torch'));

/** U(−bound, bound). */
export const symmetric = (bound: number): Distribution => ({
  kind: 'uniform',
  low: -bound,
  high: bound,
});

/** U(−1/√n, 1/√n), from which weights over n inputs are drawn; of a size that is a name, U(−1, 1). */
export const overInputs = (n: Dim): Distribution =>
  symmetric(typeof n === 'number' ? 1 / Math.sqrt(n) : 1);
