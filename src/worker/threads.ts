import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Threads } from '../engine/kernels/shared.js';

/** Threads that work on one job, at most, the caller's own among them. */
const MOST_THREADS = 4;

/**
 * The engine's other threads, started at the first work that is shared and kept. `script` is the
 * bundled kernelThread. They end with the process and do not keep it alive.
 */
export function startThreads(
  script: string | URL,
  total = Math.min(MOST_THREADS, availableParallelism()),
): Threads & { close(): void } {
  const workers: Worker[] = [];
  const count = Math.max(0, Math.min(MOST_THREADS, total) - 1);
  const start = (): void => {
    while (workers.length < count) {
      const worker = new Worker(script);
      worker.unref();
      // One that fails is replaced at the next work; what it had claimed is done by the caller.
      worker.on('error', () => undefined);
      worker.on('exit', () => {
        const at = workers.indexOf(worker);
        if (at >= 0) workers.splice(at, 1);
      });
      workers.push(worker);
    }
  };
  const close = (): void => {
    for (const worker of workers.splice(0)) void worker.terminate();
  };
  return {
    count,
    post(work) {
      start();
      for (const worker of workers) worker.postMessage(work);
    },
    reset: close,
    close,
  };
}
