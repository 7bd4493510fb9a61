import type { DType, Distribution, RandomStream } from '../program/operation.js';
import type { Result } from '../program/problem.js';
import type { Spend } from './clock.js';
import { badValue, unsupported } from './errors.js';
import {
  isNumpyLegacySeed,
  isNumpySeed,
  isTorchSeed,
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
}

/** The next numbers of a distribution in one call of the library; `spend` false cuts it short. */
type Call = (distribution: Distribution, count: number, spend: Spend) => ArrayLike<number>;

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
    if (distribution.kind === 'permutation') {
      storeAll(target, dtype, call(distribution, target.length, spend), spend);
      return;
    }
    for (let start = 0; start < target.length;) {
      const rest = target.length - start;
      const count = rest < 2 * PART ? rest : PART;
      storeAll(target.subarray(start, start + count), dtype, call(distribution, count, spend));
      if (!spend(count * STEPS)) return;
      start += count;
    }
  };

const torch = (seed: number): Call => {
  const generator = torchGenerator(seed);
  return (d, count, spend) => {
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
      default:
        return d satisfies never;
    }
  };
};

const numpy = (seed: number): Call => {
  const state = numpyRandomState(seed);
  return (d, count, spend) => {
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
      default:
        return d satisfies never;
    }
  };
};

const numpyPcg64 = (seed: number): Call => {
  const generator = numpyGenerator(seed);
  return (d, count, spend) => {
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
      default:
        return d satisfies never;
    }
  };
};

interface Library {
  readonly accepts: (seed: number) => boolean;
  readonly create: (seed: number) => Call;
  readonly draws: readonly DType[];
}

const libraries: Readonly<Record<RandomStream['generator'], Library>> = {
  // float64 draws of PyTorch use other transforms, which are not reproduced.
  torch: { accepts: isTorchSeed, create: torch, draws: ['float32', 'int64', 'bool'] },
  numpy: {
    accepts: isNumpyLegacySeed,
    create: numpy,
    draws: ['float32', 'float64', 'int64', 'bool'],
  },
  numpyPcg64: { accepts: isNumpySeed, create: numpyPcg64, draws: ['float64', 'int64', 'bool'] },
};

function createRandomSource(stream: RandomStream): Result<RandomSource, EvaluationError> {
  const library = libraries[stream.generator];
  return library.accepts(stream.seed)
    ? { ok: true, value: { draw: inParts(library.create(stream.seed)), draws: library.draws } }
    : badValue('seed', `${stream.seed} can’t be the seed of this generator.`, {
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
