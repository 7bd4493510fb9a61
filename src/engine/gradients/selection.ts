import type { OperationOf } from '../../program/operation.js';
import { mismatch } from '../errors.js';
import { selection as kernels } from '../operations/selection.js';
import { broadcastGradient, sumTo } from './broadcast.js';
import { asGradientOf, forWanted, ofFirst, type SharedPullback } from './pullback.js';

/** What the chosen side gets; the other gets 0, even of a gradient that is not finite. */
const where: SharedPullback = (_operation, step) => {
  const [condition] = step.inputs;
  if (condition === undefined) return mismatch('operands', 'A condition is needed.');
  return forWanted(step, (input, i) =>
    broadcastGradient(
      input,
      step.gradient,
      [condition, input],
      (g, chosen) => ((chosen !== 0) === (i === 1) ? g : 0),
      step.context,
    ),
  );
};

const maskedFill: SharedPullback = (_operation, step) => {
  const mask = step.inputs[1];
  if (mask === undefined) return mismatch('operands', 'A mask is needed.');
  return ofFirst(step, (x) =>
    broadcastGradient(
      x,
      step.gradient,
      [mask, x],
      (g, filled) => (filled === 0 ? g : 0),
      step.context,
    ),
  );
};

/** The triangle of the gradient: the kernel itself. */
const triangle =
  (kind: 'tril' | 'triu'): SharedPullback<{ readonly diagonal: number }> =>
  (operation, step) =>
    ofFirst(step, (x) => {
      const cut = kernels[kind](operation, [step.gradient], step.context);
      return cut.ok ? asGradientOf(x, cut.value.data, step.context) : cut;
    });

const cast: SharedPullback<OperationOf<'cast'>> = (_operation, step) =>
  ofFirst(step, (x) => sumTo(x, step.gradient, step.context));

export const selection = {
  where,
  maskedFill,
  tril: triangle('tril'),
  triu: triangle('triu'),
  cast,
};
