import { Worker } from 'node:worker_threads';
import type { Port, RpcMessage } from './protocol/rpc.js';

/** A running worker, wherever it runs. */
export interface WorkerHandle {
  readonly port: Port;
  onExit(listener: (reason: string) => void): void;
  terminate(): void;
}

/** What a worker is told at its start. */
export interface WorkerStart {
  /** A folder for what V8 made of the worker's code; without one, every start is a first one. */
  readonly codeCache?: string;
}

/** Starts a worker thread from a bundled file. */
export function startWorker(path: string, workerData: WorkerStart = {}): WorkerHandle {
  const worker = new Worker(path, {
    workerData,
    stdout: false,
    resourceLimits: { maxOldGenerationSizeMb: 2048 },
  });
  // A worker must not keep the extension host alive.
  worker.unref();
  return {
    port: {
      post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
      on: (listener) => void worker.on('message', (message: RpcMessage) => listener(message)),
    },
    onExit(listener) {
      worker.on('error', (error) => listener(error.message));
      worker.on('exit', (code) => listener(`exit ${code}`));
    },
    terminate: () => void worker.terminate(),
  };
}
