import { badValue, mismatch } from '../errors.js';
import type { Spend } from '../clock.js';
import { axisView, inStretches, shapeText } from '../tensor.js';
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

/**
 * The largest logit of one sample and log Σ e^(x − peak) over its classes, which are `step` apart.
 * Their sum would lose the second beside a large peak.
 */
function logSumExp(
  data: TensorData,
  start: number,
  classes: number,
  step: number,
  spend: Spend,
): { readonly peak: number; readonly log: number } {
  let peak = -Infinity;
  inStretches(classes, spend, (from, to) => {
    for (let c = from; c < to; c++) peak = Math.max(peak, data[start + c * step] as number);
  });
  let total = 0;
  inStretches(
    classes,
    spend,
    (from, to) => {
      for (let c = from; c < to; c++) total += Math.exp((data[start + c * step] as number) - peak);
    },
    8,
  );
  return { peak, log: Math.log(total) };
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
    return mismatch('loss', `targets ${values.shape1} do not fit logits ${values.shape0}.`, values);
  }
  if (logits.data.length === 0) return scalar(NaN, context);
  let total = 0;
  let count = 0;
  for (let o = 0; o < outer; o++) {
    for (let n = 0; n < inner; n++) {
      const start = o * classes * inner + n;
      if (!context.spend(1)) return scalar(NaN, context);
      const { peak, log } = logSumExp(logits.data, start, classes, inner, context.spend);
      if (dense) {
        count += 1;
        inStretches(classes, context.spend, (from, to) => {
          for (let c = from; c < to; c++) {
            const at = start + c * inner;
            const p = target.data[at] as number;
            total -= p * ((logits.data[at] as number) - peak - log);
          }
        });
      } else {
        const label = target.data[o * inner + n] as number;
        if (label === IGNORED) continue;
        if (!Number.isInteger(label) || label < 0 || label >= classes) {
          return badValue('class', `there is no class ${label} among ${classes}.`, {
            index: label,
            size0: classes,
          });
        }
        count += 1;
        total += peak - (logits.data[start + label * inner] as number) + log;
      }
    }
  }
  return scalar(total / count, context);
}

/** Mean of squared differences; the two broadcast. */
function meanSquaredError(a: Tensor, b: Tensor, context: KernelContext): Computed {
  const inner = { ...context, allocate: context.scratch };
  const differences = elementwise.sub(undefined, [a, b], inner);
  if (!differences.ok) return differences;
  let total = 0;
  const { data } = differences.value;
  inStretches(data.length, context.spend, (start, end) => {
    for (let i = start; i < end; i++) total += (data[i] as number) ** 2;
  });
  return scalar(total / data.length, context);
}

export const loss: Kernel<'loss'> = (operation, inputs, context) => {
  const [x, target] = inputs as readonly [Tensor, Tensor];
  return operation.loss === 'crossEntropy'
    ? crossEntropy(x, target, context)
    : meanSquaredError(x, target, context);
};
