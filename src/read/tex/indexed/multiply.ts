import type { Span } from '../../../program/span.js';
import type { ProductOperator } from '../expression.js';
import type { Lowering } from '../lower/state.js';
import { contract } from './contract.js';
import type { Indexed } from './element.js';
import { inOrder, joined } from './emit.js';
import type { Order } from './emit.js';
import { productOf } from './products.js';

const readable = new Set<ProductOperator>(['beside', 'dot', 'times', 'elementwise']);

/**
 * A chain of factors, summed over `summed`. Factors without axes scale the rest; the rest are matrix
 * and elementwise products, two at a time.
 */
export function multiply(
  s: Lowering,
  order: Order,
  { operators }: { readonly operators: readonly ProductOperator[] },
  all: readonly (Indexed | undefined)[],
  summed: readonly string[],
  span: Span,
): Indexed | undefined {
  const factors = all.filter((f) => f !== undefined);
  if (factors.length < all.length || factors.some((f) => f.index.includes(undefined)))
    return undefined;
  const numbers = factors.every((f) => f.features === 0);
  if (operators.some((o) => !readable.has(o) && !(numbers && o === 'star'))) return undefined;
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
  const [first] = factors;
  if (first === undefined) return undefined;
  if (factors.length === 1 && summed.length === 0) return { ...first, span };
  const names = namesOf(letters);
  const plan = contract(factors, operators, names);
  if (plan === undefined) return undefined;
  const index = inOrder(
    letters.filter((l) => !summed.includes(l)),
    order,
  );
  const output = [...index.map((l) => names.get(l) ?? '?'), ...plan.features].join('');
  const operands = factors.map((f, k) => ({
    id: f.id,
    letters: plan.operands[k] ?? '',
    span: f.span,
    isMap: f.index.length === 0 && f.features === 2,
    isVector: f.index.length === 0 && f.features === 1,
  }));
  if (new Set(output).size < output.length) return undefined;
  const id = productOf(s, operands, output, span);
  if (id === undefined) return undefined;
  const features = plan.features.length as 0 | 1 | 2;
  return { id, index, features, flipped: plan.flipped, span };
}

/** One character for each letter, as an einsum has it: `j'` takes a capital. */
function namesOf(letters: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set(letters);
  for (const letter of letters) {
    const plain = letter.length === 1;
    const wish = /[a-z]/.exec(letter)?.[0]?.toUpperCase() ?? 'Z';
    const free = [wish, ...'ZYXUVWTSRQPONMLKJIHGFEDCBA'].find((c) => !taken.has(c)) ?? '?';
    const name = plain ? letter : free;
    taken.add(name);
    names.set(letter, name);
  }
  return names;
}
