import type { Dim } from '../../program/dim.js';
import { multiplyDims } from '../../program/dims.js';
import type { Clause, ComprehensionExpr } from './ast.js';
import { bindTarget } from './assign.js';
import { truth } from './convert.js';
import { itemsOf } from './iterate.js';
import { dictOf, uniqueItems } from './keys.js';
import { countOf, environment, type PyObject } from './objects.js';
import { exhausted, type Reader } from './reader.js';
import { codeText } from './codeText.js';
import { pass, passName } from './passes.js';
import { unknown } from './unknown.js';

/** Most elements that a comprehension spells out. */
const maxElements = 4_096;

/** A list, set, dict or generator made in one expression; generators are spelt out at once. */
export function comprehend(r: Reader, expr: ComprehensionExpr): PyObject {
  const items: PyObject[] = [];
  const pairs: (readonly [PyObject, PyObject])[] = [];
  const outer = r.frame;
  r.frame = { ...outer, environment: environment(outer.environment) };
  let count: Dim | undefined;
  const many = (n: Dim): void => {
    count = count === undefined ? n : multiplyDims(count, n);
  };
  const complete = visit(r, expr.clauses, 0, many, () => {
    const key = expr.key === undefined ? undefined : r.evaluate(r, expr.key);
    const value = r.evaluate(r, expr.element);
    if (key !== undefined) pairs.push([key, value]);
    items.push(value);
    return items.length < maxElements;
  });
  r.frame = outer;
  if (!complete) return unknown(r, codeText(expr), 'unread', expr.span);
  if (expr.result === 'dict') {
    return dictOf(pairs) ?? unknown(r, codeText(expr), 'unread', expr.span);
  }
  if (expr.result === 'set') return { type: 'set', items: uniqueItems(items), span: expr.span };
  return {
    type: 'list',
    items,
    span: expr.span,
    ...(count === undefined ? {} : { count }),
    ...(expr.result === 'generator' ? { once: true } : {}),
  };
}

/** False where the elements are not all known. */
function visit(
  r: Reader,
  clauses: readonly Clause[],
  at: number,
  many: (count: Dim) => void,
  emit: () => boolean,
): boolean {
  const clause = clauses[at];
  if (clause === undefined) return emit();
  if (exhausted(r)) return false;
  if (clause.kind === 'if') {
    const holds = truth(r, r.evaluate(r, clause.test));
    if (holds === undefined) return false;
    return holds ? visit(r, clauses, at + 1, many, emit) : true;
  }
  const iterable = r.evaluate(r, clause.iterable);
  const items = itemsOf(r, iterable, { span: clause.iterable.span });
  if (items === undefined) {
    // Of a number of elements that is only a name, one stands for all.
    if (!r.frame.symbolic) return false;
    r.assign(r, clause.target, unknown(r, 'item', 'unread', clause.iterable.span), undefined);
    many(r.builder.context.fresh());
    return visit(r, clauses, at + 1, many, emit);
  }
  const count = countOf(iterable);
  if (count !== undefined) many(count);
  return items.every((item) =>
    r.builder.during(pass(clause.target.span, passName(clause.target, item)), () => {
      bindTarget(r, clause.target, item, clause.iterable);
      return visit(r, clauses, at + 1, many, emit);
    }),
  );
}
