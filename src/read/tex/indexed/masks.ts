import type { Operation } from '../../../program/operation.js';
import type { Span } from '../../../program/span.js';
import type { Expression } from '../expression.js';
import { unwrapped } from '../expression.js';
import type { Lowering } from '../lower/state.js';
import type { Indexed } from './element.js';
import { elementwise, emitShared, type Order } from './emit.js';
import type { Indices } from './indices.js';
import type { Condition } from './ranges.js';
import { sizeOfLetter, unifyLetters } from './sizes.js';

/** Terms stay where `high - low ≤ by`: `j \le i` is the band of j above i by 0. */
export interface Band {
  readonly high: string;
  readonly low: string;
  readonly by: number;
}

type Compare = Extract<Operation, { readonly kind: 'compare' }>['relation'];

/** Signs of comparison, and what fails where they hold. */
const comparisons: Readonly<Record<string, { is: Compare; not: Compare }>> = {
  '<': { is: 'lt', not: 'ge' },
  '>': { is: 'gt', not: 'le' },
  '\\le': { is: 'le', not: 'gt' },
  '\\leq': { is: 'le', not: 'gt' },
  '\\leqslant': { is: 'le', not: 'gt' },
  '\\ge': { is: 'ge', not: 'lt' },
  '\\geq': { is: 'ge', not: 'lt' },
  '\\geqslant': { is: 'ge', not: 'lt' },
  '=': { is: 'eq', not: 'ne' },
  '\\ne': { is: 'ne', not: 'eq' },
  '\\neq': { is: 'ne', not: 'eq' },
};

/** `i + 2`: a letter and a whole number. */
function shiftOf(e: Expression, depth = 0): { letter: string; by: number } | undefined {
  const inner = unwrapped(e);
  if (inner.kind === 'symbol' || inner.kind === 'prime')
    return { letter: inner.symbol.name, by: 0 };
  if (inner.kind !== 'sum' || inner.operator === '±' || depth > 8) return undefined;
  const left = shiftOf(inner.left, depth + 1);
  const right = unwrapped(inner.right);
  if (left === undefined || right.kind !== 'number' || !Number.isInteger(right.value))
    return undefined;
  return { ...left, by: left.by + (inner.operator === '+' ? right.value : -right.value) };
}

/** The band that a condition on two letters is; undefined for any other condition. */
export function bandOf(condition: Condition, letters: ReadonlySet<string>): Band | undefined {
  const [a, b] = [shiftOf(condition.left), shiftOf(condition.right)];
  if (a === undefined || b === undefined || a.letter === b.letter) return undefined;
  if (!letters.has(a.letter) || !letters.has(b.letter)) return undefined;
  const below = { high: a.letter, low: b.letter, by: b.by - a.by };
  const above = { high: b.letter, low: a.letter, by: a.by - b.by };
  switch (comparisons[condition.sign]?.is) {
    case 'le':
      return below;
    case 'lt':
      return { ...below, by: below.by - 1 };
    case 'ge':
      return above;
    case 'gt':
      return { ...above, by: above.by - 1 };
    default:
      return undefined;
  }
}

/** The operation that keeps a band of a table with these rows and columns. */
export function triangle(
  { high, low, by }: Band,
  row: string | undefined,
  column: string | undefined,
): Operation | undefined {
  if (high === column && low === row) return { kind: 'tril', diagonal: by };
  // The sum adds 0 to make 0 of −0.
  if (high === row && low === column) return { kind: 'triu', diagonal: 0 - by };
  return undefined;
}

export type LowerOne = (e: Expression) => Indexed | undefined;

/** True where a condition holds, or with `not`, where it fails. */
export function conditionValue(
  s: Lowering,
  condition: Condition,
  not: boolean,
  lower: LowerOne,
  order: Order = [],
): Indexed | undefined {
  const comparison = comparisons[condition.sign];
  if (comparison === undefined) return undefined;
  if (s.indices !== undefined) unifyEqual(s, s.indices, condition);
  const relation = not ? comparison.not : comparison.is;
  const sides = [lower(condition.left), lower(condition.right)];
  if (sides.some((x) => x !== undefined && x.features > 0)) return undefined;
  return elementwise(s, { kind: 'compare', relation }, sides, condition.span, order);
}

const axesFor = (x: Indexed): readonly [string | undefined, string | undefined] =>
  x.features === 0 ? [x.index.at(-2), x.index.at(-1)] : [undefined, undefined];

/** `x` with zeros where a condition fails. */
export function masked(
  s: Lowering,
  indices: Indices,
  x: Indexed,
  condition: Condition,
  lower: LowerOne,
): Indexed | undefined {
  const band = bandOf(condition, indices.letters);
  if (band !== undefined) {
    unifyLetters(s, indices, [band.high, band.low]);
    const operation = triangle(band, ...axesFor(x));
    if (operation !== undefined)
      return { ...x, id: emitShared(s, operation, [x.id], condition.span) };
  }
  const letters = x.index.filter((l) => l !== undefined);
  const drop = conditionValue(s, condition, true, lower, letters);
  if (drop === undefined || drop.index.some((l) => !x.index.includes(l))) return undefined;
  return elementwise(s, { kind: 'maskedFill', value: 0 }, [x, drop], condition.span);
}

/** `j \ne i` compares positions of one sequence. */
function unifyEqual(s: Lowering, indices: Indices, { left, right }: Condition): void {
  const names = [shiftOf(left)?.letter, shiftOf(right)?.letter].filter((l) => l !== undefined);
  if (names.length === 2 && names.every((l) => indices.letters.has(l)))
    unifyLetters(s, indices, names);
}

/** A table of ones where a condition holds and zeros elsewhere, its axes in this order. */
export function indicatorTable(
  s: Lowering,
  indices: Indices,
  condition: Condition,
  order: readonly string[],
  lower: LowerOne,
): Indexed | undefined {
  const { span } = condition;
  const band = bandOf(condition, indices.letters);
  if (band !== undefined) {
    const [low, high] = [order.indexOf(band.low), order.indexOf(band.high)];
    const index =
      high >= 0 && (low < 0 || high < low) ? [band.high, band.low] : [band.low, band.high];
    unifyLetters(s, indices, index);
    const shape = index.map((l) => sizeOfLetter(s, indices, l));
    const ones = emitShared(s, { kind: 'ones', shape }, [], span);
    const operation = triangle(band, index[0], index[1]);
    if (operation === undefined) return undefined;
    const id = emitShared(s, operation, [ones], span);
    return { id, index, features: 0, flipped: false, span };
  }
  const holds = conditionValue(s, condition, false, lower, order);
  if (holds === undefined) return undefined;
  return choose(s, holds, number(s, 1, span), number(s, 0, span), span);
}

/** A factor that changes nothing. */
export const one = (s: Lowering, span: Span): Indexed => number(s, 1, span);

/** A number that the text does not write. */
function number(s: Lowering, value: number, span: Span): Indexed {
  const key = `#${value}`;
  const id =
    s.computed.get(key) ??
    s.builder.emit({
      operation: { kind: 'tensor', shape: [], data: [value] },
      span: { start: span.end, end: span.end },
      dtype: 'float64',
      weak: true,
      origin: 'literal',
    });
  s.computed.set(key, id);
  return { id, index: [], features: 0, flipped: false, span };
}

/** `a` where the condition holds, `b` elsewhere. */
export const choose = (
  s: Lowering,
  holds: Indexed,
  a: Indexed | undefined,
  b: Indexed | undefined,
  span: Span,
  order: Order = [],
): Indexed | undefined => elementwise(s, { kind: 'where' }, [holds, a, b], span, order);
