import { dimText, evaluateDim } from '../program/dims.js';
import type { Span } from '../program/span.js';
import type { Value, ValueId } from '../program/value.js';
import { meaningOfName } from './glossary.js';
import { formatNumber } from './numbers.js';
import { nameTex, plainName } from './plainText.js';
import { roleProse } from './prose/index.js';
import type { SymbolNote } from './types.js';
import type { View } from './view.js';

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

/** What a symbol means: by its name where the field knows it, else by its role here. */
export function symbolMeaningText(view: View, id: ValueId): string {
  const value = view.value(id);
  const role = view.role(id);
  const byRole = role === undefined ? undefined : roleProse(view.prose, view.item.kind, role).short;
  // What is computed is best known by its part here, a free symbol by its name.
  if (byRole !== undefined && value !== undefined && !isFree(value)) return byRole;
  const name = value === undefined ? undefined : symbolName(value);
  const rank = view.sizes(id)?.length ?? view.shape(id)?.length;
  const known =
    name === undefined
      ? undefined
      : meaningOfName(name, rank === undefined ? undefined : rank === 0, view.locale);
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
    return {
      value: id,
      tex: nameTex(name),
      text,
      meaning: symbolMeaningText(view, id),
      shape: number === undefined ? view.shapeText(id) : `${text} = ${number}`,
      spans: spansOf(view, ids),
    };
  });
  const place = (n: SymbolNote): number =>
    n.spans[0]?.start ?? (n.value === undefined ? 0 : (view.value(n.value)?.span.start ?? 0));
  // Names that opening a call gave to its parts stand nowhere in a formula.
  const written = notes.filter((n) => n.spans.length > 0 || view.item.language === 'python');
  return written.sort((a, b) => place(a) - place(b));
}
