/** The measuring side of a contestant's process: starts it, asks, ends it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { benchDir } from './files.mjs';

const oneThread = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/**
 * Starts `who` (`{ executable, script, contestant }`) and gives it its work. A contestant that
 * can't take part has a `reason` instead of `run` and `results`.
 */
export async function startContestant(who, work) {
  if (who.executable === undefined) return { who, reason: 'not installed' };
  const child = spawn(who.executable, [join(benchDir, who.script ?? 'contestant.mjs')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...oneThread, PYTHONDONTWRITEBYTECODE: '1' },
  });
  // Read, lest it fill; libraries warn there. Shown only where the process ends by itself.
  let warnings = '';
  child.stderr.on('data', (chunk) => (warnings = `${warnings}${chunk}`.slice(-2000)));
  child.stdin.on('error', () => undefined);
  const waiting = [];
  const settle = (reply) => waiting.shift()?.(reply);
  createInterface({ input: child.stdout }).on('line', (line) => settle(JSON.parse(line)));
  const gone = (why) => {
    while (waiting.length > 0) settle({ ok: false, reason: `ended: ${why}` });
  };
  child.on('error', (error) => gone(error.message));
  child.on('exit', (code, signal) => {
    gone(warnings.split('\n').find((line) => /Error/.test(line)) ?? String(signal ?? code));
  });
  const ask = (message) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (child.exitCode !== null) gone(child.exitCode);
      else child.stdin.write(`${JSON.stringify(message)}\n`);
    });
  const end = () => child.stdin.end();

  const ready = await ask({ ask: 'prepare', who: who.contestant, work });
  if (!ready.ok) {
    end();
    return { who, reason: ready.reason };
  }
  return {
    who,
    info: ready.info,
    end,
    run: (times) => ask({ ask: 'run', times }),
    results: (dir) => ask({ ask: 'results', dir }),
  };
}
