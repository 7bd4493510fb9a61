import type { Operation } from '../../../program/operation.js';
import type { Span } from '../../../program/span.js';
import type { ValueId } from '../../../program/value.js';
import type { Expression, ExpressionOf } from '../expression.js';
import { functionRule } from '../functions.js';
import { emitCall, emitNumber } from '../lower/state.js';
import type { Lowering } from '../lower/state.js';
import { constantOf } from '../sizes.js';
import { element } from './element.js';
import type { Indexed } from './element.js';
import { emitShared, inOrder, joined, type Order } from './emit.js';
import { summedLetters } from './indices.js';
import type { Indices } from './indices.js';
import { multiply } from './multiply.js';

/**
 * Reads an expression element by element: every value holds all choices of its index letters, sums
 * become contractions. Undefined where something has no such reading.
 */
export function lowerIndexed(s: Lowering, order: Order, e: Expression): Indexed | undefined {
  const { indices } = s;
  if (indices === undefined) return undefined;
  const lower = (x: Expression): Indexed | undefined => lowerIndexed(s, order, x);
  const same = (x: Expression, operation: Operation): Indexed | undefined => {
    const body = lower(x);
    return body && { ...body, id: emitShared(s, operation, [body.id], e.span), span: e.span };
  };
  switch (e.kind) {
    case 'number':
      return number(emitNumber(s, e.value, e.span), e.span);
    case 'symbol':
      if (e.symbol.name === '\\pi') return number(emitNumber(s, Math.PI, e.span, '\\pi'), e.span);
      return element(s, indices, e.symbol, e.span);
    case 'paren': {
      const body = lower(e.body);
      return body && { ...body, span: e.span };
    }
    case 'negative':
      return same(e.body, { kind: 'neg' });
    case 'root':
      return e.degree === undefined ? same(e.body, { kind: 'sqrt' }) : undefined;
    case 'sum':
      if (e.operator === '±') return undefined;
      return joined(s, e.operator === '+' ? 'add' : 'sub', [lower(e.left), lower(e.right)], e.span);
    case 'quotient': {
      const over = lower(e.over);
      const keepDim = over?.features === 0;
      const under = e.under.kind === 'big' ? lowerSum(s, order, e.under, keepDim) : lower(e.under);
      return joined(s, 'div', [over, under], e.span);
    }
    case 'power': {
      const constant = constantOf(e.exponent);
      if (constant === 0.5) return same(e.base, { kind: 'sqrt' });
      const base = lower(e.base);
      const exponent = lower(e.exponent);
      if (base?.features === 2 || exponent?.features !== 0) return undefined;
      return joined(s, 'pow', [base, exponent], e.span);
    }
    case 'transpose': {
      const body = lower(e.body);
      if (body === undefined || body.features === 0) return body;
      if (body.features === 1) return { ...body, flipped: !body.flipped, span: e.span };
      const turn: Operation = { kind: 'transpose', axis0: -2, axis1: -1 };
      return { ...body, id: emitShared(s, turn, [body.id], e.span), span: e.span };
    }
    case 'apply':
      return lowerApply(s, order, indices, e);
    case 'product':
      return multiply(s, order, e, e.factors.map(lower), [], e.span);
    case 'inner': {
      const [left, right] = [lower(e.left), lower(e.right)];
      if (left?.features !== 1 || right?.features !== 1) return undefined;
      const turned = { ...left, flipped: true };
      return multiply(s, order, beside, [turned, { ...right, flipped: false }], [], e.span);
    }
    case 'magnitude': {
      const body = lower(e.body);
      if (body === undefined || body.features === 2) return undefined;
      if (body.features === 0) return same(e.body, { kind: 'abs' });
      const norm: Operation = { kind: 'norm', p: 2, axes: [-1] };
      if (e.degree !== undefined && e.degree !== '2') return undefined;
      const id = emitShared(s, norm, [body.id], e.span);
      return { ...body, id, features: 0, flipped: false, span: e.span };
    }
    case 'big':
      return lowerSum(s, order, e, false);
    case 'prime':
    case 'list':
    case 'matrix':
    case 'cases':
    case 'relation':
    case 'ellipsis':
    case 'prose':
    case 'opaque':
    case 'missing':
      return undefined;
    default:
      return e satisfies never;
  }
}

const beside = { operators: ['beside'] } as const;

const number = (id: ValueId, span: Span): Indexed => ({
  id,
  index: [],
  features: 0,
  flipped: false,
  span,
});

/** `\sum_j`: a product below it becomes one contraction; anything else is summed along its axis. */
function lowerSum(
  s: Lowering,
  order: Order,
  e: ExpressionOf<'big'>,
  keepDim: boolean,
): Indexed | undefined {
  const letters = summedLetters(e);
  if (e.operator !== '\\sum' || letters === undefined) return undefined;
  const all = [...letters];
  let body = e.body;
  while (body.kind === 'paren' || (body.kind === 'big' && body.operator === '\\sum')) {
    if (body.kind === 'big') {
      const more = summedLetters(body);
      if (more === undefined) return undefined;
      for (const l of more) all.push(l);
    }
    body = body.body;
  }
  if (body.kind === 'product' && !keepDim) {
    const factors = body.factors.map((f) => lowerIndexed(s, order, f));
    return multiply(s, order, body, factors, all, e.span);
  }
  const inner = lowerIndexed(s, order, body);
  if (inner === undefined) return undefined;
  const places = all.map((l) => inner.index.indexOf(l));
  if (places.some((p) => p < 0)) return undefined;
  const rank = inner.index.length + inner.features;
  const axes = places.map((p) => p - rank);
  const id = emitShared(s, { kind: 'sum', axes, keepDim }, [inner.id], e.span);
  const index = keepDim
    ? inner.index.map((l, k) => (places.includes(k) ? undefined : l))
    : inner.index.filter((_, k) => !places.includes(k));
  return { ...inner, id, index, span: e.span };
}

const elementwise = new Set(
  'exp log tanh sigmoid relu gelu silu elu abs sqrt sin cos erf dropout'.split(' '),
);

function lowerApply(
  s: Lowering,
  order: Order,
  indices: Indices,
  e: ExpressionOf<'apply'>,
): Indexed | undefined {
  const rule =
    e.callee.base === '\\sigma'
      ? { kind: 'unary' as const, operation: { kind: 'sigmoid' as const } }
      : functionRule(e.callee.base);
  const args = e.args.map((a) => lowerIndexed(s, order, a));
  const [first] = args;
  if (first === undefined || args.some((a) => a === undefined)) return undefined;
  const known = args.filter((a) => a !== undefined);
  const made = (operation: Operation): Indexed => ({
    ...first,
    id: emitShared(s, operation, [first.id], e.span),
    span: e.span,
  });
  if (rule === undefined || rule.kind === 'named') {
    const ids = known.map((a) => a.id);
    const id = emitCall(s, e.callee.name, ids, e.span);
    if (known.length === 1) return { ...first, id, span: e.span };
    const letters = [...new Set(known.flatMap((a) => a.index))];
    return { id, index: inOrder(letters, order), features: 0, flipped: false, span: e.span };
  }
  if (known.length !== 1) return undefined;
  if (rule.kind === 'norm') return first.features === 1 ? made(rule.operation) : undefined;
  if (rule.kind !== 'unary') return undefined;
  const { operation } = rule;
  if (elementwise.has(operation.kind)) return made(operation);
  if (operation.kind !== 'softmax' && operation.kind !== 'logSoftmax') return undefined;
  if (first.features > 0) return made(operation);
  const named = e.callee.sub !== undefined && indices.letters.has(e.callee.sub);
  const place = named ? first.index.indexOf(e.callee.sub) : first.index.length - 1;
  if (place < 0) return undefined;
  return made({ ...operation, axis: place - first.index.length });
}
