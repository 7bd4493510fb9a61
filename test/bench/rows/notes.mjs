/** `inspect` on long notes: 5 MB with 20,000 formulas, and how the time grows with the length. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { cliFile } from '../files.mjs';
import { makeNote } from '../notes.mjs';
import { summary } from '../statistics.mjs';
import { unknown, verdict } from '../verdicts.mjs';

/** Milliseconds of one run of the command line; its output, of any length, is dropped. */
function once(node, path) {
  const output = openSync(devNull, 'w');
  const began = performance.now();
  const { status, signal, stderr, error } = spawnSync(node, [cliFile, 'inspect', path, '--json'], {
    stdio: ['ignore', output, 'pipe'],
  });
  const ms = performance.now() - began;
  closeSync(output);
  if (status === 0) return { ms };
  const said = String(stderr ?? '').split('\n')[0];
  return { reason: error?.message ?? (said === '' ? `ended with ${signal ?? status}` : said) };
}

function timed(node, path, rounds) {
  const times = [];
  for (let i = 0; i < rounds; i++) {
    const { ms, reason } = once(node, path);
    if (reason !== undefined) return { reason };
    times.push(ms);
  }
  return { ...summary(times), rounds: times };
}

/** Notes of some sizes, each repeating 150 formulas or hardly any. */
function writeNotes(dir, sizes, distinct) {
  return sizes.map((mb) => {
    const { text, bytes, formulas } = makeNote(mb * 1e6, { distinct });
    const path = join(dir, `note-${mb}-${distinct ?? 'unlike'}.md`);
    writeFileSync(path, text);
    return { mb, path, bytes, formulas };
  });
}

/** After start-up: less what an empty note takes. */
const speed = ({ bytes }, { median }, empty) => bytes / 1e3 / (median - empty.median);

const kinds = [
  { key: 'repeated', label: '150 formulas again and again', distinct: 150 },
  { key: 'unlike', label: 'varied names and numbers' },
];

export const notesRow = {
  key: 'notes',
  title: 'inspect --json on a note of 5 MB with 20,000 formulas',
  run({ dir, node, rounds }) {
    const times = Math.min(rounds, 5);
    const emptyNote = join(dir, 'empty.md');
    writeFileSync(emptyNote, '# Nothing\n');
    const empty = timed(node, emptyNote, times);
    const contestants = [{ key: 'empty', label: 'start-up (an empty note)', ...empty }];
    const verdicts = [];
    for (const { key, label, distinct } of kinds) {
      const [note] = writeNotes(dir, [5], distinct);
      const result = timed(node, note.path, times);
      contestants.push({ key, label: `${note.formulas} formulas, ${label}`, ...result });
      const must = `≥ 5 MB/s after start-up: ${label}`;
      const found = result.reason ?? empty.reason;
      if (found !== undefined) verdicts.push(unknown(must, found));
      else {
        const rate = speed(note, result, empty);
        verdicts.push(verdict(must, `${rate.toFixed(2)} MB/s`, rate >= 5));
      }
    }
    return { contestants, verdicts };
  },
};

const sizes = [1, 2, 4, 8];

export const notesGrowthRow = {
  key: 'notes-growth',
  title: 'inspect --json on notes of 1, 2, 4 and 8 MB',
  run({ dir, node, rounds }) {
    const contestants = [];
    const verdicts = [];
    for (const { key, label, distinct } of kinds) {
      const must = `time per MB within 20% of 1 MB: ${label}`;
      const runs = writeNotes(dir, sizes, distinct).map(({ mb, path }) => ({
        key: `${key}-${mb}`,
        label: `${mb} MB, ${label}`,
        ...timed(node, path, Math.min(rounds, 3)),
      }));
      contestants.push(...runs);
      const missing = runs.find(({ reason }) => reason !== undefined);
      if (missing !== undefined) {
        verdicts.push(unknown(must, `${missing.label}: ${missing.reason}`));
        continue;
      }
      const [{ median: least }] = runs;
      const relative = runs.map(({ median }, i) => median / least / sizes[i]);
      const measured = relative.map((one) => one.toFixed(2)).join(', ');
      const isFlat = relative.every((r) => r <= 1.2);
      verdicts.push(verdict(must, measured, isFlat));
    }
    return { contestants, verdicts };
  },
};
