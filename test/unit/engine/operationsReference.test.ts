import { describe, expect, it } from 'vitest';
import type { OperationKind } from '../../../src/program/operation.js';
import { createShapeContext } from '../../../src/program/shapeContext.js';
import { shapeOf } from '../../../src/program/shapeRules.js';
import { operations } from '../../../src/engine/operations/index.js';
import { applyTo, cases, deviation, longCases, longSums, refusals } from './operationsGolden.js';
import { tensorIn } from './programs.js';

const kinds = Object.keys(operations) as (keyof typeof operations)[];

describe.each(kinds.filter((kind) => cases.some((c) => c.operation.kind === kind)))(
  '%s',
  (kind) => {
    const own = cases.filter((c) => c.operation.kind === kind);

    it.each(own)('$name', (reference) => {
      const { operation, inputs, expected } = reference;
      const got = tensorIn(applyTo(operation, inputs, expected.dtype));
      expect(deviation(reference, got)).toBe('');
    });
  },
);

describe('long tensors have the same numbers as short ones', () => {
  it.each(longCases())('$name', (reference) => {
    const { operation, inputs, expected } = reference;
    const got = tensorIn(applyTo(operation, inputs, expected.dtype));
    expect(deviation(reference, got)).toBe('');
  });
});

describe('sums of 10⁶ elements stay within 10⁻⁵', () => {
  it.each(longSums)('$name', ({ operation, inputs, at, expected }) => {
    const got = tensorIn(applyTo(operation, inputs(), 'float32'));
    for (const [i, want] of expected.entries()) {
      const have = got.data[at[i] as number] as number;
      expect(Math.abs(have - want), `${have}, expected ${want}`).toBeLessThanOrEqual(
        1e-5 * Math.abs(want),
      );
    }
  });
});

describe('shapes are what the shape rules say', () => {
  it.each(cases.filter((c) => c.rule === undefined))('$name', ({ operation, inputs, expected }) => {
    const ruled = shapeOf(
      operation,
      inputs.map((t) => t.shape),
      createShapeContext(),
      inputs.map((t) => t.dtype),
    );
    expect(ruled.ok ? ruled.value : ruled.error).toEqual(expected.shape);
  });
});

describe('every operation has its reference', () => {
  /** What has no reference here: random has its own (seeded draws), the others compute nothing. */
  const without: readonly OperationKind[] = ['random', 'grad', 'call'];
  const least = 10;

  it.each(kinds.filter((kind) => !without.includes(kind)))(
    `%s has ${least} cases or more`,
    (kind) => {
      expect(cases.filter((c) => c.operation.kind === kind).length).toBeGreaterThanOrEqual(least);
    },
  );

  it('and there is none for what is not computed', () => {
    const covered = [...cases, ...refusals].map((c) => c.operation.kind);
    expect(without.filter((kind) => covered.includes(kind))).toEqual([]);
  });
});
