import type { AnalyzedItem } from '../analysisTypes.js';
import { isUnread } from '../program/operation.js';
import type { Program, ValueId } from '../program/value.js';
import { roughName } from '../read/context/roughName.js';
import { isWithin, type Section } from '../read/context/sections.js';
import { rowsOf, type RowsOf } from './rows.js';

/** A definition of a name in an earlier formula. */
export interface Found {
  /** Number of the formula in the document, and of the row in the formula. */
  readonly index: number;
  readonly row: number;
  /** True where its numbers stand in the text. */
  readonly literal: boolean;
  readonly scalar: boolean;
  /** Where it is called, its name: what it is for its arguments. */
  readonly called?: string;
  /** The name means parts of the tensor that is defined there; the text counts them from `first`. */
  readonly rows?: RowsOf & { readonly first: 0 | 1 };
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
    if (at === undefined || isUnread(at.operation) || seen.size > maxValues) return false;
    for (const input of at.inputs) seen.add(input);
  }
  return true;
}

/**
 * The last row of a formula that gives a name a value which was read; of what is called with so many
 * arguments, what it is for them.
 */
export function definitionIn(
  items: readonly AnalyzedItem[],
  name: string,
  index: number,
  taking?: number,
): Found | undefined {
  for (let row = items.length - 1; row >= 0; row--) {
    const item = items[row];
    const value = item?.defines?.find((d) => d.name === name)?.value;
    if (item === undefined || value === undefined) continue;
    if (!isUsable(item.program, value)) return undefined;
    // What is defined as a function of something is that only for its argument.
    if (taking === undefined ? (item.parameters?.length ?? 0) > 0 : item.takes?.length !== taking)
      return undefined;
    const shape = item.shapes[value];
    const literal = item.program.values[value]?.origin === 'literal';
    const called = taking === undefined ? {} : { called: name };
    return { index, row, literal, scalar: shape?.length === 0, ...called };
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

/** Formulas looked at for the definition of one symbol. */
const maxCandidates = 16;

/** Where definitions are looked for. */
export interface Earlier {
  readonly plain: (index: number) => readonly AnalyzedItem[];
  /** Formulas that may define a symbol by its rough name, in the order of the text. */
  readonly candidates: (rough: string) => readonly number[];
  readonly sectionAt: (place: number) => Section;
  /** Where a formula begins. */
  readonly startOf: (index: number) => number;
  /** Where the clause after a formula ends that says what its symbols are. */
  readonly clauseEnd: (index: number) => number | undefined;
  /** True where the text counts elements of a vector's letter from 0. */
  readonly fromZero: (letter: string) => boolean;
}

export type NearFound = Found & { readonly near: boolean };

/** The nearest formula before one, or in the clause after it, that defines a name. */
function namedBefore(
  name: string,
  index: number,
  by: Earlier,
  taking?: number,
): NearFound | undefined {
  const { plain, startOf, sectionAt } = by;
  const candidates = by.candidates(roughName(name));
  if (candidates.length === 0 || (candidates.length === 1 && candidates[0] === index)) return;
  const at = startOf(index);
  const clauseEnd = by.clauseEnd(index);
  for (const j of candidates) {
    if (j <= index || clauseEnd === undefined) continue;
    if (startOf(j) > clauseEnd) break;
    const found = definitionIn(plain(j), name, j, taking);
    if (found !== undefined) return { ...found, near: true };
  }
  let seen = 0;
  for (let k = candidates.length - 1; k >= 0 && seen < maxCandidates; k--) {
    const j = candidates[k] ?? 0;
    if (j >= index) continue;
    seen += 1;
    const found = definitionIn(plain(j), name, j, taking);
    if (found === undefined) continue;
    const standing = { at, from: startOf(j), home: sectionAt(startOf(j)) };
    if (isInForce(found, name, standing)) return { ...found, near: isNear(standing) };
  }
  return undefined;
}

/** True where an item gives numbers, be it as the result of something. */
const givesNumbers = ({ program }: AnalyzedItem): boolean =>
  program.outputs.some((id) => program.values[id]?.origin === 'literal');

/** Axes of what an item defines by a name. */
function rankOf({ defines = [], shapes }: AnalyzedItem, name: string): number | undefined {
  const value = defines.find((d) => d.name === name)?.value;
  return value === undefined ? undefined : shapes[value]?.length;
}

/** The nearest definition of a function of so many arguments. */
export const findFunction = (
  name: string,
  taking: number,
  index: number,
  by: Earlier,
): NearFound | undefined => namedBefore(name, index, by, taking);

/** The nearest definition of a name, or of the numbers that it is a part of. */
export function findDefinition(name: string, index: number, by: Earlier): NearFound | undefined {
  const own = namedBefore(name, index, by);
  if (own !== undefined) return own;
  for (const rows of rowsOf(name)) {
    const found = namedBefore(rows.whole, index, by);
    const item = found && by.plain(found.index)[found.row];
    if (item === undefined || found?.near !== true) continue;
    // An element stands for a number, be it one that only the rest of the note tells.
    if (rows.column === undefined && !givesNumbers(item)) continue;
    if (rankOf(item, rows.whole) !== rows.rank) continue;
    const letters = [rows.whole, rows.whole.toLowerCase()];
    const first = letters.some((l) => by.fromZero(l)) ? 0 : 1;
    return { ...found, rows: { ...rows, first } };
  }
  return undefined;
}
