import type { Tensor } from '../engine/trace.js';

/** One matrix of a tensor: the first where there are axes before the last two. A vector is one row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly at: (row: number, column: number) => number;
}

export function firstMatrix(tensor: Tensor): Matrix | undefined {
  const rank = tensor.shape.length;
  if (rank === 0) return undefined;
  const columns = tensor.shape[rank - 1] ?? 0;
  const rows = rank === 1 ? 1 : (tensor.shape[rank - 2] ?? 0);
  return { rows, columns, at: (r, c) => tensor.data[r * columns + c] ?? Number.NaN };
}

export const rowOf = (m: Matrix, row: number): number[] =>
  Array.from({ length: m.columns }, (_, c) => m.at(row, c));

/** Softmax of one row; `-∞` gives 0. */
export function softmaxRow(row: readonly number[]): number[] {
  const most = Math.max(...row);
  if (!Number.isFinite(most)) return row.map(() => Number.NaN);
  const powers = row.map((x) => Math.exp(x - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((p) => p / sum);
}
