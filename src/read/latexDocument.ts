import { blanked } from './blank.js';
import { findMath } from './delimiters.js';
import { createSearch } from './search.js';
import type { Snippet } from './types.js';

/** Environments whose text is no TeX. */
const verbatim = /\\begin\{((?:verbatim|lstlisting|minted|comment|filecontents)\*?)\}/y;

/** The text with comments and verbatim passages blanked; every other character keeps its place. */
function withoutComments(text: string): string {
  const search = createSearch(text);
  const parts: string[] = [];
  let kept = 0;
  const drop = (from: number, to: number): void => {
    parts.push(text.slice(kept, from), blanked(text.slice(from, to)));
    kept = to;
  };
  const marks = /\\verb\*?(?![A-Za-z\s])|\\begin\{|\\[^]|%/g;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    let end = marks.lastIndex;
    if (mark[0] === '%') {
      while (end < text.length && !/[\n\r]/.test(text.charAt(end))) end += 1;
    } else if (mark[0] === '\\begin{') {
      verbatim.lastIndex = mark.index;
      const name = verbatim.exec(text)?.[1];
      const closer = name === undefined ? '' : `\\end{${name}}`;
      const at = closer === '' ? -1 : search.indexOf(closer, end);
      if (at < 0) continue;
      end = at + closer.length;
    } else if (mark[0].startsWith('\\verb')) {
      const line = text.slice(end + 1, end + 500);
      const at = line.indexOf(text.charAt(end));
      if (at < 0 || /[\n\r]/.test(line.slice(0, at))) continue;
      end += at + 2;
    } else continue;
    drop(mark.index, end);
    marks.lastIndex = end;
  }
  return parts.join('') + text.slice(kept);
}

const opening = '\\begin{document}';
const closing = '\\end{document}';

/** The text with what stands before and after the document itself blanked: settings and macros. */
function withoutPreamble(text: string): string {
  const begin = text.indexOf(opening);
  const start = begin < 0 ? 0 : begin + opening.length;
  const close = text.indexOf(closing, start);
  const end = close < 0 ? text.length : close;
  if (start === 0 && end === text.length) return text;
  return blanked(text.slice(0, start)) + text.slice(start, end) + blanked(text.slice(end));
}

/** Formulas of a `.tex` file, in order; its preamble, comments and verbatim text are passed over. */
export function findTexSnippets(document: string): Snippet[] {
  const text = withoutPreamble(withoutComments(document));
  return findMath(text, 0, text.length, 'tex')
    .map((m): Snippet => ({
      language: 'latex',
      text: text.slice(m.inner.start, m.inner.end),
      span: m.inner,
      outer: m.outer,
      display: m.display,
      ...(m.tooLong === true ? { tooLong: true } : {}),
    }))
    .filter((s) => s.text.trim() !== '');
}
