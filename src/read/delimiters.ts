import type { Span } from '../program/span.js';
import { appliedNames } from './plain/functions.js';
import { looksLikePrice, looksLikeProse, looksLikeShell } from './prose.js';
import { hasTexCommand, isSurelyMath } from './surelyTex.js';
import { createSearch, type Search } from './search.js';

/** A stretch of math found by its delimiters. */
export interface MathSpan {
  /** Without the delimiters. */
  readonly inner: Span;
  readonly outer: Span;
  readonly display: boolean;
  /** True where it is longer than {@link MAX_FORMULA}: a problem, and not read. */
  readonly tooLong?: true;
  /** True in an address, whose signs have codes. */
  readonly encoded?: true;
}

/** `prose`: a dollar may be a price or a shell's; `tex`: every unescaped dollar is a delimiter. */
export type DollarRule = 'prose' | 'tex';

/** Environments that are display formulas of their own. */
export const mathEnvironments =
  'equation|alignat|align|flalign|gather|multline|eqnarray|IEEEeqnarray|dmath|empheq|displaymath|math|aligned|gathered|split|cases';
const beginEnvironment = new RegExp(String.raw`\\begin\{((?:${mathEnvironments})\*?)\}`, 'y');

/** Longest formula read, in characters. */
export const MAX_FORMULA = 20_000;

const isSpace = (c: string | undefined): boolean =>
  c === ' ' || c === '\t' || c === '\n' || c === '\r';

/** The place of an unescaped `$` (or `$$`) from `from` on, −1 where there is none before a blank line. */
function closingDollar(text: string, from: number, to: number): number {
  const end = Math.min(to, from + MAX_FORMULA);
  for (let i = from; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === 92) i += 1;
    else if (c === 36) {
      const inner = boxedLength(text, from, i);
      if (inner === 0) return i;
      i += inner - 1;
    } else if (c === 10 && isBlankLine(text, i + 1)) return -1;
  }
  return -1;
}

const boxOpen = /\\(?:[fmh]box|framebox|text[a-z]{0,2})\{[^{}$\n]{0,100}$/;
const boxed = /\$[^$\n]{1,300}\$(?=[^{}$\n]{0,100}\})/y;

/** The length of `$x$` at `at` in `\text{if $x$}`, where dollars set mathematics in a text again. */
function boxedLength(text: string, from: number, at: number): number {
  if (!boxOpen.test(text.slice(Math.max(from, at - 120), at))) return 0;
  boxed.lastIndex = at;
  return boxed.exec(text)?.[0].length ?? 0;
}

const blankLine = /[ \t>]{0,40}(?:[\n\r]|$)/y;
function isBlankLine(text: string, at: number): boolean {
  blankLine.lastIndex = at;
  return blankLine.test(text);
}

/** The place of an unescaped `$$`; undefined where there is none. */
function closingDollars(search: Search, text: string, from: number): number | undefined {
  let at = search.indexOf('$$', from);
  // `\$$` closes what `\$` began; three in a row are rare.
  for (let i = 0; at > from && text[at - 1] === '\\' && i < 100; i++) {
    if (text[at - 2] === '\\') break;
    at = search.indexOf('$$', at + 1);
  }
  return at < 0 ? undefined : at;
}

/** What stands between two delimiters, where it can be one formula: undefined for a note's text. */
function enclosed(
  text: string,
  outer: { readonly start: number; readonly end: number },
  inner: { readonly start: number; readonly end: number },
  display: boolean,
): MathSpan | undefined {
  if (inner.end - inner.start <= MAX_FORMULA) return { inner, outer, display };
  // Much text between two delimiters is one formula only where no paragraph ends in it.
  paragraphEnd.lastIndex = inner.start;
  const end = paragraphEnd.exec(text)?.index ?? text.length;
  return end < inner.end ? undefined : { inner, outer, display, tooLong: true };
}
const paragraphEnd = /\n[ \t>]{0,40}\r?\n/g;

/** `$A=$softmax$(x)$`, `$A =$ softmax(`: the name of a function, and no shell variable. */
const callStart = new RegExp(String.raw`\s?(?:${appliedNames})\s?[($]`, 'iy');
function isCallAt(text: string, at: number): boolean {
  callStart.lastIndex = at;
  return callStart.test(text);
}

/** `$…$` as people mean it: no prices, no shell variables; spaces inside on both sides or neither. */
function inlineDollar(
  text: string,
  at: number,
  rule: DollarRule,
  to: number,
): MathSpan | undefined {
  const close = closingDollar(text, at + 1, to);
  if (close < 0 || close === at + 1) return undefined;
  const inner = text.slice(at + 1, close);
  if (inner.trim() === '') return undefined;
  const whole: MathSpan = {
    inner: { start: at + 1, end: close },
    outer: { start: at, end: close + 1 },
    display: false,
  };
  if (rule === 'tex') return whole;
  // `$latex x^2$`, as WordPress marks its formulas.
  if (/^latex\s/.test(inner)) return { ...whole, inner: { start: at + 7, end: close } };
  const padded = isSpace(inner[0]);
  const isUneven = padded !== isSpace(inner.at(-1));
  if (isUneven && !isSurelyMath(inner)) return undefined;
  const next = text[close + 1] ?? '';
  // On another line or in another cell, a dollar before a letter opens the next formula.
  if (isUneven && /[A-Za-z\\]/.test(next) && /\n.*[ \t]$|\s\|\s/.test(inner)) return undefined;
  if (padded && /^\s*[\d.,]+[,;]\s*$/.test(inner)) return undefined;
  if (looksLikePrice(inner, next) || looksLikeProse(inner)) return undefined;
  if (looksLikeShell(inner, next) && !isCallAt(text, close + 1)) return undefined;
  // `$`x`$`: backticks inside keep Markdown away from the formula.
  const ticks = !padded && inner.length > 2 && inner.startsWith('`') && inner.endsWith('`') ? 1 : 0;
  if (inner.slice(ticks, inner.length - ticks).includes('`')) return undefined;
  return { ...whole, inner: { start: at + 1 + ticks, end: close - ticks } };
}

function doubleDollar(
  text: string,
  at: number,
  rule: DollarRule,
  search: Search,
  to: number,
): MathSpan | undefined {
  const close = closingDollars(search, text, at + 2);
  if (close === undefined || close + 2 > to) return undefined;
  if (rule === 'prose' && close - at < MAX_FORMULA && looksLikeProse(text.slice(at + 2, close))) {
    return undefined;
  }
  const ticks = close > at + 4 && text[at + 2] === '`' && text[close - 1] === '`' ? 1 : 0;
  const inner = { start: at + 2 + ticks, end: close - ticks };
  return enclosed(text, { start: at, end: close + 2 }, inner, true);
}

function between(
  text: string,
  search: Search,
  at: number,
  opener: string,
  closer: string,
  to: number,
): MathSpan | undefined {
  const close = search.indexOf(closer, at + opener.length);
  if (close < 0 || close + closer.length > to) return undefined;
  return enclosed(
    text,
    { start: at, end: close + closer.length },
    { start: at + opener.length, end: close },
    !opener.endsWith('('),
  );
}

/** `\\( … \\)`, as Markdown's own escaping makes of `\( … \)`, and only around mathematics. */
function escapedBrackets(
  text: string,
  search: Search,
  at: number,
  to: number,
): MathSpan | undefined {
  const open = text[at + 2];
  if (open !== '(' && open !== '[') return undefined;
  const closer = open === '(' ? '\\\\)' : '\\\\]';
  const found = between(text, search, at, `\\\\${open}`, closer, to);
  if (found === undefined) return undefined;
  return isSurelyMath(text.slice(found.inner.start, found.inner.end)) ? found : undefined;
}

const escaped = /\\\$((?:[^\\$\r\n]|\\[A-Za-z,;:!{}]){2,1000})\\\$/y;

/** `\$ … \$`, as tools that keep dollars from Markdown leave it: with TeX in it, and no price. */
function escapedDollars(text: string, at: number, to: number): MathSpan | undefined {
  escaped.lastIndex = at;
  const [whole, body = ''] = escaped.exec(text) ?? [];
  if (whole === undefined || at + whole.length > to || !hasTexCommand(body)) return undefined;
  const end = at + whole.length;
  return { inner: { start: at + 2, end: end - 2 }, outer: { start: at, end }, display: false };
}

/** `\f[ … \f]` and `\f$ … \f$`, as Doxygen marks formulas in the Markdown it reads. */
function doxygen(text: string, search: Search, at: number, to: number): MathSpan | undefined {
  if (text[at + 2] === '[') return between(text, search, at, '\\f[', '\\f]', to);
  if (text[at + 2] !== '$') return undefined;
  const found = between(text, search, at, '\\f$', '\\f$', to);
  return found && { ...found, display: false };
}

/**
 * The formula whose opening delimiter stands at `at`, if there is one. With a `search` made for the
 * same text, many questions about one text cost no more than reading it.
 */
export function mathAt(
  text: string,
  at: number,
  rule: DollarRule = 'prose',
  search: Search = createSearch(text),
  to = text.length,
): MathSpan | undefined {
  if (text[at] === '$') {
    return text[at + 1] === '$'
      ? doubleDollar(text, at, rule, search, to)
      : inlineDollar(text, at, rule, to);
  }
  if (text[at] !== '\\') return undefined;
  const next = text[at + 1];
  if (next === '$') return rule === 'prose' ? escapedDollars(text, at, to) : undefined;
  if (next === '(') return between(text, search, at, '\\(', '\\)', to);
  if (next === '[') return between(text, search, at, '\\[', '\\]', to);
  if (next === '\\') return rule === 'prose' ? escapedBrackets(text, search, at, to) : undefined;
  if (next === 'f') return rule === 'prose' ? doxygen(text, search, at, to) : undefined;
  if (next !== 'b') return undefined;
  beginEnvironment.lastIndex = at;
  const name = beginEnvironment.exec(text)?.[1];
  if (name === undefined) return undefined;
  const found = between(text, search, at, `\\begin{${name}}`, `\\end{${name}}`, to);
  // The environment itself is part of the formula: it says how the rows are meant.
  return found && { ...found, inner: found.outer };
}

/** All formulas between `from` and `to`, outermost first, none inside another. */
export function findMath(
  text: string,
  from = 0,
  to = text.length,
  rule: DollarRule = 'prose',
): MathSpan[] {
  const found: MathSpan[] = [];
  const search = createSearch(text);
  const mark = /[$\\]/g;
  mark.lastIndex = from;
  for (let hit = mark.exec(text); hit !== null && hit.index < to; hit = mark.exec(text)) {
    const i = hit.index;
    const math = mathAt(text, i, rule, search, to);
    if (math !== undefined) mark.lastIndex = math.outer.end;
    else if (hit[0] === '\\' || text[i + 1] === '$') mark.lastIndex = i + 2;
    if (math !== undefined) found.push(math);
  }
  return found;
}
