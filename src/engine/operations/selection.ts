import type { OperationOf } from '../../program/operation.js';
import { badValue, mismatch } from '../errors.js';
import { forEachStretch } from '../strided.js';
import {
  broadcastShapes,
  broadcastStrides,
  inStretches,
  scalarTensor,
  shapeText,
} from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';
import { converted } from './cast.js';
import type { Computed, KernelContext, SharedKernel } from './kernel.js';

/** `a` where the condition is not zero, else `b`; the three broadcast. */
function choose(condition: Tensor, a: Tensor, b: Tensor, context: KernelContext): Computed {
  const { dtype } = context;
  const shape = broadcastShapes(condition.shape, a.shape, b.shape);
  if (shape === undefined) {
    const shapes = [condition, a, b].map((t) => shapeText(t.shape));
    return mismatch('broadcast', `${shapes.join(', ')} can’t be broadcast together.`, {
      shape0: shapes.join(', '),
    });
  }
  const out = context.allocate(shape, dtype);
  if (!out.ok) return out;
  const target = out.value;
  const [whether, yes, no] = [
    condition.data,
    converted(a, dtype, context.spend),
    converted(b, dtype, context.spend),
  ];
  const strides = [condition, a, b].map((t) => broadcastStrides(t.shape, shape));
  forEachStretch(shape, strides, (at, length, starts, steps) => {
    chooseStretch(target, at, length, [whether, yes, no], starts, steps);
    return context.spend(length);
  });
  return { ok: true, value: { shape, dtype, data: target } };
}

function chooseStretch(
  target: TensorData,
  at: number,
  length: number,
  [whether, yes, no]: readonly [TensorData, TensorData, TensorData],
  starts: readonly number[],
  steps: readonly number[],
): void {
  let [c, i, j] = starts as [number, number, number];
  const [cStep, iStep, jStep] = steps as [number, number, number];
  for (const end = at + length; at < end; at++) {
    target[at] = (whether[c] === 0 ? no[j] : yes[i]) as number;
    c += cStep;
    i += iStep;
    j += jStep;
  }
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
      return mismatch('triangle', 'a triangle needs at least two axes.', {
        shape0: shapeText(x.shape),
      });
    }
    const source = converted(x, context.dtype, context.spend);
    const lines = columns === 0 ? 0 : source.length / columns;
    for (let line = 0; line < lines; line++) {
      const row = line % rows;
      const start = line * columns;
      const went = inStretches(columns, context.spend, (from, to) => {
        for (let column = from; column < to; column++)
          if (keeps(column - row, diagonal))
            out.value[start + column] = source[start + column] as number;
      });
      if (!went || !context.spend(1)) break;
    }
    return { ok: true, value: { shape: x.shape, dtype: context.dtype, data: out.value } };
  };

export const selection = {
  where: ((_operation, [condition, a, b], context) =>
    choose(condition as Tensor, a as Tensor, b as Tensor, context)) as SharedKernel,
  maskedFill: (({ value }, [x, mask], context) => {
    if (context.dtype === 'int64' && !(Math.abs(value) < 2 ** 63))
      return badValue('fill', `${value} is not an integer.`, { value: String(value) });
    return choose(mask as Tensor, scalarTensor(value, 'float64'), x as Tensor, context);
  }) as SharedKernel<OperationOf<'maskedFill'>>,
  tril: triangle((distance, diagonal) => distance <= diagonal),
  triu: triangle((distance, diagonal) => distance >= diagonal),
};
