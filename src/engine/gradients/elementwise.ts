import { mismatch } from '../errors.js';
import { broadcastGradient } from './broadcast.js';
import { forWanted, type SharedPullback } from './pullback.js';

/** dL/d operand of one element, from dL/d result and the two operands. */
type Partial = (g: number, a: number, b: number) => number;

/** An operation of two tensors that broadcast, by its partial derivatives. */
const binary =
  (left: Partial, right: Partial): SharedPullback =>
  (_operation, step) => {
    const [a, b] = step.inputs;
    if (a === undefined || b === undefined) return mismatch('operands', 'Two operands are needed.');
    return forWanted(step, (input, i) =>
      broadcastGradient(input, step.gradient, [a, b], i === 0 ? left : right, step.context),
    );
  };

/** Where two operands are equal each is the larger (or smaller) one by half, as torch.maximum has it. */
const extremes = (sign: 1 | -1): SharedPullback =>
  binary(
    (g, a, b) => (a === b ? g / 2 : sign * (a - b) < 0 ? 0 : g),
    (g, a, b) => (a === b ? g / 2 : sign * (b - a) < 0 ? 0 : g),
  );

export const maximum = extremes(1);
export const minimum = extremes(-1);

export const multiply = binary(
  (g, _a, b) => g * b,
  (g, a) => g * a,
);

export const elementwise = {
  add: binary(
    (g) => g,
    (g) => g,
  ),
  sub: binary(
    (g) => g,
    (g) => -g,
  ),
  mul: multiply,
  div: binary(
    (g, _a, b) => g / b,
    (g, a, b) => (-g * (a / b)) / b,
  ),
  // 0 where the power is 0, and 0⁰ or 0^b does not change with b, as in PyTorch.
  pow: binary(
    (g, a, b) => (b === 0 ? 0 : g * b * Math.pow(a, b - 1)),
    (g, a, b) => (a === 0 && b >= 0 ? 0 : g * Math.pow(a, b) * Math.log(a)),
  ),
  // a − b · ⌊a / b⌋
  remainder: binary(
    (g) => g,
    (g, a, b) => -g * Math.floor(a / b),
  ),
};
