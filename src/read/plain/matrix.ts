import { blanked } from '../blank.js';

/** Characters of one printed matrix at most. */
const MAX_LENGTH = 4_000;

export interface PrintedMatrix {
  readonly end: number;
  /** The text of the matrix, of the same length, with a comma between any two entries. */
  readonly text: string;
  readonly rows: number;
  readonly entries: number;
  readonly hasPoint: boolean;
}

const entry = /[-+−]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+|inf\b|nan\b)/y;
const gap = /[\s,>]*/y;
/** The same after a row, where a remark may stand. */
const rowGap = /(?:[\s,>]|(?:#|\/\/|←|<-)[^\r\n]{0,200}(?=[\r\n]))*/y;
const remark = /(?:#|\/\/|←|<-)[^\r\n]*/g;

/**
 * A matrix as NumPy, PyTorch or a person prints it, from its first bracket on: nested lists of equal
 * length, with commas or only spaces between the entries, over one line or several.
 */
export function printedMatrix(text: string, start: number, to: number): PrintedMatrix | undefined {
  const limit = Math.min(to, start + MAX_LENGTH);
  const chars: string[] = [];
  /** Items so far of each open bracket, and how long the closed ones of each depth were. */
  const open: number[] = [];
  const lengths: number[] = [];
  let entries = 0;
  let rows = 0;
  let hasPoint = false;
  let at = start;
  const item = (): void => void open.push((open.pop() ?? 0) + 1);
  while (at < limit) {
    const c = text[at];
    if (c === '[') {
      if (open.length >= 4) return undefined;
      open.push(0);
      chars.push(c);
      at += 1;
    } else if (c === ']') {
      const count = open.pop() ?? 0;
      const depth = open.length;
      if (count === 0 || (lengths[depth] ?? count) !== count) return undefined;
      lengths[depth] = count;
      chars.push(c);
      at += 1;
      if (depth === 0) {
        const isNested = lengths.length > 1;
        return isNested ? { end: at, text: chars.join(''), rows, entries, hasPoint } : undefined;
      }
      item();
    } else {
      entry.lastIndex = at;
      const number = entry.exec(text)?.[0];
      if (number === undefined || open.length < 2) return undefined;
      chars.push(number);
      at += number.length;
      entries += 1;
      hasPoint ||= number.includes('.');
      item();
    }
    if (open.length === 0) return undefined;
    const after = c === ']' ? rowGap : gap;
    after.lastIndex = at;
    const between = (after.exec(text)?.[0] ?? '').slice(0, limit - at).replaceAll(remark, blanked);
    const commas = between.split(',').length - 1;
    if (commas > 1) return undefined;
    at += between.length;
    const next = text[at];
    const separates = c !== '[' && next !== ']';
    if (c === '[' && commas > 0) return undefined;
    const isLast = next === ']';
    if (between === '' && separates) return undefined;
    const spaces = blanked(between);
    const given = between.indexOf(',');
    const comma = given >= 0 ? given : Math.max(spaces.lastIndexOf(' '), 0);
    chars.push(separates ? `${spaces.slice(0, comma)},${spaces.slice(comma + 1)}` : spaces);
    if (isLast) rows += open.length === 1 ? 0 : 1;
  }
  return undefined;
}
