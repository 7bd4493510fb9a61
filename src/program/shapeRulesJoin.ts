import type { Dim, Shape } from './dim.js';
import { addDims, divideDims, multiplyDims, shapeLabel } from './dims.js';
import type { OperationOf } from './operation.js';
import {
  axisOf,
  badAxis,
  fail,
  known,
  type Rule,
  type SharedRule,
  type Sized,
} from './shapeSupport.js';
import type { ShapeContext } from './shapeContext.js';

/** torch.cat passes over the historical empty tensor of shape [0]. */
const isVoid = (shape: Shape): boolean => shape.length === 1 && shape[0] === 0;

function agree(a: Shape, b: Shape, context: ShapeContext, but?: number): boolean {
  return a.length === b.length && a.every((d, i) => i === but || context.unify(d, b[i] ?? 1));
}

const concat: Rule<'concat'> = (operation, inputs, context) => {
  const shapes = inputs.filter((s) => s !== undefined);
  const at = Math.max(
    shapes.findIndex((s) => !isVoid(s)),
    0,
  );
  const first = shapes[at];
  if (first === undefined || shapes.length < inputs.length) return known(undefined);
  const axis = axisOf(operation.axis, first.length);
  if (axis === undefined) return badAxis(operation.axis, first);
  const own = first[axis] ?? 1;
  let total: Dim = own;
  for (const [i, shape] of shapes.entries()) {
    if (i <= at || (isVoid(shape) && first.length !== 1)) continue;
    const size = shape[axis] ?? 1;
    // `head_1, …, head_h` names two of `count` equal parts.
    const equalParts = operation.count === undefined || context.unify(own, size);
    if (!agree(first, shape, context, axis) || !equalParts) {
      return fail(
        'concat',
        `{${at}} is {shape0} and {${i}} is {shape1}: they can’t be joined along axis {axis}.`,
        {
          operand0: at,
          operand1: i,
          shape0: shapeLabel(first),
          shape1: shapeLabel(shape),
          axis: operation.axis,
        },
      );
    }
    total = addDims(total, size);
  }
  if (operation.count !== undefined) total = multiplyDims(operation.count, own);
  return known(first.map((d, i) => context.resolve(i === axis ? total : d)));
};

const stack: Rule<'stack'> = (operation, inputs, context) => {
  const [first] = inputs;
  if (first === undefined || inputs.some((s) => s === undefined)) return known(undefined);
  const axis = axisOf(operation.axis, first.length + 1);
  if (axis === undefined) return badAxis(operation.axis, first);
  for (const [i, shape] of inputs.entries()) {
    if (shape === undefined || agree(first, shape, context)) continue;
    return fail(
      'stack',
      `{0} is {shape0} and {${i}} is {shape1}: only equal shapes can be stacked.`,
      { operand0: 0, operand1: i, shape0: shapeLabel(first), shape1: shapeLabel(shape) },
    );
  }
  const count = operation.count ?? inputs.length;
  const sizes = first.map((d) => context.resolve(d));
  return known([...sizes.slice(0, axis), count, ...sizes.slice(axis)]);
};

type Splitting = OperationOf<'split' | 'chunk' | 'unbind'>;

const noPart = (x: Shape, { axis, part }: Splitting): Sized =>
  fail('split', '{0} is {shape0}: splitting its axis {axis} gives no part {part}.', {
    shape0: shapeLabel(x),
    axis,
    part,
  });

/** The size of one part of an axis, or undefined where the axis has no such part. */
function partSize(operation: Splitting, whole: Dim, context: ShapeContext): Dim | undefined {
  const { part, sizes, parts = 1 } = operation;
  if (sizes !== undefined) {
    const total = sizes.reduce((a, b) => a + b, 0);
    return context.unify(whole, total) ? sizes[part] : undefined;
  }
  if (typeof whole !== 'number') return divideDims(whole, parts);
  // torch.chunk: pieces of ⌈n/parts⌉, the last one smaller.
  const piece = Math.ceil(whole / parts);
  const left = whole - piece * part;
  // An axis of size 0 has as many empty pieces as were asked for.
  const there = whole === 0 ? part < parts : left > 0;
  return there ? Math.min(piece, left) : undefined;
}

const split: SharedRule<Splitting> = (operation, [x], context) => {
  if (x === undefined) return known(undefined);
  const axis = axisOf(operation.axis, x.length);
  if (axis === undefined) return badAxis(operation.axis, x);
  const whole = x[axis] ?? 1;
  if (operation.kind === 'unbind') {
    return typeof whole === 'number' && operation.part >= whole
      ? noPart(x, operation)
      : known(x.filter((_, i) => i !== axis));
  }
  const size = partSize(operation, whole, context);
  return size === undefined
    ? noPart(x, operation)
    : known(x.map((d, i) => (i === axis ? size : d)));
};

/** Rules of operations that put tensors together and take them apart. */
export const joinRules = { concat, stack, split, chunk: split, unbind: split };
