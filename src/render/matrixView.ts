import type { Tensor } from '../engine/trace.js';

/** The matrix of a tensor that a picture shows: all of it, or the first of a stack. */
export interface MatrixView {
  readonly rows: number;
  readonly columns: number;
  /** Number at (row, column). */
  at(row: number, column: number): number;
  /** `[0]` or `[0, 0]` where the tensor is a stack of matrices, else ''. */
  readonly index: string;
  /** Whether the tensor has rows; a vector is drawn as one row but has none. */
  readonly axes: 0 | 1 | 2;
  /** True where cells stand for blocks of the tensor's cells. */
  readonly pooled: boolean;
}

/** The first matrix of a tensor; a vector is one row, a number one cell. Undefined for no elements. */
export function matrixView(tensor: Tensor): MatrixView | undefined {
  const { shape, data } = tensor;
  const columns = shape.at(-1) ?? 1;
  const rows = shape.length < 2 ? 1 : (shape.at(-2) ?? 1);
  if (rows * columns === 0 || data.length < rows * columns) return undefined;
  const stack = Math.max(shape.length - 2, 0);
  return {
    rows,
    columns,
    at: (row, column) => data[row * columns + column] ?? Number.NaN,
    index: stack === 0 ? '' : `[${Array.from({ length: stack }, () => 0).join(', ')}]`,
    axes: shape.length === 0 ? 0 : shape.length === 1 ? 1 : 2,
    pooled: false,
  };
}

/**
 * One number for a block: NaN or +∞ where there is one (a picture must not hide them), −∞ where
 * there is nothing else (masked), else the mean of the finite ones.
 */
function poolBlock(
  view: MatrixView,
  top: number,
  bottom: number,
  left: number,
  right: number,
): number {
  let sum = 0;
  let finite = 0;
  let infinite = false;
  for (let r = top; r < bottom; r++) {
    for (let c = left; c < right; c++) {
      const x = view.at(r, c);
      if (Number.isNaN(x)) return Number.NaN;
      if (x === Infinity) infinite = true;
      else if (x !== -Infinity) {
        sum += x;
        finite++;
      }
    }
  }
  if (infinite) return Infinity;
  return finite === 0 ? -Infinity : sum / finite;
}

/** The view with at most `limit` rows and columns, blocks of cells taken together. */
export function pool(view: MatrixView, maxRows: number, maxColumns: number): MatrixView {
  if (view.rows <= maxRows && view.columns <= maxColumns) return view;
  const rows = Math.min(view.rows, maxRows);
  const columns = Math.min(view.columns, maxColumns);
  const edge = (i: number, from: number, to: number): number => Math.floor((i * from) / to);
  const data = Array.from({ length: rows * columns }, (_, i) => {
    const r = Math.floor(i / columns);
    const c = i % columns;
    return poolBlock(
      view,
      edge(r, view.rows, rows),
      edge(r + 1, view.rows, rows),
      edge(c, view.columns, columns),
      edge(c + 1, view.columns, columns),
    );
  });
  return {
    ...view,
    rows,
    columns,
    pooled: true,
    at: (row, column) => data[row * columns + column] ?? Number.NaN,
  };
}

/** Smallest and largest finite number; NaN for both where there is none. */
export function rangeOf(view: MatrixView): { readonly min: number; readonly max: number } {
  let min = Number.NaN;
  let max = Number.NaN;
  for (let r = 0; r < view.rows; r++) {
    for (let c = 0; c < view.columns; c++) {
      const x = view.at(r, c);
      if (!Number.isFinite(x)) continue;
      if (!(x >= min)) min = x;
      if (!(x <= max)) max = x;
    }
  }
  return { min, max };
}

/** `3 × 4`; `1` for a plain number. */
export const shapeText = (shape: readonly number[]): string =>
  shape.length === 0 ? '1' : shape.length === 1 ? String(shape[0]) : shape.join(' × ');
