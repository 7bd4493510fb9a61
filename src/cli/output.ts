/** Takes the next stretch of the output, in UTF-8; the bytes are written over once it {@link IsDone}. */
export type Sink = (bytes: Uint8Array) => void;

/** True where a sink has no more need of the bytes that it was given. */
export type IsDone = () => boolean;

/** Bytes gathered before they are handed on. */
const chunkBytes = 1 << 18;
/** Room for one range: its keys and four whole numbers. */
const rangeBytes = 200;
/** Shorter pieces are copied byte by byte, which costs less than a call that copies them. */
const shortBytes = 48;

export interface Output {
  text(text: string): void;
  bytes(bytes: Uint8Array): void;
  /** What stands between {@link rangeKeys} and `}}`. */
  range(line: number, character: number, endLine: number, endCharacter: number): void;
  flush(): void;
}

export const encoder = new TextEncoder();

/** How the JSON of a range begins. */
export const rangeKeys = '{"start":{"line":';
const characterKey = encoder.encode(',"character":');
const endKeys = encoder.encode('},"end":{"line":');

/** Gathers the output in chunks. */
export function createOutput(sink: Sink, isDone: IsDone = () => true): Output {
  let chunk = new Uint8Array(chunkBytes);
  let used = 0;
  const flush = (): void => {
    if (used === 0) return;
    sink(chunk.subarray(0, used));
    used = 0;
    if (!isDone()) chunk = new Uint8Array(chunkBytes);
  };
  const bytes = (piece: Uint8Array): void => {
    const { length } = piece;
    if (used + length > chunkBytes) flush();
    if (length <= shortBytes) {
      for (let i = 0; i < length; i++) chunk[used + i] = piece[i] ?? 0;
    } else if (length > chunkBytes) {
      sink(piece);
      return;
    } else chunk.set(piece, used);
    used += length;
  };
  /** A whole number below 2³¹. */
  const integer = (n: number): void => {
    let digits = 1;
    for (let rest = n; rest > 9; rest = (rest / 10) | 0) digits += 1;
    used += digits;
    let rest = n | 0;
    for (let at = used - 1; digits > 0; at--, digits--) {
      const tens = (rest / 10) | 0;
      chunk[at] = 48 + rest - 10 * tens;
      rest = tens;
    }
  };
  return {
    text: (text) => bytes(encoder.encode(text)),
    bytes,
    range(line, character, endLine, endCharacter) {
      // None of what follows is cut in two.
      if (used + rangeBytes > chunkBytes) flush();
      integer(line);
      bytes(characterKey);
      integer(character);
      bytes(endKeys);
      integer(endLine);
      bytes(characterKey);
      integer(endCharacter);
    },
    flush,
  };
}
