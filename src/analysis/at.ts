import type { AnalyzedItem } from '../analysisTypes.js';
import { spanLength, touches, type Span } from '../program/span.js';
import type { ValueId } from '../program/value.js';

/** The part of an item under the cursor: a value, and the place in the text that shows it. */
export interface PartAt {
  readonly value: ValueId;
  readonly span: Span;
}

/** The smallest value or mention that the offset is in; at a border, the one that starts there. */
export function partAt(item: AnalyzedItem, offset: number): PartAt | undefined {
  const members = new Set(item.members);
  const places: PartAt[] = [
    ...item.program.values
      .filter((v) => members.has(v.id))
      .map((v) => ({ value: v.id, span: v.span })),
    ...item.program.mentions.filter((m) => members.has(m.value)),
  ].filter((p) => touches(p.span, offset) && spanLength(p.span) > 0);
  const inside = (p: PartAt): number => (p.span.start <= offset && offset < p.span.end ? 0 : 1);
  // Of values with one span the last computed is the one that the text means.
  places.sort(
    (a, b) => inside(a) - inside(b) || spanLength(a.span) - spanLength(b.span) || b.value - a.value,
  );
  return places[0];
}

/** Most particular first: of the items around the offset, the smallest that has a value there. */
export function itemAt(items: readonly AnalyzedItem[], offset: number): AnalyzedItem | undefined {
  const around = items.filter((i) => touches(i.span, offset));
  const scored = around.map((item) => ({ item, part: partAt(item, offset) }));
  scored.sort(
    (a, b) =>
      Number(b.part !== undefined) - Number(a.part !== undefined) ||
      Number(a.item.kind === 'tensor') - Number(b.item.kind === 'tensor') ||
      spanLength(a.item.span) - spanLength(b.item.span),
  );
  return scored[0]?.item;
}
