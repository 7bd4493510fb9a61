/**
 * Mersenne Twister MT19937 (M. Matsumoto, T. Nishimura, 1998; initialisation of 2002): the engine under both
 * PyTorch's CPU generator (`ATen/core/MT19937RNGEngine.h`) and NumPy's `RandomState` (`_mt19937`). Both seed it alike.
 */
const N = 624;
const M = 397;
const MATRIX_A = 0x9908b0df;
const UPPER = 0x80000000;
const LOWER = 0x7fffffff;

/** A snapshot that `restore` accepts: the 624 words and the position in them (624: all used up). */
export interface Mt19937State {
  readonly words: Uint32Array;
  readonly position: number;
}

export interface Mt19937 {
  /** The next 32-bit word, 0 … 2³² − 1. */
  next32(): number;
  save(): Mt19937State;
  restore(state: Mt19937State): void;
  /** An independent engine that goes on from here. */
  clone(): Mt19937;
}

/** An engine seeded with the low 32 bits of an integer (`init_genrand`). */
export function mt19937(seed: number): Mt19937 {
  return engine({ words: wordsFromSeed(seed), position: N });
}

/** An engine seeded with several 32-bit words (`init_by_array`), as NumPy does for `np.random.seed([1, 2])`. */
export function mt19937FromArray(key: readonly number[]): Mt19937 {
  const words = wordsFromSeed(19650218);
  const keys = key.length === 0 ? [0] : key;
  let i = 1;
  let j = 0;
  for (let k = Math.max(N, keys.length); k > 0; k--) {
    words[i] = (words[i]! ^ Math.imul(mix(words[i - 1]!), 1664525)) + (keys[j]! >>> 0) + j;
    if (++i >= N) {
      words[0] = words[N - 1]!;
      i = 1;
    }
    if (++j >= keys.length) j = 0;
  }
  for (let k = N - 1; k > 0; k--) {
    words[i] = (words[i]! ^ Math.imul(mix(words[i - 1]!), 1566083941)) - i;
    if (++i >= N) {
      words[0] = words[N - 1]!;
      i = 1;
    }
  }
  words[0] = UPPER;
  return engine({ words, position: N });
}

function mix(word: number): number {
  return word ^ (word >>> 30);
}

function wordsFromSeed(seed: number): Uint32Array {
  const words = new Uint32Array(N);
  words[0] = seed;
  for (let j = 1; j < N; j++) words[j] = Math.imul(1812433253, mix(words[j - 1]!)) + j;
  return words;
}

function engine(start: Mt19937State): Mt19937 {
  const words = start.words.slice();
  let position = start.position;
  return {
    next32() {
      if (position >= N) {
        twist(words);
        position = 0;
      }
      let y = words[position++]!;
      y ^= y >>> 11;
      y ^= (y << 7) & 0x9d2c5680;
      y ^= (y << 15) & 0xefc60000;
      return (y ^ (y >>> 18)) >>> 0;
    },
    save: () => ({ words: words.slice(), position }),
    restore(state) {
      words.set(state.words);
      position = state.position;
    },
    clone: () => engine({ words, position }),
  };
}

/** Replaces all 624 words by the next 624. */
function twist(words: Uint32Array): void {
  for (let k = 0; k < N; k++) {
    const y = (words[k]! & UPPER) | (words[k + 1 < N ? k + 1 : 0]! & LOWER);
    words[k] = words[k + M < N ? k + M : k + M - N]! ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : MATRIX_A);
  }
}
