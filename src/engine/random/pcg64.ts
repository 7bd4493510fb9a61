import { seedWords } from './seedSequence.js';

/**
 * PCG64 (M. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms", 2014), variant
 * XSL-RR 128/64, as NumPy's `PCG64` (`numpy/random/src/pcg64/pcg64.c`), seeded through `SeedSequence`.
 */
export interface Pcg64 {
  /** The next 64 bits. */
  next64(): bigint;
  /** The next 32 bits; the other half of a 64-bit word is kept for the next call. */
  next32(): number;
  save(): Pcg64State;
  restore(state: Pcg64State): void;
}

export interface Pcg64State {
  readonly state: bigint;
  readonly increment: bigint;
  readonly half: number | undefined;
}

const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;

/** @param entropy a non-negative integer of any size, or several */
export function pcg64(entropy: bigint | readonly bigint[]): Pcg64 {
  const words = seedWords(entropy, 8);
  const word64 = (i: number): bigint => (BigInt(words[2 * i + 1]!) << 32n) | BigInt(words[2 * i]!);
  const start = (word64(0) << 64n) | word64(1);
  let increment = BigInt.asUintN(128, (((word64(2) << 64n) | word64(3)) << 1n) | 1n);
  let state = 0n;
  let half: number | undefined;

  const step = (): void => {
    state = BigInt.asUintN(128, state * MULTIPLIER + increment);
  };
  step();
  state = BigInt.asUintN(128, state + start);
  step();

  const next64 = (): bigint => {
    step();
    const word = BigInt.asUintN(64, (state >> 64n) ^ state);
    const rotation = state >> 122n;
    return BigInt.asUintN(64, (word >> rotation) | (word << (64n - rotation)));
  };
  return {
    next64,
    next32() {
      if (half !== undefined) {
        const held = half;
        half = undefined;
        return held;
      }
      const word = next64();
      half = Number(word >> 32n);
      return Number(BigInt.asUintN(32, word));
    },
    save: () => ({ state, increment, half }),
    restore(saved) {
      ({ state, increment, half } = saved);
    },
  };
}
