// @ts-check
/**
 * `npm run test:host`: runs test/host inside the extension host of a real VS Code.
 *
 *     node test/vscode/runHostTests.mjs [--oldest] [--no-build] [--grep TEXT] [--extension DIR]
 *
 * --oldest takes the VS Code of engines.vscode; --no-build tests what dist holds; --extension tests another extension.
 */
import { cpSync, existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { findBrowser } from './browser.mjs';
import { npmRun } from './commands.mjs';
import { removeQuietly, repoRoot, samplesDir, temporaryDirectory } from './files.mjs';
import { bundleHostTests } from './hostTestBundle.mjs';
import { closeHostTests, followHostTests } from './hostTestOutput.mjs';
import { installHost } from './install.mjs';
import { startServer } from './server.mjs';
import { withoutNoise } from './serverProcess.mjs';

const FIRST_PAGE_TIMEOUT = 60_000;
const TESTS_TIMEOUT = 10 * 60_000;

const { values } = parseArgs({
  options: {
    oldest: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    grep: { type: 'string' },
    extension: { type: 'string', default: repoRoot },
  },
});
if (values.grep !== undefined) process.env['ATTENTION_LENS_TEST_GREP'] = values.grep;

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('Host tests: could not run');
  process.exitCode = 1;
}

async function main() {
  const host = await installHost(values.oldest ? 'oldest' : 'current');
  const browser = await findBrowser();
  if (!values['no-build']) npmRun('build');
  const testsPath = await bundleHostTests();

  const folder = temporaryDirectory('workspace');
  if (existsSync(samplesDir)) cpSync(samplesDir, folder, { recursive: true });
  const tests = followHostTests();
  const server = await startServer({ host, env: tests.env, ephemeral: true });
  const chrome = await chromium.launch({ ...browser, headless: true });
  try {
    const page = await chrome.newPage({ viewport: { width: 1280, height: 900 } });
    /** @type {string[]} */
    const messages = [];
    /** @type {string | undefined} */
    let broken;
    page.on('console', (message) => {
      const text = withoutNoise(message.text()).trim();
      if (text !== '') messages.push(`${message.type()}: ${text}`);
    });
    page.on('crash', () => (broken = 'The page crashed.'));
    chrome.on('disconnected', () => (broken ??= 'The browser ended.'));
    await page.goto(
      server.pageUrl({ folder, developmentPath: realpathSync(values.extension), testsPath }),
      { timeout: FIRST_PAGE_TIMEOUT },
    );
    const isBroken = () => {
      if (/Extension Host Process exited/.test(server.output())) {
        broken ??= 'The extension host ended without an outcome.';
      }
      return broken;
    };
    const outcome = await tests.outcome(TESTS_TIMEOUT, isBroken).catch(async (error) => {
      const picture = join(repoRoot, 'test-results', 'host-tests.png');
      await page.screenshot({ path: picture, timeout: 5_000 }).catch(() => undefined);
      throw new Error(
        [
          `${error.message} A picture of the window is in ${picture}.`,
          `The page said:\n${messages.slice(-40).join('\n')}`,
          `The server said:\n${server.output().slice(-4_000)}`,
        ].join('\n\n'),
      );
    });
    closeHostTests(`VS Code ${host.version}`, outcome);
  } finally {
    await chrome.close().catch(() => undefined);
    await server.stop();
    tests.dispose();
    removeQuietly(folder);
  }
}
