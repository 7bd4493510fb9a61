import { lastUpTo } from '../program/search.js';
import type { Span } from '../program/span.js';

/** Where the characters of cells' sources stand in the JSON of a notebook. */
export interface SourceMap {
  /** The place in the file of a stretch of the joined text. */
  span(joined: Span): Span;
  /** The place in the joined text of an offset in the file; undefined outside all sources. */
  offset(inFile: number): number | undefined;
}

/** Opening quotes of the strings of one source: a cell's `source`, or `input` before nbformat 4. */
type SourcePlace = readonly number[];

const space = /[\s\uFEFF]*/y;
const quoted = /"(?:[^"\\]|\\[^])*"/y;
const plain = /[^\s",:[\]{}]+/y;

/** A walk over JSON that is known to be valid. */
function createWalk(json: string) {
  let at = 0;
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    return pattern.exec(json)?.[0] ?? '';
  };
  const skipSpace = (): string => {
    at += match(space).length;
    return json.charAt(at);
  };
  /** Passes a string by; long ones are found character by character, which no stack limits. */
  const skipString = (): void => {
    for (at += 1; at < json.length; at++) {
      const c = json.charCodeAt(at);
      if (c === 92) at += 1;
      else if (c === 34) break;
    }
    at += 1;
  };
  const skipValue = (): void => {
    let depth = 0;
    do {
      const c = skipSpace();
      if (c === '"') skipString();
      else if (c === '{' || c === '[') {
        depth += 1;
        at += 1;
      } else if (c === '}' || c === ']') {
        depth -= 1;
        at += 1;
      } else if (c === ',' || c === ':') at += 1;
      else if (c === '') return;
      else at += Math.max(match(plain).length, 1);
    } while (depth > 0);
  };
  return {
    place: () => at,
    skipValue,
    /** Calls `visit` before each item of an array; it must pass the item by. */
    eachItem(visit: () => void): void {
      if (skipSpace() !== '[') return skipValue();
      at += 1;
      while (skipSpace() !== ']' && at < json.length) {
        visit();
        if (skipSpace() === ',') at += 1;
      }
      at += 1;
    },
    eachField(visit: (name: string) => void): void {
      if (skipSpace() !== '{') return skipValue();
      at += 1;
      while (skipSpace() === '"') {
        const name = match(quoted);
        at += name.length;
        skipSpace();
        at += 1;
        skipSpace();
        visit(name.slice(1, -1));
        if (skipSpace() === ',') at += 1;
      }
      at += 1;
    },
    /** Places of the opening quotes of a string, or of an array of strings. */
    strings(): number[] {
      const places: number[] = [];
      const one = (): void => {
        if (skipSpace() === '"') places.push(at);
        skipValue();
      };
      if (skipSpace() === '[') this.eachItem(one);
      else one();
      return places;
    },
  };
}

/** Places of the sources of all cells, in the order in which a reader of the parsed JSON meets them. */
export function findSources(json: string): SourcePlace[] {
  const walk = createWalk(json);
  let cells: SourcePlace[] | undefined;
  let sheets: SourcePlace[] = [];
  const cell = (found: SourcePlace[]) => (): void => {
    let source: number[] | undefined;
    let input: number[] = [];
    walk.eachField((name) => {
      if (name === 'source') source = walk.strings();
      else if (name === 'input') input = walk.strings();
      else walk.skipValue();
    });
    found.push(source ?? input);
  };
  walk.eachField((name) => {
    if (name === 'cells') {
      // The last of two fields with one name counts.
      const found: SourcePlace[] = [];
      cells = found;
      walk.eachItem(cell(found));
    } else if (name === 'worksheets') {
      const found: SourcePlace[] = [];
      sheets = found;
      walk.eachItem(() => {
        walk.eachField((field) => {
          if (field === 'cells') walk.eachItem(cell(found));
          else walk.skipValue();
        });
      });
    } else walk.skipValue();
  });
  return cells ?? sheets;
}

/** Collects where each character of the joined text stands; runs without escapes cost one entry. */
export function createSourceMap(json: string) {
  // A run: the joined text from texts[i] on stands from files[i] on, one to one, up to the next run.
  const texts: number[] = [];
  const files: number[] = [];
  let length = 0;
  const run = (file: number): void => {
    texts.push(length);
    files.push(file);
  };
  const fileOf = (text: number): number => {
    const i = Math.max(lastUpTo(texts, text), 0);
    return (files[i] ?? 0) + text - (texts[i] ?? 0);
  };
  return {
    /** The string whose opening quote stands at `quote` follows in the joined text. */
    add(quote: number): void {
      let at = quote + 1;
      run(at);
      for (; at < json.length; at++) {
        const c = json.charCodeAt(at);
        if (c === 34) break;
        if (c === 92) {
          run(at);
          const escape = json.charAt(at + 1) === 'u' ? 6 : 2;
          length += 1;
          at += escape - 1;
          run(at + 1);
        } else length += 1;
      }
      // The end of the string is a place too; what is joined after it is in no file.
      run(at);
    },
    /** A character that only the joined text has. */
    separator(): void {
      length += 1;
    },
    finish: (): SourceMap => ({
      span({ start, end }) {
        const from = fileOf(start);
        if (end <= start) return { start: from, end: from };
        // After its last character, so that a range up to a line's end ends on that line.
        const last = end - 1;
        const i = Math.max(lastUpTo(texts, last), 0);
        const next = texts[i + 1];
        const isEscape = next === end && json.charAt(files[i] ?? 0) === '\\';
        return { start: from, end: isEscape ? (files[i + 1] ?? 0) : fileOf(last) + 1 };
      },
      offset(inFile) {
        const i = Math.max(lastUpTo(files, inFile), 0);
        const from = files[i];
        if (from === undefined || inFile < from) return undefined;
        const until = texts[i + 1] ?? length;
        const at = (texts[i] ?? 0) + inFile - from;
        return at <= until ? at : undefined;
      },
    }),
  };
}
