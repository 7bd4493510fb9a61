import { asInt, asNumber } from '../convert.js';
import { itemsOf } from '../iterate.js';
import { isSequence, type Call, type TensorObject } from '../objects.js';
import { operateView, shapeOfTensor, type Reader } from '../reader.js';
import {
  arg,
  axesArg,
  given,
  intArg,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';
import { compose, onAxis } from './compose.js';

const first = (r: Reader, call: Call): TensorObject | undefined =>
  tensorArg(r, call, 0, 'input', 'x', 'a', 'm');

/** Positions along an axis in another order. */
function reordered(
  r: Reader,
  call: Call,
  x: TensorObject,
  axes: readonly number[],
  order: (size: number, at: number) => readonly number[],
): TensorObject | undefined {
  const shape = shapeOfTensor(r, x);
  if (shape === undefined) return undefined;
  const s = compose(r, call);
  let at = x;
  for (const [i, axis] of axes.entries()) {
    const size = shape[axis < 0 ? axis + shape.length : axis];
    if (typeof size !== 'number' || size > 10_000) return undefined;
    const items = onAxis(axis, { kind: 'tensor', input: 1 }, shape.length);
    const made = i === axes.length - 1 ? s.last : s.op;
    at = made({ kind: 'index', items }, at, s.row(order(size, i)));
  }
  return at;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const backwards = (n: number): number[] => range(n).reverse();

const flip =
  (fixed?: readonly number[]): LibraryFunction =>
  (r, call) => {
    const x = first(r, call);
    const asked = axesArg(r, call, 1, 'dims', 'axis', 'dim');
    const rank = x === undefined ? undefined : shapeOfTensor(r, x)?.length;
    if (x === undefined || rank === undefined || asked === 'unknown') return undefined;
    return reordered(r, call, x, fixed ?? asked ?? range(rank), backwards);
  };

const roll: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const shifts = arg(call, 1, 'shifts', 'shift');
  const axes = axesArg(r, call, 2, 'dims', 'axis', 'dim');
  const shape = x === undefined ? undefined : shapeOfTensor(r, x);
  if (x === undefined || shifts === undefined || axes === 'unknown' || shape === undefined)
    return undefined;
  const each = (isSequence(shifts) ? shifts.items : [shifts]).map((o) => asInt(r, o));
  if (!each.every((n): n is number => n !== undefined)) return undefined;
  const turned = (size: number, shift: number): number[] =>
    range(size).map((i) => (((i - shift) % size) + size) % size);
  if (axes !== undefined)
    return reordered(r, call, x, axes, (size, i) => turned(size, each[i] ?? each[0] ?? 0));
  const s = compose(r, call);
  const flat = s.op({ kind: 'reshape', shape: [-1] }, x);
  const moved = reordered(r, { ...call, tex: undefined }, flat, [0], (size) =>
    turned(size, each[0] ?? 0),
  );
  return moved === undefined ? undefined : s.last({ kind: 'reshape', shape }, moved);
};

const rotate: LibraryFunction = (r, call) => {
  const x = first(r, call);
  if (
    x === undefined ||
    (intArg(r, call, 1, 'k') ?? 1) !== 1 ||
    arg(call, 2, 'dims', 'axes') !== undefined
  )
    return undefined;
  const s = compose(r, call);
  const turned = s.op({ kind: 'transpose', axis0: 0, axis1: 1 }, x);
  return reordered(r, call, turned, [0], backwards);
};

const moveAxis: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const from = axesArg(r, call, 1, 'source');
  const to = axesArg(r, call, 2, 'destination');
  const rank = x === undefined ? undefined : shapeOfTensor(r, x)?.length;
  if (x === undefined || !Array.isArray(from) || !Array.isArray(to) || rank === undefined)
    return undefined;
  const at = (a: number): number => (a < 0 ? a + rank : a);
  const [sources, targets] = [from.map(at), to.map(at)];
  const rest = range(rank).filter((i) => !sources.includes(i));
  const axes = range(rank).map((i) => {
    const k = targets.indexOf(i);
    return k >= 0 ? (sources[k] ?? 0) : (rest.shift() ?? 0);
  });
  return operateView(r, { kind: 'permute', axes }, x, call);
};

const unflatten: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const axis = intArg(r, call, 1, 'dim');
  const sizes = given(call, 2, 'sizes');
  const items =
    sizes === undefined ? undefined : itemsOf(r, sizes.value, sizes)?.map((o) => asNumber(r, o));
  const shape = x === undefined ? undefined : shapeOfTensor(r, x);
  if (x === undefined || axis === undefined || shape === undefined) return undefined;
  if (items === undefined || !items.every((n): n is number => n !== undefined)) return undefined;
  const at = axis < 0 ? axis + shape.length : axis;
  return operateView(
    r,
    { kind: 'reshape', shape: [...shape.slice(0, at), ...items, ...shape.slice(at + 1)] },
    x,
    call,
  );
};

const atLeast =
  (rank: number): LibraryFunction =>
  (r, call) => {
    const x = first(r, call);
    const shape = x === undefined ? undefined : shapeOfTensor(r, x);
    if (x === undefined || shape === undefined) return undefined;
    if (shape.length >= rank) return x;
    const ones = Array.from({ length: rank - shape.length }, () => 1);
    return operateView(r, { kind: 'reshape', shape: [...ones, ...shape] }, x, call);
  };

/** Windows of a size at every step along an axis, as a last axis. */
const unfold: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const [axis, size, step] = [
    intArg(r, call, 1, 'dimension'),
    intArg(r, call, 2, 'size'),
    intArg(r, call, 3, 'step'),
  ];
  const shape = x === undefined ? undefined : shapeOfTensor(r, x);
  if (x === undefined || axis === undefined || size === undefined || step === undefined || !shape)
    return undefined;
  const at = axis < 0 ? axis + shape.length : axis;
  const length = shape[at];
  if (typeof length !== 'number' || step < 1 || size > length) return undefined;
  const count = Math.floor((length - size) / step) + 1;
  const s = compose(r, call);
  const data = range(count).flatMap((i) => range(size).map((k) => i * step + k));
  const windows = s.op({ kind: 'reshape', shape: [count, size] }, s.row(data));
  const picked = s.op(
    { kind: 'index', items: onAxis(at, { kind: 'tensor', input: 1 }, shape.length) },
    x,
    windows,
  );
  const axes = range(shape.length + 1).filter((i) => i !== at + 1);
  return s.last({ kind: 'permute', axes: [...axes, at + 1] }, picked);
};

/** Functions that put elements and axes in another order; also methods of tensors. */
export const reordering: Table = {
  flip: flip(),
  fliplr: flip([1]),
  flipud: flip([0]),
  roll,
  rot90: rotate,
  movedim: moveAxis,
  moveaxis: moveAxis,
  unflatten,
  atleast_1d: atLeast(1),
  atleast_2d: atLeast(2),
  unfold,
};
