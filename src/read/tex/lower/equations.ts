import { isUnread } from '../../../program/operation.js';
import type { ValueId } from '../../../program/value.js';
import { isDimension, isShapeProduct } from '../conventions.js';
import type { Expression, SymbolName } from '../expression.js';
import { partsOf, unwrapped } from '../expression.js';
import { functionRule } from '../functions.js';
import { isNoun } from '../vocabulary.js';
import { constantOf, shapeBeside } from '../sizes.js';
import { definiendum, type Definiendum } from './definiendum.js';
import { allDefined, hasSymbols, otherSide, statesStep, symbolNames } from './leftSides.js';
import { isNumbered, wholeOf } from './numbered.js';
import type { LoweredSide } from './sides.js';
import { sideOfRow, sidesOf } from './sides.js';
import { emit, type Lowering } from './state.js';

/** What a formula leaves: its value, all results, and the name it defines. */
export interface Reading {
  readonly root: ValueId | undefined;
  readonly outputs: readonly ValueId[];
  /** Names that later rows may use, with their values. */
  readonly defines: readonly { readonly name: string; readonly value: ValueId }[];
  /** The left-hand side, which a row that begins with `=` goes on with. */
  readonly name: string | undefined;
  /** Parts of a chain of equalities that were read. */
  readonly sides?: readonly LoweredSide[];
}

const nothing: Reading = { root: undefined, outputs: [], defines: [], name: undefined };

/** Reads one formula into values. `inherited` is the name that a row starting with `=` defines. */
export function readEquation(s: Lowering, e: Expression, inherited: string | undefined): Reading {
  const shaped = shapeBeside(e);
  if (shaped !== undefined) return readEquation(s, shaped.of, inherited);
  if (e.kind === 'relation') return readRelation(s, e, inherited);
  if (!saysSomething(e)) return nothing;
  if (isShapeProduct(e)) {
    for (const part of partsOf(e)) s.lower(part);
    return nothing;
  }
  if (e.kind === 'list' && e.open === '.') {
    const outputs = lowered(s, e.items);
    return { ...nothing, root: outputs[0], outputs };
  }
  const root = s.lower(e);
  if (root === undefined) return nothing;
  return { ...nothing, root, outputs: [root], sides: [sideOfRow(s, e, root)] };
}

const lowered = (s: Lowering, items: readonly Expression[]): ValueId[] =>
  items.map((i) => s.lower(i)).filter((id) => id !== undefined);

function readRelation(
  s: Lowering,
  e: Extract<Expression, { kind: 'relation' }>,
  inherited: string | undefined,
): Reading {
  const [left] = e.parts;
  if (left === undefined) return nothing;
  const kinds = new Set(e.relations);
  const values = e.parts.filter((_, i) => i === 0 || e.relations[i - 1] !== 'in');
  if (values.length === 1) {
    const inner = unwrapped(left);
    const items = inner.kind === 'list' ? inner.items : [inner];
    const outputs = lowered(s, items);
    return { ...nothing, root: outputs[0], outputs };
  }
  const [, becomes] = values;
  if (becomes !== undefined && isReplaced(e)) {
    const root = s.lower(becomes);
    s.reuse = true;
    s.lower(left);
    s.reuse = false;
    // `x \to \text{LN}(x)` says what becomes of x.
    if (root !== undefined && e.relations[0] === 'arrow' && !/mapsto|↦/.test(e.signs[0] ?? '')) {
      s.builder.mention(left.span, root);
    }
    return { ...nothing, root, outputs: root === undefined ? [] : [root] };
  }
  const arrow = e.relations.indexOf('arrow');
  const [, ...later] = e.relations;
  if (arrow === 0 && later.length > 0 && later.every((r) => r === 'equal')) {
    // `x \to x' = f(x)`: what becomes of x is worked out behind it.
    s.lower(left);
    return readRelation(
      s,
      { ...e, parts: e.parts.slice(1), relations: later, signs: e.signs.slice(1) },
      inherited,
    );
  }
  if (arrow > 0 && e.relations.slice(0, arrow).every((r) => r === 'equal')) {
    // `a = b \to 0`: what b tends to is said apart.
    const before = { ...e, parts: e.parts.slice(0, arrow + 1) };
    const cut = {
      ...before,
      relations: e.relations.slice(0, arrow),
      signs: e.signs.slice(0, arrow),
    };
    lowered(s, e.parts.slice(arrow + 1));
    return readRelation(s, cut, inherited);
  }
  if (kinds.has('order') || kinds.has('arrow')) {
    lowered(s, e.parts);
    return nothing;
  }
  const several = readSeveral(s, values);
  if (several !== undefined) return several;
  const read = new Map<Expression, ValueId>();
  const turned = kinds.size === 1 && kinds.has('equal') && namesLast(s, values);
  const parts = turned ? values.toReversed() : values;
  const chain = readChain(s, parts, !kinds.has('proportional'), inherited, read);
  return { ...chain, sides: sidesOf(s, e, read) };
}

/** `\text{softmax}(S) = A`, `QK^\top = \text{scores}`: the name of what is worked out stands behind it. */
function namesLast(s: Lowering, parts: readonly Expression[]): boolean {
  const inner = parts.map(unwrapped);
  const [left] = inner;
  const right = inner.at(-1);
  if (left === undefined || right?.kind !== 'symbol') return false;
  if (!hasSymbols(left) || s.definitions.has(right.symbol.name)) return false;
  // `D(qk) = d_k`: a size is no name of a product.
  if (isDimension(right.symbol)) return false;
  if (left.kind === 'apply') return functionRule(left.callee.base) !== undefined;
  // `x + \text{FFN}(x) = y`
  if (left.kind === 'sum') return partsOf(left).some(isLayer);
  return /^(?:product|quotient)$/.test(left.kind) && definiendum(left) === undefined;
}

/** `\text{MLP}(x)`, `F(x)`; `f(x)` is any step. */
function isLayer(e: Expression): boolean {
  const inner = unwrapped(e);
  if (inner.kind !== 'apply') return false;
  return inner.callee.word || /^(?:[A-Z]|\\mathcal)/.test(inner.callee.name);
}

const isSum = (e: Expression): boolean => {
  const inner = unwrapped(e);
  return inner.kind === 'big' && inner.operator === '\\sum';
};

/** `x \mapsto R x`: what is worked out from the left-hand side takes its place. */
function isReplaced(e: Extract<Expression, { kind: 'relation' }>): boolean {
  const [left, right, more] = e.parts;
  if (left === undefined || right === undefined || more !== undefined) return false;
  if (!/mapsto|↦|\\(?:long)?(?:to|rightarrow)$|→|->/.test(e.signs[0] ?? '')) return false;
  const inner = unwrapped(right);
  const norm = inner.kind === 'apply' && functionRule(inner.callee.base)?.kind === 'norm';
  // `x \to x + \text{MLP}(x)`
  const added = inner.kind === 'sum' && partsOf(inner).some(isLayer);
  // `\begin{pmatrix} x_1 \\ x_2 \end{pmatrix} \to R \begin{pmatrix} x_1 \\ x_2 \end{pmatrix}`
  const column = unwrapped(left).kind === 'matrix' && inner.kind === 'product';
  // `x_i \to \frac{e^{x_i}}{\sum_j e^{x_j}}`
  const shared = inner.kind === 'quotient' && isSum(inner.under);
  if (!norm && !added && !column && !shared && !/mapsto|↦/.test(e.signs[0] ?? '')) return false;
  const computed = (x: Expression): boolean =>
    /^(?:apply|product|sum|quotient)$/.test(unwrapped(x).kind);
  // `(x, y) \mapsto (x + y, x - y)`
  const computes = inner.kind === 'list' ? inner.items.every(computed) : computed(inner);
  const names = symbolNames(left);
  const used = new Set(symbolNames(inner));
  return computes && names.length > 0 && names.every((name) => used.has(name));
}

/** `Q, K, V = X W_Q, X W_K, X W_V`: names and values in pairs. */
function readSeveral(s: Lowering, parts: readonly Expression[]): Reading | undefined {
  const [left, right] = parts.map(unwrapped);
  if (parts.length !== 2 || left?.kind !== 'list' || right?.kind !== 'list') return undefined;
  if (left.items.length !== right.items.length) return undefined;
  // `[1 + 1, 2] = [2, 2]` states a result.
  if (left.open === '[' && !hasSymbols(left)) return undefined;
  const outputs: ValueId[] = [];
  const defines: { name: string; value: ValueId }[] = [];
  for (const [i, item] of left.items.entries()) {
    const to = right.items[i];
    const value = to === undefined ? undefined : s.lower(to);
    if (value === undefined) continue;
    const target = definiendum(item);
    outputs.push(value);
    if (target === undefined) continue;
    nameValue(s, value, target);
    defines.push({ name: target.name, value });
  }
  return { root: outputs[0], outputs, defines, name: undefined };
}

/** `name = rhs (= rhs2 …)`. */
function readChain(
  s: Lowering,
  parts: readonly Expression[],
  equal: boolean,
  inherited: string | undefined,
  valueOf: Map<Expression, ValueId>,
): Reading {
  const [left, ...rest] = parts;
  if (left === undefined) return nothing;
  const results: ValueId[] = [];
  for (const part of rest) {
    const value = s.lower(part);
    if (value === undefined) continue;
    results.push(value);
    valueOf.set(part, value);
  }
  const step = equal && statesStep(s, left, results);
  const target = step ? undefined : definiendum(left);
  // An expression on the left is worked out only where its symbols are known from earlier rows or
  // nothing on the right could be read; else its numbers would be examples beside the text's own.
  const ownLeft = target === undefined && left.kind !== 'missing';
  const known = ownLeft && allDefined(s, left);
  if (known || (ownLeft && !results.some((id) => isRead(s, id)))) {
    const value = s.lower(left);
    if (value !== undefined) {
      results.unshift(value);
      valueOf.set(left, value);
    }
  }
  const worked = target === undefined ? undefined : workedLeft(s, left, results);
  if (worked !== undefined) {
    results.push(worked);
    valueOf.set(left, worked);
  }
  // `z + 0 = z` stays about z: what is worked out on the left is a result beside the others.
  const beside =
    equal && ownLeft && results.length > 0 && !valueOf.has(left)
      ? otherSide(s, left, step ? [] : results)
      : undefined;
  // Its own numbers are examples, which the text's are not held against.
  if (beside !== undefined && !step) valueOf.set(left, beside);
  const read = results.filter((id) => isRead(s, id));
  const root = read.find((id) => !isFree(s, id)) ?? read[0] ?? results[0];
  if (root === undefined) {
    const alone = s.lower(left);
    return { ...nothing, root: alone, outputs: alone === undefined ? [] : [alone] };
  }
  const turned = equal && !known ? turnedBack(s, left, root) : undefined;
  const name = target?.name ?? (left.kind === 'missing' ? inherited : undefined);
  if (target !== undefined) {
    if (equal) nameValue(s, root, target);
    else s.builder.mention(target.span, root);
    mentionArguments(s, target.args);
  } else if (name !== undefined && equal) define(s, root, name);
  else if (ownLeft && !valueOf.has(left) && beside === undefined) {
    s.builder.mention(left.span, root);
    mentionArguments(s, [left]);
  }
  return {
    root,
    outputs: [...new Set([root, ...results, ...(beside === undefined ? [] : [beside])])],
    defines: turned ?? (name === undefined || !equal ? [] : [{ name, value: root }]),
    name,
  };
}

/** `K^\top = [[1, 0], …]`: numbers of a transposed matrix give those of the matrix. */
function turnedBack(
  s: Lowering,
  left: Expression,
  root: ValueId,
): readonly { name: string; value: ValueId }[] | undefined {
  const inner = unwrapped(left);
  const body = inner.kind === 'transpose' ? unwrapped(inner.body) : undefined;
  const { operation } = s.builder.value(root);
  if (body?.kind !== 'symbol' || operation.kind !== 'tensor' || operation.shape.length !== 2)
    return undefined;
  const turn = { kind: 'transpose', axis0: -2, axis1: -1 } as const;
  const value = emit(s, turn, [root], inner.span);
  return value === undefined ? undefined : [{ name: body.symbol.name, value }];
}

/** `\text{softmax}(S) = …`, `(QK^\top)_{12} = …` with a known S and numbers on the right states a result. */
function workedLeft(
  s: Lowering,
  left: Expression,
  results: readonly ValueId[],
): ValueId | undefined {
  const inner = unwrapped(left);
  const states = results.some((id) => s.builder.value(id).operation.kind === 'tensor');
  const whole = wholeOf(inner);
  const isFunction = whole.kind === 'apply' && functionRule(whole.callee.base) !== undefined;
  if (!states || !(isFunction || isNumbered(inner))) return undefined;
  return allDefined(s, inner) ? s.lower(inner) : undefined;
}

function nameValue(s: Lowering, value: ValueId, target: Definiendum): void {
  define(s, value, target.name);
  s.builder.mention(target.span, value);
}

/** A free symbol keeps its own name: `Q = X` makes Q another name of X. */
function define(s: Lowering, value: ValueId, name: string): void {
  if (isFree(s, value) || s.builder.value(value).defined === true) return;
  s.builder.define(value, name);
}

function isFree(s: Lowering, id: ValueId): boolean {
  const { kind } = s.builder.value(id).operation;
  return kind === 'input' || kind === 'dimension';
}

/** Explains the arguments on the left with the values of the right, and makes symbols it lacks. */
function mentionArguments(s: Lowering, args: readonly Expression[]): void {
  s.reuse = true;
  for (const arg of args) {
    if (arg.kind !== 'relation' && arg.kind !== 'number') s.lower(arg);
  }
  s.reuse = false;
}

/** False where the value rests on something that was not read. */
function isRead(s: Lowering, id: ValueId): boolean {
  const stack = [id];
  const seen = new Set<ValueId>();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const value = s.builder.value(next);
    if (isUnread(value.operation)) return false;
    for (const input of value.inputs) stack.push(input);
  }
  return true;
}

const isKnownWord = (s: SymbolName): boolean =>
  functionRule(s.base) !== undefined ||
  s.sub !== undefined ||
  s.sup !== undefined ||
  s.base.split(/[\s_-]+/).some((w) => isNoun(w) || isNoun(w.toLowerCase()));

/** False for a price, a page number or a word: numbers and unknown words alone are no formula. */
function saysSomething(e: Expression): boolean {
  if (constantOf(e) !== undefined) return !isBareArithmetic(e);
  const stack: Expression[] = [e];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.kind === 'symbol' && (!next.symbol.word || isKnownWord(next.symbol))) return true;
    if (next.kind === 'apply' || next.kind === 'matrix' || next.kind === 'prime') return true;
    if (next.kind === 'list' && next.open === '[') return true;
    for (const part of partsOf(next)) stack.push(part);
  }
  return false;
}

/** `5`, `3.50`, `5-10`, `1/2`: more often a price, a range or a date than something to compute. */
function isBareArithmetic(e: Expression): boolean {
  const inner = unwrapped(e);
  const bare = (x: Expression): boolean => unwrapped(x).kind === 'number' || x.kind === 'negative';
  if (inner.kind === 'number' || inner.kind === 'negative') return true;
  if (inner.kind === 'sum' || inner.kind === 'quotient') return partsOf(inner).every(bare);
  return inner.kind === 'product' && inner.factors.every(bare);
}
