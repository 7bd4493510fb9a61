import type { Operation } from '../../../program/operation.js';
import type { Span } from '../../../program/span.js';
import { coverSpans } from '../../../program/span.js';
import type { ValueId } from '../../../program/value.js';
import type { Expression, ExpressionOf } from '../expression.js';
import { partsOf, unwrapped } from '../expression.js';
import { constantOf } from '../sizes.js';
import { emit } from './state.js';
import type { Lowering } from './state.js';

/** Part of a square table: below or above its diagonal, with it or without. */
type Triangle = 'lower' | 'strictLower' | 'upper' | 'strictUpper';

/** `column SIGN row` → where it holds. */
const triangles: Readonly<Record<string, Triangle>> = {
  '\\le': 'lower',
  '\\leq': 'lower',
  '\\ge': 'upper',
  '\\geq': 'upper',
  '<': 'strictLower',
  '>': 'strictUpper',
};

const opposite: Readonly<Record<Triangle, Triangle>> = {
  lower: 'strictUpper',
  strictLower: 'upper',
  upper: 'strictLower',
  strictUpper: 'lower',
};

const mirrored: Readonly<Record<Triangle, Triangle>> = {
  lower: 'upper',
  strictLower: 'strictUpper',
  upper: 'lower',
  strictUpper: 'strictLower',
};

const letter = (e: Expression | undefined): string | undefined => {
  const inner = e === undefined ? undefined : unwrapped(e);
  return inner?.kind === 'symbol' && /^[a-z]$/.test(inner.symbol.name)
    ? inner.symbol.name
    : undefined;
};

/** Where `j \le i` holds in a table with rows i and columns j (the later letter). */
function triangleOf(condition: Expression | undefined): Triangle | undefined {
  const e = condition === undefined ? undefined : unwrapped(condition);
  if (e?.kind !== 'relation' || e.parts.length !== 2) return undefined;
  const [left, right] = e.parts.map(letter);
  const triangle = triangles[e.signs[0] ?? ''];
  if (left === undefined || right === undefined || left === right) return undefined;
  return triangle && (left > right ? triangle : mirrored[triangle]);
}

/**
 * A mask by cases, such as 0 for `j \le i` and −∞ otherwise, as a triangle of one number.
 * Undefined for any other cases.
 */
export function lowerTriangle(s: Lowering, e: ExpressionOf<'cases'>): ValueId | undefined {
  const [first, second] = e.rows;
  if (e.rows.length !== 2 || first === undefined || second === undefined || s.reuse)
    return undefined;
  const values = [constantOf(first.value), constantOf(second.value)];
  const where = triangleOf(first.condition) ?? flipped(triangleOf(second.condition));
  const [inside, outside] = values;
  if (where === undefined || inside === undefined || outside === undefined) return undefined;
  if ((inside === 0) === (outside === 0)) return undefined;
  const value = inside === 0 ? outside : inside;
  const triangle = inside === 0 ? opposite[where] : where;
  const size = s.builder.context.fresh();
  const full = s.builder.emit({
    operation: { kind: 'full', shape: [size, size], value },
    span: e.span,
    tex: s.source(e.span),
    origin: 'example',
  });
  const kind = triangle === 'lower' || triangle === 'strictLower' ? 'tril' : 'triu';
  const diagonal = triangle === 'strictLower' ? -1 : triangle === 'strictUpper' ? 1 : 0;
  return s.builder.emit({
    operation: { kind, diagonal },
    inputs: [full],
    span: e.span,
    tex: s.source(e.span),
  });
}

const flipped = (t: Triangle | undefined): Triangle | undefined => t && opposite[t];

type Relation = Extract<Operation, { readonly kind: 'compare' }>['relation'];

const comparisons: Readonly<Record<string, Relation>> = {
  '<': 'lt',
  '>': 'gt',
  '\\le': 'le',
  '\\leq': 'le',
  '\\ge': 'ge',
  '\\geq': 'ge',
  '=': 'eq',
  '\\ne': 'ne',
  '\\neq': 'ne',
};

/**
 * `x` where x > 0, `0.01 x` elsewhere: a choice for every element. The last row is for what no
 * condition before it picks. Undefined where a condition is not about the numbers of the rows.
 */
export function lowerChoice(s: Lowering, e: ExpressionOf<'cases'>): ValueId | undefined {
  const rows = [...e.rows];
  const last = rows.pop();
  if (last === undefined || rows.length === 0 || s.reuse) return undefined;
  const about = new Set(e.rows.flatMap((r) => namesIn(r.value)));
  const conditions = rows.map((r) => comparisonsOf(r.condition, about));
  if (!conditions.every((c) => c !== undefined)) return undefined;
  let value = s.lower(last.value);
  for (const [k, row] of [...rows.entries()].reverse()) {
    const tests = (conditions[k] ?? []).map(({ left, right, relation, span }) => {
      const sides = [s.lower(left), s.lower(right)].filter((id) => id !== undefined);
      return sides.length < 2 ? undefined : emit(s, { kind: 'compare', relation }, sides, span);
    });
    const [first, ...more] = tests;
    const holds = more.reduce(
      (a, b) =>
        a === undefined || b === undefined
          ? undefined
          : emit(s, { kind: 'logical', relation: 'and' }, [a, b], e.span),
      first,
    );
    const chosen = s.lower(row.value);
    if (holds === undefined || chosen === undefined || value === undefined) return undefined;
    value = emit(s, { kind: 'where' }, [holds, chosen, value], e.span);
  }
  return value;
}

interface Comparison {
  readonly left: Expression;
  readonly right: Expression;
  readonly relation: Relation;
  readonly span: Span;
}

function comparisonsOf(
  condition: Expression | undefined,
  about: ReadonlySet<string>,
): Comparison[] | undefined {
  const inner = condition === undefined ? undefined : unwrapped(condition);
  if (inner?.kind !== 'relation' || !namesIn(inner).some((name) => about.has(name)))
    return undefined;
  const all = inner.signs.map((sign, k) => {
    const [left, right] = [inner.parts[k], inner.parts[k + 1]];
    const relation = comparisons[sign];
    if (left === undefined || right === undefined || relation === undefined) return undefined;
    return { left, right, relation, span: coverSpans(left.span, right.span) };
  });
  return all.every((c) => c !== undefined) ? all : undefined;
}

function namesIn(e: Expression): string[] {
  const names: string[] = [];
  const stack = [e];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.kind === 'symbol' || next.kind === 'prime') names.push(next.symbol.name);
    for (const part of partsOf(next)) stack.push(part);
  }
  return names;
}
