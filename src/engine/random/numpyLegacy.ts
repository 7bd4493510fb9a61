import { inOrder, shuffleDown, maskedUpTo, type Shuffled } from './bounded.js';
import { exactLog } from './correctlyRounded.js';
import { mt19937, mt19937FromArray, type Mt19937State } from './mt19937.js';
import { choose, type ChoiceOptions, type ChoiceSource } from './numpyChoice.js';

/**
 * NumPy's legacy generator, `np.random.seed(n)` and `np.random.RandomState(n)`: MT19937 with the transforms NumPy
 * froze in version 1.16 (`numpy/random/mtrand.pyx`, `src/legacy/legacy-distributions.c`). Everything is float64.
 */
export interface NumpyRandomState {
  /** `np.random.rand`, `random`, `random_sample`: on [0, 1), 53 random bits each. */
  rand(count: number): Float64Array;
  /** `np.random.randn`, `standard_normal`. */
  randn(count: number): Float64Array;
  normal(mean: number, std: number, count: number): Float64Array;
  uniform(low: number, high: number, count: number): Float64Array;
  exponential(scale: number, count: number): Float64Array;
  /** `np.random.randint(low, high, count)`: integers low ≤ x < high. Exact while |x| ≤ 2⁵³. */
  randint(low: number, high: number, count: number): Float64Array;
  /** `np.random.permutation(n)`. For an array, these are the indices that pick its shuffled rows. */
  permutation(n: number, spend?: (steps: number) => boolean): Float64Array;
  /** `np.random.shuffle(items)`, in place. */
  shuffle<T>(items: Shuffled<T>): void;
  /** `np.random.choice(n, count, replace, p)`, or the indices chosen from an array of n. */
  choice(n: number, count: number, options?: ChoiceOptions): Float64Array;
  /** `np.random.seed(seed)` on this generator. */
  seed(seed: number | readonly number[]): void;
  save(): NumpyLegacyState;
  restore(state: NumpyLegacyState): void;
  clone(): NumpyRandomState;
}

/** The counterpart of `np.random.get_state()`. */
export interface NumpyLegacyState {
  readonly engine: Mt19937State;
  readonly nextGauss: number | undefined;
}

/** Whether `np.random.seed` accepts the number: an integer in [0, 2³² − 1]. */
export function isNumpyLegacySeed(seed: number): boolean {
  return Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32;
}

/**
 * `np.random.RandomState(seed)`.
 *
 * `rand`, `randint`, `uniform`, `permutation`, `shuffle` and `choice` are exact to the last bit. `randn`, `normal`
 * and `exponential` depend on the C library's `log`, which misses the correctly rounded value in one of a thousand
 * arguments: there, and only there, the last digit of 17 can differ by one.
 *
 * @param seed an integer for which `isNumpyLegacySeed` holds, or several
 */
export function numpyRandomState(seed: number | readonly number[]): NumpyRandomState {
  const engine = startEngine(seed);
  let nextGauss: number | undefined;

  const uniform01 = (): number => {
    const high = engine.next32() >>> 5;
    return (high * 2 ** 26 + (engine.next32() >>> 6)) / 2 ** 53;
  };
  const gauss = (): number => {
    if (nextGauss !== undefined) {
      const held = nextGauss;
      nextGauss = undefined;
      return held;
    }
    for (;;) {
      const x1 = 2 * uniform01() - 1;
      const x2 = 2 * uniform01() - 1;
      const r2 = x1 * x1 + x2 * x2;
      if (r2 >= 1 || r2 === 0) continue;
      const factor = Math.sqrt((-2 * exactLog(r2)) / r2);
      nextGauss = factor * x1;
      return factor * x2;
    }
  };
  const fill = (count: number, draw: () => number): Float64Array => {
    const data = new Float64Array(count);
    for (let i = 0; i < count; i++) data[i] = draw();
    return data;
  };

  const upTo = (max: number): number => maskedUpTo(engine, max);

  const generator: NumpyRandomState & ChoiceSource = {
    rand: (count) => fill(count, uniform01),
    randn: (count) => fill(count, gauss),
    normal: (mean, std, count) => fill(count, () => mean + std * gauss()),
    uniform: (low, high, count) => fill(count, () => low + (high - low) * uniform01()),
    exponential: (scale, count) => fill(count, () => scale * -exactLog(1 - uniform01())),
    randint: (low, high, count) => fill(count, () => low + maskedUpTo(engine, high - 1 - low)),
    permutation(n, spend) {
      const order = inOrder(n, spend);
      shuffleDown(order, 1, upTo, spend);
      return order;
    },
    shuffle: (items) => shuffleDown(items, 1, upTo),
    choice: (n, count, options = {}) => choose(generator, n, count, options),
    integers: (n, count) => generator.randint(0, n, count),
    sample: (n, count) => generator.permutation(n).slice(0, count),
    seed(next) {
      engine.restore(startEngine(next).save());
      nextGauss = undefined;
    },
    save: () => ({ engine: engine.save(), nextGauss }),
    restore(state) {
      engine.restore(state.engine);
      nextGauss = state.nextGauss;
    },
    clone() {
      const copy = numpyRandomState(0);
      copy.restore(generator.save());
      return copy;
    },
  };
  return generator;
}

function startEngine(seed: number | readonly number[]): ReturnType<typeof mt19937> {
  return typeof seed === 'number' ? mt19937(seed) : mt19937FromArray(seed);
}
