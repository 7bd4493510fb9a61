import type { ProductOperator } from '../expression.js';
import type { Indexed } from './element.js';

/** Letters of a factor's axes as an einsum writes them, rows and columns of its features apart. */
interface Lettered {
  readonly all: readonly string[];
  readonly row: string | undefined;
  readonly column: string | undefined;
}

export interface Contraction {
  /** Letters of each operand's axes. */
  readonly operands: readonly string[];
  /** Letters of the features that are left. */
  readonly features: readonly string[];
  /** True where the vector that is left stands as a row (`x^\top W`). */
  readonly flipped: boolean;
}

const spare = 'abcdefgopqrwxyzhijklmnstuvABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * Names the axes of a chain of factors: features that a product sums over get one letter. Vectors
 * stand as columns unless transposed; beside a matrix on the right they are rows. Undefined where
 * the chain says nothing certain, such as two vectors side by side.
 */
export function contract(
  factors: readonly Indexed[],
  operators: readonly ProductOperator[],
  names: ReadonlyMap<string, string>,
): Contraction | undefined {
  const used = new Set(names.values());
  const free = [...spare].filter((l) => !used.has(l));
  const same = new Map<string, string>();
  const take = (): string => free.shift() ?? '?';
  const lettered: Lettered[] = factors.map((f) => {
    const index = f.index.map((l) => (l === undefined ? '?' : (names.get(l) ?? '?')));
    const features = Array.from({ length: f.features }, take);
    const [first, second] = features;
    const [row, column] =
      f.features === 2 ? [first, second] : f.flipped ? [undefined, first] : [first, undefined];
    return { all: [...index, ...features], row, column };
  });
  // More axes than letters: spent letters can't be told apart.
  if (lettered.some((l) => l.all.includes('?'))) return undefined;
  let row: string | undefined;
  let column: string | undefined;
  let open = false;
  for (const [i, next] of lettered.entries()) {
    if (next.row === undefined && next.column === undefined) continue;
    const operator = i === 0 ? 'beside' : (operators[i - 1] ?? 'beside');
    const join = (a: string, b: string): void => void same.set(b, a);
    if (!open) [row, column] = [next.row, next.column];
    else if (operator === 'elementwise') {
      if (row === undefined || column !== undefined || next.row === undefined) return undefined;
      join(row, next.row);
    } else if (column !== undefined && next.row !== undefined) {
      join(column, next.row);
      column = next.column;
    } else if (row !== undefined && column === undefined && next.row !== undefined) {
      if (next.column === undefined && operator !== 'dot') return undefined;
      join(row, next.row);
      [row, column] = [next.column, undefined];
    } else if (row !== undefined && column === undefined && next.column !== undefined) {
      if (isOuter(factors, i)) column = next.column;
      else {
        join(row, next.column);
        row = undefined;
      }
    } else if (operator === 'dot' && column !== undefined && next.column !== undefined) {
      join(column, next.column);
      column = undefined;
    } else return undefined;
    open = row !== undefined || column !== undefined;
  }
  const resolve = (l: string): string => {
    let at = l;
    for (let next = same.get(at); next !== undefined; next = same.get(at)) at = next;
    return at;
  };
  const operands = lettered.map((l) => l.all.map(resolve).join(''));
  const features = [row, column].filter((l) => l !== undefined).map(resolve);
  return { operands, features, flipped: row === undefined && column !== undefined };
}

/** `k_j v_j^\top` makes a matrix of one row's vectors; `q_i k_j^\top` compares two rows. */
function isOuter(factors: readonly Indexed[], i: number): boolean {
  const letters = new Set(factors[i]?.index);
  const before = factors.slice(0, i).filter((f) => f.features > 0);
  if (before.every((f) => f.index.length === 0)) return letters.size === 0;
  return before.some(
    (f) => f.index.length === letters.size && f.index.every((l) => letters.has(l)),
  );
}
