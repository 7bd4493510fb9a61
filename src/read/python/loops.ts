import type { ForStmt, Stmt } from './ast.js';
import { assign, bindTarget } from './assign.js';
import { tryOut } from './branches.js';
import { truth } from './convert.js';
import { codeText } from './codeText.js';
import { run } from './execute.js';
import { itemsOf } from './iterate.js';
import { pass, passName } from './passes.js';
import { changedNames, loseObjects, loseParameters, lostName } from './lose.js';
import { lookup } from './names.js';
import { countOf, isSequence, type PyObject } from './objects.js';
import { breakStream } from './random.js';
import { normal, within, type Completion, type Reader } from './reader.js';
import { unknown } from './unknown.js';
import type { Span } from '../../program/span.js';

/** Passes of one loop that are spelt out. */
const maxPasses = 64;
/** Passes of a `while`, whose end is seldom known. */
const maxWhile = 32;
/** What one loop may take of the whole. */
const loopLimit = { steps: 60_000, values: 1_500 };

export function runFor(r: Reader, s: ForStmt): Completion {
  r.frame.statement = s.header;
  const iterable = r.evaluate(r, s.iterable);
  const items = itemsOf(r, iterable, { span: s.iterable.span });
  if (items === undefined) return runUnknownFor(r, s, iterable);
  let result: Completion = normal;
  const { repeat } = r.frame;
  r.frame.repeat = countOf(iterable) ?? repeat;
  const enough = within(r, loopLimit, () => {
    for (const item of items.slice(0, maxPasses)) {
      r.frame.statement = s.header;
      result = r.builder.during(pass(s.header, passName(s.target, item)), () => {
        bindTarget(r, s.target, item, s.iterable);
        return run(r, s.body);
      });
      if (result.kind === 'return' || result.kind === 'cut' || result.kind === 'raise') return;
      if (result.kind === 'break') break;
    }
  });
  r.frame.repeat = repeat;
  const stopped: Completion['kind'] = (result as Completion).kind;
  if (!enough || (items.length > maxPasses && stopped !== 'break' && stopped !== 'return')) {
    loseLoop(r, s.body, s.header);
    cutProblem(r, s.header);
    return normal;
  }
  if (stopped === 'return' || stopped === 'raise') return result;
  return stopped === 'break' || s.otherwise.length === 0 ? normal : run(r, s.otherwise);
}

/** Of passes whose number is not known, one is read, with an unknown item. */
function runUnknownFor(r: Reader, s: ForStmt, iterable: PyObject): Completion {
  const item = unknown(r, `${codeText(s.iterable)}[…]`, 'unread', s.iterable.span);
  if (iterable.type === 'unknown' && iterable.source !== 'unread')
    Object.assign(item, { source: iterable.source });
  if (iterable.type === 'library') assign(r, s.target, iterable, s.iterable);
  else assign(r, s.target, item, s.iterable);
  if (/parameters|modules|children/.test(codeText(s.iterable))) loseParameters(r, 'for', s.header);
  return onePass(r, s.body, s.header);
}

function onePass(r: Reader, body: readonly Stmt[], header: Span): Completion {
  if (r.frame.symbolic) {
    const completion = run(r, body);
    return completion.kind === 'return' || completion.kind === 'cut' ? completion : normal;
  }
  const way = tryOut(r, body);
  if (way.completion.kind === 'cut') return way.completion;
  loseLoop(r, body, header);
  loseObjects(
    r,
    way.changes.filter((c) => c.target !== r.streams).map((c) => c.target),
    'for',
    header,
  );
  if (way.changes.some((c) => c.target === r.streams)) breakStream(r, 'both');
  if (way.completion.kind === 'return') r.frame.returns.push(way.completion.value);
  return normal;
}

export function runWhile(r: Reader, s: Extract<Stmt, { kind: 'while' }>): Completion {
  let result: Completion = normal;
  let passes = 0;
  let open = false;
  const enough = within(r, loopLimit, () => {
    for (; passes < maxWhile; passes++) {
      r.frame.statement = s.header;
      const holds = truth(r, r.evaluate(r, s.test));
      if (holds === undefined) {
        open = true;
        return;
      }
      if (!holds) return;
      result = r.builder.during(pass(s.header, 'while'), () => run(r, s.body));
      if (result.kind !== 'normal' && result.kind !== 'continue') return;
    }
  });
  if (open) return onePass(r, s.body, s.header);
  if (!enough || passes >= maxWhile) {
    loseLoop(r, s.body, s.header);
    cutProblem(r, s.header);
    return normal;
  }
  const stopped: Completion = result;
  if (stopped.kind === 'return' || stopped.kind === 'raise') return stopped;
  return stopped.kind === 'break' || s.otherwise.length === 0 ? normal : run(r, s.otherwise);
}

/** After a loop that was not followed to its end, what it changes is unknown. */
function loseLoop(r: Reader, body: readonly Stmt[], header: Span): void {
  const { variables } = r.frame.environment;
  for (const name of changedNames(body)) {
    const before =
      variables.get(name) ?? (r.module.variables.has(name) ? lookup(r, name, header) : undefined);
    if (before?.type === 'tensor') loseObjects(r, [before.storage], 'for', header);
    else if (before !== undefined && (isSequence(before) || before.type === 'dict')) {
      loseObjects(r, [before.type === 'dict' ? before.entries : before], 'for', header);
    }
    if (
      before?.type !== 'function' &&
      before?.type !== 'class' &&
      before?.type !== 'instance' &&
      before?.type !== 'layer' &&
      before?.type !== 'library'
    ) {
      variables.set(name, lostName(r, name, 'for', header, before));
    }
  }
  breakStream(r, 'both');
}

function cutProblem(r: Reader, span: Span): void {
  if (r.problems.some((p) => p.code === 'code-cut' && p.span.start === span.start)) return;
  r.problems.push({
    code: 'code-cut',
    severity: 'info',
    message: `Only the first ${maxPasses} passes of this loop are read; what it leaves behind is unknown.`,
    values: { count: maxPasses },
    span,
  });
}
