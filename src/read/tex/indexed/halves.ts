import type { Dim } from '../../../program/dim.js';
import { isDimension, isPerhapsDimension } from '../conventions.js';
import type { Expression } from '../expression.js';
import { unwrapped } from '../expression.js';
import { constantOf } from '../sizes.js';

/** A letter that counts pairs of features, and the features. */
export interface Halved {
  readonly letter: string;
  readonly size: Dim;
}

/** `i` of `i`, `(i - 1)`, `(i + 1)`. */
function counter(e: Expression): string | undefined {
  const inner = unwrapped(e);
  if (inner.kind === 'symbol') return inner.symbol.name;
  const isShifted = inner.kind === 'sum' && constantOf(inner.right) === 1;
  return isShifted ? counter(inner.left) : undefined;
}

/** `2i` of `-2i`. */
function unsigned(e: Expression): Expression {
  const inner = unwrapped(e);
  return inner.kind === 'negative' ? unwrapped(inner.body) : inner;
}

const isTwo = (e: Expression | undefined): boolean => e !== undefined && constantOf(e) === 2;

/** The name of a size: `d`, `d_{model}`; undefined for anything else. */
export function sizeName(e: Expression): string | undefined {
  const inner = unwrapped(e);
  if (inner.kind !== 'symbol') return undefined;
  const { symbol } = inner;
  return isDimension(symbol) || isPerhapsDimension(symbol) ? symbol.name : undefined;
}

/**
 * `2i/d`, `-2(i-1)/d`, `i/(d/2)` in the exponent of a frequency: features stand in pairs, so `i` takes
 * half as many values as there are features.
 */
export function pairsOfFeatures(exponent: Expression): Halved | undefined {
  const e = unsigned(exponent);
  if (e.kind !== 'quotient') return undefined;
  const inner = unsigned(e.over);
  const under = unwrapped(e.under);
  const halved = under.kind === 'quotient' && isTwo(under.under) ? under.over : undefined;
  const factors = inner.kind === 'product' ? inner.factors : [inner];
  const first = factors[0];
  const twice = first !== undefined && Math.abs(constantOf(first) ?? 0) === 2;
  // Twice a letter over the features, or a letter over half of them.
  if (twice === (halved !== undefined) || factors.length !== (twice ? 2 : 1)) return undefined;
  const counted = factors.at(-1);
  const letter = counted && counter(counted);
  const size = sizeName(halved ?? under);
  if (letter === undefined || size === undefined || letter === size) return undefined;
  return { letter, size: { operator: '//', left: size, right: 2 } };
}
