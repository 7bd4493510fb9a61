import type { OperationOf } from '../../program/operation.js';
import { ordering as kernels } from '../operations/order.js';
import type { Computed, KernelContext } from '../operations/kernel.js';
import { inStretches } from '../tensor.js';
import type { Tensor } from '../trace.js';
import { alongRow, forEachRow, rowwise } from './alongAxis.js';
import { ofFirst, type Backward, type Made, type SharedPullback } from './pullback.js';

/** The places that an order put first get the gradients; `find` is the kernel, asked for places. */
function toPlaces(
  x: Tensor,
  axis: number,
  step: Backward,
  find: (context: KernelContext) => Computed,
): Made {
  const { context } = step;
  const found = find({ ...context, dtype: 'int64', allocate: context.scratch });
  if (!found.ok) return found;
  const out = context.allocate(x.shape, x.dtype);
  if (!out.ok) return out;
  const [places, g, target] = [found.value.data, step.gradient.data, out.value];
  const length = axisLength(x, axis);
  const kept = axisLength(step.gradient, axis);
  forEachRow(step.gradient, axis, context.spend, (row) => {
    // Rows of x are as many, but longer: the same outer and inner place.
    const inner = row.start % row.step;
    const outer = Math.floor(row.start / (row.step * kept));
    const base = outer * length * row.step + inner;
    alongRow(row, context.spend, (from, to) => {
      for (let at = from; at < to; at += row.step)
        target[base + (places[at] as number) * row.step] = g[at] as number;
    });
  });
  return { ok: true, value: { shape: x.shape, dtype: x.dtype, data: target } };
}

const axisLength = (x: Tensor, axis: number): number =>
  x.shape[axis < 0 ? axis + x.shape.length : axis] ?? 1;

const sort: SharedPullback<OperationOf<'sort'>> = (operation, step) =>
  ofFirst(step, (x) =>
    toPlaces(x, operation.axis, step, (context) =>
      kernels.sort({ ...operation, part: 'indices' }, [x], context),
    ),
  );

const topk: SharedPullback<OperationOf<'topk'>> = (operation, step) =>
  ofFirst(step, (x) =>
    toPlaces(x, operation.axis, step, (context) =>
      kernels.topk({ ...operation, part: 'indices' }, [x], context),
    ),
  );

/** Every later sum has the element in it: the sum of the gradients from its place on. */
const cumsum: SharedPullback<OperationOf<'cumsum'>> = ({ axis }, step) =>
  ofFirst(step, (x) => {
    const g = step.gradient.data;
    return rowwise(x, axis, step, (row, target) => {
      const last = row.start + (row.length - 1) * row.step;
      let total = 0;
      inStretches(row.length, step.context.spend, (start, end) => {
        for (let i = start, at = last - start * row.step; i < end; i++, at -= row.step) {
          total += g[at] as number;
          target[at] = total;
        }
      });
    });
  });

export const ordering = { sort, topk, cumsum };
