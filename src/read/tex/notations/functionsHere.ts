import type { Expression, ExpressionOf } from '../expression.js';
import { partsOf, unwrapped } from '../expression.js';
import { pairsJoined } from './pairsJoined.js';
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

/** The name in the brackets of `q(k)`, `Q(c)^\top`. */
function argumentName(e: Expression | undefined): string | undefined {
  const inner = argumentIn(e);
  const only = isArgument(inner) ? unwrapped(inner.body) : undefined;
  return only?.kind === 'symbol' ? only.symbol.name : undefined;
}

/** Letters of queries, keys and values that this text uses as functions: `q(z) = q_1(z) q_2(z)`. */
function functionBases(rows: readonly Expression[]): ReadonlySet<string> {
  const bases = new Set<string>();
  const parts = new Set<string>();
  /** What `p` is taken of, and `q`. */
  const chances = new Set<string>();
  const others = new Set<string>();
  const stack = [...rows];
  for (const e of rows) {
    const left = e.kind === 'relation' && e.parts[0] ? unwrapped(e.parts[0]) : undefined;
    if (left?.kind === 'apply' && /^[qkv]$/.test(left.callee.base)) bases.add(left.callee.base);
  }
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    for (const part of partsOf(e)) stack.push(part);
    const [of] = e.kind === 'apply' && e.callee.name === 'p' ? e.args.map(unwrapped) : [];
    if (of?.kind === 'symbol') chances.add(of.symbol.name);
    if (e.kind !== 'product') continue;
    for (const [i, f] of e.factors.entries()) {
      const letter = f.kind === 'symbol' ? f.symbol.name : '';
      if (!/^[QKVq]$/.test(letter)) continue;
      const argument = argumentName(e.factors[i + 1]);
      if (argument === undefined) continue;
      if (letter === 'q') others.add(argument);
      else parts.add(letter);
    }
  }
  // `Q(x) K(c)^\top`: all that is projected is a function of what it is projected from.
  if (parts.size > 1) for (const p of parts) bases.add(p);
  // `q(k) \log p(k)`: two distributions.
  if ([...others].some((name) => chances.has(name))) bases.add('q');
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
  const joined = pairsJoined(e, (factor, next) => {
    if (factor.kind !== 'symbol') return undefined;
    const inner = argumentIn(next);
    const calls = names.has(factor.symbol.name) || bases.has(factor.symbol.base);
    if (!calls || !isArgument(inner)) return undefined;
    const { symbol: callee, span: calleeSpan } = factor;
    const { start } = calleeSpan;
    const span = { start, end: inner.span.end };
    const call: Expression = { kind: 'apply', callee, calleeSpan, args: [inner.body], span };
    return next === inner
      ? call
      : { kind: 'transpose', body: call, span: { start, end: next.span.end } };
  });
  if (joined === undefined) return undefined;
  return joined.factors.length === 1 ? joined.factors[0] : { ...e, ...joined };
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
