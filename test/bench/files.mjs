/** Where the benchmarks keep what they make: nothing of it is tracked. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const benchDir = dirname(fileURLToPath(import.meta.url));
export const repoDir = join(benchDir, '..', '..');
/** Peers and bundles; kept from run to run. */
export const cacheDir = join(repoDir, 'node_modules', '.cache', 'attention-lens-bench');
export const cliFile = join(repoDir, 'dist', 'cli.js');
export const coreFile = join(repoDir, 'dist', 'core.js');
export const threadsFile = join(repoDir, 'dist', 'threads.js');
export const workerFile = join(repoDir, 'dist', 'worker.cjs');

export function makeCacheDir() {
  mkdirSync(cacheDir, { recursive: true });
  return cacheDir;
}

/** Imports a file of this machine by path. */
export const importFile = (path) => import(pathToFileURL(path).href);
