/**
 * A process that does one piece of work over and over when told to; everyone compared runs in one
 * of their own, so that nobody pays for another's garbage. One JSON document a line:
 *
 *     → { "ask": "prepare", "who": "naive", "work": { … } }   ← { "ok": true, "info": { … } }
 *     → { "ask": "run", "times": 5 }                          ← { "ms": [ … ] }
 *     → { "ask": "results", "dir": "…" }                      ← { "files": { "scores": "…" } }
 *
 * `{ "ok": false, "reason": "not installed" }` is an answer like any other. Contestants in Python
 * speak the same (contestant.py).
 */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { writeFloats } from './inputs.mjs';
import { contestants } from './contestants/index.mjs';

let prepared;

const handlers = {
  async prepare({ who, work }) {
    const made = await contestants[who](work);
    if (made.reason !== undefined) return { ok: false, reason: made.reason };
    prepared = made;
    return { ok: true, info: { node: process.versions.node, ...made.info } };
  },
  async run({ times }) {
    const { run, release } = prepared;
    const ms = [];
    for (let i = 0; i < times; i++) {
      const began = performance.now();
      let result = run();
      if (result instanceof Promise) result = await result;
      release?.(result);
      ms.push(performance.now() - began);
    }
    return { ms };
  },
  async results({ dir }) {
    const files = {};
    for (const [name, data] of Object.entries(prepared.results(await prepared.run()))) {
      files[name] = join(dir, `${name}-${process.pid}.f32`);
      writeFloats(files[name], data);
    }
    return { files };
  },
};

async function answer(line) {
  const message = JSON.parse(line);
  try {
    return await handlers[message.ask](message);
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

// Libraries greet on standard output; it is ours alone.
const write = process.stdout.write.bind(process.stdout);
console.log = console.info = console.warn = () => undefined;
for await (const line of createInterface({ input: process.stdin })) {
  write(`${JSON.stringify(await answer(line))}\n`);
}
process.exit(0);
