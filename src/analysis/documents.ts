import type { AnalyzedItem, DocumentAnalysis, DocumentLanguage } from '../analysisTypes.js';
import type { Problem } from '../program/problem.js';
import { lineStarts, shiftSpan, type Span } from '../program/span.js';
import { findTexSnippets } from '../read/latexDocument.js';
import { findMacros } from '../read/macroDefinitions.js';
import { findSnippets } from '../read/markdown.js';
import { readNotebook } from '../read/notebook.js';
import { readPython } from '../read/python/index.js';
import { readFormulas } from '../read/tex/index.js';
import type { Snippet, TexContext } from '../read/types.js';
import { formulaItem, pythonItems } from './items.js';

/** Largest text that is read, in UTF-16 units; past it a document gives one problem. */
export const maxDocumentLength = 20_000_000;
/** Most displayed formulas that are looked at for marks beside the text. */
const maxDisplays = 1_000;
/** Most formulas and fences read in one document; the rest gives one problem. */
export const maxSnippets = 5_000;

type Locate = (item: AnalyzedItem) => AnalyzedItem;

/** Makes `make`'s result once, when it is first asked for. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Formulas or code that are read together, and where they stand. */
interface Unit {
  readonly display: boolean;
  readonly places: readonly Span[];
  readonly read: () => {
    readonly items: readonly AnalyzedItem[];
    readonly problems: readonly Problem[];
  };
}

const meets = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end;

function unitsOf(text: string, snippets: readonly Snippet[], locate: Locate): Unit[] {
  const context = lazily((): TexContext => ({ macros: findMacros(text) }));
  const formulas = snippets.flatMap((s, i): Unit[] => {
    if (s.language !== 'latex') return [];
    const read = lazily(() => ({
      items: readFormulas(s.text, s.span.start, context()).map((formula, row) =>
        locate(formulaItem(formula, { id: `f${i}.${row}`, display: s.display })),
      ),
      problems: [],
    }));
    return [{ display: s.display, places: [s.outer], read }];
  });
  const code = snippets.filter((s) => s.language === 'python');
  if (code.length === 0) return formulas;
  // Fences of one note share their names, as cells of a notebook do.
  const read = lazily(() => {
    const reading = readPython(code.map((s) => ({ text: s.text, offset: s.span.start })));
    return { items: pythonItems(reading, text).map(locate), problems: reading.problems };
  });
  return [...formulas, { display: true, places: code.map((s) => s.outer), read }];
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
  locate: Locate = (item) => item,
): DocumentAnalysis {
  const units = unitsOf(text, snippets, locate);
  const order = (items: readonly AnalyzedItem[]): AnalyzedItem[] =>
    [...items].sort((a, b) => a.span.start - b.span.start);
  const all = lazily(() => {
    const read = units.slice(0, maxSnippets).map((u) => u.read());
    const over = units[maxSnippets]?.places[0];
    return {
      items: order(read.flatMap((r) => r.items)),
      problems: [
        ...read.flatMap((r) => r.problems),
        ...(over === undefined ? [] : [cutProblem(over)]),
      ],
    };
  });
  return {
    lineStarts: lineStarts(text),
    get items() {
      return all().items;
    },
    get problems() {
      return all().problems;
    },
    displayItems: () =>
      order(
        units
          .filter((u) => u.display)
          .slice(0, maxDisplays)
          .flatMap((u) => u.read().items),
      ),
    itemsNear: (place) =>
      order(
        units
          .filter((u) => u.places.some((p) => meets(p, place)))
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

function analyzeNotebook(json: string): DocumentAnalysis {
  const notebook = readNotebook(json);
  if (!notebook.ok) return withoutItems(notebook.error);
  const { text, cells } = notebook.value;
  const snippets = cells.flatMap((cell): Snippet[] => {
    const source = text.slice(cell.start, cell.end);
    if (cell.kind === 'code') {
      const span = { start: cell.start, end: cell.end };
      return [{ language: 'python', text: source, span, outer: span, display: true }];
    }
    return findSnippets(source).map((s) => ({
      ...s,
      span: shiftSpan(s.span, cell.start),
      outer: shiftSpan(s.outer, cell.start),
    }));
  });
  return analysisOf(text, snippets, (item) => {
    const { start } = item.span;
    const cell = cells.find((c) => c.start <= start && start <= c.end);
    return cell === undefined ? item : { ...item, cell: cell.index, cellStart: cell.start };
  });
}

/**
 * Reads and understands a whole document; nothing is evaluated yet. Formulas are found at once and
 * each is read when it is first asked for, so that a hover in a large note costs what stands there.
 */
export function analyzeDocument(text: string, language: DocumentLanguage): DocumentAnalysis {
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
      return analysisOf(text, findSnippets(text));
    case 'latex':
      return analysisOf(text, findTexSnippets(text));
    case 'python': {
      const span = { start: 0, end: text.length };
      return analysisOf(text, [{ language, text, span, outer: span, display: true }]);
    }
    case 'notebook':
      return analyzeNotebook(text);
    default:
      return language satisfies never;
  }
}
