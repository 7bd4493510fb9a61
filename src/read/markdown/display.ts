import type { Span } from '../../program/span.js';
import { mathAt, mathEnvironments, MAX_FORMULA, type MathSpan } from '../delimiters.js';
import { looksLikeSentence } from '../prose.js';
import type { Search } from '../search.js';
import { hasTexCommand } from '../surelyTex.js';
import { isHeading, fenceAt, markerAt } from './openers.js';

/** Lines of one display formula at most. */
const MAX_LINES = 500;

const opener = new RegExp(String.raw`\$\$|\\{1,2}\[|\\begin\{(?:${mathEnvironments})\*?\}`, 'y');

/** The delimiter of a display formula that stands at `at`, if one does. */
export function displayOpener(text: string, at: number): string | undefined {
  const c = text.charCodeAt(at);
  if (c !== 36 && c !== 92) return undefined;
  opener.lastIndex = at;
  return opener.exec(text)?.[0];
}

const isNewLine = (c: number): boolean => c === 10 || c === 13;

/** Places after the line breaks between two offsets. */
function* lineStartsIn(text: string, from: number, to: number): Generator<number> {
  for (let i = from; i < to; i++) {
    if (isNewLine(text.charCodeAt(i)) && !(text[i] === '\r' && text[i + 1] === '\n')) yield i + 1;
  }
}

const isLineEnd = (text: string, at: number): boolean =>
  at >= text.length || isNewLine(text.charCodeAt(at));

const blanks = /[ \t]*/y;
const prefix = /[ \t>]*/y;
function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

const environmentMark = /\\(begin|end)\{/g;

/** True for a place that an environment holds which is opened and closed in the formula: `\n\n- b \end{array}`. */
function isInEnvironment(text: string, inner: Span, at: number): boolean {
  let depth = 0;
  let here = 0;
  for (const mark of text.slice(inner.start, inner.end).matchAll(environmentMark)) {
    depth += mark[1] === 'begin' ? 1 : -1;
    if (inner.start + mark.index < at) here = depth;
  }
  return here > 0 && depth === 0;
}

/**
 * False where a formula would take a note's text with it: lines that leave its quote, another
 * formula that is opened, and what follows a blank line and is a heading, a list or a sentence.
 */
function isOneFormula(text: string, found: MathSpan, start: string, quotes: number): boolean {
  let lines = 0;
  let afterBlank = false;
  for (const line of lineStartsIn(text, found.inner.start, found.outer.end)) {
    if (++lines > MAX_LINES) return found.tooLong === true;
    const at = after(quotes > 0 ? prefix : blanks, text, line);
    // A line that leaves its quote goes on with it where it is not blank.
    if (quotes > 0 && !text.slice(line, at).includes('>') && isLineEnd(text, at)) return false;
    if (at >= found.inner.end) break;
    if (isLineEnd(text, at)) {
      afterBlank = true;
      continue;
    }
    if (start !== '$$' && text.startsWith(start, at)) return false;
    if (!afterBlank) continue;
    if (isHeading(text, at) || fenceAt(text, at) !== undefined) return false;
    const isItem = markerAt(text, at) !== undefined && at - line < 4;
    if (isItem && !isInEnvironment(text, found.inner, at)) return false;
    if (looksLikeSentence(text.slice(at, Math.min(at + 300, found.inner.end)))) return false;
  }
  return true;
}

/** The display formula that a line opens at `at`, closed on that line or on a later one. */
export function displayAt(
  text: string,
  at: number,
  quotes: number,
  search: Search,
): MathSpan | undefined {
  const start = displayOpener(text, at);
  const found = start === undefined ? undefined : mathAt(text, at, 'prose', search);
  if (start === undefined || found === undefined) return undefined;
  return isOneFormula(text, found, start, quotes) ? found : undefined;
}

const paragraphEnd = /\n[ \t>]*\r?\n|\r[ \t>]*\r/g;

/**
 * A formula that is still being typed: no closing delimiter yet, so it ends at a blank line, and not
 * where another one begins.
 */
export function unclosedDisplay(text: string, at: number, search: Search): MathSpan | undefined {
  const start = displayOpener(text, at);
  if (start === undefined || start.startsWith('\\\\')) return undefined;
  const again = search.indexOf(start, at + start.length);
  const limit = Math.min(text.length, at + MAX_FORMULA);
  const piece = text.slice(at, again < 0 ? limit : Math.min(limit, again));
  paragraphEnd.lastIndex = 0;
  const typed = at + (paragraphEnd.exec(piece)?.index ?? piece.length);
  const half = start === '$$' ? halfClosed(text.slice(at + 2, typed)) : undefined;
  const end = half === undefined ? typed : at + 2 + half;
  const body = text.slice(at + start.length, end);
  const inner = { start: start.startsWith('\\b') ? at : at + 2, end };
  if (body.trim() === '' || end === again || looksLikeSentence(body)) return undefined;
  // `\[1] [title](address)`: Markdown's bracket, which another one closes.
  if (start === '\\[' && /^[^[(\]\n]{0,200}\]/.test(body)) return undefined;
  return { inner, outer: { start: at, end: half === undefined ? end : end + 1 }, display: true };
}

/** Where the one dollar stands that closes `$$ … $`; undefined where none does. */
function halfClosed(body: string): number | undefined {
  const end = /(?<!\\)\$/.exec(body)?.index;
  const before = body.slice(0, end);
  return before.split('{').length === before.split('}').length ? end : undefined;
}

/** Lines of a formula whose brackets have lost their backslashes at most. */
const MAX_BARE_LINES = 60;

/**
 * What chat tools leave of `\[ … \]` when a note is copied out of them: a line with only `[`, lines
 * of TeX and a line with only `]`, or all of it on one line.
 */
export function bareBrackets(
  text: string,
  at: number,
  lineEnd: number,
  quotes: number,
): MathSpan | undefined {
  if (text[at] !== '[') return undefined;
  const rest = text.slice(at + 1, lineEnd).trimEnd();
  const span = (start: number, end: number, close: number): MathSpan | undefined =>
    end > start && hasTexCommand(text.slice(start, end))
      ? { inner: { start, end }, outer: { start: at, end: close }, display: true }
      : undefined;
  if (rest !== '') {
    const isAlone = /^\s/.test(rest) && rest.endsWith(']') && rest.length < 2_000;
    const end = at + 1 + rest.length;
    return isAlone ? span(at + 1, end - 1, end) : undefined;
  }
  let lines = 0;
  for (const line of lineStartsIn(text, at, Math.min(text.length, at + 5_000))) {
    if (++lines > MAX_BARE_LINES) return undefined;
    const from = after(quotes > 0 ? prefix : blanks, text, line);
    const c = text.charCodeAt(from);
    const next = after(blanks, text, from + 1);
    const isLone = isLineEnd(text, next);
    if (c === 93 && isLone) return span(lineEnd, line, from + 1);
    if (c === 91 && isLone) return undefined;
    if (isHeading(text, from) || fenceAt(text, from) !== undefined) return undefined;
    if (looksLikeSentence(text.slice(from, from + 300).split(/[\r\n]/, 1)[0] ?? ''))
      return undefined;
  }
  return undefined;
}
