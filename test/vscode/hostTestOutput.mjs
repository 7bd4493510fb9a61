// @ts-check
/** Follows what test/host/index.ts writes while it runs inside VS Code. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory, removeQuietly } from './files.mjs';
import { delay } from './serverProcess.mjs';

/** @typedef {{ passed: number, failed: number, pending: number, error?: string }} Outcome */

/** Prints the tests' report as it grows and waits for their outcome. */
export function followHostTests() {
  const dir = temporaryDirectory('host-tests');
  const base = join(dir, 'output');
  let printed = 0;
  const print = () => {
    if (!existsSync(`${base}.log`)) return;
    const text = readFileSync(`${base}.log`, 'utf8');
    process.stdout.write(text.slice(printed));
    printed = text.length;
  };
  return {
    /** For the extension host's environment. */
    env: {
      ATTENTION_LENS_TEST_OUTPUT: base,
      ...(process.env['ATTENTION_LENS_TEST_GREP'] === undefined
        ? {}
        : { ATTENTION_LENS_TEST_GREP: process.env['ATTENTION_LENS_TEST_GREP'] }),
    },
    /**
     * @param {number} timeout  in milliseconds
     * @param {() => string | undefined} [broken]  why no outcome can come any more
     * @returns {Promise<Outcome>}
     */
    outcome: async (timeout, broken = () => undefined) => {
      const until = Date.now() + timeout;
      for (;;) {
        const reason = broken();
        print();
        if (existsSync(`${base}.json`)) {
          print();
          return JSON.parse(readFileSync(`${base}.json`, 'utf8'));
        }
        if (reason !== undefined) throw new Error(reason);
        if (Date.now() > until) throw new Error(`No outcome after ${timeout / 1000} s.`);
        await delay(50);
      }
    },
    dispose: () => removeQuietly(dir),
  };
}

/**
 * Prints the closing line and sets the exit status.
 * @param {string} where
 * @param {Outcome} outcome
 */
export function closeHostTests(where, outcome) {
  if (outcome.error) console.error(outcome.error);
  const failed = outcome.failed + (outcome.error ? 1 : 0);
  const none = outcome.passed + failed === 0;
  if (none) console.error('No test ran.');
  const pending = outcome.pending > 0 ? `, ${outcome.pending} skipped` : '';
  console.log(`Host tests, ${where}: ${outcome.passed} passed, ${failed} failed${pending}`);
  process.exitCode = none || failed > 0 ? 1 : 0;
}
