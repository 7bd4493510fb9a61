import type { Value, ValueId } from './value.js';

/** True for `\frac{k}{\|k\|}`: a vector over its own length. `at` gives the values there are. */
export function isUnitVector(at: (id: ValueId) => Value | undefined, id: ValueId): boolean {
  const { operation, inputs = [] } = at(id) ?? {};
  const [of, length] = inputs;
  const norm = length === undefined ? undefined : at(length);
  return operation?.kind === 'div' && norm?.operation.kind === 'norm' && norm.inputs[0] === of;
}
