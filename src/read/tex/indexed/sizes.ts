import type { Dim } from '../../../program/dim.js';
import type { ValueId } from '../../../program/value.js';
import type { SymbolName } from '../expression.js';
import type { Lowering } from '../lower/state.js';
import type { Indices } from './indices.js';

const known = new WeakMap<Lowering, Map<string, Dim>>();

/** How many values a letter takes: what a sum says, else an unknown of its own. */
export function sizeOfLetter(s: Lowering, indices: Indices, letter: string): Dim {
  const own = known.get(s) ?? new Map<string, Dim>();
  known.set(s, own);
  const size = own.get(letter) ?? indices.sizes.get(letter) ?? s.builder.context.fresh();
  own.set(letter, size);
  return size;
}

/** How many features vectors by a letter have: `d_k` of `q`, an unknown of its own where nothing says so. */
export function featureSize(s: Lowering, { depth }: Indices, { base }: SymbolName): Dim {
  if (/^[qkQK]$/.test(base)) return depth ?? 'd_k';
  return /^[vV]$/.test(base) ? 'd_v' : s.builder.context.fresh();
}

/** Makes two sizes one; pairs of `d_k` features and pairs of `d` are as many where `d_k` is `d`. */
function unifySizes({ builder: { context } }: Lowering, first: Dim, second: Dim): void {
  const [a, b] = [context.resolve(first), context.resolve(second)];
  const arePairs =
    typeof a === 'object' && typeof b === 'object' && a.operator === '//' && b.operator === '//';
  if (arePairs && a.right === 2 && b.right === 2) context.unify(a.left, b.left);
  else context.unify(a, b);
}

/** `x_i` and `x_j` are rows of one tensor, so i and j run over the same. */
export function unifyIndex(
  s: Lowering,
  indices: Indices,
  id: ValueId,
  index: readonly string[],
): void {
  const shape = s.builder.shape(id) ?? [];
  for (const [k, letter] of index.entries()) {
    const size = shape[k];
    if (size !== undefined) unifySizes(s, size, sizeOfLetter(s, indices, letter));
  }
}

/** Letters that are compared with each other count the same things. */
export function unifyLetters(s: Lowering, indices: Indices, letters: readonly string[]): void {
  const [first, ...rest] = letters;
  if (first === undefined) return;
  for (const l of rest) {
    s.builder.context.unify(sizeOfLetter(s, indices, first), sizeOfLetter(s, indices, l));
  }
}
