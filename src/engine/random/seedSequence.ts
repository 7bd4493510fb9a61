/**
 * `numpy.random.SeedSequence` (`numpy/random/bit_generator.pyx`), after M. O'Neill's `seed_seq`: spreads the bits
 * of a seed over as many words as a generator wants.
 */
const POOL = 4;
const INIT_A = 0x43b0d7e5;
const MULT_A = 0x931e8875;
const INIT_B = 0x8b51f9dd;
const MULT_B = 0x58f38ded;
const MIX_LEFT = 0xca01f9dd;
const MIX_RIGHT = 0x4973f715;

/** A hash whose constant changes with every word. */
function hasher(start: number, multiplier: number): (word: number) => number {
  let constant = start;
  return (word) => {
    const value = word ^ constant;
    constant = Math.imul(constant, multiplier);
    const product = Math.imul(value, constant);
    return product ^ (product >>> 16);
  };
}

function mix(x: number, y: number): number {
  const result = Math.imul(MIX_LEFT, x) - Math.imul(MIX_RIGHT, y);
  return result ^ (result >>> 16);
}

/**
 * `SeedSequence(entropy).generate_state(count, np.uint32)`.
 *
 * @param entropy a non-negative integer of any size, or several
 */
export function seedWords(entropy: bigint | readonly bigint[], count: number): Uint32Array {
  const words = (typeof entropy === 'bigint' ? [entropy] : entropy).flatMap(wordsOf);
  const pool = new Uint32Array(POOL);
  const hash = hasher(INIT_A, MULT_A);
  for (let i = 0; i < POOL; i++) pool[i] = hash(words[i] ?? 0);
  for (let from = 0; from < POOL; from++) {
    for (let to = 0; to < POOL; to++) if (from !== to) pool[to] = mix(pool[to]!, hash(pool[from]!));
  }
  for (const word of words.slice(POOL)) {
    for (let to = 0; to < POOL; to++) pool[to] = mix(pool[to]!, hash(word));
  }
  const output = hasher(INIT_B, MULT_B);
  return Uint32Array.from({ length: count }, (_, i) => output(pool[i % POOL]!));
}

/** 32-bit words, lowest first; zero is one word. */
function wordsOf(n: bigint): number[] {
  const words: number[] = [];
  for (let rest = n; rest > 0n; rest >>= 32n) words.push(Number(BigInt.asUintN(32, rest)));
  return words.length === 0 ? [0] : words;
}
