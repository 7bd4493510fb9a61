#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { createCodeCache } from '../worker/codeCache.js';

/**
 * The command line's entry. A run is short, and much of it would be V8 reading the program's code: the
 * build keeps what V8 made of it beside the bundle. Another V8 than that one reads the code itself.
 */
const directory = fileURLToPath(new URL('.', import.meta.url));
const file = fileURLToPath(new URL('cli.cjs', import.meta.url));
const cache = createCodeCache(directory);

// Each formula runs much code a few times: optimised as early as V8 does by default, most of it is thrown
// away again. Later costs half the time on a note whose formulas differ, and nothing elsewhere. What V8
// keeps of code depends on it.
setFlagsFromString('--interrupt-budget=1000000');

const code = readFileSync(file);
const cachedData = cache.read(file, code);
const script = new Script(`(function (require, __filename) {${code.toString()}\n})`, {
  filename: file,
  ...(cachedData === undefined ? {} : { cachedData }),
});
(script.runInThisContext() as (require: NodeJS.Require, filename: string) => void)(
  createRequire(file),
  file,
);

// The build runs a first time for this.
if (process.env.ATTENTION_LENS_KEEP_CODE !== undefined) {
  process.once('exit', () => cache.write(file, code, script.createCachedData()));
}
