import type { Span } from '../../program/span.js';
import type { Expr, Stmt } from './ast.js';
import type { PyObject, Storage } from './objects.js';
import { change, type Reader } from './reader.js';
import { unknown } from './unknown.js';

/** What a name stands for once it can't be followed. */
export const lostName = (
  r: Reader,
  name: string,
  reason: string,
  span: Span,
  before?: PyObject,
): PyObject => {
  const tensor =
    before?.type === 'tensor' || (before?.type === 'unknown' && before.tensor !== undefined);
  return { ...unknown(r, reason, 'unread', span), name, ...(tensor ? { wasTensor: true } : {}) };
};

const isStorage = (o: object): o is Storage => 'members' in o && Array.isArray(o.members);
const isItems = (o: object): o is { items: PyObject[] } => 'items' in o && Array.isArray(o.items);

/** Shared objects that may have been changed: tensors lose their numbers, containers their items. */
export function loseObjects(
  r: Reader,
  targets: readonly object[],
  reason: string,
  span: Span,
): void {
  for (const target of new Set(targets)) {
    if (isStorage(target)) {
      const before = target.members.map((m) => ({ m, stale: m.stale }));
      change(
        r,
        target,
        () =>
          before.forEach(({ m, stale }) =>
            stale === undefined ? delete m.stale : (m.stale = stale),
          ),
        () => target.members.forEach((m) => (m.stale = reason)),
      );
    } else if (target instanceof Map) {
      for (const key of [...target.keys()]) {
        if (key !== ' layer') target.set(key, unknown(r, String(key), 'unread', span));
      }
    } else if (isItems(target)) {
      target.items = target.items.map(() => unknown(r, reason, 'unread', span));
    }
  }
}

/** Weights were changed by what is not read: an optimiser's step, a file of weights. */
export function loseParameters(r: Reader, reason: string, span: Span): void {
  if (!r.frame.symbolic) loseObjects(r, [...r.parameters], reason, span);
}

/** Names that statements may bind or change in place. */
export function changedNames(body: readonly Stmt[], found = new Set<string>()): Set<string> {
  for (const s of body) {
    switch (s.kind) {
      case 'assign':
        s.targets.forEach((t) => targetNames(t, found));
        break;
      case 'annotated':
      case 'update':
        targetNames(s.target, found);
        break;
      case 'expression':
        receiver(s.value, found);
        break;
      case 'for':
        targetNames(s.target, found);
        changedNames(s.body, found);
        break;
      case 'while':
      case 'with':
        changedNames(s.body, found);
        break;
      case 'if':
        changedNames(s.then, found);
        changedNames(s.otherwise, found);
        break;
      case 'try':
        [s.body, ...s.handlers, s.otherwise, s.finally].forEach((b) => changedNames(b, found));
        break;
      case 'def':
      case 'class':
        found.add(s.name);
        break;
      case 'broken':
        s.names.forEach((n) => found.add(n));
        break;
      default:
    }
  }
  return found;
}

function targetNames(target: Expr, found: Set<string>): void {
  if (target.kind === 'name') found.add(target.name);
  else if (target.kind === 'tuple' || target.kind === 'list')
    target.items.forEach((t) => targetNames(t, found));
  else if (target.kind === 'starred') targetNames(target.value, found);
  else if (target.kind === 'subscript' || target.kind === 'attribute')
    targetNames(target.object, found);
}

/** `losses.append(x)`, `w.zero_()`: the receiver may change. */
function receiver(expr: Expr, found: Set<string>): void {
  if (expr.kind !== 'call' || expr.callee.kind !== 'attribute') return;
  if (/_$|^(?:append|extend|insert|pop|add|update|remove|clear)$/.test(expr.callee.name)) {
    targetNames(expr.callee.object, found);
  }
}
