import type { Numbers } from './compute.js';
import type { Stated } from './digits.js';
import { fits } from './digits.js';
import type { StatedResult } from './stated.js';

/** How a stated result and a computed one compare. */
export type Comparison =
  | { readonly kind: 'right' }
  /** Places of the numbers that differ, in row-major order. */
  | { readonly kind: 'wrong'; readonly places: readonly number[] }
  | { readonly kind: 'shape' }
  /** Nothing can be said. */
  | { readonly kind: 'unclear' };

const squeezed = (shape: readonly number[]): readonly number[] => shape.filter((d) => d !== 1);

const sameShape = (a: readonly number[], b: readonly number[]): boolean => {
  const [x, y] = [squeezed(a), squeezed(b)];
  return x.length === y.length && x.every((d, i) => d === y[i]);
};

/** Abbreviations of units that stand beside numbers: K, M, G, Ki, Mi, Gi, %, m, µ, n. */
const unitScales = [
  1e3,
  1e6,
  1e9,
  1e12,
  2 ** 10,
  2 ** 20,
  2 ** 30,
  2 ** 40,
  1e-2,
  1e-3,
  1e-6,
  1e-9,
];

/** True where the number stated is the computed one in another unit. */
function inOtherUnit(stated: Stated, computed: number): boolean {
  const half = stated.digits.whole ? 0.5 : stated.half;
  return (
    stated.value !== 0 && unitScales.some((scale) => fits({ ...stated, half }, computed / scale))
  );
}

/** Holds a stated result against computed numbers, each within `slack`. */
export function compare(
  stated: StatedResult,
  computed: Numbers,
  slack?: ArrayLike<number>,
): Comparison {
  const { numbers } = stated;
  const at = (i: number): number => computed.data[i] ?? Number.NaN;
  const within = (n: Stated, i: number): boolean => fits(n, at(i), slack?.[i] ?? 0);
  const [only] = numbers;
  if (only === undefined || computed.data.length === 0) return { kind: 'unclear' };
  if (numbers.length === 1 && computed.data.length > 1) {
    const all = Array.from(computed.data, (_, i) => within(only, i));
    return all.every(Boolean) ? { kind: 'right' } : { kind: 'unclear' };
  }
  if (!sameShape(stated.shape, computed.shape)) {
    return computed.data.length === 1 ? { kind: 'unclear' } : { kind: 'shape' };
  }
  const places = numbers.flatMap((n, i) => (within(n, i) ? [] : [i]));
  if (places.length === 0) return { kind: 'right' };
  if (numbers.length === 1 && inOtherUnit(only, at(0))) return { kind: 'unclear' };
  if (places.some((i) => Number.isNaN(at(i)))) return { kind: 'unclear' };
  return { kind: 'wrong', places };
}

/** True where two computed results agree within what their rounded inputs leave open. */
export function agree(a: Numbers, b: Numbers, slack: (i: number) => number): boolean | undefined {
  if (a.data.length !== b.data.length || !sameShape(a.shape, b.shape)) return undefined;
  for (let i = 0; i < a.data.length; i++) {
    const [x, y] = [a.data[i] ?? 0, b.data[i] ?? 0];
    if (Number.isNaN(x) || Number.isNaN(y)) return undefined;
    if (x !== y && Math.abs(x - y) > slack(i) + 1e-6 * Math.max(1e-3, Math.abs(x), Math.abs(y)))
      return false;
  }
  return true;
}
