import type { Expression, ExpressionOf } from '../expression.js';
import { unwrapped } from '../expression.js';
import { rewritten } from './rewrite.js';

const isArgument = (e: Expression | undefined): e is ExpressionOf<'paren'> =>
  e?.kind === 'paren' && e.open === '(' && unwrapped(e.body).kind === 'symbol';

/** The letter of `m(x) := …`, which is a product with x elsewhere. */
function definedHere(e: Expression): string | undefined {
  const left =
    e.kind === 'relation' && e.parts[0] !== undefined ? unwrapped(e.parts[0]) : undefined;
  if (left?.kind !== 'product' || left.factors.length !== 2 || left.operators[0] !== 'beside') {
    return undefined;
  }
  const [letter, argument] = left.factors;
  return letter?.kind === 'symbol' && isArgument(argument) ? letter.symbol.name : undefined;
}

/** `m` before `(x)` becomes a function in a product. */
function applied(
  e: ExpressionOf<'product'>,
  names: ReadonlySet<string>,
): ExpressionOf<'product'> | ExpressionOf<'apply'> | undefined {
  const factors: Expression[] = [];
  const operators: ExpressionOf<'product'>['operators'][number][] = [];
  for (let i = 0; i < e.factors.length; i++) {
    const [factor, next] = [e.factors[i], e.factors[i + 1]];
    if (factor === undefined) continue;
    if (factors.length > 0) operators.push(e.operators[i - 1] ?? 'beside');
    const calls = factor.kind === 'symbol' && names.has(factor.symbol.name);
    if (calls && isArgument(next) && e.operators[i] === 'beside') {
      const span = { start: factor.span.start, end: next.span.end };
      const { symbol: callee, span: calleeSpan } = factor;
      factors.push({ kind: 'apply', callee, calleeSpan, args: [next.body], span });
      i++;
    } else factors.push(factor);
  }
  if (factors.length === e.factors.length) return undefined;
  const [only] = factors;
  return factors.length === 1 && only?.kind === 'apply' ? only : { ...e, factors, operators };
}

/**
 * A letter that a row of the text defines as a function, `m(x) := \max_i x_i`, is one in the other
 * rows too: `e^{x_1 - m(x)}`.
 */
export function functionsHere(rows: readonly Expression[]): readonly Expression[] {
  const names = new Set(rows.flatMap((e) => definedHere(e) ?? []));
  if (names.size === 0 || rows.length < 2) return rows;
  return rows.map((e) => {
    const own = definedHere(e);
    return rewritten(e, (x) => {
      if (x.kind !== 'product') return undefined;
      return own !== undefined && e.kind === 'relation' && x === e.parts[0]
        ? undefined
        : applied(x, names);
    });
  });
}
