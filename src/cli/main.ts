#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { run } from './run.js';

// Each formula runs much code a few times: optimised as early as V8 does by default, most of it is thrown
// away again. Later costs half the time on a note whose formulas differ, and nothing elsewhere.
setFlagsFromString('--interrupt-budget=1000000');

// A reader that stops early (`| head`) is no error of ours.
process.stdout.on('error', () => process.exit(process.exitCode ?? 0));
const { errors, exitCode } = run(process.argv.slice(2), {
  read: (path) => readFileSync(path === '-' ? 0 : path),
  write: (bytes) => void process.stdout.write(bytes),
  // A file takes them at once, a pipe that is full later.
  isWritten: () => process.stdout.writableLength === 0,
});
process.exitCode = exitCode;
process.stderr.write(errors);
