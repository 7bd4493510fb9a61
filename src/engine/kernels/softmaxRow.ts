import type { Spend } from '../clock.js';
import type { TensorData } from '../trace.js';

/** Elements of a long row between two looks at the clock. */
const STRETCH = 1 << 14;

const unlimited: Spend = () => true;

/** The largest of a stretch; NaN where there is one, −∞ of nothing. */
function peakOf(data: TensorData, start: number, length: number, spend: Spend): number {
  let peak = -Infinity;
  for (let from = start; from < start + length; from += STRETCH) {
    const to = Math.min(start + length, from + STRETCH);
    for (let i = from; i < to; i++) {
      const x = data[i] as number;
      if (x > peak) peak = x;
      else if (x !== x) return NaN;
    }
    if (!spend(to - from)) break;
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
  spend: Spend = unlimited,
): void {
  const peak = peakOf(source, start, length, spend);
  if (peak === -Infinity) {
    target.fill(ofNothing, at, at + length);
    return;
  }
  let total = 0;
  for (let from = 0; from < length; from += STRETCH) {
    const to = Math.min(length, from + STRETCH);
    for (let i = from; i < to; i++) {
      const e = Math.exp((source[start + i] as number) - peak);
      target[at + i] = e;
      total += e;
    }
    if (!spend((to - from) * 8)) return;
  }
  const scale = 1 / total;
  for (let from = at; from < at + length; from += STRETCH) {
    const to = Math.min(at + length, from + STRETCH);
    for (let i = from; i < to; i++) target[i] = (target[i] as number) * scale;
    if (!spend(to - from)) return;
  }
}

/** x − max − log Σ e^(x − max) of `length` contiguous numbers. */
export function logSoftmaxRow(
  source: TensorData,
  start: number,
  length: number,
  target: TensorData,
  at: number,
  spend: Spend = unlimited,
): void {
  const peak = peakOf(source, start, length, spend);
  let total = 0;
  for (let from = 0; from < length; from += STRETCH) {
    const to = Math.min(length, from + STRETCH);
    for (let i = start + from; i < start + to; i++) total += Math.exp((source[i] as number) - peak);
    if (!spend((to - from) * 8)) return;
  }
  const logTotal = Math.log(total);
  for (let from = 0; from < length; from += STRETCH) {
    const to = Math.min(length, from + STRETCH);
    for (let i = from; i < to; i++)
      target[at + i] = (source[start + i] as number) - peak - logTotal;
    if (!spend(to - from)) return;
  }
}
