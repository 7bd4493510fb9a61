import type { Builder, Draft } from '../../program/builder.js';
import { dtypeOf } from '../../program/dtypes.js';
import type { Dim, Shape } from '../../program/dim.js';
import { dimSymbols, equalDims } from '../../program/dims.js';
import { isUnknownDim } from '../../program/shapeContext.js';
import type { DType, Operation, RandomStream } from '../../program/operation.js';
import type { Problem } from '../../program/problem.js';
import type { Span } from '../../program/span.js';
import type { ValueId } from '../../program/value.js';
import type { CallResult, FirstResult } from '../types.js';
import type { LiteralRows } from './labels.js';
import { assumeShapes } from './assume.js';
import type { ShapeComments } from './shapeComments.js';
import type { Expr, Stmt } from './ast.js';
import type {
  Call,
  ClassObject,
  Environment,
  FunctionObject,
  InstanceObject,
  Library,
  PyObject,
  Storage,
  TensorObject,
} from './objects.js';

/** Everything that changes while code is read. One per document. */
export interface Reader {
  readonly builder: Builder;
  /** The texts that are read, in order. */
  readonly sources: readonly string[];
  frame: Frame;
  readonly module: Environment;
  readonly scopes: Map<string, ScopeRecord>;
  readonly problems: Problem[];
  /** Steps made, and the limits of steps and values for what is being read now. */
  steps: number;
  limit: Limit;
  /** The streams that draws without a generator of their own come from. */
  readonly streams: { torch: RandomStream | undefined; numpy: RandomStream | undefined };
  nextStream: number;
  /** Names given to sizes in this run. */
  dimNames: Set<string>;
  /** Those of them with a number behind, which the code does not write. */
  readonly numberedNames: Set<string>;
  /** Starts a stretch whose findings about sizes are forgotten when the returned function is called. */
  readonly forkContext: () => () => void;
  /** Values before this one learn no shapes: what is read now may never run. */
  settledBefore: number;
  /** Changes to shared objects in a branch that may not run, so that they can be taken back. */
  journal: Change[] | undefined;
  /** Functions that a call or a symbolic run has gone through. */
  readonly visited: Set<object>;
  /** Conditions whose other way was looked at as if a caller took it. */
  readonly tried: Set<Stmt>;
  /** Modules whose names `from module import *` brought in. */
  readonly starImports: string[];
  /** The tensor that `imshow` drew last, by the text of its axes object. */
  readonly images: Map<string, TensorObject>;
  /** Memory of weights: training and initialisers that are not read change them all. */
  readonly parameters: Set<Storage>;
  /** Values whose shape was assumed, and what is computed from them. */
  readonly assumed: Set<ValueId>;
  /** Inputs that stand for settings of a constructor. */
  readonly settings: Set<ValueId>;
  /** Nested lists met in the text, with the places of their rows. */
  readonly literals: Map<number, LiteralRows>;
  /** Tensors whose rows a plot names. */
  readonly labelled: Set<ValueId>;
  /** Classes and functions in order of appearance, for symbolic runs. */
  readonly functions: FunctionObject[];
  readonly classes: ClassObject[];
  /** Lists of strings with the names they were assigned to. */
  readonly stringLists: {
    readonly name: string;
    readonly items: readonly string[];
    readonly span: Span;
    readonly scope: ScopeRecord;
  }[];
  readonly shapeComments: ShapeComments;
  /** What comments say of shapes, by their place: right in some run, or what is wrong. */
  readonly claims: Map<number, Problem | 'right'>;
  /** What layers and objects of classes gave first, by the place where each is made. */
  readonly made: Map<number, FirstResult>;
  /** What calls of the text's own functions gave first, by the end of what is called. */
  readonly calls: Map<number, CallResult>;
  /** Where layers are made. */
  readonly makers: WeakMap<object, Span>;
  readonly evaluate: (r: Reader, expr: Expr) => PyObject;
  readonly run: (r: Reader, body: readonly Stmt[]) => Completion;
  readonly assign: (r: Reader, target: Expr, value: PyObject, source: Expr | undefined) => void;
  readonly callObject: (r: Reader, callee: PyObject, call: Call) => PyObject;
  readonly getAttribute: (r: Reader, object: PyObject, name: string, place: Place) => PyObject;
}

interface Limit {
  readonly steps: number;
  readonly values: number;
}

export interface Change {
  readonly target: object;
  /** The one entry of a map that changed. */
  readonly key?: string | number | undefined;
  readonly undo: () => void;
  readonly redo: () => void;
}

export interface ScopeRecord {
  readonly name: string;
  readonly kind: 'module' | 'function' | 'class';
  readonly span: Span;
  readonly values: ValueId[];
  readonly statements: Map<ValueId, Span>;
}

export interface Frame {
  readonly environment: Environment;
  readonly scope: ScopeRecord;
  statement: Span;
  /** Inputs were given by nobody: sizes are names, and numbers will be examples. */
  readonly symbolic: boolean;
  readonly depth: number;
  /** What `return` gave in branches that may not run. */
  readonly returns: PyObject[];
  readonly function?: FunctionObject;
  readonly self?: InstanceObject;
  /** Set inside branches that may not run. */
  uncertain: number;
  /** What a generator function has given so far; `lost` where that is not known. */
  yields?: { readonly items: PyObject[]; lost: boolean };
  /** In a loop whose one pass stands for many: how many. */
  repeat?: Dim | undefined;
}

export type Completion =
  | { readonly kind: 'normal' | 'break' | 'continue' | 'raise' | 'cut' }
  | { readonly kind: 'return'; readonly value: PyObject };

export const normal: Completion = { kind: 'normal' };

/** Where a value stands in the text. */
export interface Place {
  readonly span: Span;
  readonly tex?: string | undefined;
  /** The name that stands there, where it is one. */
  readonly name?: string;
}

export const exhausted = (r: Reader): boolean =>
  r.steps > r.limit.steps || r.builder.size > r.limit.values;

/** Runs `body` with at most so many more steps and values; true where it was enough. */
export function within(r: Reader, more: Limit, body: () => void): boolean {
  const outer = r.limit;
  r.limit = {
    steps: Math.min(outer.steps, r.steps + more.steps),
    values: Math.min(outer.values, r.builder.size + more.values),
  };
  body();
  const enough = !exhausted(r);
  r.limit = outer;
  return enough;
}

const arithmetic = new Set(['add', 'sub', 'mul', 'div', 'pow', 'matmul', 'max', 'min', 'where']);

/** NumPy computes in float64 where PyTorch would take its default type. */
function numpyType(r: Reader, operation: Operation, inputs: readonly ValueId[]): DType | undefined {
  if (operation.kind === 'cast') return undefined;
  const values = inputs.map((i) => r.builder.value(i));
  const { dtype } = dtypeOf(operation, values);
  // Whole numbers of 64 bits beside floats of 32 make floats of 64.
  const strong = values.filter((v) => v.weak !== true);
  const large = strong.filter((v) => v.shape?.length !== 0);
  const arrays = large.length === 0 ? strong : large;
  const mixed =
    arithmetic.has(operation.kind) &&
    arrays.some((v) => v.dtype === 'int64') &&
    arrays.some((v) => v.dtype === 'float32');
  if (mixed) return 'float64';
  const single = values.some((v) => v.dtype === 'float32' && v.weak !== true);
  return dtype === 'float32' && !single ? 'float64' : undefined;
}

export type Extra = Partial<Omit<Draft, 'operation' | 'inputs' | 'span'>>;

/** Adds a value to the program and to the scope being read. */
export function emitValue(
  r: Reader,
  operation: Operation,
  inputs: readonly ValueId[],
  place: Place,
  extra: Extra = {},
): ValueId {
  if (r.frame.symbolic) assumeShapes(r, operation, inputs);
  const assumed = inputs.some((i) => r.assumed.has(i));
  const id = r.builder.emit({
    operation,
    inputs,
    span: place.span,
    ...(place.tex === undefined ? {} : { tex: place.tex }),
    ...(assumed ? { assumed } : {}),
    ...extra,
  });
  if (assumed) r.assumed.add(id);
  const { scope, statement } = r.frame;
  scope.values.push(id);
  scope.statements.set(id, statement);
  return id;
}

/** A new tensor with memory of its own. */
export function newTensor(id: ValueId, library: Library): TensorObject {
  const tensor: TensorObject = {
    type: 'tensor',
    id,
    library,
    storage: { members: [] },
    layout: {},
  };
  tensor.storage.members.push(tensor);
  return tensor;
}

/** A tensor that shares `base`'s memory; `same` where it also has its layout. */
export function viewTensor(
  base: TensorObject,
  id: ValueId,
  same = false,
  of: Library = base.library,
  operation?: Operation,
): TensorObject {
  const tensor: TensorObject = {
    type: 'tensor',
    id,
    library: of,
    storage: base.storage,
    layout: same ? base.layout : operation === undefined ? {} : { view: { base, operation } },
  };
  base.storage.members.push(tensor);
  return tensor;
}

const libraryOf = (inputs: readonly TensorObject[]): Library =>
  inputs.some((t) => t.library === 'torch')
    ? 'torch'
    : inputs.some((t) => t.library === 'numpy')
      ? 'numpy'
      : (inputs[0]?.library ?? 'torch');

/** The result of an operation on tensors, as a tensor with memory of its own. */
export function operate(
  r: Reader,
  operation: Operation,
  inputs: readonly TensorObject[],
  place: Place,
  extra: Extra = {},
): TensorObject {
  const ids = inputs.map((t) => t.id);
  const library = libraryOf(inputs);
  const dtype = library === 'numpy' ? numpyType(r, operation, ids) : undefined;
  const id = emitValue(r, operation, ids, place, dtype === undefined ? extra : { dtype, ...extra });
  return newTensor(id, library);
}

/** Like {@link operate}, for results that show the same memory as the first input. */
export function operateView(
  r: Reader,
  operation: Operation,
  input: TensorObject,
  place: Place,
  extra: Extra = {},
): TensorObject {
  const id = emitValue(r, operation, [input.id], place, extra);
  // Rows of a reshaped tensor that do not lie side by side are copied.
  return operation.kind === 'reshape' && !isContiguous(input)
    ? newTensor(id, input.library)
    : viewTensor(input, id, false, input.library, operation);
}

/** Whether elements lie in memory in the order in which they are counted. */
export function isContiguous(t: TensorObject): boolean {
  const { view } = t.layout;
  if (view === undefined) return true;
  const { operation } = view;
  if (operation.kind === 'reshape') return isContiguous(view.base);
  if (operation.kind !== 'index') return false;
  const rest = operation.items.findIndex((i) => i.kind !== 'at' && i.kind !== 'newAxis');
  const tail = rest < 0 ? [] : operation.items.slice(rest);
  const plain = tail.every(
    (i, at) =>
      (i.kind === 'slice' &&
        (at === 0
          ? i.step === undefined
          : i.start === undefined && i.stop === undefined && i.step === undefined)) ||
      i.kind === 'newAxis',
  );
  return plain && isContiguous(view.base);
}

export const shapeOfTensor = (r: Reader, t: TensorObject): Shape | undefined =>
  r.builder.shape(t.id);

export const dtypeOfTensor = (r: Reader, t: TensorObject): DType => r.builder.value(t.id).dtype;

/**
 * Writes down the shapes found so far, before sizes may come to mean something else. Where two names
 * turned out to be one size, each value keeps the one it was read with.
 */
export function settleShapes(r: Reader, from: ValueId): void {
  const isOwn = (name: string): boolean => !r.numberedNames.has(name);
  for (let id = from; id < r.builder.size; id++) {
    const { shape: read, axes: before } = r.builder.value(id);
    const shape = r.builder.shape(id);
    if (read === undefined || shape === undefined) continue;
    const written = (before ?? read).map((d) => r.builder.context.written(d, isOwn));
    const named = written.every(
      (d, i) => equalDims(d, shape[i] ?? 0) || !dimSymbols(d).some(isUnknownDim),
    );
    const differs = written.some((d, i) => !equalDims(d, shape[i] ?? 0));
    r.builder.learn(id, shape, named && differs ? written : undefined);
  }
}

/** Records a change to a shared object so that a branch that may not run can be taken back. */
export function change(
  r: Reader,
  target: object,
  undo: () => void,
  redo: () => void,
  key?: string | number,
): void {
  redo();
  r.journal?.push({ target, undo, redo, key });
}

export function scopeRecord(
  r: Reader,
  name: string,
  kind: ScopeRecord['kind'],
  span: Span,
): ScopeRecord {
  const key = `${span.start}:${span.end}:${name}`;
  const found = r.scopes.get(key);
  if (found !== undefined) return found;
  const made: ScopeRecord = { name, kind, span, values: [], statements: new Map() };
  r.scopes.set(key, made);
  return made;
}
