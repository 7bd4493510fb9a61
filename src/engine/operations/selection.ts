import type { OperationOf } from '../../program/operation.js';
import { mismatch } from '../errors.js';
import { forEachStretch } from '../strided.js';
import { broadcastShapes, broadcastStrides, scalarTensor, shapeText } from '../tensor.js';
import type { Tensor } from '../trace.js';
import { converted } from './cast.js';
import type { Computed, KernelContext, SharedKernel } from './kernel.js';

/** `a` where the condition is not zero, else `b`; the three broadcast. */
function choose(condition: Tensor, a: Tensor, b: Tensor, context: KernelContext): Computed {
  const { dtype } = context;
  const shape = broadcastShapes(condition.shape, a.shape, b.shape);
  if (shape === undefined) {
    const shapes = [condition, a, b].map((t) => shapeText(t.shape));
    return mismatch('broadcast', `Shapes ${shapes.join(', ')} can’t be broadcast together.`);
  }
  const out = context.allocate(shape, dtype);
  if (!out.ok) return out;
  const target = out.value;
  const [whether, yes, no] = [condition.data, converted(a, dtype), converted(b, dtype)];
  const strides = [condition, a, b].map((t) => broadcastStrides(t.shape, shape));
  forEachStretch(shape, strides, (at, length, starts, steps) => {
    let [c, i, j] = starts as [number, number, number];
    const [cStep, iStep, jStep] = steps as [number, number, number];
    for (const end = at + length; at < end; at++, c += cStep, i += iStep, j += jStep)
      target[at] = (whether[c] === 0 ? no[j] : yes[i]) as number;
    return context.spend(length);
  });
  return { ok: true, value: { shape, dtype, data: target } };
}

/** Zeroes what is outside a triangle of the last two axes; `keeps` gets column − row. */
const triangle =
  (keeps: (distance: number, diagonal: number) => boolean): SharedKernel<{ diagonal: number }> =>
  ({ diagonal }, [input], context) => {
    const x = input as Tensor;
    const out = context.allocate(x.shape, context.dtype);
    if (!out.ok) return out;
    const columns = x.shape[x.shape.length - 1] ?? 1;
    const rows = x.shape[x.shape.length - 2];
    if (rows === undefined) {
      return mismatch('rank', 'A triangle is taken of a tensor with at least two axes.');
    }
    const source = converted(x, context.dtype);
    const lines = columns === 0 ? 0 : source.length / columns;
    for (let line = 0; line < lines; line++) {
      const row = line % rows;
      for (let column = 0, at = line * columns; column < columns; column++, at++)
        if (keeps(column - row, diagonal)) out.value[at] = source[at] as number;
      if (!context.spend(columns)) break;
    }
    return { ok: true, value: { shape: x.shape, dtype: context.dtype, data: out.value } };
  };

export const selection = {
  where: ((_operation, [condition, a, b], context) =>
    choose(condition as Tensor, a as Tensor, b as Tensor, context)) as SharedKernel,
  maskedFill: (({ value }, [x, mask], context) =>
    choose(mask as Tensor, scalarTensor(value, 'float64'), x as Tensor, context)) as SharedKernel<
    OperationOf<'maskedFill'>
  >,
  tril: triangle((distance, diagonal) => distance <= diagonal),
  triu: triangle((distance, diagonal) => distance >= diagonal),
};
