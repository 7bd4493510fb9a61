// @ts-check
/** Starts a real VS Code that a browser can open, with data of its own, and stops it without leaving a process. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { removeQuietly, temporaryDirectory } from './files.mjs';
import { delay, launch, within } from './serverProcess.mjs';
import { quietSettings } from './settings.mjs';

/**
 * @typedef {import('./install.mjs').Host} Host
 * @typedef {import('./serverProcess.mjs').Running} Running
 *
 * @typedef {object} ServerOptions
 * @property {Host} host
 * @property {number} [port]                       a free one when left out
 * @property {string} [dataDir]                    a fresh one, removed on stop, when left out
 * @property {Record<string, unknown>} [settings]  user settings on top of the quiet ones
 * @property {boolean} [trust]                     ask for workspace trust; an untrusted folder is in Restricted Mode
 * @property {string[]} [vsix]                     packaged extensions to install before the start
 * @property {Record<string, string>} [env]        seen by the extension host too
 * @property {boolean} [ephemeral]                 end after five minutes without a window, should this process be killed
 *
 * @typedef {object} Server
 * @property {string} url          such as http://127.0.0.1:41234
 * @property {string} authority    such as 127.0.0.1:41234
 * @property {string} dataDir
 * @property {() => string} output what the server printed, without what is known to be harmless
 * @property {(settings: Record<string, unknown>) => void} writeSettings  replaces the user settings for pages opened from now on
 * @property {(target: Target) => string} pageUrl
 * @property {() => Promise<void>} stop
 *
 * @typedef {object} Target
 * @property {string} [folder]          absolute; without it, an empty window
 * @property {string} [openFile]        absolute
 * @property {string} [developmentPath] an extension's directory, absolute
 * @property {string} [testsPath]       a module with run(), absolute
 */

const START_TIMEOUT = 60_000;

/** @param {ServerOptions} options @returns {Promise<Server>} */
export async function startServer(options) {
  if (options.port !== undefined) await checkFree(options.port);
  const dataDir = options.dataDir ?? temporaryDirectory('vscode');
  const ownsData = options.dataDir === undefined;
  const dirs = [
    '--server-data-dir',
    join(dataDir, 'server'),
    '--extensions-dir',
    join(dataDir, 'extensions'),
  ];
  const writeSettings = (/** @type {Record<string, unknown>} */ settings) => {
    const userDir = join(dataDir, 'server', 'data', 'User');
    mkdirSync(userDir, { recursive: true });
    const all = {
      ...quietSettings,
      ...(options.trust ? { 'security.workspace.trust.enabled': true } : {}),
      ...options.settings,
      ...settings,
    };
    writeFileSync(join(userDir, 'settings.json'), JSON.stringify(all, undefined, 2));
  };
  mkdirSync(join(dataDir, 'extensions'), { recursive: true });
  writeSettings({});
  for (const file of options.vsix ?? []) {
    await runToEnd(
      options.host,
      [...dirs, '--install-extension', file, '--force'],
      `Installing ${file}`,
    );
  }

  const running = launch(
    options.host,
    [
      ...dirs,
      '--host=127.0.0.1',
      `--port=${options.port ?? 0}`,
      '--without-connection-token',
      '--accept-server-license-terms',
      // The workbench honours extensionDevelopmentPath and extensionTestsPath in its address only with this.
      '--enable-smoke-test-driver',
      '--telemetry-level=off',
      ...(options.ephemeral ? ['--enable-remote-auto-shutdown'] : []),
    ],
    options.env ?? {},
  );
  const stop = async () => {
    await running.stop();
    if (ownsData) removeQuietly(dataDir);
  };
  try {
    const port = await listening(running);
    const authority = `127.0.0.1:${port}`;
    const url = `http://${authority}`;
    await answering(url, running);
    return {
      url,
      authority,
      dataDir,
      output: running.output,
      writeSettings,
      pageUrl: (target) => pageUrl(authority, target),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * The address that opens a folder, a file or an extension under test.
 * @param {string} authority
 * @param {Target} target
 */
export function pageUrl(authority, target) {
  const remote = (/** @type {string} */ path) =>
    `vscode-remote://${authority}${pathToFileURL(path).pathname}`;
  /** @type {[string, string][]} */
  const payload = [];
  if (target.developmentPath) {
    payload.push(['extensionDevelopmentPath', remote(target.developmentPath)]);
  }
  if (target.testsPath) payload.push(['extensionTestsPath', remote(target.testsPath)]);
  if (target.openFile) payload.push(['openFile', remote(target.openFile)]);
  const where = target.folder
    ? `folder=${encodeURIComponent(pathToFileURL(target.folder).pathname)}`
    : 'ew=true';
  const what = payload.length > 0 ? `&payload=${encodeURIComponent(JSON.stringify(payload))}` : '';
  return `http://${authority}/?${where}${what}`;
}

/** @param {Host} host @param {string[]} args @param {string} what */
async function runToEnd(host, args, what) {
  const running = launch(host, args, {});
  const code = await within(running.exit, START_TIMEOUT);
  await running.stop();
  if (code !== 0)
    throw new Error(`${what} failed (${code ?? 'timeout'}):\n${running.output().trim()}`);
}

/** VS Code's server waits for ever when its port is taken. @param {number} port */
async function checkFree(port) {
  const probe = createServer();
  try {
    await new Promise((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(port, '127.0.0.1', () => resolve(undefined));
    });
  } catch (error) {
    const reason = /** @type {NodeJS.ErrnoException} */ (error).code;
    throw new Error(`Port ${port} cannot be used (${reason}). Choose another with --port.`, {
      cause: error,
    });
  } finally {
    probe.close();
  }
}

/** @param {Running} running @returns {Promise<number>} */
async function listening(running) {
  const until = Date.now() + START_TIMEOUT;
  while (Date.now() < until) {
    const match = /Extension host agent listening on (\d+)/.exec(running.output());
    if (match) return Number(match[1]);
    if (running.ended()) break;
    await delay(50);
  }
  const reason = running.ended() ? 'ended at once' : `said nothing for ${START_TIMEOUT / 1000} s`;
  throw new Error(`VS Code's server ${reason}.\n${running.output().trim()}`);
}

/** @param {string} url @param {Running} running */
async function answering(url, running) {
  const until = Date.now() + START_TIMEOUT;
  let last = '';
  while (Date.now() < until && !running.ended()) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
      if (response.ok) return;
      last = `it answers ${response.status}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await delay(100);
  }
  throw new Error(
    `VS Code's server at ${url} does not answer (${last}).\n${running.output().trim()}`,
  );
}
