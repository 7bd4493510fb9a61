import type { OperationOf } from '../../program/operation.js';
import { badAxis, mismatch } from '../errors.js';
import { pieceOf } from '../operations/joining.js';
import { viewed } from '../operations/layout.js';
import { axisIn, axisView, sizeOf, stridesOf } from '../tensor.js';
import type { Tensor } from '../trace.js';
import { scatterView } from './broadcast.js';
import { asGradientOf, ofFirst, type Made, type SharedPullback } from './pullback.js';

type Joining = OperationOf<'concat' | 'stack'>;
type Splitting = OperationOf<'split' | 'chunk' | 'unbind'>;

/** torch.cat skips the historical empty tensor of shape [0], unless there is nothing else. */
const isVoid = (x: Tensor): boolean => x.shape.length === 1 && x.shape[0] === 0;

/**
 * Each part gets its stretch of the gradient. Where the text names only the first and last of `count`
 * parts, the last one lies at the end; a part that was left out gets zeros.
 */
const joining: SharedPullback<Joining> = (operation, { inputs, gradient, wants, context }) => {
  const stacked = operation.kind === 'stack';
  const axis = axisIn(operation.axis, gradient.shape.length);
  if (axis === undefined) return badAxis(operation.axis, gradient.shape);
  const whole = gradient.shape[axis] ?? 1;
  const lengths = inputs.map((x) =>
    stacked ? 1 : isVoid(x) && gradient.shape.length > 1 ? 0 : (x.shape[axis] ?? 1),
  );
  const named = lengths.reduce((a, b) => a + b, 0);
  const strides = stridesOf(gradient.shape);
  const { inner } = axisView(gradient.shape, axis);
  let start = 0;
  const list: (Tensor | undefined)[] = [];
  for (const [i, x] of inputs.entries()) {
    const length = lengths[i] ?? 0;
    if (named < whole && i > 0 && i === inputs.length - 1) start = whole - length;
    const shape = gradient.shape.map((d, k) => (k === axis ? length : d));
    const offset = start * inner;
    start += length;
    if (!wants(i)) {
      list.push(undefined);
      continue;
    }
    const part: Made =
      start > whole || sizeOf(shape) !== x.data.length
        ? zerosLike(x, context)
        : viewed(gradient, shape, strides, context, offset);
    if (!part.ok) return part;
    const made = asGradientOf(x, part.value.data, context);
    if (!made.ok) return made;
    list.push(made.value);
  }
  return { ok: true, value: list };
};

function zerosLike(x: Tensor, context: Parameters<typeof asGradientOf>[2]): Made {
  const out = context.allocate(x.shape, x.dtype);
  return out.ok ? { ok: true, value: { ...x, data: out.value } } : out;
}

/** The part's gradient in its place; the rest of the input gets 0 from this part. */
const split: SharedPullback<Splitting> = (operation, step) =>
  ofFirst(step, (x) => {
    const axis = axisIn(operation.axis, x.shape.length);
    if (axis === undefined) return badAxis(operation.axis, x.shape);
    const piece = pieceOf(operation, x.shape[axis] ?? 1);
    if (piece === undefined) return mismatch('split', 'There is no such part.');
    const shape = x.shape.map((d, i) => (i === axis ? piece.length : d));
    const offset = piece.start * sizeOf(x.shape.slice(axis + 1));
    return scatterView(x, step.gradient, shape, stridesOf(x.shape), offset, step.context);
  });

export const joins = { concat: joining, stack: joining, split, chunk: split, unbind: split };
