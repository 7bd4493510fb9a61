import type { Distribution } from '../program/operation.js';
import type { Spend } from './clock.js';
import { inStretches } from './tensor.js';
import type { TensorData } from './trace.js';

/** Numbers we chose, the same every time. Not a generator of any library, and never shown as one. */
export interface ExampleSource {
  /** On [0, 1). */
  readonly uniform: () => number;
  /** Mean 0, standard deviation 1. */
  readonly normal: () => number;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** A source for one purpose: the same seed and name give the same numbers (mulberry32, Box–Muller). */
export function exampleSource(seed: number, name: string): ExampleSource {
  let state = hash(`${seed}/${name}`);
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  let held: number | undefined;
  const normal = (): number => {
    if (held !== undefined) {
      const z = held;
      held = undefined;
      return z;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    held = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { uniform, normal };
}

/** Two decimals, so that a person can follow a product by hand; no −0. */
const legible = (x: number): number => Math.round(x * 100) / 100 + 0;

/** Steps counted for one example number: logarithms and sines. */
const STEPS = 16;

/** Fills `target` in order, number by number; `spend` false stops it. */
function fillEach(target: TensorData, spend: Spend, next: (i: number) => number): void {
  inStretches(
    target.length,
    spend,
    (start, end) => {
      for (let i = start; i < end; i++) target[i] = next(i);
    },
    STEPS,
  );
}

/** Legible normal numbers. */
export function fillNormal(target: TensorData, source: ExampleSource, spend: Spend, std = 1): void {
  fillEach(target, spend, () => legible(std * source.normal()));
}

/** Legible numbers greater than zero, around 1. */
export function fillPositive(target: TensorData, source: ExampleSource, spend: Spend): void {
  fillEach(target, spend, () => Math.max(0.01, legible(Math.abs(source.normal()))));
}

/** Integers 0 ≤ i < limit. */
export function fillIndices(
  target: TensorData,
  source: ExampleSource,
  limit: number,
  spend: Spend,
): void {
  fillEach(target, spend, () => Math.floor(source.uniform() * limit));
}

/**
 * A causal mask over the last two axes: `kept` where the key is not later than the query (aligned at
 * the last of both), `dropped` elsewhere. One row alone, a padding mask, drops its last key.
 */
export function fillCausal(
  target: TensorData,
  shape: readonly number[],
  kept: number,
  dropped: number,
  spend: Spend,
): void {
  const columns = shape[shape.length - 1] ?? 1;
  const rows = shape[shape.length - 2] ?? 1;
  const ahead = rows === 1 ? columns - Math.min(columns, 2) : columns - rows;
  fillEach(target, spend, (i) => {
    const column = i % columns;
    const row = Math.floor(i / columns) % rows;
    // Without the first key a row of a wide mask could be left with nothing.
    return column <= row + ahead || column === 0 ? kept : dropped;
  });
}

/** Example numbers of a distribution that no known generator draws, in full precision. */
export function fillFrom(
  target: TensorData,
  distribution: Distribution,
  source: ExampleSource,
  spend: Spend,
): void {
  switch (distribution.kind) {
    case 'normal': {
      const { mean, std } = distribution;
      return fillEach(target, spend, () => mean + std * source.normal());
    }
    case 'uniform': {
      const { low, high } = distribution;
      return fillEach(target, spend, () => low + (high - low) * source.uniform());
    }
    case 'integers': {
      const { low, high } = distribution;
      return fillEach(target, spend, () => low + Math.floor(source.uniform() * (high - low)));
    }
    case 'permutation':
      return fillEach(target, spend, (i) => {
        const j = Math.floor(source.uniform() * (i + 1));
        const other = j < i ? (target[j] as number) : i;
        target[j] = i;
        return other;
      });
    case 'bernoulli':
      return fillEach(target, spend, () => (source.uniform() < distribution.p ? 1 : 0));
    case 'exponential':
      return fillEach(target, spend, () => -Math.log1p(-source.uniform()) / distribution.rate);
    case 'choice':
      return fillEach(target, spend, () => Math.floor(source.uniform() * distribution.n));
    default:
      distribution satisfies never;
  }
}
