import type {
  AnalyzedItem,
  DocumentAnalysis,
  DocumentLanguage,
  Listed,
  NotebookPlaces,
  Part,
  Place,
  ReadPart,
} from '../analysisTypes.js';
import type { Problem } from '../program/problem.js';
import { onceEach } from '../program/remember.js';
import { lineStarts, positionAt, shiftSpan, type Span } from '../program/span.js';
import { MAX_FORMULA } from '../read/delimiters.js';
import { documentText, type DocumentText } from '../read/documentText.js';
import { findTexSnippets } from '../read/latexDocument.js';
import { findSnippets } from '../read/markdown.js';
import { snippetList } from '../read/markdown/versions.js';
import { readNotebook } from '../read/notebook.js';
import type { PlacedList } from '../read/placedList.js';
import { readPython } from '../read/python/index.js';
import { findPythonNotes } from '../read/pythonNotes.js';
import { findTopics } from '../read/topics.js';
import type { Snippet, TexContext } from '../read/types.js';
import { faultAt, unlessFault } from './fault.js';
import { createInformed, isReadApart } from './informed.js';
import { pythonItems } from './pythonItems.js';
import { createMemory, type DocumentMemory } from './memory.js';
import { asListed } from './repeats.js';
import { besideRest, besideUnits, besideWords } from './units.js';

/** Largest text that is read, in UTF-16 units; past it a document gives one problem. */
export const maxDocumentLength = 20_000_000;
/** Most displayed formulas that are looked at for marks beside the text. */
const maxDisplays = 1_000;
/** Most formulas and fences read in one document; the rest gives one problem. */
export const maxSnippets = 50_000;

type Macros = NonNullable<TexContext['macros']>;
/** In a notebook, the cell at a place and where its text starts. */
type CellAt = (place: number) => Pick<AnalyzedItem, 'cell' | 'cellStart'> | undefined;

const locatedBy = (cellAt: CellAt | undefined): ((item: AnalyzedItem) => AnalyzedItem) =>
  cellAt === undefined ? (item) => item : (item) => ({ ...item, ...cellAt(item.span.start) });

const itemsOf = (listed: readonly Listed[]): AnalyzedItem[] => listed.map((l) => l.item());

/** Makes `make`'s result once, when it is first asked for. */
function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const none: readonly Problem[] = [];

/** Formulas or code that are read together, and where they stand. */
interface Unit {
  readonly place: Span;
  /** All code of a document is read together. */
  readonly isCode?: true;
  readonly read: () => ReadPart;
}

/** What is asked for: everything, what is displayed, or what meets a place. */
type Wanted = 'all' | 'displayed' | Span;

function* wantedOf(snippets: PlacedList<Snippet>, wanted: Wanted) {
  if (typeof wanted === 'object') return yield* snippets.near(wanted);
  if (wanted === 'all') yield* snippets.all().entries();
  else yield* snippets.where((s) => s.display || s.language === 'python');
}

/** True where a block of snippets has code among them. */
const hasCode = onceEach((items: readonly Snippet[]): boolean =>
  items.some((s) => s.language === 'python'),
);

function unitsOf(
  text: DocumentText,
  snippets: PlacedList<Snippet>,
  cellAt: CellAt | undefined,
  memory: DocumentMemory,
  macros: Macros,
): (wanted: Wanted) => Unit[] {
  // What a document defines for itself wins over the settings.
  const context = lazily((): TexContext => {
    const softmax = memory.softmaxNames(text);
    const own = { macros: { ...macros, ...memory.macros(text) } };
    return softmax.length === 0 ? own : { ...own, softmax };
  });
  const topicsAt = findTopics(text, memory.headingStarts);
  const starts = lazily(() => memory.lineStarts(text));
  const alone = new Map<number, readonly AnalyzedItem[]>();
  const informed = createInformed({
    text,
    snippets,
    macros: () => context().macros,
    headingStarts: () => memory.headingStarts(text),
    plain(index) {
      const s = snippets.at(index);
      const found = alone.get(index);
      if (found !== undefined || s === undefined) return found ?? [];
      const items = itemsOf(memory.formulas(s, index, { context: context(), topicsAt }));
      alone.set(index, items);
      return items;
    },
    read(index, symbol, { key: symbolKey, places }, certain) {
      const s = snippets.at(index);
      const known = { ...context(), symbol, symbolKey, ...(certain === true ? { certain } : {}) };
      return s === undefined
        ? []
        : itemsOf(memory.formulas(s, index, { context: known, topicsAt, places }));
    },
    place(span): Place {
      const { cell, cellStart = 0 } = cellAt?.(span.start) ?? {};
      const above = positionAt(starts(), cellStart).line;
      const line = positionAt(starts(), span.start).line - above + 1;
      return { span, line, ...(cell === undefined ? {} : { cell: cell + 1 }) };
    },
  });
  const made = new Map<number, ReadPart>();
  const locate = locatedBy(cellAt);
  const finished = (s: Snippet, items: readonly AnalyzedItem[]): readonly Listed[] => {
    const after = text.slice(s.outer.end, s.outer.end + 16);
    return besideWords(besideRest(besideUnits(items, after), after), text, s.outer)
      .map(locate)
      .map(asWritten(s))
      .map(asListed);
  };
  const isApart = isReadApart(snippets);
  const listed = (s: Snippet, i: number): readonly Listed[] => {
    if (!isApart) return finished(s, informed.items(i));
    const told = informed.told(i);
    const rows = memory.formulas(s, i, { context: context(), topicsAt, told });
    // Most need no finish, and are made only when they are asked for.
    const isPlain = s.plain !== true && cellAt === undefined;
    return isPlain && rows.at(-1)?.first.problems.length === 0 ? rows : finished(s, itemsOf(rows));
  };
  const readOne = (s: Snippet, i: number): ReadPart => {
    const known = made.get(i);
    if (known !== undefined) return known;
    const reading =
      s.tooLong === true
        ? { listed: [], problems: [tooLong(s)] }
        : { listed: listed(s, i), problems: none };
    made.set(i, reading);
    return reading;
  };
  const formulas = (wanted: Wanted): Unit[] => {
    const units: Unit[] = [];
    for (const [i, s] of wantedOf(snippets, wanted)) {
      if (units.length > maxSnippets) break;
      if (s.language === 'latex') units.push({ place: s.outer, read: () => readOne(s, i) });
    }
    return units;
  };
  const code = snippets.blocks.some(({ items }) => hasCode(items))
    ? Array.from(
        snippets.where((s) => s.language === 'python'),
        ([, s]) => s,
      )
    : [];
  const [first] = code;
  if (first === undefined) return formulas;
  // Fences of one note share their names, as cells of a notebook do.
  const readCode = (): ReadPart => {
    const reading = readPython(code.map((s) => ({ text: s.text, offset: s.span.start })));
    const items = pythonItems(reading, text.whole()).map(locate);
    return { listed: items.map(asListed), problems: reading.problems };
  };
  const read = lazily(() =>
    unlessFault(readCode, (fault) => ({ listed: [], problems: [faultAt(first.span, fault)] })),
  );
  return (wanted) => {
    const units = formulas(wanted);
    const isWanted =
      typeof wanted !== 'object' ||
      [...snippets.near(wanted)].some(([, s]) => s.language === 'python');
    return isWanted ? [...units, { place: first.outer, isCode: true, read }] : units;
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
const isMark = ({ code }: Problem): boolean =>
  /^(?:unclosed-group|unmatched-close|double-script)$/.test(code);

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
  text: DocumentText,
  snippets: PlacedList<Snippet>,
  memory: DocumentMemory,
  macros: Macros,
  cellAt?: CellAt,
  notebook?: NotebookPlaces,
): DocumentAnalysis {
  const unitsFor = unitsOf(text, snippets, cellAt, memory, macros);
  const startOf = ({ first, by }: Listed): number => first.span.start + by;
  const order = (listed: readonly Listed[]): Listed[] =>
    [...listed].sort((a, b) => startOf(a) - startOf(b));
  const all = lazily(() => {
    const units = unitsFor('all');
    const read = units.slice(0, maxSnippets).map((u) => u.read());
    const over = units[maxSnippets]?.place;
    return {
      listed: order(read.flatMap((r) => r.listed)),
      problems: [
        ...read.flatMap((r) => r.problems),
        ...(over === undefined ? [] : [cutProblem(over)]),
      ],
    };
  });
  /** Formulas by their number, and of the code what stands between them; what is said of that comes last. */
  const part = ({ index, of }: Part): ReadPart => {
    const units = unitsFor('all');
    const formulas = units.filter((u) => u.isCode !== true);
    const nth = (k: number): number => Math.floor((formulas.length * k) / of);
    const from = index === 0 ? 0 : (formulas[nth(index)]?.place.start ?? Infinity);
    const to = index === of - 1 ? Infinity : (formulas[nth(index + 1)]?.place.start ?? Infinity);
    const own = formulas.slice(nth(index), nth(index + 1)).map((u) => u.read());
    const code = units.filter((u) => u.isCode).map((u) => u.read());
    const between = code
      .flatMap((r) => r.listed)
      .filter((one) => from <= startOf(one) && startOf(one) < to);
    return {
      listed: order([...own.flatMap((r) => r.listed), ...between]),
      problems: [...own, ...(index === of - 1 ? code : [])].flatMap((r) => r.problems),
    };
  };
  const itemsIn = (units: readonly Unit[]): readonly AnalyzedItem[] =>
    itemsOf(order(units.flatMap((u) => u.read().listed)));
  const unitsNear = (place: Span): readonly Unit[] => unitsFor(place).slice(0, maxSnippets);
  const items = lazily(() => itemsOf(all().listed));
  const starts = lazily(() => memory.lineStarts(text));
  return {
    get lineStarts() {
      return starts();
    },
    ...(notebook === undefined ? {} : { notebook }),
    listed: () => all().listed,
    formulasApart: () =>
      notebook !== undefined || !isReadApart(snippets) || snippets.length > maxSnippets
        ? 0
        : new Set(Array.from(snippets.all(), (s) => s.text)).size,
    part,
    get items() {
      return items();
    },
    get problems() {
      return all().problems;
    },
    *displayItems() {
      for (const unit of unitsFor('displayed').slice(0, maxDisplays)) yield itemsIn([unit]);
    },
    itemsNear: (place) => itemsIn(unitsNear(place)),
    problemsNear: (place) => unitsNear(place).flatMap((u) => u.read().problems),
  };
}

/** Characters looked at for signs of a file that is no text. */
const binaryReach = 64_000;

/** True for what an editor shows as text although it is none: it has NUL characters. */
function isBinary({ chunks }: DocumentText): boolean {
  let left = binaryReach;
  for (const chunk of chunks) {
    const at = chunk.indexOf('\0');
    if (at >= 0 && at < left) return true;
    left -= chunk.length;
    if (left <= 0) return false;
  }
  return false;
}

const withoutItems = (problem: Problem): DocumentAnalysis => ({
  listed: () => [],
  formulasApart: () => 0,
  part: () => ({ listed: [], problems: [] }),
  items: [],
  problems: [problem],
  problemsNear: () => [problem],
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
  const cellAt: CellAt = (place) => {
    const cell = cells.find((c) => c.start <= place && place <= c.end);
    return cell && { cell: cell.index, cellStart: cell.start };
  };
  const places: NotebookPlaces = {
    text,
    lineStarts: lineStarts(json),
    inFile: map.span,
    fromFile: map.offset,
  };
  return analysisOf(documentText(text), snippetList(snippets), memory, macros, cellAt, places);
}

/**
 * Reads and understands a whole document; nothing is evaluated yet. Formulas are found at once and
 * each is read when it is first asked for, so that a hover in a large note costs what stands there.
 * `memory` is what was kept of earlier versions, `macros` those of the settings.
 */
export function analyzeDocument(
  document: string | DocumentText,
  language: DocumentLanguage,
  memory: DocumentMemory = createMemory(),
  macros: Macros = {},
): DocumentAnalysis {
  const text = documentText(document);
  if (text.length > maxDocumentLength) {
    return withoutItems({
      code: 'document-too-large',
      severity: 'warning',
      message: `This document has ${text.length} characters; up to ${maxDocumentLength} are read.`,
      values: { length: text.length, limit: maxDocumentLength },
      span: { start: 0, end: 0 },
    });
  }
  if (isBinary(text)) return analysisOf(documentText(''), snippetList([]), memory, macros);
  switch (language) {
    case 'markdown':
      return analysisOf(text, memory.snippets(text), memory, macros);
    case 'latex':
      return analysisOf(text, snippetList(findTexSnippets(text.whole())), memory, macros);
    case 'python': {
      const span = { start: 0, end: text.length };
      const whole = text.whole();
      const code: Snippet = { language, text: whole, span, outer: span, display: true };
      const snippets = snippetList([code, ...findPythonNotes(whole)]);
      return analysisOf(text, snippets, memory, macros);
    }
    case 'notebook':
      return analyzeNotebook(text.whole(), memory, macros);
    default:
      return language satisfies never;
  }
}
