import { axisIn, axisView, inStretches } from '../tensor.js';
import type { Tensor } from '../trace.js';
import type { Backward, Made } from './pullback.js';

/** One row along an axis: its elements are at start, start + step, … of `length`. */
export interface RowPlace {
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

type Spend = (steps: number) => boolean;

/** Steps counted for one element of a row: some take exponentials. */
const STEPS = 4;

/**
 * Goes along a row by stretches: `visit` takes the elements at `from`, `from + step`, … below `to`.
 * The clock is looked at in between.
 */
export const alongRow = (
  { start, step, length }: RowPlace,
  spend: Spend,
  visit: (from: number, to: number) => void,
): void => {
  inStretches(length, spend, (a, b) => visit(start + a * step, start + b * step), STEPS);
};

/** Calls `visit` for every row of `x` along an axis; a scalar is one row of one element. */
export function forEachRow(
  x: Tensor,
  axis: number,
  spend: Spend,
  visit: (row: RowPlace, index: number) => void,
): void {
  if (x.data.length === 0) return;
  const { outer, length, inner } = axisView(x.shape, axisIn(axis, x.shape.length) ?? 0);
  for (let o = 0, index = 0; o < outer; o++) {
    for (let n = 0; n < inner; n++, index++) {
      visit({ start: o * length * inner + n, step: inner, length }, index);
      if (!spend(1)) return;
    }
  }
}

/** The gradient of `input` row by row; `fill` writes one row of the target. */
export function rowwise(
  input: Tensor,
  axis: number,
  { context }: Backward,
  fill: (row: RowPlace, target: Tensor['data'], index: number) => void,
): Made {
  const out = context.allocate(input.shape, input.dtype);
  if (!out.ok) return out;
  forEachRow(input, axis, context.spend, (row, index) => fill(row, out.value, index));
  return { ok: true, value: { shape: input.shape, dtype: input.dtype, data: out.value } };
}
