import { inOrder, integerUpTo, maskedUpTo, shuffleDown, type Shuffled } from './bounded.js';
import { exactExp, exactLog } from './correctlyRounded.js';
import { choose, type ChoiceOptions, type ChoiceSource } from './numpyChoice.js';
import { pcg64, type Pcg64, type Pcg64State } from './pcg64.js';
import { INVERSE_TAIL, TAIL, ziggurat } from './ziggurat.js';

/** `np.random.default_rng(seed)`: PCG64 with the transforms of `numpy.random.Generator`. Everything is float64. */
export interface NumpyGenerator {
  /** `rng.random(count)`: on [0, 1), 53 random bits each. */
  random(count: number): Float64Array;
  /** `rng.standard_normal(count)`. */
  standardNormal(count: number): Float64Array;
  normal(mean: number, std: number, count: number): Float64Array;
  uniform(low: number, high: number, count: number): Float64Array;
  /** `rng.integers(low, high, count)`: low ≤ x < high, or ≤ high with `endpoint`. Exact while |x| ≤ 2⁵³. */
  integers(low: number, high: number, count: number, endpoint?: boolean): Float64Array;
  /** `rng.permutation(n)`. For an array, these are the indices that pick its shuffled rows. */
  permutation(n: number, spend?: (steps: number) => boolean): Float64Array;
  /** `rng.shuffle(items)`, in place. */
  shuffle<T>(items: Shuffled<T>): void;
  /** `rng.choice(n, count, replace, p)`, or the indices chosen from an array of n. */
  choice(n: number, count: number, options?: ChoiceOptions): Float64Array;
  save(): Pcg64State;
  restore(state: Pcg64State): void;
  clone(): NumpyGenerator;
}

/** Whether `np.random.default_rng` accepts the number: an integer from 0 on, of any size. */
export function isNumpySeed(seed: number | bigint): boolean {
  return (typeof seed === 'bigint' || Number.isInteger(seed)) && seed >= 0;
}

/**
 * `np.random.default_rng(seed)` (`numpy/random/_generator.pyx`, `src/distributions/distributions.c`).
 *
 * @param seed an integer for which `isNumpySeed` holds, or several
 */
export function numpyGenerator(
  seed: number | bigint | readonly (number | bigint)[],
): NumpyGenerator {
  const engine = pcg64(typeof seed === 'object' ? seed.map(BigInt) : BigInt(seed));
  const uniform01 = (): number => Number(engine.next64() >> 11n) * 2 ** -53;
  const fill = (count: number, draw: () => number): Float64Array => {
    const data = new Float64Array(count);
    for (let i = 0; i < count; i++) data[i] = draw();
    return data;
  };
  const below = (max: number): number => integerUpTo(engine, max);
  const upTo = (max: number): number => maskedUpTo(engine, max);

  const source: ChoiceSource = {
    rand: (count) => fill(count, uniform01),
    integers: (n, count) => fill(count, () => integerUpTo(engine, n - 1)),
    sample(n, count) {
      if (n > 10000 && count > Math.floor(n / 50)) {
        const order = inOrder(n);
        shuffleDown(order, Math.max(n - count, 1), below);
        return order.slice(n - count);
      }
      const chosen = floydSample(engine, n, count);
      shuffleDown(chosen, 1, below);
      return chosen;
    },
  };

  const generator: NumpyGenerator = {
    random: (count) => fill(count, uniform01),
    standardNormal: (count) => fill(count, () => standardNormal(engine, uniform01)),
    normal: (mean, std, count) => fill(count, () => mean + std * standardNormal(engine, uniform01)),
    uniform: (low, high, count) => fill(count, () => low + (high - low) * uniform01()),
    integers: (low, high, count, endpoint = false) =>
      fill(count, () => low + integerUpTo(engine, high - low - (endpoint ? 0 : 1))),
    permutation(n, spend) {
      const order = inOrder(n, spend);
      shuffleDown(order, 1, upTo, spend);
      return order;
    },
    shuffle: (items) => shuffleDown(items, 1, upTo),
    choice: (n, count, options = {}) => choose(source, n, count, options),
    save: () => engine.save(),
    restore: (state) => engine.restore(state),
    clone() {
      const copy = numpyGenerator(0);
      copy.restore(engine.save());
      return copy;
    },
  };
  return generator;
}

/** `random_standard_normal`: the ziggurat; 99 of 100 draws need one 64-bit word. */
function standardNormal(engine: Pcg64, uniform01: () => number): number {
  const { inside, width, height } = ziggurat();
  for (;;) {
    const word = engine.next64();
    const strip = Number(word & 0xffn);
    const negative = (word & 0x100n) !== 0n;
    const size = Number((word >> 9n) & 0xfffffffffffffn);
    const x = size * width[strip]! * (negative ? -1 : 1);
    if (size < inside[strip]!) return x;
    if (strip === 0) return tailNormal(Math.floor(size / 256) % 2 === 1, uniform01);
    const edge = height[strip]!;
    if ((height[strip - 1]! - edge) * uniform01() + edge < exactExp(-0.5 * x * x)) return x;
  }
}

/** Marsaglia's method for the tail beyond the outermost strip. */
function tailNormal(negative: boolean, uniform01: () => number): number {
  for (;;) {
    const x = -INVERSE_TAIL * exactLog(1 - uniform01());
    const y = -exactLog(1 - uniform01());
    if (y + y > x * x) return negative ? -(TAIL + x) : TAIL + x;
  }
}

/** R. Floyd's sampling: `count` different integers below n, not yet in random order. */
function floydSample(engine: Pcg64, n: number, count: number): Float64Array {
  const chosen = new Set<number>();
  for (let j = n - count; j < n; j++) {
    const value = integerUpTo(engine, j);
    chosen.add(chosen.has(value) ? j : value);
  }
  return Float64Array.from(chosen);
}
