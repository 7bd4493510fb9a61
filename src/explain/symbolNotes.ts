import type { Place, Told } from '../analysisTypes.js';
import { dimText, evaluateDim } from '../program/dims.js';
import type { Span } from '../program/span.js';
import type { Value, ValueId } from '../program/value.js';
import type { Role } from '../recognize/roles.js';
import { meaningOfKey, meaningOfName } from './glossary.js';
import { formatNumber } from './numbers.js';
import { nameTex, plainName } from './plainText.js';
import type { SymbolNote } from './types.js';
import { roleWords, type View } from './view.js';

/** The name that the text gives a value: its own, or the size it is (`d_k`). */
export function symbolName(value: Value): string | undefined {
  if (value.name !== undefined) return value.name;
  if (value.operation.kind !== 'dimension' || typeof value.operation.dim === 'number') {
    return undefined;
  }
  return dimText(value.operation.dim);
}

/** The number a scalar has here, formatted; undefined where it is no scalar or has none. */
export function scalarValue(view: View, id: ValueId): string | undefined {
  const value = view.value(id);
  if (value === undefined || (view.sizes(id)?.length ?? 1) !== 0) return undefined;
  const number =
    value.operation.kind === 'dimension'
      ? evaluateDim(value.operation.dim, view.item.bindings)
      : view.tensor(id)?.data[0];
  return number === undefined ? undefined : formatNumber(number);
}

const isFree = (value: Value): boolean =>
  value.operation.kind === 'input' || value.operation.kind === 'dimension';

/** What the document says of a value's name. */
export function toldOf(view: View, id: ValueId): Told | undefined {
  const value = view.value(id);
  const name = value === undefined ? undefined : symbolName(value);
  return name === undefined ? undefined : view.told(name);
}

/** A place as people are told of it. */
export const placeText = (view: View, { line, cell }: Place): string =>
  view.prose.phrases.placeName(line, cell);

/** Where a symbol's value, shape or size comes from, when that is elsewhere in the document. */
function sourceOf(view: View, told: Told | undefined): Place | undefined {
  const place = told?.value ?? told?.shape ?? (told?.isSizeUsed === true ? told.size : undefined);
  const { start, end } = view.item.span;
  return place !== undefined && (place.span.end <= start || place.span.start >= end)
    ? place
    : undefined;
}

/** Sentences about where a symbol's value, shape or size comes from. */
export function sourceText(view: View, id: ValueId): string {
  const told = toldOf(view, id);
  const value = view.value(id);
  if (told === undefined || value === undefined) return '';
  const { phrases } = view.prose;
  const sentences: string[] = [];
  if (told.value !== undefined) sentences.push(phrases.valueFrom(placeText(view, told.value)));
  else if (told.shape !== undefined) sentences.push(phrases.shapeFrom(placeText(view, told.shape)));
  if (told.size !== undefined && value.operation.kind === 'dimension') {
    const { used, value: size } = told.size;
    const name = view.name(id);
    const place = placeText(view, told.size);
    sentences.push(
      used ? phrases.sizeFrom(place) : phrases.sizeLarge(name, formatNumber(size), place),
    );
  }
  return phrases.sentences(sentences);
}

const sureRoles = ['query', 'key', 'value', 'mask', 'weights'] as const;

/** Roles that only one place in a formula has; each is a term of the glossary too. */
const isSure = (role: Role): role is (typeof sureRoles)[number] =>
  (sureRoles as readonly Role[]).includes(role);

/** What a symbol means: in the document's own words, by its name where the field knows it, else by its role here. */
export function symbolMeaningText(view: View, id: ValueId): string {
  const said = toldOf(view, id)?.meaning?.text;
  if (said !== undefined) return said;
  const value = view.value(id);
  const role = view.role(id);
  const byRole = role === undefined ? undefined : roleWords(view, id, role).short;
  // Where the graph leaves no doubt, the role; what is computed is best known by its part here.
  if (role !== undefined && isSure(role) && value?.name !== undefined) {
    return meaningOfKey(role, view.locale);
  }
  if (byRole !== undefined && value !== undefined && !isFree(value)) return byRole;
  const name = value === undefined ? undefined : symbolName(value);
  const rank = view.sizes(id)?.length ?? view.shape(id)?.length;
  const known =
    name === undefined
      ? undefined
      : meaningOfName(
          name,
          rank === undefined ? undefined : rank === 0,
          view.locale,
          view.item.kind,
        );
  if (known !== undefined) return known;
  if (byRole !== undefined) return byRole;
  if (value?.operation.kind === 'input') {
    return rank === 0 ? view.prose.phrases.freeNumber : view.prose.phrases.freeSymbol;
  }
  return view.prose.operations[value?.operation.kind ?? 'input'].title;
}

function spansOf(view: View, ids: readonly ValueId[]): Span[] {
  const own = ids.flatMap((id) => {
    const v = view.value(id);
    return v !== undefined && isFree(v) ? [v.span] : [];
  });
  const mentions = view.item.program.mentions
    .filter((m) => ids.includes(m.value))
    .map((m) => m.span);
  const seen = new Set<string>();
  return [...own, ...mentions]
    .filter((s) => {
      const key = `${s.start}:${s.end}`;
      return seen.has(key) ? false : seen.add(key);
    })
    .sort((a, b) => a.start - b.start);
}

/** Every symbol of the item, each name once, in the order of the text. */
export function symbolNotes(view: View): SymbolNote[] {
  const byName = new Map<string, ValueId[]>();
  for (const id of view.item.members) {
    const value = view.value(id);
    const name = value === undefined ? undefined : symbolName(value);
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), id]);
  }
  const notes = [...byName].map(([name, ids]): SymbolNote => {
    const id = ids[0] ?? 0;
    const number = scalarValue(view, id);
    const text = plainName(name);
    const told = view.told(name);
    const meaningAt = told?.meaning;
    const from = sourceOf(view, told);
    return {
      value: id,
      tex: nameTex(name),
      text,
      meaning: symbolMeaningText(view, id),
      shape: number === undefined ? view.shapeText(id) : `${text} = ${number}`,
      spans: spansOf(view, ids),
      ...(meaningAt === undefined ? {} : { meaningAt }),
      ...(from === undefined ? {} : { from }),
    };
  });
  const { start, end } = view.item.span;
  const place = (n: SymbolNote): number =>
    n.spans.find((s) => s.start >= start && s.end <= end)?.start ??
    n.spans[0]?.start ??
    (n.value === undefined ? 0 : (view.value(n.value)?.span.start ?? 0));
  // Names that opening a call gave to its parts stand nowhere in a formula.
  const written = notes.filter((n) => n.spans.length > 0 || view.item.language === 'python');
  return written.sort((a, b) => place(a) - place(b));
}
