import type { Dim } from '../../program/dim.js';
import { dimSymbols } from '../../program/dims.js';
import type { DType } from '../../program/operation.js';
import { knownNumber, knownNumbers } from './knownNumbers.js';
import {
  countOf,
  isSequence,
  type PyObject,
  type TensorObject,
  type UnknownObject,
} from './objects.js';
import { emitValue, newTensor, shapeOfTensor, type Place, type Reader } from './reader.js';
import { tensorOfUnknown, dimOfUnknown } from './unknown.js';
import { seenAgain } from './views.js';

/** A tensor for an operation: a plain number becomes a weak scalar. Undefined where it is none. */
export function asTensor(r: Reader, o: PyObject, place: Place): TensorObject | undefined {
  switch (o.type) {
    case 'tensor':
      return fresh(r, o, place);
    case 'number':
    case 'bool':
      return scalar(r, o, place);
    case 'dim': {
      const resolved = r.builder.context.resolve(o.dim);
      if (typeof resolved === 'number') {
        return scalar(r, { type: 'number', value: resolved, float: o.float }, place);
      }
      const dtype: DType = o.float ? 'float64' : 'int64';
      const id = emitValue(r, { kind: 'dimension', dim: resolved }, [], place, {
        dtype,
        weak: true,
        ...(place.name === undefined ? {} : { name: place.name }),
      });
      return newTensor(id, 'python');
    }
    case 'unknown':
      return tensorOfUnknown(r, o, place);
    case 'list':
    case 'tuple':
      return literalTensor(r, o, place, 'numpy');
    default:
      return undefined;
  }
}

function scalar(
  r: Reader,
  o: Extract<PyObject, { type: 'number' | 'bool' }>,
  place: Place,
): TensorObject {
  const dtype: DType = o.type === 'bool' ? 'bool' : o.float ? 'float64' : 'int64';
  const data = [Number(o.value)];
  const id = emitValue(r, { kind: 'tensor', shape: [], data }, [], place, {
    dtype,
    weak: true,
    ...(place.name === undefined ? {} : { name: place.name }),
  });
  return newTensor(id, 'python');
}

/** A tensor whose memory was changed through another name is no longer known. */
export function fresh(r: Reader, t: TensorObject, place: Place): TensorObject {
  if (t.stale === undefined) return t.dirty === true ? seenAgain(r, t, place) : t;
  const shape = shapeOfTensor(r, t);
  t.id = emitValue(r, { kind: 'call', callee: t.stale }, [], place, {
    dtype: r.builder.value(t.id).dtype,
    ...(shape === undefined ? {} : { shape }),
  });
  delete t.stale;
  return t;
}

/** Numbers of a nested list, row-major; undefined where it is ragged or holds something else. */
export interface Nested {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly dtype: 'bool' | 'int64' | 'float64';
}

/** Most numbers that one literal may hold. */
const maxLiteral = 200_000;

export function nestedNumbers(o: PyObject): Nested | undefined {
  const data: number[] = [];
  let dtype: Nested['dtype'] = 'bool';
  const shape: number[] = [];
  function visit(item: PyObject, depth: number): boolean {
    if (data.length > maxLiteral || depth > 16) return false;
    if (isSequence(item) && item.type !== 'set' && item.count === undefined) {
      if (shape[depth] === undefined) {
        if (data.length > 0) return false;
        shape[depth] = item.items.length;
      } else if (shape[depth] !== item.items.length) return false;
      return item.items.every((i) => visit(i, depth + 1));
    }
    if (depth !== shape.length) return false;
    if (item.type === 'bool') data.push(Number(item.value));
    else if (item.type === 'number') {
      data.push(item.value);
      if (item.float) dtype = 'float64';
      else if (dtype === 'bool') dtype = 'int64';
    } else return false;
    return true;
  }
  if (!visit(o, 0)) return undefined;
  if (data.length === 0) dtype = 'float64';
  return shape.reduce((a, b) => a * b, 1) === data.length ? { shape, data, dtype } : undefined;
}

/** A nested list of numbers as a tensor: `torch.tensor([[1, 2]])`. */
export function literalTensor(
  r: Reader,
  o: PyObject,
  place: Place,
  library: 'torch' | 'numpy',
  wanted?: DType,
): TensorObject | undefined {
  const nested = nestedNumbers(o);
  if (nested === undefined) return undefined;
  const own: DType = nested.dtype === 'float64' && library === 'torch' ? 'float32' : nested.dtype;
  const dtype = wanted ?? own;
  const data =
    dtype === 'int64'
      ? nested.data.map(Math.trunc)
      : dtype === 'bool'
        ? nested.data.map((x) => Number(x !== 0))
        : nested.data;
  const id = emitValue(r, { kind: 'tensor', shape: nested.shape, data }, [], place, { dtype });
  return newTensor(id, library);
}

/** A size: a whole number, known or by name. */
export function asDim(r: Reader, o: PyObject | undefined): Dim | undefined {
  switch (o?.type) {
    case 'number':
      return Number.isInteger(o.value) ? o.value : undefined;
    case 'bool':
      return Number(o.value);
    case 'dim':
      return r.builder.context.resolve(o.dim);
    case 'unknown':
      return dimOfUnknown(r, o);
    case 'tensor': {
      const known = knownScalar(r, o);
      return known !== undefined && Number.isInteger(known) ? known : undefined;
    }
    default:
      return undefined;
  }
}

/** A tensor without axes whose number follows from the text. */
const knownScalar = (r: Reader, t: TensorObject): number | undefined =>
  t.stale === undefined && t.dirty !== true ? knownNumber(r, t.id) : undefined;

export function asNumber(r: Reader, o: PyObject | undefined): number | undefined {
  switch (o?.type) {
    case 'number':
      return o.value;
    case 'bool':
      return Number(o.value);
    case 'dim': {
      const resolved = r.builder.context.resolve(o.dim);
      return typeof resolved === 'number' ? resolved : undefined;
    }
    case 'unknown':
      return o.fallback === undefined ? undefined : asNumber(r, o.fallback);
    case 'tensor':
      return knownScalar(r, o);
    default:
      return undefined;
  }
}

export function asInt(r: Reader, o: PyObject | undefined): number | undefined {
  const value = asNumber(r, o);
  return value !== undefined && Number.isInteger(value) ? value : undefined;
}

/** A shape from a tuple, or from the arguments of a call that takes sizes one by one. */
export function asShape(
  r: Reader,
  o: PyObject | readonly PyObject[] | undefined,
): Dim[] | undefined {
  if (o === undefined) return undefined;
  const items = Array.isArray(o)
    ? (o as readonly PyObject[])
    : isSequence(o as PyObject)
      ? (o as { items: PyObject[] }).items
      : [o as PyObject];
  const first = items[0];
  if (items.length === 1 && first !== undefined && isSequence(first)) return asShape(r, first);
  if (!Array.isArray(o) && countOf(o as PyObject) !== undefined) return undefined;
  // One unknown thing may be a whole shape.
  if (
    items.length === 1 &&
    first?.type === 'unknown' &&
    (first.source === 'unread' || isWholeShape(first))
  ) {
    return undefined;
  }
  const dims = items.map((i) => asDim(r, i));
  return dims.every((d): d is Dim => d !== undefined) ? dims : undefined;
}

/** `x_shape`, `size`: but `hidden_size`, and the `size` of a layer that is made, is one number. */
const isWholeShape = ({ text, source }: UnknownObject): boolean =>
  /shapes?$/i.test(text) || (source !== 'setting' && /^(?:\w*\.)*(?:new_)?sizes?$/i.test(text));

/** Axes from an integer or a tuple of integers; undefined where they are not known. */
export function asAxes(r: Reader, o: PyObject): number[] | undefined {
  const items = isSequence(o) ? o.items : [o];
  const axes = items.map((i) => asInt(r, i));
  return axes.every((a): a is number => a !== undefined) ? axes : undefined;
}

/** Whether a condition holds; undefined where only running the code would tell. */
export function truth(r: Reader, o: PyObject): boolean | undefined {
  switch (o.type) {
    case 'bool':
      return o.value;
    case 'number':
      return o.value !== 0;
    case 'string':
      return o.value !== '';
    case 'none':
      return false;
    case 'list':
    case 'tuple':
    case 'set':
      return o.items.length > 0;
    case 'dict':
      return o.entries.size > 0;
    case 'dim': {
      const resolved = r.builder.context.resolve(o.dim);
      if (typeof resolved === 'number') return resolved !== 0;
      return dimSymbols(resolved).length === 1 && typeof resolved === 'string' ? true : undefined;
    }
    case 'unknown':
      return o.fallback === undefined ? undefined : truth(r, o.fallback);
    case 'function':
    case 'class':
    case 'instance':
    case 'layer':
    case 'bound':
    case 'library':
    case 'generator':
      return true;
    case 'tensor': {
      const known = o.stale === undefined && o.dirty !== true ? knownNumbers(r, o.id) : undefined;
      return known?.data.length === 1 ? known.data[0] !== 0 : undefined;
    }
    case 'complex':
    case 'shape':
    case 'slice':
    case 'ellipsis':
      return undefined;
    default:
      return o satisfies never;
  }
}

/** What a library calls its element types; undefined for those that are not held (float16). */
const dtypes: Readonly<Record<string, DType>> = {
  float: 'float32',
  float32: 'float32',
  single: 'float32',
  float64: 'float64',
  double: 'float64',
  int: 'int64',
  int64: 'int64',
  int32: 'int64',
  int16: 'int64',
  int8: 'int64',
  uint8: 'int64',
  long: 'int64',
  short: 'int64',
  bool: 'bool',
  bool_: 'bool',
  FloatTensor: 'float32',
  DoubleTensor: 'float64',
  LongTensor: 'int64',
  IntTensor: 'int64',
  BoolTensor: 'bool',
};

export const unreadable = 'unreadable';

/**
 * The element type that `dtype=` or `.to(…)` names: undefined where none is named, `unreadable`
 * where it is one that is not held.
 */
export function asDType(
  o: PyObject | undefined,
  library: 'torch' | 'numpy',
): DType | typeof unreadable | undefined {
  if (o === undefined || o.type === 'none') return undefined;
  const name =
    o.type === 'library' ? o.path.split('.').pop() : o.type === 'string' ? o.value : undefined;
  const builtin = o.type === 'library' && o.path.startsWith('builtins.');
  if (name === 'float' && (library === 'numpy' || builtin)) {
    return library === 'numpy' ? 'float64' : 'float32';
  }
  return dtypes[(name ?? '').replace(/^torch\./, '')] ?? unreadable;
}
