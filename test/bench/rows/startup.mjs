/** From the spawn of the worker to its first answer that takes numbers of the engine. */
import { Worker } from 'node:worker_threads';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importBundle } from '../bundle.mjs';
import { workerFile } from '../files.mjs';
import { summary } from '../statistics.mjs';
import { unknown, verdict } from '../verdicts.mjs';

const must = 'first engine answer ≤ 60 ms after spawn';

/** What any worker of Node costs, be it empty. */
async function emptyWorker() {
  const began = performance.now();
  const worker = new Worker("require('node:worker_threads').parentPort.postMessage(0)", {
    eval: true,
  });
  await new Promise((resolve) => worker.once('message', resolve));
  const ms = performance.now() - began;
  await worker.terminate();
  return ms;
}

/** A worker that has just been ended is gone by then. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 50));

/** Spawns in turn, one of each uncounted first: from then on the system has the files at hand. */
async function spawned(entries, rounds) {
  const all = entries.map((entry) => ({ ...entry, rounds: [] }));
  for (let round = -1; round < rounds; round++) {
    for (const entry of all) {
      if (entry.reason !== undefined) continue;
      try {
        const ms = await entry.once();
        if (round >= 0) entry.rounds.push(ms);
      } catch (error) {
        entry.reason = error.message;
      }
      await settled();
    }
  }
  return all.map(({ key, label, reason, rounds: times }) =>
    reason === undefined
      ? { key, label, ...summary(times), rounds: times }
      : { key, label, reason },
  );
}

export const startupRow = {
  key: 'startup',
  title: 'spawn of the worker to its first engine answer (a hover on softmax(QKᵀ/√d)V)',
  async run({ rounds }) {
    const { firstAnswer, firstUse } = await importBundle('startupClient');
    const kept = await mkdtemp(join(tmpdir(), 'startup-'));
    const first = (request, folder) => () => firstAnswer(workerFile, request, folder);
    await firstUse(workerFile, kept);
    const contestants = await spawned(
      [
        { key: 'text', label: 'numbers as text', once: first('text', kept) },
        { key: 'pictures', label: 'typeset too', once: first('pictures', kept) },
        { key: 'installed', label: 'text, no code kept yet', once: first('text') },
        { key: 'empty', label: 'an empty worker of Node', once: emptyWorker },
      ],
      rounds,
    );
    await rm(kept, { recursive: true });
    const { median, reason } = contestants[0];
    return {
      contestants,
      verdicts: [
        reason === undefined
          ? verdict(must, `${median.toFixed(1)} ms`, median <= 60)
          : unknown(must, reason),
      ],
    };
  },
};
