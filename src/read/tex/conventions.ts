import { startsSmall } from '../../program/letters.js';
import type { Expression, ExpressionOf, SymbolName } from './expression.js';
import { partsOf, unwrapped } from './expression.js';

/** How a value multiplies: a scalar scales, others are matrix factors. */
export type Kind = 'scalar' | 'vector' | 'matrix';

/** Letters that index rows or columns. */
const indexLetters = 'ijklmnpst';

/** `ij`, `i,j`, `t-1,j`: one element of a table. */
const elementIndex = new RegExp(
  `^\\{?\\(?[${indexLetters}\\d](?:[+-]\\d)?,?[${indexLetters}](?:[+-]\\d)?'?\\)?\\}?$`,
);

const scalarWords = /^(?:scale|scaling|temperature|temp|pos|position|lr|eps|epsilon|warmup|step)$/i;

/** Names of sizes wherever they stand. */
const dimensionNames =
  /^(?:d|n|m|N)$|^(?:depth|dim|dims|seq_len|seqlen|num_heads|len|d)$|^[dnN]_.+$|^(?:dim|num|n|len|seq)_\w+$/;

/** Letters that are sizes in some formulas (`h` heads) and tensors in others (`h` hidden state). */
const perhapsDimension = /^[hHTLSBMDCElsckp](?:_\w)?$|^[BCDHLMNST]$/;

const plainFont = (s: SymbolName): boolean => s.style === undefined || s.style === 'mathrm';

/** A size by convention: `d_k`, `n`, `depth`. */
export function isDimension(s: SymbolName): boolean {
  // `d_h^R`: the part of a head that is rotated.
  if (s.base === 'd' && s.sub !== undefined && /^[A-Z]$/.test(s.sup ?? '')) return plainFont(s);
  if (s.sup !== undefined || !plainFont(s)) return false;
  if (/^[nN]$/.test(s.base) && s.sub !== undefined) return /^\w+$/.test(s.sub);
  // `d_t` is a decoder's state, `d_i` a degree.
  if (/^d_[ijt]$/.test(s.name)) return false;
  return dimensionNames.test(s.name) || (s.base === 'd' && s.sub !== undefined);
}

/** `k_j`, `h_t`, `p_i`: a key, a state, a position's vector at its place, and no size. */
const placed = /^[chkps]_[ijst]$/;

export const isPerhapsDimension = (s: SymbolName): boolean =>
  s.sup === undefined && plainFont(s) && perhapsDimension.test(s.name) && !placed.test(s.name);

/** `\mathbb{R}` and its spellings. */
export const isReals = (s: SymbolName): boolean =>
  s.base === '\\reals' ||
  s.base === '\\Re' ||
  (s.base === 'R' && (s.style === 'mathbb' || s.style === 'mathds'));

/** `score_{12}`, `a_{1,2}`: what one token gives another, written out for a few tokens. */
const isElementOfTwo = ({ base, sub }: SymbolName): boolean =>
  /^[1-9a-z],?[1-9]$/.test(sub ?? '') &&
  // `W_{g1}` is a weight of its own.
  base !== 'W' &&
  /^(?:[aesw]|(?:attn|attention)?_?(?:scores?|weights?))$/i.test(base);

/** What kind of factor a free symbol is by the way it is written. */
export function kindOfSymbol(s: SymbolName): Kind {
  if (isDimension(s)) return 'scalar';
  const bold = s.style !== undefined && /bf|bm|bold|pmb|vec/.test(s.style);
  if (s.sub !== undefined && elementIndex.test(s.sub) && !bold && s.sub.length > 1) return 'scalar';
  // `\alpha_{:1}` is a column.
  if (/^:[a-z\d]$/.test(s.sub ?? '') && !s.word) return 'vector';
  // `x_{1:L}` is the sequence, one vector for each place.
  if (/^1:[A-Zikmnt]$/.test(s.sub ?? '') && !s.word) return 'matrix';
  if (isElementOfTwo(s) && !bold) return 'scalar';
  // `\text{Key}_j`: one of the keys.
  if (s.word && /^[a-z]$/.test(s.sub ?? '') && /^(?:query|key|value)$/i.test(s.base))
    return 'vector';
  if (s.word) return scalarWords.test(s.base) ? 'scalar' : 'matrix';
  if (/^\\[a-z]+$/.test(s.base)) return bold ? 'vector' : 'scalar';
  if (/^[ijt]$/.test(s.name)) return 'scalar';
  return startsSmall(s.base) ? 'vector' : 'matrix';
}

/**
 * Names of letters that are sizes in this formula: every place where they stand is a place for a
 * size (under a root, below a fraction line, in an exponent, beside other sizes only).
 */
export function sizesOf(expressions: readonly Expression[]): ReadonlySet<string> {
  const sizes = new Set<string>();
  const others = new Set<string>();
  const limits = new Set<string>();
  const stack: { e: Expression; place: boolean }[] = expressions.map((e) => ({
    e,
    place: unwrapped(e).kind === 'symbol',
  }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { e, place } = next;
    if (e.kind === 'symbol') {
      const letter =
        isPerhapsDimension(e.symbol) || (plainFont(e.symbol) && /^[A-Z]$/.test(e.symbol.name));
      if (letter) (place ? sizes : others).add(e.symbol.name);
      continue;
    }
    // `\frac1K \sum_{k=1}^K`: what a sum counts up to.
    const limit = e.kind === 'big' && e.limit !== undefined ? unwrapped(e.limit) : undefined;
    if (limit?.kind === 'symbol' && plainFont(limit.symbol)) limits.add(limit.symbol.name);
    const ofPart = sizePlaces(e, place);
    for (const part of partsOf(e)) stack.push({ e: part, place: ofPart(part) });
  }
  for (const name of others) sizes.delete(name);
  for (const name of sizes)
    if (!limits.has(name) && !perhapsDimension.test(name)) sizes.delete(name);
  return sizes;
}

/** Which parts of an expression stand in a place for a size. */
function sizePlaces(parent: Expression, place: boolean): (part: Expression) => boolean {
  switch (parent.kind) {
    case 'root':
      return () => true;
    case 'quotient':
      return (part) => place || part === parent.under;
    case 'power':
      return (part) => place || part === parent.exponent;
    case 'apply':
      // `\text{TopK}(s, k)`: how many are taken.
      return (part) => isCountOf(parent, part);
    case 'big':
      return (part) => part === parent.limit || part === parent.index;
    case 'paren':
    case 'negative':
    case 'sum':
      return () => place;
    case 'product': {
      const sizes =
        place || (parent.factors.some(hasSureSize) && parent.factors.every((f) => onlySizes(f, 0)));
      return () => sizes;
    }
    case 'relation': {
      const sizes =
        // `e_i = s^\top W h_i \in \mathbb{R}` declares what it works out: nothing in it is a size.
        (parent.relations.includes('in') && !parent.relations.includes('equal')) ||
        parent.parts.every((p) => onlySizes(p, 0)) ||
        parent.relations.includes('order');
      return () => sizes;
    }
    default:
      return () => false;
  }
}

const isCountOf = ({ callee, args }: ExpressionOf<'apply'>, part: Expression): boolean =>
  args.length > 1 && part === args.at(-1) && /^(?:keep)?top[-_ ]?k$/i.test(callee.base);

function onlySizes(e: Expression, depth: number): boolean {
  if (depth > 20) return false;
  switch (e.kind) {
    case 'number':
      return true;
    case 'symbol':
      return isDimension(e.symbol) || isPerhapsDimension(e.symbol);
    case 'paren':
    case 'product':
    case 'quotient':
    case 'sum':
      return partsOf(e).every((p) => onlySizes(p, depth + 1));
    default:
      return false;
  }
}

const hasSureSize = (e: Expression): boolean => {
  const inner = unwrapped(e);
  return inner.kind === 'symbol' && isDimension(inner.symbol);
};

/** True for `n \times d_k` and `3 \times 4`: a shape, not a number. */
export function isShapeProduct(e: Expression): boolean {
  return (
    e.kind === 'product' &&
    e.operators.every((o) => o === 'times') &&
    e.factors.every((f) => onlySizes(f, 0))
  );
}
