import type { OperationOf } from '../../program/operation.js';
import { forEachStretch } from '../strided.js';
import { axisIn, broadcastStrides, sizeOf } from '../tensor.js';
import type { Tensor } from '../trace.js';
import { maximum, minimum } from './elementwise.js';
import { accumulator, ofFirst, type Backward, type Made, type SharedPullback } from './pullback.js';

interface Axes {
  readonly axes?: readonly number[];
}

/** How the elements of `x` go into results: the shape of the results with every axis kept. */
interface Groups {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** Elements that go into one result. */
  readonly length: number;
}

function groupsOf({ axes }: Axes, x: Tensor): Groups {
  const all = axes === undefined || axes.length === 0;
  const gone = new Set(all ? [...x.shape.keys()] : axes.map((a) => axisIn(a, x.shape.length)));
  const shape = x.shape.map((d, i) => (gone.has(i) ? 1 : d));
  return {
    shape,
    strides: broadcastStrides(shape, x.shape),
    length: sizeOf(x.shape.filter((_, i) => gone.has(i))),
  };
}

/** Calls `visit` with each element's place in `x` and the place of the result it goes into. */
function forEachMember(
  x: Tensor,
  { strides }: Groups,
  { context }: Backward,
  visit: (place: number, result: number) => void,
): void {
  forEachStretch(x.shape, [strides], (at, length, starts, steps) => {
    const step = steps[0] as number;
    for (let i = at, r = starts[0] as number; i < at + length; i++, r += step) visit(i, r);
    return context.spend(length * 4);
  });
}

/** A reduction whose element x gets slope(x, result place) of its result's gradient. */
function spread(
  x: Tensor,
  groups: Groups,
  step: Backward,
  share: (g: number, x: number, result: number) => number,
): Made {
  const out = step.context.allocate(x.shape, x.dtype);
  if (!out.ok) return out;
  const [target, source, g] = [out.value, x.data, step.gradient.data];
  forEachMember(x, groups, step, (i, r) => {
    target[i] = share(g[r] as number, source[i] as number, r);
  });
  return { ok: true, value: { shape: x.shape, dtype: x.dtype, data: target } };
}

const sum: SharedPullback<Axes> = (operation, step) =>
  ofFirst(step, (x) => spread(x, groupsOf(operation, x), step, (g) => g));

const mean: SharedPullback<Axes> = (operation, step) =>
  ofFirst(step, (x) => {
    const groups = groupsOf(operation, x);
    return spread(x, groups, step, (g) => g / groups.length);
  });

/**
 * The product of all others: 0 where one of them is 0, and NaN where 0 meets what is not finite.
 * Without a 0 it is the whole product over the element, as PyTorch computes it.
 */
const product: SharedPullback<Axes> = (operation, step) =>
  ofFirst(step, (x) => {
    const groups = groupsOf(operation, x);
    const counted = accumulator(groups.shape, step.context);
    const unbounded = accumulator(groups.shape, step.context);
    const multiplied = accumulator(groups.shape, step.context);
    if (!counted.ok) return counted;
    if (!unbounded.ok) return unbounded;
    if (!multiplied.ok) return multiplied;
    const [zeros, endless, rest] = [counted.value, unbounded.value, multiplied.value];
    rest.fill(1);
    forEachMember(x, groups, step, (i, r) => {
      const v = x.data[i] as number;
      if (v === 0) zeros[r] = (zeros[r] as number) + 1;
      else rest[r] = (rest[r] as number) * v;
      if (!Number.isFinite(v)) endless[r] = (endless[r] as number) + 1;
    });
    return spread(x, groups, step, (g, v, r) => {
      const whole = rest[r] as number;
      if (zeros[r] === 0) return g * (whole / v);
      if (v === 0 && zeros[r] === 1) return g * whole;
      const others = (endless[r] as number) - (Number.isFinite(v) ? 0 : 1);
      return g * (others > 0 ? NaN : 0);
    });
  });

/**
 * Equal extremes share the gradient evenly, as for torch.amax, torch.amin and torch.max of everything;
 * with `ties: 'first'`, torch.max and torch.min along an axis, all of it goes to the first of them.
 * NaN is an equal of NaN, but for torch.amax and torch.amin, where all of such a row gets NaN.
 */
const extreme =
  (elementwise: SharedPullback): SharedPullback<OperationOf<'max' | 'min'>> =>
  (operation, step) => {
    if (step.inputs.length > 1) return elementwise(operation, step);
    return ofFirst(step, (x) => {
      const groups = groupsOf(operation, x);
      const counted = accumulator(groups.shape, step.context);
      if (!counted.ok) return counted;
      const [ties, best] = [counted.value, step.output.data];
      const { axes, ties: rule } = operation;
      const shared = rule === undefined && axes !== undefined;
      const isBest = (v: number, r: number): boolean =>
        v === best[r] || (!shared && v !== v && best[r] !== best[r]);
      if (rule === 'first') {
        return spread(x, groups, step, (g, v, r) => {
          if (ties[r] !== 0 || !isBest(v, r)) return 0;
          ties[r] = 1;
          return g;
        });
      }
      forEachMember(x, groups, step, (i, r) => {
        if (isBest(x.data[i] as number, r)) ties[r] = (ties[r] as number) + 1;
      });
      return spread(x, groups, step, (g, v, r) => {
        const count = ties[r] as number;
        if (count === 0) return NaN;
        return isBest(v, r) ? g / count : 0;
      });
    });
  };

const variance: SharedPullback<OperationOf<'var'>> = (operation, step) =>
  ofFirst(step, (x) => {
    const groups = groupsOf(operation, x);
    const centres = accumulator(groups.shape, step.context);
    if (!centres.ok) return centres;
    const totals = centres.value;
    forEachMember(x, groups, step, (i, r) => {
      totals[r] = (totals[r] as number) + (x.data[i] as number);
    });
    const rate = 2 / Math.max(0, groups.length - operation.correction);
    return spread(
      x,
      groups,
      step,
      (g, v, r) => rate * g * (v - (totals[r] as number) / groups.length),
    );
  });

/**
 * sign(x) (|x| / norm)^(p−1). A norm of 0 gives 0, the subgradient PyTorch chooses; for p = ±∞ the
 * elements that are as large (or small) as the norm share it; a count (p = 0) does not change.
 */
const norm: SharedPullback<OperationOf<'norm'>> = (operation, step) =>
  ofFirst(step, (x) => {
    const { p } = operation;
    const groups = groupsOf(operation, x);
    const norms = step.output.data;
    if (p === 0) return spread(x, groups, step, () => 0);
    if (Math.abs(p) === Infinity) {
      const counted = accumulator(groups.shape, step.context);
      if (!counted.ok) return counted;
      const ties = counted.value;
      forEachMember(x, groups, step, (i, r) => {
        if (Math.abs(x.data[i] as number) === norms[r]) ties[r] = (ties[r] as number) + 1;
      });
      return spread(x, groups, step, (g, v, r) =>
        Math.abs(v) === norms[r] ? (sign(v) * g) / (ties[r] as number) : 0,
      );
    }
    return spread(x, groups, step, (g, v, r) => {
      const whole = norms[r] as number;
      if (whole === 0 || v === 0) return 0;
      if (p === 2) return g * (v / whole);
      return p === 1 ? g * sign(v) : g * sign(v) * Math.pow(Math.abs(v) / whole, p - 1);
    });
  });

const sign = (x: number): number => (x > 0 ? 1 : x < 0 ? -1 : 0);

export const reductions = {
  sum,
  mean,
  prod: product,
  max: extreme(maximum),
  min: extreme(minimum),
  var: variance,
  norm,
};
