import { onceEach } from '../program/remember.js';
import type { ValueId } from '../program/value.js';
import type { Graph } from './graph.js';
import type { SymbolKey } from './symbols.js';

/** Meanings of names that attention is put together from, each a bit of its own. */
export const meant = {
  query: 1,
  key: 2,
  value: 4,
  queryWeight: 8,
  keyWeight: 16,
  valueWeight: 32,
} as const satisfies Partial<Record<SymbolKey, number>>;

const bits: Readonly<Partial<Record<SymbolKey, number>>> = meant;

const foundOf = onceEach((_graph: Graph): number[] => []);

/**
 * The meanings of names at a value and of all that it is computed from, as bits of `meant`. Found for all
 * values in one pass, inputs before what is computed from them: whoever would look for a query among the
 * factors of each product of a long one first asks whether there is any.
 */
export function meantBelow(graph: Graph, id: ValueId): number {
  const known = foundOf(graph);
  for (let at = known.length; at <= id; at++) {
    const meaning = graph.meaning(at);
    let found = meaning === undefined ? 0 : (bits[meaning] ?? 0);
    for (const input of graph.value(at).inputs) found |= known[input] ?? 0;
    known.push(found);
  }
  return known[id] ?? 0;
}

/** True where a query and a key, or what makes them, are below a value: all that compares the two needs. */
export function mayCompare(graph: Graph, id: ValueId): boolean {
  const below = meantBelow(graph, id);
  const query = below & (meant.query | meant.queryWeight);
  const key = below & (meant.key | meant.keyWeight);
  return query !== 0 && key !== 0;
}
