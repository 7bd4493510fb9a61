import type { DType, RandomStream } from '../../program/operation.js';
import type { Value } from '../../program/value.js';
import { code, nested, pythonNumber, sizeArguments, tuple, type Code } from './code.js';

const dtypes: Readonly<Record<DType, string>> = {
  float32: 'torch.float32',
  float64: 'torch.float64',
  int64: 'torch.int64',
  bool: 'torch.bool',
};

export const torchType = (dtype: DType): string => dtypes[dtype];

const typed = (dtype: DType, usual: DType): string =>
  dtype === usual ? '' : `, dtype=${torchType(dtype)}`;

/** Numbers of the text. */
export function literal(value: Value, shape: readonly number[], data: readonly number[]): Code {
  const write = (x: number): string => {
    if (value.dtype === 'bool') return x === 0 ? 'False' : 'True';
    const text = pythonNumber(x);
    return value.dtype === 'int64' || /[.en]/.test(text) ? text : `${text}.0`;
  };
  const usual = data.some((x) => !Number.isInteger(x)) || value.dtype === 'float32';
  return code(
    `torch.tensor(${nested(shape, data, write)}${typed(value.dtype, usual ? 'float32' : value.dtype)})`,
  );
}

const seeding: Readonly<Record<RandomStream['generator'], (seed: number, id: number) => string>> = {
  torch: (seed) => `torch.manual_seed(${seed})`,
  numpy: (seed) => `np.random.seed(${seed})`,
  numpyPcg64: (seed, id) => `rng_${id} = np.random.default_rng(${seed})`,
};

export const seedLine = (stream: RandomStream): string =>
  seeding[stream.generator](stream.seed, stream.id);

type Random = Extract<Value['operation'], { readonly kind: 'random' }>;

function torchDraw(value: Value, { distribution: d }: Random, sizes: readonly number[]): string {
  const shape = tuple(sizes);
  const plain = sizeArguments(sizes);
  const type = typed(value.dtype, 'float32');
  switch (d.kind) {
    case 'normal':
      return d.mean === 0 && d.std === 1
        ? `torch.randn(${plain}${type})`
        : `torch.empty(${shape}${type}).normal_(${pythonNumber(d.mean)}, ${pythonNumber(d.std)})`;
    case 'uniform':
      return d.low === 0 && d.high === 1
        ? `torch.rand(${plain}${type})`
        : `torch.empty(${shape}${type}).uniform_(${pythonNumber(d.low)}, ${pythonNumber(d.high)})`;
    case 'integers':
      return `torch.randint(${d.low}, ${d.high}, ${shape})`;
    case 'permutation':
      return `torch.randperm(${sizes[0] ?? 0})`;
    case 'bernoulli':
      return `torch.bernoulli(torch.full(${shape}, ${pythonNumber(d.p)}))`;
    case 'exponential':
      return `torch.empty(${shape}${type}).exponential_(${pythonNumber(d.rate)})`;
    case 'choice':
      return `torch.randint(0, ${d.n}, ${shape})`;
    default:
      return d satisfies never;
  }
}

function numpyDraw(
  value: Value,
  { distribution: d }: Random,
  sizes: readonly number[],
  by: string,
): string {
  const shape = tuple(sizes);
  const integers = by === 'np.random' ? 'randint' : 'integers';
  const drawn = ((): string => {
    switch (d.kind) {
      case 'normal':
        return `${by}.normal(${pythonNumber(d.mean)}, ${pythonNumber(d.std)}, ${shape})`;
      case 'uniform':
        return `${by}.uniform(${pythonNumber(d.low)}, ${pythonNumber(d.high)}, ${shape})`;
      case 'integers':
        return `${by}.${integers}(${d.low}, ${d.high}, ${shape})`;
      case 'permutation':
        return `${by}.permutation(${sizes[0] ?? 0})`;
      case 'bernoulli':
        return `(${by}.${by === 'np.random' ? 'rand' : 'random'}(${by === 'np.random' ? sizes.join(', ') : shape}) < ${pythonNumber(d.p)})`;
      case 'exponential':
        return `${by}.exponential(${pythonNumber(1 / d.rate)}, ${shape})`;
      case 'choice': {
        const replace = d.replace ? '' : ', replace=False';
        const p = d.p === undefined ? '' : `, p=[${d.p.map(pythonNumber).join(', ')}]`;
        return `${by}.choice(${d.n}, ${shape}${replace}${p})`;
      }
      default:
        return d satisfies never;
    }
  })();
  return `torch.as_tensor(${drawn}${typed(value.dtype, 'float64')})`;
}

/** A draw, by the library that the text uses. */
export function randomDraw(value: Value, operation: Random, sizes: readonly number[]): Code {
  const generator = operation.stream?.generator ?? 'torch';
  if (generator === 'torch') return code(torchDraw(value, operation, sizes));
  const by = generator === 'numpy' ? 'np.random' : `rng_${operation.stream?.id ?? 0}`;
  return code(numpyDraw(value, operation, sizes, by));
}

/** An example for a free symbol. */
export function freeInput(value: Value, sizes: readonly number[]): Code {
  const shape = tuple(sizes);
  switch (value.dtype) {
    case 'bool':
      return code(`torch.rand(${sizeArguments(sizes)}) < 0.5`, 'compare');
    case 'int64':
      return code(`torch.randint(0, 4, ${shape})`);
    case 'float32':
    case 'float64':
      return code(`torch.randn(${sizeArguments(sizes)}${typed(value.dtype, 'float32')})`);
    default:
      return value.dtype satisfies never;
  }
}
