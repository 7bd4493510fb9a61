import type { Operation } from '../../../program/operation.js';
import type { ValueId } from '../../../program/value.js';
import type { Expression, ExpressionOf } from '../expression.js';
import { unwrapped } from '../expression.js';
import type { FunctionRule } from '../functions.js';
import { functionRule } from '../functions.js';
import { constantOf } from '../sizes.js';
import { entriesOf, joinItems, numbers } from './collections.js';
import { applied } from './copies.js';
import { symbolNames } from './leftSides.js';
import { numbersInRow } from './lists.js';
import { emit, emitCall, emitNumber } from './state.js';
import type { Lowering } from './state.js';

type Apply = ExpressionOf<'apply'>;

const sigmoid: FunctionRule = { kind: 'unary', operation: { kind: 'sigmoid' } };
const expectation = functionRule('mean');

/** `\sigma_k(x)`: the k-th deviation or permutation; `\sigma_g(W x)` is a gate's function. */
const isOneOfSeveral = (sub: string | undefined, args: readonly Expression[]): boolean =>
  /^[ijkmn]$/.test(sub ?? '') && args.every((a) => unwrapped(a).kind === 'symbol');

/** The experts `\text{Expert}_i(x)`, `E_i(x)`, `E_{\text{shared}}(x)`; `E_i[x_i]`, `E_x[f(x)]` are means over something. */
export function isExpert({ callee, args }: Apply): boolean {
  const { base, sub = '', style } = callee;
  if (/^experts?$/i.test(base)) return true;
  if (
    base !== 'E' ||
    style === 'mathbb' ||
    !/^(?:[eijkmnrs\d]|(?:\\\w+\{)?[a-z]{3,}\}?)$/.test(sub)
  )
    return false;
  return args.every((arg) => {
    const of = unwrapped(arg);
    return of.kind === 'symbol' && !(of.symbol.sub ?? '').includes(sub);
  });
}

/** What a callee does; letters mean their usual function. */
function ruleOf(e: Apply): FunctionRule | undefined {
  const { callee, args } = e;
  if (callee.base === '\\sigma') return isOneOfSeveral(callee.sub, args) ? undefined : sigmoid;
  const isMean = callee.base === 'E' && args.length === 1 && !isExpert(e);
  if (callee.base === '\\mu' || isMean) return expectation;
  return functionRule(callee.base);
}

/** `\text{sum}(A, \text{dim}=-1)`: without an axis it is not said what a sum goes over. */
const reductionOf = (name: string): FunctionRule | undefined =>
  name === 'sum' ? { kind: 'unary', operation: { kind: 'sum', axes: [-1] } } : undefined;

export function lowerApply(s: Lowering, e: Apply): ValueId | undefined {
  const { options, args } = split(e.args);
  const rule = ruleOf(e) ?? (options.size > 0 ? reductionOf(e.callee.base) : undefined);
  if (rule === undefined || rule.kind === 'named') {
    return lowerOpen(s, e, args, rule?.layer === true);
  }
  const call = (): ValueId => emitCall(s, e.callee.name, lowered(s, args), e.span);
  switch (rule.kind) {
    case 'unary': {
      const operands = operandsOf(rule.operation, args);
      return inBase(s, e, lowerUnary(s, e, operands, withAxis(rule.operation, options))) ?? call();
    }
    case 'norm': {
      const inputs = lowered(s, args);
      if (inputs.length === 0 || inputs.length > 3)
        return emitCall(s, e.callee.name, inputs, e.span);
      return emit(s, rule.operation, inputs, e.span);
    }
    case 'extreme':
      return lowerExtreme(s, e, args, rule.operation, options) ?? call();
    case 'attention': {
      // `\text{Attn}(x)`: a layer.
      if (args.length === 1) return lowerOpen(s, e, args, true);
      const inputs = lowered(s, args);
      const whole = inputs.length === args.length && (inputs.length === 3 || inputs.length === 4);
      if (!whole) return emitCall(s, e.callee.name, inputs, e.span);
      return emit(
        s,
        { kind: 'scaledDotProductAttention', causal: false },
        inputs,
        e.span,
        'matrix',
      );
    }
    case 'concat': {
      const [only] = args;
      const list = only?.kind === 'list' && args.length === 1 ? only : undefined;
      const counted = /^[a-z]=1$/.test(e.callee.sub ?? '') ? e.callee.sup : undefined;
      return joinItems(s, list?.items ?? args, e.span, list?.count ?? counted) ?? call();
    }
    default:
      return rule satisfies never;
  }
}

const lowered = (s: Lowering, all: readonly Expression[]): ValueId[] =>
  all.map((e) => s.lower(e)).filter((id) => id !== undefined);

/**
 * A function that the field does not settle. What the text defines is worked out for these arguments. A layer keeps the
 * shape of what it is given: `\text{FFN}(x)`, `\text{MHA}(x, x, x)`, but of other queries, keys and
 * values the sizes are not said, unless it is added to what it is of.
 */
function lowerOpen(
  s: Lowering,
  e: Apply,
  args: readonly Expression[],
  isLayer: boolean,
): ValueId | undefined {
  const inputs = lowered(s, args);
  const { name } = e.callee;
  const whole = inputs.length === args.length;
  const known = whole ? definedResult(s, e, inputs) : undefined;
  if (known !== undefined) return known;
  const keepsShape = s.layers.has(e) || (isLayer && new Set(inputs).size === 1);
  return whole && keepsShape
    ? emit(s, { kind: 'call', callee: name, layer: true }, inputs, e.span)
    : emitCall(s, name, inputs, e.span);
}

/** `\text{FFN}(z)` where the text says what `\text{FFN}(x)` is. */
function definedResult(s: Lowering, e: Apply, inputs: readonly ValueId[]): ValueId | undefined {
  const defined = s.functions.get(e.callee.name);
  if (defined?.takes.length !== inputs.length) return undefined;
  const key = `${e.callee.name}(${inputs.join()})`;
  const before = s.computed.get(key);
  const value = before ?? applied(s, defined, inputs, e.span);
  if (before !== undefined) s.builder.mention(e.span, before);
  else if (value !== undefined) s.computed.set(key, value);
  return value;
}

/** More terms are no residual connection. */
const maxTerms = 8;

/** The symbols that a sum has for terms: `x` of `x + A(x) + B(x)`. */
function plainTerms(sum: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  const stack = [sum];
  for (let count = 0; count < 2 * maxTerms; count++) {
    const next = stack.pop();
    if (next === undefined) break;
    const e = unwrapped(next);
    if (e.kind === 'sum') stack.push(e.right, e.left);
    if (e.kind === 'symbol') names.add(e.symbol.name);
  }
  return names;
}

/**
 * `x + F(x)`, `x + \alpha F(\text{LN}(x), W)`, `x + A(x) + \sum_i g_i E_i(x)`: what is added to its own
 * argument is as large as that, whatever the function is.
 */
export function connect(s: Lowering, of: Expression, other: Expression): void {
  const terms = plainTerms(other);
  if (terms.size === 0) return;
  const stack = [of];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const e = unwrapped(next);
    if (e.kind === 'product') stack.push(...e.factors);
    if (e.kind === 'quotient') stack.push(e.over);
    if (e.kind === 'big' && e.operator === '\\sum') stack.push(e.body);
    const [first] = e.kind === 'apply' ? e.args : [];
    if (e.kind !== 'apply' || first === undefined) continue;
    const rule = ruleOf(e);
    if (rule?.kind === 'unary' && rule.operation.kind === 'dropout') stack.push(first);
    const isOpen = rule === undefined || rule.kind === 'named';
    if (isOpen && symbolNames(first).some((n) => terms.has(n))) s.layers.add(e);
  }
}

/** `\text{Dropout}(A, p)`: what else it takes is a rate. */
export const operandsOf = (
  { kind }: Operation,
  args: readonly Expression[],
): readonly Expression[] => (kind === 'dropout' && args.length === 2 ? args.slice(0, 1) : args);

/** `dim = -1` among the arguments is an option, not an operand. */
function split(all: readonly Expression[]): {
  args: readonly Expression[];
  options: ReadonlyMap<string, number>;
} {
  const options = new Map<string, number>();
  const args = all.filter((a) => {
    const [name, value] = a.kind === 'relation' ? a.parts : [];
    const number = value === undefined ? undefined : constantOf(value);
    if (name?.kind !== 'symbol' || number === undefined) return a.kind !== 'relation';
    options.set(name.symbol.name, number);
    return false;
  });
  return { args, options };
}

/** With the axis that an argument names. What goes over that axis alone keeps it, as `mean` does. */
function withAxis(operation: Operation, options: ReadonlyMap<string, number>): Operation {
  const axis = options.get('dim') ?? options.get('axis');
  if (axis === undefined || !Number.isInteger(axis)) return operation;
  switch (operation.kind) {
    case 'softmax':
    case 'logSoftmax':
    case 'argmax':
      return { ...operation, axis };
    case 'mean':
    case 'var':
    case 'max':
    case 'min':
    case 'sum':
      return { ...operation, axes: [axis], keepDim: true };
    default:
      return operation;
  }
}

/** `\log_2 x` and `\log_{10} x` from the natural logarithm. */
function inBase(s: Lowering, e: Apply, value: ValueId | undefined): ValueId | undefined {
  const base = Number(e.callee.sub?.replaceAll(/[{}\s]/g, '') ?? Number.NaN);
  const known = e.callee.base.endsWith('log') && base > 1;
  if (value === undefined || !known || s.reuse) return value;
  const by = emitNumber(s, Math.log(base), e.calleeSpan);
  return emit(s, { kind: 'div' }, [value, by], e.span);
}

function lowerUnary(
  s: Lowering,
  e: Apply,
  args: readonly Expression[],
  operation: Operation,
): ValueId | undefined {
  const [only] = args;
  const plain = numbers(args);
  if (args.length > 1 && plain !== undefined) {
    const span = {
      start: args[0]?.span.start ?? e.span.start,
      end: args.at(-1)?.span.end ?? e.span.end,
    };
    const list = emit(
      s,
      { kind: 'tensor', shape: [plain.length], data: plain },
      [],
      span,
      'vector',
      { entries: entriesOf(s, args) },
    );
    return emit(s, operation, [list], e.span);
  }
  if (args.length > 1 && operation.kind === 'softmax') {
    const [start, end] = [args[0]?.span.start, args.at(-1)?.span.end];
    const span = { start: start ?? e.span.start, end: end ?? e.span.end };
    const list = numbersInRow(s, args, span);
    return list === undefined ? undefined : emit(s, operation, [list], e.span);
  }
  const [first, second] = args;
  const ofZero = operation.kind === 'relu' && args.length === 2 && first !== undefined;
  if (ofZero && second !== undefined && constantOf(first) === 0) {
    // `\text{ReLU}(0, x)`, as the maximum is written.
    const x = s.lower(second);
    return x === undefined ? undefined : emit(s, operation, [x], e.span);
  }
  if (args.length !== 1 || only === undefined) return undefined;
  const input = s.lower(only);
  return input === undefined ? undefined : emit(s, operation, [input], e.span);
}

/** `\max(0, x)` compares elements; `\max(x)` and `\max_j x` take the largest of each row. */
function lowerExtreme(
  s: Lowering,
  e: Apply,
  args: readonly Expression[],
  kind: 'max' | 'min',
  options: ReadonlyMap<string, number>,
): ValueId | undefined {
  const items = args.length === 1 && args[0]?.kind === 'list' ? args[0].items : args;
  const ids = items.map((a) => s.lower(a)).filter((id) => id !== undefined);
  const [first, second] = ids;
  if (ids.length !== items.length || first === undefined) return undefined;
  const largest = withAxis({ kind, axes: [-1], keepDim: true }, options);
  if (second === undefined) return emit(s, largest, [first], e.span);
  return ids.length === 2 ? emit(s, { kind }, [first, second], e.span) : undefined;
}
