import type { AnalyzedItem } from '../analysisTypes.js';
import type { ValueId } from '../program/value.js';
import type { ColorScale } from '../protocol/panel.js';

/** Labels along an axis counted from the end, where the text or the user gave some. */
export function labelsOf(
  item: AnalyzedItem,
  id: ValueId,
  axisFromEnd: -1 | -2,
): readonly string[] | null {
  const rank = item.shapes[id]?.length ?? 0;
  return item.axisLabels.get(`${id}:${rank + axisFromEnd}`) ?? null;
}

/** Weights are parts of one; everything else has a sign. */
export function scaleOf(item: AnalyzedItem, id: ValueId): ColorScale {
  const kind = item.program.values[id]?.operation.kind;
  return item.roles.get(id) === 'weights' || kind === 'softmax' ? 'sequential' : 'diverging';
}
