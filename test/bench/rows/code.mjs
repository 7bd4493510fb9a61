/** A file of models: until all of it is analysed, and again after a keystroke, beside what Python takes. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importBundle } from '../bundle.mjs';
import { makeModelFile } from '../code.mjs';
import { summary } from '../statistics.mjs';
import { verdict } from '../verdicts.mjs';

const analysed = 'a file of 1,000 lines analysed in ≤ 60 ms warm';
const again = 'analysed again after a keystroke in ≤ 25 ms';

const contestant = (key, label, times) => ({ key, label, ...summary(times), rounds: times });

/** The file run by Python, which has PyTorch to load first. */
function inPython(python, dir, text) {
  const label = 'python3: PyTorch loaded, the file run';
  if (python === undefined) return { key: 'python', label, reason: 'no python3 with torch' };
  const path = join(dir, 'models.py');
  writeFileSync(path, text);
  const times = [];
  for (let i = 0; i < 3; i++) {
    const began = performance.now();
    const { status } = spawnSync(python, [path], { stdio: 'ignore' });
    if (status !== 0) return { key: 'python', label, reason: `ended with ${status}` };
    times.push(performance.now() - began);
  }
  return contestant('python', label, times);
}

export const codeRow = {
  key: 'code',
  title: 'a file of models of 1,000 lines, in the worker: a version to all its items',
  async run({ dir, python, rounds }) {
    const { createDocumentStore } = await importBundle('documentStore');
    const text = makeModelFile(1_000);
    const itemsOf = (store, id, version) =>
      store.get({ id, version }).value.analysis().itemsNear({ start: 0, end: Infinity });
    const timed = (work) => {
      const began = performance.now();
      work();
      return performance.now() - began;
    };
    // Another name of the file each time: nothing but what all files share is remembered.
    const whole = (round) => {
      const store = createDocumentStore();
      const version = text.replaceAll('Model', `Net${round}x`);
      return timed(() => {
        store.open('file', 1, 'python', version);
        itemsOf(store, 'file', 1);
      });
    };
    const first = whole(0);
    for (let round = 1; round <= 20; round++) whole(round);
    const warm = Array.from({ length: 2 * rounds }, (_, round) => whole(round + 100));

    const typedAt = (place) => {
      const store = createDocumentStore();
      store.open('file', 0, 'python', text);
      itemsOf(store, 'file', 0);
      const at = text.indexOf(place, text.length / 2) + place.length;
      const times = Array.from({ length: 2 * rounds }, (_, i) =>
        timed(() => {
          const edits = [{ offset: at + i, length: 0, text: 'a' }];
          const length = text.length + i + 1;
          store.change({ id: 'file', version: i + 1, since: i, edits, length });
          itemsOf(store, 'file', i + 1);
        }),
      );
      return times;
    };
    const inComment = typedAt('# batch, tokens');
    const inName = typedAt('hidden');
    const large = makeModelFile(50_000).slice(0, 2_000_000);
    const store = createDocumentStore();
    const two = timed(() => {
      store.open('large', 1, 'python', large);
      itemsOf(store, 'large', 1);
    });
    const slowest = Math.max(summary(inComment).median, summary(inName).median);
    const { median } = summary(warm);
    return {
      contestants: [
        contestant('ours', 'analysed, warm', warm),
        contestant('first', 'the first file of a worker', [first]),
        contestant('comment', 'after a keystroke in a comment', inComment),
        contestant('name', 'after a keystroke in a name', inName),
        contestant('large', `a file of ${(large.length / 1e6).toFixed(1)} MB`, [two]),
        inPython(python, dir, text),
      ],
      verdicts: [
        verdict(analysed, `${median.toFixed(1)} ms`, median <= 60),
        verdict(again, `${slowest.toFixed(1)} ms`, slowest <= 25),
      ],
    };
  },
};
