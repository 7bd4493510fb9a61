import type { ValueId } from '../../program/value.js';
import type { CallExpr } from './ast.js';
import { texOnce } from './codeText.js';
import type { PyObject, TensorObject } from './objects.js';
import { emitValue, viewTensor, type Reader } from './reader.js';

/**
 * What a function of the text gave, as a value of the call: it was computed at another place, and here
 * stands what it is. `from` is the first value that the call made,
 * after its arguments.
 */
export function atCall(r: Reader, expr: CallExpr, from: number, given: PyObject): PyObject {
  if (given.type === 'tensor')
    return isOfFunction(r, expr, from, given) ? here(r, expr, from, given) : given;
  if (given.type !== 'tuple') return given;
  const first = given.items[0];
  if (first?.type === 'tensor' && isOfFunction(r, expr, from, first)) {
    note(r, expr, from, first.id);
    r.builder.mention(expr.callee.span, first.id);
  }
  return given;
}

/** True for what the call made, but not where it stands. */
function isOfFunction(r: Reader, { span }: CallExpr, from: number, t: TensorObject): boolean {
  if (t.id < from || t.library === 'python' || t.stale !== undefined || t.dirty === true) {
    return false;
  }
  const made = r.builder.value(t.id);
  // What a parameter is begins to be known when it is first used.
  if (made.operation.kind === 'input') return false;
  return made.span.end <= span.start || span.end <= made.span.start;
}

function here(r: Reader, expr: CallExpr, from: number, t: TensorObject): TensorObject {
  const { dtype, weak } = r.builder.value(t.id);
  const id = emitValue(
    r,
    { kind: 'cast', dtype },
    [t.id],
    { span: expr.span, tex: texOnce(expr) },
    weak === true ? { weak } : {},
  );
  note(r, expr, from, id);
  return viewTensor(t, id, true);
}

/** Writes down what a call gave, where it is the first time. */
function note(r: Reader, { callee }: CallExpr, from: number, value: ValueId): void {
  const { span } = callee;
  if (!r.calls.has(span.end)) r.calls.set(span.end, { span, value, from });
}
