/** Uniform integers below a bound and shuffles, as `numpy/random/src/distributions/distributions.c` draws them. */
interface Words32 {
  next32(): number;
}

interface Words64 extends Words32 {
  next64(): bigint;
}

/** What a shuffle can work on: an array or a typed array. */
export interface Shuffled<T> {
  readonly length: number;
  [index: number]: T;
}

type Spend = (steps: number) => boolean;

/** Items of a shuffle between two looks at a clock, and what is counted for each: it jumps in memory. */
const LOOK = 1 << 12;
const STEPS = 64;

/** False where a shuffle that has come to item `i` is to stop. */
export const goesOn = (i: number, spend: Spend | undefined): boolean =>
  i % LOOK !== 0 || spend === undefined || spend(LOOK * STEPS);

/** 0, 1, … n − 1; `spend` false cuts it short. */
export function inOrder(n: number, spend?: Spend): Float64Array {
  const order = new Float64Array(n);
  for (let i = 0; i < n && goesOn(i, spend); i++) order[i] = i;
  return order;
}

/**
 * Fisher–Yates from the last item down to `first`; `upTo(max)` draws an integer in [0, max]. Stops
 * where `spend` is false.
 */
export function shuffleDown<T>(
  items: Shuffled<T>,
  first: number,
  upTo: (max: number) => number,
  spend?: Spend,
): void {
  for (let i = items.length - 1; i >= first; i--) {
    if (!goesOn(i, spend)) return;
    const j = upTo(i);
    const kept = items[i]!;
    items[i] = items[j]!;
    items[j] = kept;
  }
}

/** An integer in [0, max]: words masked to the bits of `max`, refused while above it (`random_interval`). max < 2⁵³. */
export function maskedUpTo(engine: Words32, max: number): number {
  if (!(max > 0 && max < Infinity)) return 0;
  if (max < 2 ** 32) {
    const mask = 0xffffffff >>> Math.clz32(max);
    for (;;) {
      const value = (engine.next32() & mask) >>> 0;
      if (value <= max) return value;
    }
  }
  const highMask = 0xffffffff >>> Math.clz32(Math.floor(max / 2 ** 32));
  for (;;) {
    const high = (engine.next32() & highMask) >>> 0;
    const value = high * 2 ** 32 + engine.next32();
    if (value <= max) return value;
  }
}

/** An integer in [0, max] by D. Lemire's method ("Fast Random Integer Generation in an Interval", 2019). */
export function integerUpTo(engine: Words64, max: number): number {
  if (!(max > 0 && max < Infinity)) return 0;
  if (max >= 2 ** 32) return Number(lemire64(engine, BigInt(max) + 1n));
  if (max === 0xffffffff) return engine.next32();
  const range = max + 1;
  const threshold = (2 ** 32 - range) % range;
  for (;;) {
    const word = engine.next32();
    // The 64-bit product word · range in two exact halves.
    const upper = (word >>> 16) * range;
    const lower = (word & 0xffff) * range + (upper % 65536) * 65536;
    if (lower % 2 ** 32 >= threshold)
      return Math.floor(upper / 65536) + Math.floor(lower / 2 ** 32);
  }
}

function lemire64(engine: Words64, range: bigint): bigint {
  const threshold = (2n ** 64n - range) % range;
  for (;;) {
    const product = engine.next64() * range;
    if (BigInt.asUintN(64, product) >= threshold) return product >> 64n;
  }
}
