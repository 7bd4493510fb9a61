import type { OperationOf } from '../../program/operation.js';
import { badValue, mismatch } from '../errors.js';
import type { Spend } from '../clock.js';
import { axisView, copyRange, inStretches, shapeText, sizeOf } from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';
import { converted } from './cast.js';
import type { Computed, Kernel, KernelContext, SharedKernel } from './kernel.js';
import { ofFloatsAlone } from './refusals.js';
import { squaresAbout, STRETCH, sumOf } from '../kernels/reduce.js';

/** Weight and bias of a norm as flat numbers; both must have `length` elements where they are there. */
function affine(
  weight: Tensor | undefined,
  bias: Tensor | undefined,
  length: number,
  context: KernelContext,
): Computed | { readonly weight?: TensorData; readonly bias?: TensorData } {
  for (const parameter of [weight, bias]) {
    if (parameter !== undefined && parameter.data.length !== length) {
      const values = { shape0: shapeText(parameter.shape), size0: length };
      return mismatch(
        'parameter',
        `a parameter ${values.shape0} does not have the ${length} elements of a normalised row.`,
        values,
      );
    }
  }
  return {
    ...(weight === undefined ? {} : { weight: converted(weight, context.dtype, context.spend) }),
    ...(bias === undefined ? {} : { bias: converted(bias, context.dtype, context.spend) }),
  };
}

/** Mean (0 where the norm does not centre) and 1 / √(mean of squares about it + eps). */
function moments(
  data: TensorData,
  start: number,
  length: number,
  eps: number,
  centred: boolean,
  spend: Spend,
): { mean: number; rate: number } {
  const mean = centred ? sumOf(data, start, length, spend) / length : 0;
  const squares = squaresAbout(mean, data, start, length, spend);
  return { mean, rate: 1 / Math.sqrt(squares / length + eps) };
}

/** Elements `from` … `to` of the row that starts at `start`. */
function normalise(
  source: TensorData,
  target: TensorData,
  start: number,
  from: number,
  to: number,
  mean: number,
  rate: number,
  weight: TensorData | undefined,
  bias: TensorData | undefined,
): void {
  if (weight !== undefined && bias !== undefined) {
    for (let i = from; i < to; i++)
      target[start + i] =
        ((source[start + i] as number) - mean) * rate * (weight[i] as number) + (bias[i] as number);
    return;
  }
  for (let i = from; i < to; i++) {
    const scaled = ((source[start + i] as number) - mean) * rate;
    target[start + i] = scaled * (weight?.[i] ?? 1) + (bias?.[i] ?? 0);
  }
}

/**
 * Layer norm (Ba et al. 2016) and RMS norm (Zhang and Sennrich 2019, which does not centre) over the
 * last `axes` axes; the variance is the biased one.
 */
const rowNorm =
  (centred: boolean): SharedKernel<OperationOf<'layerNorm' | 'rmsNorm'>> =>
  ({ axes, eps }, [input, weight, bias], context) => {
    const x = input as Tensor;
    if (!Number.isInteger(axes) || axes < 1 || axes > x.shape.length) {
      const values = { shape0: shapeText(x.shape), count: axes };
      return mismatch('rows', `${values.shape0} has no last ${axes} axes.`, values);
    }
    const length = sizeOf(x.shape.slice(x.shape.length - axes));
    const parameters = affine(weight, bias, length, context);
    if ('ok' in parameters) return parameters;
    const out = context.allocate(x.shape, context.dtype);
    if (!out.ok) return out;
    const source = converted(x, context.dtype, context.spend);
    const { weight: weights, bias: biases } = parameters;
    for (let start = 0; start < source.length; start += length) {
      const { mean, rate } = moments(source, start, length, eps, centred, context.spend);
      for (let from = 0; from < length; from += STRETCH) {
        const to = Math.min(length, from + STRETCH);
        normalise(source, out.value, start, from, to, mean, rate, weights, biases);
        if (!context.spend((to - from) * 2)) break;
      }
      if (!context.spend(1)) break;
    }
    return { ok: true, value: { shape: x.shape, dtype: context.dtype, data: out.value } };
  };

/** Batch norm with the statistics of this batch, one mean and biased variance for each channel (axis 1). */
const batchNorm: Kernel<'batchNorm'> = ({ eps }, [input, weight, bias], context) => {
  const x = input as Tensor;
  if (x.shape.length < 2)
    return mismatch('channels', 'a batch needs an axis of samples and one of channels.', {
      shape0: shapeText(x.shape),
    });
  const { outer, length: channels, inner } = axisView(x.shape, 1);
  if (outer * inner === 1 && channels > 0) {
    return badValue('batch', 'one value for each channel has no variance to normalise by.');
  }
  const parameters = affine(weight, bias, channels, context);
  if ('ok' in parameters) return parameters;
  const out = context.allocate(x.shape, context.dtype);
  if (!out.ok) return out;
  const source = converted(x, context.dtype, context.spend);
  const result: Computed = {
    ok: true,
    value: { shape: x.shape, dtype: context.dtype, data: out.value },
  };
  if (source.length === 0) return result;
  const scratch = context.scratch([outer * inner], 'float64');
  if (!scratch.ok) return scratch;
  const channel = scratch.value;
  for (let c = 0; c < channels; c++) {
    for (let o = 0; o < outer; o++) {
      const start = (o * channels + c) * inner;
      if (!copyRange(channel, o * inner, source, start, start + inner, context.spend)) break;
      if (!context.spend(1)) break;
    }
    const { mean, rate } = moments(channel, 0, channel.length, eps, true, context.spend);
    const gain = rate * (parameters.weight?.[c] ?? 1);
    const shift = parameters.bias?.[c] ?? 0;
    inStretches(channel.length, context.spend, (from, to) => {
      for (let i = from; i < to; i++) {
        const place = (Math.floor(i / inner) * channels + c) * inner + (i % inner);
        out.value[place] = ((channel[i] as number) - mean) * gain + shift;
      }
    });
    if (!context.spend(1)) break;
  }
  return result;
};

export const norms = {
  layerNorm: ofFloatsAlone(rowNorm(true)),
  rmsNorm: ofFloatsAlone(rowNorm(false)),
  batchNorm: ofFloatsAlone(batchNorm),
};
