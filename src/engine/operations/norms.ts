import type { OperationOf } from '../../program/operation.js';
import { badValue, mismatch } from '../errors.js';
import { axisView, shapeText, sizeOf } from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';
import { converted } from './cast.js';
import type { Computed, Kernel, KernelContext, SharedKernel } from './kernel.js';

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
        `A parameter of shape ${values.shape0} does not have the ${length} elements of a normalised row.`,
        values,
      );
    }
  }
  return {
    ...(weight === undefined ? {} : { weight: converted(weight, context.dtype) }),
    ...(bias === undefined ? {} : { bias: converted(bias, context.dtype) }),
  };
}

/** Mean (0 where the norm does not centre) and 1 / √(mean of squares about it + eps). */
function moments(
  data: TensorData,
  start: number,
  length: number,
  eps: number,
  centred: boolean,
): { mean: number; rate: number } {
  let mean = 0;
  if (centred) {
    for (let i = start; i < start + length; i++) mean += data[i] as number;
    mean /= length;
  }
  let squares = 0;
  for (let i = start; i < start + length; i++) {
    const d = (data[i] as number) - mean;
    squares += d * d;
  }
  return { mean, rate: 1 / Math.sqrt(squares / length + eps) };
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
      return mismatch(
        'rank',
        `A tensor of shape ${values.shape0} has no last ${axes} axes.`,
        values,
      );
    }
    const length = sizeOf(x.shape.slice(x.shape.length - axes));
    const parameters = affine(weight, bias, length, context);
    if ('ok' in parameters) return parameters;
    const out = context.allocate(x.shape, context.dtype);
    if (!out.ok) return out;
    const source = converted(x, context.dtype);
    for (let start = 0; start < source.length; start += length) {
      const { mean, rate } = moments(source, start, length, eps, centred);
      for (let i = 0; i < length; i++) {
        const scaled = ((source[start + i] as number) - mean) * rate;
        out.value[start + i] = scaled * (parameters.weight?.[i] ?? 1) + (parameters.bias?.[i] ?? 0);
      }
      if (!context.spend(length * 4)) break;
    }
    return { ok: true, value: { shape: x.shape, dtype: context.dtype, data: out.value } };
  };

/** Batch norm with the statistics of this batch, one mean and biased variance for each channel (axis 1). */
const batchNorm: Kernel<'batchNorm'> = ({ eps }, [input, weight, bias], context) => {
  const x = input as Tensor;
  if (x.shape.length < 2)
    return mismatch('rank', 'A batch needs an axis of samples and one of channels.');
  const { outer, length: channels, inner } = axisView(x.shape, 1);
  if (outer * inner < 2 && channels > 0) {
    return badValue('batch', 'One value for each channel has no variance to normalise by.');
  }
  const parameters = affine(weight, bias, channels, context);
  if ('ok' in parameters) return parameters;
  const out = context.allocate(x.shape, context.dtype);
  if (!out.ok) return out;
  const source = converted(x, context.dtype);
  const channel = new Float64Array(outer * inner);
  for (let c = 0; c < channels; c++) {
    for (let o = 0; o < outer; o++) {
      const start = (o * channels + c) * inner;
      channel.set(source.subarray(start, start + inner), o * inner);
    }
    const { mean, rate } = moments(channel, 0, channel.length, eps, true);
    const gain = rate * (parameters.weight?.[c] ?? 1);
    const shift = parameters.bias?.[c] ?? 0;
    for (let i = 0; i < channel.length; i++) {
      const place = (Math.floor(i / inner) * channels + c) * inner + (i % inner);
      out.value[place] = ((channel[i] as number) - mean) * gain + shift;
    }
    if (!context.spend(channel.length * 4)) break;
  }
  return { ok: true, value: { shape: x.shape, dtype: context.dtype, data: out.value } };
};

export const norms = { layerNorm: rowNorm(true), rmsNorm: rowNorm(false), batchNorm };
