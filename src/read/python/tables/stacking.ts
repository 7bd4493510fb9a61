import type { IndexItem } from '../../../program/operation.js';
import { asInt, asTensor } from '../convert.js';
import { isSequence, tuple, type Call, type PyObject, type TensorObject } from '../objects.js';
import { operateView, shapeOfTensor, type Reader } from '../reader.js';
import { arg, given, intArg, tensorArg, type LibraryFunction, type Table } from './arguments.js';
import { compose, onAxis } from './compose.js';
import { knownNumbers } from '../knownNumbers.js';

function several(r: Reader, call: Call): TensorObject[] | undefined {
  const list = given(call, 0, 'tensors', 'tup');
  if (list === undefined || !isSequence(list.value)) return undefined;
  const tensors = list.value.items.map((i) => asTensor(r, i, list));
  return tensors.length > 0 && tensors.every((t): t is TensorObject => t !== undefined)
    ? tensors
    : undefined;
}

/** Vectors as columns beside matrices. */
const columns: LibraryFunction = (r, call) => {
  const tensors = several(r, call);
  if (tensors === undefined) return undefined;
  const s = compose(r, call);
  const wide = tensors.map((t) =>
    (shapeOfTensor(r, t)?.length ?? 2) < 2 ? s.op({ kind: 'reshape', shape: [-1, 1] }, t) : t,
  );
  return s.last({ kind: 'concat', axis: 1 }, ...wide);
};

/** Along the third axis; a vector is [1, n, 1], a matrix [m, n, 1]. */
const deep: LibraryFunction = (r, call) => {
  const tensors = several(r, call);
  if (tensors === undefined) return undefined;
  const s = compose(r, call);
  const wide = tensors.map((t) => {
    const shape = shapeOfTensor(r, t) ?? [];
    const own = shape.length === 2 ? [...shape, 1] : [1, shape[0] ?? 1, 1];
    return shape.length > 2 ? t : s.op({ kind: 'reshape', shape: own }, t);
  });
  return s.last({ kind: 'concat', axis: 2 }, ...wide);
};

/** Slices of an axis between places. */
function slicesAt(
  r: Reader,
  call: Call,
  x: TensorObject,
  axis: number,
  places: readonly number[],
): PyObject | undefined {
  const rank = shapeOfTensor(r, x)?.length;
  if (rank === undefined || places.length > 64) return undefined;
  const bounds = [0, ...places];
  return tuple(
    bounds.map((start, i) => {
      const stop = bounds[i + 1];
      const item: IndexItem = { kind: 'slice', start, ...(stop === undefined ? {} : { stop }) };
      return operateView(r, { kind: 'index', items: onAxis(axis, item, rank) }, x, call);
    }),
  );
}

/** `tensor_split(x, parts or places, dim)`: parts that differ by one at most. */
const divided =
  (axisOf: (rank: number) => number | undefined): LibraryFunction =>
  (r, call) => {
    const x = tensorArg(r, call, 0, 'input', 'ary');
    const shape = x === undefined ? undefined : shapeOfTensor(r, x);
    const how = arg(call, 1, 'indices_or_sections', 'sections', 'indices');
    const third = arg(call, 2, 'dim', 'axis');
    if (x === undefined || shape === undefined || how === undefined) return undefined;
    const axis = axisOf(shape.length) ?? (third === undefined ? 0 : asInt(r, third));
    if (axis === undefined) return undefined;
    if (isSequence(how)) {
      const places = how.items.map((o) => asInt(r, o));
      return places.every((p): p is number => p !== undefined)
        ? slicesAt(r, call, x, axis, places)
        : undefined;
    }
    const [parts, size] = [asInt(r, how), shape.at(axis)];
    if (parts === undefined || parts < 1 || parts > 64 || typeof size !== 'number')
      return undefined;
    const [each, more] = [Math.floor(size / parts), size % parts];
    const places = Array.from(
      { length: parts - 1 },
      (_, i) => (i + 1) * each + Math.min(i + 1, more),
    );
    return slicesAt(r, call, x, axis, places);
  };

const flat = (r: Reader, call: Call, x: TensorObject): TensorObject =>
  shapeOfTensor(r, x)?.length === 1 ? x : compose(r, call).op({ kind: 'reshape', shape: [-1] }, x);

/** `np.append(a, values, axis)`: both flattened where no axis is given. */
const append: LibraryFunction = (r, call) => {
  const [a, b] = [tensorArg(r, call, 0, 'arr'), tensorArg(r, call, 1, 'values')];
  const axis = arg(call, 2, 'axis');
  if (a === undefined || b === undefined) return undefined;
  const s = compose(r, call);
  if (axis === undefined || axis.type === 'none')
    return s.last({ kind: 'concat', axis: 0 }, flat(r, call, a), flat(r, call, b));
  const at = asInt(r, axis);
  return at === undefined ? undefined : s.last({ kind: 'concat', axis: at }, a, b);
};

/** Places that `np.delete` and `np.insert` name, counted from the front. */
function namedPlaces(r: Reader, call: Call, size: number): number[] | undefined {
  const found = given(call, 1, 'obj');
  if (found === undefined || found.value.type === 'slice') return undefined;
  const plain = asInt(r, found.value);
  const list = plain === undefined ? asTensor(r, found.value, found) : undefined;
  const all = plain === undefined ? list && knownNumbers(r, list.id)?.data : [plain];
  return all?.map((p) => (p < 0 ? p + size : p));
}

/** The axis named, or that of the flattened array. */
function axisGiven(
  r: Reader,
  call: Call,
  position: number,
): { x: TensorObject; axis: number; size: number; rank: number } | undefined {
  const a = tensorArg(r, call, 0, 'arr');
  const given = arg(call, position, 'axis');
  if (a === undefined) return undefined;
  const whole = given === undefined || given.type === 'none';
  const x = whole ? flat(r, call, a) : a;
  const axis = whole ? 0 : intArg(r, call, position, 'axis');
  const shape = shapeOfTensor(r, x);
  const size = axis === undefined ? undefined : shape?.at(axis);
  if (axis === undefined || shape === undefined || typeof size !== 'number') return undefined;
  return { x, axis: axis < 0 ? axis + shape.length : axis, size, rank: shape.length };
}

/** `np.delete(a, places, axis)`. */
const without: LibraryFunction = (r, call) => {
  const at = axisGiven(r, call, 2);
  const gone = at === undefined ? undefined : namedPlaces(r, call, at.size);
  if (at === undefined || gone === undefined) return undefined;
  const kept = Array.from({ length: at.size }, (_, i) => i).filter((i) => !gone.includes(i));
  const s = compose(r, call);
  const items = onAxis(at.axis, { kind: 'tensor', input: 1 }, at.rank);
  return s.last({ kind: 'index', items }, at.x, s.row(kept));
};

/** `np.insert(a, place, value)` of one place of a vector. */
const insert: LibraryFunction = (r, call) => {
  const at = axisGiven(r, call, 3);
  const [place, ...more] = (at === undefined ? undefined : namedPlaces(r, call, at.size)) ?? [];
  const value = tensorArg(r, call, 2, 'values');
  if (at === undefined || at.rank !== 1 || place === undefined || more.length > 0) return undefined;
  const rank = value === undefined ? undefined : shapeOfTensor(r, value)?.length;
  if (value === undefined || rank === undefined || rank > 1) return undefined;
  const s = compose(r, call);
  const part = (start: number, stop: number): TensorObject =>
    s.op({ kind: 'index', items: [{ kind: 'slice', start, stop }] }, at.x);
  const row = s.op({ kind: 'reshape', shape: [-1] }, s.cast(value, r.builder.value(at.x.id).dtype));
  return s.last({ kind: 'concat', axis: 0 }, part(0, place), row, part(place, at.size));
};

/** Putting together and taking apart along certain axes; torch and NumPy have the same. */
export const stacking: Table = {
  column_stack: columns,
  dstack: deep,
  tensor_split: divided(() => undefined),
  hsplit: divided((rank) => (rank === 1 ? 0 : 1)),
  vsplit: divided(() => 0),
  dsplit: divided(() => 2),
};

export const numpyStacking: Table = { ...stacking, append, delete: without, insert };
