import { mismatch } from '../errors.js';
import { broadcastShapes, broadcastStrides, shapeText, sizeOf } from '../tensor.js';
import type { Tensor } from '../trace.js';
import { converted } from './cast.js';
import type { Kernel } from './kernel.js';

/** Steps counted for one element: a power, a sine and a cosine. */
const STEPS = 16;

/** Frequencies of Su et al. 2021: position · 10000^(−2i/d) for each pair i. */
function angle(position: number, pair: number, dim: number): number {
  return position * Math.pow(10000, (-2 * pair) / dim);
}

/**
 * Rotary position embedding over [..., positions, dim]. With x alone, neighbouring elements are a
 * pair and angles are those of the paper; with (x, cos, sin), x · cos + rotateHalf(x) · sin, where
 * element i is paired with i + dim/2, as in the code of LLaMA.
 */
export const rotary: Kernel<'rotary'> = (_operation, inputs, context) => {
  const [x, cos, sin] = inputs as readonly [Tensor, ...(Tensor | undefined)[]];
  const { dtype } = context;
  const dim = x.shape[x.shape.length - 1] ?? 0;
  const positions = x.shape[x.shape.length - 2];
  const values = { shape0: shapeText(x.shape) };
  if (positions === undefined || dim % 2 !== 0) {
    return mismatch(
      'rotary',
      `${values.shape0} does not have pairs of elements to rotate.`,
      values,
    );
  }
  const fits = [cos, sin].every(
    (t) => t === undefined || broadcastShapes(t.shape, x.shape)?.join() === x.shape.join(),
  );
  if (!fits || (cos === undefined) !== (sin === undefined)) {
    return mismatch('angles', `the angles do not fit ${values.shape0}.`, values);
  }
  const out = context.allocate(x.shape, dtype);
  if (!out.ok) return out;
  const source = converted(x, dtype, context.spend);
  const spread = [cos, sin].map((t) => (t === undefined ? undefined : expanded(t, x.shape)));
  const half = dim / 2;
  for (let row = 0; row < source.length / dim; row++) {
    const start = row * dim;
    for (let i = 0; i < dim; i++) {
      if (!context.spend(STEPS))
        return { ok: true, value: { shape: x.shape, dtype, data: out.value } };
      const own = source[start + i] as number;
      const [c, s] = spread;
      if (c !== undefined && s !== undefined) {
        const turned =
          i < half ? -(source[start + i + half] as number) : (source[start + i - half] as number);
        out.value[start + i] = own * c(start + i) + turned * s(start + i);
      } else {
        const theta = angle(row % positions, i >> 1, dim);
        const turned = (source[start + (i ^ 1)] as number) * (i % 2 === 0 ? -1 : 1);
        out.value[start + i] = own * Math.cos(theta) + turned * Math.sin(theta);
      }
    }
  }
  return { ok: true, value: { shape: x.shape, dtype, data: out.value } };
};

/** Reads a tensor at places of a larger shape it broadcasts to. */
function expanded(t: Tensor, shape: readonly number[]): (place: number) => number {
  const strides = broadcastStrides(t.shape, shape);
  const sizes = shape.map((_, i) => sizeOf(shape.slice(i + 1)));
  return (place) => {
    let at = 0;
    for (let axis = 0; axis < shape.length; axis++) {
      const index = Math.floor(place / (sizes[axis] as number)) % (shape[axis] as number);
      at += index * (strides[axis] as number);
    }
    return t.data[at] as number;
  };
}
