import { findMath } from './delimiters.js';
import type { Snippet } from './types.js';

const blank = (whole: string): string => whole.replaceAll(/[^\n\r]/g, ' ');

/** Formulas of a `.tex` file, in order; comments and verbatim text are passed over. */
export function findTexSnippets(document: string): Snippet[] {
  const text = document
    .replaceAll(/\\begin\{(verbatim|lstlisting|minted)\*?\}[\s\S]*?\\end\{\1\*?\}/g, blank)
    .replaceAll(/(?<!\\)%[^\n\r]*/g, blank);
  return findMath(text).map((m) => ({
    language: 'latex',
    text: text.slice(m.inner.start, m.inner.end),
    span: m.inner,
    outer: m.outer,
    display: m.display,
  }));
}

/** Most macro definitions looked at in one document. */
const MAX_MACROS = 500;

/** Macros that a document defines for itself: name without backslash → body with `#1`… */
export function findMacros(document: string): Record<string, string> {
  const macros: Record<string, string> = {};
  const patterns = [
    /\\(?:re)?newcommand\*?\s*\{?\\([A-Za-z]+)\}?\s*(?:\[\d\])?\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}/g,
    /\\def\s*\\([A-Za-z]+)(?:#\d)*\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}/g,
    /\\DeclareMathOperator\*?\s*\{?\\([A-Za-z]+)\}?\s*\{([^{}]*)\}/g,
  ];
  for (const [i, pattern] of patterns.entries()) {
    let count = 0;
    for (const match of document.matchAll(pattern)) {
      if (count++ >= MAX_MACROS) break;
      const [, name = '', body = ''] = match;
      macros[name] = i === 2 ? `\\operatorname{${body}}` : body;
    }
  }
  return macros;
}
