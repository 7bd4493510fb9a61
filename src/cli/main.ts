#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { inspect } from './inspect.js';
import { parseArguments, usage } from './arguments.js';

const parsed = parseArguments(process.argv.slice(2));
if (!parsed.ok) {
  process.stderr.write(`${parsed.error}\n\n${usage}\n`);
  process.exitCode = 2;
} else if (parsed.value.command === 'help') process.stdout.write(`${usage}\n`);
else {
  const { output, failures } = inspect(parsed.value, {
    read: (path) => readFileSync(path === '-' ? 0 : path),
  });
  for (const failure of failures) process.stderr.write(`${failure}\n`);
  // A reader that stops early (`| head`) is no error of ours.
  process.stdout.on('error', () => process.exit(process.exitCode ?? 0));
  process.stdout.write(output);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
