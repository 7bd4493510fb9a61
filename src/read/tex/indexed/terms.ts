import type { Span } from '../../../program/span.js';
import type { Expression, ExpressionOf, ProductOperator } from '../expression.js';
import type { Indexed } from './element.js';
import { elementwise } from './emit.js';
import { indicatorAt, indicatorOf } from './indicator.js';
import type { Reader } from './lower.js';
import { indicatorTable, masked } from './masks.js';
import { multiply } from './multiply.js';
import type { Condition } from './ranges.js';
import { lettersIn } from './ranges.js';

/** A product, its indicators (`\mathbb{1}[j \le i]`) as masks, summed over `summed`. */
export function lowerFactors(
  r: Reader,
  e: ExpressionOf<'product'>,
  summed: readonly string[],
  span: Span,
  conditions: readonly Condition[] = [],
): Indexed | undefined {
  const plain: Expression[] = [];
  const operators: ProductOperator[] = [];
  const said: Condition[] = [];
  for (let k = 0; k < e.factors.length; k++) {
    const factor = e.factors[k];
    if (factor === undefined) continue;
    const two = indicatorAt(e.factors, k);
    const own = two ?? indicatorOf(factor);
    if (own === undefined) {
      if (plain.length > 0) operators.push(e.operators[k - 1] ?? 'beside');
      plain.push(factor);
    } else {
      said.push(...own);
      if (two !== undefined) k++;
    }
  }
  const all = [...conditions, ...said];
  if (plain.length === 0) return lowerTerms(r, [], all, span);
  return weighed(r, plain, operators, summed, span, all);
}

/** Indicators alone. */
export function lowerTerms(
  r: Reader,
  factors: readonly Expression[],
  given: readonly Condition[],
  span: Span,
): Indexed | undefined {
  const conditions = [...given, ...factors.flatMap((f) => indicatorOf(f) ?? [])];
  const tables = conditions.map((c) => table(r, c));
  const [first, ...rest] = tables;
  return rest.reduce((a, b) => a && elementwise(r.s, { kind: 'mul' }, [a, b], span), first);
}

const table = (r: Reader, c: Condition): Indexed | undefined =>
  indicatorTable(r.s, r.indices, c, r.order, r.lower);

/**
 * Factors of which only those terms count where the conditions hold: a factor with the letters of a
 * condition is masked, else a table of ones and zeros is one factor more.
 */
function weighed(
  r: Reader,
  plain: readonly Expression[],
  operators: readonly ProductOperator[],
  summed: readonly string[],
  span: Span,
  conditions: readonly Condition[],
): Indexed | undefined {
  const { s, order } = r;
  const factors = plain.map((f) => r.lower(f));
  const signs = [...operators];
  for (const condition of conditions) {
    const letters = [condition.left, condition.right].flatMap((x) =>
      lettersIn(x, r.indices.letters),
    );
    const at = factors.findIndex(
      (f) => f?.features === 0 && letters.every((l) => f.index.includes(l)),
    );
    const factor = factors[at];
    if (factor !== undefined) {
      const kept = masked(s, r.indices, factor, condition, r.lower);
      if (kept === undefined) return undefined;
      factors[at] = kept;
    } else {
      factors.push(table(r, condition));
      signs.push('beside');
    }
  }
  return multiply(s, order, { operators: signs }, factors, summed, span);
}
