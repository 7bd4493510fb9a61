import type { AnalyzedItem } from '../analysisTypes.js';
import { spanLength, touches, type Span } from '../program/span.js';
import type { RunId, ValueId } from '../program/value.js';

/** The part of an item under the cursor: a value, and the place in the text that shows it. */
export interface PartAt {
  readonly value: ValueId;
  readonly span: Span;
  /** The call or the pass in which it stands for this value. */
  readonly run?: RunId | undefined;
}

/** Every value and mention of an item that the offset is in, the most particular first. */
function partsAt(item: AnalyzedItem, offset: number): PartAt[] {
  const members = new Set(item.members);
  const places: PartAt[] = [
    ...item.program.values
      .filter((v) => members.has(v.id))
      .map((v) => ({ value: v.id, span: v.span, run: v.run })),
    ...item.program.mentions.filter((m) => members.has(m.value)),
  ].filter((p) => touches(p.span, offset) && spanLength(p.span) > 0);
  const inside = (p: PartAt): number => (p.span.start <= offset && offset < p.span.end ? 0 : 1);
  // Of values with one span the last computed is the one that the text means.
  return places.sort(
    (a, b) => inside(a) - inside(b) || spanLength(a.span) - spanLength(b.span) || b.value - a.value,
  );
}

/**
 * The smallest value or mention that the offset is in; at a border, the one that starts there. Where
 * code ran several times, the one of `run`, if the item has it.
 */
export function partAt(item: AnalyzedItem, offset: number, run?: RunId): PartAt | undefined {
  const parts = partsAt(item, offset);
  return run === undefined ? parts[0] : (parts.find((p) => p.run === run) ?? parts[0]);
}

/**
 * Code whose values stand at an offset that is not among its statements: a function's parameters are
 * the values of its caller.
 */
function itemsMentioned(items: readonly AnalyzedItem[], offset: number): AnalyzedItem[] {
  const code = items.filter((i) => i.language === 'python');
  const mentioned = new Set<ValueId>();
  for (const { span, value } of code[0]?.program.mentions ?? []) {
    if (touches(span, offset)) mentioned.add(value);
  }
  return mentioned.size === 0 ? [] : code.filter((i) => i.members.some((m) => mentioned.has(m)));
}

/** An item around an offset, with its values and mentions there. */
interface ItemAt {
  readonly item: AnalyzedItem;
  readonly parts: readonly PartAt[];
}

/** Most particular first: the items around the offset, those that have a value there before others. */
export function itemsAt(items: readonly AnalyzedItem[], offset: number): ItemAt[] {
  const touching = items.filter((i) => touches(i.span, offset));
  const around = touching.length > 0 ? touching : itemsMentioned(items, offset);
  const found = around.map((item) => ({ item, parts: partsAt(item, offset) }));
  return found.sort(
    (a, b) =>
      Number(b.parts.length > 0) - Number(a.parts.length > 0) ||
      Number(a.item.kind === 'tensor') - Number(b.item.kind === 'tensor') ||
      spanLength(a.item.span) - spanLength(b.item.span),
  );
}

/** The smallest item around the offset that has a value there. */
export const itemAt = (items: readonly AnalyzedItem[], offset: number): AnalyzedItem | undefined =>
  itemsAt(items, offset)[0]?.item;
