import type { Numbers, PanelTensor } from '../src/protocol/panel.js';
import type { TileSource } from './tiles.js';

/** A matrix inside a tensor: its last two axes at fixed leading indices. A vector is one row. */
export interface Slice {
  readonly rows: number;
  readonly columns: number;
  readonly numbers: Held | TileSource;
  readonly lead: readonly number[];
}

/** Numbers that came with the model. */
export interface Held {
  readonly data: Numbers;
  /** Where the matrix starts in `data`; it is contiguous, row-major. */
  readonly offset: number;
}

/** Finds the tiles of a matrix whose numbers stay in the worker. */
export type TilesAt = (
  lead: readonly number[],
  size: { readonly rows: number; readonly columns: number },
) => TileSource;

export const isHeld = (numbers: Slice['numbers']): numbers is Held => 'data' in numbers;

export interface CellPosition {
  readonly row: number;
  readonly column: number;
}

/** Label of a row or column: its token, else its number, counted from one as formulas do. */
export const labelAt = (labels: readonly string[] | null, index: number): string =>
  labels?.[index] ?? String(index + 1);

export const elementCount = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

export const leadingAxes = (shape: readonly number[]): readonly number[] =>
  shape.slice(0, Math.max(0, shape.length - 2));

const clampIndex = (index: number, size: number): number =>
  Math.min(Math.max(0, Math.trunc(index) || 0), Math.max(0, size - 1));

/** The matrix at `lead` (clamped into range), or null where the tensor has no numbers to show. */
export function sliceOf(
  tensor: PanelTensor,
  lead: readonly number[],
  tilesAt?: TilesAt,
): Slice | null {
  const { shape, data } = tensor;
  const count = elementCount(shape);
  if (count === 0 || (data !== null && data.length < count)) return null;
  const columns = shape[shape.length - 1] ?? 1;
  const rows = shape.length < 2 ? 1 : (shape[shape.length - 2] ?? 1);
  const indices = leadingAxes(shape).map((size, axis) => clampIndex(lead[axis] ?? 0, size));
  if (data === null) {
    const numbers = tilesAt?.(indices, { rows, columns });
    return numbers === undefined ? null : { rows, columns, numbers, lead: indices };
  }
  let offset = 0;
  leadingAxes(shape).forEach((size, axis) => {
    offset = offset * size + (indices[axis] ?? 0);
  });
  return { rows, columns, numbers: { data, offset: offset * rows * columns }, lead: indices };
}

/** The number in a cell; undefined while it is on its way. */
export const valueAt = (
  { numbers, columns }: Slice,
  row: number,
  column: number,
): number | undefined =>
  isHeld(numbers)
    ? (numbers.data[numbers.offset + row * columns + column] ?? NaN)
    : numbers.value(row, column);

/** Full index of a cell, one number per axis of the tensor. */
export function indexOfCell(
  shape: readonly number[],
  lead: readonly number[],
  at: CellPosition,
): readonly number[] {
  if (shape.length === 0) return [];
  if (shape.length === 1) return [at.column];
  return [...lead, at.row, at.column];
}

/** The inverse of {@link indexOfCell}; null where the index is not one of this shape. */
export function cellOfIndex(
  shape: readonly number[],
  index: readonly number[],
): { readonly lead: readonly number[]; readonly at: CellPosition } | null {
  const inside =
    index.length === shape.length &&
    index.every((i, axis) => Number.isInteger(i) && i >= 0 && i < (shape[axis] ?? 0));
  if (!inside) return null;
  const column = index[index.length - 1] ?? 0;
  const row = index[index.length - 2] ?? 0;
  return { lead: index.slice(0, Math.max(0, index.length - 2)), at: { row, column } };
}

/** Rows and columns of a matrix that an index with open (null) axes covers; half-open. */
export interface Region {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The part of `slice` that a source index names, or null where it lies in another matrix. */
export function regionOf(
  shape: readonly number[],
  slice: Slice,
  index: readonly (number | null)[],
): Region | null {
  if (index.length !== shape.length) return null;
  const hidden = slice.lead.some((at, axis) => index[axis] !== null && index[axis] !== at);
  if (hidden) return null;
  const row = shape.length < 2 ? 0 : (index[index.length - 2] ?? null);
  const column = shape.length < 1 ? 0 : (index[index.length - 1] ?? null);
  const region = {
    top: row ?? 0,
    bottom: row === null ? slice.rows : row + 1,
    left: column ?? 0,
    right: column === null ? slice.columns : column + 1,
  };
  return region.bottom <= slice.rows && region.right <= slice.columns ? region : null;
}

/** What occurs in a matrix: its finite extent and its special values. */
export interface SliceSummary {
  readonly largest: number;
  /** The fewest decimals that write every number in full, at most {@link MAX_DECIMALS}. */
  readonly decimals: number;
  readonly nan: boolean;
  readonly negativeInfinity: boolean;
  readonly positiveInfinity: boolean;
}

export const MAX_DECIMALS = 4;

/** The same of a tensor whose numbers are elsewhere, by its statistics. */
export function summaryOf(tensor: PanelTensor): SliceSummary {
  const ends = [tensor.min, tensor.max].filter(Number.isFinite).map(Math.abs);
  return {
    largest: Math.max(0, ...ends),
    decimals: tensor.dtype.startsWith('float') ? MAX_DECIMALS : 0,
    nan: tensor.nan > 0,
    negativeInfinity: tensor.negativeInfinity > 0,
    positiveInfinity: tensor.positiveInfinity > 0,
  };
}

export function summarize({ rows, columns }: Slice, { data, offset }: Held): SliceSummary {
  const found = { nan: false, negativeInfinity: false, positiveInfinity: false };
  const held = data instanceof Float32Array ? Math.fround : (x: number): number => x;
  let largest = 0;
  let decimals = 0;
  const end = offset + rows * columns;
  for (let i = offset; i < end; i++) {
    const x = data[i] ?? NaN;
    if (Number.isNaN(x)) found.nan = true;
    else if (x === Infinity) found.positiveInfinity = true;
    else if (x === -Infinity) found.negativeInfinity = true;
    else {
      largest = Math.max(largest, Math.abs(x));
      while (decimals < MAX_DECIMALS && held(round(x, decimals)) !== x) decimals += 1;
    }
  }
  return { largest, decimals, ...found };
}

const round = (x: number, decimals: number): number => {
  const unit = 10 ** decimals;
  return Math.round(x * unit) / unit;
};
