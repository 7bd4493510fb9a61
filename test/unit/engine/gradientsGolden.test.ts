import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DType, Operation } from '../../../src/program/operation.js';
import { difference } from './closeness.js';
import { read, type Stored } from './golden.js';
import { gradientsOf } from './gradientPrograms.js';
import { literal, type Line } from './programs.js';

type StoredLine =
  | { readonly name: string; readonly tensor: Stored }
  | {
      readonly name: string;
      readonly operation: Operation;
      readonly inputs: readonly number[];
      readonly dtype: DType;
    };

interface Block {
  readonly name: string;
  readonly lines: readonly StoredLine[];
  readonly seed?: Stored;
  readonly gradients: readonly (Stored | null)[];
}

/** Gradients of PyTorch's autograd; test/golden/gradients.py makes them. */
const { cases } = JSON.parse(
  readFileSync(new URL('../../golden/gradients.json', import.meta.url), 'utf8'),
  (_key, value: unknown) =>
    ['NaN', 'Infinity', '-Infinity'].includes(value as string) ? Number(value) : value,
) as { readonly cases: readonly Block[] };

const tolerances = {
  float32: { absolute: 2e-6, relative: 5e-6 },
  float64: { absolute: 1e-13, relative: 1e-12 },
};

const lineOf = (line: StoredLine): Line =>
  'tensor' in line ? { ...literal(read(line.tensor)), name: line.name } : line;

describe('gradients are those of PyTorch’s autograd', () => {
  it.each(cases)('$name', ({ lines, seed, gradients }) => {
    const got = gradientsOf(lines.map(lineOf), seed === undefined ? {} : { seed: read(seed) });
    const wrong: string[] = [];
    for (const [id, expected] of gradients.entries()) {
      if (expected === null) {
        const isFloat = got.trace.values[id]?.ok === true && got.gradients.values[id] !== undefined;
        if (isFloat) wrong.push(`${lines[id]?.name}: there should be no gradient`);
        continue;
      }
      const tolerance = tolerances[expected.dtype as 'float32' | 'float64'];
      const differs = difference(got.of(id), read(expected), tolerance);
      if (differs !== '') wrong.push(`${lines[id]?.name}: ${differs}`);
    }
    expect(wrong).toEqual([]);
  });
});
