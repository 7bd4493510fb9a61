import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIndexer, placedList, splicePlaced } from '../../../src/read/placedList.js';

interface Item {
  readonly at: number;
  readonly end: number;
  readonly name: string;
}

const placement = {
  startOf: ({ at }: Item) => at,
  extentOf: ({ at, end }: Item) => ({ start: at, end }),
  moved: ({ at, end, name }: Item, by: number) => ({ at: at + by, end: end + by, name }),
};

/** Items one after the other, as far apart as their steps say. */
const items = fc
  .array(fc.record({ step: fc.nat(9), long: fc.nat(30), name: fc.constantFrom('a', 'b') }), {
    maxLength: 700,
  })
  .map((all) => {
    let at = 0;
    return all.map(({ step, long, name }) => ({ at: (at += step), end: at + long, name }));
  });
const splice = fc.record({
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof(fc.nat(3), fc.nat(400)),
  items,
});

describe('items in blocks', () => {
  it('are what they are in one array, after every change', () => {
    const indexNames = createIndexer<Item>(
      ({ name }) => name,
      (name) => [name],
    );
    fc.assert(
      fc.property(
        items,
        fc.array(splice, { maxLength: 6 }),
        fc.nat(3_000),
        (all, splices, place) => {
          let list = placedList(placement, all);
          let array: readonly Item[] = all;
          for (const { from, removed, items: between } of splices) {
            const first = Math.floor(from * array.length);
            const rest = Math.min(first + removed, array.length);
            const start = array[first - 1]?.at ?? 0;
            const last = between.at(-1)?.at ?? 0;
            const by = start + last - (array[rest]?.at ?? 0);
            list = splicePlaced(placement, list, [first, rest], { items: between, by: start }, by);
            array = [
              ...array.slice(0, first),
              ...between.map((item) => placement.moved(item, start)),
              ...array.slice(rest).map((item) => placement.moved(item, by)),
            ];
            const isNear = ({ at, end }: Item): boolean => at <= place + 50 && end >= place;
            const entries = [...array.entries()];
            const firstAfter = array.findIndex(({ at }) => at >= place);
            expect(list.all()).toEqual(array);
            expect(list.length).toBe(array.length);
            expect(list.at(first)).toEqual(array[first]);
            expect(list.at(array.length)).toBeUndefined();
            expect(list.firstFrom(place)).toBe(firstAfter < 0 ? array.length : firstAfter);
            expect([...list.near({ start: place, end: place + 50 })]).toEqual(
              entries.filter(([, item]) => isNear(item)),
            );
            const named = entries.filter(([, { name }]) => name === 'a');
            expect([...list.where(({ name }) => name === 'a')]).toEqual(named);
            expect(indexNames(list)('a')).toEqual(named.map(([i]) => i));
          }
        },
      ),
      { numRuns: Number(process.env['VERSION_RUNS'] ?? 60) },
    );
  });
});
