import { multiplyShared } from '../kernels/sharing.js';
import { mismatch } from '../errors.js';
import { forEachStretch } from '../strided.js';
import { broadcastShapes, broadcastStrides, shapeText, sizeOf } from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';
import { converted } from './cast.js';
import { einsum } from './einsum.js';
import { multiply } from './elementwise.js';
import type { Computed, KernelContext, SharedKernel } from './kernel.js';

const innerMismatch = (a: Tensor, b: Tensor, left: number, right: number): Computed =>
  mismatch('inner', `the inner sizes ${left} and ${right} differ.`, {
    shape0: shapeText(a.shape),
    shape1: shapeText(b.shape),
    size0: left,
    size1: right,
  });

/** torch.matmul: a vector gets an axis of size 1 that is dropped again; leading axes broadcast. */
function matmul(a: Tensor, b: Tensor, context: KernelContext): Computed {
  const { dtype } = context;
  const aShape = a.shape.length === 1 ? [1, ...a.shape] : a.shape;
  const bShape = b.shape.length === 1 ? [...b.shape, 1] : b.shape;
  const [rows = 1, inner = 1] = aShape.slice(-2);
  const [bInner = 1, columns = 1] = bShape.slice(-2);
  if (inner !== bInner) return innerMismatch(a, b, inner, bInner);
  const aBatch = aShape.slice(0, -2);
  const bBatch = bShape.slice(0, -2);
  const batch = broadcastShapes(aBatch, bBatch);
  if (batch === undefined) {
    const values = { shape0: shapeText(aBatch), shape1: shapeText(bBatch) };
    return mismatch(
      'broadcast',
      `the leading axes ${values.shape0} and ${values.shape1} can’t be broadcast together.`,
      values,
    );
  }
  const shape = [
    ...batch,
    ...(a.shape.length === 1 ? [] : [rows]),
    ...(b.shape.length === 1 ? [] : [columns]),
  ];
  const out = context.allocate(shape, dtype);
  if (!out.ok) return out;
  const result: Computed = { ok: true, value: { shape, dtype, data: out.value } };
  if (out.value.length === 0) return result;
  const job = {
    a: converted(a, dtype, context.spend),
    b: converted(b, dtype, context.spend),
    transposed: false,
    out: out.value,
    inner,
    columns,
    spend: context.spend,
  };
  if (sizeOf(bBatch) === 1) {
    // One matrix for all of them: the batch is just more rows.
    const allRows = rows * sizeOf(batch);
    multiplyShared({ ...job, aStart: 0, bStart: 0, outStart: 0, rows: allRows }, context.threads);
    return result;
  }
  const strides = [broadcastStrides(aBatch, batch), broadcastStrides(bBatch, batch)];
  forEachStretch(batch, strides, (at, length, starts, steps) => {
    for (let i = 0; i < length; i++) {
      const matrix = {
        ...job,
        aStart: ((starts[0] as number) + i * (steps[0] as number)) * rows * inner,
        bStart: ((starts[1] as number) + i * (steps[1] as number)) * inner * columns,
        outStart: (at + i) * rows * columns,
        rows,
      };
      multiplyShared(matrix, context.threads);
      if (!context.spend(1)) return false;
    }
    return true;
  });
  return result;
}

/** x · weightᵀ + bias with weight [out, in], as torch.nn.functional.linear. */
export function linear(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  context: KernelContext,
): Computed {
  const { dtype } = context;
  const inner = x.shape[x.shape.length - 1];
  const single = weight.shape.length === 1;
  const [columns = 1, weightInner] = single ? [1, weight.shape[0]] : weight.shape;
  if (inner === undefined || weight.shape.length > 2 || inner !== weightInner) {
    return innerMismatch(x, weight, inner ?? 1, weightInner ?? 1);
  }
  if (bias !== undefined && bias.data.length !== columns) {
    const values = { shape0: shapeText(bias.shape), size0: columns };
    return mismatch('bias', `the bias ${values.shape0} does not have ${columns} elements.`, values);
  }
  const shape = [...x.shape.slice(0, -1), ...(single ? [] : [columns])];
  const out = context.allocate(shape, dtype);
  if (!out.ok) return out;
  const rows = sizeOf(x.shape.slice(0, -1));
  const job = {
    a: converted(x, dtype, context.spend),
    aStart: 0,
    b: converted(weight, dtype, context.spend),
    bStart: 0,
    transposed: true,
    out: out.value,
    outStart: 0,
    rows,
    inner,
    columns,
    spend: context.spend,
  };
  multiplyShared(job, context.threads);
  if (bias !== undefined) {
    const added = converted(bias, dtype, context.spend);
    for (let row = 0; row < rows; row++) {
      addRow(out.value, row * columns, added);
      if (!context.spend(columns)) break;
    }
  }
  return { ok: true, value: { shape, dtype, data: out.value } };
}

function addRow(target: TensorData, start: number, row: TensorData): void {
  for (let i = 0; i < row.length; i++)
    target[start + i] = (target[start + i] as number) + (row[i] as number);
}

export const products = {
  matmul: ((operation, [left, right], context) => {
    const [a, b] = [left as Tensor, right as Tensor];
    // A formula's product with a scalar looks the same as a product of matrices.
    return a.shape.length === 0 || b.shape.length === 0
      ? multiply(operation, [a, b], context)
      : matmul(a, b, context);
  }) as SharedKernel,
  linear: ((_operation, [x, weight, bias], context) =>
    linear(x as Tensor, weight as Tensor, bias, context)) as SharedKernel,
  einsum,
};
