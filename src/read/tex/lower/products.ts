import { equalDims } from '../../../program/dims.js';
import type { Span } from '../../../program/span.js';
import { coverSpans } from '../../../program/span.js';
import { isUnitVector } from '../../../program/unitVector.js';
import type { ValueId } from '../../../program/value.js';
import type { Kind } from '../conventions.js';
import type { Expression, ExpressionOf, ProductOperator, SymbolName } from '../expression.js';
import { unwrapped } from '../expression.js';
import { functionRule, isSoftmaxRule } from '../functions.js';
import { constantOf } from '../sizes.js';
import { emit, emitCall, kindOf } from './state.js';
import { joinedHeads } from './collections.js';
import { isBlock, isGain, isGatedLayer, isRescaling } from './besides.js';
import { weighedColumns } from './lists.js';
import { checkDeclared } from './declared.js';
import type { Lowering } from './state.js';

type Product = ExpressionOf<'product'>;

/** A factor read: its value, where it stands with its brackets, and what it is as a factor. */
interface Factor {
  readonly id: ValueId;
  readonly span: Span;
  readonly kind: Kind;
  readonly expression: Expression;
}

/**
 * A chain of factors. Left to right, but scalars in front scale the whole rest (`\frac{1}{\sqrt{d}}
 * QK^\top` scales the scores) and a projection after other factors binds first (`\ldots V W^V`).
 */
export function lowerProduct(s: Lowering, e: Product): ValueId | undefined {
  const { factors, operators } = groupProjections(e);
  const plain = operators.some((o) => /^(?:elementwise|outer|directSum|unread)$/.test(o));
  let scale: Factor | undefined;
  let rest: Factor | undefined;
  for (const [i, factor] of factors.entries()) {
    const after = factors[i + 1];
    const id =
      joinedHeads(s, factor, after) ??
      weighedColumns(s, factor, after) ??
      s.lower(asFactor(s, e, factors, i));
    if (id === undefined) continue;
    const kind = isGain(factors, i) ? 'scalar' : factorKind(s, factor, after, id);
    const paired = isTurnedPair(factors[i - 1], factor) || isTurnedPair(factor, after);
    const next: Factor = {
      id,
      span: factor.span,
      kind: paired ? 'vector' : kind,
      expression: unwrapped(factor),
    };
    const operator = operators[i - 1] ?? 'beside';
    const last = i === factors.length - 1;
    if (rest !== undefined)
      rest = combine(s, rest, next, operator, last && !scale ? e.span : undefined);
    else if (next.kind !== 'scalar' || plain) rest = next;
    else
      scale =
        scale === undefined ? next : combine(s, scale, next, operator, last ? e.span : undefined);
  }
  if (scale === undefined || rest === undefined) return (scale ?? rest)?.id;
  return combine(s, scale, rest, 'dot', e.span).id;
}

function combine(
  s: Lowering,
  a: Factor,
  b: Factor,
  operator: ProductOperator,
  whole?: Span,
): Factor {
  const span = whole ?? coverSpans(a.span, b.span);
  const expression: Expression = { kind: 'missing', span };
  const made = (id: ValueId, kind: Kind): Factor => ({ id, span, kind, expression });
  if (operator === 'directSum') return made(emitCall(s, '\\oplus', [a.id, b.id], span), 'matrix');
  if (operator === 'unread') {
    const sign = s.source({ start: a.span.end, end: b.span.start }).trim();
    return made(emitCall(s, sign || 'operator', [a.id, b.id], span), 'matrix');
  }
  if (operator === 'outer' && !isGate(a) && !isGate(b)) {
    // `v_t \otimes k_t`: of two vectors, the table of all products.
    if (isVector(a) && isVector(b)) {
      const table = { kind: 'einsum', equation: 'i,j->ij' } as const;
      return made(emit(s, table, [a.id, b.id], span, 'matrix'), 'matrix');
    }
    return made(emitCall(s, '\\otimes', [a.id, b.id], span), 'matrix');
  }
  if (a.kind === 'scalar' || b.kind === 'scalar') {
    const kind = a.kind === 'scalar' ? b.kind : a.kind;
    return made(emit(s, { kind: 'mul' }, [a.id, b.id], span, kind), kind);
  }
  if (isOuter(a, b)) {
    // A prime is no operation on a vector: the transpose only says that all pairs are meant.
    const operands = [a, b].map((f) => untransposed(s, f));
    return made(
      emit(s, { kind: 'einsum', equation: 'i,j->ij' }, operands, span, 'matrix'),
      'matrix',
    );
  }
  const sloppy =
    operator === 'star' &&
    (b.expression.kind === 'transpose' || isWeight(b.expression) || weighs(a, b));
  if ((operator === 'star' && !sloppy) || operator === 'elementwise' || operator === 'outer') {
    return made(emit(s, { kind: 'mul' }, [a.id, b.id], span), 'matrix');
  }
  const vectors = a.kind === 'vector' && b.kind === 'vector';
  const flipped = a.expression.kind === 'transpose' || b.expression.kind === 'transpose';
  const isScaling = vectors && !flipped && (isComputed(a) || isComputed(b));
  if (isScaling && !(operator === 'dot' && areUnits(s, a.id, b.id))) {
    return made(emit(s, { kind: 'mul' }, [a.id, b.id], span), 'vector');
  }
  if (operator === 'dot' && isOneLine(s, a, b)) {
    // Two columns with a dot between them are a dot product.
    const turned = s.builder.shape(a.id)?.[1] === 1 ? [a.id, b.id] : [b.id, a.id];
    const flat = { kind: 'transpose', axis0: -2, axis1: -1 } as const;
    const at = turned[0] === a.id ? a : b;
    const line = emit(s, flat, [turned[0] ?? a.id], at.span, 'matrix');
    const inputs = turned[0] === a.id ? [line, b.id] : [a.id, line];
    return made(emit(s, { kind: 'matmul' }, inputs, span, 'scalar'), 'scalar');
  }
  const sums = inverseDiagonal(s, a.id);
  if (sums !== undefined && b.kind === 'matrix') {
    const items = [{ kind: 'slice' }, { kind: 'newAxis' }] as const;
    const column = emit(s, { kind: 'index', items }, [sums], a.span, 'matrix');
    return made(emit(s, { kind: 'div' }, [b.id, column], span, 'matrix'), 'matrix');
  }
  // Said once, in the words of the text: the product itself complains no more.
  const misfit = checkDeclared(s, a.expression, b.expression, span);
  const kind = productKind(a, b);
  return made(emit(s, { kind: 'matmul' }, [a.id, b.id], span, kind, { misfit }), kind);
}

/** Two vectors of length one, the first perhaps with a gain: `g \frac{q}{\|q\|}`. */
function areUnits(s: Lowering, a: ValueId, b: ValueId): boolean {
  if (s.reuse || a < 0 || b < 0) return false;
  const isUnit = (id: ValueId): boolean => isUnitVector((at) => s.builder.value(at), id);
  const { operation, inputs } = s.builder.value(a);
  return isUnit(b) && (isUnit(a) || (operation.kind === 'mul' && inputs.some(isUnit)));
}

/** `D^{-1}` with `D = \mathrm{diag}(v)`: gives v, which rows are divided by. */
function inverseDiagonal(s: Lowering, id: ValueId): ValueId | undefined {
  if (s.reuse || id < 0) return undefined;
  const inverse = s.builder.value(id);
  const [diagonal] = inverse.inputs;
  if (inverse.operation.kind !== 'call' || inverse.operation.callee !== 'inverse') return undefined;
  const { operation, inputs } = s.builder.value(diagonal ?? id);
  if (operation.kind !== 'call' || !/^(?:\\\w+\{)?diag\}?$/.test(operation.callee))
    return undefined;
  const [v, more] = inputs;
  if (v === undefined || more !== undefined) return undefined;
  return s.builder.shape(v)?.length === 1 || isRowSum(s, v, 8) ? v : undefined;
}

/** `A 1_L`, `\phi(Q) (\phi(K)^\top 1_L)`: a vector although the size of A is not known yet. */
function isRowSum(s: Lowering, id: ValueId, depth: number): boolean {
  const { operation, inputs } = s.builder.value(id);
  if (operation.kind === 'ones') return operation.shape.length === 1;
  const [, last] = inputs;
  return operation.kind === 'matmul' && last !== undefined && depth > 0
    ? isRowSum(s, last, depth - 1)
    : false;
}

/** `q_{t,i}^\top k_{j,i}`: what is turned is no number, nor is what has as many places beside it. */
function isTurnedPair(a: Expression | undefined, b: Expression | undefined): boolean {
  const sides = [a, b].map((e) => (e === undefined ? undefined : unwrapped(e)));
  const turned = sides.filter((e) => e?.kind === 'transpose');
  const symbols = sides.map((e) => (e?.kind === 'transpose' ? unwrapped(e.body) : e));
  return (
    turned.length === 1 &&
    symbols.every((e) => e?.kind === 'symbol' && /^[a-z],[a-z]$/.test(e.symbol.sub ?? ''))
  );
}

/** A vector with its index, alone or mapped: `k_t`, `\phi(k_t)`. */
function vectorIn(f: Factor): SymbolName | undefined {
  const turned = f.expression.kind === 'transpose' ? unwrapped(f.expression.body) : f.expression;
  const inner = turned.kind === 'apply' && turned.args[0] ? unwrapped(turned.args[0]) : turned;
  if (inner.kind !== 'symbol' && inner.kind !== 'prime') return undefined;
  const { symbol } = inner;
  const indexed = symbol.sub !== undefined || symbol.sup !== undefined;
  return indexed && !symbol.word && /^[qkvxhzuy]$/.test(symbol.base) ? symbol : undefined;
}

/** A symbol of a vector with its index, not applied to anything. */
const isVector = (f: Factor): boolean =>
  f.expression.kind === 'symbol' && f.kind === 'vector' && vectorIn(f) !== undefined;

/**
 * `k_t v_t^\top`, `x_i x_i^\top`: a table of all products. Beside another place a vector stands as
 * a row (`q_i k_j^\top`), and their product is a number. Keys times values are a table however
 * they are turned.
 */
function isOuter(a: Factor, b: Factor): boolean {
  const [left, right] = [vectorIn(a), vectorIn(b)];
  if (left === undefined || right === undefined) return false;
  const turned = [a, b].map((f) => f.expression.kind === 'transpose');
  if (turned[0] === turned[1]) return false;
  const pair = `${left.base}${right.base}`;
  const place = (s: SymbolName): string => s.sub ?? s.sup ?? '';
  if (place(left) !== place(right) || pair === 'qk' || pair === 'kq') return false;
  return turned[1] === true || pair === 'kv' || pair === 'vk';
}

/** What a transpose is of; a left-hand side has no values of its own. */
function untransposed(s: Lowering, { id, expression }: Factor): ValueId {
  if (expression.kind !== 'transpose' || id < 0) return id;
  const { operation, inputs } = s.builder.value(id);
  return operation.kind === 'transpose' ? (inputs[0] ?? id) : id;
}

/** Two matrices of one row or one column each, of the same size by their numbers or declarations. */
function isOneLine(s: Lowering, a: Factor, b: Factor): boolean {
  if (s.reuse) return false;
  const [left, right] = [s.builder.shape(a.id), s.builder.shape(b.id)];
  if (left?.length !== 2 || right?.length !== 2) return false;
  const [rows = 0, columns = 0] = left;
  const alike = equalDims(rows, right[0] ?? 0) && equalDims(columns, right[1] ?? 0);
  return alike && equalDims(rows, 1) !== equalDims(columns, 1);
}

/** `x \cdot \Phi(x)`: a function of a vector scales another element by element. */
const isComputed = ({ expression: e }: Factor): boolean =>
  e.kind === 'product'
    ? // `\frac12 (1 + \text{erf}(x))`: still a function, scaled.
      e.factors.some((f) => isFunction(f)) &&
      e.factors.every((f) => isFunction(f) || constantOf(f) !== undefined)
    : isFunction(e);

const isFunction = (e: Expression): boolean =>
  ['apply', 'sum', 'quotient', 'power'].includes(unwrapped(e).kind);

/** `q^\top k` and `q \cdot k` are numbers, `W x` and `x W` vectors, `q k^\top` a table. */
function productKind(a: Factor, b: Factor): Kind {
  const flipped = (f: Factor): boolean => f.expression.kind === 'transpose';
  if (a.kind === 'vector' && b.kind === 'vector') {
    return flipped(b) && !flipped(a) ? 'matrix' : 'scalar';
  }
  if (a.kind === 'vector' || b.kind === 'vector') return 'vector';
  return 'matrix';
}

function factorKind(
  s: Lowering,
  factor: Expression,
  next: Expression | undefined,
  id: ValueId,
): Kind {
  const inner = unwrapped(factor);
  const base = inner.kind === 'transpose' ? unwrapped(inner.body) : inner;
  // `\alpha V` are attention weights times values although other Greek letters are numbers.
  if (base.kind === 'symbol' && base.symbol.name === '\\alpha') {
    const other = next === undefined ? undefined : firstSymbol(next);
    if (inner.kind === 'transpose' || /^[A-Z]/.test(other ?? '')) return 'matrix';
  }
  if (isBlock(base, next)) return 'matrix';
  if (isRescaling(inner, next)) return 'scalar';
  // `\alpha_t H`: one row of them.
  if (base.kind === 'symbol' && next !== undefined && /^\\alpha_[a-z]$/.test(base.symbol.name)) {
    const rows = unwrapped(next);
    if (rows.kind === 'symbol' && /^[HV]$/.test(rows.symbol.name)) return 'matrix';
  }
  return kindOf(s, id);
}

/** In gated units `\otimes` is elementwise. Source: Shazeer 2020, GLU Variants Improve Transformer. */
const isGate = ({ expression: e }: Factor): boolean =>
  e.kind === 'apply' &&
  (e.callee.base === '\\sigma' || functionRule(e.callee.base)?.kind === 'unary');

function firstSymbol(e: Expression): string | undefined {
  let inner = unwrapped(e);
  for (let k = 0; k < 20; k++) {
    if (inner.kind === 'symbol') return inner.symbol.base;
    const next = inner.kind === 'product' ? inner.factors[0] : undefined;
    if (next === undefined) return undefined;
    inner = unwrapped(next);
  }
  return undefined;
}

/** `softmax(QK^T) * V`, `softmax(S)/sqrt(d) * V`: shares times values, never number by number. */
function weighs(a: Factor, { expression: value }: Factor): boolean {
  const { expression } = a;
  const shares = expression.kind === 'quotient' ? unwrapped(expression.over) : expression;
  const isShares = shares.kind === 'apply' && isSoftmaxRule(functionRule(shares.callee.base));
  return isShares && value.kind === 'symbol' && /^(?:[Vv]|[Vv]alues?)$/.test(value.symbol.base);
}

const isWeight = (e: Expression): boolean => e.kind === 'symbol' && /^W/.test(e.symbol.base);

/** `W_i^Q` projects `Q`, `W_V` projects `V` or `X`. */
function projects(weight: Expression | undefined, input: Expression | undefined): boolean {
  if (weight?.kind !== 'symbol' || weight.symbol.base !== 'W' || input?.kind !== 'symbol')
    return false;
  const marks = `${weight.symbol.sub ?? ''}${weight.symbol.sup ?? ''}`;
  const { base } = input.symbol;
  if (/^[QKVqkv]$/.test(base))
    return marks.includes(base.toUpperCase()) || marks.includes(base.toLowerCase());
  return /^[XxHh]$/.test(base) && /[QKVqkv]/.test(marks);
}

/** After another factor, `V W^V` is one factor of its own. */
function groupProjections(e: Product): Product {
  if (e.factors.length < 3) return e;
  const factors: Expression[] = [];
  const operators: ProductOperator[] = [];
  for (let i = 0; i < e.factors.length; i++) {
    const factor = e.factors[i];
    if (factor === undefined) continue;
    if (i > 0) operators.push(e.operators[i - 1] ?? 'beside');
    const next = e.factors[i + 1];
    const own = e.operators[i] === 'beside' && projects(next, factor);
    if (i > 0 && next !== undefined && (own || isGatedLayer(e, i))) {
      const span = coverSpans(factor.span, next.span);
      factors.push({ kind: 'product', factors: [factor, next], operators: ['beside'], span });
      i++;
    } else factors.push(factor);
  }
  return { ...e, factors, operators };
}

/** A prime on a matrix to the right of another matrix, or before itself, is a transpose. */
function asFactor(s: Lowering, e: Product, factors: readonly Expression[], i: number): Expression {
  const factor = factors[i];
  if (factor === undefined) return { kind: 'missing', span: e.span };
  if (factor.kind !== 'prime' || factor.body.kind !== 'symbol') return factor;
  // `A' = \text{softmax}(A)` above makes it a name.
  if (s.definitions.has(factor.symbol.name)) return factor;
  // `q' k'`: of two with a prime, each is another query and another key.
  if (factors[i - 1]?.kind === 'prime') return factor;
  const { base, name } = factor.body.symbol;
  const beside = (other: Expression | undefined): boolean =>
    other?.kind === 'symbol' && other.symbol.name === name;
  const matrix = /^(?:[A-Z]|[qkv])$/.test(base) && i > 0;
  if (!matrix && !beside(factors[i - 1]) && !beside(factors[i + 1])) return factor;
  return { kind: 'transpose', body: factor.body, span: factor.span };
}
