import type { Span } from '../../program/span.js';
import { matchLines } from '../lineStarts.js';

/** An entry of a list or table that explains a symbol: what stands first, and what follows. */
export interface Entry {
  /** The symbol as written, without delimiters. */
  readonly symbol: string;
  readonly span: Span;
  /** Words that stand beside the symbol itself: `Query` of `Query (Q): …`. */
  readonly title: string;
  /** What follows: the rest of a list's item, or the other cells of a row. */
  readonly rest: readonly string[];
}

const listItem =
  /^[ \t>]*(?:[-*+•・]|\d{1,3}[.)])[ \t]+([^\s$:：|][^\n$:：|]{0,59}?)[ \t]*(?:[:：]|[ \t][—–-]{1,2}[ \t])[ \t]*([^\n]{1,400})/gm;
const tableRow = /^[ \t>]*\|([^|\n]{1,60})\|([^\n]{2,600})/gm;

/** A symbol written as plain text: `Q`, `d_k`, `W_i^Q`, `γ`, `d_model`. */
const plainSymbol =
  /^(?:[A-Za-z\u03b1-\u03c9\u0393-\u03a9](?:_\w{1,8})?(?:\^\w{1,3})?|[A-Za-z]{1,8}_[A-Za-z0-9]{1,10}|W[QKVO])$/;

const bare = (text: string): string => text.replaceAll(/\*\*|__|`|\$/g, '').trim();

/** Letters that number choices more often than they are symbols. */
const choice = /^[A-EI]$/;

function symbolOf(head: string): { symbol: string; title: string } | undefined {
  const text = bare(head);
  if (plainSymbol.test(text)) return choice.test(text) ? undefined : { symbol: text, title: '' };
  const inner = /^(.{1,40}?)\s*[（(]\s*([^（()）]{1,40})\s*[)）]$/.exec(text);
  const [first, second] = [inner?.[1]?.trim() ?? '', inner?.[2]?.trim() ?? ''];
  if (plainSymbol.test(second)) return { symbol: second, title: first };
  if (plainSymbol.test(first)) return { symbol: first, title: second };
  return undefined;
}

/** Cells of the rest of a table's row. */
const cellsOf = (rest: string): string[] =>
  rest
    .replace(/\|\s*$/, '')
    .split(/(?<!\\)\|/)
    .map((c) => c.trim());

/** Entries of lists and tables whose first part is a symbol without math delimiters, or a cell with one. */
export function findEntries(text: string): Entry[] {
  const found: Entry[] = [];
  for (const m of matchLines(text, listItem, '>-*+•・0123456789')) {
    const head = m[1] ?? '';
    const entry = symbolOf(head);
    if (entry === undefined) continue;
    const start = m.index + m[0].indexOf(head);
    found.push({ ...entry, span: { start, end: start + head.length }, rest: [m[2] ?? ''] });
  }
  for (const m of matchLines(text, tableRow, '>|')) {
    const head = (m[1] ?? '').trim();
    const math = /^(?:\*\*|`)?\$([^$]{1,50})\$(?:\*\*|`)?$/.exec(head)?.[1];
    const entry = math === undefined ? symbolOf(head) : { symbol: math, title: '' };
    if (entry === undefined || head === '') continue;
    const start = m.index + m[0].indexOf(head);
    found.push({
      ...entry,
      span: { start, end: start + head.length },
      rest: cellsOf(m[2] ?? ''),
    });
  }
  return found;
}
