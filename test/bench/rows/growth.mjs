/** Time by n²: flat, as long as no cache or allocator gets in the way. */
import { writeHead } from '../inputs.mjs';
import { measure } from '../rounds.mjs';
import { unknown, verdict } from '../verdicts.mjs';

const d = 64;
const lengths = [512, 1024, 2048, 4096];
const must = 'time/n² within 20% of n = 512';

export const growthRow = {
  key: 'growth',
  title: `one head, d = ${d}, ours on 1 thread`,
  async run(context) {
    const { dir, node } = context;
    for (const n of lengths) writeHead(dir, n, d);
    const contestants = await measure(
      lengths.map((n) => ({
        key: String(n),
        label: `n = ${n.toLocaleString('en')}`,
        executable: node,
        contestant: 'attention',
        work: { kind: 'attention', n, d, dir },
      })),
      // Each n has inputs of its own: there is nothing to compare.
      { ...context, unlike: true },
    );
    const missing = contestants.find(({ rounds }) => rounds === undefined);
    if (missing !== undefined)
      return { contestants, verdicts: [unknown(must, `${missing.label}: ${missing.reason}`)] };
    const [{ median: least }] = contestants;
    const relative = contestants.map(
      ({ key, median }) => median / least / (Number(key) / lengths[0]) ** 2,
    );
    const flat = relative.every((one) => Math.abs(one - 1) <= 0.2);
    const measured = relative.map((one) => one.toFixed(2)).join(', ');
    return { contestants, verdicts: [{ ...verdict(must, measured, flat), relative }] };
  },
};
