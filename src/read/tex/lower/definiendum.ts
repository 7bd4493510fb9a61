import type { Span } from '../../../program/span.js';
import type { Expression, SymbolName } from '../expression.js';
import { unwrapped } from '../expression.js';
import { isIndexLetter, lettersOf } from '../indexed/subscripts.js';
import { powerName } from '../sizes.js';
import { hasSymbols, symbolNames } from './leftSides.js';

/** A left-hand side that names something: `A`, `\text{head}_i`, `\text{FFN}(x)`. */
export interface Definiendum {
  readonly name: string;
  readonly span: Span;
  readonly args: readonly Expression[];
}

export function definiendum(e: Expression): Definiendum | undefined {
  const inner = unwrapped(e);
  const named = (s: SymbolName, args: readonly Expression[]): Definiendum => ({
    name: s.name,
    span: inner.span,
    args,
  });
  if (inner.kind === 'symbol' || inner.kind === 'prime') return named(inner.symbol, []);
  // `\text{softmax}([1, 2]) = …` is a computation of numbers, not a definition.
  if (inner.kind === 'apply' && !inner.args.some((a) => hasSymbols(a)) && inner.args.length > 0) {
    return undefined;
  }
  if (inner.kind === 'apply') return named(inner.callee, inner.args);
  if (inner.kind === 'opaque' && inner.label === 'index' && inner.parts[0]?.kind === 'apply') {
    return named(inner.parts[0].callee, inner.parts[0].args);
  }
  const whole = inner.kind === 'opaque' && inner.parts[0] ? unwrapped(inner.parts[0]) : undefined;
  const places = inner.kind === 'opaque' && inner.label === 'index' ? lettersOf(inner.sub) : [];
  if (inner.kind === 'opaque' && places.length > 0 && whole?.kind === 'symbol') {
    return { name: elementOf(whole.symbol, inner.sub), span: inner.span, args: [] };
  }
  if (inner.kind === 'power') {
    const name = powerName(inner);
    return name === undefined ? undefined : { name, span: inner.span, args: [] };
  }
  if (inner.kind !== 'product' || inner.factors.length !== 2) return undefined;
  const [f, x] = inner.factors;
  // `Q(x) = …`: a letter that is no function elsewhere.
  if (f?.kind === 'symbol' && x?.kind === 'paren' && x.open === '(' && x.body.kind === 'symbol') {
    return named(f.symbol, [x.body]);
  }
  // `A_{sparse}[i, j] = …`: an element.
  const items = x?.kind === 'list' && x.open === '[' ? x.items.map(unwrapped) : [];
  const counts = items.every((p) => p.kind === 'symbol' && isIndexLetter(p.symbol.name));
  return f?.kind === 'symbol' && items.length > 0 && counts ? named(f.symbol, []) : undefined;
}

/** `[A]_{ij}` is `A_{ij}`; what the matrix has below goes above: `[A_h]_{ij}` is `A_{ij}^h`. */
function elementOf({ base, sub, sup }: SymbolName, place = ''): string {
  const above = [sub, sup].filter((s) => s !== undefined).join(',');
  const below = place.length > 1 ? `{${place}}` : place;
  return `${base}_${below}${above === '' ? '' : `^{${above}}`}`;
}

/** Names of the arguments on the left-hand side: `x` of `f(x) = …`. */
export function parametersOf(e: Expression): readonly string[] {
  const [left] = e.kind === 'relation' ? e.parts : [];
  const args = left === undefined ? [] : (definiendum(left)?.args ?? []);
  return [...new Set(args.flatMap(symbolNames))];
}

/** The same in their order; undefined where one is more than a symbol, or stands there twice. */
export function takenBy(e: Expression): readonly string[] | undefined {
  const [left] = e.kind === 'relation' ? e.parts : [];
  const names =
    left &&
    definiendum(left)
      ?.args.map((a) => unwrapped(a))
      .map(nameOfSymbol);
  const known = names?.filter((n) => n !== undefined) ?? [];
  const whole = known.length > 0 && new Set(known).size === names?.length;
  return whole ? known : undefined;
}

const nameOfSymbol = (e: Expression): string | undefined =>
  e.kind === 'symbol' ? e.symbol.name : undefined;
