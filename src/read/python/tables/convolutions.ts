import type { Dim } from '../../../program/dim.js';
import { asInt } from '../convert.js';
import { isSequence, none, size, type Call, type PyObject, type TensorObject } from '../objects.js';
import { shapeOfTensor, type Reader } from '../reader.js';
import {
  arg,
  dimArg,
  flagArg,
  intArg,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';
import { compose } from './compose.js';
import { held, wrapped } from './layerObjects.js';
import { overInputs, parameter } from './parameters.js';

/** One number for every axis, or one each. */
export function each(
  r: Reader,
  o: PyObject | undefined,
  rank: number,
  otherwise: number,
): number[] | undefined {
  if (o === undefined || o.type === 'none') return Array.from({ length: rank }, () => otherwise);
  const items = isSequence(o) ? o.items : Array.from({ length: rank }, () => o);
  const numbers = items.map((i) => asInt(r, i));
  return numbers.length === rank && numbers.every((n): n is number => n !== undefined)
    ? numbers
    : undefined;
}

interface Geometry {
  readonly stride: number[];
  readonly padding: number[];
  readonly paddingEnd: number[];
  readonly dilation: number[];
}

/** Stride, padding and dilation from position `at` on; `same` pads so that the size stays. */
function geometry(
  r: Reader,
  call: Call,
  rank: number,
  at: number,
  kernel: readonly number[],
): Geometry | undefined {
  const stride = each(r, arg(call, at, 'stride'), rank, 1);
  const dilation = each(r, arg(call, at + 2, 'dilation'), rank, 1);
  const given = arg(call, at + 1, 'padding');
  if (stride === undefined || dilation === undefined) return undefined;
  if (given?.type === 'string' && given.value === 'same') {
    const total = kernel.map((k, i) => (dilation[i] ?? 1) * (k - 1));
    const padding = total.map((t) => Math.floor(t / 2));
    return { stride, dilation, padding, paddingEnd: total.map((t, i) => t - (padding[i] ?? 0)) };
  }
  const padding = given?.type === 'string' ? each(r, undefined, rank, 0) : each(r, given, rank, 0);
  return padding === undefined ? undefined : { stride, dilation, padding, paddingEnd: padding };
}

/** F.convNd(input, weight, bias, stride, padding, dilation, groups). */
const convolve =
  (rank: number): LibraryFunction =>
  (r, call) => {
    const [x, weight] = [tensorArg(r, call, 0, 'input'), tensorArg(r, call, 1, 'weight')];
    const bias = tensorArg(r, call, 2, 'bias');
    const kernel = weight === undefined ? undefined : shapeOfTensor(r, weight)?.slice(2);
    const groups = intArg(r, call, 6, 'groups') ?? 1;
    if (
      x === undefined ||
      weight === undefined ||
      !kernel?.every((k): k is number => typeof k === 'number')
    )
      return undefined;
    const made = geometry(r, call, rank, 3, kernel);
    return made === undefined ? undefined : convolved(r, call, x, weight, bias, made, groups);
  };

function convolved(
  r: Reader,
  call: Call,
  x: TensorObject,
  weight: TensorObject,
  bias: TensorObject | undefined,
  made: Geometry,
  groups: number,
): TensorObject | undefined {
  const s = compose(r, call);
  const inputs = bias === undefined ? [weight] : [weight, bias];
  const rank = shapeOfTensor(r, x)?.length;
  // Without a batch, one sample stands for it.
  const single = rank !== undefined && rank === (shapeOfTensor(r, weight)?.length ?? 0) - 1;
  const from = single ? s.op({ kind: 'index', items: [{ kind: 'newAxis' }] }, x) : x;
  const settings = { ...made, groups };
  const result = s.library('convolution', settings, from, ...inputs);
  return single ? s.last({ kind: 'index', items: [{ kind: 'at', index: 0 }] }, result) : result;
}

/** nn.ConvNd: weight [out, in / groups, …kernel] and bias from U(−1/√fanIn, 1/√fanIn). */
const convolution =
  (rank: number): LibraryFunction =>
  (r, call) => {
    const [inner, outer] = [dimArg(r, call, 0, 'in_channels'), dimArg(r, call, 1, 'out_channels')];
    const kernel = each(r, arg(call, 2, 'kernel_size'), rank, 1);
    const groups = intArg(r, call, 6, 'groups') ?? 1;
    const biased = flagArg(r, call, 7, ['bias'], true);
    const mode = arg(call, 8, 'padding_mode');
    if (inner === undefined || outer === undefined || kernel === undefined || biased === undefined)
      return undefined;
    if (mode !== undefined && !(mode.type === 'string' && mode.value === 'zeros')) return undefined;
    const made = geometry(r, call, rank, 3, kernel);
    if (made === undefined) return undefined;
    const per: Dim = typeof inner === 'number' ? inner / groups : inner;
    const fan = typeof per === 'number' ? per * kernel.reduce((a, b) => a * b, 1) : 1;
    const own = overInputs(fan);
    const weight = parameter(r, [outer, per, ...kernel], own, call);
    const bias = biased ? parameter(r, [outer], own, call) : undefined;
    return {
      type: 'layer',
      name: `Conv${rank}d`,
      attributes: new Map<string, PyObject>([
        ['weight', weight],
        ['bias', bias ?? none],
        ['in_channels', size(inner)],
        ['out_channels', size(outer)],
      ]),
      call: (reader, use, self) => {
        const x = tensorArg(reader, use, 0, 'input');
        const own = (part: string): TensorObject | undefined => held(reader, self, part, use);
        const now = own('weight');
        return x === undefined || now === undefined
          ? undefined
          : convolved(reader, use, x, now, own('bias'), made, groups);
      },
    };
  };

const pooled = (
  r: Reader,
  call: Call,
  x: TensorObject,
  kernel: number[],
  mode: string,
  at: number,
): TensorObject | undefined => {
  const stride = each(r, arg(call, at, 'stride'), kernel.length, -1)?.map((v, i) =>
    v < 0 ? (kernel[i] ?? 1) : v,
  );
  const padding = each(r, arg(call, at + 1, 'padding'), kernel.length, 0);
  if (stride === undefined || padding === undefined || call.keywords.has('ceil_mode'))
    return undefined;
  return compose(r, call).library('pool', { kernel, stride, padding, mode }, x);
};

/** F.max_poolNd and F.avg_poolNd. */
const poolFunction =
  (rank: number, mode: 'max' | 'average'): LibraryFunction =>
  (r, call) => {
    const x = tensorArg(r, call, 0, 'input');
    const kernel = each(r, arg(call, 1, 'kernel_size'), rank, 1);
    return x === undefined || kernel === undefined
      ? undefined
      : pooled(r, call, x, kernel, mode, 2);
  };

/** Windows that divide the axes into so many equal parts. */
const adaptive =
  (rank: number, mode: 'max' | 'average'): LibraryFunction =>
  (r, call) => {
    const x = tensorArg(r, call, 0, 'input');
    const wanted = each(r, arg(call, 1, 'output_size'), rank, 1);
    const sizes = x === undefined ? undefined : shapeOfTensor(r, x)?.slice(-rank);
    if (x === undefined || wanted === undefined || sizes === undefined) return undefined;
    const kernel = sizes.map((d, i) => (typeof d === 'number' ? d / (wanted[i] ?? 1) : Number.NaN));
    if (!kernel.every((k) => Number.isInteger(k) && k > 0)) return undefined;
    return compose(r, call).library('pool', { kernel, stride: kernel, mode }, x);
  };

export const convolutionFunctions: Table = {
  conv1d: convolve(1),
  conv2d: convolve(2),
  max_pool1d: poolFunction(1, 'max'),
  max_pool2d: poolFunction(2, 'max'),
  avg_pool1d: poolFunction(1, 'average'),
  avg_pool2d: poolFunction(2, 'average'),
  adaptive_avg_pool1d: adaptive(1, 'average'),
  adaptive_avg_pool2d: adaptive(2, 'average'),
  adaptive_max_pool1d: adaptive(1, 'max'),
};

export const convolutions: Table = {
  Conv1d: convolution(1),
  Conv2d: convolution(2),
  MaxPool1d: wrapped(convolutionFunctions, 'max_pool1d'),
  MaxPool2d: wrapped(convolutionFunctions, 'max_pool2d'),
  AvgPool1d: wrapped(convolutionFunctions, 'avg_pool1d'),
  AvgPool2d: wrapped(convolutionFunctions, 'avg_pool2d'),
  AdaptiveAvgPool1d: wrapped(convolutionFunctions, 'adaptive_avg_pool1d'),
  AdaptiveAvgPool2d: wrapped(convolutionFunctions, 'adaptive_avg_pool2d'),
};
