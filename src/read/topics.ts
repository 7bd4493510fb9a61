import { firstFrom, lastUpTo, spliceMoved } from '../program/search.js';
import type { Span } from '../program/span.js';
import type { Saying, Topic, TopicSet } from '../program/topic.js';
import {
  documentText,
  lineEndAt,
  lineStartAt,
  type DocumentText,
  type TextParts,
} from './documentText.js';
import { visitLineStarts } from './lineStarts.js';
import type { Change } from './textChange.js';
import { sayingsAround, standsAlone } from './sayings.js';
import { topicTerms } from './topicTerms.js';

/** How far a word in the running text reaches, in UTF-16 units, before and after it. */
const reach = { before: 700, after: 2_000 };
/** The text is looked through in pieces of this length, each when it is first asked about. */
const pieceLength = 8_192;
/** A term cut by the end of a piece is still found, and what stands beside it is seen. */
const overlap = 400;

interface Heading {
  readonly start: number;
  readonly level: number;
  readonly words: string;
}

/**
 * What the text is about around a place, the nearest topic first, and what it says of the formula that
 * stands there with its delimiters; found when it is asked.
 */
export type Topics = (place: number, formula?: Span) => TopicSet;

/** What a term may begin with. */
interface Start {
  readonly term: number;
  readonly pattern: RegExp;
  /** Its third character, or NaN. */
  readonly third: number;
}

/** Kinds of characters that a term may begin with, and that may stand second; 0 for all others. */
const firstKind = new Uint8Array(65_536);
const secondKind = new Uint8Array(65_536);
/** Numbers of the lists of beginnings of terms, by the kinds of their first two characters. */
const listOfPair = new Uint8Array(65_536);
/** The first list is that of pairs that no term begins with. */
const startLists: Start[][] = [[]];

const kindIn = (table: Uint8Array, seen: Set<number>, sign: number): number => {
  seen.add(sign);
  return (table[sign] ||= seen.size);
};
const firsts = new Set<number>();
const seconds = new Set<number>();
for (const [term, { pattern, starts }] of topicTerms.entries()) {
  for (const text of starts.split('|')) {
    const first = kindIn(firstKind, firsts, text.charCodeAt(0));
    const pair = (first << 8) | kindIn(secondKind, seconds, text.charCodeAt(1));
    listOfPair[pair] ||= startLists.push([]) - 1;
    startLists[listOfPair[pair] ?? 0]?.push({ term, pattern, third: text.charCodeAt(2) });
  }
}

/**
 * Places of every term that begins in a stretch of a text, in one pass: by the number of the term. The
 * text is a part of the document, which begins at `base` in it.
 */
export function termPlaces(
  text: string,
  from = 0,
  to = text.length,
  base = 0,
): readonly (readonly number[])[] {
  const places = topicTerms.map((): number[] => []);
  const ends = topicTerms.map(() => 0);
  let next = text.charCodeAt(from);
  for (let at = from, last = Math.min(to, text.length - 1); at < last; at++) {
    const first = firstKind[next] ?? 0;
    next = text.charCodeAt(at + 1);
    if (first === 0) continue;
    const list = listOfPair[(first << 8) | (secondKind[next] ?? 0)] ?? 0;
    if (list === 0) continue;
    const third = text.charCodeAt(at + 2);
    for (const start of startLists[list] ?? []) {
      if (start.third !== third && start.third >= 0) continue;
      const { term, pattern } = start;
      if (at < (ends[term] ?? 0)) continue;
      pattern.lastIndex = at;
      if (!pattern.test(text)) continue;
      places[term]?.push(base + at);
      ends[term] = pattern.lastIndex;
    }
  }
  return places;
}

/** Numbers in the table of the terms of each topic. */
const termsOf = new Map<Topic, number[]>();
for (const [term, { topic }] of topicTerms.entries()) {
  termsOf.set(topic, [...(termsOf.get(topic) ?? []), term]);
}

const texLevels = ['chapter', 'section', 'subsection', 'subsubsection', 'paragraph'];
const headingLine =
  /^ {0,3}(#{1,6})[ \t]+([^\n]{0,400})|^[ \t]*\\(chapter|section|subsection|subsubsection|paragraph)\*?\{([^\n]{0,400})/my;
const headingStart = /^(?: {0,3}#|[ \t]*\\(?:part|chapter|section|sub|paragraph))/my;

/** Beginnings of lines that may be headings, or a document's parts. */
export function findHeadingStarts(text: string): readonly number[] {
  const starts: number[] = [];
  visitLineStarts(text, (start, first) => {
    if (first !== 35 && first !== 92) return;
    headingStart.lastIndex = start;
    if (headingStart.test(text)) starts.push(start);
  });
  return starts;
}

/** The same after one change: lines that it touches are looked at again. */
export function movedHeadingStarts(
  before: readonly number[],
  { start, oldEnd, newEnd }: Change,
  text: TextParts,
): readonly number[] {
  const from = lineStartAt(text, start);
  const to = lineEndAt(text, newEnd);
  const by = newEnd - oldEnd;
  const between = findHeadingStarts(text.slice(from, to)).map((at) => from + at);
  const [first, rest] = [firstFrom(before, from), firstFrom(before, to - by + 1)];
  return spliceMoved(before, first, Math.max(first, rest), between, by);
}

/** Longest beginning of a line that is looked at, with the heading on it. */
const maxHeading = 1_000;
/** How many headings up those that enclose a place are looked for. */
const maxAbove = 400;

/** Headings by the numbers of the lines that may be some; each is read when it is first asked for. */
interface Headings {
  readonly at: (index: number) => Heading | undefined;
  /** The number of the last one at or before a place; −1 where there is none. */
  readonly last: (place: number) => number;
  /** Where the next one after a number begins. */
  readonly after: (index: number) => number | undefined;
  /** The number of the next one before it that has a lower level, which encloses it; −1 where there is none. */
  readonly enclosing: (index: number) => number;
}

function readHeadings(text: TextParts, starts: readonly number[]): Headings {
  const known = new Map<number, Heading | undefined>();
  const read = (start: number): Heading | undefined => {
    headingLine.lastIndex = 0;
    const m = headingLine.exec(text.slice(start, start + maxHeading));
    if (m === null) return undefined;
    const level = m[1] === undefined ? texLevels.indexOf(m[3] ?? '') + 1 : m[1].length;
    return { start, level, words: m[2] ?? m[4] ?? '' };
  };
  const at = (index: number): Heading | undefined => {
    const start = starts[index];
    if (start === undefined || known.has(index)) return known.get(index);
    const made = read(start);
    known.set(index, made);
    return made;
  };
  /** The first number from one on, up or down, that has a heading; where it was found once it is known. */
  const finder = (step: 1 | -1): ((from: number) => number) => {
    const found = new Map<number, number>();
    return (from) => {
      let i = from;
      while (starts[i] !== undefined && at(i) === undefined) i = found.get(i) ?? i + step;
      if (i !== from) found.set(from, i);
      return i;
    };
  };
  const [up, down] = [finder(1), finder(-1)];
  const enclosed = new Map<number, number>();
  const enclosing = (index: number): number => {
    const level = at(index)?.level ?? 0;
    let above = level > 1 ? index - 1 : -1;
    // What encloses a heading below this level is the next that may enclose this one.
    while (above >= 0 && (at(above)?.level ?? level) >= level) {
      above = index - above < maxAbove ? (enclosed.get(above) ?? above - 1) : -1;
    }
    enclosed.set(index, above);
    return above;
  };
  return {
    at,
    last: (place) => down(lastUpTo(starts, place)),
    after: (index) => at(up(index + 1))?.start,
    enclosing,
  };
}

/** Headings met before: most of a document is as it was before the last keystroke. */
const wordTerms = new Map<string, readonly number[]>();
const maxWordTerms = 5_000;

function termsOfWords(words: string): readonly number[] {
  const found = wordTerms.get(words);
  if (found !== undefined) return found;
  const made = termPlaces(words).flatMap((places, term) => (places.length > 0 ? [term] : []));
  if (wordTerms.size >= maxWordTerms) wordTerms.clear();
  wordTerms.set(words, made);
  return made;
}

/** Terms of the headings that enclose a place: each of a lower level than the one below it. */
function termsAbove(headings: Headings, own: number): readonly number[] {
  const terms: number[] = [];
  for (let i = own; i >= 0 && own - i < maxAbove; i = headings.enclosing(i)) {
    terms.push(...termsOfWords(headings.at(i)?.words ?? ''));
  }
  return terms;
}

/** The stretch around a place whose words count, and the terms of the headings above it. */
interface Around {
  readonly place: number;
  readonly from: number;
  readonly to: number;
  /** The terms of the heading right above it, which are nearer than any other. */
  readonly own: readonly number[];
  readonly above: readonly number[];
}

/**
 * Reads what a document is about, place by place: from the headings above a place and from the words
 * of its own section near it. The work done is in proportion to the text asked about.
 */
export function findTopics(
  document: string | DocumentText,
  headingStarts = (all: DocumentText): readonly number[] => findHeadingStarts(all.whole()),
): Topics {
  const text = documentText(document);
  let headings: Headings | undefined;
  const pieces = new Map<number, readonly (readonly number[])[]>();
  const above = new Map<number, readonly number[]>();
  let last: Around | undefined;

  /** Places of the terms in a piece of the text. */
  function piece(index: number): readonly (readonly number[])[] {
    const known = pieces.get(index);
    if (known !== undefined) return known;
    const start = index * pieceLength;
    const from = Math.max(start - overlap, 0);
    const part = text.slice(from, start + pieceLength + overlap);
    const made = termPlaces(part, start - from, start - from + pieceLength, from);
    pieces.set(index, made);
    return made;
  }

  function around(place: number): Around {
    if (last?.place === place) return last;
    headings ??= readHeadings(text, headingStarts(text));
    const own = headings.last(place);
    const from = Math.max(headings.at(own)?.start ?? 0, place - reach.after);
    const to = Math.min(headings.after(own) ?? text.length, place + reach.before);
    const enclosing = above.get(own) ?? termsAbove(headings, own);
    above.set(own, enclosing);
    const words = headings.at(own)?.words;
    const said = words === undefined ? [] : termsOfWords(words);
    return (last = { place, from, to, own: said, above: enclosing });
  }

  function isNear(term: number, { from, to }: Around): boolean {
    for (let i = Math.floor(from / pieceLength); i * pieceLength < to; i++) {
      if (piece(i)[term]?.some((at) => at >= from && at < to) === true) return true;
    }
    return false;
  }

  /** All topics around a place, the nearest first; of two at the same distance the one met first. */
  function all({ place, from, to, own, above }: Around): ReadonlySet<Topic> {
    const distances = topicTerms.map(() => Number.POSITIVE_INFINITY);
    const order: number[] = [];
    for (let i = Math.floor(from / pieceLength); i * pieceLength < to; i++) {
      for (const [term, places] of piece(i).entries()) {
        for (const at of places) {
          const distance = Math.abs(at - place);
          if (at < from || at >= to || distance >= (distances[term] ?? 0)) continue;
          distances[term] = distance;
          const known = order.indexOf(term);
          if (known >= 0) order.splice(known, 1);
          order.push(term);
        }
      }
    }
    const distance = (term: number): number =>
      (distances[term] ?? 0) - (own.includes(term) ? text.length : 0);
    order.sort((a, b) => distance(a) - distance(b));
    return new Set([...order, ...above].flatMap((term) => topicTerms[term]?.topic ?? []));
  }

  let lastSaid: { readonly place: number; readonly said: readonly Saying[] } | undefined;
  function sayings(formula: Span): readonly Saying[] {
    if (lastSaid?.place === formula.start) return lastSaid.said;
    headings ??= readHeadings(text, headingStarts(text));
    const heading = headings.at(headings.last(formula.start));
    const said = sayingsAround(text, formula, heading?.words ?? '');
    lastSaid = { place: formula.start, said };
    return said;
  }

  return (place, formula = { start: place, end: place }) => ({
    has: (topic) => {
      const here = around(place);
      const terms = termsOf.get(topic) ?? [];
      return terms.some((term) => here.above.includes(term) || isNear(term, here));
    },
    says: (saying) => sayings(formula).includes(saying),
    get said() {
      return sayings(formula);
    },
    get alone() {
      return standsAlone(text, formula);
    },
    [Symbol.iterator]: () => all(around(place))[Symbol.iterator](),
  });
}
