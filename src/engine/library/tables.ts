import {
  numberOf,
  type LibraryName,
  type PointwiseFunction,
  type Settings,
} from '../../program/libraryOperation.js';
import type { RandomStream } from '../../program/operation.js';
import { badValue, mismatch, notRead, unsupported } from '../errors.js';
import { alongAxis, type Row } from '../operations/alongAxis.js';
import { converted } from '../operations/cast.js';
import type { Computed, KernelContext } from '../operations/kernel.js';
import { axisView, broadcastShapes, broadcastStrides, inStretches, shapeText } from '../tensor.js';
import { forEachStretch } from '../strided.js';
import type { Tensor } from '../trace.js';
import { convolve, pool } from './convolution.js';
import { headWeights } from './headWeights.js';
import { recurrent } from './recurrent.js';
import { determinant, inverse, orthonormal } from './matrices.js';

/** Computes one library function. */
type Run = (
  settings: Settings,
  inputs: readonly Tensor[],
  context: KernelContext,
  stream: RandomStream | undefined,
) => Computed;

const made = (
  shape: readonly number[],
  context: KernelContext,
  numbers: ArrayLike<number>,
): Computed => {
  const out = context.allocate(shape, context.dtype);
  if (!out.ok) return out;
  for (let i = 0; i < out.value.length; i++) out.value[i] = numbers[i] as number;
  return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
};

const atan2: Run = (_settings, [y, x], context) => {
  const [a, b] = [y as Tensor, x as Tensor];
  const shape = broadcastShapes(a.shape, b.shape);
  if (shape === undefined)
    return mismatch(
      'broadcast',
      `${shapeText(a.shape)} and ${shapeText(b.shape)} can’t be broadcast together.`,
    );
  const out = context.allocate(shape, context.dtype);
  if (!out.ok) return out;
  const strides = [a, b].map((t) => broadcastStrides(t.shape, shape));
  forEachStretch(shape, strides, (at, length, [i = 0, j = 0], [di = 0, dj = 0]) => {
    for (let k = 0; k < length; k++)
      out.value[at + k] = Math.atan2(a.data[i + k * di] as number, b.data[j + k * dj] as number);
    return context.spend(length);
  });
  return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
};

const copy: Run = (_settings, [x], context) => {
  const input = x as Tensor;
  return { ok: true, value: { ...input, data: converted(input, context.dtype, context.spend) } };
};

/** What does its work along the axis that the settings name, the first one where they name none. */
const onAxis =
  (work: (settings: Parameters<Run>[0]) => Row): Run =>
  (settings, [x], context) =>
    alongAxis(x as Tensor, numberOf(settings, 'axis', 0), context, work(settings));

const cumulated = (next: (total: number, x: number) => number): Run =>
  onAxis(() => (source, start, length, target, at) => {
    let total = source[start] as number;
    for (let i = 0; i < length; i++) {
      total = i === 0 ? total : next(total, source[start + i] as number);
      target[at + i] = total;
    }
  });

/** The largest (or smallest) so far, or where it was. */
const extremeSoFar = (better: (x: number, best: number) => boolean): Run =>
  onAxis(({ part }) => (source, start, length, target, at) => {
    let best = 0;
    for (let i = 0; i < length; i++) {
      if (better(source[start + i] as number, source[start + best] as number)) best = i;
      target[at + i] = part === 'indices' ? best : (source[start + best] as number);
    }
  });

const scatter: Run = (settings, [x, index, source], context) => {
  const [input, places, values] = [x as Tensor, index as Tensor, source as Tensor];
  const rank = input.shape.length;
  const axis = numberOf(settings, 'axis', 0);
  const along = axis < 0 ? axis + rank : axis;
  if (places.shape.length !== rank || (values.shape.length !== rank && values.data.length !== 1))
    return mismatch(
      'scatter',
      `indices ${shapeText(places.shape)} do not fit ${shapeText(input.shape)}.`,
    );
  const result = made(input.shape, context, input.data);
  if (!result.ok) return result;
  const { data } = result.value;
  const [to, from] = [input.shape, values.shape].map((shape) =>
    shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1)),
  ) as [number[], number[]];
  const position = places.shape.map(() => 0);
  for (let n = 0; n < places.data.length; n++) {
    const place = places.data[n] as number;
    const size = input.shape[along] ?? 0;
    if (!(place >= -size && place < size))
      return badValue('bounds', `index ${place} is outside axis ${axis} of size ${size}.`, {
        index: place,
        axis,
        size0: size,
        shape0: shapeText(input.shape),
      });
    let [target, origin] = [0, 0];
    for (let i = 0; i < rank; i++) {
      const own = i === along ? (place < 0 ? place + size : place) : (position[i] as number);
      target += own * (to[i] as number);
      origin += (position[i] as number) * (from[i] ?? 0);
    }
    const value = values.data[values.data.length === 1 ? 0 : origin] as number;
    const before = data[target] as number;
    data[target] =
      settings['reduce'] === 'add'
        ? before + value
        : settings['reduce'] === 'multiply'
          ? before * value
          : value;
    for (let i = rank - 1; i >= 0; i--) {
      position[i] = (position[i] as number) + 1;
      if ((position[i] as number) < (places.shape[i] as number)) break;
      position[i] = 0;
    }
    if (!context.spend(rank)) break;
  }
  return result;
};

const nonzero: Run = (_settings, [input], context) => {
  const x = input as Tensor;
  const found: number[] = [];
  inStretches(x.data.length, context.spend, (from, to) => {
    for (let i = from; i < to; i++) if (x.data[i] !== 0) found.push(i);
  });
  const rank = x.shape.length;
  const numbers = found.flatMap((at) => {
    let rest = at;
    const place = new Array<number>(rank).fill(0);
    for (let i = rank - 1; i >= 0; i--) {
      const size = x.shape[i] ?? 1;
      place[i] = rest % size;
      rest = Math.floor(rest / size);
    }
    return place;
  });
  return made([found.length, rank], context, numbers);
};

const unique: Run = (_settings, [x], context) => {
  const numbers = [...new Set((x as Tensor).data)].sort((a, b) => a - b);
  return made([numbers.length], context, numbers);
};

/** Most bins that are counted. */
const MOST_BINS = 1 << 20;

const bincount: Run = (settings, [input], context) => {
  const x = input as Tensor;
  let length = numberOf(settings, 'least', 0);
  for (const v of x.data) length = Math.max(length, v + 1);
  if (!(length <= MOST_BINS) || x.data.some((v) => v < 0))
    return badValue('bins', 'only small whole numbers from 0 on can be counted.');
  const counts = new Array<number>(length).fill(0);
  for (const v of x.data) counts[v] = (counts[v] ?? 0) + 1;
  return made([length], context, counts);
};

const multinomial: Run = (settings, [weights], context, stream) => {
  if (stream === undefined) return notRead('This draw has no seed.');
  const source = context.random(stream);
  if (!source.ok) return source;
  const x = weights as Tensor;
  const { length } = axisView(x.shape, x.shape.length - 1);
  const samples = numberOf(settings, 'samples', 1);
  const replacement = settings['replacement'] === true;
  const draw = source.value.multinomial;
  if (draw === undefined) return unsupported('This generator has no such draw.');
  if (
    length < 1 ||
    !Number.isInteger(samples) ||
    samples < 0 ||
    samples > 1e7 ||
    (!replacement && samples > length)
  )
    return badValue('samples', `there are no ${samples} different ones of ${length}.`);
  const rows = x.data.length / length;
  return made(
    [...x.shape.slice(0, -1), samples],
    context,
    draw(Float32Array.from(x.data), rows, samples, replacement),
  );
};

/** What every library function does, but for those of one element. */
export const libraryTable: Readonly<Record<Exclude<LibraryName, PointwiseFunction>, Run>> = {
  atan2,
  detach: copy,
  cumprod: cumulated((total, x) => total * x),
  cummax: extremeSoFar((x, best) => x >= best),
  cummin: extremeSoFar((x, best) => x <= best),
  scatter,
  convolution: (settings, inputs, context) => convolve(settings, inputs, context),
  pool: (settings, [x], context) => pool(settings, x as Tensor, context),
  nonzero,
  unique,
  bincount,
  inverse: (_settings, [x], context) => inverse(x as Tensor, context),
  determinant: (_settings, [x], context) => determinant(x as Tensor, context),
  orthonormal: (_settings, [x], context) => orthonormal(x as Tensor, context),
  multinomial,
  headWeights,
  recurrent,
};
