import type { Spend } from '../clock.js';
import { badAxis } from '../errors.js';
import { copyView } from '../strided.js';
import { axisIn, stridesOf } from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';
import { converted } from './cast.js';
import type { Computed, KernelContext } from './kernel.js';

/**
 * Fills a row of the result, from `at` on, from the `length` numbers of `source` from `start` on. One
 * that takes long notes its steps and stops where `spend` is false.
 */
export type Row = (
  source: TensorData,
  start: number,
  length: number,
  target: TensorData,
  at: number,
  spend: Spend,
) => void;

/** Fills all rows of the result, `rows` of `length` numbers. */
export type Rows = (source: TensorData, target: TensorData, rows: number, length: number) => void;

/**
 * Applies a function of rows along any axis: the axis is brought last, and back afterwards. The
 * result has the context's type and the shape of `x`, with `resultLength` elements along the axis.
 * A scalar is one row of one element. `allRows`, where given, does at once what `row` does one by one.
 */
export function alongAxis(
  x: Tensor,
  axis: number,
  context: KernelContext,
  row: Row,
  resultLength?: number,
  allRows?: Rows,
): Computed {
  const { dtype } = context;
  const rank = x.shape.length;
  const axisAt = axisIn(axis, Math.max(rank, 1));
  if (axisAt === undefined) return badAxis(axis, x.shape);
  const length = x.shape[axisAt] ?? 1;
  const outLength = resultLength ?? length;
  const shape = x.shape.map((d, i) => (i === axisAt ? outLength : d));
  const out = context.allocate(shape, dtype);
  if (!out.ok) return out;
  const result: Computed = { ok: true, value: { shape, dtype, data: out.value } };
  if (x.data.length === 0 || outLength === 0) return result;

  const rows = x.data.length / length;
  const fill = (source: TensorData, target: TensorData): void => {
    if (allRows !== undefined) {
      allRows(source, target, rows, length);
      return;
    }
    for (let i = 0; i < rows; i++) {
      row(source, i * length, length, target, i * outLength, context.spend);
      if (!context.spend(1)) return;
    }
  };
  // Rounded to float32 first where the result is; integers stay as they are.
  const source = dtype === 'float32' ? converted(x, dtype, context.spend) : x.data;
  if (axisAt >= rank - 1) {
    fill(source, out.value);
    return result;
  }

  const order = [...x.shape.keys()].filter((i) => i !== axisAt).concat(axisAt);
  const moved = order.map((i) => x.shape[i] as number);
  const movedResult = [...moved.slice(0, -1), outLength];
  const before = context.scratch(moved, x.dtype);
  if (!before.ok) return before;
  const after = context.scratch(movedResult, dtype);
  if (!after.ok) return after;
  const strides = stridesOf(x.shape);
  copyView(
    source,
    before.value,
    moved,
    order.map((i) => strides[i] as number),
    0,
    context.spend,
  );
  fill(before.value, after.value);
  const back = new Array<number>(rank);
  for (const [place, stride] of stridesOf(movedResult).entries())
    back[order[place] as number] = stride;
  copyView(after.value, out.value, shape, back, 0, context.spend);
  return result;
}
