import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentText, editText } from '../../../src/read/documentText.js';

const text = fc.string({
  unit: fc.constantFrom('a', 'b', '\n', '\r\n', '語', '😀'),
  maxLength: 30,
});
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(6), text });

describe('a text after edits', () => {
  it.each([
    ['typed', 'ab', [{ offset: 1, length: 0, text: 'x' }], 'axb'],
    ['deleted', 'abc', [{ offset: 1, length: 1, text: '' }], 'ac'],
    ['all of it', 'abc', [{ offset: 0, length: 3, text: '' }], ''],
    [
      'two in one event, the later place first',
      'one two',
      [
        { offset: 4, length: 3, text: '2' },
        { offset: 0, length: 3, text: '1' },
      ],
      '1 2',
    ],
    [
      'one in what another one wrote',
      'ab',
      [
        { offset: 1, length: 0, text: 'xyz' },
        { offset: 2, length: 1, text: '-' },
      ],
      'ax-zb',
    ],
  ])('%s', (_, before, edits, after) => {
    expect(editText(documentText(before), edits)?.text.whole()).toBe(after);
  });

  it.each([
    ['past the end', { offset: 2, length: 2, text: '' }],
    ['before the start', { offset: -1, length: 1, text: '' }],
    ['of less than nothing', { offset: 1, length: -1, text: '' }],
    ['at no place', { offset: Number.NaN, length: 0, text: 'x' }],
  ])('is none where an edit is %s', (_, wrong) => {
    expect(editText(documentText('abc'), [wrong])).toBeUndefined();
  });

  it('is what the edits make one after the other, and differs nowhere else', () => {
    fc.assert(
      fc.property(text, fc.array(edit, { maxLength: 6 }), (before, wanted) => {
        let after = before;
        const edits = wanted.map(({ at, length, text: inserted }) => {
          const offset = Math.floor(at * after.length);
          const removed = Math.min(length, after.length - offset);
          after = after.slice(0, offset) + inserted + after.slice(offset + removed);
          return { offset, length: removed, text: inserted };
        });
        const edited = editText(documentText(before), edits);
        expect(edited?.text.whole()).toBe(after);
        const { start, oldEnd, newEnd } = edited?.change ?? { start: 0, oldEnd: 0, newEnd: 0 };
        expect(after.slice(0, start)).toBe(before.slice(0, start));
        expect(after.slice(newEnd)).toBe(before.slice(oldEnd));
        expect(start).toBeLessThanOrEqual(Math.min(oldEnd, newEnd));
      }),
    );
  });
});
