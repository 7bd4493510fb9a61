import type { TensorData } from '../trace.js';

/** The largest of a stretch; NaN where there is one, −∞ of nothing. */
function peakOf(data: TensorData, start: number, length: number): number {
  let peak = -Infinity;
  for (let i = start; i < start + length; i++) {
    const x = data[i] as number;
    if (x > peak) peak = x;
    else if (x !== x) return NaN;
  }
  return peak;
}

/**
 * Softmax of `length` contiguous numbers: e^(x − max) / Σ, which can't overflow. A row of −∞ alone
 * gives `ofNothing`: NaN for torch.softmax, 0 where an attention row has nothing left to attend to.
 */
export function softmaxRow(
  source: TensorData,
  start: number,
  length: number,
  target: TensorData,
  at: number,
  ofNothing: number,
): void {
  const peak = peakOf(source, start, length);
  if (peak === -Infinity) {
    target.fill(ofNothing, at, at + length);
    return;
  }
  let total = 0;
  for (let i = 0; i < length; i++) {
    const e = Math.exp((source[start + i] as number) - peak);
    target[at + i] = e;
    total += e;
  }
  const scale = 1 / total;
  for (let i = at; i < at + length; i++) target[i] = (target[i] as number) * scale;
}

/** x − max − log Σ e^(x − max) of `length` contiguous numbers. */
export function logSoftmaxRow(
  source: TensorData,
  start: number,
  length: number,
  target: TensorData,
  at: number,
): void {
  const peak = peakOf(source, start, length);
  let total = 0;
  for (let i = start; i < start + length; i++) total += Math.exp((source[i] as number) - peak);
  const logTotal = Math.log(total);
  for (let i = 0; i < length; i++) target[at + i] = (source[start + i] as number) - peak - logTotal;
}
