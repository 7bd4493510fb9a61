import type { Operation } from '../../../program/operation.js';
import type { Span } from '../../../program/span.js';
import type { ValueId } from '../../../program/value.js';
import { computationKey, emit } from '../lower/state.js';
import type { Lowering } from '../lower/state.js';
import type { Indexed } from './element.js';

/** Letters in the order of the result's axes: those of the left-hand side first. */
export type Order = readonly string[];

export function inOrder<T extends string | undefined>(letters: readonly T[], order: Order): T[] {
  const rank = (l: T): number => {
    const at = l === undefined ? -1 : order.indexOf(l);
    return at < 0 ? order.length : at;
  };
  return letters
    .map((l, place) => ({ l, place }))
    .sort((a, b) => rank(a.l) - rank(b.l) || a.place - b.place)
    .map(({ l }) => l);
}

/** An einsum with its letters renamed by appearance, so that `id,jd->ij` and `id,ld->il` agree. */
function canonical(equation: string): string {
  const names = new Map<string, string>();
  return equation.replaceAll(/[A-Za-z]/g, (l) => {
    const name = names.get(l) ?? String.fromCharCode(97 + names.size);
    names.set(l, name);
    return name;
  });
}

/**
 * Emits an operation, or mentions the value that is it already: the numerator and the denominator of
 * a softmax written out are one thing with two letters.
 */
export function emitShared(
  s: Lowering,
  operation: Operation,
  inputs: readonly ValueId[],
  span: Span,
): ValueId {
  const key =
    operation.kind === 'einsum'
      ? `einsum ${canonical(operation.equation)}(${inputs.join()})`
      : computationKey(operation, inputs);
  const before = s.computed.get(key);
  if (before !== undefined) {
    s.builder.mention(span, before);
    return before;
  }
  const id = emit(s, operation, inputs, span);
  if (!s.reuse) s.computed.set(key, id);
  return id;
}

/** True where the axes of all meet when aligned at their ends. */
function aligned(all: readonly Indexed[]): boolean {
  const [longest] = [...all].sort((a, b) => b.index.length - a.index.length);
  if (longest === undefined) return true;
  return all.every((x) => {
    if (x.index.length === 0 && x.features === 0) return true;
    if (x.features !== longest.features) return false;
    const shift = longest.index.length - x.index.length;
    const own = x.index.every((l, k) => {
      const other = longest.index[k + shift];
      return l === undefined || other === undefined || l === other;
    });
    const rest = longest.index.slice(0, shift);
    return own && rest.every((l) => l === undefined || !x.index.includes(l));
  });
}

/** One operation on the elements of all; axes that do not meet are moved first. */
export function elementwise(
  s: Lowering,
  operation: Operation,
  all: readonly (Indexed | undefined)[],
  span: Span,
  order: Order = [],
): Indexed | undefined {
  const operands = all.filter((x) => x !== undefined);
  const [first] = operands;
  if (first === undefined || operands.length < all.length) return undefined;
  if (operands.some((x) => x.id < 0)) return undefined;
  const features = Math.max(...operands.map((x) => x.features)) as 0 | 1 | 2;
  if (aligned(operands)) {
    const ids = operands.map((x) => x.id);
    const id = emitShared(s, operation, ids, span);
    const rank = Math.max(...operands.map((x) => x.index.length));
    const index = Array.from({ length: rank }, (_, k) =>
      operands.map((x) => x.index[k - rank + x.index.length]).find((l) => l !== undefined),
    );
    const longest = operands.find((x) => x.index.length + x.features === rank + features);
    return { id, index, features, flipped: longest?.flipped ?? false, span };
  }
  if (operands.some((x) => x.index.includes(undefined))) return undefined;
  const letters = inOrder([...new Set(operands.flatMap((x) => x.index))], order);
  const ids = operands.map((x) => spread(s, x, letters, features));
  const id = emitShared(s, operation, ids, span);
  return { id, index: letters, features, flipped: operands.some((x) => x.flipped), span };
}

/** An elementwise operation of two. */
export const joined = (
  s: Lowering,
  kind: 'add' | 'sub' | 'mul' | 'div' | 'pow',
  pair: readonly (Indexed | undefined)[],
  span: Span,
  order: Order = [],
): Indexed | undefined => elementwise(s, { kind }, pair, span, order);

/** `x` with an axis for each of `letters` and `features`, of size 1 where it has none. */
function spread(
  s: Lowering,
  x: Indexed,
  letters: readonly (string | undefined)[],
  features: number,
): ValueId {
  if (x.index.length === 0 && x.features === 0) return x.id;
  const own = letters.filter((l) => x.index.includes(l));
  const id = permuted(s, x, own);
  const items = [
    ...letters.map((l) => (x.index.includes(l) ? slice : newAxis)),
    ...Array.from({ length: features }, (_, k) => (k < features - x.features ? newAxis : slice)),
  ];
  while (items[0] === newAxis) items.shift();
  if (items.every((i) => i === slice)) return id;
  return emitShared(s, { kind: 'index', items }, [id], x.span);
}

/** `x` with its letters in this order. */
export function permuted(
  s: Lowering,
  x: Indexed,
  letters: readonly (string | undefined)[],
): ValueId {
  const places = letters.map((l) => x.index.indexOf(l));
  if (places.every((p, k) => p === k)) return x.id;
  const rest = Array.from({ length: x.features }, (_, k) => places.length + k);
  const operation: Operation =
    places.length === 2 && x.features === 0
      ? { kind: 'transpose', axis0: -2, axis1: -1 }
      : { kind: 'permute', axes: [...places, ...rest] };
  return emitShared(s, operation, [x.id], x.span);
}

/** The result with the letters of the left-hand side in their order. */
export function inLeftOrder(
  s: Lowering,
  order: Order,
  x: Indexed | undefined,
): Indexed | undefined {
  if (x === undefined || x.id < 0 || x.index.includes(undefined)) return x;
  const index = inOrder(x.index, order);
  return index.every((l, k) => l === x.index[k]) ? x : { ...x, id: permuted(s, x, index), index };
}

const slice = { kind: 'slice' } as const;
const newAxis = { kind: 'newAxis' } as const;
