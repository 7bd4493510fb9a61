import { multiplyMatrices } from '../kernels/matmul.js';
import type { KernelContext } from '../operations/kernel.js';
import { forEachStretch } from '../strided.js';
import { broadcastShapes, broadcastStrides, sizeOf } from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';
import { einsum } from './einsum.js';
import { multiply } from './elementwise.js';
import { transposedInto } from '../kernels/transpose.js';
import { addInto } from './matrices.js';
import {
  accumulator,
  asGradientOf,
  asOperand,
  type Backward,
  type Gradients,
  type Made,
  type SharedPullback,
} from './pullback.js';

/** Which matrices of a product, and how they lie: [rows, inner] · [inner, columns]. */
interface Sides {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly batch: readonly number[];
  readonly aBatch: readonly number[];
  readonly bBatch: readonly number[];
}

function sidesOf(a: Tensor, b: Tensor): Sides {
  const aShape = a.shape.length === 1 ? [1, ...a.shape] : a.shape;
  const bShape = b.shape.length === 1 ? [...b.shape, 1] : b.shape;
  const [rows = 1, inner = 1] = aShape.slice(-2);
  const [aBatch, bBatch] = [aShape.slice(0, -2), bShape.slice(0, -2)];
  const batch = broadcastShapes(aBatch, bBatch) ?? [];
  return { rows, inner, columns: bShape[bShape.length - 1] ?? 1, batch, aBatch, bBatch };
}

/**
 * One matrix per batch element, added up in double precision where an operand served several. `fill`
 * makes the matrix of one batch element from the starts of the operands' and the gradient's.
 */
function perBatch(
  like: Tensor,
  own: readonly number[],
  size: number,
  sides: Sides,
  context: KernelContext,
  fill: (a: number, b: number, g: number, out: TensorData, at: number) => void,
): Made {
  const { batch, aBatch, bBatch, rows, inner, columns } = sides;
  const shared = sizeOf(own) !== sizeOf(batch);
  const made = shared
    ? accumulator(like.shape, context)
    : context.allocate(like.shape, context.dtype);
  if (!made.ok) return made;
  const one = context.scratch([shared ? size : 0], context.dtype);
  if (!one.ok) return one;
  const strides = [aBatch, bBatch, own].map((s) => broadcastStrides(s, batch));
  forEachStretch(batch, strides, (at, length, starts, steps) => {
    for (let i = 0; i < length; i++) {
      const [a, b, t] = [0, 1, 2].map((k) => (starts[k] as number) + i * (steps[k] as number)) as [
        number,
        number,
        number,
      ];
      const g = (at + i) * rows * columns;
      if (!shared) fill(a * rows * inner, b * inner * columns, g, made.value, t * size);
      else {
        fill(a * rows * inner, b * inner * columns, g, one.value, 0);
        addInto(made.value, t * size, one.value, context.spend);
      }
      if (!context.spend(size)) return false;
    }
    return true;
  });
  return asGradientOf(like, made.value, context);
}

/** dA = G Bᵀ. */
function leftOf(a: Tensor, b: Tensor, sides: Sides, { gradient, context }: Backward): Made {
  const { rows, inner, columns } = sides;
  const read = asOperand(b, context.dtype, context);
  if (!read.ok) return read;
  const [g, matrix] = [gradient.data, read.value];
  const job = { a: g, b: matrix, transposed: true, inner: columns, columns: inner };
  const { spend } = context;
  if (sizeOf(sides.bBatch) === 1 && sizeOf(sides.aBatch) === sizeOf(sides.batch)) {
    const out = context.allocate(a.shape, context.dtype);
    if (!out.ok) return out;
    const all = rows * sizeOf(sides.batch);
    multiplyMatrices({
      ...job,
      aStart: 0,
      bStart: 0,
      out: out.value,
      outStart: 0,
      rows: all,
      spend,
    });
    return asGradientOf(a, out.value, context);
  }
  return perBatch(a, sides.aBatch, rows * inner, sides, context, (_a, bStart, aStart, out, at) =>
    multiplyMatrices({ ...job, aStart, bStart, out, outStart: at, rows, spend }),
  );
}

/** dB = Aᵀ G. */
function rightOf(a: Tensor, b: Tensor, sides: Sides, { gradient, context }: Backward): Made {
  const { rows, inner, columns } = sides;
  const read = asOperand(a, context.dtype, context);
  if (!read.ok) return read;
  const [g, matrix] = [gradient.data, read.value];
  // One matrix for all of them: the batch is just more rows to sum over.
  const joint = sizeOf(sides.bBatch) === 1 && sizeOf(sides.aBatch) === sizeOf(sides.batch);
  const summed = joint ? rows * sizeOf(sides.batch) : rows;
  const turned = context.scratch([inner, summed], context.dtype);
  if (!turned.ok) return turned;
  const job = { a: turned.value, aStart: 0, b: g, transposed: false, rows: inner, inner: summed };
  const { spend } = context;
  if (joint) {
    const out = context.allocate(b.shape, context.dtype);
    if (!out.ok) return out;
    transposedInto(turned.value, matrix, 0, summed, inner, spend);
    multiplyMatrices({ ...job, bStart: 0, out: out.value, outStart: 0, columns, spend });
    return asGradientOf(b, out.value, context);
  }
  return perBatch(
    b,
    sides.bBatch,
    inner * columns,
    sides,
    context,
    (start, _b, bStart, out, at) => {
      transposedInto(turned.value, matrix, start, rows, inner, spend);
      multiplyMatrices({ ...job, bStart, out, outStart: at, columns, spend });
    },
  );
}

const matmul: SharedPullback = (operation, step) => {
  const [a, b] = step.inputs as readonly [Tensor, Tensor];
  // The kernel takes a product with a scalar for an elementwise one.
  if (a.shape.length === 0 || b.shape.length === 0) return multiply(operation, step);
  const sides = sidesOf(a, b);
  const left = step.wants(0) ? leftOf(a, b, sides, step) : undefined;
  if (left?.ok === false) return left;
  const right = step.wants(1) ? rightOf(a, b, sides, step) : undefined;
  if (right?.ok === false) return right;
  return { ok: true, value: [left?.value, right?.value] };
};

/** x · weightᵀ + bias: dx = G W, dW = Gᵀ x, and the bias gets the sum of G's rows. */
const linear: SharedPullback = (_operation, step): Gradients => {
  const { gradient, context, wants } = step;
  const [x, weight, bias] = step.inputs as readonly [Tensor, Tensor, Tensor | undefined];
  const { dtype, spend } = context;
  const inner = x.shape[x.shape.length - 1] ?? 1;
  const rows = sizeOf(x.shape.slice(0, -1));
  const columns = weight.shape.length === 1 ? 1 : (weight.shape[0] ?? 1);
  const product = (
    like: Tensor,
    a: TensorData,
    right: Tensor,
    sizes: readonly [number, number, number],
  ): Made => {
    const out = context.allocate(like.shape, dtype);
    if (!out.ok) return out;
    const b = asOperand(right, dtype, context);
    if (!b.ok) return b;
    const [m, k, n] = sizes;
    const starts = { aStart: 0, bStart: 0, outStart: 0, transposed: false };
    multiplyMatrices({
      ...starts,
      a,
      b: b.value,
      out: out.value,
      rows: m,
      inner: k,
      columns: n,
      spend,
    });
    return asGradientOf(like, out.value, context);
  };
  const dx = wants(0) ? product(x, gradient.data, weight, [rows, columns, inner]) : undefined;
  if (dx?.ok === false) return dx;
  let dWeight: Made | undefined;
  if (wants(1)) {
    const turned = context.scratch([columns, rows], dtype);
    if (!turned.ok) return turned;
    transposedInto(turned.value, gradient.data, 0, rows, columns, spend);
    dWeight = product(weight, turned.value, x, [columns, rows, inner]);
  }
  if (dWeight?.ok === false) return dWeight;
  let dBias: Made | undefined;
  if (bias !== undefined && wants(2)) {
    const total = accumulator(bias.shape, context);
    if (!total.ok) return total;
    for (let i = 0; i < rows; i++)
      addInto(total.value, 0, gradient.data.subarray(i * columns, (i + 1) * columns), spend);
    dBias = asGradientOf(bias, total.value, context);
  }
  if (dBias?.ok === false) return dBias;
  return { ok: true, value: [dx?.value, dWeight?.value, dBias?.value] };
};

export const products = { matmul, linear, einsum };
