import type { AnalyzedItem } from '../analysisTypes.js';
import type { Trace } from '../engine/trace.js';
import { shapeText } from '../explain/shapeText.js';
import type { Locale } from '../explain/types.js';
import { dimText, evaluateShape } from '../program/dims.js';
import type { ValueId } from '../program/value.js';
import type { ColorScale } from '../protocol/panel.js';
import type { Role } from '../recognize/roles.js';

/** Names of the last two axes by role: what stands in the rows and in the columns. */
const axisWords: Partial<Record<Role, readonly ['query' | 'key' | 'token', 'key' | undefined]>> = {
  scores: ['query', 'key'],
  scaled: ['query', 'key'],
  mask: ['query', 'key'],
  masked: ['query', 'key'],
  weights: ['query', 'key'],
  query: ['query', undefined],
  key: ['key', undefined],
  value: ['key', undefined],
  output: ['query', undefined],
  input: ['token', undefined],
};

const words: Readonly<Record<Locale, Readonly<Record<'query' | 'key' | 'token', string>>>> = {
  en: { query: 'query', key: 'key', token: 'token' },
  ja: { query: 'クエリ', key: 'キー', token: 'トークン' },
};

/** What every axis of a value is, outermost first. */
export function axisNames(item: AnalyzedItem, id: ValueId, locale: Locale): string[] {
  const shape = item.shapes[id] ?? [];
  const role = item.roles.get(id);
  const pair = role === undefined ? undefined : axisWords[role];
  return shape.map((d, i) => {
    const fromEnd = shape.length - i;
    const word = fromEnd === 2 ? pair?.[0] : fromEnd === 1 ? pair?.[1] : undefined;
    if (word !== undefined) return words[locale][word];
    return typeof d === 'number' ? '' : dimText(d);
  });
}

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

/** `[n, d_k] = 3 × 4`, undefined where the shape is not known. */
export function shapeLine(
  item: AnalyzedItem,
  trace: Trace | undefined,
  id: ValueId,
): string | undefined {
  const symbolic = item.shapes[id];
  const traced = trace?.values[id];
  const sizes =
    traced?.ok === true ? traced.tensor.shape : symbolic && evaluateShape(symbolic, item.bindings);
  return symbolic === undefined ? undefined : shapeText(symbolic, sizes);
}
