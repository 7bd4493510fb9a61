// @ts-check
/** Runs the scripts of the root package.json from a script. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { repoRoot } from './files.mjs';

/**
 * `npm run <script>`. A failure is an Error for a person.
 * @param {string} script
 * @param {{ quiet?: boolean }} [options]  quiet: its output is shown only when it fails
 */
export function npmRun(script, options = {}) {
  const cli = process.env['npm_execpath'];
  const viaNode = cli !== undefined && /npm-cli\.c?js$/.test(cli) && existsSync(cli);
  const args = ['run', '--silent', script];
  const settings = /** @type {const} */ ({
    cwd: repoRoot,
    stdio: options.quiet ? 'pipe' : 'inherit',
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const run = viaNode
    ? spawnSync(process.execPath, [cli, ...args], settings)
    : spawnSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
        ...settings,
        shell: process.platform === 'win32',
      });
  if (run.error) throw new Error(`npm could not be started: ${run.error.message}`);
  if (run.status !== 0) {
    const output = options.quiet ? `\n${run.stdout}${run.stderr}`.trimEnd() : ' See above.';
    throw new Error(`"npm run ${script}" failed.${output}`);
  }
}
