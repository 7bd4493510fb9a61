// @ts-check
/** Where the harness keeps what it downloads, builds and writes. All of it is git-ignored. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const harnessDir = dirname(fileURLToPath(import.meta.url));
export const repoRoot = dirname(dirname(harnessDir));

/** Installed hosts and browser; survives between runs. `ATTENTION_LENS_CACHE` moves it (a CI cache, say). */
export const cacheDir = process.env['ATTENTION_LENS_CACHE'] ?? join(repoRoot, '.vscode-test');

export const vsixPath = join(repoRoot, 'dist', 'attention-lens.vsix');
export const samplesDir = join(repoRoot, 'media', 'samples');

/**
 * A fresh directory under the system's temporary directory. Its real path is returned, because VS Code compares
 * paths after resolving links (macOS links /tmp).
 * @param {string} label
 */
export function temporaryDirectory(label) {
  const base = realpathSync(tmpdir());
  mkdirSync(base, { recursive: true });
  return mkdtempSync(join(base, `attention-lens-${label}-${randomBytes(2).toString('hex')}-`));
}

/** @param {string} path Removes a directory; a file still held open is left for the system to clean. */
export function removeQuietly(path) {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 });
  } catch {
    // A temporary directory that stays behind fails no test.
  }
}
