import { goesOn, inOrder } from './bounded.js';
import { fma32 } from './fma32.js';
import { mt19937, type Mt19937State } from './mt19937.js';
import { BLOCK, boxMuller, normalFill, normalFill64 } from './torchNormal.js';

/**
 * PyTorch's CPU generator, bit for bit.
 *
 * Chosen path: float32, contiguous, what PyTorch computes on an x86 processor with AVX2 (or AVX-512, whose dispatch
 * falls back to the AVX2 kernels here). On processors without AVX2 (Apple silicon among them) `randn` of 16 or more
 * elements uses the C library's logf/sinf/cosf and may differ in the last bit or two; `rand`, `randint`, `randperm`
 * and `randn` of fewer than 16 elements are the same everywhere.
 *
 * `bernoulli` (and so dropout) follows ATen's own kernel, which is what runs on macOS, on AMD processors and in
 * builds without MKL; the wheels for Intel processors hand that one distribution to MKL.
 */
export interface TorchGenerator {
  /** `torch.rand(count)`: float32 on [0, 1), 24 random bits each. */
  rand(count: number): Float32Array;
  /** `torch.randn(count)`. Sizes of 16 or more and smaller ones use different algorithms, as in PyTorch. */
  randn(count: number): Float32Array;
  /** `torch.normal(mean, std, (count,))` and `tensor.normal_(mean, std)`. */
  normal(mean: number, std: number, count: number): Float32Array;
  /** `torch.rand(count, dtype=torch.float64)`: 53 random bits each. */
  rand64(count: number): Float64Array;
  /** `torch.randn(count, dtype=torch.float64)`; the last of 17 digits may differ in one element of a thousand. */
  randn64(count: number): Float64Array;
  /** `tensor.uniform_(from, to)`. */
  uniform(from: number, to: number, count: number): Float32Array;
  /** `torch.randint(low, high, (count,))`: integers low ≤ x < high. Exact while |x| ≤ 2⁵³. */
  randint(low: number, high: number, count: number): Float64Array;
  /** `torch.randperm(n)`; cut short where `spend` is false. */
  randperm(n: number, spend?: (steps: number) => boolean): Float64Array;
  /** `tensor.bernoulli_(p)`: 1 with probability p, else 0. */
  bernoulli(p: number, count: number): Float32Array;
  /** `torch.bernoulli(probabilities)`: one float32 probability for each element. */
  bernoulliEach(probabilities: Float32Array): Float32Array;
  /** `tensor.exponential_(rate)`. */
  exponential(rate: number, count: number): Float32Array;
  /** `torch.manual_seed(seed)` on this generator. */
  seed(seed: number | bigint): void;
  save(): TorchState;
  restore(state: TorchState): void;
  /** An independent generator that goes on from here. */
  clone(): TorchGenerator;
}

/** The counterpart of `torch.get_rng_state()`: the engine and the normal number held back for the next call. */
export interface TorchState {
  readonly engine: Mt19937State;
  readonly nextNormal: number | undefined;
}

/** Whether `torch.manual_seed` accepts the number: an integer in [−2⁶³, 2⁶⁴ − 1]. */
export function isTorchSeed(seed: number | bigint): boolean {
  if (typeof seed === 'number' && !Number.isInteger(seed)) return false;
  return seed >= -(2n ** 63n) && seed < 2n ** 64n;
}

/** Ranges from here on take 64 random bits in `randint` (PyTorch 1.13 to 2.6; later releases: from 2²⁸ on). */
const WIDE_RANGE = 2 ** 32;

/**
 * `torch.manual_seed(seed)` and the draws after it (`ATen/CPUGeneratorImpl.cpp`, `ATen/core/DistributionsHelper.h`,
 * `ATen/core/TransformationHelper.h`).
 *
 * @param seed an integer for which `isTorchSeed` holds. A negative one counts as 2⁶⁴ + seed, and the engine takes
 * the low 32 bits alone: seeds that differ by a multiple of 2³² give the same numbers.
 */
export function torchGenerator(seed: number | bigint): TorchGenerator {
  const engine = mt19937(low32(seed));
  let nextNormal: number | undefined;

  const uniform32 = (): number => (engine.next32() & 0xffffff) * 2 ** -24;
  const uniform64 = (): number => {
    const high = engine.next32() & 0x1fffff;
    return (high * 2 ** 32 + engine.next32()) * 2 ** -53;
  };
  const standardNormal = (): number => {
    if (nextNormal !== undefined) {
      const held = nextNormal;
      nextNormal = undefined;
      return held;
    }
    const u1 = uniform64();
    const { first, second } = boxMuller(u1, uniform64());
    nextNormal = second;
    return first;
  };
  const float32 = (count: number, draw: () => number): Float32Array => {
    const data = new Float32Array(count);
    for (let i = 0; i < count; i++) data[i] = draw();
    return data;
  };

  const float64 = (count: number, draw: () => number): Float64Array => {
    const data = new Float64Array(count);
    for (let i = 0; i < count; i++) data[i] = draw();
    return data;
  };

  const generator: TorchGenerator = {
    rand: (count) => float32(count, uniform32),
    randn: (count) => generator.normal(0, 1, count),
    normal(mean, std, count) {
      if (count < BLOCK) return float32(count, () => standardNormal() * std + mean);
      const data = float32(count, uniform32);
      normalFill(data, mean, std, uniform32);
      return data;
    },
    rand64: (count) => float64(count, uniform64),
    randn64(count) {
      if (count < BLOCK) return float64(count, standardNormal);
      const data = float64(count, uniform64);
      normalFill64(data, 0, 1, uniform64);
      return data;
    },
    uniform(from, to, count) {
      const low = Math.fround(from);
      const width = Math.fround(Math.fround(to) - low);
      return float32(count, () => fma32(uniform32(), width, low));
    },
    randint(low, high, count) {
      const range = high - low;
      const draw =
        range < WIDE_RANGE
          ? () => low + (engine.next32() % range)
          : () => low + wideRemainder(engine, range);
      return float64(count, draw);
    },
    randperm(n, spend) {
      const order = inOrder(n, spend);
      for (let i = 0; i < n - 1; i++) {
        if (!goesOn(i, spend)) break;
        const j = i + (engine.next32() % (n - i));
        const kept = order[i]!;
        order[i] = order[j]!;
        order[j] = kept;
      }
      return order;
    },
    bernoulli: (p, count) => float32(count, () => (uniform64() < p ? 1 : 0)),
    bernoulliEach: (probabilities) => probabilities.map((p) => (uniform32() < p ? 1 : 0)),
    exponential: (rate, count) => float32(count, () => (-1 / rate) * Math.log1p(-uniform64())),
    seed(next) {
      engine.restore(mt19937(low32(next)).save());
      nextNormal = undefined;
    },
    save: () => ({ engine: engine.save(), nextNormal }),
    restore(state) {
      engine.restore(state.engine);
      nextNormal = state.nextNormal;
    },
    clone() {
      const copy = torchGenerator(0);
      copy.restore(generator.save());
      return copy;
    },
  };
  return generator;
}

function low32(seed: number | bigint): number {
  return Number(BigInt.asUintN(32, BigInt(seed)));
}

/** 64 random bits modulo a range of 2³² or more. */
function wideRemainder(engine: { next32(): number }, range: number): number {
  const high = BigInt(engine.next32());
  return Number(((high << 32n) | BigInt(engine.next32())) % BigInt(range));
}
