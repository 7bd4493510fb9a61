import type { DType, Distribution, RandomStream } from '../program/operation.js';
import type { Result } from '../program/problem.js';
import type { Spend } from './clock.js';
import { badValue, unsupported } from './errors.js';
import {
  isNumpyLegacySeed,
  isNumpySeed,
  isTorchSeed,
  multinomial,
  numpyGenerator,
  numpyRandomState,
  torchGenerator,
} from './random/index.js';
import { storeAll } from './tensor.js';
import type { EvaluationError, TensorData } from './trace.js';

/** A seeded generator of a library. Each draw continues where the last one ended. */
export interface RandomSource {
  readonly draw: Draw;
  /** Element types whose draws are the library's own. */
  readonly draws: readonly DType[];
  /** `torch.multinomial` of rows of weights. */
  readonly multinomial?: Multinomial;
}

type Multinomial = (
  weights: Float32Array,
  rows: number,
  samples: number,
  replacement: boolean,
) => ArrayLike<number>;

/** The next numbers of a distribution in one call of the library; `spend` false cuts it short. */
type Call = (
  distribution: Distribution,
  count: number,
  spend: Spend,
  dtype: DType,
) => ArrayLike<number>;

/** Fills `target`, which is of type `dtype`, with the next numbers; `spend` false stops it. */
type Draw = (distribution: Distribution, target: TensorData, dtype: DType, spend: Spend) => void;

/** Numbers drawn between two looks at the clock; a multiple of the blocks in which PyTorch draws. */
const PART = 1 << 11;

/** Steps counted for one number drawn: some take microseconds. */
const STEPS = 64;

/**
 * A long draw in parts, which give the numbers that one call gives: libraries draw them one by one,
 * or (PyTorch's normal numbers) in blocks of 16 with the last 16 drawn again where they do not fill
 * a block. So the last part is never shorter than a block.
 */
const inParts =
  (call: Call): Draw =>
  (distribution, target, dtype, spend) => {
    // These are drawn as a whole.
    if (distribution.kind === 'permutation' || distribution.kind === 'choice') {
      storeAll(target, dtype, call(distribution, target.length, spend, dtype), spend);
      return;
    }
    for (let start = 0; start < target.length;) {
      const rest = target.length - start;
      const count = rest < 2 * PART ? rest : PART;
      storeAll(
        target.subarray(start, start + count),
        dtype,
        call(distribution, count, spend, dtype),
      );
      if (!spend(count * STEPS)) return;
      start += count;
    }
  };

const torch = (seed: number): Made => {
  const generator = torchGenerator(seed);
  const call: Call = (d, count, spend, dtype) => {
    if (dtype === 'float64' && d.kind === 'normal')
      return generator.randn64(count).map((x) => d.mean + d.std * x);
    if (dtype === 'float64' && d.kind === 'uniform')
      return generator.rand64(count).map((x) => d.low + (d.high - d.low) * x);
    switch (d.kind) {
      case 'normal':
        return generator.normal(d.mean, d.std, count);
      case 'uniform':
        return generator.uniform(d.low, d.high, count);
      case 'integers':
        return generator.randint(d.low, d.high, count);
      case 'permutation':
        return generator.randperm(count, spend);
      case 'bernoulli':
        return generator.bernoulli(d.p, count);
      case 'exponential':
        return generator.exponential(d.rate, count);
      case 'choice':
        return [];
      default:
        return d satisfies never;
    }
  };
  const draw: Multinomial = (weights, rows, samples, replacement) =>
    multinomial(generator, weights, rows, samples, replacement);
  return { call, multinomial: draw };
};

const numpy = (seed: number): Made => {
  const state = numpyRandomState(seed);
  const call: Call = (d, count, spend) => {
    switch (d.kind) {
      case 'normal':
        return state.normal(d.mean, d.std, count);
      case 'uniform':
        return state.uniform(d.low, d.high, count);
      case 'integers':
        return state.randint(d.low, d.high, count);
      case 'permutation':
        return state.permutation(count, spend);
      case 'bernoulli':
        return state.rand(count).map((u) => (u < d.p ? 1 : 0));
      case 'exponential':
        return state.exponential(1 / d.rate, count);
      case 'choice':
        return state.choice(d.n, count, chosen(d));
      default:
        return d satisfies never;
    }
  };
  return { call };
};

const chosen = ({ replace, p }: Extract<Distribution, { kind: 'choice' }>) => ({
  replace,
  ...(p === undefined ? {} : { p }),
});

const numpyPcg64 = (seed: number): Made => {
  const generator = numpyGenerator(seed);
  const call: Call = (d, count, spend) => {
    switch (d.kind) {
      case 'normal':
        return generator.normal(d.mean, d.std, count);
      case 'uniform':
        return generator.uniform(d.low, d.high, count);
      case 'integers':
        return generator.integers(d.low, d.high, count);
      case 'permutation':
        return generator.permutation(count, spend);
      case 'bernoulli':
        return generator.random(count).map((u) => (u < d.p ? 1 : 0));
      case 'exponential':
        return NaNs(count);
      case 'choice':
        return generator.choice(d.n, count, chosen(d));
      default:
        return d satisfies never;
    }
  };
  return { call };
};

/** What is not reproduced. */
const NaNs = (count: number): Float64Array => new Float64Array(count).fill(NaN);

/** A generator's draws. */
interface Made {
  readonly call: Call;
  readonly multinomial?: Multinomial;
}

interface Library {
  readonly accepts: (seed: number) => boolean;
  readonly create: (seed: number) => Made;
  readonly draws: readonly DType[];
}

const libraries: Readonly<Record<RandomStream['generator'], Library>> = {
  torch: { accepts: isTorchSeed, create: torch, draws: ['float32', 'float64', 'int64', 'bool'] },
  numpy: {
    accepts: isNumpyLegacySeed,
    create: numpy,
    draws: ['float32', 'float64', 'int64', 'bool'],
  },
  numpyPcg64: { accepts: isNumpySeed, create: numpyPcg64, draws: ['float64', 'int64', 'bool'] },
};

function createRandomSource(stream: RandomStream): Result<RandomSource, EvaluationError> {
  const library = libraries[stream.generator];
  if (library.accepts(stream.seed)) {
    const { call, multinomial: own } = library.create(stream.seed);
    const source = { draw: inParts(call), draws: library.draws };
    return { ok: true, value: own === undefined ? source : { ...source, multinomial: own } };
  }
  return badValue('seed', `${stream.seed} can’t be the seed of this generator.`, {
    seed: stream.seed,
  });
}

/** Why a distribution can't be drawn from; undefined where it can. */
export function distributionError(d: Distribution): EvaluationError | undefined {
  const failed = (message: string): EvaluationError => badValue('distribution', message).error;
  switch (d.kind) {
    case 'normal':
      return Number.isFinite(d.mean) && d.std >= 0
        ? undefined
        : failed(`A standard deviation of ${d.std} is not possible.`);
    case 'uniform':
      return d.high >= d.low && Number.isFinite(d.high - d.low)
        ? undefined
        : failed(`There is no number from ${d.low} to ${d.high}.`);
    case 'integers':
      return d.high > d.low && Number.isInteger(d.low) && Number.isInteger(d.high)
        ? undefined
        : failed(`There is no integer from ${d.low} to before ${d.high}.`);
    case 'bernoulli':
      return d.p >= 0 && d.p <= 1 ? undefined : failed(`${d.p} is not a probability.`);
    case 'permutation':
      return undefined;
    case 'exponential':
      return d.rate > 0 ? undefined : failed(`A rate of ${d.rate} is not possible.`);
    case 'choice':
      return d.n > 0 && (d.p === undefined || d.p.length === d.n)
        ? undefined
        : failed(`There is no choice of ${d.n}.`);
    default:
      return d satisfies never;
  }
}

/** Streams of a program, each at its place; one that could not be followed stays lost. */
interface Streams {
  readonly at: (stream: RandomStream) => Result<RandomSource, EvaluationError>;
  /** A draw was missed: what the generator gives from here on is not known. */
  readonly lose: (id: number) => void;
}

export function createStreams(): Streams {
  const sources = new Map<number, Result<RandomSource, EvaluationError>>();
  return {
    at: (stream) => {
      const source = sources.get(stream.id) ?? createRandomSource(stream);
      sources.set(stream.id, source);
      return source;
    },
    lose: (id) =>
      void sources.set(
        id,
        unsupported('An earlier draw from this generator could not be followed.'),
      ),
  };
}
