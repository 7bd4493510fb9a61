import type { Distribution } from '../program/operation.js';
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

/** Legible normal numbers. */
export function fillNormal(target: TensorData, source: ExampleSource, std = 1): void {
  for (let i = 0; i < target.length; i++) target[i] = legible(std * source.normal());
}

/** Legible numbers greater than zero, around 1. */
export function fillPositive(target: TensorData, source: ExampleSource): void {
  for (let i = 0; i < target.length; i++)
    target[i] = Math.max(0.01, legible(Math.abs(source.normal())));
}

/** Integers 0 ≤ i < limit. */
export function fillIndices(target: TensorData, source: ExampleSource, limit: number): void {
  for (let i = 0; i < target.length; i++) target[i] = Math.floor(source.uniform() * limit);
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
): void {
  const columns = shape[shape.length - 1] ?? 1;
  const rows = shape[shape.length - 2] ?? 1;
  const ahead = rows === 1 ? columns - Math.min(columns, 2) : columns - rows;
  for (let i = 0; i < target.length; i++) {
    const column = i % columns;
    const row = Math.floor(i / columns) % rows;
    // Without the first key a row of a wide mask could be left with nothing.
    target[i] = column <= row + ahead || column === 0 ? kept : dropped;
  }
}

/** Example numbers of a distribution that no known generator draws, in full precision. */
export function fillFrom(
  target: TensorData,
  distribution: Distribution,
  source: ExampleSource,
): void {
  switch (distribution.kind) {
    case 'normal':
      for (let i = 0; i < target.length; i++)
        target[i] = distribution.mean + distribution.std * source.normal();
      return;
    case 'uniform':
      for (let i = 0; i < target.length; i++)
        target[i] = distribution.low + (distribution.high - distribution.low) * source.uniform();
      return;
    case 'integers': {
      const { low, high } = distribution;
      for (let i = 0; i < target.length; i++)
        target[i] = low + Math.floor(source.uniform() * (high - low));
      return;
    }
    case 'permutation':
      for (let i = 0; i < target.length; i++) {
        const j = Math.floor(source.uniform() * (i + 1));
        target[i] = target[j] as number;
        target[j] = i;
      }
      return;
    case 'bernoulli':
      for (let i = 0; i < target.length; i++) target[i] = source.uniform() < distribution.p ? 1 : 0;
      return;
    default:
      distribution satisfies never;
  }
}
