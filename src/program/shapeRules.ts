import type { Shape } from './dim.js';
import { addDims, divideDims, shapeLabel, subtractDims } from './dims.js';
import { attentionRules } from './shapeRulesAttention.js';
import { indexRules } from './shapeRulesIndex.js';
import { joinRules } from './shapeRulesJoin.js';
import { layoutRules } from './shapeRulesLayout.js';
import { libraryShape } from './libraryOperation.js';
import { productRules } from './shapeRulesProduct.js';
import {
  axisOf,
  badAxis,
  broadcast,
  differentSizes,
  dropAxes,
  fail,
  known,
  scalarAxis,
  type Rule,
  type SharedRule,
  type ShapeError,
} from './shapeSupport.js';
import type { DType, Operation, OperationKind } from './operation.js';
import type { Result } from './problem.js';
import type { ShapeContext } from './shapeContext.js';

export type { ShapeError } from './shapeSupport.js';

type Reduced = {
  readonly axes?: readonly number[];
  readonly keepDim?: boolean;
};

const same: SharedRule = (_operation, [first]) => known(first);
const scalar: SharedRule = () => known([]);
const elementwise: SharedRule = (_operation, inputs, context) =>
  broadcast(
    inputs.map((shape, input) => ({ input, shape })),
    context,
  );
/** The shape stays; the axis that the operation works along must be there. */
const alongAxis: SharedRule<{ readonly axis: number }> = (operation, [x]) =>
  x === undefined || scalarAxis(operation.axis, x) || axisOf(operation.axis, x.length) !== undefined
    ? known(x)
    : badAxis(operation.axis, x);
/** A norm's weight and bias have the sizes of the axes that are normalised. */
const rowNorm: SharedRule<{ readonly axes: number }> = (operation, [x, ...parameters], context) => {
  if (x === undefined) return known(undefined);
  if (operation.axes > x.length && operation.axes > 1) return badAxis(-operation.axes, x);
  for (const [i, shape] of parameters.entries()) {
    if (shape?.length !== operation.axes) continue;
    for (const [j, size] of shape.entries()) {
      const own = x[x.length - operation.axes + j];
      if (own !== undefined && !context.unify(own, size)) {
        return differentSizes('parameter', 'the sizes', [0, x, own], [i + 1, shape, size]);
      }
    }
  }
  return known(x);
};
const declared: SharedRule<{ readonly shape: Shape }> = (operation) => known(operation.shape);
const reduction: SharedRule<Reduced> = (operation, inputs, context, dtypes) =>
  inputs.length > 1
    ? elementwise(operation, inputs, context, dtypes)
    : dropAxes(inputs[0], operation.axes, operation.keepDim ?? false);

/** One rule per operation: the shape of the result from the shapes of the inputs. */
const rules: { readonly [K in OperationKind]: Rule<K> } = {
  input: () => known(undefined),
  call: ({ layer }, [x]) => known(layer === true ? x : undefined),
  library: libraryShape,
  grad: (_operation, [, x]) => known(x),
  tensor: (operation) => known(operation.shape),
  dimension: scalar,
  zeros: declared,
  ones: declared,
  full: declared,
  random: declared,
  arange: (operation, _inputs, context) => {
    const { start, stop, step } = operation;
    if (step === 0) return fail('step', 'A range’s step can’t be zero.', {});
    if (typeof start === 'number' && typeof stop === 'number') {
      return known([Math.max(0, Math.ceil((stop - start) / step))]);
    }
    const length = subtractDims(stop, start);
    if (step === 1) return known([length]);
    if (!Number.isInteger(step)) return known([context.fresh()]);
    return known([divideDims(addDims(length, step - Math.sign(step)), step)]);
  },
  eye: (operation) => known([operation.rows, operation.columns]),
  add: elementwise,
  sub: elementwise,
  mul: elementwise,
  div: elementwise,
  pow: elementwise,
  floorDiv: elementwise,
  remainder: elementwise,
  compare: elementwise,
  logical: elementwise,
  where: elementwise,
  maskedFill: elementwise,
  neg: same,
  exp: same,
  log: same,
  sqrt: same,
  rsqrt: same,
  abs: same,
  tanh: same,
  sigmoid: same,
  relu: same,
  silu: same,
  erf: same,
  sin: same,
  cos: same,
  gelu: same,
  elu: same,
  clamp: same,
  cast: same,
  tril: same,
  triu: same,
  cumsum: alongAxis,
  softmax: alongAxis,
  logSoftmax: alongAxis,
  dropout: same,
  layerNorm: rowNorm,
  rmsNorm: rowNorm,
  batchNorm: same,
  rotary: same,
  indexPut: same,
  sum: reduction,
  mean: reduction,
  prod: reduction,
  max: reduction,
  min: reduction,
  var: reduction,
  norm: reduction,
  argmax: (operation, [x]) =>
    dropAxes(
      x,
      operation.axis === undefined ? undefined : [operation.axis],
      operation.keepDim ?? false,
    ),
  topk: (operation, [x]) => {
    if (x === undefined) return known(undefined);
    if (scalarAxis(operation.axis, x) && operation.k === 1) return known(x);
    const axis = axisOf(operation.axis, x.length);
    if (axis === undefined) return badAxis(operation.axis, x);
    const size = x[axis] ?? 1;
    if (typeof size === 'number' && operation.k > size) {
      return fail('topk', '{0} is {shape0}: axis {axis} has no {count} elements to pick.', {
        shape0: shapeLabel(x),
        axis: operation.axis,
        count: operation.k,
      });
    }
    return known(x.map((d, i) => (i === axis ? operation.k : d)));
  },
  sort: alongAxis,
  loss: scalar,
  ...productRules,
  ...attentionRules,
  ...layoutRules,
  ...joinRules,
  ...indexRules,
};

/**
 * The shape that `operation` gives for input shapes; `undefined` means it can't be known. Sizes
 * that must agree are unified in `context`. Messages hold `{0}`, `{1}` for the operands' names.
 * `dtypes` tell masks from positions among subscripts.
 */
export function shapeOf(
  operation: Operation,
  inputs: readonly (Shape | undefined)[],
  context: ShapeContext,
  dtypes: readonly (DType | undefined)[] = [],
): Result<Shape | undefined, ShapeError> {
  const rule = rules[operation.kind] as SharedRule<Operation>;
  const result = rule(operation, inputs, context, dtypes);
  if (!result.ok || result.value === undefined) return result;
  if (result.value.some((d) => Number.isNaN(d))) return known(undefined);
  const bad = result.value.find((d) => typeof d === 'number' && (d < 0 || !Number.isInteger(d)));
  return bad === undefined
    ? result
    : fail('size', 'The result would have an axis of size {size}, which is not a size.', {
        size: String(bad),
      });
}
