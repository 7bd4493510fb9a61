import type { TensorData } from '../trace.js';

/** weights [rows, keys] · value [keys, valueDim] = output [rows, valueDim], within one head. */
interface WeightedSum {
  readonly value: TensorData;
  readonly valueStart: number;
  readonly weights: TensorData;
  readonly weightsStart: number;
  /** From one row of weights to the next: `keys`, or more where rows are padded. */
  readonly weightsStride: number;
  readonly output: TensorData;
  readonly outputStart: number;
  readonly rows: number;
  readonly keys: number;
  readonly valueDim: number;
  /** Logits of a row, masked: writes those of some keys to `target` [keys]. */
  readonly logits: (row: number, keys: readonly number[], target: Float32Array) => void;
}

/**
 * A value whose key is masked (its logit is −∞) must not show in the output, but 0 · NaN and 0 · ∞ are
 * NaN in a product of matrices. Where the output has a number that is not finite, rows for which a
 * value that is not finite is masked are summed again without it.
 */
export function repairOutput(sum: WeightedSum): void {
  const { output, outputStart, valueDim, rows } = sum;
  const end = outputStart + rows * valueDim;
  // x − x is 0 for the finite alone; a sum without branches is the quick way to find there are no others.
  let odd = 0;
  for (let at = outputStart; at < end; at++) {
    const x = output[at] as number;
    odd += x - x;
  }
  if (odd === 0) return;
  let bad: readonly number[] | undefined;
  const logits = new Float32Array(sum.keys);
  for (let at = outputStart; at < end; at++) {
    if (Number.isFinite(output[at])) continue;
    bad ??= notFinite(sum);
    const row = Math.floor((at - outputStart) / valueDim);
    sum.logits(row, bad, logits.fill(0));
    const masked = new Set(bad.filter((key) => logits[key] === -Infinity));
    if (masked.size > 0) sumAgain(sum, row, masked);
    at = outputStart + (row + 1) * valueDim - 1;
  }
}

/** Keys whose value has an element that is not finite. */
function notFinite({ value, valueStart, keys, valueDim }: WeightedSum): number[] {
  const found: number[] = [];
  for (let key = 0; key < keys; key++) {
    const start = valueStart + key * valueDim;
    for (let at = start; at < start + valueDim; at++) {
      if (Number.isFinite(value[at])) continue;
      found.push(key);
      break;
    }
  }
  return found;
}

function sumAgain(sum: WeightedSum, row: number, masked: ReadonlySet<number>): void {
  const { keys, valueDim, value } = sum;
  const weights = sum.weightsStart + row * sum.weightsStride;
  const totals = new Float64Array(valueDim);
  for (let key = 0; key < keys; key++) {
    const weight = sum.weights[weights + key] as number;
    if (masked.has(key)) continue;
    const start = sum.valueStart + key * valueDim;
    for (let d = 0; d < valueDim; d++)
      totals[d] = (totals[d] as number) + weight * (value[start + d] as number);
  }
  sum.output.set(totals, sum.outputStart + row * valueDim);
}
