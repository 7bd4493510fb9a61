import type { Clause, ComprehensionExpr } from './ast.js';
import { bindTarget } from './assign.js';
import { truth } from './convert.js';
import { itemsOf } from './iterate.js';
import { environment, type PyObject } from './objects.js';
import { exhausted, type Reader } from './reader.js';
import { codeText } from './codeText.js';
import { unknown } from './unknown.js';

/** Most elements that a comprehension spells out. */
const maxElements = 4_096;

/** A list, set, dict or generator made in one expression; generators are spelt out at once. */
export function comprehend(r: Reader, expr: ComprehensionExpr): PyObject {
  const items: PyObject[] = [];
  const entries = new Map<string | number, PyObject>();
  const outer = r.frame;
  r.frame = { ...outer, environment: environment(outer.environment) };
  const complete = visit(r, expr.clauses, 0, () => {
    const key = expr.key === undefined ? undefined : r.evaluate(r, expr.key);
    const value = r.evaluate(r, expr.element);
    if (key?.type === 'string' || key?.type === 'number') entries.set(key.value, value);
    items.push(value);
    return items.length < maxElements;
  });
  r.frame = outer;
  if (!complete) return unknown(r, codeText(expr), 'unread', expr.span);
  if (expr.result === 'dict') return { type: 'dict', entries };
  return { type: expr.result === 'set' ? 'set' : 'list', items, span: expr.span };
}

/** False where the elements are not all known. */
function visit(r: Reader, clauses: readonly Clause[], at: number, emit: () => boolean): boolean {
  const clause = clauses[at];
  if (clause === undefined) return emit();
  if (exhausted(r)) return false;
  if (clause.kind === 'if') {
    const holds = truth(r, r.evaluate(r, clause.test));
    if (holds === undefined) return false;
    return holds ? visit(r, clauses, at + 1, emit) : true;
  }
  const iterable = r.evaluate(r, clause.iterable);
  const items = itemsOf(r, iterable, { span: clause.iterable.span });
  if (items === undefined) {
    // Of a number of elements that is only a name, one stands for all.
    if (!r.frame.symbolic) return false;
    r.assign(r, clause.target, unknown(r, 'item', 'unread', clause.iterable.span), undefined);
    return visit(r, clauses, at + 1, emit);
  }
  for (const item of items) {
    bindTarget(r, clause.target, item, clause.iterable);
    if (!visit(r, clauses, at + 1, emit)) return false;
  }
  return true;
}
