import { createSearch, type Search } from '../search.js';
import { bareBrackets, displayAt, displayOpener, unclosedDisplay } from './display.js';
import { holdsProse } from './fences.js';
import { createLineReader, forward, skipBlanks, type Place } from './lines.js';
import {
  closesFence,
  fenceAt,
  htmlAt,
  isDefinition,
  isDelimiterRow,
  isHeading,
  isRule,
  isUnderline,
  markerAt,
} from './openers.js';
import type { BlockVisitor } from './types.js';

/** A quote, or a list's item whose contents begin at a column. */
type Container = 'quote' | { readonly column: number };

/** Containers inside one another that are followed; deeper ones count as text. */
const MAX_DEPTH = 40;

/** 1 for characters that begin nothing but text where they stand first on a line. */
const plainStarts = new Uint8Array(128).fill(1);
for (const c of ' \t\r\n!#$*+-0123456789:<=>?[\\_`|~') plainStarts[c.charCodeAt(0)] = 0;

const deepOrBlank = /(?: {4}|\t| {0,3}(?:[\r\n]|$))/y;
function isIndented(text: string, at: number): boolean {
  deepOrBlank.lastIndex = at;
  return deepOrBlank.test(text);
}

interface Paragraph {
  readonly start: number;
  end: number;
  table: boolean;
  lines: number;
}

interface Fence {
  readonly mark: string;
  readonly info: string;
  readonly outerStart: number;
  start: number | undefined;
  end: number;
}

/**
 * Blocks of a Markdown document from `from` on, in one pass over its lines: quotes and lists as
 * CommonMark reads them, and display formulas as blocks of their own.
 */
export function visitBlocks(
  text: string,
  from: number,
  search: Search,
  visitor: BlockVisitor,
): void {
  const readLine = createLineReader(text);
  const containers: Container[] = [];
  let quotes = 0;
  let paragraph: Paragraph | undefined;
  let fence: Fence | undefined;
  /** Marks of the fences around that hold prose. */
  const directives: string[] = [];
  let html:
    { readonly start: number; readonly closer: string | undefined; end: number } | undefined;

  const closeParagraph = (): void => {
    if (paragraph !== undefined) {
      const { start, end, table } = paragraph;
      visitor.text({ start, end, quotes, table });
    }
    paragraph = undefined;
  };
  const closeFence = (end: number): void => {
    if (fence?.start !== undefined) {
      const { info, outerStart, start } = fence;
      visitor.fence({ info, outerStart, outerEnd: end, start, end: fence.end, quotes });
    }
    fence = undefined;
  };
  /** Lines four columns in, which show code or formulas as a fence does. */
  let indented: { readonly start: number; end: number } | undefined;
  const closeIndented = (): void => {
    if (indented !== undefined) {
      const { start, end } = indented;
      const outer = { outerStart: start, outerEnd: end };
      visitor.fence({ info: '', ...outer, start, end, quotes, indented: true });
    }
    indented = undefined;
  };
  const closeHtml = (): void => {
    if (html !== undefined) visitor.html(html.start, html.end, quotes);
    html = undefined;
  };
  const closeAll = (end: number): void => {
    closeParagraph();
    closeFence(end);
    closeHtml();
  };
  const leave = (depth: number): void => {
    for (const left of containers.splice(depth)) if (left === 'quote') quotes -= 1;
  };

  /** How many containers the line goes on with, and where what it says in them begins. */
  const matchContainers = (start: number, end: number): { depth: number; place: Place } => {
    let place: Place = { at: start, column: 0 };
    let depth = 0;
    for (; depth < containers.length; depth++) {
      const container = containers[depth];
      const next = skipBlanks(text, place, end);
      if (container === 'quote') {
        if (next.at >= end || text.charCodeAt(next.at) !== 62) break;
        const inside = forward(next, 1);
        place = skipBlanks(text, inside, end, inside.column + 1);
      } else if (container !== undefined) {
        if (next.at >= end) continue;
        if (next.column < container.column) break;
        place = skipBlanks(text, place, end, container.column);
      }
    }
    return { depth, place };
  };

  /** True where a line that leaves its containers begins something, and does not go on with a paragraph. */
  const begins = (at: number): boolean => {
    const c = text.charCodeAt(at);
    // Most lines begin with a letter.
    if (c > 122 || (c > 96 && c < 123) || (c > 64 && c < 91)) return false;
    return (
      c === 62 ||
      isHeading(text, at) ||
      isRule(text, at) ||
      fenceAt(text, at) !== undefined ||
      markerAt(text, at) !== undefined ||
      displayOpener(text, at) !== undefined
    );
  };

  /** Quotes and list items that the line opens. */
  const openContainers = (place: Place, end: number, continues: boolean): Place => {
    let here = place;
    let below = continues;
    while (containers.length < MAX_DEPTH) {
      const next = skipBlanks(text, here, end);
      if (next.at >= end || (next.column - here.column >= 4 && paragraph === undefined))
        return here;
      if (text.charCodeAt(next.at) === 62) {
        closeAll(next.at);
        containers.push('quote');
        quotes += 1;
        const inside = forward(next, 1);
        here = skipBlanks(text, inside, end, inside.column + 1);
        below = false;
        continue;
      }
      const marker = markerAt(text, next.at);
      if (marker === undefined || isRule(text, next.at)) return here;
      const inside = forward(next, marker.length);
      const contents = skipBlanks(text, inside, end);
      const isEmpty = contents.at >= end;
      if (below && paragraph !== undefined && (isEmpty || !marker.interrupts)) return here;
      closeAll(next.at);
      const padding = contents.column - inside.column;
      const column = isEmpty || padding > 4 ? inside.column + 1 : contents.column;
      containers.push({ column });
      here = isEmpty ? contents : skipBlanks(text, inside, end, column);
      below = false;
    }
    return here;
  };

  const addText = (at: number, end: number): void => {
    if (paragraph === undefined) {
      paragraph = { start: at, end, table: false, lines: 1 };
      return;
    }
    if (paragraph.lines === 1 && isDelimiterRow(text, at)) paragraph.table = true;
    paragraph.end = end;
    paragraph.lines += 1;
  };

  /** The end of a display formula that this line opens in its middle and closes on a later one. */
  const openedInside = (at: number, end: number): number | undefined => {
    const parity = paragraph === undefined ? 0 : 1;
    let open: number | undefined;
    for (let i = text.indexOf('$$', at); i >= 0 && i < end; i = text.indexOf('$$', i + 2)) {
      if (text[i - 1] === '\\') continue;
      open = open === undefined ? i : undefined;
    }
    if (open === undefined || (parity === 1 && open === at)) return undefined;
    return displayAt(text, open, quotes, search)?.outer.end;
  };
  // Where there are none further on, nothing is missing: it says so of one line.
  const dollars = createSearch(text);
  const hasDollars = (at: number, end: number): boolean => {
    const found = dollars.indexOf('$$', at);
    return found >= 0 && found < end;
  };

  let at = from;
  const isOutside = (): boolean =>
    containers.length === 0 &&
    directives.length === 0 &&
    paragraph === undefined &&
    fence === undefined &&
    html === undefined &&
    indented === undefined;
  while (at < text.length) {
    if (indented !== undefined && !isIndented(text, at)) closeIndented();
    if (isOutside() && visitor.boundary?.(at) === true) return;
    let { end, next } = readLine(at);
    // Most lines are empty or begin with a letter, and stand in nothing.
    if (containers.length === 0 && fence === undefined && html === undefined) {
      if (end === at) {
        closeParagraph();
        at = next;
        continue;
      }
      const c = text.charCodeAt(at);
      if ((c > 127 || plainStarts[c] === 1) && !hasDollars(at, end)) {
        addText(at, end);
        at = next;
        continue;
      }
    }
    const matched = matchContainers(at, end);
    let { place } = matched;
    const isBlank = skipBlanks(text, place, end).at >= end;
    const isInside = matched.depth === containers.length;

    if (fence !== undefined) {
      if (isInside) {
        const inside = skipBlanks(text, place, end);
        if (closesFence(text, inside.at, end, fence.mark)) {
          closeFence(end);
        } else {
          fence.start ??= at;
          fence.end = end;
        }
        at = next;
        continue;
      }
      closeFence(at);
    }
    if (html !== undefined) {
      const { closer } = html;
      const goesOn = isInside && (closer !== undefined || !isBlank);
      if (goesOn) {
        html.end = end;
        if (closer !== undefined && text.slice(at, end).toLowerCase().includes(closer)) closeHtml();
        at = next;
        continue;
      }
      closeHtml();
    }
    if (isBlank) {
      closeParagraph();
      // A quote ends at a line without its mark; an item may go on after blank lines.
      const firstQuote = containers.indexOf('quote', matched.depth);
      if (firstQuote >= 0) leave(firstQuote);
      at = next;
      continue;
    }
    if (!isInside) {
      const first = skipBlanks(text, place, end);
      if (
        paragraph !== undefined &&
        !begins(first.at) &&
        htmlAt(text, first.at, true) === undefined
      ) {
        addText(first.at, end);
        at = next;
        continue;
      }
      closeParagraph();
      // People write a display formula at the margin in the middle of a list, which goes on after it.
      const margin =
        displayOpener(text, first.at) === undefined
          ? undefined
          : containers.indexOf('quote', matched.depth);
      if (margin === undefined) leave(matched.depth);
      else if (margin >= 0) leave(margin);
    }
    place = openContainers(place, end, isInside);

    // What the rest of the line is; after a display formula on it, the rest again.
    for (;;) {
      const first = skipBlanks(text, place, end);
      const start = first.at;
      if (start >= end) break;
      const isDeep = first.column - place.column >= 4 && paragraph === undefined;
      const opener = displayOpener(text, start);
      const inItem = containers.length > 0;
      if (isDeep && (opener === undefined || !inItem)) {
        if (!inItem) indented = { start: indented?.start ?? at, end };
        break;
      }
      // Tools that tidy notes take `[` over a line of `=` for a heading.
      const isHash = text.charCodeAt(start) === 35;
      const bracket = isHash && text.startsWith('# [', start) ? start + 2 : start;
      const brackets = bareBrackets(text, bracket, end, quotes);
      const display = opener === undefined ? brackets : displayAt(text, start, quotes, search);
      const formula =
        display ?? (opener === undefined ? undefined : stillTyped(start, end, opener));
      if (formula !== undefined) {
        closeParagraph();
        visitor.math(formula, quotes);
        const after = formula.outer.end;
        while (next < after || (end < after && next < text.length))
          ({ end, next } = readLine(next));
        if (end <= after) break;
        place = { at: after, column: 0 };
        const rest = skipBlanks(text, place, end);
        if (rest.at >= end) break;
        if (displayOpener(text, rest.at) === undefined) {
          readText(rest.at);
          break;
        }
        continue;
      }
      if (!leaf(start)) readText(start);
      break;
    }
    at = next;

    /** Blocks that are no prose, by their first characters; false for text. */
    function leaf(start: number): boolean {
      const c = text.charCodeAt(start);
      if (c === 35 && isHeading(text, start)) {
        closeParagraph();
        visitor.text({ start, end, quotes, table: false });
        return true;
      }
      if (paragraph !== undefined && (c === 61 || c === 45) && isUnderline(text, start)) {
        closeParagraph();
        return true;
      }
      if ((c === 42 || c === 45 || c === 95) && isRule(text, start)) {
        closeParagraph();
        return true;
      }
      const opening = c === 96 || c === 126 || c === 58 ? fenceAt(text, start) : undefined;
      const directive = directives.at(-1);
      if (directive !== undefined && closesFence(text, start, end, directive)) {
        closeParagraph();
        directives.pop();
        return true;
      }
      if (opening !== undefined && holdsProse(opening.info)) {
        closeParagraph();
        directives.push(opening.mark);
        return true;
      }
      if (opening !== undefined) {
        closeParagraph();
        fence = { ...opening, outerStart: start, start: undefined, end: next };
        return true;
      }
      const block = htmlAt(text, start, paragraph !== undefined);
      if (block !== undefined) {
        closeParagraph();
        const closer = block === 'blank' ? undefined : block.closer;
        html = { start, closer, end };
        if (
          closer !== undefined &&
          text
            .slice(start + 4, end)
            .toLowerCase()
            .includes(closer)
        ) {
          closeHtml();
        }
        return true;
      }
      return c === 91 && paragraph === undefined && isDefinition(text, start);
    }

    /** Text from `start` to the end of the line, or of the formula that is opened on it. */
    function readText(start: number): void {
      const until = hasDollars(start, end) ? openedInside(start, end) : undefined;
      if (until !== undefined)
        while (end < until && next < text.length) ({ end, next } = readLine(next));
      addText(start, end);
    }
  }
  closeIndented();
  closeAll(text.length);

  /** A formula without its end, where no paragraph on the lines before waits for this delimiter. */
  function stillTyped(start: number, end: number, opener: string) {
    if (opener === '$$' && text.slice(start + 2, end).includes('$$')) return undefined;
    if (opener.endsWith('[') && text.slice(start + 2, end).includes('\\]')) return undefined;
    return unclosedDisplay(text, start, search);
  }
}
