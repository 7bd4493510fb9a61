import type { Tensor } from '../../engine/trace.js';
import type { Index } from './words.js';

/** Place of an index in row-major data; undefined outside the shape. */
export function offsetOf(shape: readonly number[], index: Index): number | undefined {
  if (index.length !== shape.length) return undefined;
  let offset = 0;
  for (const [axis, size] of shape.entries()) {
    const i = index[axis] ?? -1;
    if (!Number.isInteger(i) || i < 0 || i >= size) return undefined;
    offset = offset * size + i;
  }
  return offset;
}

/** Index of the element at `offset`. */
export function indexAt(shape: readonly number[], offset: number): number[] {
  const index: number[] = [];
  let rest = offset;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    index.unshift(size === 0 ? 0 : rest % size);
    rest = Math.floor(rest / Math.max(size, 1));
  }
  return index;
}

/** The number at an index; NaN outside. */
export function cellAt(tensor: Tensor, index: Index): number {
  const offset = offsetOf(tensor.shape, index);
  return offset === undefined ? Number.NaN : (tensor.data[offset] ?? Number.NaN);
}

/** The index in an input that broadcasting takes for an index of the result. */
export const broadcastIndex = (shape: readonly number[], index: Index): number[] =>
  shape.map((size, axis) => (size === 1 ? 0 : (index[axis + index.length - shape.length] ?? 0)));

/** Numbers of one tensor along one axis, at most `most`. */
export function alongAxis(tensor: Tensor, index: Index, axis: number, most = 65_536): number[] {
  const size = Math.min(tensor.shape[axis] ?? 0, most);
  return Array.from({ length: size }, (_, i) =>
    cellAt(
      tensor,
      index.map((at, a) => (a === axis ? i : at)),
    ),
  );
}

export const positiveAxis = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** `index` with `null` at one axis: the whole line that a cell was computed from. */
export const line = (index: Index, axis: number): (number | null)[] =>
  index.map((at, a) => (a === axis ? null : at));
