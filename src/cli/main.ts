#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { run } from './run.js';

const { output, errors, exitCode } = run(process.argv.slice(2), {
  read: (path) => readFileSync(path === '-' ? 0 : path),
});
process.exitCode = exitCode;
// A reader that stops early (`| head`) is no error of ours.
process.stdout.on('error', () => process.exit(exitCode));
process.stderr.write(errors);
process.stdout.write(output);
