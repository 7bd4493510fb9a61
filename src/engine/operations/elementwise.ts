import type { DType, OperationOf } from '../../program/operation.js';
import { badValue, mismatch } from '../errors.js';
import { forEachStretch } from '../strided.js';
import { broadcastShapes, broadcastStrides, inStretches, shapeText } from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';
import { floorDivide, integerPower, power, remainder, roots, type Binary } from './arithmetic.js';
import { converted } from './cast.js';
import type { Computed, KernelContext, SharedKernel } from './kernel.js';
import { notOfBooleans } from './refusals.js';

/** One stretch of a binary operation: `length` results from `at` on. */
type Stretch = (
  out: TensorData,
  at: number,
  length: number,
  a: TensorData,
  aStart: number,
  aStep: number,
  b: TensorData,
  bStart: number,
  bStep: number,
) => void;

const stretchOf =
  (f: Binary): Stretch =>
  (out, at, length, a, i, aStep, b, j, bStep) => {
    for (const end = at + length; at < end; at++, i += aStep, j += bStep)
      out[at] = f(a[i] as number, b[j] as number);
  };

// The four that large tensors meet are written out: a call through `f` would not be inlined.
const addStretch: Stretch = (out, at, length, a, i, aStep, b, j, bStep) => {
  for (const end = at + length; at < end; at++, i += aStep, j += bStep)
    out[at] = (a[i] as number) + (b[j] as number);
};
const subStretch: Stretch = (out, at, length, a, i, aStep, b, j, bStep) => {
  for (const end = at + length; at < end; at++, i += aStep, j += bStep)
    out[at] = (a[i] as number) - (b[j] as number);
};
const mulStretch: Stretch = (out, at, length, a, i, aStep, b, j, bStep) => {
  for (const end = at + length; at < end; at++, i += aStep, j += bStep)
    out[at] = (a[i] as number) * (b[j] as number);
};
const divStretch: Stretch = (out, at, length, a, i, aStep, b, j, bStep) => {
  for (const end = at + length; at < end; at++, i += aStep, j += bStep)
    out[at] = (a[i] as number) / (b[j] as number);
};

/** Runs a stretch over two tensors that broadcast; both are read as `operandType`. */
function broadcasting(
  stretch: Stretch,
  left: Tensor,
  right: Tensor,
  operandType: DType,
  context: KernelContext,
): Computed {
  const shape = broadcastShapes(left.shape, right.shape);
  if (shape === undefined) return notBroadcastable(left, right);
  const out = context.allocate(shape, context.dtype);
  if (!out.ok) return out;
  const a = converted(left, operandType, context.spend);
  const b = converted(right, operandType, context.spend);
  const strides = [broadcastStrides(left.shape, shape), broadcastStrides(right.shape, shape)];
  forEachStretch(shape, strides, (at, length, starts, steps) => {
    const [i, j] = starts as [number, number];
    stretch(out.value, at, length, a, i, steps[0] as number, b, j, steps[1] as number);
    return context.spend(length);
  });
  return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
}

/** The sizes of the last axis in which two shapes do not go together. */
function notBroadcastable(a: Tensor, b: Tensor): Computed {
  const rank = Math.max(a.shape.length, b.shape.length);
  const sizes = [a, b].map((t) => [...t.shape].reverse());
  const [left = [], right = []] = sizes;
  const axis = Array.from({ length: rank }, (_, i) => i).find(
    (i) => broadcastShapes([left[i] ?? 1], [right[i] ?? 1]) === undefined,
  );
  const [size0, size1] = [left[axis ?? 0] ?? 1, right[axis ?? 0] ?? 1];
  return mismatch(
    'broadcast',
    `the sizes ${size0} and ${size1} of axis ${-1 - (axis ?? 0)} can’t be broadcast together.`,
    { shape0: shapeText(a.shape), shape1: shapeText(b.shape), size0, size1 },
  );
}

const isFloat = (dtype: DType): boolean => dtype === 'float32' || dtype === 'float64';

/** Fits a function of numbers to the result's type: booleans are 0 or 1, integers have no −0. */
function fitted(f: Binary, dtype: DType): Binary {
  if (dtype === 'bool') return (a, b) => (f(a, b) === 0 ? 0 : 1);
  if (dtype === 'int64') return (a, b) => Math.trunc(f(a, b)) + 0;
  return f;
}

/** An elementwise kernel of two inputs; `fast` serves floating-point results. */
const arithmetic =
  (f: Binary, fast?: Stretch): SharedKernel =>
  (_operation, [a, b], context) => {
    const { dtype } = context;
    const stretch = isFloat(dtype) && fast !== undefined ? fast : stretchOf(fitted(f, dtype));
    return broadcasting(stretch, a as Tensor, b as Tensor, dtype, context);
  };

/** A number of the language: float64 without axes. */
const isNumber = (x: Tensor): boolean => x.shape.length === 0 && x.dtype === 'float64';

/** Integers can't be divided by zero or raised to negative powers; the kernel says so first. */
const integersOnly =
  (
    bad: (b: number) => boolean,
    reason: string,
    message: string,
    kernel: SharedKernel,
  ): SharedKernel =>
  (operation, inputs, context) => {
    const divisor = context.dtype === 'int64' ? inputs[1]?.data : undefined;
    let refused = false;
    inStretches(divisor?.length ?? 0, context.spend, (start, end) => {
      for (let i = start; i < end; i++) refused ||= bad(divisor?.[i] ?? NaN);
    });
    return refused ? badValue(reason, message) : kernel(operation, inputs, context);
  };

const divisible = (kernel: SharedKernel): SharedKernel =>
  integersOnly(
    (b) => b === 0,
    'zeroDivisor',
    'an integer is divided by zero.',
    notOfBooleans('divided', kernel),
  );

const pow: SharedKernel = (operation, inputs, context) => {
  const [base, exponent] = inputs as readonly [Tensor, Tensor];
  const integers = context.dtype === 'int64';
  const root =
    isNumber(exponent) && !isNumber(base) ? roots.get(exponent.data[0] as number) : undefined;
  const kernel = arithmetic(integers ? integerPower : (root ?? power));
  if (exponent.shape.length > 0) return kernel(operation, inputs, context);
  const why = 'integers are raised to a negative power.';
  return integersOnly((b) => b < 0, 'negativePower', why, kernel)(operation, inputs, context);
};

const relations: Readonly<Record<OperationOf<'compare'>['relation'], Binary>> = {
  eq: (a, b) => (a === b ? 1 : 0),
  ne: (a, b) => (a !== b ? 1 : 0),
  lt: (a, b) => (a < b ? 1 : 0),
  le: (a, b) => (a <= b ? 1 : 0),
  gt: (a, b) => (a > b ? 1 : 0),
  ge: (a, b) => (a >= b ? 1 : 0),
};

const connectives: Readonly<Record<OperationOf<'logical'>['relation'], Binary>> = {
  and: (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
  or: (a, b) => (a !== 0 || b !== 0 ? 1 : 0),
  xor: (a, b) => ((a !== 0) !== (b !== 0) ? 1 : 0),
  not: (a) => (a === 0 ? 1 : 0),
};

/** Type in which two tensors are compared: a plain float beside a float32 tensor is rounded to it. */
function comparisonType(a: Tensor, b: Tensor): DType {
  const types = [a, b].map((t) => t.dtype);
  if (!types.includes('float32')) return 'float64';
  const wide = [a, b].some((t) => t.dtype === 'float64' && t.shape.length > 0);
  return wide ? 'float64' : 'float32';
}

const larger: Binary = (a, b) => (a > b || a !== a ? a : b);
const smaller: Binary = (a, b) => (a < b || a !== a ? a : b);

/** Elementwise `max` and `min`; NaN wins, as in PyTorch. */
export const maximum = arithmetic(larger);
export const minimum = arithmetic(smaller);

/** The elementwise product, also for a matmul with a scalar. */
export const multiply = arithmetic((a, b) => a * b, mulStretch);

export const elementwise = {
  add: arithmetic((a, b) => a + b, addStretch),
  sub: notOfBooleans(
    'subtracted',
    arithmetic((a, b) => a - b, subStretch),
  ),
  mul: multiply,
  div: arithmetic((a, b) => a / b, divStretch),
  pow: notOfBooleans('raised to a power', pow),
  floorDiv: divisible(arithmetic(floorDivide)),
  remainder: divisible(arithmetic(remainder)),
  compare: ((operation, [a, b], context) => {
    const [left, right] = [a as Tensor, b as Tensor];
    const stretch = stretchOf(relations[operation.relation]);
    return broadcasting(stretch, left, right, comparisonType(left, right), context);
  }) as SharedKernel<OperationOf<'compare'>>,
  logical: ((operation, [a, b], context) => {
    const left = a as Tensor;
    const right = operation.relation === 'not' ? left : b;
    if (right === undefined)
      return mismatch('operands', 'it needs two operands.', { size0: 2, size1: 1 });
    const stretch = stretchOf(connectives[operation.relation]);
    return broadcasting(stretch, left, right, 'float64', context);
  }) as SharedKernel<OperationOf<'logical'>>,
};
