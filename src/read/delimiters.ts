import type { Span } from '../program/span.js';
import { looksLikePrice, looksLikeProse, looksLikeShell } from './prose.js';
import { createSearch, type Search } from './search.js';

/** A stretch of math found by its delimiters. */
export interface MathSpan {
  /** Without the delimiters. */
  readonly inner: Span;
  readonly outer: Span;
  readonly display: boolean;
}

/** `prose`: a dollar may be a price or a shell's; `tex`: every unescaped dollar is a delimiter. */
export type DollarRule = 'prose' | 'tex';

/** Environments that are display formulas of their own. */
export const mathEnvironments =
  'equation|alignat|align|flalign|gather|multline|eqnarray|displaymath|math|aligned|gathered|split|cases';
const beginEnvironment = new RegExp(String.raw`\\begin\{((?:${mathEnvironments})\*?)\}`, 'y');

/** Longest formula looked for: an opening delimiter without its partner must not cost the document. */
export const MAX_FORMULA = 20_000;

const isSpace = (c: string | undefined): boolean =>
  c === ' ' || c === '\t' || c === '\n' || c === '\r';

/** The place of an unescaped `$` (or `$$`) from `from` on, −1 where there is none before a blank line. */
function closingDollar(text: string, from: number, double: boolean): number {
  const end = Math.min(text.length, from + MAX_FORMULA);
  for (let i = from; i < end; i++) {
    const c = text[i];
    if (c === '\\') i += 1;
    else if (c === '$') {
      if (!double) return i;
      if (text[i + 1] === '$') return i;
    } else if (!double && c === '\n' && /^[ \t>]*(\n|\r|$)/.test(text.slice(i + 1, i + 40)))
      return -1;
  }
  return -1;
}

/** `$…$` as people mean it: no prices, no shell variables; spaces inside on both sides or neither. */
function inlineDollar(text: string, at: number, rule: DollarRule): MathSpan | undefined {
  const close = closingDollar(text, at + 1, false);
  if (close < 0 || close === at + 1) return undefined;
  const inner = text.slice(at + 1, close);
  if (inner.trim() === '') return undefined;
  const whole: MathSpan = {
    inner: { start: at + 1, end: close },
    outer: { start: at, end: close + 1 },
    display: false,
  };
  if (rule === 'tex') return whole;
  const padded = isSpace(inner[0]);
  if (padded !== isSpace(inner.at(-1))) return undefined;
  const next = text[close + 1] ?? '';
  if (looksLikePrice(inner, next) || looksLikeProse(inner) || looksLikeShell(inner, next)) {
    return undefined;
  }
  // `$`x`$`: backticks inside keep Markdown away from the formula.
  const ticks = !padded && inner.length > 2 && inner.startsWith('`') && inner.endsWith('`') ? 1 : 0;
  if (inner.slice(ticks, inner.length - ticks).includes('`')) return undefined;
  return { ...whole, inner: { start: at + 1 + ticks, end: close - ticks } };
}

function doubleDollar(text: string, at: number, rule: DollarRule): MathSpan | undefined {
  const close = closingDollar(text, at + 2, true);
  if (close < 0) return undefined;
  if (rule === 'prose' && looksLikeProse(text.slice(at + 2, close))) return undefined;
  return {
    inner: { start: at + 2, end: close },
    outer: { start: at, end: close + 2 },
    display: true,
  };
}

function between(
  search: Search,
  at: number,
  open: number,
  closer: string,
  display: boolean,
): MathSpan | undefined {
  const close = search.indexOf(closer, at + open);
  if (close < 0 || close > at + MAX_FORMULA) return undefined;
  return {
    inner: { start: at + open, end: close },
    outer: { start: at, end: close + closer.length },
    display,
  };
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
): MathSpan | undefined {
  if (text[at] === '$') {
    return text[at + 1] === '$' ? doubleDollar(text, at, rule) : inlineDollar(text, at, rule);
  }
  if (text[at] !== '\\') return undefined;
  const next = text[at + 1];
  if (next === '(') return between(search, at, 2, '\\)', false);
  if (next === '[') return between(search, at, 2, '\\]', true);
  if (next !== 'b') return undefined;
  beginEnvironment.lastIndex = at;
  const name = beginEnvironment.exec(text)?.[1];
  if (name === undefined) return undefined;
  const found = between(search, at, `\\begin{${name}}`.length, `\\end{${name}}`, true);
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
  const part = text.slice(0, to);
  const search = createSearch(part);
  for (let i = from; i < to; i++) {
    const c = part[i];
    if (c !== '$' && c !== '\\') continue;
    const math = mathAt(part, i, rule, search);
    if (math !== undefined) {
      found.push(math);
      i = math.outer.end - 1;
    } else if (c === '\\' || part[i + 1] === '$') i += 1;
  }
  return found;
}
