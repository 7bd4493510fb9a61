import { createBuilder } from '../../program/builder.js';
import type { Dim } from '../../program/dim.js';
import { createShapeContext, type ShapeContext } from '../../program/shapeContext.js';
import { coverSpans } from '../../program/span.js';
import type { Program, ValueId } from '../../program/value.js';
import type { PythonReading, PythonScope } from '../types.js';
import { assign } from './assign.js';
import { getAttribute } from './attributes.js';
import { declarations, hasNamelessSizes, nameAxes, namingLimit } from './axisNames.js';
import { callObject } from './calls.js';
import { evaluate } from './evaluate.js';
import { run } from './execute.js';
import { labelLiterals } from './labels.js';
import { environment } from './objects.js';
import { parse, type Parsed, type Segment } from './parse.js';
import {
  exhausted,
  scopeRecord,
  settleShapes,
  within,
  type Frame,
  type Reader,
  type ScopeRecord,
} from './reader.js';
import { wrongClaims } from './shapeClaims.js';
import { findShapeComments, type ShapeComments } from './shapeComments.js';
import { runUncalled } from './symbolic.js';
import { nameChangedElsewhere } from './views.js';

/** Steps and values of all code of a document together, and of what runs from its top level. */
const whole = { steps: 240_000, values: 6_500 };
const topLevel = { steps: 160_000, values: 5_000 };

/** A context that can be exchanged: sizes of separate runs must not be taken for one another. */
function switchingContext(): {
  readonly context: ShapeContext;
  readonly renew: () => ShapeContext;
  /** What is found out until the returned function is called is forgotten then. */
  readonly fork: () => () => void;
} {
  const first = createShapeContext();
  let current = first;
  return {
    context: {
      // One counter for all, so that unknown sizes of two runs never share a name.
      fresh: (hint?: string): Dim => first.fresh(hint),
      unify: (a, b) => current.unify(a, b),
      resolve: (d) => current.resolve(d),
      written: (d, isOwn) => current.written(d, isOwn),
      rename: (d, name) => current.rename(d, name),
      get assumptions() {
        return current.assumptions;
      },
    },
    renew: () => (current = createShapeContext()),
    fork: () => {
      const parent = current;
      const child = createShapeContext();
      current = {
        fresh: (hint?: string): Dim => first.fresh(hint),
        unify: (a, b) => child.unify(parent.resolve(a), parent.resolve(b)),
        resolve: (d) => child.resolve(parent.resolve(d)),
        written: (d, isOwn) => child.written(parent.written(d, isOwn), isOwn),
        rename: (d, name) => child.rename(parent.resolve(d), name),
        assumptions: child.assumptions,
      };
      return () => {
        current = parent;
      };
    },
  };
}

/**
 * Reads Python code into one program; nothing is executed. Segments are the fences of one note or
 * the cells of one notebook in order: they share names. A statement that can't be read is a
 * `python-syntax` problem at its place, and what depends on it is unknown. Spans are document
 * offsets.
 */
export function readPython(segments: readonly Segment[]): PythonReading {
  const parsed = segments.map(parse);
  const { context, renew, fork } = switchingContext();
  const comments = findShapeComments(parsed.flatMap((p) => p.comments));
  const r = createReader(segments, comments, context, fork);
  r.problems.push(...parsed.flatMap((p) => p.problems));
  const enough = within(r, topLevel, () => {
    for (const p of parsed) run(r, p.body);
  });
  if (!enough) cut(r);
  nameChangedElsewhere(r);
  settleShapes(r, 0);
  runUncalled(r, renew);
  if (exhausted(r)) cut(r);
  r.problems.push(...wrongClaims(r));
  addLabels(r, parsed);
  const scopes = [...r.scopes.values()].filter((s) => s.kind === 'class' || s.values.length > 0);
  const program = r.builder.finish(lastValues(scopes));
  const code = segments.map((s) => s.text).join('\n');
  return {
    program: hasNamelessSizes(r, code.length)
      ? nameAxes(program, withUnknownInputs(segments, parsed), code)
      : program,
    scopes,
    made: [...r.made.values()],
    calls: [...r.calls.values()],
    problems: r.problems,
  };
}

/** What all functions of a text give where nothing calls them. */
function withUnknownInputs(segments: readonly Segment[], parsed: readonly Parsed[]): Program {
  const { context, renew, fork } = switchingContext();
  const comments = findShapeComments(parsed.flatMap((p) => p.comments));
  const r = createReader(segments, comments, context, fork);
  within(r, namingLimit, () => {
    for (const p of parsed) run(r, declarations(p.body));
    runUncalled(r, renew);
  });
  return r.builder.finish([]);
}

function createReader(
  segments: readonly Segment[],
  shapeComments: ShapeComments,
  context: ShapeContext,
  forkContext: () => () => void,
): Reader {
  const spans = segments.map((s) => ({ start: s.offset, end: s.offset + s.text.length }));
  const span = spans.length === 0 ? { start: 0, end: 0 } : spans.reduce(coverSpans);
  const module = environment();
  const scope: ScopeRecord = {
    name: 'module',
    kind: 'module',
    span,
    values: [],
    statements: new Map(),
  };
  const frame: Frame = {
    environment: module,
    scope,
    statement: span,
    symbolic: false,
    depth: 0,
    returns: [],
    uncertain: 0,
  };
  const r: Reader = {
    builder: createBuilder(context),
    sources: segments.map((s) => s.text),
    frame,
    module,
    scopes: new Map(),
    problems: [],
    steps: 0,
    limit: whole,
    streams: { torch: undefined, numpy: undefined },
    nextStream: 0,
    dimNames: new Set(),
    numberedNames: new Set(),
    forkContext,
    settledBefore: 0,
    journal: undefined,
    visited: new Set(),
    tried: new Set(),
    starImports: [],
    images: new Map(),
    parameters: new Set(),
    assumed: new Set(),
    settings: new Set(),
    literals: new Map(),
    labelled: new Set(),
    functions: [],
    classes: [],
    stringLists: [],
    shapeComments,
    claims: new Map(),
    made: new Map(),
    calls: new Map(),
    makers: new WeakMap(),
    evaluate,
    run,
    assign,
    callObject,
    getAttribute,
  };
  r.frame = { ...frame, scope: scopeRecord(r, 'module', 'module', span) };
  return r;
}

function cut(r: Reader): void {
  if (r.problems.some((p) => p.code === 'code-cut')) return;
  r.problems.push({
    code: 'code-cut',
    severity: 'info',
    message: 'This code is long; it is read up to here.',
    span: r.frame.statement,
  });
}

function addLabels(r: Reader, parsed: readonly Parsed[]): void {
  const comments = parsed.flatMap((p) => p.comments);
  labelLiterals(r, comments);
}

/** What the code leaves behind: in each scope the last value that has a name. */
function lastValues(scopes: readonly PythonScope[]): ValueId[] {
  return scopes.flatMap((s) => s.values.slice(-1));
}
