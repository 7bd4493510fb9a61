import type { Dim } from '../../../program/dim.js';
import { isDimension, isPerhapsDimension } from '../conventions.js';
import type { Expression, ExpressionOf, SymbolName } from '../expression.js';
import { partsOf, unwrapped } from '../expression.js';
import { functionRule } from '../functions.js';
import { dimOf } from '../sizes.js';
import { apartFromElements, tensorKey, vectorsOf } from './vectors.js';

/** What the index letters of a text mean, where it is read element by element. */
export interface Indices {
  /** Letters that index: summed ones, those of the left-hand side, those in pairs. */
  readonly letters: ReadonlySet<string>;
  /** Sizes that sums give to letters: `n` for `\sum_{j=1}^n`. */
  readonly sizes: ReadonlyMap<string, Dim>;
  /** Symbols whose elements are vectors: `v` of `v_j`. */
  readonly vectors: ReadonlySet<string>;
  /** Tensors whose letter without index is another element: see `apartFromElements`. */
  readonly apart: ReadonlySet<string>;
  /** Size of queries and keys where a root names it: `d` of `\sqrt{d}`. */
  readonly depth: string | undefined;
}

const token = /[a-z]'*/g;

/** `i`, `j` for `ij` and `i,j`; empty where the subscript says anything else. */
function lettersOf(sub: string | undefined): readonly string[] {
  if (sub === undefined || !/^(?:[a-z]'*,?)+$/.test(sub)) return [];
  const letters = sub.match(token) ?? [];
  return letters.length <= 3 ? letters : [];
}

/** Letters of a symbol's subscript if all of them index; else none. */
export function indexOf(s: SymbolName, letters: ReadonlySet<string>): readonly string[] {
  if (isDimension(s)) return [];
  const own = lettersOf(s.sub);
  return own.every((l) => letters.has(l)) ? own : [];
}

/** The letters that a sum runs over; undefined where it runs over something else. */
export function summedLetters(e: ExpressionOf<'big'>): readonly string[] | undefined {
  if (e.index === undefined) return undefined;
  const inner = unwrapped(e.index);
  const from = inner.kind === 'relation' && inner.relations[0] === 'equal' ? inner.parts[0] : inner;
  if (from === undefined) return undefined;
  const items = from.kind === 'list' ? from.items : [from];
  const names = items.map((i) =>
    i.kind === 'symbol' || i.kind === 'prime' ? i.symbol.name : undefined,
  );
  return names.every((n) => n !== undefined && /^[a-z]'*$/.test(n))
    ? names.filter((n) => n !== undefined)
    : undefined;
}

function* walk(roots: readonly Expression[]): Generator<Expression> {
  const stack = [...roots].reverse();
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    yield e;
    const parts = partsOf(e);
    for (let k = parts.length - 1; k >= 0; k--) {
      const part = parts[k];
      if (part !== undefined) stack.push(part);
    }
  }
}

/** Letters of the left-hand side: `e_{ij} = …`, `\text{softmax}(z)_i = …`, `f(x_i) = …`. */
export function leftLetters(e: Expression): readonly string[] {
  const left = e.kind === 'relation' ? e.parts[0] : undefined;
  if (left?.kind === 'symbol') return lettersOf(left.symbol.sub);
  if (left?.kind === 'opaque') return lettersOf(left.sub);
  if (left?.kind !== 'apply') return [];
  return left.args.flatMap((a) => (a.kind === 'symbol' ? lettersOf(a.symbol.sub) : []));
}

function hasSubscript(e: Expression, letter: string): boolean {
  for (const part of walk([e])) {
    if (part.kind === 'symbol' && !isDimension(part.symbol)) {
      if (lettersOf(part.symbol.sub).includes(letter)) return true;
    }
  }
  return false;
}

/** True where sums over subscripts, or a softmax over one, ask for reading by elements. */
function asksForElements(e: Expression): boolean {
  const left = leftLetters(e);
  const right = e.kind === 'relation' ? e.parts.slice(1) : [e];
  if (left.length === 2 && left.every((l) => right.some((part) => hasSubscript(part, l))))
    return true;
  for (const part of walk([e])) {
    if (part.kind === 'big' && part.operator === '\\sum') {
      if (summedLetters(part)?.some((l) => hasSubscript(part.body, l)) === true) return true;
    }
    if (part.kind === 'apply' && isSoftmax(part) && part.args.some((a) => hasElement(a)))
      return true;
  }
  return false;
}

const isSoftmax = (e: ExpressionOf<'apply'>): boolean => {
  const rule = functionRule(e.callee.base);
  return rule?.kind === 'unary' && /softmax$/i.test(rule.operation.kind);
};

const hasElement = (e: Expression): boolean => {
  const inner = unwrapped(e);
  return inner.kind === 'symbol' && lettersOf(inner.symbol.sub).length === 2;
};

/** Where `x_j` is indexed, so is `x_i`. */
function addLettersOfSame(formulas: readonly Expression[], letters: Set<string>): void {
  const keys = new Set<string>();
  const others: { key: string; letter: string }[] = [];
  for (const e of walk(formulas)) {
    if (e.kind !== 'symbol' || isDimension(e.symbol) || /^W/.test(e.symbol.base)) continue;
    const [letter, second] = lettersOf(e.symbol.sub);
    if (letter === undefined || second !== undefined) continue;
    if (letters.has(letter)) keys.add(tensorKey(e.symbol));
    else others.push({ key: tensorKey(e.symbol), letter });
  }
  for (const { key, letter } of others) if (keys.has(key)) letters.add(letter);
}

/** What indexes what in the formulas of one text; undefined where nothing asks for it. */
export function findIndices(formulas: readonly Expression[]): Indices | undefined {
  if (!formulas.some(asksForElements)) return undefined;
  const letters = new Set<string>();
  const sizes = new Map<string, Dim>();
  let depth: string | undefined;
  for (const e of formulas) for (const l of leftLetters(e)) letters.add(l);
  for (const e of walk(formulas)) {
    if (e.kind === 'big') {
      const limit = e.limit === undefined ? undefined : dimOf(e.limit);
      for (const l of summedLetters(e) ?? []) {
        letters.add(l);
        if (limit !== undefined) sizes.set(l, limit);
      }
    } else if (e.kind === 'symbol' && !isDimension(e.symbol)) {
      const own = lettersOf(e.symbol.sub);
      if (own.length === 2 && !e.symbol.word) for (const l of own) letters.add(l);
    } else if (e.kind === 'root' && depth === undefined) {
      const under = unwrapped(e.body);
      const size =
        under.kind === 'symbol' && (isDimension(under.symbol) || isPerhapsDimension(under.symbol));
      if (size) depth = under.symbol.name;
    }
  }
  addLettersOfSame(formulas, letters);
  const vectors = vectorsOf(formulas, letters);
  return { letters, sizes, vectors, apart: apartFromElements(formulas), depth };
}
