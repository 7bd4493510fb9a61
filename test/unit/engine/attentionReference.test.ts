import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attention } from '../../../src/engine/attention.js';
import { attentionCase, type AttentionCase } from './attentionCases.js';
import { attentionReference } from './attentionReference.js';
import { difference } from './closeness.js';

const tolerance = { absolute: 2e-5, relative: 1e-4 };

/** float32 carries a score of 10⁴ to a thousandth: later steps are checked from the scores as given. */
function differences({ inputs, options, large }: AttentionCase): string[] {
  const got = attention(inputs, options);
  if (!got.ok) return [got.error.message];
  const expected = attentionReference(inputs, options);
  const later = large ? attentionReference(inputs, options, got.scores.data) : expected;
  const coarse = { absolute: 2e-2, relative: 1e-4 };
  return [
    ['scores', difference(got.scores, expected.scores, large ? coarse : tolerance)],
    ['weights', difference(got.weights, later.weights, tolerance)],
    ['output', difference(got.output, later.output, tolerance)],
    ['presentKey', difference(got.presentKey, expected.presentKey, tolerance)],
    ['presentValue', difference(got.presentValue, expected.presentValue, tolerance)],
  ]
    .filter(([, found]) => found !== '')
    .map(([name, found]) => `${name}: ${found}`);
}

describe('attention', () => {
  it('is the ONNX operator, computed plainly, for every way to call it', () => {
    fc.assert(
      fc.property(attentionCase, (c) => {
        expect(differences(c)).toEqual([]);
      }),
      { numRuns: 4000 },
    );
  });
});
