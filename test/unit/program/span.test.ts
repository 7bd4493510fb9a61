import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  coverSpans,
  lineStarts,
  offsetAt,
  positionAt,
  rangeOf,
  shiftSpan,
  span,
  touches,
} from '../../../src/program/span.js';

describe('lines', () => {
  it.each([
    ['', [0]],
    ['a\nb', [0, 2]],
    ['a\r\nb', [0, 3]],
    ['a\rb', [0, 2]],
    ['a\r\rb\n\r\n', [0, 2, 3, 5, 7]],
    ['重み\n😀x', [0, 3]],
  ])('of %j start at %j', (text, starts) => {
    expect(lineStarts(text)).toEqual(starts);
  });

  const texts = fc
    .array(fc.constantFrom('a', '字', '😀', '\n', '\r', '\r\n', ' '), { maxLength: 40 })
    .map((parts) => parts.join(''));

  it('offset → position → offset is the same place (not between \\r and \\n)', () => {
    fc.assert(
      fc.property(texts, fc.nat(50), (text, n) => {
        const offset = Math.min(n, text.length);
        const starts = lineStarts(text);
        if (text[offset - 1] === '\r' && text[offset] === '\n') return;
        expect(offsetAt(starts, text.length, positionAt(starts, offset))).toBe(offset);
      }),
    );
  });

  it('positions count UTF-16 units', () => {
    const text = '😀x\n重みW';
    const starts = lineStarts(text);
    expect(positionAt(starts, text.indexOf('x'))).toEqual({ line: 0, character: 2 });
    expect(rangeOf(starts, span(4, 7))).toEqual({
      start: { line: 1, character: 0 },
      end: { line: 1, character: 3 },
    });
  });

  it.each([
    [{ line: 0, character: 99 }, 2],
    [{ line: 1, character: 99 }, 5],
    [{ line: 9, character: 0 }, 5],
  ])('a position past its line’s end stays on the line: %j', (position, offset) => {
    expect(offsetAt(lineStarts('ab\ncd'), 5, position)).toBe(offset);
  });
});

describe('spans', () => {
  it('touch the cursor at both ends', () => {
    expect([1, 2, 4, 5].map((at) => touches(span(2, 4), at))).toEqual([false, true, true, false]);
  });

  it('cover and shift', () => {
    expect(coverSpans(span(4, 6), span(1, 5))).toEqual(span(1, 6));
    expect(shiftSpan(span(1, 2), 10)).toEqual(span(11, 12));
  });
});
