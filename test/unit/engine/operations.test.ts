import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/program/operation.js';
import { createShapeContext } from '../../../src/program/shapeContext.js';
import { shapeOf } from '../../../src/program/shapeRules.js';
import { operations } from '../../../src/engine/operations/index.js';
import { difference } from './closeness.js';
import { golden, read, tolerances } from './golden.js';
import { apply, tensorIn } from './programs.js';

const { cases } = golden;

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
