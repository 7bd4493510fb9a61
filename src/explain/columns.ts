import type { ValueId } from '../program/value.js';
import { firstMatrix, type Matrix } from './matrix.js';
import type { View } from './view.js';

/** The scores' product where it is one of two matrices: its sides, as they enter it. */
function scoresSides(view: View): readonly [ValueId, ValueId] | undefined {
  const scores = view.find('scores');
  const value = scores === undefined ? undefined : view.value(scores);
  const [left, right] = value?.inputs ?? [];
  if (scores === undefined || value?.operation.kind !== 'matmul') return undefined;
  if (left === undefined || right === undefined || view.sizes(scores)?.length !== 2)
    return undefined;
  return [left, right];
}

/** `K^\top Q`, `Q^\top K`: queries and keys stand in columns, `[feature, token]`. */
function comparesColumns(view: View): boolean {
  const left = scoresSides(view)?.[0];
  return left !== undefined && view.value(left)?.operation.kind === 'transpose';
}

/** True where scores and weights are `[key, query]`: one column per query. */
export function hasKeysFirst(view: View): boolean {
  const left = scoresSides(view)?.[0];
  const role = left === undefined ? undefined : view.role(left);
  return role === 'key' || role === 'keyTransposed';
}

/** `V A`: the values stand in columns, and so do the rows' mixes. */
function mixesColumns(view: View): boolean {
  const value = view.find('value', 'last');
  return view.item.program.values.some(
    ({ operation, inputs }) =>
      operation.kind === 'matmul' &&
      inputs[0] === value &&
      view.role(inputs[1] ?? -1) === 'weights',
  );
}

/** Roles that are told of columns where tokens stand in columns. */
const turned = {
  query: comparesColumns,
  key: comparesColumns,
  keyTransposed: comparesColumns,
  value: mixesColumns,
  weights: hasKeysFirst,
  output: mixesColumns,
} as const;

export type ColumnRole = keyof typeof turned;

const isColumnRole = (role: string): role is ColumnRole => Object.hasOwn(turned, role);

/** The role, where what it tells of stands in columns of this item. */
export const columnRole = (view: View, role: string): ColumnRole | undefined =>
  view.item.kind.startsWith('attention.') && isColumnRole(role) && turned[role](view)
    ? role
    : undefined;

/** Scores or weights with one row per query and one column per key, and the axes of the tensor that these are. */
export interface PerQuery {
  readonly matrix: Matrix;
  readonly queryAxis: -1 | -2;
  readonly keyAxis: -1 | -2;
}

/** A matrix of scores or weights, whichever way it lies. */
export function perQuery(view: View, id: ValueId): PerQuery | undefined {
  const tensor = view.tensor(id);
  const matrix = tensor === undefined ? undefined : firstMatrix(tensor);
  if (matrix === undefined) return undefined;
  if (!hasKeysFirst(view)) return { matrix, queryAxis: -2, keyAxis: -1 };
  const { rows, columns, at } = matrix;
  const across = { rows: columns, columns: rows, at: (r: number, c: number) => at(c, r) };
  return { matrix: across, queryAxis: -1, keyAxis: -2 };
}
