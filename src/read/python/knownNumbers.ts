import type { DType, IndexItem, Operation } from '../../program/operation.js';
import type { ValueId } from '../../program/value.js';
import type { Reader } from './reader.js';

/** A tensor whose numbers follow from the text alone, row-major. */
export interface Known {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** Most elements of a tensor that is followed, and most steps behind it. */
const maxElements = 1_024;
const maxDepth = 128;

const all = new WeakMap<Reader['builder'], Map<ValueId, Known | undefined>>();

/**
 * The numbers of a small tensor of whole numbers or truth values, or of literals, so that conditions,
 * sizes and bounds of loops that are read from tensors can be known; undefined where only computing
 * would tell.
 */
export function knownNumbers(r: Reader, id: ValueId, depth = 0): Known | undefined {
  const found = all.get(r.builder) ?? new Map<ValueId, Known | undefined>();
  all.set(r.builder, found);
  if (found.has(id)) return found.get(id);
  if (depth > maxDepth) return undefined;
  const { operation, inputs, dtype } = r.builder.value(id);
  // A plain number beside a float32 tensor is rounded as that is.
  const values = inputs.map((i) => r.builder.value(i));
  const single = values.some((v) => v.dtype === 'float32' && v.weak !== true);
  const known = made(r, operation, dtype, (i) => {
    const input = inputs[i];
    const x = input === undefined ? undefined : knownNumbers(r, input, depth + 1);
    return x !== undefined && single && values[i]?.weak === true ? rounded(x, 'float32') : x;
  });
  const kept =
    known !== undefined && known.data.length <= maxElements ? rounded(known, dtype) : undefined;
  found.set(id, kept);
  return kept;
}

const rounded = (x: Known, dtype: DType): Known =>
  dtype === 'float32' ? { ...x, data: x.data.map(Math.fround) } : x;

type Inputs = (i: number) => Known | undefined;

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function made(r: Reader, o: Operation, dtype: DType, at: Inputs): Known | undefined {
  switch (o.kind) {
    case 'tensor':
      return { shape: o.shape, data: o.data };
    case 'dimension': {
      const dim = r.builder.context.resolve(o.dim);
      return typeof dim === 'number' ? { shape: [], data: [dim] } : undefined;
    }
    case 'zeros':
    case 'ones':
    case 'full': {
      const shape = o.shape.map((d) => r.builder.context.resolve(d));
      if (!shape.every((d): d is number => typeof d === 'number') || size(shape) > maxElements)
        return undefined;
      const value = o.kind === 'full' ? o.value : Number(o.kind === 'ones');
      return { shape, data: Array.from({ length: size(shape) }, () => value) };
    }
    case 'arange': {
      if (typeof o.start !== 'number' || typeof o.stop !== 'number') return undefined;
      const { start, step } = o;
      const length = Math.max(0, Math.ceil((o.stop - start) / step));
      if (!(length <= maxElements) || !Number.isInteger(start) || !Number.isInteger(step))
        return undefined;
      return { shape: [length], data: Array.from({ length }, (_, i) => start + i * step) };
    }
    case 'cast': {
      const x = at(0);
      const to = (v: number): number =>
        dtype === 'bool' ? Number(v !== 0) : dtype === 'int64' ? Math.trunc(v) : v;
      return x === undefined ? undefined : { ...x, data: x.data.map(to) };
    }
    case 'reshape': {
      const x = at(0);
      const shape = o.shape.map((d) => r.builder.context.resolve(d));
      if (x === undefined || !shape.every((d): d is number => typeof d === 'number'))
        return undefined;
      const rest = x.data.length / size(shape.filter((d) => d !== -1));
      const whole = shape.map((d) => (d === -1 ? rest : d));
      return size(whole) === x.data.length ? { shape: whole, data: x.data } : undefined;
    }
    case 'index':
      return picked(o.items, at);
    case 'neg':
    case 'abs': {
      const x = at(0);
      const f = o.kind === 'neg' ? (v: number) => -v : Math.abs;
      return x === undefined ? undefined : { ...x, data: x.data.map(f) };
    }
    case 'logical':
      if (o.relation === 'not') {
        const x = at(0);
        return x === undefined ? undefined : { ...x, data: x.data.map((v) => Number(v === 0)) };
      }
      return paired(logical[o.relation], at);
    case 'compare':
      return paired(relations[o.relation], at);
    case 'add':
    case 'sub':
    case 'mul':
    case 'floorDiv':
    case 'remainder':
      return exact(at) ? paired(arithmetic[o.kind], at) : undefined;
    case 'sum':
    case 'prod':
      if (!exact(at)) return undefined;
      return o.kind === 'sum'
        ? reduced(o, at, 0, (a, b) => a + b)
        : reduced(o, at, 1, (a, b) => a * b);
    case 'max':
    case 'min': {
      const f = o.kind === 'max' ? Math.max : Math.min;
      return at(1) === undefined
        ? reduced(o, at, o.kind === 'max' ? -Infinity : Infinity, f)
        : paired(f, at);
    }
    default:
      return undefined;
  }
}

type Pair = (a: number, b: number) => number;

const relations: Readonly<Record<string, Pair>> = {
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
  lt: (a, b) => Number(a < b),
  le: (a, b) => Number(a <= b),
  gt: (a, b) => Number(a > b),
  ge: (a, b) => Number(a >= b),
};
const logical: Readonly<Record<string, Pair>> = {
  and: (a, b) => Number(a !== 0 && b !== 0),
  or: (a, b) => Number(a !== 0 || b !== 0),
  xor: (a, b) => Number((a !== 0) !== (b !== 0)),
};
const arithmetic: Readonly<Record<string, Pair>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  floorDiv: (a, b) => Math.floor(a / b),
  remainder: (a, b) => a - Math.floor(a / b) * b,
};

/** Sums and products are followed where they are of whole numbers: others round in their own order. */
const exact = (at: Inputs): boolean =>
  [at(0), at(1)].every((x) => x === undefined || x.data.every(Number.isSafeInteger));

/** Equal shapes, or one number beside a tensor. */
function paired(f: Pair | undefined, at: Inputs): Known | undefined {
  const [a, b] = [at(0), at(1)];
  if (a === undefined || b === undefined || f === undefined) return undefined;
  const same = a.shape.join() === b.shape.join();
  if (!same && a.shape.length > 0 && b.shape.length > 0) return undefined;
  const large = b.shape.length === 0 ? a : b;
  const one = (x: Known, i: number): number => x.data[same || x === large ? i : 0] as number;
  return { shape: large.shape, data: large.data.map((_, i) => f(one(a, i), one(b, i))) };
}

/** Over all axes; along some it is not followed. */
function reduced(
  o: { readonly axes?: readonly number[]; readonly keepDim?: boolean },
  at: Inputs,
  start: number,
  f: Pair,
): Known | undefined {
  const x = at(0);
  if (x === undefined || x.data.some(Number.isNaN) || o.keepDim === true) return undefined;
  const whole = o.axes === undefined || (x.shape.length === 1 && o.axes.length === 1);
  if (!whole || x.data.length === 0) return undefined;
  return { shape: [], data: [x.data.reduce((a, b) => f(a, b), start)] };
}

/** Positions, slices and new axes; not other tensors. */
function picked(items: readonly IndexItem[], at: Inputs): Known | undefined {
  const x = at(0);
  if (x === undefined) return undefined;
  const taking = items.filter((i) => i.kind !== 'newAxis' && i.kind !== 'ellipsis').length;
  const open: readonly IndexItem[] = Array.from({ length: x.shape.length - taking }, () => ({
    kind: 'slice' as const,
  }));
  const dots = items.findIndex((i) => i.kind === 'ellipsis');
  const full =
    dots < 0 ? [...items, ...open] : [...items.slice(0, dots), ...open, ...items.slice(dots + 1)];
  const shape: number[] = [];
  let places = [0];
  let axis = 0;
  for (const item of full) {
    if (item.kind === 'newAxis') {
      shape.push(1);
      continue;
    }
    const length = x.shape[axis];
    if (length === undefined || item.kind === 'tensor' || item.kind === 'ellipsis')
      return undefined;
    const chosen = positions(item, length);
    if (chosen === undefined) return undefined;
    places = places.flatMap((p) => chosen.map((c) => p * length + c));
    if (item.kind === 'slice') shape.push(chosen.length);
    axis += 1;
  }
  return axis === x.shape.length
    ? { shape, data: places.map((p) => x.data[p] as number) }
    : undefined;
}

function positions(
  item: Extract<IndexItem, { kind: 'at' | 'slice' }>,
  length: number,
): number[] | undefined {
  if (item.kind === 'at') {
    const at = item.index < 0 ? item.index + length : item.index;
    return at >= 0 && at < length ? [at] : undefined;
  }
  const { start = 0, stop = length, step = 1 } = item;
  if (step < 1) return undefined;
  const bound = (v: number): number => Math.min(Math.max(v < 0 ? v + length : v, 0), length);
  const found: number[] = [];
  for (let i = bound(start); i < bound(stop); i += step) found.push(i);
  return found;
}

/** The one number of a tensor without axes, where it is known. */
export function knownNumber(r: Reader, id: ValueId): number | undefined {
  const known = knownNumbers(r, id);
  return known?.shape.length === 0 ? known.data[0] : undefined;
}
