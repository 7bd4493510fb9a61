import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { Port, RpcMessage } from '../protocol/rpc.js';
import { serve } from '../protocol/rpc.js';
import type { WorkerMethods } from '../protocol/worker.js';
import { createService } from './service.js';
import { startThreads } from './threads.js';
import { createWarmUp } from './warmUp.js';

const parent = parentPort;
if (parent === null) throw new Error('worker.cjs is started by the extension as a worker thread');
const service = createService(startThreads(join(__dirname, 'kernelThread.cjs')));
const warmUp = createWarmUp(service);
const port: Port = {
  post: (message, transfer = []) => parent.postMessage(message, [...transfer]),
  on: (listener) =>
    void parent.on('message', (message: RpcMessage) => {
      warmUp.busy();
      listener(message);
    }),
};
serve<WorkerMethods>(port, service);
