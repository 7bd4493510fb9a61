import type { IndexItem } from '../../../program/operation.js';
import type { ValueId } from '../../../program/value.js';
import type { Expression, ExpressionOf } from '../expression.js';
import { unwrapped } from '../expression.js';
import { emit, shapeOf, type Lowering } from './state.js';

/** The axes that a subscript of numbers picks from: `1`, `12` and `1,2`, `2,:`, `:,3`; numbers count from 1. */
function itemsOf(sub: string): readonly IndexItem[] | undefined {
  if (!/^(?:[1-9]\d?|:)(?:,(?:[1-9]\d?|:))?$/.test(sub)) return undefined;
  return sub
    .split(',')
    .map((at) => (at === ':' ? { kind: 'slice' } : { kind: 'at', index: Number(at) - 1 }));
}

/** True for brackets or a function with numbers below it: `(QK^\top)_{12}`, `\text{softmax}(S)_1`. */
export const isNumbered = (e: Expression): e is ExpressionOf<'opaque'> =>
  e.kind === 'opaque' &&
  e.label === 'index' &&
  e.parts.length === 1 &&
  itemsOf(e.sub ?? '') !== undefined;

/** The element or the row that its numbers pick from a value of known sizes; undefined where it has none such. */
export function numberedPart(
  s: Lowering,
  e: ExpressionOf<'opaque'>,
  body: ValueId,
): ValueId | undefined {
  const shape = shapeOf(s, body);
  const sub = e.sub ?? '';
  // Of a matrix `12` is an element, of a vector one of its twelve or more.
  const digits = shape?.length === 2 && /^[1-9]{2}$/.test(sub) ? [...sub].join(',') : sub;
  const items = itemsOf(digits);
  if (items === undefined || shape === undefined || items.length > shape.length) return undefined;
  const isThere = items.every((item, axis) => {
    const size = shape[axis];
    return typeof size === 'number' && (item.kind !== 'at' || item.index < size);
  });
  return isThere ? emit(s, { kind: 'index', items }, [body], e.span) : undefined;
}

/** What `\text{softmax}(S)_1` is a part of; what has no numbers below it is whole. */
export const wholeOf = (e: Expression): Expression => {
  const inner = unwrapped(e);
  return isNumbered(inner) ? unwrapped(inner.parts[0] ?? inner) : inner;
};
