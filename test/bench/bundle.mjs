/** What has to be built before anything runs: dist, where it is older than its sources, and our own TypeScript here. */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { esbuildPlugin as kernels } from '../../.config/kernels.mjs';
import {
  benchDir,
  cacheDir,
  coreFile,
  importFile,
  makeCacheDir,
  repoDir,
  threadsFile,
  workerFile,
} from './files.mjs';

const entries = {
  naive: join(benchDir, 'contestants', 'naive.ts'),
  gpt2Program: join(benchDir, 'contestants', 'gpt2Program.ts'),
  startupClient: join(benchDir, 'startupClient.ts'),
  documentStore: join(repoDir, 'src', 'worker', 'documentStore.ts'),
};

export const bundleFile = (name) => join(cacheDir, `${name}.mjs`);
export const importBundle = (name) => importFile(bundleFile(name));

const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function newest(dir) {
  return Math.max(
    0,
    ...readdirSync(dir, { withFileTypes: true }).map((entry) => {
      const path = join(dir, entry.name);
      return entry.isDirectory() ? newest(path) : timeOf(path);
    }),
  );
}

/** The production bundles of `npm run build`, where a source is newer than they are. */
export function buildIfStale(log) {
  const sources = Math.max(
    newest(join(repoDir, 'src')),
    timeOf(join(repoDir, 'esbuild.mjs')),
    timeOf(join(repoDir, '.config', 'kernels.mjs')),
  );
  if (Math.min(timeOf(coreFile), timeOf(threadsFile), timeOf(workerFile)) > sources) return;
  log('Building dist …');
  const { status } = spawnSync(process.execPath, ['esbuild.mjs', '--production'], {
    cwd: repoDir,
    // Standard output is the table's.
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('dist could not be built.');
}

export async function bundleOwn() {
  makeCacheDir();
  await build({
    entryPoints: entries,
    outdir: cacheDir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    plugins: [kernels],
  });
}
