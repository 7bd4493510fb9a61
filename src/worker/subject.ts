import { itemAt } from '../analysis/at.js';
import { occurrencesAt } from '../analysis/occurrences.js';
import { rebuildItem } from '../analysis/items.js';
import type { AnalyzedItem } from '../analysisTypes.js';
import { onceEach } from '../program/remember.js';
import { spanLength } from '../program/span.js';
import type { RunId } from '../program/value.js';
import { expandComposites } from '../recognize/expand.js';

/** Kinds in the order in which they make the better story. */
const interest = (item: AnalyzedItem): number => {
  if (item.kind.startsWith('attention.')) return 3;
  return item.kind === 'tensor' ? 0 : 2;
};

/** What a selection means, and in code the run that is shown of it. */
export interface Meant {
  readonly item: AnalyzedItem;
  readonly run?: RunId | undefined;
}

/**
 * What a selection means: for a bare cursor the item around it, in code as one of the chosen `runs` has
 * it; else the most telling and largest one that lies in the selection.
 */
export function itemForRange(
  items: readonly AnalyzedItem[],
  start: number,
  end: number,
  runs: readonly string[] = [],
): Meant | undefined {
  if (start === end) {
    const shown = occurrencesAt(items, start, runs)?.shown;
    const item = shown?.item ?? itemAt(items, start);
    return item && { item, run: shown?.part.run };
  }
  const inside = items.filter((i) => i.span.start < end && start < i.span.end);
  const [item] = [...inside].sort(
    (a, b) => interest(b) - interest(a) || spanLength(b.span) - spanLength(a.span),
  );
  return item && { item };
}

/** The item with composite calls written out in primitives, so that each can be stepped through. */
export const openComposites = onceEach((item: AnalyzedItem): AnalyzedItem => {
  const expanded = expandComposites(item.program, item.shapes);
  return expanded.program === item.program
    ? item
    : rebuildItem(item, expanded.program, expanded.ids);
});
