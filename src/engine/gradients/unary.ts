import type { OperationOf } from '../../program/operation.js';
import { erf } from '../specialFunctions.js';
import { mapGradient } from './broadcast.js';
import { ofFirst, type SharedPullback } from './pullback.js';

/** The derivative at x. */
type Derivative = (x: number) => number;

/** An operation of one tensor element by element, by its derivative at the input. */
const unary =
  (derivative: Derivative): SharedPullback =>
  (_operation, step) =>
    ofFirst(step, (x) => mapGradient(x, step, x, (g, at) => g * derivative(at)));

/** The same, from the result: what it needs is there already. */
const byResult =
  (derivative: Derivative): SharedPullback =>
  (_operation, step) =>
    ofFirst(step, (x) => mapGradient(x, step, step.output, (g, y) => g * derivative(y)));

/** Which elements let the gradient through; the others get 0 whatever comes, as in PyTorch. */
const gate =
  (open: (x: number) => boolean): SharedPullback =>
  (_operation, step) =>
    ofFirst(step, (x) => mapGradient(x, step, x, (g, at) => (open(at) ? g : 0)));

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** σ(x) σ(−x), without the cancellation of 1 − σ. */
const sigmoidSlope: Derivative = (x) => {
  const e = Math.exp(-Math.abs(x));
  return e / ((1 + e) * (1 + e));
};

/** 1 − tanh²(x) as 1 / cosh²(x), without its cancellation. */
const tanhSlope: Derivative = (x) => {
  const cosh = Math.cosh(x);
  return 1 / (cosh * cosh);
};

const TANH_RATE = Math.sqrt(2 / Math.PI);
const TANH_CUBE = 0.044715;

/** Of x Φ(x), and of the tanh approximation (Hendrycks and Gimpel 2016). */
const gelus: Readonly<Record<OperationOf<'gelu'>['approximate'], Derivative>> = {
  none: (x) =>
    0.5 * (1 + erf(x * Math.SQRT1_2)) + (x * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI),
  tanh: (x) => {
    const inner = TANH_RATE * (x + TANH_CUBE * x * x * x);
    const slope = TANH_RATE * (1 + 3 * TANH_CUBE * x * x);
    return 0.5 * (1 + Math.tanh(inner)) + 0.5 * x * tanhSlope(inner) * slope;
  },
};

export const unaries = {
  neg: unary(() => -1),
  exp: byResult((y) => y),
  log: ((_operation, step) =>
    ofFirst(step, (x) => mapGradient(x, step, x, (g, at) => g / at))) as SharedPullback,
  sqrt: ((_operation, step) =>
    ofFirst(step, (x) =>
      mapGradient(x, step, step.output, (g, y) => g / (2 * y)),
    )) as SharedPullback,
  rsqrt: byResult((y) => -0.5 * y * y * y),
  abs: unary((x) => (x > 0 ? 1 : x < 0 ? -1 : 0)),
  tanh: unary(tanhSlope),
  sigmoid: unary(sigmoidSlope),
  relu: gate((x) => !(x <= 0)),
  silu: unary((x) => sigmoid(x) + x * sigmoidSlope(x)),
  erf: unary((x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)),
  sin: unary(Math.cos),
  cos: unary((x) => -Math.sin(x)),
  gelu: ((operation, step) =>
    unary(gelus[operation.approximate])(operation, step)) as SharedPullback<OperationOf<'gelu'>>,
  elu: ((operation, step) =>
    unary((x) => (x > 0 ? 1 : operation.alpha * Math.exp(x)))(operation, step)) as SharedPullback<
    OperationOf<'elu'>
  >,
  clamp: ((operation, step) => {
    const { min = -Infinity, max = Infinity } = operation;
    return gate((x) => x >= min && x <= max)(operation, step);
  }) as SharedPullback<OperationOf<'clamp'>>,
};
