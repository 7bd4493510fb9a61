/** Options of `choice`, both generators. */
export interface ChoiceOptions {
  /** Whether a value may be drawn twice. Default true. */
  readonly replace?: boolean;
  /** One probability for each of the n values, of sum 1. */
  readonly p?: ArrayLike<number>;
}

/** What `choice` needs of a generator. */
export interface ChoiceSource {
  rand(count: number): Float64Array;
  /** `count` integers in [0, n). */
  integers(n: number, count: number): Float64Array;
  /** `count` different integers in [0, n). */
  sample(n: number, count: number): Float64Array;
}

/**
 * `choice` as `RandomState` and `Generator` write it (`numpy/random/mtrand.pyx`, `_generator.pyx`): with
 * probabilities, the inverse of the cumulated sum; without replacement, again for those still missing.
 *
 * Without replacement, at least `count` of the probabilities have to be positive.
 */
export function choose(
  source: ChoiceSource,
  n: number,
  count: number,
  { replace = true, p }: ChoiceOptions,
): Float64Array {
  if (p === undefined) return replace ? source.integers(n, count) : source.sample(n, count);
  if (replace) {
    const cumulated = cumulate(p);
    return source.rand(count).map((u) => firstAbove(cumulated, u));
  }
  const left = Float64Array.from(p);
  const found: number[] = [];
  while (found.length < Math.min(count, n)) {
    const cumulated = cumulate(left);
    if (!(cumulated.at(-1) === 1)) break;
    const drawn = source.rand(count - found.length);
    for (const u of drawn) {
      const index = firstAbove(cumulated, u);
      if (left[index] !== 0) found.push(index);
      left[index] = 0;
    }
  }
  return Float64Array.from(found);
}

function cumulate(p: ArrayLike<number>): Float64Array {
  let sum = 0;
  const sums = Float64Array.from(p, (x) => (sum += x));
  return sums.map((x) => x / sum);
}

/** The first index whose value lies above u (`searchsorted(…, side='right')`). */
function firstAbove(sorted: Float64Array, u: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= u) low = middle + 1;
    else high = middle;
  }
  return low;
}
