import type { Span } from '../program/span.js';
import { blanked } from './blank.js';
import { findMath, type MathSpan } from './delimiters.js';
import { withoutEscapes } from './escapes.js';
import { findPlainFormulas } from './plain/index.js';
import { isSurelyMath } from './surelyTex.js';
import { createTextMemory } from './textMemory.js';
import { moved, type Snippet } from './types.js';

/** A comment, comments on lines in a row, or a string that stands for itself (a docstring). */
interface Note {
  readonly kind: 'comment' | 'docstring';
  readonly start: number;
  readonly end: number;
}

const isBreak = (c: string | undefined): boolean => c === '\n' || c === '\r';
const onlyBlanks = /^[ \t]*$/;
const stringPrefix = /^[ \t]*[rRuU]?$/;

/** Comments and docstrings of Python code, in order. */
function findNotes(text: string): Note[] {
  const notes: Note[] = [];
  let line = 0;
  let i = 0;
  while (i < text.length) {
    const c = text[i];
    if (isBreak(c)) {
      i += 1;
      line = i;
    } else if (c === '#') {
      const start = i;
      while (i < text.length && !isBreak(text[i])) i += 1;
      const last = notes.at(-1);
      const isOwn = onlyBlanks.test(text.slice(line, start));
      const follows =
        isOwn &&
        last?.kind === 'comment' &&
        onlyBlanks.test(text.slice(last.end, line).replace(/\r?\n/, ''));
      if (follows) notes[notes.length - 1] = { ...last, end: i };
      else notes.push({ kind: 'comment', start, end: i });
    } else if (c === '"' || c === "'") {
      const quote = text.startsWith(c.repeat(3), i) ? c.repeat(3) : c;
      const start = i + quote.length;
      const isDocstring =
        quote.length === 3 && stringPrefix.test(text.slice(Math.max(line, i - 80), i));
      i = start;
      while (i < text.length && !text.startsWith(quote, i)) {
        if (isBreak(text[i])) {
          if (quote.length === 1) break;
          line = i + 1;
        }
        i += text[i] === '\\' ? 2 : 1;
      }
      const end = Math.min(i, text.length);
      if (isDocstring) notes.push({ kind: 'docstring', start, end });
      if (!isBreak(text[i])) i = end + quote.length;
    } else i += 1;
  }
  return notes;
}

/** Longest comment or docstring looked at. */
const MAX_NOTE = 100_000;
/** Comments and docstrings of one kind whose formulas are kept: most are as they were before a keystroke. */
const noteLimits = { texts: 4_000, characters: 2_000_000 };
const promising = /[$\\^=√ᵀ·₀-ₜᵢ]|:math:|\(/;

/** The marks of comments, prompts and their code: no text, each of the same length. */
const blankMarks = (text: string, kind: Note['kind']): string =>
  kind === 'comment'
    ? text.replaceAll(/(?<=^|[\r\n])[ \t]*#+[:!]?/g, (m) => ' '.repeat(m.length))
    : text.replaceAll(/(?<=^|[\r\n])[ \t]*(?:>>>|\.\.\.)[^\r\n]*/g, (m) => ' '.repeat(m.length));

const role = /:math:`([^`]{1,2000})`/g;
const doxygen = /\\f([$[])([^]{1,4000}?)\\f[$\]]/g;
const directive = /(?<=^|[\r\n])([ \t]*)\.\. math::[ \t]*([^\r\n]*)/g;
const code = /``[^`]{1,500}``|`[^`\n]{1,300}`_{0,2}|https?:\/\/\S+/g;

/** The lines under a directive that are indented more than it, without its options. */
function directiveBody(text: string, from: number, indent: number): Span | undefined {
  const line = /(?:\r\n|\n|\r)([ \t]*)([^\r\n]*)/y;
  line.lastIndex = from;
  let span: Span | undefined;
  for (let m = line.exec(text); m !== null; m = line.exec(text)) {
    const [, blank = '', body = ''] = m;
    if (body === '') continue;
    if (blank.length <= indent) break;
    const start = m.index + m[0].length - body.length;
    if (span === undefined && body.startsWith(':')) continue;
    span = { start: span?.start ?? start, end: start + body.length };
  }
  return span;
}

/** Formulas of Sphinx and Doxygen, with what stands around them. */
function markedUp(text: string): MathSpan[] {
  const found: MathSpan[] = [];
  for (const m of text.matchAll(role)) {
    const start = m.index + 7;
    const inner = { start, end: start + (m[1]?.length ?? 0) };
    found.push({ inner, outer: { start: m.index, end: m.index + m[0].length }, display: false });
  }
  for (const m of text.matchAll(doxygen)) {
    const start = m.index + 3;
    const inner = { start, end: start + (m[2]?.length ?? 0) };
    const outer = { start: m.index, end: m.index + m[0].length };
    found.push({ inner, outer, display: m[1] === '[' });
  }
  for (const m of text.matchAll(directive)) {
    const [whole, indent = '', first = ''] = m;
    const end = m.index + whole.length;
    const goesOn = first.trim() === '' || !/^\r?\n[ \t]*\r?\n/.test(text.slice(end, end + 200));
    const body = goesOn ? directiveBody(text, end, indent.length) : undefined;
    const start = first.trim() === '' ? body?.start : end - first.length;
    const inner = { start: start ?? end, end: body?.end ?? end };
    found.push({ inner, outer: { start: m.index + indent.length, end: inner.end }, display: true });
  }
  return found;
}

const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** Formulas of a comment or docstring, by its text; places count from its start. */
const formulasIn: Record<Note['kind'], (whole: string) => readonly Snippet[]> = {
  comment: createTextMemory(noteLimits, (whole) => formulasOfNote(whole, 'comment')),
  docstring: createTextMemory(noteLimits, (whole) => formulasOfNote(whole, 'docstring')),
};

function formulasOfNote(whole: string, kind: Note['kind']): Snippet[] {
  const body = blankMarks(whole, kind);
  const marked = markedUp(body);
  const codes = [...body.matchAll(code)].map((m) => ({
    start: m.index,
    end: m.index + m[0].length,
  }));
  const taken: Span[] = marked.map((m) => m.outer);
  const free = (s: Span): boolean => !taken.some((t) => overlaps(t, s));
  for (const c of codes) if (free(c)) taken.push(c);
  const isSure = (m: MathSpan): boolean =>
    m.display || isSurelyMath(body.slice(m.inner.start, m.inner.end));
  const delimited = findMath(body).filter((m) => free(m.outer) && isSure(m));
  taken.push(...delimited.map((m) => m.outer));
  taken.sort((a, b) => a.start - b.start);
  const formulas = [...marked, ...delimited].map((m): Snippet => ({
    language: 'latex',
    text: withoutEscapes(body.slice(m.inner.start, m.inner.end)),
    span: m.inner,
    outer: m.outer,
    display: m.display,
    ...(m.tooLong === true ? { tooLong: true } : {}),
  }));
  const plain = findPlainFormulas(body, 0, body.length, taken, { inCode: true });
  return [...formulas, ...plain]
    .filter((s) => s.text.trim() !== '')
    .map((s) => ({ ...s, text: withoutEscapes(s.text) }));
}

function formulasOf(text: string, { kind, start, end }: Note): Snippet[] {
  const whole = text.slice(start, end);
  if (whole.length > MAX_NOTE || !promising.test(whole)) return [];
  return moved(formulasIn[kind](whole), start);
}

/** Formulas in the comments and docstrings of Python code, in order. */
export const findPythonNotes = (text: string): Snippet[] =>
  findNotes(text)
    .flatMap((note) => formulasOf(text, note))
    .sort((a, b) => a.span.start - b.span.start);

/** Strings and comments of one line. */
const quoted = /"(?:[^"\\\r\n]|\\.){0,500}"|'(?:[^'\\\r\n]|\\.){0,500}'|#.*/g;
/**
 * What no statement of Python has: signs of mathematics, a factor right after a bracket at the end
 * of a line (`softmax(scores) V`), and a call that something is assigned to (`FFN(x) = …`).
 */
const notPython =
  /[√∑∏×·⋅÷⊙⊗∈≈ᵀ⊤₀-₉ₐ-ₜᵢⱼ]|\)\s?[A-Z]\w{0,12}\s*$|^\s*[A-Za-z]\w{0,40}\([\w\s,+]{1,80}\)\s*=(?!=)/;

/** The same where no name can hold the sign, as `hᵢ` does: Python could only say that it reads none of it. */
const neverPython =
  /[√∑∏×⋅÷⊙⊗∈≈⊤]|\s·|·\s|\)\s?[A-Z]\w{0,12}\s*$|^\s*[A-Za-z]\w{0,40}\([\w\s,+]{1,80}\)\s*=(?!=)/;

/** Python without the lines that were found to be formulas and that are no statements. */
export function withoutPseudo(text: string, formulas: readonly Snippet[]): string {
  if (formulas.length === 0) return text;
  return text.replaceAll(/[^\r\n]+/g, (line, start: number) => {
    const end = start + line.length;
    const isRead = formulas.some(({ span }) => span.start < end && start < span.end);
    const code = line.replaceAll(quoted, blanked);
    return isRead && neverPython.test(code) && !opens.test(code) ? blanked(line) : line;
  });
}

/** What a bracket or a block begins is a part of what follows. */
const opens = /[([{]\s*$|:\s*$|^\s*[)\]}]/;

/** Formulas that people put in a fence of Python as they stand in a paper: lines that are no code. */
export function findPseudoLines(text: string): Snippet[] {
  if (text.length > MAX_NOTE) return [];
  const docstrings = findNotes(text).filter((n) => n.kind === 'docstring');
  const found: Snippet[] = [];
  for (const m of text.matchAll(/[^\r\n]+/g)) {
    const start = m.index;
    const end = start + m[0].length;
    if (m[0].length > 400 || docstrings.some((d) => d.start < end && start < d.end)) continue;
    const code = m[0].replaceAll(quoted, (q) => ' '.repeat(q.length));
    if (!notPython.test(code)) continue;
    found.push(...moved(findPlainFormulas(code, 0, code.length, []), start));
  }
  return found;
}
