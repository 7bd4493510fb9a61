import type { Expression, ExpressionOf } from '../expression.js';
import { unwrapped } from '../expression.js';
import { constantOf } from '../sizes.js';
import type { Indexed } from './element.js';
import { elementwise, emitShared, inOrder } from './emit.js';
import { chainOf } from './indicator.js';
import type { Reader } from './lower.js';
import { bandOf, choose, conditionValue, masked, triangle } from './masks.js';
import type { Condition } from './ranges.js';
import { sizeOfLetter, unifyLetters } from './sizes.js';

/**
 * `\begin{cases} a & j \le i \\ b & \text{otherwise} \end{cases}` as a choice for every element; the
 * last row is for what no condition before it picks.
 */
export function lowerCases(r: Reader, e: ExpressionOf<'cases'>): Indexed | undefined {
  const { s } = r;
  const constant = constantTriangle(r, e);
  if (constant !== undefined) return constant;
  const rows = [...e.rows];
  const last = rows.pop();
  if (last === undefined || rows.length === 0) return undefined;
  // Both ways read the first row: each on its own, cases in cases would take twice as long a level.
  const read = new Map<Expression, Indexed | undefined>();
  const lower = (x: Expression): Indexed | undefined => {
    if (!read.has(x)) read.set(x, r.lower(x));
    return read.get(x);
  };
  const kept = oneTriangle(r, e, lower);
  if (kept !== undefined) return kept;
  let value = r.lower(last.value);
  for (const { value: written, condition } of rows.reverse()) {
    const inner = condition === undefined ? undefined : unwrapped(condition);
    if (inner?.kind !== 'relation' || inner.relations.includes('in')) return undefined;
    const tests = chainOf(inner).map((c) => conditionValue(s, c, false, r.lower, r.order));
    const [first, ...more] = tests;
    const holds = more.reduce(
      (a, b) => a && elementwise(s, { kind: 'logical', relation: 'and' }, [a, b], inner.span),
      first,
    );
    const chosen = lower(written);
    if (holds === undefined) return undefined;
    value = choose(s, holds, chosen, value, e.span);
  }
  return value;
}

/** Something where a condition holds, and 0 elsewhere: a table with a part of it kept. */
function oneTriangle(
  r: Reader,
  e: ExpressionOf<'cases'>,
  lower: Reader['lower'],
): Indexed | undefined {
  const [first, second] = e.rows;
  if (e.rows.length !== 2 || first?.condition === undefined || second === undefined)
    return undefined;
  const inner = unwrapped(first.condition);
  if (inner.kind !== 'relation' || constantOf(second.value) !== 0) return undefined;
  if (constantOf(first.value) !== undefined) return undefined;
  let value = lower(first.value);
  for (const c of chainOf(inner)) {
    value = value && masked(r.s, r.indices, value, c, r.lower);
  }
  return value && { ...value, span: e.span };
}

const opposite: Readonly<Record<string, string>> = {
  '<': '\\ge',
  '>': '\\le',
  '\\le': '>',
  '\\leq': '>',
  '\\ge': '<',
  '\\geq': '<',
};

/** 0 on one side of the diagonal and a number on the other: a triangle of that number. */
function constantTriangle(
  { s, indices, order }: Reader,
  e: ExpressionOf<'cases'>,
): Indexed | undefined {
  const [first, second] = e.rows;
  if (e.rows.length !== 2 || first === undefined || second === undefined || s.reuse)
    return undefined;
  const [inside, outside] = [constantOf(first.value), constantOf(second.value)];
  if (inside === undefined || outside === undefined || (inside === 0) === (outside === 0))
    return undefined;
  const stated = conditionsIn(first.condition);
  const conditions = stated ?? conditionsIn(second.condition)?.map(negated);
  const [condition, more] = conditions ?? [];
  if (condition === undefined || more !== undefined) return undefined;
  const kept = inside === 0 ? negated(condition) : condition;
  const band = kept && bandOf(kept, indices.letters);
  if (band === undefined) return undefined;
  const index = inOrder([band.low, band.high].sort(), order);
  const operation = triangle(band, index[0], index[1]);
  if (operation === undefined) return undefined;
  unifyLetters(s, indices, index);
  const shape = index.map((l) => sizeOfLetter(s, indices, l));
  const value = inside === 0 ? outside : inside;
  const full = emitShared(s, { kind: 'full', shape, value }, [], e.span);
  const id = emitShared(s, operation, [full], e.span);
  return { id, index, features: 0, flipped: false, span: e.span };
}

function conditionsIn(e: Expression | undefined): (Condition | undefined)[] | undefined {
  const inner = e === undefined ? undefined : unwrapped(e);
  return inner?.kind === 'relation' ? chainOf(inner) : undefined;
}

function negated(c: Condition | undefined): Condition | undefined {
  const sign = opposite[c?.sign ?? ''];
  return c === undefined || sign === undefined ? undefined : { ...c, sign };
}
