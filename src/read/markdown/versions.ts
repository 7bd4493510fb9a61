import { firstFrom } from '../../program/search.js';
import { MAX_FORMULA } from '../delimiters.js';
import { frontMatterLength } from '../frontMatter.js';
import type { Change } from '../textChange.js';
import type { Snippet } from '../types.js';

/** What was found in one version of a document. */
export interface Scan {
  readonly snippets: readonly Snippet[];
  /** Line starts at which no block was open: what follows does not depend on what stands before. */
  readonly boundaries: readonly number[];
}

/** Looks for snippets from a boundary on, until `stop` says so at another one. */
export type ScanFrom = (
  text: string,
  from: number,
  stop: (boundary: number) => boolean,
) => { readonly snippets: readonly Snippet[]; readonly boundaries: readonly number[] };

/** How far before a change a formula may begin that it closes. */
const lookBack = MAX_FORMULA + 1_000;

const paragraphEnd = /\n[ \t>]{0,40}\r?\n/;

/** Written out: a keystroke moves all that stands below it. */
function moved(s: Snippet, by: number): Snippet {
  const { language, text, display } = s;
  const span = { start: s.span.start + by, end: s.span.end + by };
  const outer = { start: s.outer.start + by, end: s.outer.end + by };
  if (s.plain === undefined && s.tooLong === undefined) {
    return { language, text, span, outer, display };
  }
  return { ...s, span, outer };
}

/** The last boundary before which nothing can have changed its meaning; undefined where there is none. */
function restart({ boundaries }: Scan, text: string, change: Change): number | undefined {
  for (let i = firstFrom(boundaries, change.start - lookBack) - 1; i >= 0; i--) {
    const at = boundaries[i] ?? 0;
    // A longer formula that is not closed goes on to the end of its paragraph at most.
    if (paragraphEnd.test(text.slice(at, change.start))) return at;
    if (at < change.start - 10 * lookBack) return undefined;
  }
  return undefined;
}

/**
 * Snippets of a text that was `before` but for one change: blocks around the change are read anew, up
 * to where one begins as it did.
 */
export function scanAgain(
  before: Scan,
  oldText: string,
  text: string,
  change: Change,
  scanFrom: ScanFrom,
): Scan | undefined {
  if (frontMatterLength(oldText) !== frontMatterLength(text)) return undefined;
  const from = restart(before, text, change);
  if (from === undefined) return undefined;
  const by = change.newEnd - change.oldEnd;
  let synchronized: number | undefined;
  const found = scanFrom(text, from, (at) => {
    if (at < change.newEnd) return false;
    const then = at - by;
    const i = firstFrom(before.boundaries, then);
    if (then < change.oldEnd || before.boundaries[i] !== then) return false;
    synchronized = then;
    return true;
  });
  const rest = synchronized ?? Number.POSITIVE_INFINITY;
  const snippets: Snippet[] = [];
  for (const s of before.snippets) if (s.span.start < from) snippets.push(s);
  snippets.push(...found.snippets);
  for (const s of before.snippets) {
    if (s.span.start < rest) continue;
    snippets.push(by === 0 ? s : moved(s, by));
  }
  const boundaries = before.boundaries.slice(0, firstFrom(before.boundaries, from));
  for (const at of found.boundaries) boundaries.push(at);
  for (let i = firstFrom(before.boundaries, rest); i < before.boundaries.length; i++) {
    boundaries.push((before.boundaries[i] ?? 0) + by);
  }
  return { snippets, boundaries };
}
