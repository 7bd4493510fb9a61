/** n = 8,192 with nothing of size n² held. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { benchDir } from '../files.mjs';
import { summary } from '../statistics.mjs';
import { unknown, verdict } from '../verdicts.mjs';

const n = 8192;
const runs = 3;
const must = 'peak memory of the process < 150 MB';

function once(executable) {
  const child = spawnSync(executable, [join(benchDir, 'streaming.mjs'), String(n)], {
    encoding: 'utf8',
  });
  try {
    return JSON.parse(child.stdout);
  } catch {
    const line = child.stderr.split('\n').find((text) => /Error/.test(text));
    return { reason: line ?? `ended with ${child.signal ?? child.status}` };
  }
}

export const streamingRow = {
  key: 'streaming',
  title: `one head, n = ${n.toLocaleString('en')}, d = 64: output, statistics and one tile (weights would be 256 MiB)`,
  run(context) {
    const label = 'ours, 1 thread';
    const measured = [];
    for (let i = 0; i < runs; i++) {
      const { reason, ...figures } = once(context.node);
      if (reason !== undefined)
        return { contestants: [{ key: 'ours', label, reason }], verdicts: [unknown(must, reason)] };
      measured.push(figures);
    }
    // The run that took the most memory speaks for all.
    const worst = measured.reduce((a, b) => (b.peak > a.peak ? b : a));
    const mb = (figure) => `${((figure * 2 ** 20) / 1e6).toFixed(0)} MB`;
    const text =
      `${mb(worst.peak)} in all, of which ${mb(worst.before)} before the call ` +
      `(${mb(worst.above)} above it; array buffers ${mb(worst.arrayBuffers)})`;
    const difference = Math.max(...measured.map((one) => one.difference));
    const times = measured.map(({ ms }) => ms);
    return {
      contestants: [
        {
          key: 'ours',
          label,
          ...summary(times),
          difference,
          wrong: !(difference <= 1e-4),
          rounds: times,
          memory: measured,
        },
      ],
      verdicts: [verdict(must, text, worst.peak * 2 ** 20 < 150e6)],
    };
  },
};
