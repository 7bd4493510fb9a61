import type { Threads } from './engine/kernels/shared.js';
import { startThreads } from './worker/threads.js';

/**
 * Threads for the options of `attention` and `evaluate`, in Node: `total` of them with the caller's
 * own, by default as many as there are cores, four at most. They start at the first large work, wait
 * in between and do not keep the process alive; `close` ends them.
 */
export const createThreads = (total?: number): Threads & { close(): void } =>
  startThreads(new URL('./kernelThread.cjs', import.meta.url), total);
