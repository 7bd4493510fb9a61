import type { OperationOf } from '../../program/operation.js';
import { badAxis, badValue, mismatch } from '../errors.js';
import { forEachStretch } from '../strided.js';
import {
  axisIn,
  axisView,
  broadcastShapes,
  broadcastStrides,
  copyRange,
  inStretches,
  shapeText,
  sizeOf,
  stridesOf,
} from '../tensor.js';
import type { Tensor } from '../trace.js';
import { converted } from './cast.js';
import type { SharedKernel } from './kernel.js';
import { pick } from './subscripts.js';

const index: SharedKernel<OperationOf<'index'>> = ({ items }, inputs, context) => {
  const x = inputs[0] as Tensor;
  const picked = pick(x, items, inputs, context);
  if (!picked.ok) return picked;
  const { shape, places } = picked.value;
  const out = context.allocate(shape, context.dtype);
  if (!out.ok) return out;
  const source = converted(x, context.dtype, context.spend);
  inStretches(places.length, context.spend, (start, end) => {
    for (let i = start; i < end; i++) out.value[i] = source[places[i] as number] as number;
  });
  return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
};

/** Where a place is picked twice, the last value stays. */
const indexPut: SharedKernel<OperationOf<'indexPut'>> = ({ items }, inputs, context) => {
  const [x, value] = inputs as readonly [Tensor, Tensor];
  const { dtype } = context;
  const picked = pick(x, items, inputs, context);
  if (!picked.ok) return picked;
  const { shape, places } = picked.value;
  // PyTorch lets the value have leading axes of size 1 that the place does not have.
  const excess = Math.max(0, value.shape.length - shape.length);
  const fits = value.shape.slice(0, excess).every((d) => d === 1);
  const own = value.shape.slice(excess);
  const joined = broadcastShapes(own, shape);
  if (!fits || joined === undefined || joined.some((d, i) => d !== shape[i])) {
    const values = { shape0: shapeText(shape), shape1: shapeText(value.shape) };
    return mismatch(
      'put',
      `a value ${values.shape1} can’t be put where the subscripts pick ${values.shape0}.`,
      values,
    );
  }
  const out = context.allocate(x.shape, dtype);
  if (!out.ok) return out;
  copyRange(out.value, 0, converted(x, dtype, context.spend), 0, x.data.length, context.spend);
  const source = converted(value, dtype, context.spend);
  forEachStretch(shape, [broadcastStrides(own, shape)], (at, length, starts, steps) => {
    for (let i = 0, s = starts[0] as number; i < length; i++, s += steps[0] as number)
      out.value[places[at + i] as number] = source[s] as number;
    return context.spend(length);
  });
  return { ok: true, value: { shape: x.shape, dtype, data: out.value } };
};

/** torch.gather: the result has the index's shape, which may be smaller than `x` off the axis. */
const gather: SharedKernel<OperationOf<'gather'>> = (operation, inputs, context) => {
  const [x, places] = inputs as readonly [Tensor, Tensor];
  const { shape } = places;
  // PyTorch takes a scalar for a vector of one element, on either side.
  const [own, picked] = [x.shape, shape].map((s) => (s.length === 0 ? [1] : s)) as [
    number[],
    number[],
  ];
  const axis = axisIn(operation.axis, own.length);
  if (axis === undefined) return badAxis(operation.axis, x.shape);
  const values = { shape0: shapeText(x.shape), shape1: shapeText(shape) };
  if (picked.length !== own.length) {
    const why = `an index with ${shape.length} axes can’t pick from ${x.shape.length} axes.`;
    return mismatch('gather', why, values);
  }
  const larger = picked.includes(0)
    ? -1
    : picked.findIndex((d, i) => i !== axis && d > (own[i] as number));
  if (larger >= 0) {
    return mismatch('gather', `the index is larger than the tensor along axis ${larger}.`, values);
  }
  const out = context.allocate(shape, context.dtype);
  if (!out.ok) return out;
  const source = converted(x, context.dtype, context.spend);
  const { length: size, inner } = axisView(own, axis);
  const strides = stridesOf(own);
  strides[axis] = 0;
  let bad: number | undefined;
  forEachStretch(picked, [strides], (at, length, starts, steps) => {
    for (let i = 0, s = starts[0] as number; i < length; i++, s += steps[0] as number) {
      const place = places.data[at + i] as number;
      if (!Number.isInteger(place) || place < 0 || place >= size) bad ??= place;
      else out.value[at + i] = source[s + place * inner] as number;
    }
    return bad === undefined && context.spend(length);
  });
  if (bad !== undefined) {
    return badValue('bounds', `index ${bad} is outside axis ${axis} of size ${size}.`, {
      index: bad,
      axis,
      size0: size,
    });
  }
  return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
};

/** Rows of the table, one for each index. */
const embedding: SharedKernel<OperationOf<'embedding'>> = (_operation, inputs, context) => {
  const [indices, table] = inputs as readonly [Tensor, Tensor];
  const [count, ...row] = table.shape;
  if (count === undefined || row.length !== 1) {
    const values = { shape0: shapeText(table.shape) };
    return mismatch('table', `a table is [rows, width], not ${values.shape0}.`, values);
  }
  const width = sizeOf(row);
  const shape = [...indices.shape, ...row];
  const out = context.allocate(shape, context.dtype);
  if (!out.ok) return out;
  const source = converted(table, context.dtype, context.spend);
  for (let i = 0; i < indices.data.length; i++) {
    const place = indices.data[i] as number;
    if (!Number.isInteger(place) || place < 0 || place >= count) {
      return badValue('bounds', `index ${place} is outside axis 0 of size ${count}.`, {
        index: place,
        axis: 0,
        size0: count,
      });
    }
    const start = place * width;
    if (!copyRange(out.value, i * width, source, start, start + width, context.spend)) break;
    if (!context.spend(1)) break;
  }
  return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
};

export const indexing = { index, indexPut, gather, embedding };
