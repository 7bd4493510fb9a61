import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attention } from '../../../src/engine/attention.js';
import type { AttentionInputs, AttentionOptions } from '../../../src/engine/attention/types.js';
import { attentionCase } from './attentionCases.js';

const number = fc.oneof(
  fc.integer({ min: -3, max: 9 }),
  fc.constantFrom(NaN, Infinity, -Infinity, 1.5, -0, 2 ** 31, 2 ** 53, 1e300),
);
const anything = fc.oneof(
  { weight: 3, arbitrary: fc.anything({ withTypedArray: true, withBigInt: true }) },
  { weight: 2, arbitrary: number },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(undefined, null, Symbol('x'), () => 1) },
  { weight: 2, arbitrary: fc.array(number, { maxLength: 5 }) },
);
const data = fc.oneof(
  fc.integer({ min: 0, max: 64 }).map((n) => new Float32Array(n)),
  fc.integer({ min: 0, max: 64 }).map((n) => new Uint8Array(n)),
  fc.integer({ min: 0, max: 64 }).map((n) => new Float64Array(n)),
  anything,
);
const shape = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(0, 1, 2, 3, 4, 2 ** 40), { maxLength: 5 }) },
  { weight: 1, arbitrary: anything },
);
const tensor = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      shape,
      dtype: fc.oneof(fc.constantFrom('float32', 'float32', 'bool', 'float64'), anything),
      data,
    }),
  },
  { weight: 1, arbitrary: anything },
);
/** Tensors that are well-formed one by one. */
const formed = shape.map((sizes) => {
  const list = Array.isArray(sizes) ? (sizes as number[]) : [];
  const length = list.reduce((a, b) => a * Number(typeof b === 'number' ? b : NaN), 1);
  return {
    shape: list,
    dtype: 'float32',
    data: new Float32Array(length >= 0 && length <= 4096 ? Math.floor(length) : 0),
  };
});
const options = fc.record(
  {
    scale: anything,
    causal: anything,
    softcap: anything,
    window: anything,
    queryHeads: anything,
    kvHeads: anything,
    maxBytes: anything,
  },
  { requiredKeys: [] },
);
const inputs = (one: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.record(
    { q: one, k: one, v: one, mask: one, pastKey: one, pastValue: one, kvLengths: anything },
    { requiredKeys: [] },
  );

const isAnswer = (result: ReturnType<typeof attention>): void => {
  if (result.ok) return;
  expect(['shape-mismatch', 'bad-value', 'too-large']).toContain(result.error.code);
  expect(result.error.message).toMatch(/^attention: /);
};
const call = (given: unknown, settings?: unknown): ReturnType<typeof attention> =>
  attention(given as AttentionInputs, settings as AttentionOptions);

describe('attention answers with a value, never an exception', () => {
  it.each<[string, fc.Arbitrary<unknown>]>([
    ['anything', anything],
    ['inputs of anything', inputs(anything)],
    ['inputs of things like tensors', inputs(tensor)],
    ['inputs of tensors', inputs(formed)],
  ])('to %s', (_name, given) => {
    fc.assert(
      fc.property(given, fc.oneof(options, anything), (x, settings) => {
        isAnswer(call(x, settings));
      }),
      { numRuns: 1000 },
    );
  });

  it('to a call that would work but for one thing', () => {
    const places = ['q', 'k', 'v', 'mask', 'pastKey', 'pastValue', 'kvLengths'] as const;
    fc.assert(
      fc.property(attentionCase, fc.constantFrom(...places), tensor, (c, place, other) => {
        isAnswer(call({ ...c.inputs, [place]: other }, c.options));
      }),
      { numRuns: 1000 },
    );
  });

  it('to options that would work but for one thing', () => {
    fc.assert(
      fc.property(attentionCase, options, (c, other) => {
        isAnswer(call(c.inputs, { ...c.options, ...other }));
      }),
      { numRuns: 1000 },
    );
  });

  it('to what can’t even be read', () => {
    const thrower = new Proxy(
      {},
      {
        get() {
          throw new Error('no');
        },
      },
    );
    isAnswer(call(thrower));
    isAnswer(call({ q: thrower, k: thrower, v: thrower }));
    isAnswer(call({ q: { shape: [Symbol('x')], dtype: Symbol('y'), data: 1n } }, thrower));
  });
});
