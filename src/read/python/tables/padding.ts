import type { Dim } from '../../../program/dim.js';
import { addDims } from '../../../program/dims.js';
import { asInt, asNumber, nestedNumbers } from '../convert.js';
import { isSequence, type Call, type TensorObject } from '../objects.js';
import { dtypeOfTensor, operate, shapeOfTensor, type Reader } from '../reader.js';
import { arg, tensorArg, type LibraryFunction } from './arguments.js';
import { compose, onAxis } from './compose.js';

/** So many places before and after along one axis; negative ones are cut off. */
interface Border {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

/** Where each place of a padded axis comes from. */
const sources: Readonly<Record<string, (i: number, n: number) => number>> = {
  reflect: (i, n) => (i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i),
  replicate: (i, n) => Math.min(Math.max(i, 0), n - 1),
  edge: (i, n) => Math.min(Math.max(i, 0), n - 1),
  circular: (i, n) => ((i % n) + n) % n,
  wrap: (i, n) => ((i % n) + n) % n,
};

function padded(
  r: Reader,
  call: Call,
  x: TensorObject,
  borders: readonly Border[],
  mode: string,
  value: number,
): TensorObject | undefined {
  const shape = shapeOfTensor(r, x);
  if (shape === undefined) return undefined;
  const s = compose(r, call);
  const dtype = dtypeOfTensor(r, x);
  let at = x;
  const sizes: Dim[] = [...shape];
  for (const { axis, before, after } of borders) {
    const size = sizes[axis];
    if (size === undefined) return undefined;
    if (mode !== 'constant') {
      const from = Object.hasOwn(sources, mode) ? sources[mode] : undefined;
      if (from === undefined || typeof size !== 'number') return undefined;
      const count = size + before + after;
      const places = Array.from({ length: count }, (_, i) => from(i - before, size));
      if (places.some((p) => p < 0 || p >= size)) return undefined;
      at = s.op(
        { kind: 'index', items: onAxis(axis, { kind: 'tensor', input: 1 }, sizes.length) },
        at,
        s.row(places),
      );
      sizes[axis] = count;
      continue;
    }
    if (before < 0 || after < 0) {
      const item = {
        kind: 'slice',
        ...(before < 0 ? { start: -before } : {}),
        ...(after < 0 ? { stop: after } : {}),
      } as const;
      at = s.op({ kind: 'index', items: onAxis(axis, item, sizes.length) }, at);
    }
    const piece = (count: number): TensorObject[] => {
      if (count <= 0) return [];
      const own = sizes.map((d, i) => (i === axis ? count : d));
      const made = operate(
        r,
        { kind: 'full', shape: own, value },
        [],
        { span: call.span },
        { dtype },
      );
      return [{ ...made, library: x.library }];
    };
    sizes[axis] = addDims(size, Math.min(before, 0) + Math.min(after, 0));
    const parts = [...piece(before), at, ...piece(after)];
    if (parts.length > 1) at = s.last({ kind: 'concat', axis }, ...parts);
    sizes[axis] = addDims(sizes[axis] ?? size, Math.max(before, 0) + Math.max(after, 0));
  }
  return at;
}

/** F.pad(input, pad, mode, value): pairs from the last axis on. */
export const torchPad: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const pad = arg(call, 1, 'pad');
  const mode = arg(call, 2, 'mode');
  const value = arg(call, 3, 'value');
  const rank = x === undefined ? undefined : shapeOfTensor(r, x)?.length;
  if (x === undefined || pad === undefined || !isSequence(pad) || rank === undefined)
    return undefined;
  const numbers = pad.items.map((i) => (i.type === 'unknown' ? undefined : asInt(r, i)));
  const filler = value === undefined || value.type === 'none' ? 0 : asNumber(r, value);
  if (!numbers.every((n): n is number => n !== undefined) || numbers.length % 2 !== 0)
    return undefined;
  if (filler === undefined || numbers.length > 2 * rank) return undefined;
  const borders = Array.from({ length: numbers.length / 2 }, (_, i) => ({
    axis: rank - 1 - i,
    before: numbers[2 * i] ?? 0,
    after: numbers[2 * i + 1] ?? 0,
  })).filter((b) => b.before !== 0 || b.after !== 0);
  return padded(r, call, x, borders, mode?.type === 'string' ? mode.value : 'constant', filler);
};

/** np.pad(array, pad_width, mode): pairs from the first axis on, or one for all. */
export const numpyPad: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'array');
  const width = arg(call, 1, 'pad_width');
  const mode = arg(call, 2, 'mode');
  const value = arg(call, -1, 'constant_values');
  const rank = x === undefined ? undefined : shapeOfTensor(r, x)?.length;
  const plain = width === undefined ? undefined : nestedNumbers(width);
  const filler = value === undefined ? 0 : asNumber(r, value);
  if (x === undefined || rank === undefined || plain === undefined || filler === undefined)
    return undefined;
  const pair = (axis: number): readonly [number, number] => {
    const { shape, data } = plain;
    if (shape.length === 2 && data.length === 2 * rank)
      return [data[2 * axis] ?? 0, data[2 * axis + 1] ?? 0];
    return data.length === 1 ? [data[0] ?? 0, data[0] ?? 0] : [data[0] ?? 0, data[1] ?? 0];
  };
  const borders = Array.from({ length: rank }, (_, axis) => {
    const [before, after] = pair(axis);
    return { axis, before, after };
  }).filter((b) => b.before !== 0 || b.after !== 0);
  return padded(r, call, x, borders, mode?.type === 'string' ? mode.value : 'constant', filler);
};
