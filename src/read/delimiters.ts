import type { Span } from '../program/span.js';

/** A stretch of math found by its delimiters. */
export interface MathSpan {
  /** Without the delimiters. */
  readonly inner: Span;
  readonly outer: Span;
  readonly display: boolean;
}

const environments =
  'equation|align|aligned|alignat|gather|gathered|multline|eqnarray|split|cases|displaymath|math|flalign';
const beginEnvironment = new RegExp(String.raw`\\begin\{((?:${environments})\*?)\}`, 'y');

/** Longest formula looked for: an opening delimiter without its partner must not cost the document. */
const MAX_FORMULA = 20_000;

const isSpace = (c: string | undefined): boolean =>
  c === ' ' || c === '\t' || c === '\n' || c === '\r';

/** Words in a row are prose: `5 and 10 dollars`, unless TeX or an operator stands among them. */
function looksLikeProse(inner: string): boolean {
  return (
    !/[\\^_=+*/{}]/.test(inner) && /[A-Za-z]{2,}\s+[A-Za-z]{2,}|\d[,.]?\s+[A-Za-z]{2,}/.test(inner)
  );
}

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
function inlineDollar(text: string, at: number): MathSpan | undefined {
  const close = closingDollar(text, at + 1, false);
  if (close < 0 || close === at + 1) return undefined;
  const inner = text.slice(at + 1, close);
  const padded = isSpace(inner[0]);
  if (padded !== isSpace(inner.at(-1)) || inner.trim() === '') return undefined;
  if (/\d/.test(text[close + 1] ?? '') || looksLikeProse(inner)) return undefined;
  // `$`x`$`: backticks inside keep Markdown away from the formula.
  const ticks = !padded && inner.length > 2 && inner.startsWith('`') && inner.endsWith('`') ? 1 : 0;
  if (ticks === 0 && inner.includes('`')) return undefined;
  return {
    inner: { start: at + 1 + ticks, end: close - ticks },
    outer: { start: at, end: close + 1 },
    display: false,
  };
}

function between(
  text: string,
  at: number,
  open: number,
  closer: string,
  display: boolean,
): MathSpan | undefined {
  const close = text.slice(0, at + MAX_FORMULA).indexOf(closer, at + open);
  if (close < 0) return undefined;
  return {
    inner: { start: at + open, end: close },
    outer: { start: at, end: close + closer.length },
    display,
  };
}

/** The formula whose opening delimiter stands at `at`, if there is one. */
export function mathAt(text: string, at: number): MathSpan | undefined {
  if (text[at] === '$') {
    if (text[at + 1] !== '$') return inlineDollar(text, at);
    const close = closingDollar(text, at + 2, true);
    if (close < 0) return undefined;
    return {
      inner: { start: at + 2, end: close },
      outer: { start: at, end: close + 2 },
      display: true,
    };
  }
  if (text[at] !== '\\') return undefined;
  const next = text[at + 1];
  if (next === '(') return between(text, at, 2, '\\)', false);
  if (next === '[') return between(text, at, 2, '\\]', true);
  beginEnvironment.lastIndex = at;
  const name = beginEnvironment.exec(text)?.[1];
  if (name === undefined) return undefined;
  const found = between(text, at, `\\begin{${name}}`.length, `\\end{${name}}`, true);
  // The environment itself is part of the formula: it says how the rows are meant.
  return found && { ...found, inner: found.outer };
}

/** All formulas between `from` and `to`, outermost first, none inside another. */
export function findMath(text: string, from = 0, to = text.length): MathSpan[] {
  const found: MathSpan[] = [];
  const part = text.slice(0, to);
  for (let i = from; i < to; i++) {
    const c = part[i];
    if (c !== '$' && c !== '\\') continue;
    const math = mathAt(part, i);
    if (math !== undefined) {
      found.push(math);
      i = math.outer.end - 1;
    } else if (c === '\\') i += 1;
    else if (part[i + 1] === '$') i += 1;
  }
  return found;
}
