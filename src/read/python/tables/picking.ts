import type { Dim } from '../../../program/dim.js';
import type { IndexItem } from '../../../program/operation.js';
import { asInt } from '../convert.js';
import { updateTensor } from '../inPlace.js';
import { tuple, type Call, type PyObject, type TensorObject } from '../objects.js';
import { operateView, shapeOfTensor, type Reader } from '../reader.js';
import {
  arg,
  flagArg,
  intArg,
  numberArg,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';
import { compose, onAxis, whole } from './compose.js';
import { reordering } from './reordering.js';

const first = (r: Reader, call: Call): TensorObject | undefined =>
  tensorArg(r, call, 0, 'input', 'x', 'a', 'm');

/** `scatter(x, dim, index, src)` and those that add or multiply. */
const scatter =
  (reduce: 'set' | 'add' | 'multiply'): LibraryFunction =>
  (r, call) => {
    const x = first(r, call);
    const axis = intArg(r, call, 1, 'dim');
    const index = tensorArg(r, call, 2, 'index');
    const source = tensorArg(r, call, 3, 'src', 'value');
    const asked = arg(call, -1, 'reduce');
    const how = asked?.type === 'string' ? asked.value : reduce;
    if (x === undefined || axis === undefined || index === undefined || source === undefined)
      return undefined;
    if (how !== 'set' && how !== 'add' && how !== 'sum' && how !== 'multiply') return undefined;
    const settings = { axis, reduce: how === 'sum' ? 'add' : how };
    return compose(r, call).library('scatter', settings, x, index, source);
  };

/** `index_add(x, dim, index, source)`, `index_copy` and `index_fill`: whole slices at places. */
const slices =
  (reduce: 'set' | 'add', fill: boolean): LibraryFunction =>
  (r, call) => {
    const x = first(r, call);
    const axis = intArg(r, call, 1, 'dim');
    const index = tensorArg(r, call, 2, 'index');
    const source = tensorArg(r, call, 3, 'source', 'tensor', 'value');
    const shape = x === undefined ? undefined : shapeOfTensor(r, x);
    const count = index === undefined ? undefined : shapeOfTensor(r, index)?.[0];
    if (!x || axis === undefined || !index || !source || !shape || count === undefined)
      return undefined;
    const at = axis < 0 ? axis + shape.length : axis;
    const s = compose(r, call);
    const wide: Dim[] = shape.map((d, i) => (i === at ? count : d));
    const narrow: Dim[] = shape.map((_, i) => (i === at ? -1 : 1));
    const places = s.op(
      { kind: 'expand', shape: wide },
      s.op({ kind: 'reshape', shape: narrow }, index),
    );
    const values = fill ? s.op({ kind: 'expand', shape: wide }, source) : source;
    return s.library('scatter', { axis: at, reduce }, x, places, values);
  };

const maskedSelect: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const mask = tensorArg(r, call, 1, 'mask');
  const shape = x === undefined ? undefined : shapeOfTensor(r, x);
  if (x === undefined || mask === undefined || shape === undefined) return undefined;
  const s = compose(r, call);
  const wide =
    shapeOfTensor(r, mask)?.length === shape.length ? mask : s.op({ kind: 'expand', shape }, mask);
  return s.last({ kind: 'index', items: [{ kind: 'tensor', input: 1 }] }, x, wide);
};

/** Of the flattened tensor. */
const take: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const index = tensorArg(r, call, 1, 'index', 'indices');
  const axis = arg(call, 2, 'axis');
  if (x === undefined || index === undefined) return undefined;
  const s = compose(r, call);
  const rank = shapeOfTensor(r, x)?.length;
  const at = axis === undefined ? undefined : asInt(r, axis);
  if (axis !== undefined && (at === undefined || rank === undefined)) return undefined;
  const item: IndexItem = { kind: 'tensor', input: 1 };
  if (at !== undefined && rank !== undefined)
    return s.last({ kind: 'index', items: onAxis(at, item, rank) }, x, index);
  return s.last({ kind: 'index', items: [item] }, s.op({ kind: 'reshape', shape: [-1] }, x), index);
};

const alongDim: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const index = tensorArg(r, call, 1, 'indices');
  const axis = intArg(r, call, 2, 'dim', 'axis');
  return x === undefined || index === undefined || axis === undefined
    ? undefined
    : compose(r, call).last({ kind: 'gather', axis }, x, index);
};

const nonzero: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const apart = arg(call, -1, 'as_tuple');
  if (x === undefined) return undefined;
  if (x.library === 'numpy' || (apart?.type === 'bool' && apart.value)) return places(r, x, call);
  return compose(r, call).library('nonzero', {}, x);
};

/** Places of what is not zero, one tensor for each axis. */
export function places(r: Reader, x: TensorObject, call: Call): PyObject | undefined {
  const rank = shapeOfTensor(r, x)?.length;
  if (rank === undefined || rank === 0) return undefined;
  const s = compose(r, call);
  const all = s.op({ kind: 'library', name: 'nonzero', settings: {} }, x);
  return tuple(
    Array.from({ length: rank }, (_, index) =>
      s.op({ kind: 'index', items: [whole, { kind: 'at', index }] }, all),
    ),
  );
}

const select: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const [axis, index] = [intArg(r, call, 1, 'dim'), intArg(r, call, 2, 'index')];
  const rank = x === undefined ? undefined : shapeOfTensor(r, x)?.length;
  if (x === undefined || axis === undefined || index === undefined || rank === undefined)
    return undefined;
  return operateView(
    r,
    { kind: 'index', items: onAxis(axis, { kind: 'at', index }, rank) },
    x,
    call,
  );
};

const narrow: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const [axis, start, length] = [
    intArg(r, call, 1, 'dim'),
    intArg(r, call, 2, 'start'),
    intArg(r, call, 3, 'length'),
  ];
  const rank = x === undefined ? undefined : shapeOfTensor(r, x)?.length;
  if (
    x === undefined ||
    axis === undefined ||
    start === undefined ||
    length === undefined ||
    rank === undefined
  )
    return undefined;
  const item: IndexItem = { kind: 'slice', start, stop: start + length };
  return operateView(r, { kind: 'index', items: onAxis(axis, item, rank) }, x, call);
};

const indexSelect: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const axis = intArg(r, call, 1, 'dim');
  const index = tensorArg(r, call, 2, 'index');
  const rank = x === undefined ? undefined : shapeOfTensor(r, x)?.length;
  if (x === undefined || axis === undefined || index === undefined) return undefined;
  if (axis < 0 && rank === undefined) return undefined;
  return compose(r, call).last(
    { kind: 'index', items: onAxis(axis, { kind: 'tensor', input: 1 }, rank ?? 0) },
    x,
    index,
  );
};

/** Whether each element is among those of a list. */
const isIn: LibraryFunction = (r, call) => {
  const [x, among] = [
    tensorArg(r, call, 0, 'elements', 'element'),
    tensorArg(r, call, 1, 'test_elements'),
  ];
  if (x === undefined || among === undefined) return undefined;
  const s = compose(r, call);
  const column = s.op({ kind: 'index', items: [{ kind: 'ellipsis' }, { kind: 'newAxis' }] }, x);
  const equal = s.op(
    { kind: 'compare', relation: 'eq' },
    column,
    s.op({ kind: 'reshape', shape: [-1] }, among),
  );
  return s.last({ kind: 'max', axes: [-1] }, equal);
};

/** How many of a sorted row stand before each value. */
const search =
  (sortedFirst: boolean): LibraryFunction =>
  (r, call) => {
    const a = tensorArg(r, call, 0, 'sorted_sequence', 'input', 'a');
    const b = tensorArg(r, call, 1, 'values', 'boundaries', 'v');
    const [sorted, values] = sortedFirst ? [a, b] : [b, a];
    const right = flagArg(r, call, -1, ['right'], false);
    const side = arg(call, -1, 'side');
    if (sorted === undefined || values === undefined || right === undefined) return undefined;
    if (shapeOfTensor(r, sorted)?.length !== 1) return undefined;
    const after = right || (side?.type === 'string' && side.value === 'right');
    const s = compose(r, call);
    const column = s.op(
      { kind: 'index', items: [{ kind: 'ellipsis' }, { kind: 'newAxis' }] },
      values,
    );
    return s.last(
      { kind: 'sum', axes: [-1] },
      s.op({ kind: 'compare', relation: after ? 'le' : 'lt' }, sorted, column),
    );
  };

const fillDiagonal: LibraryFunction = (r, call) => {
  const x = arg(call, 0);
  const value = numberArg(r, call, 1, 'fill_value', 'value', 'val');
  if (x?.type !== 'tensor' || value === undefined) return undefined;
  const shape = shapeOfTensor(r, x);
  const [rows, columns] = shape ?? [];
  if (shape?.length !== 2 || rows === undefined || columns === undefined) return undefined;
  const s = compose(r, call);
  const mask = s.cast(s.op({ kind: 'eye', rows, columns }), 'bool');
  updateTensor(r, x, s.op({ kind: 'maskedFill', value }, x, mask).id);
  return x;
};

/** `masked_scatter(x, mask, source)`: the next numbers of source where the mask holds. */
const maskedScatter: LibraryFunction = (r, call) => {
  const [x, mask, source] = [
    first(r, call),
    tensorArg(r, call, 1, 'mask'),
    tensorArg(r, call, 2, 'source'),
  ];
  const shape = x === undefined ? undefined : shapeOfTensor(r, x);
  if (x === undefined || mask === undefined || source === undefined || shape === undefined)
    return undefined;
  const s = compose(r, call);
  const wide = s.op({ kind: 'reshape', shape: [-1] }, s.op({ kind: 'expand', shape }, mask));
  const order = s.op({ kind: 'cumsum', axis: 0 }, s.cast(wide, 'int64'));
  const place = s.op({ kind: 'clamp', min: 0 }, s.op({ kind: 'sub' }, order, s.number(1)));
  const values = s.op(
    { kind: 'index', items: [{ kind: 'tensor', input: 1 }] },
    s.op({ kind: 'reshape', shape: [-1] }, source),
    place,
  );
  return s.last({ kind: 'where' }, mask, s.op({ kind: 'reshape', shape }, values), x);
};

/** Functions that pick, put and reorder elements; also methods of tensors. */
export const picking: Table = {
  ...reordering,
  scatter: scatter('set'),
  scatter_add: scatter('add'),
  scatter_reduce: (r, call) => {
    const how = arg(call, 4, 'reduce');
    return how?.type === 'string' && (how.value === 'sum' || how.value === 'prod')
      ? scatter(how.value === 'sum' ? 'add' : 'multiply')(r, { ...call, keywords: new Map() })
      : undefined;
  },
  index_add: slices('add', false),
  index_copy: slices('set', false),
  index_fill: slices('set', true),
  masked_select: maskedSelect,
  masked_scatter: maskedScatter,
  take,
  take_along_dim: alongDim,
  take_along_axis: alongDim,
  nonzero,
  argwhere: (r, call) => {
    const x = first(r, call);
    return x === undefined ? undefined : compose(r, call).library('nonzero', {}, x);
  },
  flatnonzero: (r, call) => {
    const x = first(r, call);
    if (x === undefined) return undefined;
    const s = compose(r, call);
    const found = s.op(
      { kind: 'library', name: 'nonzero', settings: {} },
      s.op({ kind: 'reshape', shape: [-1] }, x),
    );
    return s.last({ kind: 'reshape', shape: [-1] }, found);
  },
  select,
  narrow,
  index_select: indexSelect,
  isin: isIn,
  searchsorted: search(true),
  bucketize: search(false),
  fill_diagonal_: fillDiagonal,
  fill_diagonal: fillDiagonal,
};
