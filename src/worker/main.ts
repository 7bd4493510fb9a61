import { parentPort } from 'node:worker_threads';
import type { Port, RpcMessage } from '../protocol/rpc.js';
import { serve } from '../protocol/rpc.js';
import type { WorkerMethods } from '../protocol/worker.js';
import { typeset } from '../render/mathjax.js';
import { createService } from './service.js';

const parent = parentPort;
if (parent === null) throw new Error('worker.cjs is started by the extension as a worker thread');
const port: Port = {
  post: (message, transfer = []) => parent.postMessage(message, [...transfer]),
  on: (listener) => void parent.on('message', (message: RpcMessage) => listener(message)),
};
serve<WorkerMethods>(port, createService());

// The typesetter takes 85 ms to wake up; better now than at the first hover.
typeset('x', { display: false, emPx: 14, color: '#000000' });
