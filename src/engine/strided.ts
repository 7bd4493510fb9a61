import type { TensorData } from './trace.js';

/** Longest stretch handed out at once, so that a caller can look at the clock between stretches. */
const STRETCH = 1 << 16;

interface Loop {
  readonly shape: number[];
  /** strides[operand][axis] */
  readonly strides: number[][];
}

/** Joins neighbouring axes that every operand walks with one step, so that stretches are long. */
function coalesce(shape: readonly number[], strides: readonly (readonly number[])[]): Loop {
  const joined: Loop = { shape: [], strides: strides.map(() => []) };
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const last = joined.shape.length - 1;
    const fits =
      last >= 0 &&
      strides.every((s, k) => joined.strides[k]?.[last] === (s[axis] as number) * size);
    if (fits) joined.shape[last] = (joined.shape[last] as number) * size;
    else joined.shape.push(size);
    for (const [k, s] of strides.entries()) {
      const own = joined.strides[k] as number[];
      own[fits ? last : own.length] = s[axis] as number;
    }
  }
  if (joined.shape.length === 0) {
    joined.shape.push(1);
    for (const own of joined.strides) own.push(0);
  }
  return joined;
}

/**
 * Walks a shape in row-major order with several operands at their own strides. `visit` gets one
 * stretch along the last axis: where it starts in the row-major result, its length, and for each
 * operand the first offset and the step. It stops when `visit` returns false.
 */
export function forEachStretch(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
  visit: (
    at: number,
    length: number,
    starts: readonly number[],
    steps: readonly number[],
  ) => boolean,
  offsets: readonly number[] = strides.map(() => 0),
): void {
  if (shape.includes(0)) return;
  const loop = coalesce(shape, strides);
  const last = loop.shape.length - 1;
  const length = loop.shape[last] as number;
  const steps = loop.strides.map((s) => s[last] as number);
  const starts = [...offsets];
  const counter = new Array<number>(last).fill(0);
  const stretch = [...starts];
  for (let at = 0; ; at += length) {
    for (let from = 0; from < length; from += STRETCH) {
      for (let k = 0; k < starts.length; k++)
        stretch[k] = (starts[k] as number) + from * (steps[k] as number);
      if (!visit(at + from, Math.min(STRETCH, length - from), stretch, steps)) return;
    }
    let axis = last - 1;
    for (; axis >= 0; axis--) {
      const next = (counter[axis] as number) + 1;
      const size = loop.shape[axis] as number;
      const turn = next === size;
      counter[axis] = turn ? 0 : next;
      for (let k = 0; k < starts.length; k++) {
        const step = loop.strides[k]?.[axis] as number;
        starts[k] = (starts[k] as number) + (turn ? step * (1 - size) : step);
      }
      if (!turn) break;
    }
    if (axis < 0) return;
  }
}

/** Copies a strided view of `source` into `target`, row-major; `spend` false stops it. */
export function copyView(
  source: TensorData,
  target: TensorData,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  spend: (work: number) => boolean,
): void {
  forEachStretch(
    shape,
    [strides],
    (at, length, starts, steps) => {
      const start = starts[0] as number;
      const step = steps[0] as number;
      if (step === 1) target.set(source.subarray(start, start + length), at);
      else if (step === 0) target.fill(source[start] as number, at, at + length);
      else
        for (let i = 0, s = start; i < length; i++, s += step) target[at + i] = source[s] as number;
      return spend(length);
    },
    [offset],
  );
}
