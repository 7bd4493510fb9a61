import type { Expression, ExpressionOf, SymbolName } from '../expression.js';
import { partsOf, unwrapped } from '../expression.js';
import { fixedPlaces, lettersOf, placesOf } from './subscripts.js';

/** Names a tensor whatever its index letters: `q` for `q_i` and `q_j`. */
export function tensorKey(s: SymbolName): string {
  const fixed = fixedPlaces(s.sub);
  return `${s.base}^${s.sup ?? ''}${fixed === undefined ? '' : `[${fixed}]`}`;
}

const indexAbove = /\^(?:\{?\([^{}]*\)\}?|[a-z]'*)$/;
const indexBelow = /_(?:\{[^{}]*\}|\\[A-Za-z]+|.)/;

/** Under which a definition of all elements is found, whatever its letters are called. */
export function elementsName(name: string, rank: number): string {
  const fixed = fixedPlaces(/_\{?([\d\w,]+)/.exec(name)?.[1]);
  const bare = name.replace(indexBelow.test(name) ? indexBelow : indexAbove, '');
  return `${bare}${fixed === undefined ? '' : `_{${fixed}}`}[${rank}]`;
}

const isBold = (s: SymbolName): boolean =>
  s.style !== undefined && /bf|bm|bold|pmb|vec/.test(s.style);

/** Names a tensor with two index letters whose elements are vectors. */
export const pairKey = (s: SymbolName): string => `${tensorKey(s)}/pair`;

/** Letters whose elements are vectors unless a number is made of them. */
const usually = /^(?:[qkvho]|[A-Z])$/;
/** The letter below an accent: `q` of `\tilde{q}_i`, a query that something was done to. */
const belowAccent = (base: string): string =>
  base.replace(/^\\(?:wide)?(?:hat|tilde|bar)\{([qkvh])\}$/, '$1');
/** What has a vector at every place of every head. */
const isPart = (s: SymbolName): boolean => /^[qkvo]$/.test(belowAccent(s.base));

/**
 * Symbols with one index whose elements are vectors (`v_j`) and not numbers (`p_j`): bold ones,
 * transposed ones, those beside a matrix or a weight, and the letters that the field uses so.
 */
export function vectorsOf(
  formulas: readonly Expression[],
  letters: ReadonlySet<string>,
): ReadonlySet<string> {
  const vectors = new Set<string>();
  const numbers = new Set<string>();
  const besides: [SymbolName, SymbolName][] = [];
  const stack: Expression[] = [...formulas];
  const indexed = (e: Expression | undefined): SymbolName | undefined => {
    const inner = e === undefined ? undefined : unwrapped(e);
    if (inner?.kind !== 'symbol' || inner.symbol.sub === undefined) return undefined;
    const places = placesOf(inner.symbol.sub);
    const one = places?.length === 1 && letters.has(places[0]?.letter ?? '');
    return one ? inner.symbol : undefined;
  };
  const pairOf = (e: Expression): SymbolName | undefined => {
    const inner = unwrapped(e);
    if (inner.kind !== 'symbol') return undefined;
    const own = lettersOf(inner.symbol.sub);
    return own.length === 2 && own.every((l) => letters.has(l)) ? inner.symbol : undefined;
  };
  const projected = (e: Expression): boolean => {
    const inner = unwrapped(e);
    if (inner.kind !== 'product') return false;
    return (
      inner.factors.some((f) => isMatrix(f, letters)) &&
      inner.factors.some((f) => indexed(f) !== undefined)
    );
  };
  const add = (to: Set<string>, s: SymbolName | undefined): void => {
    if (s !== undefined) to.add(tensorKey(s));
  };
  // `q_{t,i}^\top k_{j,i}`: a head's vectors at every place.
  const heads = new Set<string>();
  let turned = false;
  const addPair = (s: SymbolName | undefined): void => {
    if (s === undefined || !isPart(s)) return;
    heads.add(pairKey(s));
    turned = true;
  };
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    for (const part of partsOf(e)) stack.push(part);
    switch (e.kind) {
      case 'symbol': {
        const pair = pairOf(e);
        if (pair !== undefined && isPart(pair)) heads.add(pairKey(pair));
        const s = indexed(e);
        if (s?.sub?.includes(':') === true) add(vectors, s);
        if (s !== undefined && (isBold(s) || usually.test(belowAccent(s.base)))) add(vectors, s);
        break;
      }
      case 'transpose': {
        add(vectors, indexed(e.body));
        const pair = pairOf(e.body);
        addPair(pair);
        // Only vectors and matrices are turned: `u_{it}^\top u_w`.
        if (pair !== undefined && /^(?:[a-z]|\\.*)$/.test(pair.base)) vectors.add(pairKey(pair));
        break;
      }
      case 'inner':
        add(vectors, indexed(e.left));
        add(vectors, indexed(e.right));
        break;
      case 'sum':
        // `x_j W^K + a_{ij}^K`: what is added to a vector is one.
        for (const [a, b] of [
          [e.left, e.right],
          [e.right, e.left],
        ] as const) {
          const pair = pairOf(b);
          const one = indexed(a);
          if (pair !== undefined && one !== undefined && /^[A-Z]$/.test(one.base)) {
            // `S_{ij} - L_i`: from a number, a number is taken.
            if (!isBold(one) && !isBold(pair) && !/^[QKVXH]$/.test(one.base))
              besides.push([one, pair]);
          }
          if (pair !== undefined && projected(a)) vectors.add(pairKey(pair));
        }
        break;
      case 'power':
        if (!isBoldSymbol(e.base)) add(numbers, indexed(e.base));
        break;
      case 'apply':
        for (const a of /^(?:exp|log|ln)$/.test(e.callee.base) ? e.args : []) {
          const inner = unwrapped(a);
          const parts = inner.kind === 'quotient' ? [inner.over, inner.under] : [inner];
          for (const part of parts) if (!isBoldSymbol(part)) add(numbers, indexed(part));
        }
        break;
      case 'quotient':
        // Nothing is divided by a vector.
        if (!isBoldSymbol(e.under)) add(numbers, indexed(e.under));
        break;
      case 'big':
        // Over 1…d_k the index runs through the features, whose elements are numbers.
        if (isFeatureSum(e)) for (const s of symbolsIn(e.body)) add(numbers, indexed(s));
        break;
      case 'product':
        // `q_i^\top r_{i-j}`: beside a transposed vector stands a vector.
        for (const [k, f] of e.factors.entries()) {
          const next = indexed(e.factors[k + 1]);
          if (f.kind !== 'transpose' || indexed(f.body) === undefined) continue;
          if (next !== undefined && /[-−]/.test(next.sub ?? '')) vectors.add(tensorKey(next));
        }
        if (e.factors.some((f) => isMatrix(f, letters) || isWeight(f, letters))) {
          for (const f of e.factors) if (!isWeight(f, letters)) add(vectors, indexed(f));
        }
        break;
      default:
        break;
    }
  }
  for (const [one, pair] of besides) {
    if (!vectors.has(pairKey(pair))) numbers.add(tensorKey(one));
  }
  for (const n of numbers) vectors.delete(n);
  if (turned) for (const key of heads) vectors.add(key);
  return vectors;
}

const isFeatureSum = (e: ExpressionOf<'big'>): boolean => {
  const limit = e.limit === undefined ? undefined : unwrapped(e.limit);
  return limit?.kind === 'symbol' && limit.symbol.base === 'd';
};

/**
 * True where capital letters with an index are columns (`\phi(Q_i)^\top \phi(K_j)`, `K_j V_j^\top`)
 * and not rows of a matrix (`Q_i K_j^\top`).
 */
export function capitalsAreColumns(formulas: readonly Expression[]): boolean {
  const stack: Expression[] = [...formulas];
  const letterOf = (e: Expression | undefined): string | undefined => {
    let inner = e === undefined ? undefined : unwrapped(e);
    if (inner?.kind === 'apply' && inner.args.length === 1 && inner.args[0] !== undefined)
      inner = unwrapped(inner.args[0]);
    if (inner?.kind !== 'symbol' || !/^[A-Z]$/.test(inner.symbol.base)) return undefined;
    const own = lettersOf(inner.symbol.sub);
    return own.length === 1 ? own[0] : undefined;
  };
  const turned = (e: Expression | undefined): Expression | undefined =>
    e?.kind === 'transpose' ? e.body : undefined;
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    for (const part of partsOf(e)) stack.push(part);
    if (e.kind !== 'product') continue;
    for (const [k, factor] of e.factors.entries()) {
      const [first, next] = [turned(factor), e.factors[k + 1]];
      const turnedLetter = first === undefined ? undefined : letterOf(first);
      // `K_j^\top V_j` of rows is a table of one place.
      if (turnedLetter !== undefined && next !== undefined && letterOf(next) !== turnedLetter)
        return true;
      const own = letterOf(factor);
      if (own !== undefined && letterOf(turned(next)) === own) return true;
    }
  }
  return false;
}

/**
 * Tensors whose plain letter is one more element and not the vector of all: `x` beside `x_i` in
 * `x - x_i` and `a(x, x_i)`, or a number as its neighbour is.
 */
export function apartFromElements(
  formulas: readonly Expression[],
  letters: ReadonlySet<string>,
  vectors: ReadonlySet<string>,
): ReadonlySet<string> {
  const apart = new Set<string>();
  const stack: Expression[] = [...formulas];
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    const parts = partsOf(e);
    for (const part of parts) stack.push(part);
    if (e.kind !== 'sum' && e.kind !== 'apply') continue;
    const symbols = parts.map(unwrapped).filter((p) => p.kind === 'symbol');
    const plain = symbols.filter((p) => p.symbol.sub === undefined);
    for (const { symbol } of plain) {
      const key = tensorKey(symbol);
      if (symbols.some((o) => o.symbol.sub !== undefined && tensorKey(o.symbol) === key)) {
        apart.add(key);
      }
      // `x_i - \bar{x}`, `z_i + b`: what is added to a number is one.
      const number = symbols.some((o) => {
        const own = lettersOf(o.symbol.sub);
        const one = own.length > 0 && own.every((l) => letters.has(l));
        return one && !isBold(o.symbol) && !vectors.has(tensorKey(o.symbol));
      });
      if (e.kind === 'sum' && number && !isBold(symbol) && !vectors.has(key)) apart.add(key);
    }
  }
  return apart;
}

function symbolsIn(e: Expression): Expression[] {
  const found: Expression[] = [];
  const stack = [e];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.kind === 'symbol') found.push(next);
    for (const part of partsOf(next)) stack.push(part);
  }
  return found;
}

const isBoldSymbol = (e: Expression): boolean => {
  const inner = unwrapped(e);
  return inner.kind === 'symbol' && isBold(inner.symbol);
};

/** A capital letter without index. */
function isMatrix(e: Expression, letters: ReadonlySet<string>): boolean {
  const inner = unwrapped(e);
  const body = inner.kind === 'transpose' ? unwrapped(inner.body) : inner;
  if (body.kind !== 'symbol' || !/^[A-Z]$/.test(body.symbol.base)) return false;
  const own = placesOf(body.symbol.sub) ?? [];
  return own.length === 0 || !own.every((p) => letters.has(p.letter));
}

/** `\alpha_{ij}`, `a_i`: numbers that weigh something. */
function isWeight(e: Expression, letters: ReadonlySet<string>): boolean {
  const inner = unwrapped(e);
  if (inner.kind !== 'symbol' || inner.symbol.sub === undefined || isBold(inner.symbol))
    return false;
  const marks = inner.symbol.sub.replaceAll(',', '').replaceAll("'", '');
  const indexed = [...marks].some((l) => letters.has(l));
  return (
    indexed &&
    (/^\\[a-z]+$/.test(inner.symbol.base) ||
      (marks.length === 2 && /^[a-z]$/.test(inner.symbol.base)))
  );
}
