import { MAX_FORMULA } from '../delimiters.js';
import type { TextParts } from '../documentText.js';
import { frontMatterLength } from '../frontMatter.js';
import { placedList, splicePlaced, type PlacedList, type Placement } from '../placedList.js';
import type { Change } from '../textChange.js';
import type { Snippet } from '../types.js';

/** What was found in one version of a document. */
export interface Scan {
  readonly snippets: PlacedList<Snippet>;
  /** Line starts at which no block was open: what follows does not depend on what stands before. */
  readonly boundaries: PlacedList<number>;
}

/** Snippets and boundaries of a stretch, by places in the stretch. */
export interface Found {
  readonly snippets: readonly Snippet[];
  readonly boundaries: readonly number[];
  /** The boundary at which the search was told to stop. */
  readonly stopped: number | undefined;
}

/**
 * Looks for snippets in a text from a boundary on, until `stop` says so at another one. `isUnsure` is
 * set where something was looked for that does not stand in the text.
 */
export type ScanFrom = (
  text: string,
  from: number,
  stop: (boundary: number) => boolean,
) => Found & {
  readonly isUnsure: boolean;
};

/** How far before a change a formula may begin that it closes. */
const lookBack = MAX_FORMULA + 1_000;
/** How far a reader looks on from where it stands, apart from what it looks for by name. */
const lookAhead = MAX_FORMULA + 10_000;
/** How far it looks back from a boundary. */
const context = 200;

const paragraphEnd = /\n[ \t>]{0,40}\r?\n/;

/** Written out: many are made at once. */
function moved(s: Snippet, by: number): Snippet {
  const { language, text, display } = s;
  const span = { start: s.span.start + by, end: s.span.end + by };
  const outer = { start: s.outer.start + by, end: s.outer.end + by };
  if (s.plain === undefined && s.tooLong === undefined) {
    return { language, text, span, outer, display };
  }
  return { ...s, span, outer };
}

const snippetPlacement: Placement<Snippet> = {
  startOf: (s) => s.span.start,
  extentOf: (s) => s.outer,
  moved,
};
const boundaryPlacement: Placement<number> = {
  startOf: (at) => at,
  extentOf: (at) => ({ start: at, end: at }),
  moved: (at, by) => at + by,
};

export const snippetList = (snippets: readonly Snippet[]): PlacedList<Snippet> =>
  placedList(snippetPlacement, snippets);

/** A whole text read by itself. */
export function scanAll(text: string, scanFrom: ScanFrom): Scan {
  const { snippets, boundaries } = scanFrom(text, frontMatterLength(text), () => false);
  return { snippets: snippetList(snippets), boundaries: placedList(boundaryPlacement, boundaries) };
}

/** The last boundary before which nothing can have changed its meaning; undefined where there is none. */
function restart({ boundaries }: Scan, text: TextParts, change: Change): number | undefined {
  for (let i = boundaries.firstFrom(change.start - lookBack) - 1; i >= 0; i--) {
    const at = boundaries.at(i) ?? 0;
    // A longer formula that is not closed goes on to the end of its paragraph at most.
    if (paragraphEnd.test(text.slice(at, change.start))) return at;
    if (at < change.start - 10 * lookBack) return undefined;
  }
  return undefined;
}

/**
 * Reads a text from a boundary on, in as small a part of it as gives what the whole would: the part
 * goes on well past the boundary where the search stops, and nothing that was looked for in it is
 * missing.
 */
function scanPart(
  text: TextParts,
  from: number,
  changeEnd: number,
  stop: (boundary: number) => boolean,
  scanFrom: ScanFrom,
): Found & { readonly base: number } {
  const base = Math.max(from - context, 0);
  for (let more = 1.5 * lookAhead; ; more *= 4) {
    const end = Math.min(changeEnd + more, text.length);
    const part = text.slice(base, end);
    const found = scanFrom(part, from - base, (at) => stop(base + at));
    const stopped = found.stopped === undefined ? undefined : base + found.stopped;
    const isSure = !found.isUnsure && stopped !== undefined && stopped + lookAhead <= end;
    if (isSure || end === text.length) return { ...found, base, stopped };
  }
}

/**
 * Snippets of a text that was `before` but for one change: blocks around the change are read anew, up
 * to where one begins as it did.
 */
export function scanAgain(
  before: Scan,
  oldText: TextParts,
  text: TextParts,
  change: Change,
  scanFrom: ScanFrom,
): Scan | undefined {
  if (frontMatterLength(oldText) !== frontMatterLength(text)) return undefined;
  const from = restart(before, text, change);
  if (from === undefined) return undefined;
  const { snippets, boundaries } = before;
  const by = change.newEnd - change.oldEnd;
  const isAsBefore = (at: number): boolean => {
    const then = at - by;
    if (at < change.newEnd || then < change.oldEnd) return false;
    return boundaries.at(boundaries.firstFrom(then)) === then;
  };
  const found = scanPart(text, from, change.newEnd, isAsBefore, scanFrom);
  const rest = found.stopped === undefined ? Number.POSITIVE_INFINITY : found.stopped - by;
  const splice = <T>(placement: Placement<T>, list: PlacedList<T>, items: readonly T[]) =>
    splicePlaced(
      placement,
      list,
      [list.firstFrom(from), list.firstFrom(rest)],
      { items, by: found.base },
      by,
    );
  return {
    snippets: splice(snippetPlacement, snippets, found.snippets),
    boundaries: splice(boundaryPlacement, boundaries, found.boundaries),
  };
}
