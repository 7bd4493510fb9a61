import type { OperationOf } from '../../program/operation.js';
import { mapFloats, type UnaryKernel } from '../kernels/unary.js';
import { erf } from '../specialFunctions.js';
import type { Tensor } from '../trace.js';
import type { Computed, KernelContext, SharedKernel } from './kernel.js';
import { notOfBooleans, ofFloatInputs } from './refusals.js';

type Unary = (x: number) => number;

/** Elements between two looks at the clock. */
const STRETCH = 1 << 14;

/**
 * Applies `f` to every element, in double precision; results are rounded to the context's type. Many
 * floats go through the vectorised `fast` instead, where there is one.
 */
function mapElements(f: Unary, x: Tensor, context: KernelContext, fast?: UnaryKernel): Computed {
  const { dtype } = context;
  const out = context.allocate(x.shape, dtype);
  if (!out.ok) return out;
  const target = out.value;
  const source = x.data;
  if (fast !== undefined && mapFloats(fast, source, target, context.spend)) {
    return { ok: true, value: { shape: x.shape, dtype, data: target } };
  }
  const g: Unary =
    dtype === 'bool'
      ? (v) => (f(v) === 0 ? 0 : 1)
      : dtype === 'int64'
        ? (v) => Math.trunc(f(v)) + 0
        : f;
  for (let from = 0; from < source.length; from += STRETCH) {
    const end = Math.min(source.length, from + STRETCH);
    for (let i = from; i < end; i++) target[i] = g(source[i] as number);
    if (!context.spend((end - from) * 4)) break;
  }
  return { ok: true, value: { shape: x.shape, dtype, data: target } };
}

const unary =
  (f: Unary, fast?: UnaryKernel): SharedKernel =>
  (_operation, [x], context) =>
    mapElements(f, x as Tensor, context, fast);

const sigmoid: Unary = (x) => 1 / (1 + Math.exp(-x));

/** Hendrycks and Gimpel 2016; `tanh` is the approximation of the same paper. */
const gelus: Readonly<Record<OperationOf<'gelu'>['approximate'], Unary>> = {
  none: (x) => (x === -Infinity ? NaN : 0.5 * x * (1 + erf(x * Math.SQRT1_2))),
  tanh: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
};

export const unaries = {
  neg: notOfBooleans(
    'negated',
    unary((x) => -x),
  ),
  exp: unary(Math.exp, 'exp'),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  rsqrt: unary((x) => 1 / Math.sqrt(x)),
  abs: unary(Math.abs),
  tanh: unary(Math.tanh, 'tanh'),
  sigmoid: unary(sigmoid, 'sigmoid'),
  relu: notOfBooleans(
    'rectified',
    unary((x) => (x < 0 ? 0 : x)),
  ),
  silu: ofFloatInputs(unary((x) => x * sigmoid(x), 'silu')),
  erf: unary(erf),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  gelu: ofFloatInputs<OperationOf<'gelu'>>((operation, [x], context) =>
    mapElements(
      gelus[operation.approximate],
      x as Tensor,
      context,
      // erf needs doubles to be right to the last place.
      operation.approximate === 'tanh' ? 'geluTanh' : undefined,
    ),
  ),
  elu: ofFloatInputs<OperationOf<'elu'>>((operation, [x], context) =>
    mapElements((v) => (v > 0 ? v : operation.alpha * Math.expm1(v)), x as Tensor, context),
  ),
  clamp: ((operation, [x], context) => {
    const { min = -Infinity, max = Infinity } = operation;
    return mapElements((v) => Math.min(Math.max(v, min), max), x as Tensor, context);
  }) as SharedKernel<OperationOf<'clamp'>>,
};
