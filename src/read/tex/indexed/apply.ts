import type { Shape } from '../../../program/dim.js';
import type { Operation } from '../../../program/operation.js';
import type { ValueId } from '../../../program/value.js';
import type { ExpressionOf } from '../expression.js';
import type { FunctionRule } from '../functions.js';
import { functionRule } from '../functions.js';
import { isExpert } from '../lower/calls.js';
import { emit, emitCall, shapeOf } from '../lower/state.js';
import type { Indexed } from './element.js';
import { elementwise, emitShared, inOrder } from './emit.js';
import { conditionOfText } from './indicator.js';
import type { Reader } from './lower.js';
import { choose, conditionValue } from './masks.js';
import { extremeAlong } from './reduce.js';
import { sizeOfLetter, unifyLetters } from './sizes.js';
import { isIndexLetter } from './subscripts.js';

type Apply = ExpressionOf<'apply'>;

const pointwise = new Set(
  'exp log tanh sigmoid relu silu gelu elu abs sqrt rsqrt sin cos erf dropout'.split(' '),
);

const sigmoid: FunctionRule = { kind: 'unary', operation: { kind: 'sigmoid' } };

export function lowerApplied(r: Reader, e: Apply): Indexed | undefined {
  const { s, indices } = r;
  const rule = e.callee.base === '\\sigma' ? sigmoid : functionRule(e.callee.base);
  const args = e.args.map((a) => r.lower(a));
  const [first] = args;
  const known = args.filter((a) => a !== undefined);
  if (first === undefined || known.length < args.length) return undefined;
  const made = (operation: Operation): Indexed => ({
    ...first,
    id: emitShared(s, operation, [first.id], e.span),
    span: e.span,
  });
  if (rule === undefined || rule.kind === 'named') return unread(r, e, known);
  if (rule.kind === 'extreme') return extreme(r, e, known, rule.operation);
  if (known.length !== 1) return undefined;
  if (rule.kind === 'norm') return first.features === 1 ? made(rule.operation) : undefined;
  if (rule.kind !== 'unary') return undefined;
  const { operation } = rule;
  if (pointwise.has(operation.kind)) return made(operation);
  if (operation.kind !== 'softmax' && operation.kind !== 'logSoftmax') return undefined;
  if (first.features > 0) return made(operation);
  const named = e.callee.sub !== undefined && indices.letters.has(e.callee.sub);
  const place = named ? first.index.indexOf(e.callee.sub) : first.index.length - 1;
  if (place < 0) return undefined;
  return made({ ...operation, axis: place - first.index.length });
}

/** Functions that map a vector to features keep it a vector: `\phi(q_i)`. */
const featureMap = /^\\?(?:phi|varphi|psi|Phi|Psi|kernel|feature(?:_?map)?)$/;

/**
 * A function that the text does not say: its numbers stay unknown. Of one argument it keeps the
 * rank; of several it is a number for each choice of their letters.
 */
function unread(r: Reader, e: Apply, args: readonly Indexed[]): Indexed {
  const { s, indices } = r;
  const [only] = args;
  const ids = args.map((a) => a.id);
  const span = e.span;
  const sized = (letters: readonly (string | undefined)[], rest: Shape): Shape | undefined =>
    letters.every((l) => l !== undefined)
      ? [...letters.map((l) => sizeOfLetter(s, indices, l)), ...rest]
      : undefined;
  // `\alpha_i(x, y)` has a number for each i, whatever it is of.
  const sub = e.callee.sub !== undefined && indices.letters.has(e.callee.sub) ? [e.callee.sub] : [];
  const own = sub.filter((l) => !args.some((a) => a.index.includes(l)));
  const alone = args.length === 1 ? only : undefined;
  // `\sum_i g_i E_i(x)`: each expert gives a vector as long as its input.
  const isAlike = alone?.features === 1 && (isExpert(e) || s.layers.has(e));
  if (alone !== undefined && (own.length === 0 || isAlike)) {
    const index = own.length === 0 ? alone.index : inOrder([...alone.index, ...own], r.order);
    const rest = shapeOf(s, alone.id)?.slice(alone.index.length);
    const mapped = own.length === 0 && alone.features === 1 && featureMap.test(e.callee.base);
    const shape = rest && sized(index, mapped ? [s.builder.context.fresh()] : rest);
    return { ...alone, id: called(r, e, ids, shape), index, span };
  }
  const letters = [...new Set([...args.flatMap((a) => a.index), ...own])];
  const index = inOrder(letters, r.order);
  const id = called(r, e, ids, sized(index, []));
  return { id, index, features: 0, flipped: false, span };
}

/** The same call of the same values is one value: `\phi(k_j)` above and below a fraction line. */
function called(
  { s }: Reader,
  e: Apply,
  inputs: readonly ValueId[],
  shape: Shape | undefined,
): ValueId {
  const key = `call ${e.callee.name}(${inputs.join()})`;
  const before = s.computed.get(key);
  if (before !== undefined) {
    s.builder.mention(e.span, before);
    return before;
  }
  if (s.reuse || shape === undefined) return emitCall(s, e.callee.name, inputs, e.span);
  const id = s.builder.emit({
    operation: { kind: 'call', callee: e.callee.name },
    inputs,
    span: e.span,
    tex: s.source(e.span),
    shape,
  });
  s.computed.set(key, id);
  return id;
}

/** `\max(0, x_i)` compares elements, `\max_j x_j` takes the largest, `\max(x)` that of a vector. */
function extreme(
  r: Reader,
  e: Apply,
  args: readonly Indexed[],
  kind: 'max' | 'min',
): Indexed | undefined {
  const [first, second] = args;
  if (first === undefined || args.length > 2) return undefined;
  if (second !== undefined) return elementwise(r.s, { kind }, args, e.span);
  const { sub } = e.callee;
  if (sub !== undefined && isIndexLetter(sub)) return extremeAlong(r, first, [sub], kind, e.span);
  const condition = conditionOfText(sub, e.calleeSpan);
  if (condition !== undefined) return extremeWhere(r, e, first, kind);
  if (sub !== undefined) return undefined;
  if (first.features === 1) {
    const id = emitShared(r.s, { kind, axes: [-1], keepDim: false }, [first.id], e.span);
    return { ...first, id, features: 0, flipped: false, span: e.span };
  }
  return undefined;
}

/** `\max_{j \le i} s_{ij}`: what the condition leaves out is never the largest. */
function extremeWhere(
  r: Reader,
  e: Apply,
  inner: Indexed,
  kind: 'max' | 'min',
): Indexed | undefined {
  const { s, indices } = r;
  const condition = conditionOfText(e.callee.sub, e.calleeSpan);
  const left = condition?.left.kind === 'symbol' ? condition.left.symbol.name : undefined;
  const right = condition?.right.kind === 'symbol' ? condition.right.symbol.name : undefined;
  if (condition === undefined || left === undefined || right === undefined) return undefined;
  unifyLetters(s, indices, [left, right]);
  const holds = conditionValue(s, condition, false, r.lower);
  const least = kind === 'max' ? -Infinity : Infinity;
  const id = emit(
    s,
    { kind: 'tensor', shape: [], data: [least] },
    [],
    { start: e.calleeSpan.end, end: e.calleeSpan.end },
    'scalar',
  );
  const bound: Indexed = { id, index: [], features: 0, flipped: false, span: e.calleeSpan };
  const kept = holds && choose(s, holds, inner, bound, e.calleeSpan);
  return extremeAlong(r, kept, [left], kind, e.span);
}
