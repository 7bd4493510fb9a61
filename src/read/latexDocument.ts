import { blanked } from './blank.js';
import { findMath, mathEnvironments, MAX_FORMULA, type MathSpan } from './delimiters.js';
import { closed, findDefinitions, findMacros } from './macroDefinitions.js';
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

/** The text with the definitions of macros blanked: what stands in one is no formula yet. */
function withoutDefinitions(text: string): string {
  const parts: string[] = [];
  let kept = 0;
  for (const { start, end } of findDefinitions(text)) {
    if (start < kept) continue;
    parts.push(text.slice(kept, start), blanked(text.slice(start, end)));
    kept = end;
  }
  return parts.join('') + text.slice(kept);
}

/** What begins and ends a formula by macros of the document: `\be … \ee`, `\eq{…}`. */
interface OwnDelimiter {
  readonly open: string;
  /** Undefined where the formula is the argument. */
  readonly close: string | undefined;
}

const beginning = new RegExp(String.raw`^\\begin\{((?:${mathEnvironments})\*?)\}$|^(\\\[|\$\$)$`);
const around = new RegExp(
  String.raw`^(?:\\begin\{((?:${mathEnvironments})\*?)\}[^#]*#1[^#]*\\end\{\1\}|\\\[\s*#1\s*\\\]|\$\$?\s*#1\s*\$\$?)$`,
);

function ownDelimiters(macros: Readonly<Record<string, string>>): OwnDelimiter[] {
  const bodies = Object.entries(macros).map(([name, body]) => [name, body.trim()] as const);
  return bodies.flatMap(([name, body]): OwnDelimiter[] => {
    const open = `\\${name}`;
    if (around.test(body)) return [{ open, close: undefined }];
    const [, environment, sign] = beginning.exec(body) ?? [];
    const end =
      environment === undefined ? (sign === '$$' ? sign : '\\]') : `\\end{${environment}}`;
    if (environment === undefined && sign === undefined) return [];
    return bodies.filter(([, b]) => b === end).map(([n]) => ({ open, close: `\\${n}` }));
  });
}

const endsCommand = (text: string, at: number): boolean => !/[A-Za-z@]/.test(text.charAt(at));

/** Formulas between macros of the document, which are a part of what is read. */
function findOwn(text: string, delimiters: readonly OwnDelimiter[]): MathSpan[] {
  const search = createSearch(text);
  return delimiters.flatMap(({ open, close }) => {
    const found: MathSpan[] = [];
    for (let at = text.indexOf(open); at >= 0; at = text.indexOf(open, at + open.length)) {
      const after = at + open.length;
      if (!endsCommand(text, after)) continue;
      let end: number;
      if (close === undefined) {
        end = (text[after] === '{' ? closed(text, after, '{}') : undefined) ?? after;
      } else {
        let to = search.indexOf(close, after);
        while (to >= 0 && !endsCommand(text, to + close.length)) to = search.indexOf(close, to + 1);
        end = to < 0 || to - at > MAX_FORMULA ? after : to + close.length;
      }
      if (end === after) continue;
      const outer = { start: at, end };
      const inner = close === undefined ? { start: after + 1, end: end - 1 } : outer;
      found.push({ inner, outer, display: true });
    }
    return found;
  });
}

/** Formulas of a `.tex` file, in order; its preamble, comments and verbatim text are passed over. */
export function findTexSnippets(document: string): Snippet[] {
  const plain = withoutComments(document);
  const own = ownDelimiters(findMacros(plain));
  const text = withoutDefinitions(withoutPreamble(plain));
  const bracketed = own.length === 0 ? [] : findOwn(text, own);
  const isFree = ({ outer }: MathSpan): boolean =>
    !bracketed.some((m) => m.outer.start < outer.end && outer.start < m.outer.end);
  return [...findMath(text, 0, text.length, 'tex').filter(isFree), ...bracketed]
    .sort((a, b) => a.outer.start - b.outer.start)
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
