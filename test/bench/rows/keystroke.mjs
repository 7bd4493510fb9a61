/** A keystroke in the middle of a note of 5 MB: until the items of what is seen are there again. */
import { importBundle } from '../bundle.mjs';
import { makeNote } from '../notes.mjs';
import { summary } from '../statistics.mjs';
import { verdict } from '../verdicts.mjs';

/** Characters of what is seen. */
const seen = 5_000;
const must = 'the visible part is analysed again in ≤ 20 ms';

export const keystrokeRow = {
  key: 'keystroke',
  title: 'a keystroke in a note of 5 MB, in the worker: new version to items of the visible part',
  async run({ rounds }) {
    const { createDocumentStore } = await importBundle('documentStore');
    const store = createDocumentStore();
    const { text } = makeNote(5e6);
    let { length } = text;
    const at = Math.floor(text.length / 2);
    let version = 0;
    const visible = (send) => {
      version += 1;
      const began = performance.now();
      send();
      const { value } = store.get({ id: 'note', version });
      value.analysis().itemsNear({ start: at - seen / 2, end: at + seen / 2 });
      return performance.now() - began;
    };
    const first = visible(() => store.open('note', version, 'markdown', text));
    const times = [];
    for (let i = 0; i < 3 * rounds; i++) {
      length += 1;
      // As it comes from the host: what was typed, and where.
      const edits = [{ offset: at + i, length: 0, text: 'a' }];
      times.push(
        visible(() => store.change({ id: 'note', version, since: version - 1, edits, length })),
      );
    }
    const result = summary(times);
    return {
      contestants: [
        { key: 'ours', label: 'after a keystroke', ...result, rounds: times },
        { key: 'first', label: 'when the note is opened', ...summary([first]), rounds: [first] },
      ],
      verdicts: [verdict(must, `${result.median.toFixed(1)} ms`, result.median <= 20)],
    };
  },
};
