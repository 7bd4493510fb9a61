import type { Fact } from '../read/context/facts.js';
import { isWithin, type Section } from '../read/context/sections.js';
import { lastUpTo } from '../program/search.js';

/** What a fact may hold. */
export type Aspect = 'meaning' | 'shape' | 'size';

/** Facts of one name that hold one aspect, in the order of the text, and where each stands. */
export interface FactsInOrder {
  readonly facts: readonly Fact[];
  readonly starts: readonly number[];
}

/** A clause about a formula's symbols may follow it up to this far, in UTF-16 units. */
const clauseReach = 600;

/** Of facts in the order of the text those that hold an aspect; of several at one place the first. */
export function inOrder(all: readonly Fact[], aspect: Aspect): FactsInOrder {
  const facts: Fact[] = [];
  for (const fact of all) {
    if (fact[aspect] === undefined || facts.at(-1)?.span.start === fact.span.start) continue;
    facts.push(fact);
  }
  return { facts, starts: facts.map((f) => f.span.start) };
}

/**
 * The fact that a reader at a place goes by: the nearest of the section's own words, of what was said
 * before or in the clause after first; then the last before the section; then, with `anywhere`, the
 * first after it.
 */
export function nearestFact(
  { facts, starts }: FactsInOrder,
  at: number,
  section: Pick<Section, 'start' | 'end'>,
  anywhere: boolean,
): Fact | undefined {
  const from = lastUpTo(starts, at);
  const before = starts[from];
  const after = starts[from + 1];
  const isBefore = before !== undefined && isWithin(before, section);
  const isAfter = after !== undefined && isWithin(after, section);
  if (isBefore && isAfter) {
    const isClause = after - at <= clauseReach;
    return isClause && after - at < at - before ? facts[from + 1] : facts[from];
  }
  if (isBefore) return facts[from];
  if (isAfter) return facts[from + 1];
  if (before !== undefined) return facts[from];
  return anywhere ? facts[from + 1] : undefined;
}
