import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { workerData } from 'node:worker_threads';
import type { WorkerStart } from '../platform.js';
import { createCodeCache } from './codeCache.js';

/**
 * The worker's entry. Reading its code takes V8 longer than anything else at the start, so what it
 * made of the code is kept in the folder that the extension names.
 */
const { codeCache } = (workerData ?? {}) as WorkerStart;
const cache = createCodeCache(codeCache);

/** Milliseconds until the code counts as run in; what ran by then is kept with it. */
const settledMs = 3_000;

const directory = dirname(__filename);
const fromHere = createRequire(__filename);

/** Runs a bundle of ours from this folder as CommonJS. */
function load(name: string): unknown {
  const file = join(directory, name);
  const code = readFileSync(file);
  const cachedData = cache.read(file, code);
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname) {${code.toString()}\n})`,
    { filename: file, ...(cachedData === undefined ? {} : { cachedData }) },
  );
  const module = { exports: {} };
  const run = script.runInThisContext() as (...given: readonly unknown[]) => void;
  run(module.exports, requireHere, module, file, directory);
  if (cachedData === undefined || script.cachedDataRejected === true) {
    setTimeout(() => cache.write(file, code, script.createCachedData()), settledMs).unref();
  }
  return module.exports;
}

const loaded = new Map<string, unknown>();

function requireHere(name: string): unknown {
  if (!name.startsWith('./')) return fromHere(name);
  const exports = loaded.get(name) ?? load(name.slice(2));
  loaded.set(name, exports);
  return exports;
}

requireHere('./service.cjs');
