import { lineStarts } from '../program/span.js';
import { findMacros } from '../read/macroDefinitions.js';
import { scanVersion } from '../read/markdown.js';
import { firstFrom } from '../program/search.js';
import { changeBetween, type Change } from '../read/textChange.js';
import { findHeadingStarts, movedHeadingStarts } from '../read/topics.js';
import type { Snippet, TexContext } from '../read/types.js';
import { createFormulaItems, type FormulaItems } from './formulaItems.js';

/** What is remembered of a document from one version to the next; it changes no result. */
export interface DocumentMemory {
  readonly formulas: FormulaItems;
  /** Snippets of a Markdown text. */
  readonly snippets: (text: string) => readonly Snippet[];
  readonly lineStarts: (text: string) => readonly number[];
  /** Beginnings of lines that may be headings. */
  readonly headingStarts: (text: string) => readonly number[];
  /** Macros that a text defines. */
  readonly macros: (text: string) => Readonly<Record<string, string>>;
}

/** A short name for each different context. */
function createContextKeys(): (context: TexContext) => string {
  const none = {};
  const keys = new WeakMap<object, string>();
  const numbers = new Map<string, string>();
  return ({ macros = none, symbolKey = '' }) => {
    let key = keys.get(macros);
    if (key === undefined) {
      const content = JSON.stringify(macros);
      key = numbers.get(content) ?? String(numbers.size);
      numbers.set(content, key);
      keys.set(macros, key);
    }
    return symbolKey === '' ? key : `${key}#${symbolKey}`;
  };
}

type ChangeBetween = typeof changeBetween;

/** Makes a result of a text, from that of the last text where there is one. */
function fromLast<T>(
  changeOf: ChangeBetween,
  make: (text: string) => T,
  again: (last: T, change: Change, text: string, lastText: string) => T,
): (text: string) => T {
  let last: { readonly text: string; readonly made: T } | undefined;
  return (text) => {
    if (last?.text === text) return last.made;
    const change = last && changeOf(last.text, text);
    const made =
      last === undefined || change === undefined
        ? make(text)
        : again(last.made, change, text, last.text);
    last = { text, made };
    return made;
  };
}

/** The longest that a definition of a macro goes on, with its name. */
const macroReach = 2_200;
const macroWord = /command|\\def|Declare/i;

/** The last change asked about is asked about again for each thing that is remembered. */
function rememberedChange(): ChangeBetween {
  let last: { before: string; after: string; change: Change | undefined } | undefined;
  return (before, after) => {
    if (last?.before !== before || last.after !== after) {
      last = { before, after, change: changeBetween(before, after) };
    }
    return last.change;
  };
}

export function createMemory(): DocumentMemory {
  const changeOf = rememberedChange();
  const scan = fromLast(
    changeOf,
    (text) => scanVersion(text),
    (before, change, text, lastText) => scanVersion(text, { text: lastText, scan: before, change }),
  );
  return {
    formulas: createFormulaItems(createContextKeys()),
    snippets: (text) => scan(text).snippets,
    lineStarts: fromLast(changeOf, lineStarts, movedLineStarts),
    headingStarts: fromLast(changeOf, findHeadingStarts, movedHeadingStarts),
    macros: fromLast(changeOf, findMacros, (before, change, text, lastText) => {
      const { start, oldEnd, newEnd } = change;
      const from = Math.max(0, start - macroReach);
      const isAbout = (version: string, end: number): boolean =>
        macroWord.test(version.slice(from, end + macroReach));
      return isAbout(text, newEnd) || isAbout(lastText, oldEnd) ? findMacros(text) : before;
    }),
  };
}

/** Line starts after one change: breaks of two characters may be cut or made at its ends. */
function movedLineStarts(
  before: readonly number[],
  { start, oldEnd, newEnd }: Change,
  text: string,
): readonly number[] {
  let i = Math.max(1, firstFrom(before, start));
  const lines = before.slice(0, i);
  const from = Math.max(0, start - 1);
  for (const s of lineStarts(text.slice(from, newEnd + 1))) {
    const at = from + s;
    if (at >= Math.max(start, 1) && at <= newEnd) lines.push(at);
  }
  for (; i < before.length; i++) {
    const at = before[i] ?? 0;
    if (at > oldEnd) lines.push(at + newEnd - oldEnd);
  }
  return lines;
}
