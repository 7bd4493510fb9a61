import { lastUpTo } from './search.js';

/** A half-open stretch of the document's text, in UTF-16 code units from its start. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const span = (start: number, end: number): Span => ({ start, end });

/** True where `offset` is inside `s` or touches its end, as an editor's cursor does. */
export const touches = (s: Span, offset: number): boolean => s.start <= offset && offset <= s.end;

export const sameSpan = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

export const spanLength = (s: Span): number => s.end - s.start;

export const shiftSpan = (s: Span, by: number): Span => ({
  start: s.start + by,
  end: s.end + by,
});

export const coverSpans = (a: Span, b: Span): Span => ({
  start: Math.min(a.start, b.start),
  end: Math.max(a.end, b.end),
});

/** Zero-based line and UTF-16 character, as in the Language Server Protocol. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Offsets of line starts; lines end at `\n`, `\r\n` or a lone `\r`, as in VS Code. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  let carriage = text.indexOf('\r');
  for (let feed = text.indexOf('\n'); ; feed = text.indexOf('\n', feed + 1)) {
    while (carriage >= 0 && (feed < 0 || carriage < feed)) {
      if (text.charCodeAt(carriage + 1) !== 10) starts.push(carriage + 1);
      carriage = text.indexOf('\r', carriage + 1);
    }
    if (feed < 0) return starts;
    starts.push(feed + 1);
  }
}

/** Position of `offset`, by binary search over {@link lineStarts}. */
export function positionAt(starts: readonly number[], offset: number): Position {
  const line = Math.max(lastUpTo(starts, offset), 0);
  return { line, character: offset - (starts[line] ?? 0) };
}

export const rangeOf = (starts: readonly number[], s: Span): Range => ({
  start: positionAt(starts, s.start),
  end: positionAt(starts, s.end),
});

/** Offset of a position; past its line's end it stays on the line, past the text it is the length. */
export function offsetAt(starts: readonly number[], length: number, at: Position): number {
  const start = starts[at.line];
  if (start === undefined) return length;
  const next = starts[at.line + 1];
  return Math.min(start + at.character, next === undefined ? length : next - 1);
}
