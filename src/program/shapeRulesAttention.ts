import type { Dim, Shape } from './dim.js';
import { shapeLabel } from './dims.js';
import { broadcast, differentSizes, fail, known, type Rule } from './shapeSupport.js';

const last = (s: Shape): Dim => s[s.length - 1] ?? 1;
const rows = (s: Shape): Dim => s[s.length - 2] ?? 1;

/** Heads of key and value that each serve a group of the query's (Ainslie et al. 2023). */
function isGrouped(q: Shape, k: Shape, v: Shape): boolean {
  const [query, key, value] = [q, k, v].map((s) => (s.length > 2 ? s[s.length - 3] : 1));
  return (
    typeof query === 'number' &&
    typeof key === 'number' &&
    key === value &&
    key > 1 &&
    query > key &&
    query % key === 0
  );
}

/** Query [..., query, dim], key [..., key, dim], value [..., key, valueDim]: [..., query, valueDim]. */
const scaledDotProductAttention: Rule<'scaledDotProductAttention'> = (
  _operation,
  [q, k, v, mask],
  context,
) => {
  if (q === undefined || k === undefined || v === undefined) return known(undefined);
  for (const [i, shape] of [q, k, v].entries()) {
    if (shape.length < 2) {
      return fail('attentionRank', `{${i}} is {shape0}: attention wants at least two axes.`, {
        operand0: i,
        shape0: shapeLabel(shape),
      });
    }
  }
  if (!context.unify(last(q), last(k))) {
    return differentSizes('inner', 'the inner sizes', [0, q, last(q)], [1, k, last(k)]);
  }
  if (!context.unify(rows(k), rows(v))) {
    return differentSizes('inner', 'the numbers of keys', [1, k, rows(k)], [2, v, rows(v)]);
  }
  const grouped = isGrouped(q, k, v);
  const lead = (s: Shape): Shape => s.slice(0, grouped ? -3 : -2);
  const outer = broadcast(
    [q, k, v].map((shape, input) => ({ input, shape, part: lead(shape) })),
    context,
    'the leading sizes',
  );
  if (!outer.ok || outer.value === undefined) return outer;
  const heads = grouped ? q.slice(-3, -2) : [];
  const scores: Shape = [...outer.value, ...heads, rows(q), rows(k)];
  if (mask !== undefined && mask.length > scores.length) {
    return fail(
      'attentionMask',
      '{3} is {shape0}: a mask of scores {shape1} has no more axes than they.',
      {
        operand0: 3,
        shape0: shapeLabel(mask),
        shape1: shapeLabel(scores),
      },
    );
  }
  for (const [i, size] of (mask ?? []).entries()) {
    const own = scores[scores.length - (mask ?? []).length + i] ?? 1;
    if (size !== 1 && !context.unify(own, size)) {
      return fail(
        'attentionMask',
        '{3} is {shape0}: it does not fit the scores, which are {shape1}.',
        {
          operand0: 3,
          shape0: shapeLabel(mask ?? []),
          shape1: shapeLabel(scores),
        },
      );
    }
  }
  return known([...scores.slice(0, -1), last(v)].map((d) => context.resolve(d)));
};

/** Query [..., dModel], key, value and parameters: as the query. */
const multiHeadAttention: Rule<'multiHeadAttention'> = (_operation, [query]) => known(query);

/** Rules of attention as one operation. */
export const attentionRules = { scaledDotProductAttention, multiHeadAttention };
