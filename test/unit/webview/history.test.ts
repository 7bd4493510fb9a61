import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canRedo,
  canUndo,
  historyOf,
  record,
  redo,
  undo,
  type History,
} from '../../../webview/history.js';

const changes = fc.array(
  fc.record({ value: fc.nat(), subject: fc.constantFrom('seed', 'tokens'), time: fc.nat(5000) }),
  { maxLength: 20 },
);

const after = (list: readonly { value: number; subject: string; time: number }[]) =>
  list.reduce<History<number>>((h, c) => record(h, c.value, c.subject, c.time), historyOf(-1));

const bare = ({ past, present, future }: History<number>) => ({ past, present, future });

describe('undo and redo', () => {
  it('undo then redo is nothing', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const h = after(list);
        fc.pre(canUndo(h));
        expect(bare(redo(undo(h)))).toEqual(bare(h));
      }),
    );
  });
  it('redo then undo is nothing', () => {
    fc.assert(
      fc.property(changes, fc.integer({ min: 1, max: 5 }), (list, back) => {
        let h = after(list);
        for (let i = 0; i < back; i++) h = undo(h);
        fc.pre(canRedo(h));
        expect(bare(undo(redo(h)))).toEqual(bare(h));
      }),
    );
  });
  it('undoing everything leads to the beginning', () => {
    fc.assert(
      fc.property(changes, (list) => {
        let h = after(list);
        while (canUndo(h)) h = undo(h);
        expect(h.present).toBe(-1);
      }),
    );
  });
  it('at the ends change nothing', () => {
    const h = historyOf(1);
    expect(undo(h)).toBe(h);
    expect(redo(h)).toBe(h);
  });
  it('a change forgets what was undone', () => {
    const h = record(undo(after([{ value: 1, subject: 'seed', time: 0 }])), 2, 'mask', 1);
    expect(bare(h)).toEqual({ past: [-1], present: 2, future: [] });
  });
});

describe('changes of one subject', () => {
  it.each([
    ['within a second are one entry', 'seed', 900, 1],
    ['a second apart are two', 'seed', 1000, 2],
    ['of different subjects are two', 'mask', 10, 2],
  ])('%s', (_, subject, time, entries) => {
    const h = record(record(historyOf(0), 1, 'seed', 0), 2, subject, time);
    expect(h.past).toHaveLength(entries);
    expect(h.present).toBe(2);
  });
});

it('keeps a hundred entries', () => {
  let h = historyOf(0);
  for (let i = 1; i <= 250; i++) h = record(h, i, `subject ${i}`, 0);
  expect(h.past).toHaveLength(100);
  expect(h.past[0]).toBe(150);
});
