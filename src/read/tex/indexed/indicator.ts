import type { Expression, ExpressionOf } from '../expression.js';
import { unwrapped } from '../expression.js';
import type { Span } from '../../../program/span.js';
import { coverSpans } from '../../../program/span.js';
import type { Condition } from './ranges.js';
import { isIndexLetter } from './subscripts.js';

/** `\mathbb{1}`, `\mathbf{1}`, `\mathbb{I}`: the number that says whether something holds. */
const isIndicatorName = (e: Expression | undefined): boolean =>
  e?.kind === 'symbol' &&
  ((e.symbol.base === '1' && e.symbol.style !== undefined) ||
    (e.symbol.base === 'I' && (e.symbol.style === 'mathbb' || e.symbol.sub === undefined)));

const relationIn = (e: Expression | undefined): ExpressionOf<'relation'> | undefined => {
  const inner = e === undefined ? undefined : unwrapped(e);
  return inner?.kind === 'relation' && !inner.relations.includes('in') ? inner : undefined;
};

const text = /^\(?((?:[a-z]|\\ell)'*)(\\leq?|\\geq?|\\neq?|<|>|=)((?:[a-z]|\\ell)'*)([+-]\d+)?\)?$/;

/** The condition that a subscript's plain text says: `j\lei` of `\max_{j \le i}`. */
export function conditionOfText(sub: string | undefined, span: Span): Condition | undefined {
  const [, left, sign, right, by] = text.exec(sub ?? '') ?? [];
  if (left === undefined || sign === undefined || right === undefined) return undefined;
  if (!isIndexLetter(left) || !isIndexLetter(right)) return undefined;
  const symbol = (name: string): Expression => ({
    kind: 'symbol',
    symbol: { name, base: name, word: false },
    span,
  });
  const end = symbol(right);
  const shifted: Expression =
    by === undefined
      ? end
      : {
          kind: 'sum',
          operator: '+',
          left: end,
          right: { kind: 'number', value: Number(by), span },
          span,
        };
  return { left: symbol(left), sign, right: shifted, span };
}

/** The condition of `\mathbb{1}_{j \le i}` and `[j \le i]`. */
export function indicatorOf(e: Expression): readonly Condition[] | undefined {
  if (e.kind === 'symbol' && isIndicatorName(e)) {
    const condition = conditionOfText(e.symbol.sub, e.span);
    return condition === undefined ? undefined : [condition];
  }
  const bracketed = e.kind === 'paren' && e.open === '[' ? relationIn(e.body) : undefined;
  return bracketed === undefined ? undefined : chainOf(bracketed);
}

/** `a \le b \le c` as two conditions. */
export const chainOf = (e: ExpressionOf<'relation'>): Condition[] =>
  e.signs.flatMap((sign, k): Condition[] => {
    const [left, right] = [e.parts[k], e.parts[k + 1]];
    if (left === undefined || right === undefined) return [];
    return [{ left, sign, right, span: coverSpans(left.span, right.span) }];
  });

/** The condition of `\mathbb{1}[j \le i]`, which stands as two factors. */
export function indicatorAt(
  factors: readonly Expression[],
  at: number,
): readonly Condition[] | undefined {
  const [name, brackets] = [factors[at], factors[at + 1]];
  if (!isIndicatorName(name) || brackets?.kind !== 'paren') return undefined;
  const relation = relationIn(brackets.body);
  return relation === undefined ? undefined : chainOf(relation);
}

/** True where a factor says whether something holds. */
export const isIndicator = (e: ExpressionOf<'product'>): boolean =>
  e.factors.some((f, k) => indicatorOf(f) !== undefined || indicatorAt(e.factors, k) !== undefined);
