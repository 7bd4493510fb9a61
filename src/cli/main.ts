import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { doPart, type PartTask } from './parts.js';
import { run } from './run.js';
import { createPartThreads, type PartMessage } from './threads.js';

async function main(): Promise<void> {
  // A reader that stops early (`| head`) is no error of ours.
  process.stdout.on('error', () => process.exit(process.exitCode ?? 0));
  const { errors, exitCode } = await run(process.argv.slice(2), {
    read: (path) => readFileSync(path === '-' ? 0 : path),
    write: (bytes) => void process.stdout.write(bytes),
    // A file takes them at once, a pipe that is full later.
    isWritten: () => process.stdout.writableLength === 0,
    threads: createPartThreads(join(dirname(__filename), 'cli.js')),
  });
  process.exitCode = exitCode;
  process.stderr.write(errors);
}

/** In a thread that was started for a part of a text. */
function part(): void {
  const post = (message: PartMessage): void => parentPort?.postMessage(message);
  post(doPart(workerData as PartTask, post));
}

if (isMainThread) void main();
else part();
