import type { Span } from '../../program/span.js';
import type { Expr, Stmt } from './ast.js';
import { asTensor } from './convert.js';
import { assign, nameChanged, remove } from './assign.js';
import { nameValue } from './naming.js';
import { runIf } from './branches.js';
import { makeClass, makeFunction } from './classes.js';
import { codeText, texOnce } from './codeText.js';
import { detach, isApart, wantsGradient } from './gradients.js';
import { itemsOf } from './iterate.js';
import { decorated } from './decorators.js';
import { enterContext } from './contexts.js';
import { updateTensor } from './inPlace.js';
import { runFor, runWhile } from './loops.js';
import { lostName } from './lose.js';
import { bindName } from './names.js';
import { isSequence, library, none, type PyObject } from './objects.js';
import { binary } from './operators.js';
import { breakStream } from './random.js';
import {
  dtypeOfTensor,
  emitValue,
  exhausted,
  normal,
  type Completion,
  type Reader,
} from './reader.js';
import { settle } from './settle.js';
import { imported } from './imported.js';
import { believeStatement } from './shapeComments.js';

/** Runs statements in order until one leaves the block. */
export function run(r: Reader, body: readonly Stmt[]): Completion {
  for (const statement of body) {
    r.steps += 1;
    if (exhausted(r)) return { kind: 'cut' };
    const completion = runStatement(r, statement);
    if (completion.kind !== 'normal') return completion;
  }
  return normal;
}

function runStatement(r: Reader, s: Stmt): Completion {
  r.frame.statement = s.span;
  switch (s.kind) {
    case 'assign': {
      const value = r.evaluate(r, s.value);
      r.frame.statement = s.span;
      for (const target of s.targets) assign(r, target, value, s.value);
      believeNamed(r, s.targets, s.span);
      return normal;
    }
    case 'annotated':
      if (s.value !== undefined) assign(r, s.target, r.evaluate(r, s.value), s.value);
      return normal;
    case 'update':
      runUpdate(r, s);
      return normal;
    case 'expression':
      r.evaluate(r, s.value);
      return normal;
    case 'return':
      return { kind: 'return', value: returned(r, s) };
    case 'yield':
      runYield(r, s);
      return normal;
    case 'if':
      return runIf(r, s);
    case 'for':
      return runFor(r, s);
    case 'while':
      return runWhile(r, s);
    case 'with':
      return runWith(r, s);
    case 'try': {
      const completion = run(r, s.body);
      if (completion.kind === 'cut') return completion;
      const [handler] = s.handlers;
      const after =
        completion.kind === 'normal'
          ? run(r, s.otherwise)
          : completion.kind === 'raise' && handler !== undefined
            ? run(r, handler)
            : completion;
      const last = run(r, s.finally);
      return last.kind === 'normal' ? after : last;
    }
    case 'def': {
      const made = makeFunction(r, s);
      bindName(r, s.name, decorated(r, made, s.decorators));
      return normal;
    }
    case 'class':
      bindName(r, s.name, makeClass(r, s));
      return normal;
    case 'import':
      for (const { path, alias } of s.names) {
        bindName(r, alias, library(alias === path.split('.')[0] ? alias : path));
      }
      return normal;
    case 'from':
      runImportFrom(r, s);
      return normal;
    case 'global':
      for (const name of s.names) r.frame.environment.outer.add(name);
      return normal;
    case 'delete':
      for (const target of s.targets) remove(r, target);
      return normal;
    case 'assert':
      r.evaluate(r, s.test);
      return normal;
    case 'raise':
    case 'break':
    case 'continue':
      return { kind: s.kind };
    case 'pass':
      return normal;
    case 'broken':
      for (const name of s.names) {
        const before = r.frame.environment.variables.get(name);
        bindName(r, name, lostName(r, name, name, s.span, before));
      }
      breakStream(r, 'both');
      return normal;
    default:
      return s satisfies never;
  }
}

/** `x += y`: in place for tensors and lists, a new value under the name for the rest. */
function runUpdate(r: Reader, s: Extract<Stmt, { kind: 'update' }>): void {
  const before = r.evaluate(r, s.target);
  const value = r.evaluate(r, s.value);
  r.frame.statement = s.span;
  const target = before.type === 'unknown' && before.tensor !== undefined ? before.tensor : before;
  const tex = texOnce({
    kind: 'binary',
    operator: s.operator,
    left: s.target,
    right: s.value,
    span: s.span,
  });
  const places = {
    whole: { span: s.span, tex },
    left: { span: s.target.span, tex: texOnce(s.target) },
    right: { span: s.value.span, tex: texOnce(s.value) },
  };
  const result = binary(r, s.operator, target, value, places);
  const item = s.target.kind === 'subscript' && !inContainer(r, s.target.object);
  if (item || target.type !== 'tensor' || result.type !== 'tensor' || target.library === 'python') {
    assign(r, s.target, result, item ? s.value : undefined);
    return;
  }
  const dtype = dtypeOfTensor(r, target);
  const id =
    dtypeOfTensor(r, result) === dtype
      ? result.id
      : emitValue(r, { kind: 'cast', dtype }, [result.id], places.whole);
  const apart =
    isApart(r) && wantsGradient(r, target) ? emitValue(r, detach, [id], places.whole) : id;
  updateTensor(r, target, apart);
  nameChanged(r, target, s.target);
}

function runWith(r: Reader, s: Extract<Stmt, { kind: 'with' }>): Completion {
  r.frame.statement = s.header;
  const leave: (() => void)[] = [];
  for (const item of s.items) {
    const value = r.evaluate(r, item.value);
    const context = enterContext(r, value, codeText(item.value), item.value.span);
    leave.push(context.leave);
    if (item.target !== undefined) assign(r, item.target, context.value, item.value);
  }
  const completion = run(r, s.body);
  for (const end of leave.reverse()) end();
  return completion;
}

/** An element of a list or a dictionary is an object of its own, one of a tensor is a part of it. */
function inContainer(r: Reader, container: Expr): boolean {
  if (container.kind !== 'name' && container.kind !== 'attribute') return false;
  const object = r.evaluate(r, container);
  return isSequence(object) || object.type === 'dict';
}

/** Generators are run to their end at once; what they give is kept in order. */
function runYield(r: Reader, s: Extract<Stmt, { kind: 'yield' }>): void {
  const value = s.value === undefined ? none : r.evaluate(r, s.value);
  const { yields } = r.frame;
  if (yields === undefined) return;
  const items = s.from ? itemsOf(r, value, { span: s.span }) : [value];
  if (items === undefined || r.frame.uncertain > 0) yields.lost = true;
  else yields.items.push(...items);
}

/** The value of `return`, as a value of that name. */
/** What a comment behind it says of the one name that a statement assigns. */
function believeNamed(r: Reader, [target, ...more]: readonly Expr[], statement: Span): void {
  if (target?.kind !== 'name' || more.length > 0) return;
  believeStatement(r, r.frame.environment.variables.get(target.name), statement);
}

function returned(r: Reader, s: Extract<Stmt, { kind: 'return' }>): PyObject {
  if (s.value === undefined) return none;
  const value = r.evaluate(r, s.value);
  r.frame.statement = s.span;
  if (r.frame.function === undefined) return value;
  const source = s.value;
  if (value.type === 'tuple') {
    const nodes =
      source.kind === 'tuple' && source.items.length === value.items.length
        ? source.items
        : undefined;
    const items = value.items.map((item, i) => nameReturn(r, item, nodes?.[i] ?? source));
    return { type: 'tuple', items };
  }
  const named = nameReturn(r, value, source);
  believeStatement(r, named, s.span);
  return named;
}

function nameReturn(r: Reader, value: PyObject, source: Expr): PyObject {
  const ready = settle(r, value);
  const at = { start: source.span.start, end: source.span.start };
  if (ready.type === 'complex') return nameValue(r, ready, 'return', at, source);
  if (ready.type !== 'tensor') return ready;
  const named = nameValue(r, ready, 'return', at, source);
  return named.type === 'tensor' ? (asTensor(r, named, { span: source.span }) ?? named) : named;
}

function runImportFrom(r: Reader, s: Extract<Stmt, { kind: 'from' }>): void {
  for (const { path, alias } of s.names) {
    if (path === '*') {
      r.starImports.push(s.module);
      continue;
    }
    const known = r.module.variables.get(path);
    // Another cell or fence may hold what a file of the project would be imported from.
    const local = known?.type === 'class' || known?.type === 'function';
    bindName(r, alias, local ? known : imported(r, s.module, path, s.span));
  }
}
