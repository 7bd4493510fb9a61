import type { Computation, Numbers } from './compute.js';
import { compute, rewritten } from './compute.js';
import type { Loose } from './rounded.js';

/** More numbers than this are not moved one by one. */
const maxLoose = 80;

/** One loose number moved by `by`. */
function moved(computation: Computation, { value, index }: Loose, by: number): Numbers | undefined {
  const changed = rewritten(computation, (v) => {
    if (v.id !== value || v.operation.kind !== 'tensor') return undefined;
    return { ...v.operation, data: v.operation.data.map((x, i) => (i === index ? x + by : x)) };
  });
  return changed && compute(changed);
}

/**
 * How far each number of a result can be off because numbers it is computed from are rounded: the
 * sum over those of what half a unit in their last place changes, which bounds a smooth function to
 * first order. Infinite where that can't be said.
 */
export function slackOf(
  computation: Computation,
  nominal: Numbers,
  loose: readonly Loose[],
): Float64Array {
  const slack = new Float64Array(nominal.data.length);
  if (loose.length > maxLoose) return slack.fill(Infinity);
  for (const one of loose) {
    const shifts = [one.half, -one.half].map((by) => moved(computation, one, by));
    for (const shifted of shifts) {
      if (shifted?.data.length !== slack.length) return slack.fill(Infinity);
    }
    for (let i = 0; i < slack.length; i++) {
      const at = nominal.data[i] ?? 0;
      const most = Math.max(...shifts.map((s) => Math.abs((s?.data[i] ?? 0) - at)));
      slack[i] = (slack[i] ?? 0) + (Number.isNaN(most) ? Infinity : most);
    }
  }
  // Second-order terms of many numbers together.
  return loose.length > 1 ? slack.map((x) => x * 1.05) : slack;
}
