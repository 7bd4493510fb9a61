import type { IndexItem } from '../../program/operation.js';
import type { Result } from '../../program/problem.js';
import { badValue, mismatch } from '../errors.js';
import { forEachStretch } from '../strided.js';
import { broadcastShapes, broadcastStrides, inStretches, shapeText, stridesOf } from '../tensor.js';
import type { EvaluationError, Tensor, TensorData } from '../trace.js';
import type { KernelContext } from './kernel.js';

/** What a subscript picks: the shape of the result and, row-major, each element's place in `x`. */
interface Picked {
  readonly shape: readonly number[];
  readonly places: TensorData;
}

type Step<T> = Result<T, EvaluationError>;
type SliceItem = Extract<IndexItem, { kind: 'slice' }>;

/** Python's slice.indices: start, step and number of elements. */
function sliceOf(item: SliceItem, size: number): { start: number; step: number; count: number } {
  const step = item.step ?? 1;
  const backward = step < 0;
  const low = backward ? -1 : 0;
  const high = backward ? size - 1 : size;
  const bound = (n: number): number => Math.min(Math.max(n < 0 ? n + size : n, low), high);
  const start = item.start === undefined ? (backward ? high : low) : bound(item.start);
  const stop = item.stop === undefined ? (backward ? low : high) : bound(item.stop);
  return { start, step, count: Math.max(0, Math.ceil((stop - start) / step)) };
}

/** A tensor subscript as it applies to one axis. */
interface Advanced {
  readonly axis: number;
  readonly size: number;
  readonly index: Tensor;
}

/** A boolean mask picks where it is true: one list of positions for each of its axes. */
function maskPositions(mask: Tensor, context: KernelContext): Step<Tensor[]> {
  const { data } = mask;
  let count = 0;
  inStretches(data.length, context.spend, (start, end) => {
    for (let i = start; i < end; i++) if (data[i] !== 0) count++;
  });
  const positions: Tensor[] = [];
  for (const [axis, stride] of stridesOf(mask.shape).entries()) {
    const size = mask.shape[axis] ?? 1;
    const places = context.scratch([count], 'int64');
    if (!places.ok) return places;
    let at = 0;
    inStretches(data.length, context.spend, (start, end) => {
      for (let i = start; i < end; i++)
        if (data[i] !== 0) places.value[at++] = Math.floor(i / stride) % size;
    });
    positions.push({ shape: [count], dtype: 'int64', data: places.value });
  }
  return { ok: true, value: positions };
}

/** Axes of `x` that stay, in order of the result; `join` is where the tensor subscripts' axes go. */
interface Plan {
  readonly sizes: number[];
  readonly strides: number[];
  offset: number;
  readonly advanced: Advanced[];
  join: number;
}

function planOf(
  x: Tensor,
  items: readonly IndexItem[],
  subscripts: readonly (Tensor | undefined)[],
  context: KernelContext,
): Step<Plan> {
  const strides = stridesOf(x.shape);
  const plan: Plan = { sizes: [], strides: [], offset: 0, advanced: [], join: 0 };
  const axesOf = (item: IndexItem): number => {
    if (item.kind === 'newAxis' || item.kind === 'ellipsis') return 0;
    const mask = item.kind === 'tensor' ? subscripts[item.input] : undefined;
    return mask?.dtype === 'bool' ? mask.shape.length : 1;
  };
  const used = items.reduce((sum, item) => sum + axesOf(item), 0);
  if (used > x.shape.length || items.filter((i) => i.kind === 'ellipsis').length > 1) {
    return mismatch('index', `${shapeText(x.shape)} has fewer axes than the ${used} subscripts.`, {
      shape0: shapeText(x.shape),
      count: used,
    });
  }
  let axis = 0;
  const keep = (size: number, stride: number): void => {
    plan.sizes.push(size);
    plan.strides.push(stride);
  };
  const keepNext = (count: number): void => {
    for (; count > 0; count--, axis++) keep(x.shape[axis] ?? 1, strides[axis] ?? 0);
  };
  const advance = (index: Tensor): void => {
    if (plan.advanced.length === 0) plan.join = plan.sizes.length;
    // Tensor subscripts with something between them put their axes first, as in NumPy.
    else if (plan.sizes.length !== plan.join) plan.join = 0;
    plan.advanced.push({ axis, size: x.shape[axis] ?? 1, index });
    axis += 1;
  };
  for (const item of items) {
    const size = x.shape[axis] ?? 1;
    const stride = strides[axis] ?? 0;
    switch (item.kind) {
      case 'newAxis':
        keep(1, 0);
        break;
      case 'ellipsis':
        keepNext(x.shape.length - used);
        break;
      case 'at': {
        const place = item.index < 0 ? item.index + size : item.index;
        if (!Number.isInteger(place) || place < 0 || place >= size) {
          return outside(item.index, axis, size);
        }
        plan.offset += place * stride;
        axis += 1;
        break;
      }
      case 'slice': {
        if (item.step === 0) return badValue('step', 'a slice’s step can’t be zero.');
        const slice = sliceOf(item, size);
        if (slice.count > 0) plan.offset += slice.start * stride;
        keep(slice.count, slice.step * stride);
        axis += 1;
        break;
      }
      case 'tensor': {
        const index = subscripts[item.input];
        if (index === undefined) return mismatch('subscript', 'a subscript is missing.');
        if (index.dtype !== 'bool') {
          advance(index);
          break;
        }
        if (index.shape.length === 0 || index.shape.some((d, i) => d !== x.shape[axis + i])) {
          return mismatch(
            'mask',
            `a mask ${shapeText(index.shape)} does not fit ${shapeText(x.shape)}.`,
            { shape0: shapeText(x.shape), shape1: shapeText(index.shape) },
          );
        }
        const positions = maskPositions(index, context);
        if (!positions.ok) return positions;
        for (const along of positions.value) advance(along);
        break;
      }
      default:
        return item satisfies never;
    }
  }
  keepNext(x.shape.length - axis);
  return { ok: true, value: plan };
}

const outside = (
  index: number,
  axis: number,
  size: number,
): { readonly ok: false; readonly error: EvaluationError } =>
  badValue('bounds', `index ${index} is outside axis ${axis} of size ${size}.`, {
    index,
    axis,
    size0: size,
  });

/**
 * Resolves NumPy-style subscripts on `x`. `subscripts[item.input]` are the tensors the items refer
 * to. A single index is applied before tensor subscripts, as in PyTorch.
 */
export function pick(
  x: Tensor,
  items: readonly IndexItem[],
  subscripts: readonly (Tensor | undefined)[],
  context: KernelContext,
): Step<Picked> {
  const planned = planOf(x, items, subscripts, context);
  if (!planned.ok) return planned;
  const plan = planned.value;
  const strides = stridesOf(x.shape);
  const joint = broadcastShapes(...plan.advanced.map((a) => a.index.shape));
  if (joint === undefined) {
    const shapes = plan.advanced.map((a) => shapeText(a.index.shape)).join(', ');
    return mismatch('broadcast', `subscripts ${shapes} can’t be broadcast together.`, {
      shape0: shapes,
    });
  }
  // Where the tensor subscripts lead, one offset for each of their joint positions.
  const made = context.scratch(joint, 'int64');
  if (!made.ok) return made;
  const offsets = made.value;
  for (const { axis, size, index } of plan.advanced) {
    const stride = strides[axis] ?? 0;
    const spread = broadcastStrides(index.shape, joint);
    let bad: number | undefined;
    forEachStretch(joint, [spread], (at, length, starts, steps) => {
      for (let i = 0, s = starts[0] as number; i < length; i++, s += steps[0] as number) {
        const n = index.data[s] as number;
        const place = n < 0 ? n + size : n;
        if (!Number.isInteger(place) || place < 0 || place >= size) bad ??= n;
        offsets[at + i] = (offsets[at + i] as number) + place * stride;
      }
      return bad === undefined && context.spend(length);
    });
    if (bad !== undefined) return outside(bad, axis, size);
  }
  const before = plan.sizes.slice(0, plan.join);
  const after = plan.sizes.slice(plan.join);
  const shape = [...before, ...(plan.advanced.length === 0 ? [] : joint), ...after];
  const places = context.scratch(shape, 'int64');
  if (!places.ok) return places;
  const target = places.value;
  const middle = plan.advanced.length === 0 ? [] : joint;
  const jointStrides = stridesOf(middle);
  const walk = [
    [...plan.strides.slice(0, plan.join), ...middle.map(() => 0), ...plan.strides.slice(plan.join)],
    [...before.map(() => 0), ...jointStrides, ...after.map(() => 0)],
  ];
  forEachStretch(
    shape,
    walk,
    (at, length, starts, steps) => {
      let [place, j] = starts as [number, number];
      const [step, jStep] = steps as [number, number];
      for (let i = 0; i < length; i++, place += step, j += jStep)
        target[at + i] = place + (offsets[j] as number);
      return context.spend(length);
    },
    [plan.offset, 0],
  );
  return { ok: true, value: { shape, places: target } };
}
