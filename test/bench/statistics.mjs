/** Order statistics of times. Means are not used: one slow run of a shared machine would move them. */

/** The q-quantile by linear interpolation between the order statistics around it. */
export function quantile(numbers, q) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  const high = Math.ceil(at);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low);
}

export const median = (numbers) => quantile(numbers, 0.5);

/** Median and quartiles of times in milliseconds. */
export const summary = (times) => ({
  median: median(times),
  lower: quantile(times, 0.25),
  upper: quantile(times, 0.75),
  least: Math.min(...times),
  count: times.length,
});

/**
 * How `ours` compares with `theirs`: the ratio of the medians over all runs, and the median of each
 * round's own ratio, which drifts of the machine's speed leave alone.
 */
export const ratios = (ours, theirs) => ({
  ofMedians: ours.median / theirs.median,
  perRound: median(ours.rounds.map((time, round) => time / theirs.rounds[round])),
});
