import type { AnalyzedItem } from '../analysisTypes.js';
import type { Program, ValueId } from '../program/value.js';
import { isWithin, type Section } from '../read/context/sections.js';

/** A definition of a name in an earlier formula. */
export interface Found {
  /** Number of the formula in the document, and of the row in the formula. */
  readonly index: number;
  readonly row: number;
  /** True where its numbers stand in the text. */
  readonly literal: boolean;
  readonly scalar: boolean;
}

/** A definition that rests on more values than this is taken as the symbol that it names. */
const maxValues = 150;

/** Definitions further away than this, in UTF-16 units, are no longer in a reader's mind. */
const maxDistance = 40_000;

/** True where a value and all that it rests on was read, and is more than another symbol's name. */
function isUsable(program: Program, value: ValueId): boolean {
  const root = program.values[value]?.operation.kind;
  if (root === undefined || root === 'input' || root === 'dimension') return false;
  const seen = new Set<ValueId>([value]);
  for (const id of seen) {
    const at = program.values[id];
    if (at === undefined || at.operation.kind === 'call' || seen.size > maxValues) return false;
    for (const input of at.inputs) seen.add(input);
  }
  return true;
}

/** The last row of a formula that gives a name a value which was read. */
export function definitionIn(
  items: readonly AnalyzedItem[],
  name: string,
  index: number,
): Found | undefined {
  for (let row = items.length - 1; row >= 0; row--) {
    const item = items[row];
    const value = item?.defines?.find((d) => d.name === name)?.value;
    if (item === undefined || value === undefined) continue;
    if (!isUsable(item.program, value)) return undefined;
    // What is defined as a function of something is that only for its argument.
    if ((item.parameters?.length ?? 0) > 0) return undefined;
    const shape = item.shapes[value];
    const literal = item.program.values[value]?.origin === 'literal';
    return { index, row, literal, scalar: shape?.length === 0 };
  }
  return undefined;
}

export interface Standing {
  /** The formula that asks. */
  readonly at: number;
  /** The definition, and the section it stands in. */
  readonly from: number;
  readonly home: Section;
}

/** True where a reader has the definition in mind: in its section. */
export const isNear = ({ at, home }: Standing): boolean => isWithin(at, home);

/** Letters that count or stand for any one thing; what they were in another section says nothing. */
const passing = /^[a-z]$/;
const counting = /^[ijklmnpstr]$/;

/** True where a definition still holds for a formula further on. */
export function isInForce(found: Found, name: string, standing: Standing): boolean {
  const { at, from, home } = standing;
  if (counting.test(name) && found.scalar) return false;
  if (isNear(standing)) return at - from <= maxDistance;
  if (at - from > maxDistance || at >= home.parentEnd) return false;
  // The numbers of an example are the example's.
  if (found.literal) return !home.example;
  return !passing.test(name);
}
