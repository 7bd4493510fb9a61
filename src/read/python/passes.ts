import type { Span } from '../../program/span.js';
import type { Run } from '../../program/value.js';
import type { Expr } from './ast.js';
import { isSequence, type PyObject } from './objects.js';

/** One pass of the loop with this header. */
export const pass = (span: Span, name: string): Omit<Run, 'within'> => ({
  kind: 'pass',
  span,
  name,
});

/** Longest text of an item that still tells passes apart at a glance. */
const maxItem = 20;

function itemText(item: PyObject): string | undefined {
  if (item.type === 'number') return String(item.value);
  return item.type === 'string' && item.value.length <= maxItem ? `'${item.value}'` : undefined;
}

/** What a pass is told by: `i = 2`, `name = 'query'`; where the items have no short text, `layer`. */
export function passName(target: Expr, item: PyObject): string {
  if (target.kind === 'name') {
    const text = itemText(item);
    return text === undefined ? target.name : `${target.name} = ${text}`;
  }
  if ((target.kind !== 'tuple' && target.kind !== 'list') || !isSequence(item)) return '';
  const names = target.items.map((t, i) => passName(t, item.items[i] ?? item));
  return names.find((n) => n.includes(' = ')) ?? names.filter((n) => n !== '').join(', ');
}
