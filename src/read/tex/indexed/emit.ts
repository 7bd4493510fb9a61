import type { Operation } from '../../../program/operation.js';
import type { Span } from '../../../program/span.js';
import type { ValueId } from '../../../program/value.js';
import { emit } from '../lower/state.js';
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
      : `${JSON.stringify(operation)}(${inputs.join()})`;
  const before = s.computed.get(key);
  if (before !== undefined) {
    s.builder.mention(span, before);
    return before;
  }
  const id = emit(s, operation, inputs, span);
  if (!s.reuse) s.computed.set(key, id);
  return id;
}

/** True where the axes of `b` meet those of `a` when both are aligned at their ends. */
function aligned(a: Indexed, b: Indexed): boolean {
  if (a.features !== b.features)
    return (a.features === 0 && a.index.length === 0) || (b.features === 0 && b.index.length === 0);
  const n = Math.min(a.index.length, b.index.length);
  for (let k = 1; k <= n; k++) {
    const x = a.index[a.index.length - k];
    const y = b.index[b.index.length - k];
    if (x !== undefined && y !== undefined && x !== y) return false;
  }
  const [long, short] = a.index.length >= b.index.length ? [a, b] : [b, a];
  const rest = long.index.slice(0, long.index.length - short.index.length);
  return rest.every((l) => l === undefined || !short.index.includes(l));
}

/** An elementwise operation of two; axes that do not meet are moved first. */
export function joined(
  s: Lowering,
  kind: 'add' | 'sub' | 'mul' | 'div' | 'pow',
  [a, b]: readonly (Indexed | undefined)[],
  span: Span,
): Indexed | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (aligned(a, b)) {
    const id = emitShared(s, { kind }, [a.id, b.id], span);
    const long = a.index.length + a.features >= b.index.length + b.features ? a : b;
    const other = long === a ? b : a;
    const shift = long.index.length - other.index.length;
    const index = long.index.map((l, k) => l ?? other.index[k - shift]);
    const features = Math.max(a.features, b.features) as 0 | 1 | 2;
    return { id, index, features, flipped: long.flipped, span };
  }
  if (a.index.includes(undefined) || b.index.includes(undefined)) return undefined;
  const letters = [...new Set([...a.index, ...b.index])];
  const features = Math.max(a.features, b.features) as 0 | 1 | 2;
  const [x, y] = [spread(s, a, letters, features), spread(s, b, letters, features)];
  const id = emitShared(s, { kind }, [x, y], span);
  return { id, index: letters, features, flipped: a.flipped || b.flipped, span };
}

/** `x` with an axis for each of `letters` and `features`, of size 1 where it has none. */
function spread(
  s: Lowering,
  x: Indexed,
  letters: readonly (string | undefined)[],
  features: number,
): ValueId {
  const own = letters.filter((l) => x.index.includes(l));
  const places = own.map((l) => x.index.indexOf(l));
  let { id } = x;
  if (places.some((p, k) => p !== k)) {
    const rest = Array.from({ length: x.features }, (_, k) => places.length + k);
    id = emitShared(s, { kind: 'permute', axes: [...places, ...rest] }, [id], x.span);
  }
  const items = [
    ...letters.map((l) => (x.index.includes(l) ? slice : newAxis)),
    ...Array.from({ length: features }, (_, k) => (k < features - x.features ? newAxis : slice)),
  ];
  while (items[0] === newAxis) items.shift();
  if (items.every((i) => i === slice)) return id;
  return emitShared(s, { kind: 'index', items }, [id], x.span);
}

const slice = { kind: 'slice' } as const;
const newAxis = { kind: 'newAxis' } as const;
