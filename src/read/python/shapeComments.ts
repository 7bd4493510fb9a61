import type { Dim, Shape } from '../../program/dim.js';
import { addDims, divideDims, multiplyDims, subtractDims } from '../../program/dims.js';
import { isUnknownDim } from '../../program/shapeContext.js';
import { firstFrom } from '../../program/search.js';
import type { Span } from '../../program/span.js';
import type { Comment } from './ast.js';
import { asTensor } from './convert.js';
import { namedDim } from './dimNames.js';
import { assumeShape } from './learn.js';
import { variable } from './names.js';
import type { FunctionObject, PyObject } from './objects.js';
import type { Frame, Reader } from './reader.js';
import { checkClaim } from './shapeClaims.js';
import { shape, shapesOfNames, size, writtenIn, type Written } from './writtenShapes.js';

/** `# [n, d_k], [m, d_k] -> [n, m]`. */
interface ShapeComment {
  readonly lineStart: number;
  readonly start: number;
  readonly span: Span;
  /** Whether it has the word, or an arrow to what comes out. */
  readonly explicit: boolean;
  /** What goes in, or where there is no arrow the one shape that is meant. */
  readonly before: readonly Written[];
  readonly after: Written | undefined;
}

/** The comments of a text that say shapes, in order. */
export interface ShapeComments {
  readonly starts: readonly number[];
  readonly comments: readonly ShapeComment[];
  /** All comments, for those above the statements of a function. */
  readonly all: readonly Comment[];
  readonly allStarts: readonly number[];
}

/** Longest comment looked at. */
const MAX_COMMENT = 200;

const whole = new RegExp(
  String.raw`^(?:(?:(?:in|out)put )?shapes?\s?[:=]?\s?|(?<arrow>(?:->|=>|→)\s?))?(?<shapes>${shape}(?:\s?(?:->|=>|→|[,x×@])\s?${shape}){0,8})$`,
  'iu',
);
const isName = new RegExp(`^(?!\\d)${size}$`, 'u');

function readComment({ text, span, lineStart }: Comment): ShapeComment | undefined {
  const found = text.length > MAX_COMMENT ? undefined : whole.exec(text)?.groups;
  if (found === undefined) return undefined;
  const parts = (found['shapes'] ?? '').split(/->|=>|→/);
  const before = writtenIn(parts[0] ?? '');
  const leads = found['arrow'] !== undefined;
  const after = parts.length > 1 ? writtenIn(parts.at(-1) ?? '')[0] : leads ? before[0] : undefined;
  // `(optional)` says no shape.
  if (after === undefined && text.startsWith('(') && before.some((s) => s.length < 2))
    return undefined;
  const explicit = /shape/i.test(text) || after !== undefined;
  return { lineStart, start: span.start, span, explicit, before: leads ? [] : before, after };
}

export function findShapeComments(comments: readonly Comment[]): ShapeComments {
  const found = comments.flatMap((c) => readComment(c) ?? []);
  const starts = found.map((c) => c.start);
  const allStarts = comments.map((c) => c.span.start);
  return { starts, comments: found, all: comments, allStarts };
}

/** The comment that ends the line on which something ends. */
function commentBehind(r: Reader, end: number): ShapeComment | undefined {
  const { starts, comments } = r.shapeComments;
  const comment = starts.length === 0 ? undefined : comments[firstFrom(starts, end)];
  return comment !== undefined && comment.lineStart <= end ? comment : undefined;
}

/** What the comments of one call of a function name: another call may have other sizes. */
const named = new WeakMap<Frame, Map<string, Dim>>();

function namesOf({ frame }: Reader): Map<string, Dim> {
  const found = named.get(frame) ?? new Map<string, Dim>();
  named.set(frame, found);
  return found;
}

/** A size by the code's variable of that name, else by the name. */
function sizeNamed(r: Reader, name: string): Dim {
  if (/^\d+$/.test(name)) return Number(name);
  const known = variable(r, name);
  if (known?.type === 'number' && Number.isInteger(known.value)) return known.value;
  if (known?.type === 'dim') return r.builder.context.resolve(known.dim);
  const names = namesOf(r);
  const size = names.get(name) ?? namedDim(r, name);
  names.set(name, size);
  return r.builder.context.resolve(size);
}

const operators: readonly [RegExp, (a: Dim, b: Dim) => Dim][] = [
  [/^(.+)\+([^+]+)$/, addDims],
  [/^(.+)-([^-]+)$/, subtractDims],
  [/^(.+)\*([^*/]+)$/, multiplyDims],
  [/^(.+?)\/\/?([^*/]+)$/, divideDims],
];

function sizeOf(r: Reader, text: string): Dim {
  for (const [pattern, apply] of operators) {
    const [, left, right] = pattern.exec(text) ?? [];
    if (left !== undefined && right !== undefined)
      return apply(sizeOf(r, left), sizeNamed(r, right));
  }
  return sizeNamed(r, text);
}

const shapeOf = (r: Reader, written: Written): Shape => written.map((s) => sizeOf(r, s));

/** Takes a comment's word for the shape of a tensor, or for those of its sizes, that the code leaves open. */
function believe(r: Reader, value: PyObject | undefined, written: Written, span: Span): void {
  const tensor = value?.type === 'unknown' ? asTensor(r, value, { span }) : value;
  if (tensor?.type !== 'tensor') return;
  const known = r.builder.shape(tensor.id);
  if (known === undefined) {
    assumeShape(r, tensor.id, shapeOf(r, written));
    return;
  }
  if (known.length !== written.length) return;
  for (const [axis, text] of written.entries()) {
    const dim = r.builder.context.resolve(known[axis] ?? 0);
    if (isUnknownDim(dim)) r.builder.context.unify(dim, sizeOf(r, text));
    else if (isName.test(text) && !namesOf(r).has(text)) namesOf(r).set(text, dim);
  }
}

/** `x = attend(x)  # [B, T, C]`, `return y  # -> (B, T, C)`. */
export function believeStatement(r: Reader, value: PyObject | undefined, statement: Span): void {
  const comment = commentBehind(r, statement.end);
  const only = comment?.before.length === 1 ? comment.before[0] : undefined;
  const written = comment?.after ?? only;
  if (comment === undefined || written === undefined) return;
  if (value?.type === 'tensor') {
    const { span, explicit } = comment;
    checkClaim(r, value, { span, explicit, sizes: written }, namesOf(r));
  }
  believe(r, value, written, statement);
}

/** `def attention(q, k, v):  # [n, d], [m, d], [m, d_v] -> [n, d_v]`: what goes in, as it is bound. */
export function believeArguments(r: Reader, fn: FunctionObject): void {
  const params = fn.owner === undefined || fn.static ? fn.params : fn.params.slice(1);
  const comment = headerComment(r, fn);
  for (const [i, written] of comment?.before.entries() ?? []) {
    const param = params[i];
    if (param === undefined) return;
    believe(r, r.frame.environment.variables.get(param.name), written, param.span);
  }
  for (const [name, written] of described(r, fn)) {
    const param = params.find((p) => p.name === name);
    if (param === undefined) continue;
    believe(r, r.frame.environment.variables.get(name), written, param.span);
  }
}

const descriptions = new WeakMap<object, ReadonlyMap<string, Written>>();

/** What a function's docstring and the comments above its first statement say of shapes. */
function described(r: Reader, fn: FunctionObject): ReadonlyMap<string, Written> {
  const known = descriptions.get(fn.body);
  if (known !== undefined || 'kind' in fn.body) return known ?? new Map();
  const [first, second] = fn.body;
  const doc =
    first?.kind === 'expression' && first.value.kind === 'string' ? first.value.value : '';
  const from = (fn.params.at(-1) ?? fn).span[fn.params.length > 0 ? 'end' : 'start'];
  const until = (doc === '' ? first : second)?.span.start ?? from;
  const { all, allStarts } = r.shapeComments;
  const lines: string[] = [];
  for (let i = firstFrom(allStarts, from); i < all.length && lines.length < 20; i++) {
    const comment = all[i];
    if (comment === undefined || comment.span.start >= until) break;
    lines.push(comment.text);
  }
  const made = shapesOfNames([...lines, doc].join('\n'));
  descriptions.set(fn.body, made);
  return made;
}

/** The same: what comes out. */
export function believeResult(r: Reader, fn: FunctionObject, given: PyObject): void {
  const written = headerComment(r, fn)?.after;
  if (written !== undefined && given.type === 'tensor') believe(r, given, written, fn.span);
}

function headerComment(r: Reader, fn: FunctionObject): ShapeComment | undefined {
  const last = fn.params.at(-1);
  return last === undefined || 'kind' in fn.body ? undefined : commentBehind(r, last.span.end);
}
