import { onceEach } from '../../../program/remember.js';
import { isDimension } from '../conventions.js';
import type { Expression } from '../expression.js';
import { partsOf } from '../expression.js';
import { lettersOf, placesOf } from './subscripts.js';

/** Expressions and all their parts, in the order they are written. */
export function* walk(roots: readonly Expression[]): Generator<Expression> {
  const stack = [...roots].reverse();
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    yield e;
    const parts = partsOf(e);
    for (let k = parts.length - 1; k >= 0; k--) {
      const part = parts[k];
      if (part !== undefined) stack.push(part);
    }
  }
}

/** Letters that a subscript counts by: those of `ij`, `t+1`, `i-j`. */
export const subscriptLetters = (sub: string | undefined): readonly string[] => {
  const plain = lettersOf(sub);
  if (plain.length > 0) return plain;
  const places = placesOf(sub);
  // `h_{t+1} = \ldots` counts with t; `\Delta_{i-j}` with both.
  return places?.flatMap((p) => (p.minus === undefined ? [p.letter] : [p.letter, p.minus])) ?? [];
};

/** True where a symbol has the letter below it. */
export const hasSubscript = (e: Expression, letter: string): boolean => subscriptsIn(e).has(letter);

/** Letters below the symbols of an expression; parts that say nothing new share what they say. */
const subscriptsIn = onceEach((e: Expression): ReadonlySet<string> => {
  const symbol = e.kind === 'symbol' || e.kind === 'prime' ? e.symbol : undefined;
  const own =
    e.kind === 'opaque'
      ? subscriptLetters(e.sub)
      : symbol === undefined || isDimension(symbol)
        ? []
        : subscriptLetters(symbol.sub);
  let all: ReadonlySet<string> = new Set(own);
  for (const part of partsOf(e)) {
    const more = subscriptsIn(part);
    if (all.size === 0) all = more;
    else if (![...more].every((l) => all.has(l))) all = new Set([...all, ...more]);
  }
  return all;
});

/** True where the letter stands by itself. */
export function hasSymbol(e: Expression, letter: string): boolean {
  for (const part of walk([e])) {
    if ((part.kind === 'symbol' || part.kind === 'prime') && part.symbol.name === letter)
      return true;
  }
  return false;
}

/** What is worked out: all sides but the first. */
export const rightSides = (formulas: readonly Expression[]): readonly Expression[] =>
  formulas.flatMap((e) => (e.kind === 'relation' ? e.parts.slice(1) : [e]));
