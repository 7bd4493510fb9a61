import type {
  AnalyzedItem,
  DocumentAnalysis,
  DocumentLanguage,
  NotebookPlaces,
  Place,
} from '../analysisTypes.js';
import type { Problem } from '../program/problem.js';
import { lineStarts, positionAt, shiftSpan, type Span } from '../program/span.js';
import { MAX_FORMULA } from '../read/delimiters.js';
import { findTexSnippets } from '../read/latexDocument.js';
import { findSnippets } from '../read/markdown.js';
import { readNotebook } from '../read/notebook.js';
import { readPython } from '../read/python/index.js';
import { findPythonNotes } from '../read/pythonNotes.js';
import { findTopics } from '../read/topics.js';
import type { Snippet, TexContext } from '../read/types.js';
import { createInformed } from './informed.js';
import { pythonItems } from './items.js';
import { createMemory, type DocumentMemory } from './memory.js';
import { besideUnits } from './units.js';

/** Largest text that is read, in UTF-16 units; past it a document gives one problem. */
export const maxDocumentLength = 20_000_000;
/** Most displayed formulas that are looked at for marks beside the text. */
const maxDisplays = 1_000;
/** Most formulas and fences read in one document; the rest gives one problem. */
export const maxSnippets = 50_000;

type Macros = NonNullable<TexContext['macros']>;
type Locate = (item: AnalyzedItem) => AnalyzedItem;

/** Makes `make`'s result once, when it is first asked for. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Formulas or code that are read together, and where they stand. */
interface Unit {
  readonly place: Span;
  readonly read: () => {
    readonly items: readonly AnalyzedItem[];
    readonly problems: readonly Problem[];
  };
}

/** Whether something that stands somewhere is asked for. */
type Wanted = (display: boolean, outer: Span) => boolean;

const meets = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end;

function unitsOf(
  text: string,
  snippets: readonly Snippet[],
  locate: Locate,
  memory: DocumentMemory,
  macros: Macros,
): (wanted: Wanted) => Unit[] {
  // What a document defines for itself wins over the settings.
  const context = lazily((): TexContext => ({ macros: { ...macros, ...memory.macros(text) } }));
  const topicsAt = findTopics(text, memory.headingStarts);
  const starts = lazily(() => memory.lineStarts(text));
  const alone = new Map<number, readonly AnalyzedItem[]>();
  const itemsOf = createInformed({
    text,
    snippets,
    macros: () => context().macros,
    plain(index) {
      const s = snippets[index];
      const found = alone.get(index);
      if (found !== undefined || s === undefined) return found ?? [];
      const items = memory.formulas(s, index, { context: context(), topicsAt });
      alone.set(index, items);
      return items;
    },
    read(index, symbol, symbolKey) {
      const s = snippets[index];
      const known = { ...context(), symbol, symbolKey };
      return s === undefined ? [] : memory.formulas(s, index, { context: known, topicsAt });
    },
    place(span, item): Place {
      const { cell, cellStart = 0 } = locate({ ...item, span });
      const above = positionAt(starts(), cellStart).line;
      const line = positionAt(starts(), span.start).line - above + 1;
      return { span, line, ...(cell === undefined ? {} : { cell: cell + 1 }) };
    },
  });
  const made = new Map<number, ReturnType<Unit['read']>>();
  const readOne = (s: Snippet, i: number): ReturnType<Unit['read']> => {
    const known = made.get(i);
    if (known !== undefined) return known;
    const reading =
      s.tooLong === true
        ? { items: [], problems: [tooLong(s)] }
        : {
            items: besideUnits(itemsOf(i), text.slice(s.outer.end, s.outer.end + 16))
              .map(locate)
              .map(asWritten(s)),
            problems: [],
          };
    made.set(i, reading);
    return reading;
  };
  const formulas = (wanted: Wanted): Unit[] => {
    const units: Unit[] = [];
    for (let i = 0; i < snippets.length && units.length <= maxSnippets; i++) {
      const s = snippets[i];
      if (s?.language !== 'latex' || !wanted(s.display, s.outer)) continue;
      units.push({ place: s.outer, read: () => readOne(s, i) });
    }
    return units;
  };
  const code = snippets.filter((s) => s.language === 'python');
  const [first] = code;
  if (first === undefined) return formulas;
  // Fences of one note share their names, as cells of a notebook do.
  const read = lazily(() => {
    const reading = readPython(code.map((s) => ({ text: s.text, offset: s.span.start })));
    return { items: pythonItems(reading, text).map(locate), problems: reading.problems };
  });
  return (wanted) => {
    const units = formulas(wanted);
    const some = code.some((s) => wanted(true, s.outer));
    return some ? [...units, { place: first.outer, read }] : units;
  };
}

/** A formula in plain text says so. */
const asWritten =
  ({ plain }: Snippet) =>
  (item: AnalyzedItem): AnalyzedItem =>
    plain === true
      ? { ...item, language: 'text', problems: item.problems.filter((p) => !isMark(p)) }
      : item;

/** Where a plain formula ends is our guess; a mark left over at its edge is not the writer's fault. */
const isMark = ({ code }: Problem): boolean => /^(?:unclosed-group|unmatched-close)$/.test(code);

function tooLong({ text, outer }: Snippet): Problem {
  return {
    code: 'formula-too-long',
    severity: 'warning',
    message: `This formula has ${text.length} characters; formulas up to ${MAX_FORMULA} are read.`,
    values: { limit: MAX_FORMULA },
    span: outer,
  };
}

function cutProblem(over: Span): Problem {
  return {
    code: 'document-cut',
    severity: 'info',
    message: `Only the first ${maxSnippets} formulas of this document are listed.`,
    values: { count: maxSnippets },
    span: over,
  };
}

/** An analysis of snippets: everything at once, or only what stands around a place. */
function analysisOf(
  text: string,
  snippets: readonly Snippet[],
  memory: DocumentMemory,
  macros: Macros,
  locate: Locate = (item) => item,
  notebook?: NotebookPlaces,
): DocumentAnalysis {
  const unitsFor = unitsOf(text, snippets, locate, memory, macros);
  const order = (items: readonly AnalyzedItem[]): AnalyzedItem[] =>
    [...items].sort((a, b) => a.span.start - b.span.start);
  const all = lazily(() => {
    const units = unitsFor(() => true);
    const read = units.slice(0, maxSnippets).map((u) => u.read());
    const over = units[maxSnippets]?.place;
    return {
      items: order(read.flatMap((r) => r.items)),
      problems: [
        ...read.flatMap((r) => r.problems),
        ...(over === undefined ? [] : [cutProblem(over)]),
      ],
    };
  });
  return {
    lineStarts: memory.lineStarts(text),
    ...(notebook === undefined ? {} : { notebook }),
    get items() {
      return all().items;
    },
    get problems() {
      return all().problems;
    },
    displayItems: () =>
      order(
        unitsFor((display) => display)
          .slice(0, maxDisplays)
          .flatMap((u) => u.read().items),
      ),
    itemsNear: (place) =>
      order(
        unitsFor((_, outer) => meets(outer, place))
          .slice(0, maxSnippets)
          .flatMap((u) => u.read().items),
      ),
  };
}

const withoutItems = (problem: Problem): DocumentAnalysis => ({
  items: [],
  problems: [problem],
  lineStarts: [0],
  itemsNear: () => [],
  displayItems: () => [],
});

function analyzeNotebook(json: string, memory: DocumentMemory, macros: Macros): DocumentAnalysis {
  const notebook = readNotebook(json);
  if (!notebook.ok) return withoutItems(notebook.error);
  const { text, cells, source: map } = notebook.value;
  const snippets = cells.flatMap((cell): Snippet[] => {
    const source = text.slice(cell.start, cell.end);
    const shifted = (s: Snippet): Snippet => ({
      ...s,
      span: shiftSpan(s.span, cell.start),
      outer: shiftSpan(s.outer, cell.start),
    });
    if (cell.kind === 'code') {
      const span = { start: cell.start, end: cell.end };
      const code: Snippet = { language: 'python', text: source, span, outer: span, display: true };
      return [code, ...findPythonNotes(source).map(shifted)];
    }
    return findSnippets(source).map(shifted);
  });
  const locate = (item: AnalyzedItem): AnalyzedItem => {
    const { start } = item.span;
    const cell = cells.find((c) => c.start <= start && start <= c.end);
    return cell === undefined ? item : { ...item, cell: cell.index, cellStart: cell.start };
  };
  const places: NotebookPlaces = {
    text,
    lineStarts: lineStarts(json),
    inFile: map.span,
    fromFile: map.offset,
  };
  return analysisOf(text, snippets, memory, macros, locate, places);
}

/**
 * Reads and understands a whole document; nothing is evaluated yet. Formulas are found at once and
 * each is read when it is first asked for, so that a hover in a large note costs what stands there.
 * `memory` is what was kept of earlier versions, `macros` those of the settings.
 */
export function analyzeDocument(
  text: string,
  language: DocumentLanguage,
  memory: DocumentMemory = createMemory(),
  macros: Macros = {},
): DocumentAnalysis {
  if (text.length > maxDocumentLength) {
    return withoutItems({
      code: 'document-too-large',
      severity: 'warning',
      message: `This document has ${text.length} characters; up to ${maxDocumentLength} are read.`,
      values: { length: text.length, limit: maxDocumentLength },
      span: { start: 0, end: 0 },
    });
  }
  switch (language) {
    case 'markdown':
      return analysisOf(text, memory.snippets(text), memory, macros);
    case 'latex':
      return analysisOf(text, findTexSnippets(text), memory, macros);
    case 'python': {
      const span = { start: 0, end: text.length };
      const code: Snippet = { language, text, span, outer: span, display: true };
      return analysisOf(text, [code, ...findPythonNotes(text)], memory, macros);
    }
    case 'notebook':
      return analyzeNotebook(text, memory, macros);
    default:
      return language satisfies never;
  }
}
