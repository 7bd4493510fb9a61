import type { Dim } from '../../../program/dim.js';
import { isDimension } from '../conventions.js';
import type { Expression, ExpressionOf } from '../expression.js';
import { unwrapped } from '../expression.js';
import { functionRule } from '../functions.js';
import { constantOf } from '../sizes.js';
import { pairsOfFeatures, sizeName, type Halved } from './halves.js';
import { isIndicator } from './indicator.js';
import { counts, countedTo, countsUp } from './counted.js';
import { pairsIn, worksOnPairs, type Pairs } from './pairsIn.js';
import { hasSubscript, hasSymbol, rightSides, subscriptLetters, walk } from './traverse.js';
import { rangeOf, summedLetters } from './ranges.js';
import { fixedPlaces, isIndexLetter, lettersOf } from './subscripts.js';
import { apartFromElements, capitalsAreColumns, tensorKey, vectorsOf } from './vectors.js';

/** What the index letters of a text mean, where it is read element by element. */
export interface Indices {
  /** Letters that index: summed ones, those of the left-hand side, those in pairs. */
  readonly letters: ReadonlySet<string>;
  /** Sizes that sums give to letters: `n` for `\sum_{j=1}^n`. */
  readonly sizes: ReadonlyMap<string, Dim>;
  /** The first number of letters that stand as numbers; 0 where the text says none. */
  readonly starts: ReadonlyMap<string, number>;
  /** Symbols whose elements are vectors: `v` of `v_j`. */
  readonly vectors: ReadonlySet<string>;
  /** Tensors whose letter without index is another element: see `apartFromElements`. */
  readonly apart: ReadonlySet<string>;
  /** True where capital letters with one index are columns: see `capitalsAreColumns`. */
  readonly columns: boolean;
  /** Tensors with an element at the letter itself, beside those at shifted places. */
  readonly unshifted: ReadonlySet<string>;
  /** Symbols that are raised to a power: `\gamma` of `\gamma^i`, which is no gain then. */
  readonly raised: ReadonlySet<string>;
  /** Tensors of which the text takes both features of each pair, and from which number it counts pairs. */
  readonly pairs: ReadonlyMap<string, Pairs>;
  /** Size of queries and keys where a root names it: `d` of `\sqrt{d}`. */
  readonly depth: string | undefined;
}

/** Letters of the left-hand side: `e_{ij} = …`, `\text{softmax}(z)_i = …`, `f(x_i) = …`. */
export function leftLetters(e: Expression): readonly string[] {
  const first = e.kind === 'relation' ? e.parts[0] : undefined;
  const left = first === undefined ? undefined : unwrapped(first);
  if (left?.kind === 'symbol' || left?.kind === 'prime') {
    return isDimension(left.symbol) ? [] : subscriptLetters(left.symbol.sub);
  }
  if (left?.kind === 'opaque') return subscriptLetters(left.sub);
  if (left?.kind !== 'apply') return [];
  const places = encodedPlaces(left);
  if (places !== undefined) return places;
  return left.args.flatMap((a) => (a.kind === 'symbol' ? lettersOf(a.symbol.sub) : []));
}

/** `PE(pos, 2i)`, `PE(pos, 2i+1)`: an element as a function of its places. */
function encodedPlaces(e: ExpressionOf<'apply'>): readonly string[] | undefined {
  if (!/^(?:PE|pe|P|p|PosEnc|PositionalEncoding)$/.test(e.callee.base) || e.args.length !== 2)
    return undefined;
  const letters = e.args.map((a) => placeLetter(unwrapped(a)));
  return letters.every((l) => l !== undefined) && letters[0] !== letters[1] ? letters : undefined;
}

function placeLetter(e: Expression): string | undefined {
  if (e.kind === 'symbol') return counts.test(e.symbol.name) ? e.symbol.name : undefined;
  if (e.kind === 'sum' && unwrapped(e.right).kind === 'number')
    return placeLetter(unwrapped(e.left));
  const [first, last] = e.kind === 'product' ? e.factors.map(unwrapped) : [];
  return first?.kind === 'number' && last !== undefined && last.kind === 'symbol'
    ? placeLetter(last)
    : undefined;
}

const reductions = new Set([
  '\\sum',
  '\\prod',
  '\\max',
  '\\min',
  '\\Vert',
  '\\bigoplus',
  '\\bigparallel',
]);

const isSoftmax = (e: ExpressionOf<'apply'>): boolean => {
  const rule = functionRule(e.callee.base);
  return rule?.kind === 'unary' && /softmax$/i.test(rule.operation.kind);
};

const isExtreme = (e: ExpressionOf<'apply'>): boolean =>
  functionRule(e.callee.base)?.kind === 'extreme';

const hasElement = (e: Expression): boolean => {
  const inner = unwrapped(e);
  return inner.kind === 'symbol' && lettersOf(inner.symbol.sub).length === 2;
};

/** True where the letters of the left-hand side are computed with: `b_{ij} = -m |i - j|`. */
function countsWithLetters(e: Expression, left: readonly string[]): boolean {
  const right = e.kind === 'relation' ? e.parts.slice(1) : [];
  const used = left.filter((l) => counts.test(l) && right.some((r) => hasSymbol(r, l)));
  // A letter alone may be the imaginary unit or a size; the place it counts must be told apart.
  return used.length === left.length && left.length > 0;
}

/** True where sums over subscripts, or a softmax over one, ask for reading by elements. */
function asksForElements(e: Expression): boolean {
  const left = leftLetters(e);
  const right = e.kind === 'relation' ? e.parts.slice(1) : [e];
  const several = left.length >= 2 || (left.length === 1 && isPartOfTable(unwrappedLeft(e)));
  if (several && left.every((l) => right.some((part) => hasSubscript(part, l)))) return true;
  if (countsWithLetters(e, left) || worksOnPairs(e)) return true;
  for (const part of walk([e])) {
    if (part.kind === 'big' && reductions.has(part.operator)) {
      if (summedLetters(part.index)?.some((l) => hasSubscript(part.body, l)) === true) return true;
      if (countedTo(part) !== undefined || countsUp(part)) return true;
    }
    if (part.kind === 'cases' && left.length >= 2) return true;
    if (part.kind === 'product' && isIndicator(part) && left.length > 0) return true;
    if (part.kind === 'opaque' && part.label === 'index' && part !== unwrappedLeft(e)) {
      if (subscriptLetters(part.sub).some((l) => left.includes(l))) return true;
      if (/^[a-z],:$/.test(part.sub ?? '')) return true;
    }
    if (part.kind === 'apply' && isSoftmax(part) && part.args.some((a) => hasElement(a)))
      return true;
    if (part.kind === 'apply' && isExtreme(part) && part.callee.sub !== undefined) {
      const letter = part.callee.sub;
      if (isIndexLetter(letter) && part.args.some((a) => hasSubscript(a, letter))) return true;
    }
  }
  return false;
}

/** `\alpha_{1,i} = …`: one row of a table. */
const isPartOfTable = (left: Expression | undefined): boolean =>
  left?.kind === 'symbol' && fixedPlaces(left.symbol.sub) !== undefined;

const unwrappedLeft = (e: Expression): Expression | undefined =>
  e.kind === 'relation' && e.parts[0] !== undefined ? unwrapped(e.parts[0]) : undefined;

/** Where `x_j` is indexed, so is `x_i`. */
function addLettersOfSame(
  formulas: readonly Expression[],
  letters: Set<string>,
  limits: ReadonlySet<string>,
): void {
  const keys = new Set<string>();
  const others: { key: string; letter: string }[] = [];
  for (const e of walk(formulas)) {
    if (e.kind !== 'symbol' || isDimension(e.symbol) || /^W/.test(e.symbol.base)) continue;
    const [letter, second] = lettersOf(e.symbol.sub);
    if (letter === undefined || second !== undefined) continue;
    if (letters.has(letter)) keys.add(tensorKey(e.symbol));
    else others.push({ key: tensorKey(e.symbol), letter });
  }
  for (const { key, letter } of others)
    if (keys.has(key) && !limits.has(letter)) letters.add(letter);
}

/** What a single pass over all formulas finds. */
interface Gathered {
  readonly letters: Set<string>;
  readonly bigs: ExpressionOf<'big'>[];
  readonly unshifted: Set<string>;
  /** Letters of `(i-1)`: they count from 1. */
  readonly fromOne: Set<string>;
  readonly raised: Set<string>;
  /** Letters that count pairs of features. */
  readonly halved: Halved[];
  /** What sums run up to: `m` of `\sum_{i=1}^m` is a size although there is a `k_m`. */
  readonly limits: ReadonlySet<string>;
  depth: string | undefined;
}

/** Upper limits of all sums, those apart that the left-hand side counts with. */
function limitsOf(formulas: readonly Expression[]): Set<string> {
  const limits = new Set<string>();
  for (const e of walk(formulas)) {
    const limit = e.kind === 'big' && e.limit !== undefined ? unwrapped(e.limit) : undefined;
    if (limit?.kind === 'symbol') limits.add(limit.symbol.name);
  }
  for (const e of formulas) {
    const left = unwrappedLeft(e);
    if (left?.kind !== 'apply') for (const l of leftLetters(e)) limits.delete(l);
  }
  return limits;
}

function gather(formulas: readonly Expression[]): Gathered {
  const found: Gathered = {
    letters: new Set(),
    bigs: [],
    unshifted: new Set(),
    fromOne: new Set(),
    halved: [],
    raised: new Set(),
    limits: limitsOf(formulas),
    depth: undefined,
  };
  for (const e of formulas)
    for (const l of leftLetters(e)) if (!found.limits.has(l)) found.letters.add(l);
  for (const e of walk(formulas)) {
    if (e.kind === 'big') {
      found.bigs.push(e);
      for (const l of summedLetters(e.index) ?? []) found.letters.add(l);
    } else if (e.kind === 'apply' && (isSoftmax(e) || isExtreme(e))) {
      if (e.callee.sub !== undefined && isIndexLetter(e.callee.sub))
        found.letters.add(e.callee.sub);
    } else if (e.kind === 'opaque' && e.label === 'index') {
      for (const l of (e.sub ?? '').split(',')) if (/^[a-z]$/.test(l)) found.letters.add(l);
      if (lettersOf(e.sub).length <= 2) for (const l of lettersOf(e.sub)) found.letters.add(l);
    } else if (e.kind === 'symbol' && !isDimension(e.symbol)) {
      const own = lettersOf(e.symbol.sub);
      if (own.length === 2 && !e.symbol.word) for (const l of own) found.letters.add(l);
    } else if (e.kind === 'sum' && e.operator === '-') {
      const [left, right] = [unwrapped(e.left), unwrapped(e.right)];
      if (left.kind === 'symbol' && right.kind === 'number' && right.value === 1) {
        found.fromOne.add(left.symbol.name);
      }
    } else if (e.kind === 'power') {
      const halved = pairsOfFeatures(e.exponent);
      if (halved !== undefined) found.halved.push(halved);
      const base = unwrapped(e.base);
      if (base.kind === 'symbol' && constantOf(e.exponent) === undefined)
        found.raised.add(base.symbol.name);
    } else if (e.kind === 'root') {
      found.depth ??= sizeName(e.body);
    }
  }
  return found;
}

/** Right-hand sides, where an element and its neighbour must be of one tensor. */
function unshiftedKeys(formulas: readonly Expression[], letters: ReadonlySet<string>): Set<string> {
  const keys = new Set<string>();
  for (const e of walk(rightSides(formulas))) {
    if (e.kind !== 'symbol' || isDimension(e.symbol)) continue;
    const own = lettersOf(e.symbol.sub);
    if (own.length > 0 && own.every((l) => letters.has(l))) keys.add(tensorKey(e.symbol));
  }
  return keys;
}

/** Letters that count elements of what no formula of the text defines: `i` of `y_i = x_i b^{2i/d}`. */
function lettersOfGiven(formulas: readonly Expression[]): ReadonlySet<string> {
  const lefts = formulas.map(unwrappedLeft);
  const defined = new Set(
    lefts.flatMap((l) => (l?.kind === 'symbol' ? [tensorKey(l.symbol)] : [])),
  );
  const letters = new Set<string>();
  for (const e of walk(rightSides(formulas))) {
    if (e.kind !== 'symbol' || isDimension(e.symbol) || defined.has(tensorKey(e.symbol))) continue;
    for (const l of lettersOf(e.symbol.sub)) letters.add(l);
  }
  return letters;
}

/** What indexes what in the formulas of one text; undefined where nothing asks for it. */
export function findIndices(formulas: readonly Expression[]): Indices | undefined {
  if (!formulas.some(asksForElements)) return undefined;
  const { letters, bigs, fromOne, halved, raised, limits, depth } = gather(formulas);
  const pairs = pairsIn(formulas);
  for (const { letters: own } of pairs.values())
    for (const l of own) if (!limits.has(l)) letters.add(l);
  addLettersOfSame(formulas, letters, limits);
  const sizes = new Map<string, Dim>();
  const starts = new Map<string, number>();
  for (const l of fromOne) if (letters.has(l)) starts.set(l, 1);
  for (const big of bigs) {
    const counted = countedTo(big);
    if (counted !== undefined) {
      sizes.set(counted.letter, counted.count);
      starts.set(counted.letter, counted.from);
      continue;
    }
    const range = rangeOf(big, letters);
    for (const l of range?.letters ?? []) {
      if (range?.size !== undefined) sizes.set(l, range.size);
      if (range?.start !== undefined) starts.set(l, range.start);
    }
    if (range?.start === undefined) continue;
    for (const c of range.conditions) {
      const bound = unwrapped(c.right);
      // `\sum_{j=1}^{i}`: what bounds the letter counts as it does.
      if (bound.kind === 'symbol' && !starts.has(bound.symbol.name)) {
        starts.set(bound.symbol.name, range.start);
      }
    }
  }
  const elsewhere = halved.length === 0 ? new Set<string>() : lettersOfGiven(formulas);
  for (const { letter, size } of halved) {
    if (letters.has(letter) && !sizes.has(letter) && !elsewhere.has(letter))
      sizes.set(letter, size);
  }
  const vectors = vectorsOf(formulas, letters);
  return {
    letters,
    sizes,
    starts,
    vectors,
    apart: apartFromElements(formulas, letters, vectors),
    columns: capitalsAreColumns(formulas),
    unshifted: unshiftedKeys(formulas, letters),
    raised,
    pairs,
    depth,
  };
}
