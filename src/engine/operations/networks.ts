import type { OperationOf } from '../../program/operation.js';
import { badValue, mismatch, notRead, unsupported } from '../errors.js';
import { axisView, broadcastStrides, broadcastShapes, shapeText, sizeOf } from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';
import { converted } from './cast.js';
import type { Computed, Kernel, KernelContext, SharedKernel } from './kernel.js';

const copied = (x: Tensor, context: KernelContext): Computed => {
  const out = context.allocate(x.shape, context.dtype);
  if (!out.ok) return out;
  out.value.set(converted(x, context.dtype));
  return { ok: true, value: { shape: x.shape, dtype: context.dtype, data: out.value } };
};

/** In training, each element is 0 with probability p and else divided by 1 − p; which ones, we choose. */
const dropout: Kernel<'dropout'> = ({ p, training }, [input], context) => {
  const x = input as Tensor;
  if (!(p >= 0 && p <= 1)) return badValue('probability', `${p} is not a probability.`, { p });
  const result = copied(x, context);
  if (!training || p === 0 || !result.ok) return result;
  const { data } = result.value;
  const source = context.example();
  for (let i = 0; i < data.length; i++)
    data[i] = source.uniform() < p ? 0 : (data[i] as number) / (1 - p);
  return result;
};

/** Frequencies of Su et al. 2021: position · 10000^(−2i/d) for each pair i. */
function angle(position: number, pair: number, dim: number): number {
  return position * Math.pow(10000, (-2 * pair) / dim);
}

/**
 * Rotary position embedding over [..., positions, dim]. With x alone, neighbouring elements are a
 * pair and angles are those of the paper; with (x, cos, sin), x · cos + rotateHalf(x) · sin, where
 * element i is paired with i + dim/2, as in the code of LLaMA.
 */
const rotary: Kernel<'rotary'> = (_operation, inputs, context) => {
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
    return mismatch('rotary', `The angles do not fit a tensor of shape ${values.shape0}.`, values);
  }
  const out = context.allocate(x.shape, dtype);
  if (!out.ok) return out;
  const source = converted(x, dtype);
  const spread = [cos, sin].map((t) => (t === undefined ? undefined : expanded(t, x.shape)));
  const half = dim / 2;
  for (let row = 0; row < source.length / dim; row++) {
    const start = row * dim;
    for (let i = 0; i < dim; i++) {
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
    if (!context.spend(dim * 8)) break;
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

const scalar = (value: number, context: KernelContext): Computed => {
  const out = context.allocate([], context.dtype);
  if (!out.ok) return out;
  out.value[0] = value;
  return { ok: true, value: { shape: [], dtype: context.dtype, data: out.value } };
};

/** Index that torch.nn.functional.cross_entropy leaves out. */
const IGNORED = -100;

/** log Σ e^x over the classes of one sample, which are `step` apart. */
function logSumExp(data: TensorData, start: number, classes: number, step: number): number {
  let peak = -Infinity;
  for (let c = 0; c < classes; c++) peak = Math.max(peak, data[start + c * step] as number);
  if (peak === -Infinity) return peak;
  let total = 0;
  for (let c = 0; c < classes; c++) total += Math.exp((data[start + c * step] as number) - peak);
  return peak + Math.log(total);
}

/**
 * Mean cross-entropy: logits [classes], [samples, classes] or [samples, classes, …] against class
 * indices (without the class axis) or probabilities (with it), as PyTorch.
 */
function crossEntropy(logits: Tensor, target: Tensor, context: KernelContext): Computed {
  const axis = logits.shape.length > 1 ? 1 : 0;
  const { outer, length: classes, inner } = axisView(logits.shape, axis);
  const indices = logits.shape.filter((_, i) => i !== axis);
  const dense = target.shape.join() === logits.shape.join() && logits.shape.length > 0;
  if (!dense && target.shape.join() !== indices.join()) {
    const values = { shape0: shapeText(logits.shape), shape1: shapeText(target.shape) };
    return mismatch(
      'loss',
      `Targets of shape ${values.shape1} do not fit logits of shape ${values.shape0}.`,
      values,
    );
  }
  let total = 0;
  let count = 0;
  for (let o = 0; o < outer; o++) {
    for (let n = 0; n < inner; n++) {
      const start = o * classes * inner + n;
      const norm = logSumExp(logits.data, start, classes, inner);
      if (dense) {
        count += 1;
        for (let c = 0; c < classes; c++) {
          const at = start + c * inner;
          const p = target.data[at] as number;
          if (p !== 0) total -= p * ((logits.data[at] as number) - norm);
        }
      } else {
        const label = target.data[o * inner + n] as number;
        if (label === IGNORED) continue;
        if (!Number.isInteger(label) || label < 0 || label >= classes) {
          return badValue('class', `There is no class ${label} among ${classes}.`, {
            index: label,
            size0: classes,
          });
        }
        count += 1;
        total += norm - (logits.data[start + label * inner] as number);
      }
    }
    if (!context.spend(classes * inner * 8)) break;
  }
  return scalar(total / count, context);
}

/** Mean of squared differences; the two broadcast. */
function meanSquaredError(a: Tensor, b: Tensor, context: KernelContext): Computed {
  const shape = broadcastShapes(a.shape, b.shape);
  if (shape === undefined) {
    const values = { shape0: shapeText(a.shape), shape1: shapeText(b.shape) };
    return mismatch(
      'loss',
      `Shapes ${values.shape0} and ${values.shape1} can’t be compared.`,
      values,
    );
  }
  const [x, y] = [expanded(a, shape), expanded(b, shape)];
  const count = sizeOf(shape);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const d = x(i) - y(i);
    total += d * d;
    if (!context.spend(8)) break;
  }
  return scalar(total / count, context);
}

const loss: Kernel<'loss'> = (operation, inputs, context) => {
  const [x, target] = inputs as readonly [Tensor, Tensor];
  return operation.loss === 'crossEntropy'
    ? crossEntropy(x, target, context)
    : meanSquaredError(x, target, context);
};

export const networks = {
  dropout,
  rotary,
  loss,
  grad: (() => unsupported('Gradients are not computed.')) as SharedKernel,
  call: (({ callee }) =>
    notRead(`${callee} is not read, so its result is not known.`, { callee })) as SharedKernel<
    OperationOf<'call'>
  >,
};
