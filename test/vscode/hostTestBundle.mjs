// @ts-check
/** Bundles test/host for the extension host: one CommonJS file for the entry and one for each `*.test.ts`. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { removeQuietly, repoRoot } from './files.mjs';

/**
 * @returns {Promise<string>} what extensionTestsPath takes: the entry, with its suffix, because VS Code imports it as the
 *   extension's own package.json says, and an ECMAScript import guesses none
 */
export async function bundleHostTests() {
  const source = join(repoRoot, 'test', 'host');
  const outdir = join(repoRoot, 'dist-test', 'host');
  removeQuietly(outdir);
  mkdirSync(outdir, { recursive: true });
  const tests = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.test.ts'),
  );
  await build({
    entryPoints: ['index.ts', ...tests].map((name) => join(source, name)),
    outbase: source,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  // Whatever the root package says about modules, these files are CommonJS.
  writeFileSync(join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
  return join(outdir, 'index.js');
}
