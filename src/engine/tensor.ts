import type { DType } from '../program/operation.js';
import type { Tensor, TensorData } from './trace.js';

/** Number of elements of a shape; 1 for a scalar. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Zeros of the array type that holds `dtype` (see {@link Tensor}), on shared memory if `shared`. */
export function allocate(dtype: DType, length: number, shared = false): TensorData {
  const type: TypedArray = arrayTypes[dtype];
  return shared
    ? new type(new SharedArrayBuffer(length * type.BYTES_PER_ELEMENT))
    : new type(length);
}

const arrayTypes = {
  float32: Float32Array,
  float64: Float64Array,
  int64: Float64Array,
  bool: Uint8Array,
} as const satisfies Record<DType, unknown>;

interface TypedArray {
  readonly BYTES_PER_ELEMENT: number;
  new (of: number | SharedArrayBuffer): TensorData;
}

/** A tensor of `values`, row-major; a value is rounded to the dtype as an assignment would. */
export function tensorOf(
  shape: readonly number[],
  values: ArrayLike<number>,
  dtype: DType = 'float32',
): Tensor {
  const data = allocate(dtype, values.length);
  storeAll(data, dtype, values);
  return { shape: [...shape], dtype, data };
}

export const scalarTensor = (value: number, dtype: DType = 'float32'): Tensor =>
  tensorOf([], [value], dtype);

/** Elements of a long row between two looks at the clock. */
const STRETCH = 1 << 16;

/** Calls `visit` for stretches of a long row, one after the other; false where it was told to stop. */
export function inStretches(
  length: number,
  spend: (steps: number) => boolean,
  visit: (start: number, end: number) => void,
  stepsEach = 1,
): boolean {
  const stretch = Math.max(1, Math.floor(STRETCH / stepsEach));
  for (let start = 0; start < length; start += stretch) {
    const end = Math.min(length, start + stretch);
    visit(start, end);
    if (!spend((end - start) * stepsEach)) return false;
  }
  return true;
}

const unlimited = (): boolean => true;

/**
 * Copies numbers into `data`, converting as PyTorch's `to(dtype)`: toward zero to integers, non-zero
 * to true. `spend` false stops it.
 */
export function storeAll(
  data: TensorData,
  dtype: DType,
  values: ArrayLike<number>,
  spend: (steps: number) => boolean = unlimited,
): void {
  const part = (start: number, end: number): ArrayLike<number> =>
    ArrayBuffer.isView(values)
      ? (values as TensorData).subarray(start, end)
      : Array.prototype.slice.call(values, start, end);
  inStretches(Math.min(data.length, values.length), spend, (start, end) => {
    if (dtype === 'bool') for (let i = start; i < end; i++) data[i] = values[i] === 0 ? 0 : 1;
    else if (dtype === 'int64')
      for (let i = start; i < end; i++) data[i] = Math.trunc(values[i] as number) + 0;
    else data.set(part(start, end), start);
  });
}

/** `source` from `start` to `end` into `target` from `at` on; `spend` false stops it. */
export const copyRange = (
  target: TensorData,
  at: number,
  source: TensorData,
  start: number,
  end: number,
  spend: (steps: number) => boolean,
): boolean =>
  inStretches(end - start, spend, (from, to) =>
    target.set(source.subarray(start + from, start + to), at + from),
  );

/** One number in all of `target`; `spend` false stops it. */
export const fillAll = (
  target: TensorData,
  value: number,
  spend: (steps: number) => boolean,
): boolean =>
  inStretches(target.length, spend, (start, end) => void target.fill(value, start, end));

/** True where the numbers of a tensor fill its shape and are of the array that its type asks for. */
export const holds = ({ shape, dtype, data }: Tensor): boolean =>
  shape.every((d) => Number.isInteger(d) && d >= 0) &&
  sizeOf(shape) === data.length &&
  allocate(dtype, 0).constructor === data.constructor;

/** Row-major strides, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i] ?? 1;
  }
  return strides;
}

/**
 * Strides that read a tensor of `shape` as if it had `target`: right-aligned, stretched axes have
 * stride 0. Both must agree by the broadcasting rules.
 */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
  const own = stridesOf(shape);
  const lead = target.length - shape.length;
  return target.map((_, i) => (i < lead || shape[i - lead] === 1 ? 0 : (own[i - lead] ?? 0)));
}

/** NumPy's broadcasting of shapes; undefined where sizes differ and neither is 1. */
export function broadcastShapes(...shapes: readonly (readonly number[])[]): number[] | undefined {
  const rank = Math.max(0, ...shapes.map((s) => s.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (const [i, size] of shape.entries()) {
      const at = i + rank - shape.length;
      const before = result[at];
      if (size === 1 || size === before) continue;
      if (before !== 1) return undefined;
      result[at] = size;
    }
  }
  return result;
}

/** A non-negative axis, or undefined where it is outside the rank. */
export function axisIn(axis: number, rank: number): number | undefined {
  const at = axis < 0 ? axis + rank : axis;
  return Number.isInteger(at) && at >= 0 && at < rank ? at : undefined;
}

/**
 * A tensor seen as [outer, length, inner] around one axis: element (o, i, n) is at
 * `(o * length + i) * inner + n`.
 */
interface AxisView {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

export const axisView = (shape: readonly number[], axis: number): AxisView => ({
  outer: sizeOf(shape.slice(0, axis)),
  length: shape[axis] ?? 1,
  inner: sizeOf(shape.slice(axis + 1)),
});

/** `[3, 4]`. */
export const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
