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
  const server = await startServer({ host, env: tests.env });
  const chrome = await chromium.launch({ ...browser, headless: true });
  try {
    const page = await chrome.newPage({ viewport: { width: 1280, height: 900 } });
    /** @type {string[]} */
    const messages = [];
    /** @type {string | undefined} */
    let broken;
    page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`));
    page.on('crash', () => (broken = 'The page crashed.'));
    chrome.on('disconnected', () => (broken ??= 'The browser ended.'));
    await page.goto(
      server.pageUrl({ folder, developmentPath: realpathSync(values.extension), testsPath }),
      { timeout: FIRST_PAGE_TIMEOUT },
    );
    const outcome = await tests
      .outcome(TESTS_TIMEOUT, () => broken)
      .catch(async (error) => {
        const picture = join(repoRoot, 'test-results', 'host-tests.png');
        await page.screenshot({ path: picture }).catch(() => undefined);
        const last = messages.slice(-30).join('\n');
        throw new Error(
          `${error.message} A picture is in ${picture}.\nThe page said:\n${last}\nThe server said:\n${server.output().slice(-4_000)}`,
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
