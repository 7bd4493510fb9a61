import type { Dim } from '../../program/dim.js';
import { equalDims } from '../../program/dims.js';
import type { IndexItem } from '../../program/operation.js';
import type { ValueId } from '../../program/value.js';
import { asDim, asInt, asTensor, literalTensor } from './convert.js';
import { callDunder } from './dunder.js';
import { dimOfTensor } from './learn.js';
import { keyOf, putKey } from './keys.js';
import {
  none,
  size,
  str,
  tuple,
  type PyObject,
  type SliceObject,
  type TensorObject,
} from './objects.js';
import {
  emitValue,
  newTensor,
  operate,
  shapeOfTensor,
  viewTensor,
  type Place,
  type Reader,
} from './reader.js';
import { unknown } from './unknown.js';

/** `object[index]`. */
export function subscript(r: Reader, object: PyObject, index: PyObject, place: Place): PyObject {
  switch (object.type) {
    case 'tensor': {
      const tensor = asTensor(r, object, place);
      const result = tensor === undefined ? undefined : indexTensor(r, tensor, index, place);
      return result ?? unreadIndex(r, object, place);
    }
    case 'complex': {
      const [real, imag] = [object.real, object.imag].map((t) => subscript(r, t, index, place));
      return real?.type === 'tensor' && imag?.type === 'tensor'
        ? { type: 'complex', real, imag }
        : unknown(r, place.tex ?? 'index', 'unread', place.span);
    }
    case 'list':
    case 'tuple':
      return indexSequence(r, object, index, place);
    case 'string': {
      const picked =
        index.type === 'slice' ? sliceIndices(r, index, [...object.value].length) : undefined;
      if (picked !== undefined) {
        const all = [...object.value];
        return str(picked.map((i) => all[i] ?? '').join(''));
      }
      const at = asInt(r, index);
      const c = at === undefined ? undefined : [...object.value].at(at);
      return c === undefined ? unknown(r, place.tex ?? 'text', 'unread', place.span) : str(c);
    }
    case 'dict': {
      const key = keyOf(index);
      const found = key === undefined ? undefined : object.entries.get(key);
      if (found !== undefined) return found;
      const made = key === undefined ? undefined : defaultOf(r, object, index, place);
      return made ?? unknown(r, String(key ?? 'key'), 'unread', place.span);
    }
    case 'shape': {
      if (index.type === 'slice') return sliceShape(r, object.tensor, index, place);
      const at = asInt(r, index);
      const dim = at === undefined ? undefined : dimOfTensor(r, object.tensor, at);
      return dim === undefined ? unknown(r, 'shape', 'unread', place.span) : size(dim);
    }
    case 'unknown': {
      if (object.tensor !== undefined || looksLikeTensorIndex(index)) {
        const tensor = asTensor(r, object, { span: object.span });
        const result = tensor === undefined ? undefined : indexTensor(r, tensor, index, place);
        if (result !== undefined) return result;
      }
      const key =
        index.type === 'string'
          ? `'${index.value}'`
          : index.type === 'number'
            ? String(index.value)
            : undefined;
      if (key === undefined) return unknown(r, `${object.text}[…]`, object.source, place.span);
      const child =
        object.attributes.get(`[${key}]`) ??
        unknown(
          r,
          `${object.text}[${key}]`,
          object.source,
          object.source === 'argument' ? object.span : place.span,
        );
      object.attributes.set(`[${key}]`, child);
      return child;
    }
    case 'layer': {
      const items = [...object.attributes].filter(([key]) => key !== 'training');
      if (object.name === 'Sequential' && index.type === 'slice') {
        const picked = sliceIndices(r, index, items.length);
        const kept = picked?.map((i) => items[i] ?? (['', none] as const));
        if (kept !== undefined) return { ...object, attributes: new Map(kept) };
      }
      const at = asInt(r, index);
      const found = at === undefined ? undefined : items.at(at)?.[1];
      return found ?? unknown(r, object.name, 'unread', place.span);
    }
    case 'instance':
      return (
        callDunder(r, object, '__getitem__', [index], place) ??
        unknown(r, place.tex ?? 'index', 'unread', place.span)
      );
    default:
      return unknown(r, place.tex ?? 'index', 'unread', place.span);
  }
}

/** The value that a `defaultdict` makes for a key that is not there. */
function defaultOf(
  r: Reader,
  dict: Extract<PyObject, { type: 'dict' }>,
  key: PyObject,
  place: Place,
): PyObject | undefined {
  if (dict.factory === undefined) return undefined;
  const { span, tex } = place;
  const call = { callee: 'default', args: [], keywords: new Map(), span, tex, partial: false };
  const made = r.callObject(r, dict.factory, call);
  return putKey(r, dict, key, made) ? made : undefined;
}

const looksLikeTensorIndex = (index: PyObject): boolean =>
  index.type === 'tuple' ||
  index.type === 'slice' ||
  index.type === 'none' ||
  index.type === 'ellipsis' ||
  index.type === 'tensor';

function unreadIndex(r: Reader, object: TensorObject, place: Place): PyObject {
  return unknown(r, place.tex ?? 'index', 'unread', place.span, { inputs: [object.id] });
}

function indexSequence(
  r: Reader,
  object: Extract<PyObject, { type: 'list' | 'tuple' | 'set' }>,
  index: PyObject,
  place: Place,
): PyObject {
  if (index.type === 'slice') {
    const picked = sliceIndices(r, index, object.items.length);
    if (picked !== undefined) {
      const items = picked.flatMap((i) => object.items[i] ?? []);
      return { type: object.type, items };
    }
  }
  const at = asInt(r, index);
  const found =
    object.count !== undefined
      ? object.items[0]
      : at === undefined
        ? undefined
        : object.items.at(at);
  return found ?? unknown(r, place.tex ?? 'item', 'unread', place.span);
}

/** `x.shape[-2:]` and `x.shape[:2]` name their axes even where the rank is unknown. */
function sliceShape(r: Reader, tensor: TensorObject, s: SliceObject, place: Place): PyObject {
  const start = s.start.type === 'none' ? undefined : asInt(r, s.start);
  const stop = s.stop.type === 'none' ? undefined : asInt(r, s.stop);
  const axes =
    start !== undefined && start < 0 && (s.stop.type === 'none' || (stop ?? 0) < 0)
      ? Array.from({ length: (stop ?? 0) - start }, (_, i) => start + i)
      : stop !== undefined && stop > 0 && (start ?? 0) >= 0
        ? Array.from({ length: stop - (start ?? 0) }, (_, i) => (start ?? 0) + i)
        : undefined;
  if (axes === undefined || s.step.type !== 'none')
    return unknown(r, 'shape', 'unread', place.span);
  return tuple(axes.map((a) => size(dimOfTensor(r, tensor, a) ?? r.builder.context.fresh())));
}

export function sliceIndices(r: Reader, s: SliceObject, length: number): number[] | undefined {
  const number = (o: PyObject): number | null | undefined =>
    o.type === 'none' ? null : asInt(r, o);
  const [start, stop, step] = [number(s.start), number(s.stop), number(s.step)];
  if (start === undefined || stop === undefined || step === undefined || step === 0)
    return undefined;
  const by = step ?? 1;
  const clamp = (x: number, low: number, high: number): number =>
    Math.min(Math.max(x < 0 ? x + length : x, low), high);
  const from = by > 0 ? clamp(start ?? 0, 0, length) : clamp(start ?? length - 1, -1, length - 1);
  const to =
    by > 0 ? clamp(stop ?? length, 0, length) : stop === null ? -1 : clamp(stop, -1, length - 1);
  const picked: number[] = [];
  for (let i = from; by > 0 ? i < to : i > to; i += by) picked.push(i);
  return picked;
}

/** Subscripts that the operation can hold, and slices with symbolic bounds, which it can't. */
interface ReadIndex {
  readonly items: readonly IndexItem[];
  readonly tensors: readonly TensorObject[];
  /** Place among `items` → a symbolic slice or position. */
  readonly symbolic: ReadonlyMap<number, { start: Dim; stop: Dim; step: number } | { at: Dim }>;
}

export function readIndex(
  r: Reader,
  tensor: TensorObject,
  index: PyObject,
  place: Place,
  firstInput: number,
): ReadIndex | undefined {
  const parts = index.type === 'tuple' ? index.items : [index];
  const items: IndexItem[] = [];
  const tensors: TensorObject[] = [];
  const symbolic = new Map<number, { start: Dim; stop: Dim; step: number } | { at: Dim }>();
  const taken = parts.filter((p) => p.type !== 'none' && p.type !== 'ellipsis').length;
  let axis = 0;
  for (const part of parts) {
    switch (part.type) {
      case 'none':
        items.push({ kind: 'newAxis' });
        continue;
      case 'ellipsis':
        items.push({ kind: 'ellipsis' });
        axis = -(taken - axis);
        continue;
      case 'slice': {
        const slice = readSlice(r, tensor, part, axis);
        if (slice === undefined) return undefined;
        if ('stop' in slice && !('kind' in slice)) {
          symbolic.set(items.length, slice);
          items.push({ kind: 'slice' });
        } else items.push(slice);
        break;
      }
      case 'number':
      case 'dim': {
        const at = asDim(r, part);
        if (typeof at === 'number') items.push({ kind: 'at', index: at });
        else if (at !== undefined) {
          symbolic.set(items.length, { at });
          items.push({ kind: 'slice' });
        } else return undefined;
        break;
      }
      case 'tensor':
      case 'list':
      case 'unknown':
      case 'tuple': {
        const at =
          part.type === 'list' || part.type === 'tuple'
            ? literalTensor(r, part, place, 'torch')
            : asTensor(r, part, place);
        if (at === undefined) return undefined;
        items.push({ kind: 'tensor', input: firstInput + tensors.length });
        tensors.push(at);
        const boolean = r.builder.value(at.id).dtype === 'bool';
        axis += boolean ? Math.max(1, shapeOfTensor(r, at)?.length ?? 1) - 1 : 0;
        break;
      }
      default:
        return undefined;
    }
    axis += 1;
  }
  return { items, tensors, symbolic };
}

type SliceItem = Extract<IndexItem, { kind: 'slice' }>;

function readSlice(
  r: Reader,
  tensor: TensorObject,
  s: SliceObject,
  axis: number,
): SliceItem | { start: Dim; stop: Dim; step: number } | undefined {
  const bound = (o: PyObject): Dim | null | undefined => (o.type === 'none' ? null : asDim(r, o));
  const start = bound(s.start);
  const stop = bound(s.stop);
  const step = bound(s.step);
  if (start === undefined || stop === undefined || step === undefined) return undefined;
  if (step !== null && typeof step !== 'number') return undefined;
  const shape = shapeOfTensor(r, tensor);
  const length = shape?.[axis < 0 ? axis + shape.length : axis];
  const end = stop !== null && length !== undefined && equalDims(stop, length) ? null : stop;
  const plain = (d: Dim | null): d is number | null => d === null || typeof d === 'number';
  if (plain(start) && plain(end)) {
    return {
      kind: 'slice',
      ...(start === null ? {} : { start }),
      ...(end === null ? {} : { stop: end }),
      ...(step === null ? {} : { step }),
    };
  }
  const from = start ?? 0;
  const to = end ?? length;
  const backwards = (d: Dim): boolean => typeof d === 'number' && d < 0;
  if (to === undefined || backwards(from) || backwards(to)) return undefined;
  return { start: from, stop: to, step: step ?? 1 };
}

function indexTensor(
  r: Reader,
  tensor: TensorObject,
  index: PyObject,
  place: Place,
): TensorObject | undefined {
  const read = readIndex(r, tensor, index, place, 1);
  if (read === undefined) return undefined;
  const { items, tensors } = read;
  const base = pickSymbolic(r, tensor, read, place);
  if (base === undefined) return undefined;
  const rest = items.every((i, at) => isWhole(i) || read.symbolic.has(at));
  if (rest && base !== tensor) {
    return base;
  }
  const inputs: ValueId[] = [base.id, ...tensors.map((t) => t.id)];
  const id = emitValue(r, { kind: 'index', items }, inputs, place);
  if (tensors.length > 0) return newTensor(id, tensor.library);
  return viewTensor(tensor, id, rest, tensor.library, { kind: 'index', items });
}

const isWhole = (i: IndexItem): boolean =>
  i.kind === 'slice' && i.start === undefined && i.stop === undefined && i.step === undefined;

/** Symbolic slices as indexing with `arange(start, stop)`, one axis after the other. */
function pickSymbolic(
  r: Reader,
  tensor: TensorObject,
  read: ReadIndex,
  place: Place,
): TensorObject | undefined {
  let base = tensor;
  const last = Math.max(...read.symbolic.keys());
  const plain = read.items.every((i, at) => isWhole(i) || read.symbolic.has(at));
  const dots = read.items.findIndex((i) => i.kind === 'ellipsis');
  for (const [at, want] of read.symbolic) {
    // Only subscripts that take an axis move the place; a position is one axis less for the others.
    if ('at' in want) return undefined;
    const before = read.items
      .slice(0, at)
      .filter((i) => i.kind !== 'newAxis' && i.kind !== 'ellipsis');
    const after = read.items.slice(at + 1).filter((i) => i.kind !== 'newAxis');
    const picked = operate(
      r,
      { kind: 'arange', start: want.start, stop: want.stop, step: want.step },
      [],
      { span: place.span },
      { dtype: 'int64' },
    );
    const items: IndexItem[] = [
      ...(dots >= 0 && dots < at
        ? [{ kind: 'ellipsis' } as const]
        : before.map((): IndexItem => ({ kind: 'slice' }))),
      { kind: 'tensor', input: 1 },
      ...(dots >= 0 && dots < at ? after.map((): IndexItem => ({ kind: 'slice' })) : []),
    ];
    base = newTensor(
      emitValue(
        r,
        { kind: 'index', items },
        [base.id, picked.id],
        plain && at === last ? place : { span: place.span },
      ),
      tensor.library,
    );
  }
  return base;
}

/** `object[start:stop:step]` as an object. */
export const slice = (start?: PyObject, stop?: PyObject, step?: PyObject): SliceObject => ({
  type: 'slice',
  start: start ?? none,
  stop: stop ?? none,
  step: step ?? none,
});
