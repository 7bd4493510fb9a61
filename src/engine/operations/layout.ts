import { evaluateShape } from '../../program/dims.js';
import type { OperationOf } from '../../program/operation.js';
import type { Shape } from '../../program/dim.js';
import { badAxis, mismatch, notRead } from '../errors.js';
import { copyView } from '../strided.js';
import {
  axisIn,
  broadcastShapes,
  broadcastStrides,
  shapeText,
  sizeOf,
  stridesOf,
} from '../tensor.js';
import type { Tensor } from '../trace.js';
import { converted } from './cast.js';
import type { Computed, KernelContext, SharedKernel } from './kernel.js';
import { rearrange } from './rearrange.js';

/** A contiguous copy of a strided view of `x`, in the context's type. */
export function viewed(
  x: Tensor,
  shape: readonly number[],
  strides: readonly number[],
  context: KernelContext,
  offset = 0,
): Computed {
  const { dtype } = context;
  const out = context.allocate(shape, dtype);
  if (!out.ok) return out;
  copyView(converted(x, dtype, context.spend), out.value, shape, strides, offset, context.spend);
  return { ok: true, value: { shape, dtype, data: out.value } };
}

/** `x` with its axes in another order: axis i of the result is axis `order[i]` of `x`. */
export function permuted(x: Tensor, order: readonly number[], context: KernelContext): Computed {
  const strides = stridesOf(x.shape);
  const pick = (list: readonly number[]): number[] => order.map((i) => list[i] as number);
  return viewed(x, pick(x.shape), pick(strides), context);
}

/** Sizes of a written shape: by the bindings, else as the shape rules worked it out. */
export const writtenShape = (shape: Shape, context: KernelContext): readonly number[] | undefined =>
  evaluateShape(shape, context.bindings) ?? context.shape;

const transpose: SharedKernel<OperationOf<'transpose'>> = ({ axis0, axis1 }, [input], context) => {
  const x = input as Tensor;
  const rank = x.shape.length;
  const order = [...x.shape.keys()];
  // A vector or a scalar is its own transpose, as for numpy's .T and in formulas.
  if (rank >= 2) {
    const [a, b] = [axisIn(axis0, rank), axisIn(axis1, rank)];
    if (a === undefined || b === undefined)
      return badAxis(a === undefined ? axis0 : axis1, x.shape);
    order[a] = b;
    order[b] = a;
  }
  return permuted(x, order, context);
};

const permute: SharedKernel<OperationOf<'permute'>> = ({ axes }, [input], context) => {
  const x = input as Tensor;
  const order = axes.map((a) => axisIn(a, x.shape.length));
  const valid = order.filter((a) => a !== undefined);
  if (order.length !== x.shape.length || new Set(valid).size !== order.length) {
    return mismatch(
      'permute',
      `the order ${axes.join(', ')} does not name each axis of ${shapeText(x.shape)} once.`,
      { shape0: shapeText(x.shape), axes: axes.join(', ') },
    );
  }
  return permuted(x, valid, context);
};

const reshape: SharedKernel<OperationOf<'reshape'>> = (operation, [input], context) => {
  const x = input as Tensor;
  const written = writtenShape(operation.shape, context);
  if (written === undefined) return notRead('A size of the new shape is not known.');
  const count = x.data.length;
  const rest = sizeOf(written.filter((d) => d !== -1));
  const holes = written.filter((d) => d === -1).length;
  const shape = written.map((d) => (d === -1 ? count / rest : d));
  if (holes > 1 || sizeOf(shape) !== count || shape.some((d) => !Number.isInteger(d) || d < 0)) {
    const values = { shape0: shapeText(x.shape), size0: count, shape1: shapeText(written) };
    return mismatch(
      'reshape',
      `the ${count} elements of ${values.shape0} can’t be viewed as ${values.shape1}.`,
      values,
    );
  }
  return viewed(x, shape, stridesOf(shape), context);
};

const expand: SharedKernel<OperationOf<'expand'>> = (operation, [input], context) => {
  const x = input as Tensor;
  const written = writtenShape(operation.shape, context);
  if (written === undefined) return notRead('A size of the new shape is not known.');
  const lead = written.length - x.shape.length;
  const shape = written.map((d, i) => (d === -1 ? (x.shape[i - lead] ?? -1) : d));
  const joined = broadcastShapes(x.shape, shape);
  if (
    lead < 0 ||
    shape.includes(-1) ||
    joined === undefined ||
    joined.some((d, i) => d !== shape[i])
  ) {
    const values = { shape0: shapeText(x.shape), shape1: shapeText(written) };
    return mismatch('expand', `${values.shape0} can’t be expanded to ${values.shape1}.`, values);
  }
  return viewed(x, shape, broadcastStrides(x.shape, shape), context);
};

/** Reads [count, size] for each axis with a stride of 0 over the count, which is the tiling. */
const repeat: SharedKernel<OperationOf<'repeat'>> = ({ counts }, [input], context) => {
  const x = input as Tensor;
  const lead = counts.length - x.shape.length;
  if (lead < 0 || counts.some((c) => !Number.isInteger(c) || c < 0)) {
    const values = { shape0: shapeText(x.shape), counts: counts.join(', ') };
    return mismatch('repeat', `${values.shape0} can’t be repeated ${values.counts} times.`, values);
  }
  const own = stridesOf(x.shape);
  const sizes = counts.flatMap((c, i) => [c, x.shape[i - lead] ?? 1]);
  const strides = counts.flatMap((_, i) => [0, own[i - lead] ?? 0]);
  const result = viewed(x, sizes, strides, context);
  const shape = counts.map((c, i) => c * (x.shape[i - lead] ?? 1));
  return result.ok ? { ok: true, value: { ...result.value, shape } } : result;
};

export const layout = { transpose, permute, reshape, expand, repeat, rearrange };
