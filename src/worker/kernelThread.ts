import { parentPort } from 'node:worker_threads';
import { takePart, type SharedWork } from '../engine/kernels/shared.js';

// One of the engine's other threads: it takes part in whatever is posted.
parentPort?.on('message', (work: SharedWork) => takePart(work));
