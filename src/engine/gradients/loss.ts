import type { OperationOf } from '../../program/operation.js';
import { axisView, broadcastShapes, inStretches, sizeOf } from '../tensor.js';
import type { Tensor } from '../trace.js';
import { alongRow, forEachRow, rowwise } from './alongAxis.js';
import { broadcastGradient } from './broadcast.js';
import {
  accumulator,
  forWanted,
  type Backward,
  type Gradients,
  type SharedPullback,
} from './pullback.js';

/** Index that torch.nn.functional.cross_entropy leaves out. */
const IGNORED = -100;

/** (softmax · Σ target − target) / samples, where the target is one-hot or probabilities. */
function crossEntropy(step: Backward): Gradients {
  const { inputs, gradient, context } = step;
  const [logits, target] = inputs as readonly [Tensor, Tensor];
  const axis = logits.shape.length > 1 ? 1 : 0;
  const { outer, inner } = axisView(logits.shape, axis);
  const dense = target.shape.join() === logits.shape.join();
  const { spend } = context;
  let samples = outer * inner;
  if (!dense) {
    inStretches(samples, spend, (from, to) => {
      for (let i = from; i < to; i++) if (target.data[i] === IGNORED) samples -= 1;
    });
  }
  const share = (gradient.data[0] as number) / samples;
  const norms = accumulator([outer, inner], context);
  if (!norms.ok) return norms;
  const x = logits.data;
  forEachRow(logits, axis, spend, (row, index) => {
    let peak = -Infinity;
    alongRow(row, spend, (from, to) => {
      for (let i = from; i < to; i += row.step) peak = Math.max(peak, x[i] as number);
    });
    let total = 0;
    alongRow(row, spend, (from, to) => {
      for (let i = from; i < to; i += row.step) total += Math.exp((x[i] as number) - peak);
    });
    norms.value[index] = peak + Math.log(total);
  });
  return forWanted(step, (input, i) =>
    rowwise(input, axis, step, (row, out, index) => {
      const norm = norms.value[index] as number;
      const label = dense ? -1 : (target.data[index] as number);
      if (label === IGNORED && !dense) return;
      const named = row.start + label * row.step;
      let weight = dense ? 0 : 1;
      if (dense) {
        alongRow(row, spend, (from, to) => {
          for (let at = from; at < to; at += row.step) weight += target.data[at] as number;
        });
      }
      alongRow(row, spend, (from, to) => {
        for (let at = from; at < to; at += row.step) {
          const log = (x[at] as number) - norm;
          const wanted = dense ? (target.data[at] as number) : Number(at === named);
          out[at] = i === 0 ? share * (Math.exp(log) * weight - wanted) : -share * log;
        }
      });
    }),
  );
}

/** 2 (a − b) / n, and its negative; each summed to its operand's shape. */
function meanSquaredError(step: Backward): Gradients {
  const { inputs, gradient, context } = step;
  const [a, b] = inputs as readonly [Tensor, Tensor];
  const shape = broadcastShapes(a.shape, b.shape) ?? [];
  const rate = (2 * (gradient.data[0] as number)) / sizeOf(shape);
  const spread = context.scratch(shape, gradient.dtype);
  if (!spread.ok) return spread;
  const ones: Tensor = { shape, dtype: gradient.dtype, data: spread.value };
  return forWanted(step, (input, i) =>
    broadcastGradient(
      input,
      ones,
      [a, b],
      (_g, x, y) => (i === 0 ? rate : -rate) * (x - y),
      context,
    ),
  );
}

export const loss: SharedPullback<OperationOf<'loss'>> = (operation, step) =>
  operation.loss === 'crossEntropy' ? crossEntropy(step) : meanSquaredError(step);
