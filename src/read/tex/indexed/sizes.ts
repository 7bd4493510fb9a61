import type { Dim } from '../../../program/dim.js';
import type { ValueId } from '../../../program/value.js';
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
    if (size !== undefined) s.builder.context.unify(size, sizeOfLetter(s, indices, letter));
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
