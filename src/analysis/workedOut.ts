import type { AnalyzedItem } from '../analysisTypes.js';
import type { Span } from '../program/span.js';
import { isRefuted, isSupposed, sentenceAround } from '../read/context/hedges.js';
import type { Fact } from '../read/context/facts.js';
import type { TextParts } from '../read/documentText.js';
import type { Definition } from '../read/types.js';
import { definitionIn, type Found } from './earlier.js';
import { restingOn, type Rest, type Resting, type RestingName } from './resting.js';
import { definitionBy, isElementName, nameKey } from './rows.js';
import { numberDefinition, onlyNumber, openNames, statesResult, writtenResult } from './stated.js';

type Items = readonly AnalyzedItem[];

/** What is asked of the document to work a formula out with its numbers. */
export interface Workings {
  readonly text: TextParts;
  /** The formula with its delimiters. */
  readonly outer: (index: number) => Span;
  readonly definitionOf: (name: string, index: number) => (Found & { near: boolean }) | undefined;
  /** Formulas that may define a name in the section of one of them, at most so many. */
  readonly rivals: (name: string, index: number, most: number) => readonly number[];
  /** The number said to be a name's, and whether the text says but one. */
  readonly sizeOf: (name: string, index: number) => { fact: Fact; only: boolean } | undefined;
  readonly plain: (index: number) => Items;
  /** With what it rests on, and as something that others rest on. */
  readonly informed: (index: number) => { readonly items: Items; readonly rest: Rest };
  /** With its results checked. */
  readonly checked: (index: number) => Items;
  readonly read: (
    index: number,
    definition: (name: string) => Definition | undefined,
    resting: Resting,
  ) => Items;
  /** True where the section is a worked example. */
  readonly isExample: (index: number) => boolean;
}

/** A symbol's value elsewhere in the document. */
interface Given {
  readonly name: string;
  readonly definition: Definition;
  readonly resting: RestingName;
  readonly place: Span;
  /** The only value that it can have here. */
  readonly only: boolean;
  /** A number that the text computed, or one called a size: no unknown of an equation. */
  readonly known: boolean;
  /** The definition with the rounded result that the text writes. */
  readonly rounded?: Definition;
  readonly isSize: boolean;
  readonly size?: number;
  /** The formula that it was taken from. */
  readonly from?: number;
  /** The matrix or vector that it is a part of. */
  readonly whole?: string;
  /** Of a vector or matrix: its last size. */
  readonly columns?: number;
}

const maxNames = 8;
/** Other formulas looked at before a definition counts as the only one. */
const maxRivals = 24;
/** Numbers of the sentence tried in place of a size. */
const maxOthers = 12;

function sizeNumber(
  name: string,
  size: number,
  place: Span,
): Omit<Given, 'only'> & { readonly isSize: true } {
  return {
    name,
    size,
    definition: numberDefinition(size, place),
    resting: { as: name, rest: { says: `#${size}`, place, on: [] } },
    place,
    known: true,
    isSize: true,
  };
}

function sizeGiven(name: string, index: number, w: Workings): Given | undefined {
  const found = w.sizeOf(name, index);
  if (found?.fact.size === undefined) return undefined;
  return { ...sizeNumber(name, found.fact.size, found.fact.span), only: found.only };
}

/** Names of how many features queries and keys have. */
const features = /^d(?:_k|_q|_h|_\{?head\}?)?$/;

/**
 * How many columns the matrices among some values have; null where they differ, undefined where there
 * are no matrices.
 */
function commonColumns(given: readonly Given[]): number | null | undefined {
  const all = given.flatMap((g) => (g.columns === undefined ? [] : [g.columns]));
  const [first] = all;
  return first === undefined || all.every((c) => c === first) ? first : null;
}

/** The name that an item gives numbers, where that is all it says: `A \approx [[0.5, 0.5], …]`, `a_{12} = 0.5`. */
function restatedName({ defines, program, checks }: AnalyzedItem): string | undefined {
  const [only, more] = defines ?? [];
  if (only === undefined || more !== undefined || checks !== undefined) return undefined;
  const operation = program.values[only.value]?.operation;
  if (operation?.kind !== 'tensor') return undefined;
  return operation.data.length > 1 || isElementName(only.name) ? only.name : undefined;
}

function definedGiven(name: string, index: number, w: Workings): Given | undefined {
  const found = w.definitionOf(name, index);
  if (found === undefined) return undefined;
  const source = w.informed(found.index);
  const item = source.items[found.row];
  const definition = item && definitionBy(item, name, found);
  const value = definition?.program.values[definition.value];
  if (item === undefined || definition === undefined || value?.origin !== 'literal')
    return undefined;
  const { program } = item;
  const text = w.text.slice(value.span.start, value.span.end);
  const isOther = (j: number): boolean => {
    if (j === found.index || j === index) return false;
    const other = definitionIn(w.plain(j), name, j);
    const rival = other && w.plain(j)[other.row];
    const at = rival?.defines?.find((d) => d.name === name)?.value;
    const span = at === undefined ? undefined : rival?.program.values[at]?.span;
    return span !== undefined && w.text.slice(span.start, span.end) !== text;
  };
  const rivals = w.rivals(name, found.index, maxRivals + 1);
  const { rows } = found;
  const columns = (rows === undefined ? item.shapes[definition.value] : value.shape)?.at(-1);
  const written = writtenResult(item);
  return {
    name,
    definition,
    resting: { as: nameKey(name, found), rest: source.rest },
    place: w.outer(found.index),
    // Which rows a name means is our guess, which accuses nobody.
    only: rows === undefined && found.near && rivals.length <= maxRivals && !rivals.some(isOther),
    known: columns !== undefined || value.operation.kind !== 'tensor',
    isSize: false,
    from: found.index,
    ...(rows === undefined ? {} : { whole: rows.whole }),
    ...(typeof columns === 'number' ? { columns } : {}),
    ...(written === undefined || rows !== undefined
      ? {}
      : { rounded: { value: written, program } }),
  };
}

const mismatches = (item: AnalyzedItem | undefined): AnalyzedItem['problems'] =>
  item?.problems.filter((p) => p.code === 'value-mismatch') ?? [];

/** `x^2 = 16` may be there to be solved, `q \cdot k = 0` to say when; `s = q \cdot k = 0` is neither. */
function isStatement(item: AnalyzedItem, given: readonly Given[], isExample: boolean): boolean {
  const stated = onlyNumber(item);
  if (item.defines !== undefined && item.defines.length > 0 && stated === undefined) return true;
  if (given.some((g) => !g.known)) return false;
  const plain = stated !== undefined && Math.abs(stated) <= 1 && Number.isInteger(stated);
  return !plain || isExample || item.display;
}

const numbers = /(?<![\w.])\d{1,6}(?![\w.]*\d)/g;

/**
 * Holds the results that a formula states against what its symbols are elsewhere in the document. One
 * that holds is always said; one that does not only where every symbol has but one value that it
 * can have here, the sentence neither supposes nor refutes anything, and no rounding and no other
 * number of the sentence explains it.
 */
export function workedOut(items: Items, index: number, w: Workings): Items {
  const plain = w.plain(index);
  const open = items.map((item, row) => {
    const own = plain[row];
    const isDone = item.checks !== undefined && mismatches(item).length === 0;
    if (isDone || own === undefined) return undefined;
    const again = restatedName(own);
    if (again !== undefined) return new Map([[again, false]]);
    return statesResult(own) ? openNames(own) : undefined;
  });
  if (open.every((o) => o === undefined)) return items;
  const given = new Map<string, Given>();
  for (const names of open) {
    for (const [name, isSize] of names ?? []) {
      if (given.has(name) || given.size >= maxNames) continue;
      const ways = isSize ? [sizeGiven, definedGiven] : [definedGiven, sizeGiven];
      const found = ways.map((way) => way(name, index, w)).find((g) => g !== undefined);
      if (found !== undefined) given.set(name, found);
    }
  }
  const columns = commonColumns([...given.values()]);
  if (columns !== undefined) {
    // Between matrices of numbers a size is their own.
    for (const [name, isSize] of open.flatMap((names) => [...(names ?? [])])) {
      const said = given.get(name);
      if (!isSize || (said !== undefined && !said.isSize) || said?.size === columns) continue;
      given.delete(name);
      if (!features.test(name) || columns === null) continue;
      const place = w.outer(index);
      given.set(name, {
        ...sizeNumber(name, columns, { start: place.start, end: place.start }),
        only: said === undefined,
      });
    }
  }
  if (given.size === 0) return items;
  const all = [...given.values()];
  // What a name that is given numbers again was computed from.
  const beneath = new Map<string, Given>();
  for (const [row, own] of plain.entries()) {
    const again = open[row] === undefined ? undefined : restatedName(own);
    const g = again === undefined ? undefined : given.get(again);
    for (const { name, defined } of g?.definition.program.values ?? []) {
      if (g?.from === undefined || name === undefined || defined !== true) continue;
      if (beneath.size >= maxNames) break;
      // The matrix that an element stands in is what it is here.
      const under = definedGiven(name, name === g.whole ? index : g.from, w);
      if (under !== undefined) beneath.set(name, under);
    }
  }
  const restingNames = [...all, ...beneath.values()].map((g) => g.resting);
  const reading = (change: (g: Given) => Definition, key: string): Items =>
    w.read(
      index,
      (name) => {
        const g = given.get(name);
        return g === undefined ? beneath.get(name)?.definition : change(g);
      },
      restingOn(w.outer(index), restingNames, `!${key}`),
    );
  const read = reading((g) => g.definition, '');
  const { start, end } = w.outer(index);
  const sentence = sentenceAround(w.text, start, end);
  const ownOf = (row: number): Given[] => all.filter((g) => open[row]?.has(g.name) === true);
  const isSure = (item: AnalyzedItem, row: number): boolean =>
    ownOf(row).every((g) => g.only) && isStatement(item, ownOf(row), w.isExample(index));
  /** Something else than a mistake explains that numbers differ. */
  const isExcused = (row: number): boolean => {
    const own = ownOf(row);
    const here = own.every((g) => g.place.start >= sentence.start && g.place.start < start);
    if (isRefuted(sentence) || (!here && isSupposed(sentence))) return true;
    const isWrongBefore = own.some(
      ({ from }) => from !== undefined && w.checked(from).some((i) => mismatches(i).length > 0),
    );
    if (isWrongBefore) return true;
    const holds = (tried: AnalyzedItem | undefined): boolean =>
      tried?.checks !== undefined && mismatches(tried).length === 0;
    if (own.some((g) => g.rounded !== undefined)) {
      if (holds(reading((g) => g.rounded ?? g.definition, 'rounded')[row])) return true;
    }
    const sizes = own.filter((g) => g.isSize);
    if (sizes.length === 0) return false;
    const words = `${sentence.before} ${sentence.after}`;
    const others = new Set([...words.matchAll(numbers)].map((m) => Number(m[0])));
    return sizes.some((size) =>
      [...others].slice(0, maxOthers).some((n) => {
        const other = numberDefinition(n, size.place);
        return holds(reading((g) => (g === size ? other : g.definition), `${size.name}:${n}`)[row]);
      }),
    );
  };
  return items.map((item, row) => {
    if (open[row] === undefined) return item;
    if (mismatches(item).length > 0) return isExcused(row) ? unchecked(item) : item;
    const checks = read[row]?.checks;
    const problems = mismatches(read[row]);
    if (checks === undefined) return item;
    if (problems.length === 0) return { ...item, checks };
    if (!isSure(item, row) || isExcused(row)) return item;
    return { ...item, checks, problems: [...item.problems, ...problems] };
  });
}

/** The item without what is said of its results. */
function unchecked({ checks: _, ...item }: AnalyzedItem): AnalyzedItem {
  return { ...item, problems: item.problems.filter((p) => p.code !== 'value-mismatch') };
}
