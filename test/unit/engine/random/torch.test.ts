import { describe, expect, it } from 'vitest';
import {
  affineInit,
  dropoutMask,
  embeddingInit,
  isTorchSeed,
  kaimingNormal,
  kaimingUniform,
  linearInit,
  multiheadInit,
  multinomial,
  torchGenerator,
  xavierNormal,
  xavierUniform,
  type AffineParameters,
  type KaimingOptions,
  type MultiheadOptions,
  type TorchGenerator,
} from '../../../../src/engine/random/index.js';
import { difference, scenarios, values, type Drawn, type Step } from './golden.js';

function joined(...parts: (Float32Array | undefined)[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...(part ?? [])]));
}

const affine = ({ weight, bias }: AffineParameters): Float32Array => joined(weight, bias);

function multihead(g: TorchGenerator, dim: number, options: MultiheadOptions): Float32Array {
  const m = multiheadInit(g, dim, options);
  const inputs = [m.inProjWeight, m.separate?.query, m.separate?.key, m.separate?.value];
  return joined(...inputs, m.inProjBias, m.outProjWeight, m.outProjBias, m.biasK, m.biasV);
}

type Draw = (g: TorchGenerator, ...args: never[]) => Drawn;

const draws: Record<string, Draw> = {
  rand: (g, n: number) => g.rand(n),
  randn: (g, n: number) => g.randn(n),
  rand64: (g, n: number) => g.rand64(n),
  randn64: (g, n: number) => g.randn64(n),
  normal: (g, mean: number, std: number, n: number) => g.normal(mean, std, n),
  uniform: (g, a: number, b: number, n: number) => g.uniform(a, b, n),
  randint: (g, low: number, high: number, n: number) => g.randint(low, high, n),
  randperm: (g, n: number) => g.randperm(n),
  bernoulli: (g, p: number, n: number) => g.bernoulli(p, n),
  bernoulliEach: (g, p: number[]) => g.bernoulliEach(Float32Array.from(p)),
  exponential: (g, rate: number, n: number) => g.exponential(rate, n),
  linear: (g, i: number, o: number, bias: boolean) => affine(linearInit(g, i, o, bias)),
  conv: (g, shape: number[], bias: boolean) => affine(affineInit(g, shape, bias)),
  embedding: (g, n: number, d: number, padding: number | null) =>
    embeddingInit(g, n, d, padding ?? undefined),
  multihead,
  xavierUniform: (g, shape: number[], gain: number) => xavierUniform(g, shape, gain),
  xavierNormal: (g, shape: number[], gain: number) => xavierNormal(g, shape, gain),
  kaimingUniform: (g, shape: number[], o: KaimingOptions) => kaimingUniform(g, shape, o),
  kaimingNormal: (g, shape: number[], o: KaimingOptions) => kaimingNormal(g, shape, o),
  dropout: (g, p: number, n: number) => dropoutMask(g, p, n),
  multinomial: (g, w: number[], rows: number, n: number, replacement: boolean) =>
    multinomial(g, Float32Array.from(w), rows, n, replacement),
};

function draw(g: TorchGenerator, step: Step): Drawn {
  return draws[step.draw]!(g, ...(step.arguments as never[]));
}

describe('torchGenerator draws the bits that PyTorch draws', () => {
  for (const { seed, steps } of scenarios('torch')) {
    const name = steps
      .map((step) => `${step.draw}(${step.arguments.map((a) => JSON.stringify(a)).join(', ')})`)
      .join(', ');
    it(`seed ${seed}: ${name}`, () => {
      const g = torchGenerator(BigInt(seed));
      for (const [i, step] of steps.entries()) {
        const found = difference(draw(g, step), step);
        expect(found, `seed ${seed}, draw ${i}: ${step.draw}`).toBeUndefined();
      }
    });
  }
});

describe('a worked attention example', () => {
  it('seed 42, projections from randn(4, 4): softmax(x W_Q (x W_K)ᵀ / 2)', () => {
    const g = torchGenerator(42);
    const wQ = g.randn(16);
    const wK = g.randn(16);
    const x = [
      [1, 0.5, 0.3, 0.2],
      [0.2, 0.1, 0.9, 0.7],
      [0.8, 0.3, 0.2, 0.4],
    ];
    const project = (row: number[], w: Float32Array): number[] =>
      [0, 1, 2, 3].map((j) => row.reduce((sum, value, i) => sum + value * w[4 * i + j]!, 0));
    const keys = x.map((row) => project(row, wK));
    const weights = x.map((row) => {
      const query = project(row, wQ);
      const powers = keys.map((key) =>
        Math.exp(key.reduce((sum, value, j) => sum + value * query[j]!, 0) / 2),
      );
      const total = powers.reduce((a, b) => a + b);
      return powers.map((power) => (power / total).toFixed(6));
    });
    expect(weights).toEqual([
      ['0.356295', '0.274214', '0.369491'],
      ['0.285719', '0.347455', '0.366826'],
      ['0.350309', '0.294013', '0.355678'],
    ]);
  });
});

describe('state', () => {
  const first = (g: TorchGenerator): number[] => [...g.randn(3), ...g.rand(2), ...g.randn(18)];

  it('a saved state, a clone and a new seed repeat the draws, the held-back normal number included', () => {
    const g = torchGenerator(7);
    g.randn(3);
    const state = g.save();
    const copy = g.clone();
    const expected = first(g);
    expect(first(copy)).toEqual(expected);
    g.restore(state);
    expect(first(g)).toEqual(expected);
    g.seed(7);
    g.randn(3);
    expect(first(g)).toEqual(expected);
  });

  it.each([
    [42, 42n + 2n ** 32n],
    [-1, 2n ** 64n - 1n],
    [0, -(2n ** 63n)],
  ])('seeds %s and %s agree in the low 32 bits, so in every draw', (a, b) => {
    expect(first(torchGenerator(a))).toEqual(first(torchGenerator(b)));
  });

  it.each([
    [0, true],
    [-1, true],
    [-(2n ** 63n), true],
    [2n ** 64n - 1n, true],
    [2n ** 64n, false],
    [-(2n ** 63n) - 1n, false],
    [0.5, false],
    [NaN, false],
    [Infinity, false],
  ])('isTorchSeed(%s) is %s', (seed, valid) => {
    expect(isTorchSeed(seed)).toBe(valid);
  });

  it('draws nothing for a count of zero', () => {
    const g = torchGenerator(1);
    expect(g.randn(0)).toHaveLength(0);
    expect(g.randperm(0)).toHaveLength(0);
    expect(g.rand(1)).toEqual(torchGenerator(1).rand(1));
  });
});

it('the golden file covers every draw of the table', () => {
  const covered = new Set(scenarios('torch').flatMap(({ steps }) => steps.map((s) => s.draw)));
  expect([...covered].sort()).toEqual(Object.keys(draws).sort());
  expect(scenarios('torch').every(({ steps }) => steps.every((s) => values(s, 4).length > 0))).toBe(
    true,
  );
});
