// @ts-check
/** The server's process: started in a group of its own, ended with everything it started. */
import { spawn } from 'node:child_process';

/** @typedef {import('./install.mjs').Host} Host */

/**
 * @typedef {object} Running
 * @property {() => string} output
 * @property {() => boolean} ended
 * @property {Promise<number>} exit
 * @property {() => Promise<void>} stop
 */

/** Stop functions of what still runs, for the case that this process is told to end. @type {Set<() => void>} */
const alive = new Set();
let watchingExit = false;

function watchExit() {
  if (watchingExit) return;
  watchingExit = true;
  process.on('exit', () => alive.forEach((kill) => kill()));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    // Only where nobody else decides what a signal means (the Playwright runner does, `npm start` does).
    process.once(signal, () => {
      alive.forEach((kill) => kill());
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
}

/**
 * @param {Host} host
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Running}
 */
export function launch(host, args, env) {
  watchExit();
  const inherited = Object.fromEntries(
    // An integrated terminal's VSCODE_… and a parent's NODE_OPTIONS are meant for other processes.
    Object.entries(process.env).filter(
      ([key]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|npm_)/.test(key),
    ),
  );
  const child = spawn(host.node, [host.serverMain, ...args], {
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, ...env },
  });
  let output = '';
  let ended = false;
  const keep = (/** @type {unknown} */ chunk) =>
    (output = (output + String(chunk)).slice(-200_000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  /** @type {Promise<number>} */
  const exit = new Promise((resolve) => {
    const end = (/** @type {number} */ code) => {
      ended = true;
      resolve(code);
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      end(-1);
    });
    child.on('exit', (code, signal) => end(code ?? (signal ? -1 : 0)));
  });
  // The whole group: the extension host, the pty host and the file watcher are children of the server.
  const kill = (/** @type {'SIGTERM' | 'SIGKILL'} */ signal = 'SIGKILL') => {
    if (child.pid === undefined) return;
    try {
      if (process.platform === 'win32') {
        spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
      } else process.kill(-child.pid, signal);
    } catch {
      // The group has ended already.
    }
  };
  const killNow = () => kill('SIGKILL');
  alive.add(killNow);
  return {
    output: () => withoutNoise(output),
    ended: () => ended,
    exit,
    stop: async () => {
      kill('SIGTERM');
      await within(exit, 2_000);
      killNow();
      await within(exit, 2_000);
      alive.delete(killNow);
    },
  };
}

/**
 * VS Code's logs without the native modules that were not compiled on purpose: spdlog (log files), the watchdog.
 * @param {string} text
 */
export function withoutNoise(text) {
  return text
    .replace(/^.*Could not locate the bindings file[^]*?(?:^\}$|color: $|(?=^\[|^\w+: ))/gm, '')
    .replace(
      /^.*Cannot find module '\.\/build\/Release\/watchdog'(?:\n(?:Require stack:|- .*|\s.*|))*/gm,
      '',
    )
    .replace(/^File not found: .*vsda.*\n/gm, '')
    .replace(/\n{3,}/g, '\n\n');
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 * @returns {Promise<T | undefined>} undefined when it takes longer
 */
export async function within(promise, ms) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(() => resolve(undefined), ms)));
  try {
    return /** @type {T | undefined} */ (await Promise.race([promise, late]));
  } finally {
    clearTimeout(timer);
  }
}

/** @param {number} ms @returns {Promise<void>} */
export function delay(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
