import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DType, Operation } from '../../../src/program/operation.js';
import { createShapeContext } from '../../../src/program/shapeContext.js';
import { shapeOf } from '../../../src/program/shapeRules.js';
import { operations } from '../../../src/engine/operations/index.js';
import { tensorOf } from '../../../src/engine/tensor.js';
import type { Tensor } from '../../../src/engine/trace.js';
import { difference, type Tolerance } from './closeness.js';
import { apply, tensorIn } from './programs.js';

interface Stored {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: readonly (number | string)[];
}

interface Case {
  readonly name: string;
  readonly operation: Operation;
  readonly inputs: readonly Stored[];
  readonly expected: Stored;
  /** False where the shape rules can't tell, since the shape depends on numbers. */
  readonly rule?: boolean;
}

const golden = new URL('../../golden/engine.json', import.meta.url);
const cases = JSON.parse(readFileSync(golden, 'utf8'), (_key, value: unknown) =>
  ['NaN', 'Infinity', '-Infinity'].includes(value as string) ? Number(value) : value,
) as Case[];

const read = (t: Stored): Tensor => tensorOf(t.shape, t.data as readonly number[], t.dtype);

const tolerances: Readonly<Record<DType, Tolerance>> = {
  float32: { absolute: 1e-6, relative: 2e-6 },
  float64: { absolute: 1e-14, relative: 1e-13 },
  int64: { absolute: 0, relative: 0 },
  bool: { absolute: 0, relative: 0 },
};

describe('operations give the numbers of PyTorch', () => {
  it.each(cases)('$name', ({ operation, inputs, expected }) => {
    const got = tensorIn(apply(operation, inputs.map(read), expected.dtype));
    expect(difference(got, read(expected), tolerances[expected.dtype])).toBe('');
  });

  it('covers every operation', () => {
    const covered = new Set(cases.map((c) => c.operation.kind));
    const elsewhere = ['tensor', 'dimension', 'random', 'grad', 'call'];
    const missing = Object.keys(operations).filter((k) => !covered.has(k as Operation['kind']));
    expect(missing.sort()).toEqual(elsewhere.sort());
  });
});

describe('evaluation gives the shapes that the shape rules give', () => {
  it.each(cases.filter((c) => c.rule !== false))('$name', ({ operation, inputs, expected }) => {
    const shapes = inputs.map((t) => t.shape);
    const ruled = shapeOf(operation, shapes, createShapeContext());
    expect(ruled.ok ? ruled.value : ruled.error).toEqual(expected.shape);
  });
});
