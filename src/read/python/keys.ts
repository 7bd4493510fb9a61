import {
  isSequence,
  none,
  str,
  type DictObject,
  type PyObject,
  type SequenceObject,
} from './objects.js';
import { change, type Reader } from './reader.js';

export type Key = string | number;

/** Tuples in tuples deeper than this are no keys, and pairs past this many are not compared. */
const maxDepth = 6;
const maxCompared = 10_000;

/** What stands for an object among a dictionary's keys; undefined where it is not known. */
export function keyOf(o: PyObject, depth = 0): Key | undefined {
  if (depth > maxDepth) return undefined;
  switch (o.type) {
    case 'string':
    case 'number':
      return o.value;
    case 'bool':
      return Number(o.value);
    case 'none':
      return '\u0000None';
    case 'library':
      return `\u0000${o.path}`;
    case 'class':
      return `\u0000class ${o.node.span.start}`;
    case 'instance':
      return keyOf(o.attributes.get(' key') ?? { type: 'ellipsis' }, depth + 1);
    case 'tuple': {
      const keys = o.items.map((i) => keyOf(i, depth + 1));
      return keys.includes(undefined) ? undefined : `\u0000${JSON.stringify(keys)}`;
    }
    default:
      return undefined;
  }
}

const plain = (key: Key): PyObject =>
  typeof key === 'string'
    ? str(key)
    : { type: 'number', value: key, float: !Number.isInteger(key) };

/** A dictionary's keys in order. */
export const keysOf = (dict: DictObject): PyObject[] =>
  [...dict.entries.keys()].map((k) => dict.keys?.get(k) ?? plain(k));

/** A dictionary of pairs; undefined where a key is not known. */
export function dictOf(
  pairs: readonly (readonly [PyObject, PyObject])[],
  factory?: PyObject,
): DictObject | undefined {
  const entries = new Map<Key, PyObject>();
  const keys = new Map<Key, PyObject>();
  for (const [object, value] of pairs) {
    const key = keyOf(object);
    if (key === undefined) return undefined;
    entries.set(key, value);
    if (object.type !== 'string' && object.type !== 'number') keys.set(key, object);
  }
  return { type: 'dict', entries, keys, ...(factory === undefined ? {} : { factory }) };
}

/** `dict[key] = value`. */
export function putKey(r: Reader, dict: DictObject, object: PyObject, value: PyObject): boolean {
  const key = keyOf(object);
  if (key === undefined) return false;
  const { entries } = dict;
  const before = entries.get(key);
  change(
    r,
    entries,
    () => (before === undefined ? entries.delete(key) : entries.set(key, before)),
    () => entries.set(key, value),
    key,
  );
  if (object.type !== 'string' && object.type !== 'number') dict.keys?.set(key, object);
  return true;
}

/** `del dict[key]`: what was there. */
export function takeKey(r: Reader, dict: DictObject, key: Key): PyObject | undefined {
  const { entries } = dict;
  const before = new Map(entries);
  const found = entries.get(key);
  if (found === undefined) return undefined;
  change(
    r,
    entries,
    () => {
      entries.clear();
      for (const [k, v] of before) entries.set(k, v);
    },
    () => entries.delete(key),
  );
  return found;
}

/** Each item once, in order of appearance. */
export function uniqueItems(items: readonly PyObject[]): PyObject[] {
  const seen = new Set<Key>();
  return items.filter((item) => {
    const key = keyOf(item);
    if (key === undefined) return true;
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}

/** Going through a set of whole numbers gives them in order, as long as there are few. */
export const inSetOrder = (set: SequenceObject): PyObject[] =>
  set.items.every((i) => i.type === 'number' && Number.isInteger(i.value) && i.value >= 0)
    ? [...set.items].sort((a, b) => orderOf(a, b) ?? 0)
    : set.items;

/** Python's order of two plain objects: negative, 0, positive; undefined where it is not known. */
export function orderOf(
  a: PyObject,
  b: PyObject,
  budget = { left: maxCompared },
  depth = 0,
): number | undefined {
  if (budget.left-- <= 0 || depth > 16) return undefined;
  if ((a.type === 'number' || a.type === 'bool') && (b.type === 'number' || b.type === 'bool'))
    return Number(a.value) - Number(b.value);
  if (a.type === 'string' && b.type === 'string')
    return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
  if (isSequence(a) && isSequence(b) && a.type === b.type && a.type !== 'set') {
    for (const [i, x] of a.items.entries()) {
      const y = b.items[i];
      if (y === undefined) return 1;
      const order = orderOf(x, y, budget, depth + 1);
      if (order !== 0) return order;
    }
    return a.items.length - b.items.length;
  }
  return undefined;
}

/** Items in Python's order by their keys; undefined where it is not known. */
export function sortItems(
  items: readonly PyObject[],
  keys: readonly PyObject[],
  reverse: boolean,
): PyObject[] | undefined {
  const pairs = items.map((item, i) => ({ item, key: keys[i] ?? none }));
  const first = pairs[0];
  if (first === undefined) return [];
  if (pairs.some((p) => p !== first && orderOf(first.key, p.key) === undefined)) return undefined;
  const sign = reverse ? -1 : 1;
  return pairs.sort((a, b) => sign * (orderOf(a.key, b.key) ?? 0)).map((p) => p.item);
}
