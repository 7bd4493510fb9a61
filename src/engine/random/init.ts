import type { TorchGenerator } from './torch.js';

/**
 * How PyTorch's modules fill their parameters (`torch/nn/init.py` and each module's `reset_parameters`), in the order
 * in which they draw. Weights are row-major; the first two sizes of a shape are [out, in], further ones a kernel.
 */
export type Nonlinearity = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leaky_relu' | 'selu';

export interface KaimingOptions {
  /** Negative slope of `leaky_relu`. Default 0. */
  readonly a?: number;
  /** Default `fan_in`. */
  readonly mode?: 'fan_in' | 'fan_out';
  /** Default `leaky_relu`. */
  readonly nonlinearity?: Nonlinearity;
}

/** A weight, and a bias unless the module was made without. */
export interface AffineParameters {
  readonly weight: Float32Array;
  readonly bias: Float32Array | undefined;
}

/** `nn.init.calculate_gain`. */
export function calculateGain(nonlinearity: Nonlinearity, a = 0.01): number {
  switch (nonlinearity) {
    case 'linear':
    case 'sigmoid':
      return 1;
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.sqrt(2);
    case 'leaky_relu':
      return Math.sqrt(2 / (1 + a * a));
    case 'selu':
      return 3 / 4;
    default: {
      const never: never = nonlinearity;
      return never;
    }
  }
}

/** `nn.init.xavier_uniform_`: U(−a, a), a = gain · √(6 / (fanIn + fanOut)). */
export function xavierUniform(
  generator: TorchGenerator,
  shape: readonly number[],
  gain = 1,
): Float32Array {
  const bound = Math.sqrt(3) * xavierStd(shape, gain);
  return generator.uniform(-bound, bound, elementCount(shape));
}

/** `nn.init.xavier_normal_`: N(0, std²), std = gain · √(2 / (fanIn + fanOut)). */
export function xavierNormal(
  generator: TorchGenerator,
  shape: readonly number[],
  gain = 1,
): Float32Array {
  return generator.normal(0, xavierStd(shape, gain), elementCount(shape));
}

/** `nn.init.kaiming_uniform_`: U(−b, b), b = gain · √(3 / fan). */
export function kaimingUniform(
  generator: TorchGenerator,
  shape: readonly number[],
  options: KaimingOptions = {},
): Float32Array {
  const bound = Math.sqrt(3) * kaimingStd(shape, options);
  return generator.uniform(-bound, bound, elementCount(shape));
}

/** `nn.init.kaiming_normal_`: N(0, std²), std = gain / √fan. */
export function kaimingNormal(
  generator: TorchGenerator,
  shape: readonly number[],
  options: KaimingOptions = {},
): Float32Array {
  return generator.normal(0, kaimingStd(shape, options), elementCount(shape));
}

/** A new `nn.Linear(inFeatures, outFeatures, bias)`: weight [outFeatures, inFeatures], then bias [outFeatures]. */
export function linearInit(
  generator: TorchGenerator,
  inFeatures: number,
  outFeatures: number,
  bias = true,
): AffineParameters {
  return affineInit(generator, [outFeatures, inFeatures], bias);
}

/**
 * What `nn.Linear` and `nn.ConvNd` share: weight by `kaiming_uniform_(a=√5)`, bias by U(−1/√fanIn, 1/√fanIn).
 *
 * @param weightShape [out, in] or [out, in / groups, …kernel]
 */
export function affineInit(
  generator: TorchGenerator,
  weightShape: readonly number[],
  bias = true,
): AffineParameters {
  const weight = kaimingUniform(generator, weightShape, { a: Math.sqrt(5) });
  if (!bias) return { weight, bias: undefined };
  const { fanIn } = fans(weightShape);
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
  return { weight, bias: generator.uniform(-bound, bound, weightShape[0] ?? 0) };
}

/** A new `nn.Embedding(count, dim, paddingIndex)`: [count, dim] from N(0, 1), the padding row zero. */
export function embeddingInit(
  generator: TorchGenerator,
  count: number,
  dim: number,
  paddingIndex?: number,
): Float32Array {
  const weight = generator.normal(0, 1, count * dim);
  if (paddingIndex !== undefined) {
    const row = paddingIndex < 0 ? count + paddingIndex : paddingIndex;
    weight.fill(0, row * dim, (row + 1) * dim);
  }
  return weight;
}

/**
 * The factor by which `F.dropout(x, p, training=True)` multiplies each element: 0 with probability p, else
 * 1 / (1 − p). Nothing is drawn for p = 0 and p = 1.
 */
export function dropoutMask(generator: TorchGenerator, p: number, count: number): Float32Array {
  if (p === 0 || p === 1) return new Float32Array(count).fill(1 - p);
  const keep = Math.fround(1 - p);
  return generator.bernoulli(1 - p, count).map((kept) => kept / keep);
}

/** Inputs and outputs that one element of a weight is connected to (`_calculate_fan_in_and_fan_out`). */
function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const [out = 1, input = 1, ...kernel] = shape;
  const field = elementCount(kernel);
  return { fanIn: input * field, fanOut: out * field };
}

function xavierStd(shape: readonly number[], gain: number): number {
  const { fanIn, fanOut } = fans(shape);
  return gain * Math.sqrt(2 / (fanIn + fanOut));
}

function kaimingStd(shape: readonly number[], options: KaimingOptions): number {
  const { a = 0, mode = 'fan_in', nonlinearity = 'leaky_relu' } = options;
  const { fanIn, fanOut } = fans(shape);
  return calculateGain(nonlinearity, a) / Math.sqrt(mode === 'fan_in' ? fanIn : fanOut);
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
