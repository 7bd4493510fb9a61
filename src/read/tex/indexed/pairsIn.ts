import { isDimension } from '../conventions.js';
import type { Expression, SymbolName } from '../expression.js';
import { placesOf } from './subscripts.js';
import { rightSides, walk } from './traverse.js';
import { tensorKey } from './vectors.js';

/** Which of each pair of features a subscript picks. */
export interface OfPair {
  /** Letters of the axes before, and last the one that counts pairs. */
  readonly index: readonly string[];
  readonly offset: -1 | 0 | 1;
}

/** How a text writes the pairs of a tensor's features. */
export interface Pairs {
  /** All letters of their subscripts. */
  readonly letters: ReadonlySet<string>;
  /** The number of the first: 1 for `x_{2i-1}` and `x_{2i}`. */
  readonly first: 0 | 1;
}

/** `2i`, `2i+1`, `2i-1`, `t,2i`: one of each pair of features; undefined for any other subscript. */
export function ofPair(symbol: SymbolName): OfPair | undefined {
  if (symbol.sub?.includes('2') !== true || isDimension(symbol) || symbol.word) return undefined;
  if (/^W/.test(symbol.base)) return undefined;
  const places = placesOf(symbol.sub) ?? [];
  const last = places.at(-1);
  if (last?.step !== 2 || last.minus !== undefined) return undefined;
  const { offset } = last;
  if (offset !== 0 && offset !== 1 && offset !== -1) return undefined;
  const before = places.slice(0, -1);
  if (before.some((p) => p.step !== 1 || p.offset !== 0 || p.minus !== undefined)) return undefined;
  const index = places.map((p) => p.letter);
  return new Set(index).size < index.length ? undefined : { index, offset };
}

/**
 * Tensors of which formulas work with both features of each pair, `x_{2i}` and `x_{2i+1}`. Of `h_{2k-1}` alone
 * it may be every second layer.
 */
export function pairsIn(formulas: readonly Expression[]): ReadonlyMap<string, Pairs> {
  const found = new Map<string, { letters: Set<string>; offsets: Set<number> }>();
  for (const e of walk(rightSides(formulas))) {
    const pair = e.kind === 'symbol' || e.kind === 'prime' ? ofPair(e.symbol) : undefined;
    if (pair === undefined || (e.kind !== 'symbol' && e.kind !== 'prime')) continue;
    const key = tensorKey(e.symbol);
    const of = found.get(key) ?? { letters: new Set(), offsets: new Set() };
    for (const l of pair.index) of.letters.add(l);
    found.set(key, { ...of, offsets: of.offsets.add(pair.offset) });
  }
  const both = [...found].flatMap(([key, { letters, offsets }]) => {
    if (!offsets.has(0) || offsets.size !== 2) return [];
    return [[key, { letters, first: offsets.has(-1) ? 1 : 0 }] as const];
  });
  return new Map(both);
}

/** `y_{2i} = x_{2i} \\cos \\theta_i - x_{2i+1} \\sin \\theta_i`; columns of the two are read as they stand. */
export function worksOnPairs(e: Expression): boolean {
  if (e.kind !== 'relation' || e.relations[0] !== 'equal' || pairsIn([e]).size === 0) return false;
  for (const part of walk([e])) if (part.kind === 'matrix' || part.kind === 'list') return false;
  return true;
}
