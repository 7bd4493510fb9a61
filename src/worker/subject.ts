import { itemAt } from '../analysis/at.js';
import { rebuildItem } from '../analysis/items.js';
import type { AnalyzedItem } from '../analysisTypes.js';
import { onceEach } from '../program/remember.js';
import { spanLength } from '../program/span.js';
import { expandComposites } from '../recognize/expand.js';

/** Kinds in the order in which they make the better story. */
const interest = (item: AnalyzedItem): number => {
  if (item.kind.startsWith('attention.')) return 3;
  return item.kind === 'tensor' ? 0 : 2;
};

/**
 * The item that a selection means: for a bare cursor the one around it, else the most telling and
 * largest one that lies in the selection.
 */
export function itemForRange(
  items: readonly AnalyzedItem[],
  start: number,
  end: number,
): AnalyzedItem | undefined {
  if (start === end) return itemAt(items, start);
  const inside = items.filter((i) => i.span.start < end && start < i.span.end);
  return [...inside].sort(
    (a, b) => interest(b) - interest(a) || spanLength(b.span) - spanLength(a.span),
  )[0];
}

/** The item with composite calls written out in primitives, so that each can be stepped through. */
export const openComposites = onceEach((item: AnalyzedItem): AnalyzedItem => {
  const expanded = expandComposites(item.program, item.shapes);
  return expanded.program === item.program
    ? item
    : rebuildItem(item, expanded.program, expanded.ids);
});
