import type { Expression, ExpressionOf, SymbolName } from '../expression.js';
import { partsOf, unwrapped } from '../expression.js';

/** Names a tensor whatever its index letters: `q` for `q_i` and `q_j`. */
export const tensorKey = (s: SymbolName): string => `${s.base}^${s.sup ?? ''}`;

const isBold = (s: SymbolName): boolean =>
  s.style !== undefined && /bf|bm|bold|pmb|vec/.test(s.style);

/** Letters whose elements are vectors unless a number is made of them. */
const usually = /^(?:[qkvho]|[A-Z])$/;

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
  const stack: Expression[] = [...formulas];
  const indexed = (e: Expression | undefined): SymbolName | undefined => {
    const inner = e === undefined ? undefined : unwrapped(e);
    if (inner?.kind !== 'symbol' || inner.symbol.sub === undefined) return undefined;
    return letters.has(inner.symbol.sub) ? inner.symbol : undefined;
  };
  const add = (to: Set<string>, s: SymbolName | undefined): void => {
    if (s !== undefined) to.add(tensorKey(s));
  };
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    for (const part of partsOf(e)) stack.push(part);
    switch (e.kind) {
      case 'symbol': {
        const s = indexed(e);
        if (s !== undefined && (isBold(s) || usually.test(s.base))) add(vectors, s);
        break;
      }
      case 'transpose':
        add(vectors, indexed(e.body));
        break;
      case 'inner':
        add(vectors, indexed(e.left));
        add(vectors, indexed(e.right));
        break;
      case 'power':
        if (!isBoldSymbol(e.base)) add(numbers, indexed(e.base));
        break;
      case 'apply':
        for (const a of /^(?:exp|log|ln)$/.test(e.callee.base) ? e.args : []) {
          if (!isBoldSymbol(a)) add(numbers, indexed(a));
        }
        break;
      case 'big':
        // Over 1…d_k the index runs through the features, whose elements are numbers.
        if (isFeatureSum(e)) for (const s of symbolsIn(e.body)) add(numbers, indexed(s));
        break;
      case 'product':
        if (e.factors.some((f) => isMatrix(f, letters) || isWeight(f, letters))) {
          for (const f of e.factors) if (!isWeight(f, letters)) add(vectors, indexed(f));
        }
        break;
      default:
        break;
    }
  }
  for (const n of numbers) vectors.delete(n);
  return vectors;
}

const isFeatureSum = (e: ExpressionOf<'big'>): boolean => {
  const limit = e.limit === undefined ? undefined : unwrapped(e.limit);
  return limit?.kind === 'symbol' && limit.symbol.base === 'd';
};

/**
 * Tensors whose plain letter is one more element and not the vector of all: `x` beside `x_i` in
 * `x - x_i` and `a(x, x_i)`.
 */
export function apartFromElements(formulas: readonly Expression[]): ReadonlySet<string> {
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
  return body.symbol.sub === undefined || !letters.has(body.symbol.sub);
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
