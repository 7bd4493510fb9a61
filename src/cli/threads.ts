import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PartEnd, PartResult, PartTask, PartThreads } from './parts.js';

/** Threads that work on one text, at most, the caller's own among them. */
const mostThreads = 4;

/** A piece of a part's JSON, or what ends it. */
export type PartMessage = Uint8Array | PartEnd;

function take(worker: Worker): Promise<PartResult | undefined> {
  const pieces: Uint8Array[] = [];
  return new Promise((resolve) => {
    worker.on('message', (message: PartMessage) => {
      if (message instanceof Uint8Array) pieces.push(message);
      else resolve({ pieces, end: message });
    });
    // What a thread fails at is done by the caller.
    worker.on('error', () => resolve(undefined));
    worker.on('exit', () => resolve(undefined));
  });
}

/** Threads that run `script`, which does a {@link PartTask} that it is started with. */
export function createPartThreads(script: string | URL): PartThreads {
  return {
    count: Math.min(mostThreads, availableParallelism()) - 1,
    start(tasks: readonly PartTask[]) {
      const workers = tasks.map((task) => new Worker(script, { workerData: task }));
      return {
        results: workers.map(take),
        stop: () => workers.forEach((worker) => void worker.terminate()),
      };
    },
  };
}
