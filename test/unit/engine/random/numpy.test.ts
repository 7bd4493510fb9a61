import { describe, expect, it } from 'vitest';
import {
  isNumpyLegacySeed,
  isNumpySeed,
  numpyGenerator,
  numpyRandomState,
  type ChoiceOptions,
  type NumpyGenerator,
  type NumpyRandomState,
} from '../../../../src/engine/random/index.js';
import { difference, scenarios, values, type Drawn, type Scenario, type Step } from './golden.js';

type Draw<G> = (g: G, ...args: never[]) => Drawn;

const legacyDraws: Record<string, Draw<NumpyRandomState>> = {
  rand: (g, n: number) => g.rand(n),
  randn: (g, n: number) => g.randn(n),
  normal: (g, mean: number, std: number, n: number) => g.normal(mean, std, n),
  uniform: (g, a: number, b: number, n: number) => g.uniform(a, b, n),
  exponential: (g, scale: number, n: number) => g.exponential(scale, n),
  randint: (g, low: number, high: number, n: number) => g.randint(low, high, n),
  permutation: (g, n: number) => g.permutation(n),
  choice: (g, n: number, count: number, o: ChoiceOptions) => g.choice(n, count, o),
};

const modernDraws: Record<string, Draw<NumpyGenerator>> = {
  random: (g, n: number) => g.random(n),
  standardNormal: (g, n: number) => g.standardNormal(n),
  normal: (g, mean: number, std: number, n: number) => g.normal(mean, std, n),
  uniform: (g, a: number, b: number, n: number) => g.uniform(a, b, n),
  integers: (g, low: number, high: number, n: number, endpoint: boolean) =>
    g.integers(low, high, n, endpoint),
  permutation: (g, n: number) => g.permutation(n),
  choice: (g, n: number, count: number, o: ChoiceOptions) => g.choice(n, count, o),
};

/** Legacy draws whose last digit hangs on the C library's log. */
const throughLog = new Set(['randn', 'normal', 'exponential']);

function describeLibrary<G>(
  library: Scenario['library'],
  make: (seed: number | number[]) => G,
  draws: Record<string, Draw<G>>,
  check: (got: Drawn, step: Step) => string | undefined,
): void {
  describe(`${library} draws the numbers that NumPy draws`, () => {
    for (const { seed, steps } of scenarios(library)) {
      it(`seed ${seed}: ${steps.map((step) => step.draw).join(', ')}`, () => {
        const g = make(JSON.parse(seed) as number | number[]);
        for (const [i, step] of steps.entries()) {
          const found = check(draws[step.draw]!(g, ...(step.arguments as never[])), step);
          const place = `seed ${seed}, draw ${i}: ${step.draw}(${JSON.stringify(step.arguments)})`;
          expect(found, place).toBeUndefined();
        }
      });
    }
  });
}

describeLibrary('numpy.random.RandomState', numpyRandomState, legacyDraws, (got, step) =>
  throughLog.has(step.draw) ? lastDigitDifference(got, step) : difference(got, step),
);

describeLibrary('numpy.random.default_rng', numpyGenerator, modernDraws, difference);

/** What is off by more than two units in the last place. */
function lastDigitDifference(got: Drawn, step: Step): string | undefined {
  const expected = values(step, 8);
  const offset = got.length - expected.length;
  for (const [i, value] of expected.entries()) {
    const error = Math.abs(got[offset + i]! - value);
    if (!(error <= Math.abs(value) * 2 ** -51)) {
      return `element ${offset + i} is ${got[offset + i]}, expected ${value}`;
    }
  }
  return undefined;
}

describe('state', () => {
  it('a saved state, a clone and a new seed repeat the legacy draws, the held-back number included', () => {
    const draw = (g: NumpyRandomState): number[] => [...g.randn(4), ...g.randint(0, 9, 5)];
    const g = numpyRandomState(3);
    g.randn(1);
    const state = g.save();
    const copy = g.clone();
    const expected = draw(g);
    expect(draw(copy)).toEqual(expected);
    g.restore(state);
    expect(draw(g)).toEqual(expected);
    g.seed(3);
    g.randn(1);
    expect(draw(g)).toEqual(expected);
  });

  it('a saved state and a clone repeat the draws of default_rng, the held-back half word included', () => {
    const draw = (g: NumpyGenerator): number[] => [...g.integers(0, 9, 4), ...g.random(3)];
    const g = numpyGenerator(3);
    g.integers(0, 9, 1);
    const state = g.save();
    const copy = g.clone();
    const expected = draw(g);
    expect(draw(copy)).toEqual(expected);
    g.restore(state);
    expect(draw(g)).toEqual(expected);
  });

  it('shuffle moves the items as permutation moves their indices', () => {
    const letters = [...'attention'];
    const order = [...numpyRandomState(8).permutation(letters.length)];
    const shuffled = [...letters];
    numpyRandomState(8).shuffle(shuffled);
    expect(shuffled).toEqual(order.map((i) => letters[i]));
  });

  it.each([
    [0, true, true],
    [2 ** 32 - 1, true, true],
    [2 ** 32, false, true],
    [-1, false, false],
    [1.5, false, false],
  ])('seed %s: np.random.seed accepts it %s, default_rng %s', (seed, legacy, modern) => {
    expect(isNumpyLegacySeed(seed)).toBe(legacy);
    expect(isNumpySeed(seed)).toBe(modern);
  });

  it('choice without replacement ends when the probabilities are used up', () => {
    const p = [0.5, 0, 0.5];
    expect([...numpyRandomState(1).choice(3, 3, { replace: false, p })].sort()).toEqual([0, 2]);
  });
});
