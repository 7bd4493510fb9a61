import { describe, expect, it } from 'vitest';
import type { PanelToHost, Tile, TileQuery } from '../../../src/protocol/panel.js';
import { sliceOf, valueAt } from '../../../webview/slice.js';
import { createTileStore, levelFor, TILE, type TileStore } from '../../../webview/tiles.js';
import { counting } from './models.js';

type Question = Extract<PanelToHost, { kind: 'tile' }>;

const size = { rows: 1000, columns: 300 };

/** A store that remembers what it asked for, and an answer whose numbers are row · 1000 + column. */
function setUp() {
  const asked: Question[] = [];
  const waits: number[] = [];
  const store = createTileStore(
    (question) => asked.push(question),
    (wait) => waits.push(wait),
  );
  return { asked, waits, store };
}

function cells({ rows, columns }: TileQuery): Tile {
  const [height, width] = [rows[1] - rows[0], columns[1] - columns[0]];
  const data = Float32Array.from(
    { length: height * width },
    (_, i) => (rows[0] + Math.floor(i / width)) * 1000 + columns[0] + (i % width),
  );
  return { kind: 'cells', rows: height, columns: width, data };
}

function answer(store: TileStore, question: Question | undefined, tile?: Tile | null): boolean {
  if (question === undefined) throw new Error('nothing was asked');
  return store.receive({ ...question, tile: tile === undefined ? cells(question.query) : tile });
}

describe('the tiles of a matrix', () => {
  it('are asked for once, when they are first looked for', () => {
    const { asked, store } = setUp();
    const source = store.sourceOf('m1', 3, [2], size);
    expect(source.value(140, 299)).toBeUndefined();
    expect(source.value(141, 280)).toBeUndefined();
    expect(asked).toEqual([
      {
        kind: 'tile',
        handle: 'm1',
        step: 3,
        query: { lead: [2], rows: [128, 256], columns: [256, 300], block: [1, 1] },
      },
    ]);
    expect(answer(store, asked[0])).toBe(true);
    expect(source.value(140, 299)).toBe(140_299);
    expect(store.sourceOf('m1', 3, [2], size).value(255, 256)).toBe(255_256);
    expect(asked).toHaveLength(1);
  });

  it('give a slice its numbers', () => {
    const { asked, store } = setUp();
    const tensor = { ...counting([2, 1000, 300]), data: null };
    const slice = sliceOf(tensor, [9], (lead, s) => store.sourceOf('m1', 0, lead, s));
    expect(slice).toMatchObject({ rows: 1000, columns: 300, lead: [1] });
    if (slice === null) return;
    expect(valueAt(slice, 0, 1)).toBeUndefined();
    answer(store, asked[0]);
    expect(valueAt(slice, 0, 1)).toBe(1);
  });

  it.each([
    [1, 0],
    [TILE, 0],
    [TILE + 1, 1],
    [1024, 3],
    [4096, 5],
  ])('a side of %i is seen whole at level %i', (side, level) =>
    expect(levelFor(side, TILE)).toBe(level),
  );

  it('of a level cover blocks, ragged at the end', () => {
    const { asked, store } = setUp();
    store.sourceOf('m1', 0, [], size).at({ rows: 2, columns: 0 }, 1, 2);
    expect(asked[0]?.query).toEqual({
      lead: [],
      rows: [512, 1000],
      columns: [256, 300],
      block: [4, 1],
    });
  });
});

describe('an answer', () => {
  it('to an older model is dropped', () => {
    const { asked, store } = setUp();
    store.sourceOf('m1', 0, [], size).value(0, 0);
    const source = store.sourceOf('m2', 0, [], size);
    expect(source.value(0, 0)).toBeUndefined();
    expect(answer(store, asked[0])).toBe(false);
    expect(source.value(0, 0)).toBeUndefined();
    expect(answer(store, asked[1])).toBe(true);
    expect(source.value(0, 0)).toBe(0);
  });

  it('that was not asked for is dropped', () => {
    const { store } = setUp();
    const query: TileQuery = { lead: [], rows: [0, 1], columns: [0, 1], block: [1, 1] };
    expect(store.receive({ kind: 'tile', handle: 'm1', step: 0, query, tile: null })).toBe(false);
  });

  it('that the numbers are gone is asked about again, but not for ever', () => {
    const { asked, waits, store } = setUp();
    const source = store.sourceOf('m1', 0, [], size);
    for (let i = 0; i < 6; i++) {
      source.value(0, 0);
      const question = asked[i];
      if (question !== undefined) expect(answer(store, question, null)).toBe(false);
    }
    expect(asked).toHaveLength(3);
    expect(waits).toHaveLength(3);
  });
});

it('only so many questions are open at a time', () => {
  const { asked, store } = setUp();
  const source = store.sourceOf('m1', 0, [], { rows: 9000, columns: 9000 });
  const all = (): unknown[] => Array.from({ length: 40 }, (_, i) => source.value(i * TILE, 0));
  all();
  expect(asked).toHaveLength(12);
  answer(store, asked[0]);
  all();
  expect(asked).toHaveLength(13);
});

it('the overview of the model before stands in for one on its way', () => {
  const { asked, store } = setUp();
  const before = store.sourceOf('m1', 0, [], size);
  expect(before.overview()).toBeNull();
  answer(store, asked[0]);
  const old = before.overview();
  expect(old).not.toBeNull();
  const after = store.sourceOf('m2', 0, [], size);
  expect(after.overview()).toBe(old);
  answer(store, asked[1]);
  expect(after.overview()).not.toBe(old);
});
