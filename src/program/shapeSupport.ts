import type { Dim, Shape } from './dim.js';
import { dimText, shapeLabel } from './dims.js';
import type { DType, OperationKind, OperationOf } from './operation.js';
import type { Result } from './problem.js';
import type { ShapeContext } from './shapeContext.js';

/** Why a shape can't be: `values.reason` names the case, the message holds `{0}`, `{1}`, `{name}`. */
export interface ShapeError {
  readonly code: string;
  readonly message: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export type Sized = Result<Shape | undefined, ShapeError>;

export type Rule<K extends OperationKind> = (
  operation: OperationOf<K>,
  inputs: readonly (Shape | undefined)[],
  context: ShapeContext,
  dtypes: readonly (DType | undefined)[],
) => Sized;

/** A rule that serves several operations: it reads only what `O` names of them. */
export type SharedRule<O = unknown> = (
  operation: O,
  inputs: readonly (Shape | undefined)[],
  context: ShapeContext,
  dtypes: readonly (DType | undefined)[],
) => Sized;

export const known = (shape: Shape | undefined): Sized => ({
  ok: true,
  value: shape,
});

export const fail = (
  reason: string,
  message: string,
  values: Readonly<Record<string, string | number>>,
): Sized => ({
  ok: false,
  error: { code: 'shape-mismatch', message, values: { reason, ...values } },
});

/** A non-negative axis, or undefined where it is outside the rank. */
export function axisOf(axis: number, rank: number): number | undefined {
  const at = axis < 0 ? axis + rank : axis;
  return Number.isInteger(at) && at >= 0 && at < rank ? at : undefined;
}

/** PyTorch takes 0 and −1 for the axis of a scalar. */
export const scalarAxis = (axis: number, shape: Shape): boolean =>
  shape.length === 0 && (axis === 0 || axis === -1);

export const badAxis = (axis: number, shape: Shape): Sized =>
  shape.length === 0
    ? fail('axis', `{0} is a scalar: it has no axis {axis}.`, { shape0: '[]', axis })
    : fail('axis', `{0} is {shape0}: it has no axis {axis}.`, { shape0: shapeLabel(shape), axis });

/** Names two operands and the two sizes of theirs that should be one. */
export const differentSizes = (
  reason: string,
  what: string,
  [i, a, left]: readonly [operand: number, shape: Shape, size: Dim],
  [j, b, right]: readonly [operand: number, shape: Shape, size: Dim],
): Sized =>
  fail(reason, `{${i}} is {shape0} and {${j}} is {shape1}: ${what} {size0} and {size1} differ.`, {
    operand0: i,
    operand1: j,
    shape0: shapeLabel(a),
    shape1: shapeLabel(b),
    size0: dimText(left),
    size1: dimText(right),
  });

/** Sizes of two axes after broadcasting, or the two that differ. */
function stretch(
  a: Shape,
  b: Shape,
  context: ShapeContext,
): { readonly shape: Shape } | { readonly left: Dim; readonly right: Dim } {
  const rank = Math.max(a.length, b.length);
  const shape: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const left = a[i - rank + a.length];
    const right = b[i - rank + b.length];
    if (left === undefined || left === 1) shape.push(right ?? 1);
    else if (right === undefined || right === 1) shape.push(left);
    else if (context.unify(left, right)) shape.push(context.resolve(left));
    else return { left, right };
  }
  return { shape };
}

/** One operand of a broadcast: its place among the inputs and the axes of it that take part. */
export interface Operand {
  readonly input: number;
  /** The whole shape, for messages. */
  readonly shape: Shape | undefined;
  readonly part?: Shape;
}

/** NumPy's broadcasting: right-aligned, size 1 stretches. */
export function broadcast(
  operands: readonly Operand[],
  context: ShapeContext,
  what = 'the sizes',
): Sized {
  let joint: Shape = [];
  for (const [i, operand] of operands.entries()) {
    if (operand.shape === undefined) return known(undefined);
    const part = operand.part ?? operand.shape;
    const joined = stretch(joint, part, context);
    if ('shape' in joined) {
      joint = joined.shape;
      continue;
    }
    for (const earlier of operands.slice(0, i)) {
      const pair = stretch(earlier.part ?? earlier.shape ?? [], part, context);
      if ('left' in pair) {
        return differentSizes(
          'broadcast',
          what,
          [earlier.input, earlier.shape ?? [], pair.left],
          [operand.input, operand.shape, pair.right],
        );
      }
    }
    return known(undefined);
  }
  return known(joint);
}

/** The shape after reducing `axes` (all where absent). */
export function dropAxes(
  x: Shape | undefined,
  axes: readonly number[] | undefined,
  keepDim: boolean,
): Sized {
  if (x === undefined) return known(axes === undefined && !keepDim ? [] : undefined);
  const gone = new Set<number>();
  for (const axis of axes ?? x.map((_, i) => i)) {
    const at = scalarAxis(axis, x) ? 0 : axisOf(axis, x.length);
    if (at === undefined) return badAxis(axis, x);
    if (gone.has(at)) {
      const values = { shape0: shapeLabel(x), axis: at };
      return fail('axes', '{0} is {shape0}: its axis {axis} is named twice.', values);
    }
    gone.add(at);
  }
  return known(keepDim ? x.map((d, i) => (gone.has(i) ? 1 : d)) : x.filter((_, i) => !gone.has(i)));
}
