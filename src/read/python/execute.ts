import type { Expr, Stmt } from './ast.js';
import { asTensor } from './convert.js';
import { assign, nameChanged } from './assign.js';
import { nameValue } from './naming.js';
import { runIf } from './branches.js';
import { makeClass, makeFunction } from './classes.js';
import { texOnce } from './codeText.js';
import { updateTensor } from './inPlace.js';
import { runFor, runWhile } from './loops.js';
import { lostName } from './lose.js';
import { bindName } from './names.js';
import { library, none, type PyObject } from './objects.js';
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
    case 'if':
      return runIf(r, s);
    case 'for':
      return runFor(r, s);
    case 'while':
      return runWhile(r, s);
    case 'with':
      r.frame.statement = s.header;
      for (const item of s.items) {
        const value = r.evaluate(r, item.value);
        if (item.target !== undefined) assign(r, item.target, value, item.value);
      }
      return run(r, s.body);
    case 'try': {
      const completion = run(r, s.body);
      if (completion.kind === 'cut') return completion;
      const after = completion.kind === 'normal' ? run(r, s.otherwise) : completion;
      const last = run(r, s.finally);
      return last.kind === 'normal' ? after : last;
    }
    case 'def': {
      const made = makeFunction(r, s);
      bindName(r, s.name, made);
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
      for (const target of s.targets) {
        if (target.kind === 'name') r.frame.environment.variables.delete(target.name);
      }
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
  const item = s.target.kind === 'subscript';
  if (item || target.type !== 'tensor' || result.type !== 'tensor' || target.library === 'python') {
    assign(r, s.target, result, item ? s.value : undefined);
    return;
  }
  const dtype = dtypeOfTensor(r, target);
  const id =
    dtypeOfTensor(r, result) === dtype
      ? result.id
      : emitValue(r, { kind: 'cast', dtype }, [result.id], places.whole);
  updateTensor(r, target, id);
  nameChanged(r, target, s.target);
}

/** The value of `return`, as a value of that name. */
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
  return nameReturn(r, value, source);
}

function nameReturn(r: Reader, value: PyObject, source: Expr): PyObject {
  const ready = settle(r, value);
  if (ready.type !== 'tensor') return ready;
  const at = { start: source.span.start, end: source.span.start };
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
    bindName(r, alias, local ? known : library(`${s.module}.${path}`));
  }
}
