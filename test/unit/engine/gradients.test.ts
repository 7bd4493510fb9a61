import { describe, expect, it } from 'vitest';
import { pullbacks } from '../../../src/engine/gradients/index.js';
import { operations } from '../../../src/engine/operations/index.js';
import { gradientCases } from './gradientCases.js';
import { libraryCases } from './gradientCasesLibrary.js';
import { expectFiniteDifferences } from './gradientPrograms.js';

describe('gradients are the slopes that finite differences find', () => {
  it.each([...gradientCases, ...libraryCases])('$name', ({ operation, inputs }) => {
    expectFiniteDifferences(operation, inputs);
  });
});

describe('the table of pullbacks', () => {
  it('has an entry for every operation', () => {
    expect(Object.keys(pullbacks).sort()).toEqual([...Object.keys(operations), 'input'].sort());
  });

  it('is tested for every operation that has a derivative', () => {
    const tested = new Set<string>(gradientCases.map((c) => c.operation.kind));
    const differentiable = Object.entries(pullbacks).filter(([, p]) => typeof p === 'function');
    expect(differentiable.map(([kind]) => kind).filter((kind) => !tested.has(kind))).toEqual([]);
  });
});
