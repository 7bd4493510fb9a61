/** What a reader has to know of the machine to compare its figures with his own. */
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import { repoDir } from './files.mjs';
import { node22Path, peerVersions } from './peers.mjs';

/** `i8x16.popcnt(i8x16.splat(0))`, as wasm-feature-detect (Apache 2.0) asks. */
const simd = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15,
  253, 98, 11,
];
/** `i8x16.relaxed_swizzle(i8x16.splat(1), i8x16.splat(2))` */
const relaxedSimd = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15,
  65, 2, 253, 15, 253, 128, 2, 11,
];

const expression = `JSON.stringify({
  node: process.versions.node,
  v8: process.versions.v8,
  simd: WebAssembly.validate(new Uint8Array([${simd}])),
  relaxedSimd: WebAssembly.validate(new Uint8Array([${relaxedSimd}])),
})`;

function runtime(executable) {
  if (executable === undefined) return undefined;
  const { stdout, status } = spawnSync(executable, ['-p', expression], { encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout) : undefined;
}

/** Commit of the code measured, with `+` where files differ from it. */
function commit() {
  const git = (...args) => spawnSync('git', args, { cwd: repoDir, encoding: 'utf8' });
  const head = git('rev-parse', '--short', 'HEAD');
  if (head.status !== 0) return 'unknown';
  return `${head.stdout.trim()}${git('status', '--porcelain').stdout === '' ? '' : '+'}`;
}

/** `loadAverage` is from before anything was built or installed for the run. */
export const machine = (loadAverage) => ({
  when: new Date().toISOString(),
  commit: commit(),
  cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
  cores: os.cpus().length,
  memoryGb: Math.round(os.totalmem() / 2 ** 30),
  system: `${os.type()} ${os.release()} ${os.arch()}`,
  loadAverage: loadAverage.map((load) => Number(load.toFixed(2))),
  runtime: runtime(process.execPath),
  node22: runtime(node22Path()),
  peers: peerVersions(),
});
