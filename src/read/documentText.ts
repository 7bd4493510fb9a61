import { lastUpTo } from '../program/search.js';
import { coverChanges, type Change, type TextEdit } from './textChange.js';

/** A text of which parts are taken; a string is one. */
export interface TextParts {
  readonly length: number;
  slice(start: number, end: number): string;
}

/**
 * The text of a document in chunks: an edit makes the chunks around it anew, and a part costs what it
 * is long. Offsets are UTF-16 units, as in a string.
 */
export interface DocumentText extends TextParts {
  readonly chunks: readonly string[];
  /** The text in one string, put together when it is first asked for. */
  whole(): string;
}

/** Length of a chunk that is cut from a longer text. */
const chunkLength = 1 << 15;

function* chunksOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += chunkLength) yield text.slice(at, at + chunkLength);
}

function fromChunks(chunks: readonly string[], known?: string): DocumentText {
  const starts: number[] = [];
  let length = 0;
  for (const chunk of chunks) {
    starts.push(length);
    length += chunk.length;
  }
  let whole = known;
  return {
    length,
    chunks,
    whole: () => (whole ??= chunks.join('')),
    slice(from, to) {
      const start = Math.max(from, 0);
      const end = Math.min(to, length);
      if (!(start < end)) return '';
      const first = Math.max(lastUpTo(starts, start), 0);
      const [own = '', begin = 0] = [chunks[first], starts[first]];
      if (end - begin <= own.length) return own.slice(start - begin, end - begin);
      const parts: string[] = [];
      for (let i = first; i < chunks.length; i++) {
        const at = starts[i] ?? 0;
        if (at >= end) break;
        parts.push((chunks[i] ?? '').slice(Math.max(start - at, 0), end - at));
      }
      return parts.join('');
    },
  };
}

/** A text that is given as a string, or one that was made here. */
export const documentText = (text: string | DocumentText): DocumentText =>
  typeof text === 'string' ? fromChunks([...chunksOf(text)], text) : text;

/** Chunks after one edit; those that it leaves short are put together with the next. */
function withEdit(
  chunks: readonly string[],
  { offset, length, text }: TextEdit,
): readonly string[] {
  const made: string[] = [];
  let pending: string[] | undefined;
  let size = 0;
  let at = 0;
  const finish = (): void => {
    if (pending === undefined) return;
    const joined = pending.join('');
    if (joined.length > 2 * chunkLength) made.push(...chunksOf(joined));
    else if (joined !== '') made.push(joined);
    pending = undefined;
  };
  let isDone = false;
  for (const chunk of chunks) {
    const from = at;
    at += chunk.length;
    // An edit at the border of two chunks belongs to the first of them.
    const isTouched = !isDone && at >= offset;
    if (isTouched || (isDone && from < offset + length)) {
      const head = chunk.slice(0, Math.max(offset - from, 0));
      const tail = chunk.slice(Math.max(Math.min(offset + length - from, chunk.length), 0));
      const inserted = isDone ? '' : text;
      isDone = true;
      pending = [...(pending ?? []), head, inserted, tail];
      size += head.length + inserted.length + tail.length;
      continue;
    }
    if (pending !== undefined && size < chunkLength / 4) {
      pending.push(chunk);
      size += chunk.length;
      continue;
    }
    finish();
    made.push(chunk);
  }
  if (!isDone) pending = [text];
  finish();
  return made;
}

/**
 * A text after edits, each in the text that the one before it left, and the stretch that holds them;
 * undefined where an edit is not within the text.
 */
export function editText(
  before: DocumentText,
  edits: readonly TextEdit[],
): { readonly text: DocumentText; readonly change: Change | undefined } | undefined {
  let { chunks, length: total } = before;
  let change: Change | undefined;
  for (const edit of edits) {
    const { offset: start } = edit;
    const oldEnd = start + edit.length;
    if (!(start >= 0 && oldEnd >= start && oldEnd <= total)) return undefined;
    chunks = withEdit(chunks, edit);
    total += edit.text.length - edit.length;
    change = coverChanges(change, { start, oldEnd, newEnd: start + edit.text.length });
  }
  return { text: change === undefined ? before : fromChunks(chunks), change };
}

/** Lengths of the stretches looked through for a line's ends, one after the other. */
const firstStretch = 500;

/** Where the line that a place stands on begins, after a `\n`. */
export function lineStartAt(text: TextParts, place: number): number {
  for (let length = firstStretch, to = place; to > 0; length *= 4) {
    const from = Math.max(to - length, 0);
    const found = text.slice(from, to).lastIndexOf('\n');
    if (found >= 0) return from + found + 1;
    to = from;
  }
  return 0;
}

/** The next `\n` at or after a place; the text's length where there is none. */
export function lineEndAt(text: TextParts, place: number): number {
  for (let length = firstStretch, from = place; from < text.length; length *= 4) {
    const found = text.slice(from, from + length).indexOf('\n');
    if (found >= 0) return from + found;
    from += length;
  }
  return text.length;
}
