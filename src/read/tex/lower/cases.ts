import type { ValueId } from '../../../program/value.js';
import type { Expression, ExpressionOf } from '../expression.js';
import { unwrapped } from '../expression.js';
import { constantOf } from '../sizes.js';
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
