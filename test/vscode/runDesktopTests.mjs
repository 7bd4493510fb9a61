// @ts-check
/**
 * `npm run test:desktop`: runs test/host inside a desktop VS Code, which @vscode/test-electron downloads. It needs the
 * open internet and, on Linux, a display.
 *
 *     node test/vscode/runDesktopTests.mjs [--version 1.100.3]
 *
 * ATTENTION_LENS_CODE names an executable of VS Code that is installed already; nothing is downloaded then.
 */
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { npmRun } from './commands.mjs';
import { cacheDir, removeQuietly, repoRoot, samplesDir, temporaryDirectory } from './files.mjs';
import { bundleHostTests } from './hostTestBundle.mjs';
import { closeHostTests, followHostTests } from './hostTestOutput.mjs';

const TESTS_TIMEOUT = 15 * 60_000;

const { values } = parseArgs({ options: { version: { type: 'string', default: 'stable' } } });

try {
  await main();
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  console.error(`The desktop VS Code could not be fetched or started: ${reason}`);
  console.error(
    'It comes from update.code.visualstudio.com. On a closed network use "npm run test:host".',
  );
  console.log('Desktop tests: could not run');
  process.exitCode = 1;
}

async function main() {
  npmRun('build');
  const extensionTestsPath = await bundleHostTests();
  const folder = temporaryDirectory('workspace');
  const data = temporaryDirectory('desktop');
  if (existsSync(samplesDir)) cpSync(samplesDir, folder, { recursive: true });
  const tests = followHostTests();
  const installed = process.env['ATTENTION_LENS_CODE'];
  /** @type {string | undefined} */
  let ended;
  try {
    const running = runTests({
      version: values.version,
      ...(installed ? { vscodeExecutablePath: installed } : {}),
      cachePath: join(cacheDir, 'desktop'),
      extensionDevelopmentPath: repoRoot,
      extensionTestsPath,
      extensionTestsEnv: tests.env,
      launchArgs: [
        folder,
        '--disable-extensions',
        '--disable-workspace-trust',
        `--user-data-dir=${join(data, 'user')}`,
        `--extensions-dir=${join(data, 'extensions')}`,
      ],
    }).then(
      () => (ended = 'VS Code ended without an outcome of the tests.'),
      // A failed test makes VS Code fail too; the outcome file says more.
      (error) => (ended = error instanceof Error ? error.message : String(error)),
    );
    const outcome = await tests.outcome(TESTS_TIMEOUT, () => ended);
    await running;
    closeHostTests(`desktop VS Code ${values.version}`, outcome);
  } finally {
    tests.dispose();
    removeQuietly(folder);
    removeQuietly(data);
  }
}
