import type { Shape } from '../../program/dim.js';
import type { Span } from '../../program/span.js';
import { readSayings, type Sayings } from '../tex/sayings.js';
import { createIndexer, type KeyIndex, type PlacedList } from '../placedList.js';
import type { Snippet } from '../types.js';
import type { DefinitionIndex } from './definitions.js';
import { meaningBeside, meaningText } from './meaningText.js';
import { roughName } from './roughName.js';
import { findEntries, type Entry } from './rows.js';
import { shapeBeside } from './shapeWords.js';

/** Something that the text says of a symbol at one place. */
export interface Fact {
  readonly span: Span;
  readonly meaning?: string;
  readonly shape?: Shape;
  readonly size?: number;
}

/** Everything that a document says of a symbol in words and declarations, in the order of the text. */
export type Facts = (name: string) => readonly Fact[];

/** Longest snippet that is a symbol or a list of symbols. */
const maxSymbol = 48;
/** Running text looked at on each side of a symbol, in UTF-16 units. */
const reach = 260;
/** Most places looked at for one symbol. */
const maxPlaces = 4_000;

const relation = /=|\\in(?![A-Za-z])|∈|\\(?:sim|approx|to|le|ge|leq|geq|ne|neq)(?![A-Za-z])|[<>]/;
const declaration = /\\in(?![A-Za-z])|∈|=\s*\d{1,7}\s*(?:$|[,.;\\])/;
const plainSize =
  /(?<![\w$\\.{√∛/*+^×·−-])([A-Za-z]{1,8}_[A-Za-z]\w{0,10})`?\s{0,3}(?:=|は|is|：|:)\s{0,3}(\d{1,6})(?![\w.]*\w)/y;
const sizeAfter = /^\s*(?:は|is|=|:|：|を|为|是)\s*\$?\s*(\d{1,6})(?![\d.]*\d|\s*\/)/;

/** The names of a list in one saying: each gets its own part of the words where they are as many. */
function shareOut(text: string, names: number, at: number): string {
  if (names === 1) return text;
  const parts = text.split(/\s*(?:,\s*and\s+|,|、|，|\band\b|と|和)\s*/).filter((p) => p !== '');
  return parts.length === names ? (parts[at] ?? text).replace(/^(?:the|an?)\s+/i, '') : text;
}

/**
 * Collects what a document says of its symbols. The text is looked through once when first asked;
 * what stands beside a symbol is read when that symbol is asked for.
 */
export function createFacts(
  text: string,
  snippets: PlacedList<Snippet>,
  definitions: DefinitionIndex,
  macros: () => Readonly<Record<string, string>> | undefined,
): Facts {
  const known = new Map<string, readonly Fact[]>();
  const sayings = new Map<string, Sayings>();
  const named = new Map<string, NamedPlaces>();
  let places: Places | undefined;

  const textAt = (index: number): string => snippets.at(index)?.text ?? '';

  function said(tex: string): Sayings {
    const found = sayings.get(tex);
    if (found !== undefined) return found;
    const made = readSayings(tex, macros());
    sayings.set(tex, made);
    return made;
  }

  /** Places of all symbols with one rough name, by their whole names. */
  function placesOf(rough: string): NamedPlaces {
    const found = named.get(rough);
    if (found !== undefined) return found;
    places ??= findPlaces(text, snippets);
    const of = <T>(all: readonly T[], names: (one: T) => Iterable<string>): Map<string, T[]> =>
      gather(all.flatMap((one) => Array.from(new Set(names(one)), (n): [string, T] => [n, one])));
    const made: NamedPlaces = {
      symbols: of(places.symbols(rough).slice(0, maxPlaces), (i) => said(textAt(i)).names),
      declarations: of(definitions(rough).slice(0, maxPlaces), (i) => {
        if (!declaration.test(textAt(i))) return [];
        const { shapes, sizes } = said(textAt(i));
        return [...shapes.keys(), ...sizes.keys()];
      }),
      entries: of(
        (places.entries.get(rough) ?? []).slice(0, maxPlaces),
        (e) => said(e.symbol).names,
      ),
      sizes: of(places.sizes.get(rough) ?? [], (s) => said(s.symbol).names),
    };
    named.set(rough, made);
    return made;
  }

  function beside(index: number, name: string): Fact | undefined {
    const snippet = snippets.at(index);
    if (snippet === undefined) return undefined;
    const { names } = said(snippet.text);
    const at = names.indexOf(name);
    const { before, after } = surroundings(text, snippet.outer);
    const size = sizeAfter.exec(after)?.[1];
    const shape = shapeBeside(after, (tex) => said(tex).shape);
    const whole = meaningBeside({ before, after });
    const meaning = whole === undefined ? undefined : shareOut(whole, names.length, at);
    if (size === undefined && shape === undefined && meaning === undefined) return undefined;
    return {
      span: snippet.outer,
      ...(meaning === undefined ? {} : { meaning }),
      ...(shape === undefined ? {} : { shape }),
      ...(size === undefined ? {} : { size: Number(size) }),
    };
  }

  function declared(index: number, name: string): Fact | undefined {
    const snippet = snippets.at(index);
    if (snippet === undefined) return undefined;
    const { shapes, sizes } = said(snippet.text);
    const shape = shapes.get(name);
    const size = sizes.get(name);
    const together = [...(shape === undefined ? sizes : shapes).keys()];
    // The decoder's states $S \in \mathbb{R}^{m \times d}$: words before it say what it is.
    const whole = meaningBeside(surroundings(text, snippet.outer));
    const meaning =
      whole === undefined ? undefined : shareOut(whole, together.length, together.indexOf(name));
    return {
      span: snippet.outer,
      ...(meaning === undefined ? {} : { meaning }),
      ...(shape === undefined ? {} : { shape }),
      ...(size === undefined ? {} : { size }),
    };
  }

  function entered(entry: Entry): Fact | undefined {
    let meaning: string | undefined;
    let shape: Shape | undefined;
    for (const cell of entry.rest) {
      const math = cell.replaceAll(/\$|`|\*\*/g, '').trim();
      shape ??= said(math).shape ?? shapeBeside(`: ${cell}`, (tex) => said(tex).shape);
      meaning ??= said(math).shape === undefined ? meaningText(cell) : undefined;
    }
    const title = entry.title;
    const full = [title, meaning].filter((t) => t !== undefined && t !== '').join(': ');
    const sized = /^\s*\$?(\d{1,6})\$?\s*$/.exec(entry.rest[0] ?? '')?.[1];
    if (full === '' && shape === undefined && sized === undefined) return undefined;
    return {
      span: entry.span,
      ...(full === '' ? {} : { meaning: full }),
      ...(shape === undefined ? {} : { shape }),
      ...(sized === undefined ? {} : { size: Number(sized) }),
    };
  }

  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const { symbols, declarations, entries, sizes } = placesOf(roughName(name));
    const facts = [
      ...(symbols.get(name) ?? []).map((i) => beside(i, name)),
      ...(declarations.get(name) ?? []).map((i) => declared(i, name)),
      ...(entries.get(name) ?? []).map(entered),
      ...(sizes.get(name) ?? []).map(({ span, size }) => ({ span, size })),
    ].filter((f) => f !== undefined);
    const sorted = facts.sort((a, b) => a.span.start - b.span.start);
    known.set(name, sorted);
    return sorted;
  };
}

/** Text on both sides of a symbol: to the beginning of its line, and to the end of its paragraph. */
function surroundings(text: string, { start, end }: Span): { before: string; after: string } {
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(Math.max(line, start - reach), start);
  const after = text.slice(end, end + reach);
  // A list's item may be explained by the first item inside it.
  const nested = /^(?:\*\*|__)?\s*[:：]?\s*(?:\*\*|__)?\s*\n[ \t]{2,}[-*+・][ \t]+/.exec(after);
  if (nested !== null && /^[ \t>]*[-*+・]/.test(before)) {
    return { before, after: `: ${after.slice(nested[0].length)}` };
  }
  const stop = /\n[ \t>]*(?:\n|[-*+#|]|\d+[.)]\s|$)/.exec(after);
  return { before, after: stop === null ? after : after.slice(0, stop.index) };
}

/** `d_k = 64` in plain text. */
interface SaidSize {
  readonly symbol: string;
  readonly span: Span;
  readonly size: number;
}

type Table<T> = ReadonlyMap<string, readonly T[]>;

/** By rough names. */
interface Places {
  /** Snippets that are symbols alone. */
  readonly symbols: KeyIndex;
  readonly entries: Table<Entry>;
  readonly sizes: Table<SaidSize>;
}

/** By whole names. */
interface NamedPlaces {
  readonly symbols: Table<number>;
  readonly declarations: Table<number>;
  readonly entries: Table<Entry>;
  readonly sizes: Table<SaidSize>;
}

function gather<T>(items: Iterable<readonly [string, T]>): Map<string, T[]> {
  const table = new Map<string, T[]>();
  for (const [key, item] of items) {
    if (key === '') continue;
    const found = table.get(key);
    if (found === undefined) table.set(key, [item]);
    else found.push(item);
  }
  return table;
}

/** Longest name before an underscore that is looked at. */
const maxLetters = 8;
const isWordSign = (c: number): boolean =>
  c === 95 || (c > 47 && c < 58) || (c > 64 && c < 91) || (c > 96 && c < 123);

/** Sizes said in plain text (`d_k = 64`), each looked for around an underscore. */
function sizesIn(text: string): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  let next = 0;
  for (let at = text.indexOf('_'); at >= 0; at = text.indexOf('_', at + 1)) {
    const least = Math.max(next, at - maxLetters);
    let start = at;
    while (start > least && isWordSign(text.charCodeAt(start - 1))) start -= 1;
    if (start === at) continue;
    plainSize.lastIndex = start;
    const match = plainSize.exec(text);
    if (match === null) continue;
    found.push(match);
    next = plainSize.lastIndex;
  }
  return found;
}

/** Names of a text that is a symbol or a list of symbols. */
function symbolNames(text: string): readonly string[] {
  if (relation.test(text)) return [];
  const names = new Set(text.split(',').map(roughName));
  // What has no letters has no name.
  names.delete('');
  return [...names];
}
const indexSymbols = createIndexer<Snippet>(
  ({ language, display, text }) =>
    language === 'latex' && !display && text.length <= maxSymbol ? text : undefined,
  symbolNames,
);

function findPlaces(text: string, snippets: PlacedList<Snippet>): Places {
  const prose = withoutCode(text, snippets);
  const entries = findEntries(prose).map((e): [string, Entry] => [roughName(e.symbol), e]);
  const sizes = sizesIn(prose).map((m) => {
    const symbol = m[1] ?? '';
    const span = { start: m.index, end: m.index + m[0].length };
    return [roughName(symbol), { symbol, span, size: Number(m[2]) }] as const;
  });
  return { symbols: indexSymbols(snippets), entries: gather(entries), sizes: gather(sizes) };
}

/** The text with code blanked, so that what a program assigns is not taken for the note's words. */
function withoutCode(text: string, snippets: PlacedList<Snippet>): string {
  let rest = '';
  let from = 0;
  for (const [, s] of snippets.where(({ language }) => language === 'python')) {
    if (s.outer.start < from) continue;
    rest += text.slice(from, s.outer.start) + ' '.repeat(s.outer.end - s.outer.start);
    from = s.outer.end;
  }
  return from === 0 ? text : rest + text.slice(from);
}
