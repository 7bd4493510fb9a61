import { dimText } from '../program/dims.js';
import type { ValueId } from '../program/value.js';
import type { Role } from '../recognize/roles.js';
import { columnRole, hasKeysFirst } from './columns.js';
import type { Locale } from './types.js';
import type { View } from './view.js';

type AxisWord = 'query' | 'key' | 'token';

/** Names of the last two axes by role, where tokens stand in rows: what is in the rows and in the columns. */
const axisWords: Partial<Record<Role, readonly [AxisWord, AxisWord | undefined]>> = {
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

const words: Readonly<Record<Locale, Readonly<Record<AxisWord, string>>>> = {
  en: { query: 'query', key: 'key', token: 'token' },
  ja: { query: 'クエリ', key: 'キー', token: 'トークン' },
};

/** What every axis of a value is, outermost first. */
export function axisNamesIn(view: View, id: ValueId): string[] {
  const shape = view.value(id)?.axes ?? view.item.shapes[id] ?? [];
  const role = view.role(id);
  const [rows, columns] = (role === undefined ? undefined : axisWords[role]) ?? [];
  // What is told of a pair has one of the two in its columns; of others the columns are told where tokens stand there.
  const turned =
    columns === undefined
      ? role !== undefined && columnRole(view, role) !== undefined
      : hasKeysFirst(view);
  const pair = turned ? [columns, rows] : [rows, columns];
  return shape.map((d, i) => {
    const word = pair[i - shape.length + 2];
    if (word !== undefined) return words[view.locale][word];
    return typeof d === 'number' ? '' : dimText(d);
  });
}
