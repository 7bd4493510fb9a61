import type { Expression, ExpressionOf } from '../expression.js';
import { partsOf, unwrapped } from '../expression.js';
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

/** Letters of queries, keys and values that this text uses as functions: `q(z) = q_1(z) q_2(z)`. */
function functionBases(rows: readonly Expression[]): ReadonlySet<string> {
  const bases = new Set<string>();
  const parts = new Set<string>();
  const stack = [...rows];
  for (const e of rows) {
    const left = e.kind === 'relation' && e.parts[0] ? unwrapped(e.parts[0]) : undefined;
    if (left?.kind === 'apply' && /^[qkv]$/.test(left.callee.base)) bases.add(left.callee.base);
  }
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    for (const part of partsOf(e)) stack.push(part);
    if (e.kind !== 'product') continue;
    for (const [i, f] of e.factors.entries()) {
      const letter = f.kind === 'symbol' && /^[QKV]$/.test(f.symbol.name) ? f.symbol.name : '';
      if (letter !== '' && isArgument(argumentIn(e.factors[i + 1]))) parts.add(letter);
    }
  }
  // `Q(x) K(c)^\top`: all that is projected is a function of what it is projected from.
  if (parts.size > 1) for (const p of parts) bases.add(p);
  return bases;
}

/** `(c)` of `(c)^\top`. */
const argumentIn = (e: Expression | undefined): Expression | undefined =>
  e?.kind === 'transpose' ? e.body : e;

/** `m` before `(x)` becomes a function in a product. */
function applied(
  e: ExpressionOf<'product'>,
  names: ReadonlySet<string>,
  bases: ReadonlySet<string>,
): Expression | undefined {
  const factors: Expression[] = [];
  const operators: ExpressionOf<'product'>['operators'][number][] = [];
  for (let i = 0; i < e.factors.length; i++) {
    const [factor, next] = [e.factors[i], e.factors[i + 1]];
    if (factor === undefined) continue;
    if (factors.length > 0) operators.push(e.operators[i - 1] ?? 'beside');
    const calls =
      factor.kind === 'symbol' && (names.has(factor.symbol.name) || bases.has(factor.symbol.base));
    const inner = argumentIn(next);
    if (calls && next !== undefined && isArgument(inner) && e.operators[i] === 'beside') {
      const span = { start: factor.span.start, end: next.span.end };
      const { symbol: callee, span: calleeSpan } = factor;
      const applied: Expression = {
        kind: 'apply',
        callee,
        calleeSpan,
        args: [inner.body],
        span: { start: span.start, end: inner.span.end },
      };
      factors.push(next === inner ? applied : { kind: 'transpose', body: applied, span });
      i++;
    } else factors.push(factor);
  }
  if (factors.length === e.factors.length) return undefined;
  const [only] = factors;
  const whole = only?.kind === 'apply' || only?.kind === 'transpose';
  return factors.length === 1 && whole ? only : { ...e, factors, operators };
}

/**
 * A letter that a row of the text defines as a function, `m(x) := \max_i x_i`, is one in the other
 * rows too: `e^{x_1 - m(x)}`.
 */
export function functionsHere(rows: readonly Expression[]): readonly Expression[] {
  const names = new Set(rows.flatMap((e) => definedHere(e) ?? []));
  const bases = functionBases(rows);
  const several = names.size > 0 && rows.length > 1;
  if (!several && bases.size === 0) return rows;
  const others = several ? names : new Set<string>();
  return rows.map((e) => {
    const own = several ? definedHere(e) : undefined;
    return rewritten(e, (x) => {
      if (x.kind !== 'product') return undefined;
      return own !== undefined && e.kind === 'relation' && x === e.parts[0]
        ? undefined
        : applied(x, others, bases);
    });
  });
}
