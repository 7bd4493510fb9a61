import type { Span } from '../../../program/span.js';
import type { ProductOperator } from '../expression.js';
import type { Lowering } from '../lower/state.js';
import { contract } from './contract.js';
import type { Indexed } from './element.js';
import { emitShared, inOrder, joined } from './emit.js';
import type { Order } from './emit.js';

/**
 * A chain of factors, summed over `summed`. Factors without axes scale the rest; the rest is an
 * elementwise product, a matrix product or one einsum.
 */
export function multiply(
  s: Lowering,
  order: Order,
  { operators }: { readonly operators: readonly ProductOperator[] },
  all: readonly (Indexed | undefined)[],
  summed: readonly string[],
  span: Span,
): Indexed | undefined {
  if (operators.some((o) => o === 'outer' || o === 'star' || o === 'directSum')) return undefined;
  const factors = all.filter((f) => f !== undefined);
  if (factors.length < all.length || factors.some((f) => f.index.includes(undefined)))
    return undefined;
  const isPlain = (f: Indexed): boolean => f.index.length === 0 && f.features === 0;
  const scales = factors.filter(isPlain);
  const tensors = factors.filter((f) => !isPlain(f));
  const signs = operators.filter((_, k) => {
    const next = factors[k + 1];
    return next !== undefined && !isPlain(next);
  });
  const between = factors[0] !== undefined && isPlain(factors[0]) ? signs.slice(1) : signs;
  const product = contracted(s, order, tensors, between, summed, span);
  const scale = scales.reduce<Indexed | undefined>(
    (a, b) => (a === undefined ? b : joined(s, 'mul', [a, b], span)),
    undefined,
  );
  if (tensors.length > 0 && product === undefined) return undefined;
  if (product === undefined) return summed.length === 0 ? scale && { ...scale, span } : undefined;
  if (scale === undefined) return product;
  const leads = factors[0] !== undefined && isPlain(factors[0]);
  const pair = leads ? [scale, product] : [product, scale];
  const result = joined(s, 'mul', pair, span);
  return result && { ...result, flipped: product.flipped };
}

function contracted(
  s: Lowering,
  order: Order,
  factors: readonly Indexed[],
  operators: readonly ProductOperator[],
  summed: readonly string[],
  span: Span,
): Indexed | undefined {
  const letters = [...new Set(factors.flatMap((f) => f.index))].filter((l) => l !== undefined);
  if (summed.some((l) => !letters.includes(l))) return undefined;
  const [first, second] = factors;
  if (first === undefined) return undefined;
  const names = new Map(letters.map((l) => [l, nameOf(l, letters)]));
  const plan = contract(factors, operators, names);
  if (plan === undefined) return undefined;
  const index = inOrder(
    letters.filter((l) => !summed.includes(l)),
    order,
  );
  const features = plan.features.length as 0 | 1 | 2;
  const made = (id: number): Indexed => ({ id, index, features, flipped: plan.flipped, span });
  const output = [...index.map((l) => names.get(l) ?? '?'), ...plan.features].join('');
  const equation = `${plan.operands.join(',')}->${output}`;
  const ids = factors.map((f) => f.id);
  if (factors.length === 1) {
    if (summed.length === 0) return { ...first, span };
    const axes = summed.map((l) => first.index.indexOf(l) - first.index.length - first.features);
    return made(emitShared(s, { kind: 'sum', axes, keepDim: false }, ids, span));
  }
  if (factors.length === 2 && second !== undefined) {
    // x_j W is a product of the matrix of all x_j with W; W x_j one with its transpose.
    const rows = /^(\w*)(\w),\2(\w)->\1\3$/.test(equation) && second.index.length === 0;
    if (rows && second.features === 2) return made(emitShared(s, { kind: 'matmul' }, ids, span));
    const layer = /^(\w)(\w),(\w*)\2->\3\1$/.test(equation) && first.features === 2;
    if (layer && first.index.length === 0) {
      return made(emitShared(s, { kind: 'linear' }, [second.id, first.id], span));
    }
    const elements = plan.operands.every((o) => o === output);
    if (elements) return made(emitShared(s, { kind: 'mul' }, ids, span));
  }
  return made(emitShared(s, { kind: 'einsum', equation }, ids, span));
}

/** Letters stay as written; a primed one takes the capital. */
function nameOf(letter: string, all: readonly string[]): string {
  const plain = letter.replaceAll("'", '');
  if (plain === letter) return letter;
  const capital = plain.toUpperCase();
  return all.includes(capital) ? `${capital}` : capital;
}
