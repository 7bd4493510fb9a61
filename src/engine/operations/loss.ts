import { badValue, mismatch } from '../errors.js';
import { axisView, shapeText } from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';
import { elementwise } from './elementwise.js';
import type { Computed, Kernel, KernelContext } from './kernel.js';

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
  if (logits.data.length === 0) return scalar(NaN, context);
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
  const inner = { ...context, allocate: context.scratch };
  const differences = elementwise.sub(undefined, [a, b], inner);
  if (!differences.ok) return differences;
  let total = 0;
  for (const d of differences.value.data) total += d * d;
  context.spend(differences.value.data.length);
  return scalar(total / differences.value.data.length, context);
}

export const loss: Kernel<'loss'> = (operation, inputs, context) => {
  const [x, target] = inputs as readonly [Tensor, Tensor];
  return operation.loss === 'crossEntropy'
    ? crossEntropy(x, target, context)
    : meanSquaredError(x, target, context);
};
