// @ts-check
/** The browser that shows VS Code's workbench: an installed Chrome, Chromium or Edge, or else the one from npm. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeFontConfig } from './browserPackage.mjs';
import { installBrowser } from './install.mjs';

/**
 * What Playwright's `chromium.launch` needs.
 * @typedef {object} Browser
 * @property {string} executablePath
 * @property {string[]} args
 * @property {Record<string, string>} env
 */

/** Chromium as it is on a closed network: nothing is fetched, updated or synchronised. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

const NAMES = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];

/**
 * `ATTENTION_LENS_BROWSER=bundled` takes the npm browser even where another is installed; `CHROME_PATH` names one.
 * @param {(line: string) => void} [log]
 * @returns {Promise<Browser>}
 */
export async function findBrowser(log = console.log) {
  const named = process.env['CHROME_PATH'];
  const bundled = process.env['ATTENTION_LENS_BROWSER'] === 'bundled';
  if (named && !bundled) {
    if (!existsSync(named)) throw new Error(`CHROME_PATH names ${named}, which does not exist.`);
    return { executablePath: named, args: ARGS, env: cleanEnv() };
  }
  const installed = bundled ? undefined : installedBrowsers().find((path) => existsSync(path));
  if (installed) return { executablePath: installed, args: ARGS, env: cleanEnv() };
  return bundledBrowser(await installBrowser(log));
}

/** @param {string} dir @returns {Browser} */
function bundledBrowser(dir) {
  const executablePath = join(dir, 'chromium');
  const own = { ...cleanEnv(), FONTCONFIG_FILE: writeFontConfig(dir) };
  const rest = process.env['LD_LIBRARY_PATH'];
  const withLibraries = {
    ...own,
    LD_LIBRARY_PATH: [join(dir, 'lib'), ...(rest ? [rest] : [])].join(delimiter),
  };
  // The libraries in the package are built for a recent glibc; where that is missing, the machine's own may do.
  /** @type {string[]} */
  const reasons = [];
  for (const env of [withLibraries, own]) {
    const run = spawnSync(executablePath, ['--version'], {
      env,
      encoding: 'utf8',
      timeout: 30_000,
    });
    if (run.status === 0) return { executablePath, args: ARGS, env };
    reasons.push((run.error?.message ?? run.stderr).trim());
  }
  throw new Error(
    `The browser from npm does not start on this machine (${[...new Set(reasons)].join('; ')}). ` +
      'Install Chrome, Chromium or Edge, or set CHROME_PATH to one.',
  );
}

/** Usual places, most likely first. @returns {string[]} */
function installedBrowsers() {
  const env = process.env;
  switch (process.platform) {
    case 'darwin':
      return ['/Applications', join(env['HOME'] ?? '', 'Applications')].flatMap((root) => [
        join(root, 'Google Chrome.app/Contents/MacOS/Google Chrome'),
        join(root, 'Chromium.app/Contents/MacOS/Chromium'),
        join(root, 'Microsoft Edge.app/Contents/MacOS/Microsoft Edge'),
      ]);
    case 'win32':
      return [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']]
        .filter((root) => root !== undefined)
        .flatMap((root) => [
          join(root, 'Google\\Chrome\\Application\\chrome.exe'),
          join(root, 'Chromium\\Application\\chrome.exe'),
          join(root, 'Microsoft\\Edge\\Application\\msedge.exe'),
        ]);
    default: {
      const dirs = (env['PATH'] ?? '').split(delimiter).filter((dir) => dir !== '');
      return [
        ...NAMES.flatMap((name) => dirs.map((dir) => join(dir, name))),
        '/opt/google/chrome/chrome',
        '/snap/bin/chromium',
      ];
    }
  }
}

function cleanEnv() {
  /** @type {Record<string, string>} */
  const env = {};
  for (const [key, value] of Object.entries(process.env)) {
    if (value !== undefined) env[key] = value;
  }
  return env;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  // Whether there is a browser that starts: for .ci/run, before the tests need it.
  const { executablePath, env } = await findBrowser();
  const run = spawnSync(executablePath, ['--version'], { env, encoding: 'utf8', timeout: 30_000 });
  console.log(
    `${run.stdout.trim() || 'a browser that does not say its version'} (${executablePath})`,
  );
  process.exitCode = run.status === 0 ? 0 : 1;
}
