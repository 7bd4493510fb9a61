import type { Expression, ExpressionOf } from '../expression.js';
import { partsOf, unwrapped } from '../expression.js';
import { functionRule } from '../functions.js';
import type { ValueId } from '../../../program/value.js';
import type { Lowering } from './state.js';

/** What stands for something that is not worked out from its symbols. */
const unworked: ReadonlySet<Expression['kind']> = new Set<Expression['kind']>([
  'cases',
  'ellipsis',
  'list',
  'missing',
  'opaque',
  'prose',
  'relation',
]);

/** `\phi(Q)`: a letter of Greek is one function; `CE(x, y)` is the name of a result. */
const isKnownFunction = ({ callee }: ExpressionOf<'apply'>): boolean =>
  functionRule(callee.base) !== undefined || callee.base.startsWith('\\');

/** `\Delta W`, `\delta x`: how something changes has a name of its own. */
const isChange = (e: Expression | undefined): boolean =>
  e?.kind === 'symbol' && /^\\(?:Delta|delta|nabla|partial)$|^[Δδ∇∂d]$/.test(e.symbol.name);

/** `MAPE`: capitals in a row are a word. */
const isWord = ({ factors, operators }: ExpressionOf<'product'>): boolean =>
  factors.length > 2 &&
  operators.every((o) => o === 'beside') &&
  factors.every((f) => f.kind === 'symbol' && /^[A-Z]$/.test(f.symbol.name));

/** True for an expression before a sign of equality that says how its value comes from its symbols. */
function isWorkedOut(e: Expression): boolean {
  if (!['apply', 'product', 'quotient', 'sum', 'big'].includes(unwrapped(e).kind)) return false;
  const stack: Expression[] = [e];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (unworked.has(next.kind)) return false;
    if (next.kind === 'apply' && !isKnownFunction(next)) return false;
    if (next.kind === 'product' && (isChange(next.factors[0]) || isWord(next))) return false;
    for (const part of partsOf(next)) stack.push(part);
  }
  return true;
}

const isNumbers = (s: Lowering, id: ValueId): boolean =>
  s.builder.value(id).operation.kind === 'tensor';

/**
 * `\text{softmax}(QK^\top)V = AV`: the left-hand side is as well worked out as the right. Beside numbers
 * of the text it is not: its own would be examples.
 */
export function otherSide(
  s: Lowering,
  left: Expression,
  results: readonly ValueId[],
): ValueId | undefined {
  const inner = unwrapped(left);
  if (!s.leftToo || !hasSymbols(inner) || !isWorkedOut(inner)) return undefined;
  if (results.some((id) => isNumbers(s, id))) return undefined;
  s.sharing = true;
  const value = s.lower(inner);
  s.sharing = false;
  return value;
}

/** True where every symbol of the expression, if any, is defined by an earlier row. */
export function allDefined(s: Lowering, e: Expression): boolean {
  return symbolNames(e).every((name) => s.definitions.has(name));
}

export const hasSymbols = (e: Expression): boolean => symbolNames(e).length > 0;

/** Names of the symbols in an expression, each as often as it stands there. */
export function symbolNames(e: Expression): string[] {
  const names: string[] = [];
  const stack: Expression[] = [e];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.kind === 'symbol' || next.kind === 'prime') names.push(next.symbol.name);
    for (const part of partsOf(next)) stack.push(part);
  }
  return names;
}
