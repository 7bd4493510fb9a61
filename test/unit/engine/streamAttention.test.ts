import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attention, streamAttention } from '../../../src/engine/attention.js';
import type { AttentionInputs, TileRequest } from '../../../src/engine/attention/types.js';
import { statisticsOf } from '../../../src/engine/statistics.js';
import { noise } from './kernels/support.js';

const tensor = (shape: readonly number[], seed: number) => ({
  shape,
  dtype: 'float32' as const,
  data: noise(
    shape.reduce((a, b) => a * b),
    seed,
  ),
});

interface Call {
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly dim: number;
  readonly causal: boolean;
}

const inputsOf = ({ heads, queries, keys, dim }: Call): AttentionInputs => ({
  q: tensor([1, heads, queries, dim], 1),
  k: tensor([1, heads, keys, dim], 2),
  v: tensor([1, heads, keys, dim], 3),
});

const calls: fc.Arbitrary<Call> = fc.record({
  heads: fc.integer({ min: 1, max: 3 }),
  queries: fc.integer({ min: 1, max: 120 }),
  keys: fc.integer({ min: 1, max: 120 }),
  dim: fc.integer({ min: 1, max: 40 }),
  causal: fc.boolean(),
});

describe('streamAttention', () => {
  it('has the output and statistics of attention(), and any part of its steps', () => {
    fc.assert(
      fc.property(calls, fc.nat(), (call, place) => {
        const { heads, queries, keys, causal } = call;
        const tile: TileRequest = {
          tensor: place % 2 === 0 ? 'scores' : 'weights',
          head: place % heads,
          row: place % queries,
          column: place % keys,
          rows: queries - (place % queries),
          columns: keys - (place % keys),
        };
        const whole = attention(inputsOf(call), { causal });
        const streamed = streamAttention(inputsOf(call), { causal, tiles: [tile] });
        if (!whole.ok || !streamed.ok) throw new Error('refused');
        expect([...streamed.output.data]).toEqual([...whole.output.data]);
        for (const step of ['scores', 'weights'] as const) {
          const { mean, ...exact } = statisticsOf(whole[step].data);
          expect(streamed.statistics[step]).toMatchObject(exact);
          expect(streamed.statistics[step].mean).toBeCloseTo(mean, 9);
        }
        const { data } = whole[tile.tensor];
        const expected: number[] = [];
        for (let i = 0; i < tile.rows; i++) {
          const start = ((tile.head ?? 0) * queries + tile.row + i) * keys + tile.column;
          expected.push(...data.subarray(start, start + tile.columns));
        }
        expect([...(streamed.tiles[0]?.data ?? [])]).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('needs no memory for scores: what attention() refuses, it does', () => {
    const call = { heads: 1, queries: 700, keys: 700, dim: 4, causal: false };
    const maxBytes = 1_000_000;
    expect(attention(inputsOf(call), { maxBytes })).toMatchObject({ error: { code: 'too-large' } });
    expect(streamAttention(inputsOf(call), { maxBytes }).ok).toBe(true);
  });

  it('refuses tiles that are not part of the scores', () => {
    const inputs = inputsOf({ heads: 2, queries: 3, keys: 4, dim: 2, causal: false });
    const good = { tensor: 'scores', head: 1, row: 0, column: 0, rows: 3, columns: 4 } as const;
    expect(streamAttention(inputs, { tiles: [good] }).ok).toBe(true);
    const bad: readonly object[] = [
      { head: 2 },
      { rows: 4 },
      { column: 1 },
      { row: 0.5 },
      { tensor: 'x' },
    ];
    for (const change of bad) {
      const tiles = [{ ...good, ...change } as TileRequest];
      expect(streamAttention(inputs, { tiles })).toMatchObject({
        error: {
          code: 'bad-value',
          message: 'attention: tile 0 is not a part of the scores or weights [2, 3, 4].',
        },
      });
    }
  });
});
