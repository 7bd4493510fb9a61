#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { run } from './run.js';

// A reader that stops early (`| head`) is no error of ours.
process.stdout.on('error', () => process.exit(process.exitCode ?? 0));
const { errors, exitCode } = run(process.argv.slice(2), {
  read: (path) => readFileSync(path === '-' ? 0 : path),
  // The bytes are written over while the system may still have to take them.
  write: (bytes) => void process.stdout.write(bytes.slice()),
});
process.exitCode = exitCode;
process.stderr.write(errors);
