import { describe, expect, it } from 'vitest';
import { attention } from '../../../src/engine/attention.js';
import type {
  Attended,
  AttentionInputs,
  AttentionOptions,
  AttentionTensor,
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
/** The results of a call that must succeed. */
function attended(inputs: AttentionInputs, options: AttentionOptions = {}): Attended {
  const result = attention(inputs, options);
  if (!result.ok) throw new Error(result.error.message);
  return result;
}
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
    const result = attended(inputs, options);
    for (const [name, shape] of Object.entries(shapes)) {
      const tensor = result[name as Exclude<keyof Attended, 'ok'>];
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
    const folded = attended({ q, k, v }, { queryHeads: 2, causal: true });
    const split = attended({ q: unfolded(q), k: unfolded(k), v: unfolded(v) }, { causal: true });
    expect(difference(folded.weights, split.weights, close)).toBe('');
    expect(difference(unfolded(folded.output), split.output, close)).toBe('');
  });

  it('the operation of a program and the library', () => {
    const [q, k, v] = [floats('q', 2, 3, 4), floats('k', 2, 5, 4), floats('v', 2, 5, 2)];
    const operation = { kind: 'scaledDotProductAttention', causal: true } as const;
    const got = tensorIn(apply(operation, [q, k, v]));
    expect(difference(got, attended({ q, k, v }, { causal: true }).output, close)).toBe('');
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
    const whole = attended({ q, k, v }, { causal: true });
    const later = attended(
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
    const { weights } = attended({ q, k, v, ...inputs }, options);
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
    const padded = attended({ q, k, v: bad, kvLengths: [3] });
    expect([...padded.output.data].every(Number.isFinite)).toBe(true);
    const nothing = attended({ q, k, v: bad, mask: booleans([1], [0]) });
    expect([...nothing.output.data, ...nothing.weights.data].every((x) => x === 0)).toBe(true);
  });

  it('leaves the inputs as they were', () => {
    const before = structuredClone({ q, k, v });
    attended({ q, k, v }, { causal: true, softcap: 2 });
    expect({ q, k, v }).toEqual(before);
  });
});

describe('inputs that do not go together', () => {
  const [q, k, v] = [floats('q', 1, 2, 3, 4), floats('k', 1, 2, 5, 4), floats('v', 1, 2, 5, 2)];
  const past = { pastKey: floats('pk', 1, 2, 7, 4), pastValue: floats('pv', 1, 2, 7, 2) };
  it.each<[string, Partial<AttentionInputs>, AttentionOptions, string]>([
    [
      'dimensions',
      { k: floats('k', 1, 2, 5, 3) },
      {},
      'query [1, 2, 3, 4] and key [1, 2, 5, 3] have different dimensions, 4 and 3.',
    ],
    [
      'lengths',
      { v: floats('v', 1, 2, 6, 2) },
      {},
      'key [1, 2, 5, 4] and value [1, 2, 6, 2] have 5 keys and 6 values.',
    ],
    [
      'batches',
      { q: floats('q', 3, 2, 3, 4) },
      {},
      'the batches 3, 1 and 1 of query [3, 2, 3, 4], key [1, 2, 5, 4] and value [1, 2, 5, 2] differ.',
    ],
    [
      'heads',
      { q: floats('q', 1, 3, 3, 4) },
      {},
      'query [1, 3, 3, 4], key [1, 2, 5, 4] and value [1, 2, 5, 2]: 3 query heads can’t share 2 key and 2 value heads.',
    ],
    [
      'no heads',
      { k: floats('k', 1, 0, 5, 4), v: floats('v', 1, 0, 5, 2) },
      {},
      'query [1, 2, 3, 4], key [1, 0, 5, 4] and value [1, 0, 5, 2]: 2 query heads can’t share 0 key and 0 value heads.',
    ],
    [
      'axes',
      { q: floats('q', 3, 4) },
      {},
      'query [3, 4], key [1, 2, 5, 4] and value [1, 2, 5, 2] need the same number of axes, two to four.',
    ],
    [
      'data',
      { q: { ...q, data: new Float32Array(3) } },
      {},
      'query [1, 2, 3, 4] needs 24 elements, its data has 3.',
    ],
    [
      'a mask',
      { mask: floats('m', 4, 5) },
      {},
      'mask [4, 5] does not broadcast to the scores [1, 2, 3, 5] of query [1, 2, 3, 4], key [1, 2, 5, 4] and value [1, 2, 5, 2].',
    ],
    [
      'a long mask',
      { mask: floats('m', 6) },
      {},
      'mask [6] does not broadcast to the scores [1, 2, 3, 5] of query [1, 2, 3, 4], key [1, 2, 5, 4] and value [1, 2, 5, 2].',
    ],
    [
      'half a past',
      { pastKey: past.pastKey },
      {},
      'a past key and a past value go together; there is only past key [1, 2, 7, 4].',
    ],
    [
      'a past of other heads',
      { ...past, pastValue: floats('pv', 1, 1, 7, 2) },
      {},
      'past key [1, 2, 7, 4] and past value [1, 1, 7, 2] do not go before key [1, 2, 5, 4] and value [1, 2, 5, 2] with 2 heads.',
    ],
    [
      'lengths with a past',
      { ...past, kvLengths: [3] },
      {},
      'kvLengths and past key [1, 2, 7, 4] can’t be given together.',
    ],
    [
      'too many lengths',
      { kvLengths: [3, 3] },
      {},
      'kvLengths must be a whole number from 0 to 5 for each of 1 batch rows of key [1, 2, 5, 4], not 2 numbers.',
    ],
    ['heads that are not there', {}, { queryHeads: 3 }, 'query [1, 2, 3, 4] does not have 3 query heads.'], // prettier-ignore
    [
      'other key heads',
      {},
      { kvHeads: 1 },
      'key [1, 2, 5, 4] does not have 1 key and value heads.',
    ],
  ])('%s', (_name, inputs, options, message) => {
    const result = attention({ q, k, v, ...inputs }, options);
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'shape-mismatch', message: `attention: ${message}` },
    });
  });
});

describe('inputs that are not what their types say', () => {
  const [q, k, v] = [floats('q', 2, 4), floats('k', 3, 4), floats('v', 3, 4)];
  it.each<[string, unknown, unknown, string]>([
    ['nothing', undefined, {}, 'inputs must be { q, k, v, … }, not undefined.'],
    ['no query', { k, v }, {}, 'query must be a tensor { shape, dtype, data }, not undefined.'],
    [
      'plain numbers',
      { q: { ...q, data: [1, 2] }, k, v },
      {},
      'the data of query [2, 4] must be a Float32Array, not Array.',
    ],
    [
      'doubles',
      { q, k: { ...k, data: new Float64Array(12) }, v },
      {},
      'the data of key [3, 4] must be a Float32Array, not Float64Array.',
    ],
    [
      'another type',
      { q, k, v: { ...v, dtype: 'float16' } },
      {},
      'value [3, 4] must be float32, not float16.',
    ],
    [
      'a mask of another type',
      { q, k, v, mask: { ...v, dtype: 'int64' } },
      {},
      'mask [3, 4] must be bool or float32, not int64.',
    ],
    [
      'parts of an element',
      { q: { ...q, shape: [1.5, 4] }, k, v },
      {},
      'the shape of query must be whole sizes, not [1.5, 4].',
    ],
    ['lengths below 0', { q, k, v, kvLengths: [-1] }, {}, 'kvLengths must be a whole number from 0 to 3 for each of 1 batch rows of key [3, 4], not -1.'], // prettier-ignore
    ['a scale', { q, k, v }, { scale: NaN }, 'scale must be a finite number, not NaN.'],
    ['a cap', { q, k, v }, { softcap: -1 }, 'softcap must be a finite number from 0 on, not -1.'],
    ['one bound', { q, k, v }, { window: [1] }, 'window must be two whole numbers from −1 on, not [1].'], // prettier-ignore
    [
      'heads',
      { q, k, v },
      { queryHeads: 0 },
      'queryHeads must be a whole number from 1 on, not 0.',
    ],
    ['a frontier', { q, k, v }, { causal: 'yes' }, 'causal must be true or false, not a string.'],
  ])('%s', (_name, inputs, options, message) => {
    const result = attention(inputs as AttentionInputs, options as AttentionOptions);
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'bad-value', message: `attention: ${message}` },
    });
  });

  it('absent and null are one', () => {
    const inputs = { q, k, v, mask: null, pastKey: null, pastValue: null, kvLengths: null };
    expect(attention(inputs as unknown as AttentionInputs, null as unknown as object).ok).toBe(
      true,
    );
  });
});

describe('the limit of memory', () => {
  const square = (n: number, dim: number): AttentionInputs => {
    const t = { shape: [n, dim], dtype: 'float32', data: new Float32Array(n * dim) } as const;
    return { q: t, k: t, v: t };
  };

  it('is 512 MB, with the figure and what would fit', () => {
    const result = attention(square(9000, 1));
    expect(result).toMatchObject({ ok: false, error: { code: 'too-large' } });
    if (result.ok) return;
    const { bytes, limit, largest } = result.error.values ?? {};
    expect(limit).toBe(512 * 2 ** 20);
    // Scores and weights, the output, and keys and values in the kernel's working memory.
    expect(bytes).toBe(4 * (2 * 9000 ** 2 + 9000 + 2 * 9000));
    expect(largest).toBe(8191);
    expect(result.error.message).toBe(
      'attention: query [9000, 1], key [9000, 1] and value [9000, 1] need 619 MB for scores, weights and output; ' +
        'at most 512 MB are used, enough for 8,191 queries and keys.',
    );
  });

  it('can be set, and the largest that it names is the largest that fits', () => {
    const maxBytes = 100_000;
    const refused = attention(square(200, 8), { maxBytes });
    const largest = refused.ok ? 0 : Number(refused.error.values?.['largest']);
    expect(attention(square(largest, 8), { maxBytes }).ok).toBe(true);
    expect(attention(square(largest + 1, 8), { maxBytes }).ok).toBe(false);
  });

  it('counts before anything is allocated or looped over', () => {
    const hollow = (...shape: number[]) =>
      ({ shape, dtype: 'float32', data: new Float32Array(0) }) as const;
    const [huge, none] = [2 ** 50, 0];
    const rows = hollow(1, 1, huge, none);
    expect(attention({ q: rows, k: rows, v: rows })).toMatchObject({
      error: { code: 'too-large' },
    });
    const noKeys = hollow(1, 1, none, none);
    expect(attended({ q: rows, k: noKeys, v: noKeys }).output.shape).toEqual([1, 1, huge, 0]);
  });
});
