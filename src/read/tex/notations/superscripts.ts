import type { Expression, ExpressionOf, SymbolName } from '../expression.js';
import { partsOf, unwrapped } from '../expression.js';
import { lettersOf } from '../indexed/subscripts.js';
import { isNoun } from '../vocabulary.js';
import { rewritten } from './rewrite.js';

/** Letters whose elements are told apart by superscripts: `k^i`, `a^{(t)}`; sizes and weights not. */
const counted = /^(?:[abcehkoqsuvxyz]|\\(?:alpha|beta|hat|bar|tilde|vec)\b.*)$/;

/** Letters that count places, the place before or after included. */
const place = /^[ijlmnst]'*(?:[-+]\d)?$/;

/** Letters of attention with one index below and one above: `\alpha_i^t`, `e_i^t`. */
const pairs = /^(?:[aehs]|\\(?:alpha|beta|omega))$/;

/** Letters of powers in series: `\sum_i c_i x^i`. */
const unknown = /^[xyz]$/;

/** `i`, `t,t'`, `1,i` of `^{(i)}`, `^{<t,t'>}`, `^i`; undefined for other superscripts. */
function indexIn(sup: string): string | undefined {
  const inner = /^\((.*)\)$/.exec(sup)?.[1];
  const chunks = (inner ?? sup).split(',');
  const known = (c: string): boolean =>
    inner === undefined ? /^[ijlmt]'*$/.test(c) : place.test(c) || /^\d+$/.test(c);
  return chunks.length <= 2 && chunks.every(known) ? chunks.join(',') : undefined;
}

/** What the superscripts of a text say together. */
interface Uses {
  /** Bases and their superscripts that are letters: `h^l`. */
  readonly labels: ReadonlySet<string>;
  /** Bases with an index above: `k` of `k^i`. */
  readonly counted: ReadonlySet<string>;
  /** Letters below something. */
  readonly below: ReadonlySet<string>;
  /** True where something is raised to the first power. */
  readonly first: boolean;
  /** Places that left-hand sides count. */
  readonly left: ReadonlySet<string>;
}

/** The symbol with its superscript as what it is: an index, as a subscript would be. */
function asIndex(s: SymbolName, below: ReadonlySet<string>): SymbolName | undefined {
  if (s.sub !== undefined || s.sup === undefined || s.word || !counted.test(s.base))
    return undefined;
  const index = indexIn(s.sup);
  if (index === undefined || (unknown.test(s.base) && below.has(s.sup))) return undefined;
  const { name, base, style, word } = s;
  return { name, base, sub: index, ...(style === undefined ? {} : { style }), word };
}

const numberable = /^(?:[abhkoqvx]|\\hat\{[a-z]\})$/;

/** The whole number of `q^1`, where it could count. */
function numberOn(e: ExpressionOf<'power'>): number | undefined {
  const exponent = unwrapped(e.exponent);
  if (e.base.kind !== 'symbol' || exponent.kind !== 'number') return undefined;
  const { sub, word, base } = e.base.symbol;
  const known = sub === undefined && (word ? isNoun(base) : numberable.test(base));
  return known && Number.isInteger(exponent.value) && exponent.value > 0
    ? exponent.value
    : undefined;
}

/** `q^1` beside `k^i`: a first power says nothing, so it is the first of them. */
function numbered(e: ExpressionOf<'power'>, uses: Uses): Expression | undefined {
  const number = numberOn(e);
  if (number === undefined || e.base.kind !== 'symbol') return undefined;
  const { symbol } = e.base;
  if (number > 1 && !uses.first && !uses.counted.has(symbol.base)) return undefined;
  const name = `${symbol.name}^${number}`;
  return { kind: 'symbol', symbol: { ...symbol, name, sub: String(number) }, span: e.span };
}

/** `h^{l+1}` beside `h^l`: the next one, and no power. */
function shifted(e: ExpressionOf<'power'>, { labels }: Uses): Expression | undefined {
  const exponent = unwrapped(e.exponent);
  if (e.base.kind !== 'symbol' || exponent.kind !== 'sum' || exponent.operator === '±')
    return undefined;
  const [left, right] = [unwrapped(exponent.left), unwrapped(exponent.right)];
  if (left.kind !== 'symbol' || right.kind !== 'number') return undefined;
  const { symbol } = e.base;
  if (symbol.sup !== undefined || !labels.has(`${symbol.base}^${left.symbol.name}`))
    return undefined;
  const mark = `${left.symbol.name}${exponent.operator}${right.value}`;
  const name = `${symbol.name}^{${mark}}`;
  const scripts = symbol.sub === undefined ? { sub: mark } : { sup: mark };
  return { kind: 'symbol', symbol: { ...symbol, ...scripts, name }, span: e.span };
}

function usesIn(formulas: readonly Expression[]): Uses | undefined {
  const labels = new Set<string>();
  const bases = new Set<string>();
  const below = new Set<string>();
  const symbols: SymbolName[] = [];
  let first = false;
  const stack = [...formulas];
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (e.kind === 'symbol' || e.kind === 'prime') symbols.push(e.symbol);
    else if (e.kind === 'apply') symbols.push(e.callee);
    else if (e.kind === 'power') first ||= numberOn(e) === 1;
    for (const part of partsOf(e)) stack.push(part);
  }
  for (const s of symbols) for (const l of lettersOf(s.sub)) below.add(l);
  for (const s of symbols) {
    if (s.sup === undefined) continue;
    if (lettersOf(s.sup).length > 0) labels.add(`${s.base}^${s.sup}`);
    if (asIndex(s, below) !== undefined) bases.add(s.base);
  }
  const left = new Set(formulas.flatMap((f) => placeOnLeft(f)));
  const any = left.size > 0 || first || labels.size > 0 || bases.size > 0;
  return any ? { labels, counted: bases, below, first, left } : undefined;
}

/** The place that a row works something out for: `t` of `o_t = …`. */
function placeOnLeft(e: Expression): readonly string[] {
  const left =
    e.kind === 'relation' && e.parts[0] !== undefined ? unwrapped(e.parts[0]) : undefined;
  if (left?.kind !== 'symbol') return [];
  const [letter, more] = lettersOf(left.symbol.sub);
  return letter === undefined || more !== undefined ? [] : [letter];
}

/** `\alpha_i^t` in what is worked out for place t is the weight of i there, and no power. */
function paired(e: ExpressionOf<'power'>, { left }: Uses): Expression | undefined {
  const exponent = unwrapped(e.exponent);
  if (e.base.kind !== 'symbol' || exponent.kind !== 'symbol') return undefined;
  const { symbol } = e.base;
  const name = `${symbol.name}^${exponent.symbol.name}`;
  return pairOf({ ...symbol, name }, exponent.symbol.name, left, e.span);
}

function pairOf(
  symbol: SymbolName,
  above: string | undefined,
  left: ReadonlySet<string>,
  span: Expression['span'],
): Expression | undefined {
  const [below, more] = lettersOf(symbol.sub);
  if (above === undefined || !left.has(above) || !pairs.test(symbol.base)) return undefined;
  if (below === undefined || more !== undefined || below === above) return undefined;
  const { name, base, style, word } = symbol;
  const styled = style === undefined ? {} : { style };
  return {
    kind: 'symbol',
    symbol: { name, base, sub: `${above},${below}`, ...styled, word },
    span,
  };
}

/**
 * Superscripts that count instead of raising to a power become indices: `q^1 \cdot k^i`, `a^{(t)}`,
 * `\alpha^{<t,t'>}`. Names stay as they are written.
 */
export function superscriptIndices(formulas: readonly Expression[]): readonly Expression[] {
  const uses = usesIn(formulas);
  if (uses === undefined) return formulas;
  return formulas.map((f) =>
    rewritten(f, (e) => {
      if (e.kind === 'symbol' || e.kind === 'prime') {
        const { sup } = e.symbol;
        const pair = e.kind === 'symbol' ? pairOf(e.symbol, sup, uses.left, e.span) : undefined;
        if (pair !== undefined) return pair;
        const symbol = asIndex(e.symbol, uses.below);
        return symbol === undefined ? undefined : { ...e, symbol };
      }
      return e.kind === 'power'
        ? (numbered(e, uses) ?? shifted(e, uses) ?? paired(e, uses))
        : undefined;
    }),
  );
}
