import type { Expression, ExpressionOf } from '../expression.js';
import { functionRule } from '../functions.js';
import { constantOf, dimOf } from '../sizes.js';
import { rangeOf, summedLetters } from './ranges.js';
import { hasSubscript, hasSymbol, walk } from './traverse.js';

/** Letters that mark positions when they stand as numbers beside their use as an index. */
export const counts = /^(?:[ijkltmnps]'*|pos|position|\\ell)$/;

/** How many numbers `\prod_{i=2}^{4} i` runs over: the bounds are numbers and so is the letter. */
export function countedTo(
  e: ExpressionOf<'big'>,
): { letter: string; from: number; count: number } | undefined {
  const [letter, more] = summedLetters(e.index) ?? [];
  const start = e.index?.kind === 'relation' ? e.index.parts[1] : undefined;
  if (letter === undefined || more !== undefined || start === undefined || e.limit === undefined)
    return undefined;
  const [from, to] = [constantOf(start), constantOf(e.limit)];
  if (from === undefined || to === undefined || !Number.isInteger(from) || !Number.isInteger(to))
    return undefined;
  const count = to - from + 1;
  if (count < 1 || count > maxCounted || hasSubscript(e.body, letter)) return undefined;
  return hasSymbol(e.body, letter) ? { letter, from, count } : undefined;
}

/** `\sum_{i=0}^{d/2-1} \cos(\theta i)`: true where the letter is a number and sizes say how far it runs. */
export function countsUp(e: ExpressionOf<'big'>): boolean {
  const [letter, more] = summedLetters(e.index) ?? [];
  if (letter === undefined || more !== undefined || !/^\\(?:sum|prod)$/.test(e.operator))
    return false;
  if (!counts.test(letter) || e.limit === undefined || dimOf(e.limit) === undefined) return false;
  return rangeOf(e, new Set([letter]))?.size !== undefined && isReckonedWith(e.body, letter);
}

/** True for a letter that numbers are worked out from, and that tells no things apart. */
function isReckonedWith(body: Expression, letter: string): boolean {
  const marks = new RegExp(String.raw`(?<![A-Za-z])${letter.replaceAll('\\', '\\\\')}(?![A-Za-z])`);
  let found = false;
  for (const e of walk([body])) {
    if (e.kind === 'symbol' || e.kind === 'prime') {
      const { name, sub = '', sup = '' } = e.symbol;
      if (marks.test(sub) || marks.test(sup)) return false;
      found ||= name === letter;
    }
    const isOpen = e.kind === 'apply' && functionRule(e.callee.base) === undefined;
    if ((isOpen || e.kind === 'opaque') && hasSymbol(e, letter)) return false;
  }
  return found;
}

/** More terms than this are not added up. */
const maxCounted = 10_000;
