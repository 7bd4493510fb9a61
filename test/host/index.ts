/**
 * Entry of the tests that run inside VS Code's extension host: the server host (`npm run test:host`), the desktop
 * (`npm run test:desktop`) and F5. Every `*.test.ts` under this directory runs; none is listed by hand.
 *
 * The runner outside reads `${ATTENTION_LENS_TEST_OUTPUT}.log` as it grows and `${…}.json` when it appears. Without the
 * variable the report goes to the debug console.
 */
import { appendFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/** What the runner learns; `error` is set when the tests could not be loaded or run at all. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly pending: number;
  readonly error?: string;
}

const output = process.env['ATTENTION_LENS_TEST_OUTPUT'];

export async function run(): Promise<void> {
  const outcome = await runMocha().catch((error: unknown): Outcome => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { passed: 0, failed: 0, pending: 0, error: text };
  });
  if (output !== undefined) {
    // Renamed into place, so that the runner never reads half of it.
    writeFileSync(`${output}.partial`, JSON.stringify(outcome));
    renameSync(`${output}.partial`, `${output}.json`);
  }
  if (outcome.error !== undefined) throw new Error(outcome.error);
  if (outcome.failed > 0) throw new Error(`${outcome.failed} tests failed`);
}

function runMocha(): Promise<Outcome> {
  process.setSourceMapsEnabled(true);
  if (output !== undefined) {
    Mocha.reporters.Base.consoleLog = (...args: unknown[]) =>
      appendFileSync(`${output}.log`, `${format(...args)}\n`);
  }
  const grep = process.env['ATTENTION_LENS_TEST_GREP'];
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    color: false,
    timeout: 30_000,
    ...(grep === undefined ? {} : { grep }),
  });
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.test.js')).sort()) {
    mocha.addFile(join(__dirname, file));
  }
  return new Promise((resolve) => {
    const runner = mocha.run((failed) => {
      resolve({
        passed: runner.stats?.passes ?? 0,
        failed,
        pending: runner.stats?.pending ?? 0,
      });
    });
  });
}
