import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchLines } from '../../../src/read/lineStarts.js';

const pieces = ['# ', ' ', '\t', '- ', '> ', 'a', '#', '\n', '\r', '\r\n', '\u2028', '\u2029', 'é'];
const text = fc.string({ unit: fc.constantFrom(...pieces), maxLength: 40 });

describe('lines that a pattern matches', () => {
  it.each([
    ['a heading', /^ {0,3}(#{1,6})[ \t]+([^\n]{0,5})/gm, '#'],
    ['an item in quotes', /^[ \t>]*[-*][ \t]+([^\n]{0,5})/gm, '>-*'],
  ])('are those of matchAll: %s', (_, pattern, begins) => {
    fc.assert(
      fc.property(text, (lines) => {
        const all = [...lines.matchAll(pattern)].map((m) => [m.index, ...m]);
        expect(matchLines(lines, pattern, begins).map((m) => [m.index, ...m])).toEqual(all);
      }),
    );
  });
});
