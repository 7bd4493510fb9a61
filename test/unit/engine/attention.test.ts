import { describe, expect, it } from 'vitest';
import { attention } from '../../../src/engine/attention.js';
import {
  AttentionInputError,
  type AttentionInputs,
  type AttentionOptions,
  type AttentionTensor,
} from '../../../src/engine/attention/types.js';
import { exampleSource } from '../../../src/engine/examples.js';
import { sizeOf } from '../../../src/engine/tensor.js';
import { difference } from './closeness.js';
import { apply, tensorIn } from './programs.js';

const floats = (name: string, ...shape: number[]): AttentionTensor & { dtype: 'float32' } => {
  const source = exampleSource(0, name);
  return {
    shape,
    dtype: 'float32',
    data: Float32Array.from({ length: sizeOf(shape) }, source.normal),
  };
};
const booleans = (shape: readonly number[], data: readonly number[]): AttentionTensor => ({
  shape,
  dtype: 'bool',
  data: Uint8Array.from(data),
});
const close = { absolute: 1e-6, relative: 1e-6 };

describe('axes that the inputs do not have are left out of the results', () => {
  it.each<[string, AttentionInputs, AttentionOptions, Record<string, number[]>]>([
    [
      'matrices',
      { q: floats('q', 3, 4), k: floats('k', 5, 4), v: floats('v', 5, 2) },
      {},
      { output: [3, 2], scores: [3, 5], weights: [3, 5], presentKey: [5, 4], presentValue: [5, 2] },
    ],
    [
      'a batch of matrices',
      { q: floats('q', 2, 3, 4), k: floats('k', 2, 5, 4), v: floats('v', 2, 5, 2) },
      {},
      { output: [2, 3, 2], scores: [2, 3, 5], presentKey: [2, 5, 4], presentValue: [2, 5, 2] },
    ],
    [
      'heads folded into a batch of matrices',
      { q: floats('q', 2, 3, 8), k: floats('k', 2, 5, 4), v: floats('v', 2, 5, 6) },
      { queryHeads: 4, kvHeads: 2 },
      {
        output: [2, 3, 12],
        scores: [2, 4, 3, 5],
        presentKey: [2, 2, 5, 2],
        presentValue: [2, 2, 5, 3],
      },
    ],
    [
      'heads folded into matrices',
      { q: floats('q', 3, 8), k: floats('k', 5, 8), v: floats('v', 5, 8) },
      { queryHeads: 2 },
      { output: [3, 8], scores: [2, 3, 5], presentKey: [2, 5, 4] },
    ],
    [
      'heads as an axis',
      { q: floats('q', 1, 4, 3, 2), k: floats('k', 1, 2, 5, 2), v: floats('v', 1, 2, 5, 3) },
      {},
      { output: [1, 4, 3, 3], scores: [1, 4, 3, 5], presentKey: [1, 2, 5, 2] },
    ],
    [
      'no queries',
      { q: floats('q', 0, 4), k: floats('k', 5, 4), v: floats('v', 5, 2) },
      {},
      { output: [0, 2], scores: [0, 5] },
    ],
  ])('%s', (_name, inputs, options, shapes) => {
    const result = attention(inputs, options);
    for (const [name, shape] of Object.entries(shapes)) {
      const tensor = result[name as keyof typeof result];
      expect([name, tensor.shape, tensor.data.length]).toEqual([name, shape, sizeOf(shape)]);
    }
  });
});

describe('the layouts give the same numbers', () => {
  it('folded heads and heads as an axis', () => {
    const [q, k, v] = [floats('q', 2, 3, 8), floats('k', 2, 5, 8), floats('v', 2, 5, 8)];
    const unfolded = ({ shape, ...t }: typeof q): typeof q => {
      const [batch = 1, length = 1, width = 1] = shape;
      const split = apply({ kind: 'rearrange', pattern: 'b n (h d) -> b h n d', sizes: { h: 2 } }, [
        { ...t, shape: [batch, length, width] },
      ]);
      return tensorIn(split) as typeof q;
    };
    const folded = attention({ q, k, v }, { queryHeads: 2, causal: true });
    const split = attention({ q: unfolded(q), k: unfolded(k), v: unfolded(v) }, { causal: true });
    expect(difference(folded.weights, split.weights, close)).toBe('');
    expect(difference(unfolded(folded.output), split.output, close)).toBe('');
  });

  it('the operation of a program and the library', () => {
    const [q, k, v] = [floats('q', 2, 3, 4), floats('k', 2, 5, 4), floats('v', 2, 5, 2)];
    const operation = { kind: 'scaledDotProductAttention', causal: true } as const;
    const got = tensorIn(apply(operation, [q, k, v]));
    expect(difference(got, attention({ q, k, v }, { causal: true }).output, close)).toBe('');
  });

  it('a call with a past and the tail of a call without', () => {
    const [q, k, v] = [floats('q', 1, 1, 6, 4), floats('k', 1, 1, 6, 4), floats('v', 1, 1, 6, 3)];
    const rows = (t: typeof q, from: number, to: number): typeof q => {
      const width = t.shape[3] ?? 1;
      return {
        ...t,
        shape: [1, 1, to - from, width],
        data: t.data.slice(from * width, to * width),
      };
    };
    const whole = attention({ q, k, v }, { causal: true });
    const later = attention(
      {
        q: rows(q, 4, 6),
        k: rows(k, 4, 6),
        v: rows(v, 4, 6),
        pastKey: rows(k, 0, 4),
        pastValue: rows(v, 0, 4),
      },
      { causal: true },
    );
    expect(difference(later.output, rows(whole.output, 4, 6), close)).toBe('');
    expect(difference(later.presentKey, k, close)).toBe('');
  });
});

describe('what a query may see', () => {
  const [q, k, v] = [floats('q', 4, 2), floats('k', 4, 2), floats('v', 4, 2)];
  const seen = (inputs: Partial<AttentionInputs>, options: AttentionOptions): string[] => {
    const { weights } = attention({ q, k, v, ...inputs }, options);
    return [0, 1, 2, 3].map((i) =>
      [...weights.data.slice(4 * i, 4 * i + 4)].map((w) => (w > 0 ? '#' : '.')).join(''),
    );
  };
  it.each<[string, Partial<AttentionInputs>, AttentionOptions, string[]]>([
    ['everything', {}, {}, ['####', '####', '####', '####']],
    ['no later key', {}, { causal: true }, ['#...', '##..', '###.', '####']],
    ['a window', {}, { window: [1, 0] }, ['#...', '##..', '.##.', '..##']],
    ['a window to the right', {}, { window: [-1, 1] }, ['##..', '###.', '####', '####']],
    ['a causal window', {}, { window: [1, 2], causal: true }, ['#...', '##..', '.##.', '..##']],
    [
      'true of a mask',
      { mask: booleans([4], [1, 0, 1, 1]) },
      {},
      Array(4).fill('#.##') as string[],
    ],
    [
      'true of a mask column',
      { mask: booleans([4, 1], [1, 0, 1, 0]) },
      {},
      ['####', '....', '####', '....'],
    ],
    [
      'keys that a short mask reaches',
      { mask: booleans([2], [1, 1]) },
      {},
      Array(4).fill('##..') as string[],
    ],
    ['keys that count', { kvLengths: [3] }, {}, Array(4).fill('###.') as string[]],
    [
      'keys that count, the last query the last',
      { kvLengths: [3] },
      { causal: true },
      ['....', '#...', '##..', '###.'],
    ],
  ])('%s', (_name, inputs, options, expected) => {
    expect(seen(inputs, options)).toEqual(expected);
  });

  it('gives 0 where there is nothing, even beside values that are not numbers', () => {
    const bad = { ...v, data: v.data.map((x, i) => (i > 5 ? NaN : x)) };
    const padded = attention({ q, k, v: bad, kvLengths: [3] });
    expect([...padded.output.data].every(Number.isFinite)).toBe(true);
    const nothing = attention({ q, k, v: bad, mask: booleans([1], [0]) });
    expect([...nothing.output.data, ...nothing.weights.data].every((x) => x === 0)).toBe(true);
  });

  it('leaves the inputs as they were', () => {
    const before = structuredClone({ q, k, v });
    attention({ q, k, v }, { causal: true, softcap: 2 });
    expect({ q, k, v }).toEqual(before);
  });
});

describe('inputs that do not go together', () => {
  const [q, k, v] = [floats('q', 1, 2, 3, 4), floats('k', 1, 2, 5, 4), floats('v', 1, 2, 5, 2)];
  const past = { pastKey: floats('pk', 1, 2, 7, 4), pastValue: floats('pv', 1, 2, 7, 2) };
  it.each<[string, Partial<AttentionInputs>, AttentionOptions, RegExp]>([
    [
      'dimensions',
      { k: floats('k', 1, 2, 5, 3) },
      {},
      /dimensions 4 of the query and 3 of the key/,
    ],
    ['lengths', { v: floats('v', 1, 2, 6, 2) }, {}, /5 keys, 6 values/],
    ['batches', { q: floats('q', 3, 2, 3, 4) }, {}, /batches differ/],
    [
      'heads',
      { q: floats('q', 1, 3, 3, 4) },
      {},
      /3 query heads can’t share 2 key and 2 value heads/,
    ],
    ['no heads', { k: floats('k', 1, 0, 5, 4), v: floats('v', 1, 0, 5, 2) }, {}, /share 0 key/],
    ['axes', { q: floats('q', 3, 4) }, {}, /same number of axes/],
    ['five axes', { q: floats('q', 1, 1, 2, 3, 4) }, {}, /two to four axes/],
    ['data', { q: { ...q, data: new Float32Array(3) } }, {}, /filled/],
    [
      'booleans',
      { q: booleans([1, 2, 3, 4], Array(24).fill(1) as number[]) },
      {},
      /q must be float32/,
    ],
    [
      'a mask',
      { mask: floats('m', 4, 5) },
      {},
      /\[4, 5\] does not broadcast to the scores \[1, 2, 3, 5\]/,
    ],
    ['a long mask', { mask: floats('m', 6) }, {}, /does not broadcast/],
    ['half a past', { pastKey: past.pastKey }, {}, /pastKey and pastValue do not fit/],
    ['lengths with a past', { ...past, kvLengths: [3] }, {}, /can’t be given together/],
    ['too many lengths', { kvLengths: [3, 3] }, {}, /for each of 1 batch rows/],
    ['a length outside', { kvLengths: [9] }, {}, /from 0 to 5/],
    ['other heads than there are', {}, { queryHeads: 3 }, /heads divide/],
  ])('%s', (_name, inputs, options, message) => {
    const call = (): unknown => attention({ q, k, v, ...inputs }, options);
    expect(call).toThrow(AttentionInputError);
    expect(call).toThrow(message);
  });
});
