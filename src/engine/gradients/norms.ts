import type { OperationOf } from '../../program/operation.js';
import { axisView, inStretches, sizeOf } from '../tensor.js';
import type { Tensor } from '../trace.js';
import {
  accumulator,
  asGradientOf,
  type Backward,
  type Gradients,
  type SharedPullback,
} from './pullback.js';

type Spend = (steps: number) => boolean;

/**
 * In place: `x` becomes x̂ = (x − mean) · rate, and `g`, which is dL/dx̂, becomes
 * dL/dx = rate · (g − mean(g) − x̂ · mean(g x̂)). Without centring there is no mean to take away.
 */
function normalised(
  x: Float64Array,
  g: Float64Array,
  eps: number,
  centred: boolean,
  spend: Spend,
): void {
  const { length } = x;
  let [mean, shift, squares, along] = [0, 0, 0, 0];
  if (centred) {
    inStretches(length, spend, (from, to) => {
      for (let i = from; i < to; i++) {
        mean += x[i] as number;
        shift += g[i] as number;
      }
    });
    mean /= length;
    shift /= length;
  }
  inStretches(length, spend, (from, to) => {
    for (let i = from; i < to; i++) squares += ((x[i] as number) - mean) ** 2;
  });
  const rate = 1 / Math.sqrt(squares / length + eps);
  inStretches(length, spend, (from, to) => {
    for (let i = from; i < to; i++) {
      const scaled = ((x[i] as number) - mean) * rate;
      x[i] = scaled;
      along += (g[i] as number) * scaled;
    }
  });
  along /= length;
  inStretches(length, spend, (from, to) => {
    for (let i = from; i < to; i++)
      g[i] = rate * ((g[i] as number) - shift - (x[i] as number) * along);
  });
}

/**
 * What is normalised together: in each group `pieces` stretches of `span` neighbours. Element i of a
 * group has the parameter `parameter(group) + i · parameterStep`.
 */
interface Groups {
  readonly count: number;
  readonly pieces: number;
  readonly span: number;
  readonly start: (group: number, piece: number) => number;
  readonly parameter: (group: number) => number;
  readonly parameterStep: 0 | 1;
}

function backward(step: Backward, groups: Groups, eps: number, centred: boolean): Gradients {
  const { inputs, gradient, context, wants } = step;
  const { pieces, span, parameterStep } = groups;
  const [x, weight, bias] = inputs as readonly [Tensor, ...(Tensor | undefined)[]];
  const out = context.allocate(x.shape, x.dtype);
  if (!out.ok) return out;
  const dWeight = accumulator(weight?.shape ?? [], context);
  if (!dWeight.ok) return dWeight;
  const dBias = accumulator(bias?.shape ?? [], context);
  if (!dBias.ok) return dBias;
  const length = pieces * span;
  const rows = accumulator([2, length], context);
  if (!rows.ok) return rows;
  const row = rows.value.subarray(0, length);
  const g = rows.value.subarray(length);
  const [source, upper, target] = [x.data, gradient.data, out.value];

  /** Goes over a group's elements by stretches: places in the tensors, in the row, and parameters. */
  const over = (
    group: number,
    visit: (at: number, i: number, p: number, count: number) => void,
  ): boolean => {
    for (let piece = 0; piece < pieces; piece++) {
      const [start, first] = [groups.start(group, piece), piece * span];
      const going = inStretches(span, context.spend, (from, to) => {
        const p = groups.parameter(group) + (first + from) * parameterStep;
        visit(start + from, first + from, p, to - from);
      });
      if (!going) return false;
    }
    return true;
  };
  for (let group = 0; group < groups.count && length > 0; group++) {
    over(group, (at, i, p, count) => {
      for (let n = 0; n < count; n++, at++, i++, p += parameterStep) {
        const own = upper[at] as number;
        row[i] = source[at] as number;
        g[i] = weight === undefined ? own : own * (weight.data[p] as number);
        if (bias !== undefined) dBias.value[p] = (dBias.value[p] as number) + own;
      }
    });
    normalised(row, g, eps, centred, context.spend);
    const going = over(group, (at, i, p, count) => {
      for (let n = 0; n < count; n++, at++, i++, p += parameterStep) {
        target[at] = g[i] as number;
        if (weight !== undefined)
          dWeight.value[p] =
            (dWeight.value[p] as number) + (upper[at] as number) * (row[i] as number);
      }
    });
    if (!going) break;
  }
  const list: (Tensor | undefined)[] = [wants(0) ? { ...x, data: target } : undefined];
  for (const [i, parameter, total] of [
    [1, weight, dWeight.value],
    [2, bias, dBias.value],
  ] as const) {
    const wanted = parameter !== undefined && wants(i);
    const made = wanted ? asGradientOf(parameter, total, context) : undefined;
    if (made?.ok === false) return made;
    list.push(made?.value);
  }
  return { ok: true, value: list };
}

const rowNorm =
  (centred: boolean): SharedPullback<OperationOf<'layerNorm' | 'rmsNorm'>> =>
  ({ axes, eps }, step) => {
    const { shape, data } = step.inputs[0] as Tensor;
    const span = sizeOf(shape.slice(shape.length - axes));
    const groups: Groups = {
      count: span === 0 ? 0 : data.length / span,
      pieces: 1,
      span,
      start: (group) => group * span,
      parameter: () => 0,
      parameterStep: 1,
    };
    return backward(step, groups, eps, centred);
  };

/** Each channel (axis 1) is normalised over the samples and all other axes of this batch. */
const batchNorm: SharedPullback<OperationOf<'batchNorm'>> = ({ eps }, step) => {
  const { outer, length: channels, inner } = axisView((step.inputs[0] as Tensor).shape, 1);
  const groups: Groups = {
    count: channels,
    pieces: outer,
    span: inner,
    start: (channel, sample) => (sample * channels + channel) * inner,
    parameter: (channel) => channel,
    parameterStep: 0,
  };
  return backward(step, groups, eps, true);
};

export const norms = { layerNorm: rowNorm(true), rmsNorm: rowNorm(false), batchNorm };
