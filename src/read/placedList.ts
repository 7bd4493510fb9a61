import { countWhile, lastUpTo } from '../program/search.js';
import type { Span } from '../program/span.js';

/** How items stand in a text. */
export interface Placement<T> {
  /** What the items are in the order of. */
  startOf(item: T): number;
  /** All that it takes up. */
  extentOf(item: T): Span;
  moved(item: T, by: number): T;
}

/** Items next to each other, all of them `by` further on than they say. */
interface Block<T> {
  readonly items: readonly T[];
  readonly by: number;
  /** What the items take up together, by what they say. */
  readonly extent: Span;
}

/**
 * Items in the order of a text. They are kept in blocks that move as one, so that the next version
 * of a text costs what was changed in it, not what stands below.
 */
export interface PlacedList<T> {
  readonly length: number;
  readonly blocks: readonly Block<T>[];
  at(index: number): T | undefined;
  /** The index of the first item that starts at an offset or after it; the length where none does. */
  firstFrom(offset: number): number;
  /** Items that meet a stretch or touch it, with their indices. */
  near(place: Span): Generator<readonly [index: number, item: T]>;
  /** Items of a kind that does not depend on their place, with their indices. */
  where(isWanted: (item: T) => boolean): Generator<readonly [index: number, item: T]>;
  all(): readonly T[];
}

/** Most items of a block. */
const blockLength = 256;

function blockOf<T>({ extentOf }: Placement<T>, items: readonly T[], by: number): Block<T> {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    const extent = extentOf(item);
    start = Math.min(start, extent.start);
    end = Math.max(end, extent.end);
  }
  return { items, by, extent: { start, end } };
}

function listOf<T>(placement: Placement<T>, blocks: readonly Block<T>[]): PlacedList<T> {
  const { startOf, extentOf, moved } = placement;
  const firsts: number[] = [];
  let length = 0;
  for (const block of blocks) {
    firsts.push(length);
    length += block.items.length;
  }
  const placed = (item: T, by: number): T => (by === 0 ? item : moved(item, by));
  let all: readonly T[] | undefined;
  return {
    length,
    blocks,
    at(index) {
      // Blocks of a text that was read as a whole are of one length.
      const likely = Math.floor(index / blockLength);
      const isThere = (firsts[likely] ?? length) <= index && index < (firsts[likely + 1] ?? length);
      const i = isThere ? likely : lastUpTo(firsts, index);
      const block = blocks[i];
      const item = block?.items[index - (firsts[i] ?? 0)];
      return block === undefined || item === undefined ? undefined : placed(item, block.by);
    },
    firstFrom(offset) {
      const isBefore = ({ by }: Block<T>, item: T | undefined): boolean =>
        item !== undefined && startOf(item) + by < offset;
      const i = countWhile(blocks.length, (b) => {
        const block = blocks[b];
        return block !== undefined && isBefore(block, block.items.at(-1));
      });
      const block = blocks[i];
      if (block === undefined) return length;
      const within = countWhile(block.items.length, (k) => isBefore(block, block.items[k]));
      return (firsts[i] ?? 0) + within;
    },
    *near(place) {
      for (const [i, { items, by, extent }] of blocks.entries()) {
        const start = place.start - by;
        const end = place.end - by;
        if (extent.start > end || extent.end < start) continue;
        for (const [k, item] of items.entries()) {
          const own = extentOf(item);
          if (own.start > end || own.end < start) continue;
          yield [(firsts[i] ?? 0) + k, placed(item, by)];
        }
      }
    },
    *where(isWanted) {
      for (const [i, { items, by }] of blocks.entries()) {
        for (const [k, item] of items.entries()) {
          if (isWanted(item)) yield [(firsts[i] ?? 0) + k, placed(item, by)];
        }
      }
    },
    all: () => (all ??= blocks.flatMap(({ items, by }) => items.map((item) => placed(item, by)))),
  };
}

/** Indices of the items that have a key, in order. */
export type KeyIndex = (key: string) => readonly number[];

/**
 * Makes tables of lists by keys of their items' texts, which do not depend on their places: what was
 * noted of a block is known in the next version of the document. A text that stands again is not read
 * again; an item without one has no keys.
 */
export function createIndexer<T>(
  textOf: (item: T) => string | undefined,
  keysOf: (text: string) => readonly string[],
): (list: PlacedList<T>) => KeyIndex {
  const known = new WeakMap<readonly T[], ReadonlyMap<string, readonly number[]>>();
  const tableOf = (items: readonly T[], keysOfText: Map<string, readonly string[]>) => {
    const found = known.get(items);
    if (found !== undefined) return found;
    const table = new Map<string, number[]>();
    for (const [i, item] of items.entries()) {
      const text = textOf(item);
      if (text === undefined) continue;
      let keys = keysOfText.get(text);
      if (keys === undefined) keysOfText.set(text, (keys = keysOf(text)));
      for (const key of keys) {
        const same = table.get(key);
        if (same === undefined) table.set(key, [i]);
        else same.push(i);
      }
    }
    known.set(items, table);
    return table;
  };
  return ({ blocks }) => {
    // Held no longer than the list: texts are parts of the document.
    const keysOfText = new Map<string, readonly string[]>();
    const asked = new Map<string, readonly number[]>();
    return (key) => {
      const before = asked.get(key);
      if (before !== undefined) return before;
      const found: number[] = [];
      let first = 0;
      for (const { items } of blocks) {
        for (const i of tableOf(items, keysOfText).get(key) ?? []) found.push(first + i);
        first += items.length;
      }
      asked.set(key, found);
      return found;
    };
  };
}

function* blocksOf<T>(placement: Placement<T>, items: readonly T[], by: number) {
  for (let i = 0; i < items.length; i += blockLength) {
    yield blockOf(placement, items.slice(i, i + blockLength), by);
  }
}

export const placedList = <T>(placement: Placement<T>, items: readonly T[]): PlacedList<T> =>
  listOf(placement, [...blocksOf(placement, items, 0)]);

/** The blocks of the items with indices from `from` to before `to`. */
function* cut<T>(placement: Placement<T>, list: PlacedList<T>, from: number, to: number) {
  let first = 0;
  for (const block of list.blocks) {
    const { items, by } = block;
    const start = Math.max(from - first, 0);
    const end = Math.min(to - first, items.length);
    first += items.length;
    if (start >= end) continue;
    yield end - start === items.length ? block : blockOf(placement, items.slice(start, end), by);
  }
}

/**
 * A list of which the items with indices from `first` to before `rest` give way to others, which
 * stand `betweenBy` further on than they say; those after them move `by`.
 */
export function splicePlaced<T>(
  placement: Placement<T>,
  list: PlacedList<T>,
  [first, rest]: readonly [first: number, rest: number],
  between: { readonly items: readonly T[]; readonly by: number },
  by: number,
): PlacedList<T> {
  const blocks: Block<T>[] = [];
  const add = (block: Block<T>): void => {
    const last = blocks.at(-1);
    if (last === undefined || last.items.length + block.items.length > blockLength) {
      blocks.push(block);
      return;
    }
    const here = block.by - last.by;
    const more = here === 0 ? block.items : block.items.map((item) => placement.moved(item, here));
    blocks[blocks.length - 1] = blockOf(placement, [...last.items, ...more], last.by);
  };
  for (const block of cut(placement, list, 0, first)) add(block);
  for (const block of blocksOf(placement, between.items, between.by)) add(block);
  for (const block of cut(placement, list, rest, list.length)) {
    add({ ...block, by: block.by + by });
  }
  return listOf(placement, blocks);
}
