import type {
  AnalyzedItem,
  DocumentAnalysis,
  DocumentLanguage,
  ItemLanguage,
} from '../analysisTypes.js';
import type { Problem } from '../program/problem.js';
import { lineStarts } from '../program/span.js';
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
/** Most formulas and fences read in one document; the rest gives one problem. */
export const maxSnippets = 5_000;

function formulaItems(snippet: Snippet, id: string, context: TexContext): AnalyzedItem[] {
  const language: ItemLanguage = 'latex';
  return readFormulas(snippet.text, snippet.span.start, context).map((formula, i) =>
    formulaItem(formula, `${id}.${i}`, formula.tex, language),
  );
}

function readSnippets(
  text: string,
  snippets: readonly Snippet[],
): { items: AnalyzedItem[]; problems: Problem[] } {
  const context: TexContext = { macros: findMacros(text) };
  const problems: Problem[] = [];
  const items = snippets
    .slice(0, maxSnippets)
    .flatMap((s, i) => (s.language === 'latex' ? formulaItems(s, `f${i}`, context) : []));
  const code = snippets.filter((s) => s.language === 'python');
  if (code.length > 0) {
    // Fences of one note share their names, as cells of a notebook do.
    const reading = readPython(code.map((s) => ({ text: s.text, offset: s.span.start })));
    items.push(...pythonItems(reading, 'p', text));
    problems.push(...reading.problems);
  }
  const over = snippets[maxSnippets];
  if (over !== undefined) {
    problems.push({
      code: 'document-cut',
      severity: 'info',
      message: `Only the first ${maxSnippets} formulas of this document are read.`,
      values: { count: maxSnippets },
      span: over.outer,
    });
  }
  return { items: items.sort((a, b) => a.span.start - b.span.start), problems };
}

function analyzeNotebook(json: string): DocumentAnalysis {
  const notebook = readNotebook(json);
  if (!notebook.ok) return { items: [], problems: [notebook.error], lineStarts: [0] };
  const { text, cells } = notebook.value;
  const snippets = cells.flatMap((cell): Snippet[] => {
    const source = text.slice(cell.start, cell.end);
    if (cell.kind === 'code') {
      const span = { start: cell.start, end: cell.end };
      return [
        { language: 'python', text: source, span, outer: span, display: true, cell: cell.index },
      ];
    }
    const move = (s: { start: number; end: number }) => ({
      start: s.start + cell.start,
      end: s.end + cell.start,
    });
    return findSnippets(source).map((s) => ({
      ...s,
      span: move(s.span),
      outer: move(s.outer),
      cell: cell.index,
    }));
  });
  const { items, problems } = readSnippets(text, snippets);
  const cellAt = (offset: number): number | undefined =>
    cells.find((c) => c.start <= offset && offset <= c.end)?.index;
  return {
    items: items.map((item) => {
      const cell = cellAt(item.span.start);
      return cell === undefined ? item : { ...item, cell };
    }),
    problems,
    lineStarts: lineStarts(text),
  };
}

/** Reads and understands a whole document; nothing is evaluated yet. */
export function analyzeDocument(text: string, language: DocumentLanguage): DocumentAnalysis {
  if (text.length > maxDocumentLength) {
    const problem: Problem = {
      code: 'document-too-large',
      severity: 'warning',
      message: `This document has ${text.length} characters; up to ${maxDocumentLength} are read.`,
      values: { length: text.length, limit: maxDocumentLength },
      span: { start: 0, end: 0 },
    };
    return { items: [], problems: [problem], lineStarts: [0] };
  }
  const starts = lineStarts(text);
  switch (language) {
    case 'markdown':
      return { ...readSnippets(text, findSnippets(text)), lineStarts: starts };
    case 'latex':
      return { ...readSnippets(text, findTexSnippets(text)), lineStarts: starts };
    case 'python': {
      const reading = readPython([{ text, offset: 0 }]);
      return {
        items: pythonItems(reading, 'p', text),
        problems: reading.problems,
        lineStarts: starts,
      };
    }
    case 'notebook':
      return analyzeNotebook(text);
    default:
      return language satisfies never;
  }
}
