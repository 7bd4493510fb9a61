import { finiteStatistics } from './kernels/reduce.js';
import { createTally } from './tally.js';
import type { Statistics, TensorData } from './trace.js';

/** Elements between two looks at the clock. */
const STRETCH = 1 << 14;

/**
 * Extremes and mean of the finite elements, and how many are not finite; `spend` false stops it with
 * those of a part.
 */
export function statisticsOf(
  data: TensorData,
  spend: (steps: number) => boolean = () => true,
): Statistics {
  const tally = createTally();
  for (let start = 0; start < data.length; start += STRETCH) {
    const end = Math.min(data.length, start + STRETCH);
    const whole = finiteStatistics(data, start, end - start);
    if (whole === undefined) tally.addEach(data, start, end);
    else tally.addSummary(whole, end - start);
    if (!spend(end - start)) break;
  }
  return tally.result(data.length);
}
