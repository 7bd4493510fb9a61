import type { Dim } from '../../../program/dim.js';
import { asNumber } from '../convert.js';
import { isSequence, type Call, type PyObject, type TensorObject } from '../objects.js';
import { dtypeOfTensor, operate, shapeOfTensor, type Reader } from '../reader.js';
import { arg, flagArg, intArg, tensorArg, type LibraryFunction, type Table } from './arguments.js';
import { callAt } from './calling.js';
import { compose, onAxis } from './compose.js';
import { each } from './convolutions.js';
import { layer, wrapped } from './layerObjects.js';

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
const clip = (x: number, most: number): number => Math.min(Math.max(x, 0), most);

/** Where the places of a resized axis lie in the one it comes from, by how they are interpolated. */
interface Resized {
  readonly out: number;
  readonly place: (i: number) => number;
}

/** New sizes and places of every axis; undefined where they are not known. */
function resizedAxes(
  r: Reader,
  call: Call,
  sizes: readonly number[],
  aligned: boolean,
  nearest: boolean,
): Resized[] | undefined {
  const [size, factor] = [arg(call, 1, 'size'), arg(call, 2, 'scale_factor')];
  const at = (o: PyObject, i: number): number | undefined =>
    asNumber(r, isSequence(o) ? (o.items[i] ?? o) : o);
  const made = sizes.map((n, i): Resized | undefined => {
    const bySize = size !== undefined && size.type !== 'none' ? at(size, i) : undefined;
    const by = factor !== undefined && factor.type !== 'none' ? at(factor, i) : undefined;
    const out = bySize ?? (by === undefined ? undefined : Math.floor(n * by));
    if (out === undefined || out < 1 || out > 4096) return undefined;
    const step = bySize === undefined && by !== undefined ? 1 / by : n / out;
    const even = out > 1 ? (n - 1) / (out - 1) : 0;
    if (nearest) return { out, place: (k) => Math.min(Math.floor(Math.fround(k * step)), n - 1) };
    return { out, place: (k) => (aligned ? k * even : Math.max((k + 0.5) * step - 0.5, 0)) };
  });
  return made.every((m): m is Resized => m !== undefined) ? made : undefined;
}

/** F.interpolate by the nearest place, or linearly along each of the last axes. */
const interpolate: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const asked = arg(call, 3, 'mode');
  const mode = asked?.type === 'string' ? asked.value : 'nearest';
  const aligned = flagArg(r, call, 4, ['align_corners'], false);
  const shape = x === undefined ? undefined : shapeOfTensor(r, x);
  const sizes = shape?.slice(2);
  const linear = /^(?:bi|tri)?linear$/.test(mode);
  if (x === undefined || shape === undefined || aligned === undefined) return undefined;
  if (!sizes?.every((d): d is number => typeof d === 'number')) return undefined;
  if ((mode !== 'nearest' && !linear) || call.keywords.has('antialias')) return undefined;
  const axes = resizedAxes(r, call, sizes, aligned, !linear);
  if (axes === undefined) return undefined;
  const s = compose(r, call);
  const rank = shape.length;
  const picked = (from: TensorObject, axis: number, places: readonly number[]): TensorObject =>
    s.op(
      { kind: 'index', items: onAxis(axis, { kind: 'tensor', input: 1 }, rank) },
      from,
      s.row(places),
    );
  let result = x;
  for (const [i, { out, place }] of axes.entries()) {
    const [axis, last] = [i + 2, (sizes[i] ?? 1) - 1];
    const places = range(out).map(place);
    if (!linear) {
      result = picked(result, axis, places);
      continue;
    }
    const low = places.map((p) => clip(Math.floor(p), last));
    const share = places.map((p, k) => p - (low[k] ?? 0));
    const column: Dim[] = [-1, ...Array.from({ length: rank - axis - 1 }, () => 1)];
    const weights = (data: readonly number[]): TensorObject =>
      s.op({ kind: 'reshape', shape: column }, s.row(data, dtypeOfTensor(r, x)));
    const high = low.map((p) => clip(p + 1, last));
    result = s.last(
      { kind: 'add' },
      s.op({ kind: 'mul' }, picked(result, axis, low), weights(share.map((w) => 1 - w))),
      s.op({ kind: 'mul' }, picked(result, axis, high), weights(share)),
    );
  }
  return result;
};

/** F.unfold: the windows of images as columns, [batch, channels · kernel, windows]. */
const windows: LibraryFunction = (r, call) => {
  const given = tensorArg(r, call, 0, 'input');
  const kernel = each(r, arg(call, 1, 'kernel_size'), 2, 1);
  const dilation = each(r, arg(call, 2, 'dilation'), 2, 1);
  const padding = each(r, arg(call, 3, 'padding'), 2, 0);
  const stride = each(r, arg(call, 4, 'stride'), 2, 1);
  if (!given || !kernel || !dilation || !padding || !stride) return undefined;
  const [top = 0, side = 0] = padding;
  const border = [side, side, top, top].map((value) => ({
    type: 'number' as const,
    value,
    float: false,
  }));
  const x =
    top + side === 0
      ? given
      : callAt(r, 'torch.nn.functional.pad', call, [given, { type: 'list', items: border }]);
  const shape = x.type === 'tensor' ? shapeOfTensor(r, x) : undefined;
  const [batch, channels, rows, columns] = shape ?? [];
  if (x.type !== 'tensor' || batch === undefined || typeof channels !== 'number') return undefined;
  if (typeof rows !== 'number' || typeof columns !== 'number') return undefined;
  const count = (n: number, i: number): number =>
    Math.floor((n - (dilation[i] ?? 1) * ((kernel[i] ?? 1) - 1) - 1) / (stride[i] ?? 1)) + 1;
  const [down, across] = [count(rows, 0), count(columns, 1)];
  const [kernelRows = 1, kernelColumns = 1] = kernel;
  const area = kernelRows * kernelColumns;
  if (!(down > 0 && across > 0) || area * down * across > 200_000) return undefined;
  const places = range(area).flatMap((k) =>
    range(down * across).map((w) => {
      const row =
        Math.floor(w / across) * (stride[0] ?? 1) +
        Math.floor(k / kernelColumns) * (dilation[0] ?? 1);
      return (
        row * columns + (w % across) * (stride[1] ?? 1) + (k % kernelColumns) * (dilation[1] ?? 1)
      );
    }),
  );
  const s = compose(r, call);
  const flat = s.op({ kind: 'reshape', shape: [batch, channels, rows * columns] }, x);
  const items = onAxis(2, { kind: 'tensor', input: 1 }, 3);
  const found = s.op({ kind: 'index', items }, flat, s.row(places));
  return s.last({ kind: 'reshape', shape: [batch, channels * area, down * across] }, found);
};

/** F.pixel_shuffle: channels spread over r × r places of each pixel. */
const pixelShuffle: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const by = intArg(r, call, 1, 'upscale_factor');
  const shape = x === undefined ? undefined : shapeOfTensor(r, x);
  if (x === undefined || by === undefined || shape === undefined || shape.length < 3)
    return undefined;
  const lead = shape.slice(0, -3);
  const [channels, rows, columns] = shape.slice(-3);
  if (typeof channels !== 'number' || typeof rows !== 'number' || typeof columns !== 'number')
    return undefined;
  const s = compose(r, call);
  const own = channels / (by * by);
  const apart = s.op({ kind: 'reshape', shape: [...lead, own, by, by, rows, columns] }, x);
  const n = lead.length;
  const axes = [...range(n), ...[0, 3, 1, 4, 2].map((i) => n + i)];
  const turned = s.op({ kind: 'permute', axes }, apart);
  return s.last({ kind: 'reshape', shape: [...lead, own, rows * by, columns * by] }, turned);
};

/** A transposed convolution is a convolution of the spread-out input with the turned kernel. */
const transposed =
  (rank: number): LibraryFunction =>
  (r, call) => {
    const [x, weight] = [tensorArg(r, call, 0, 'input'), tensorArg(r, call, 1, 'weight')];
    const bias = tensorArg(r, call, 2, 'bias');
    const stride = each(r, arg(call, 3, 'stride'), rank, 1);
    const padding = each(r, arg(call, 4, 'padding'), rank, 0);
    const more = each(r, arg(call, 5, 'output_padding'), rank, 0);
    const groups = arg(call, 6, 'groups') === undefined ? 1 : intArg(r, call, 6, 'groups');
    const dilation = each(r, arg(call, 7, 'dilation'), rank, 1);
    const shape = x === undefined ? undefined : shapeOfTensor(r, x);
    const kernel = weight === undefined ? undefined : shapeOfTensor(r, weight)?.slice(2);
    if (!x || !weight || !stride || !padding || !more || !dilation || groups !== 1)
      return undefined;
    if (shape?.length !== rank + 2 || !kernel?.every((k): k is number => typeof k === 'number'))
      return undefined;
    const reach = kernel.map((k, i) => (dilation[i] ?? 1) * (k - 1) - (padding[i] ?? 0));
    if (reach.some((n) => n < 0)) return undefined;
    const s = compose(r, call);
    const wide = stride.reduce<TensorObject | undefined>(
      (t, by, i) => t && spreadOut(r, call, t, i + 2, by),
      x,
    );
    if (wide === undefined) return undefined;
    let turned = s.op({ kind: 'transpose', axis0: 0, axis1: 1 }, weight);
    for (const [i, k] of kernel.entries()) {
      const items = onAxis(i + 2, { kind: 'tensor', input: 1 }, rank + 2);
      turned = s.op({ kind: 'index', items }, turned, s.row(range(k).reverse()));
    }
    const paddingEnd = reach.map((n, i) => n + (more[i] ?? 0));
    const settings = {
      stride: kernel.map(() => 1),
      dilation,
      padding: reach,
      paddingEnd,
      groups: 1,
    };
    return s.library('convolution', settings, wide, turned, ...(bias ? [bias] : []));
  };

/** Zeros between the places of an axis. */
function spreadOut(
  r: Reader,
  call: Call,
  x: TensorObject,
  axis: number,
  by: number,
): TensorObject | undefined {
  const shape = shapeOfTensor(r, x);
  const size = shape?.[axis];
  if (by === 1) return x;
  if (shape === undefined || typeof size !== 'number') return undefined;
  const s = compose(r, call);
  const before = shape.slice(0, axis + 1);
  const after = shape.slice(axis + 1);
  const column = s.op({ kind: 'reshape', shape: [...before, 1, ...after] }, x);
  const zeros = operate(
    r,
    { kind: 'zeros', shape: [...before, by - 1, ...after] },
    [],
    { span: call.span },
    { dtype: dtypeOfTensor(r, x) },
  );
  const rows = s.op({ kind: 'concat', axis: axis + 1 }, column, zeros);
  const joined = s.op(
    { kind: 'reshape', shape: [...shape.slice(0, axis), size * by, ...after] },
    rows,
  );
  const item = { kind: 'slice', stop: (size - 1) * by + 1 } as const;
  return s.op({ kind: 'index', items: onAxis(axis, item, shape.length) }, joined);
}

/** Functions of torch.nn.functional that change how finely the last axes are sampled. */
export const resampling: Table = {
  interpolate,
  upsample: interpolate,
  unfold: windows,
  pixel_shuffle: pixelShuffle,
  conv_transpose1d: transposed(1),
  conv_transpose2d: transposed(2),
};

const upsampleBy =
  (mode: string): LibraryFunction =>
  (_r, call) =>
    layer('Upsample', [], (reader, use) => {
      const at = { span: use.span, tex: undefined };
      const fixed = new Map([
        ...call.keywords,
        ['mode', { value: { type: 'string', value: mode } as const, ...at }],
        ...(mode === 'bilinear'
          ? [['align_corners', { value: { type: 'bool', value: true } as const, ...at }] as const]
          : []),
      ] as const);
      return interpolate(reader, {
        ...use,
        args: [...use.args.slice(0, 1), ...call.args],
        keywords: fixed,
      });
    });

export const resamplingLayers: Table = {
  Upsample: wrapped(resampling, 'interpolate'),
  UpsamplingNearest2d: upsampleBy('nearest'),
  UpsamplingBilinear2d: upsampleBy('bilinear'),
  Unfold: wrapped(resampling, 'unfold'),
  PixelShuffle: wrapped(resampling, 'pixel_shuffle'),
};
