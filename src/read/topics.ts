import { countWhile } from '../program/search.js';
import type { Topic } from '../program/topic.js';
import type { Change } from './textChange.js';
import { topicTerms } from './topicTerms.js';

/** How far a word in the running text reaches, in UTF-16 units, before and after it. */
const reach = { before: 700, after: 2_000 };
/** The text is looked through in pieces of this length, each when it is first asked about. */
const pieceLength = 8_192;
/** A term cut by the end of a piece is still found. */
const overlap = 64;

interface Heading {
  readonly start: number;
  readonly level: number;
  readonly words: string;
}

interface Hit {
  readonly topic: Topic;
  readonly at: number;
}

/** What the text is about around a place, the nearest topic first. */
export type Topics = (place: number) => ReadonlySet<Topic>;

function hitsIn(text: string, from: number): Hit[] {
  return topicTerms.flatMap(([topic, term]) =>
    [...text.matchAll(term)].map((m) => ({ topic, at: from + m.index })),
  );
}

const texLevels = ['chapter', 'section', 'subsection', 'subsubsection', 'paragraph'];
const headingLine =
  /^ {0,3}(#{1,6})[ \t]+([^\n]{0,400})|^[ \t]*\\(chapter|section|subsection|subsubsection|paragraph)\*?\{([^\n]{0,400})/my;
const headingStart = /^(?: {0,3}#|[ \t]*\\(?:chapter|section|sub|paragraph))/gm;

/** Beginnings of lines that may be headings. */
export const findHeadingStarts = (text: string): readonly number[] =>
  Array.from(text.matchAll(headingStart), (m) => m.index);

/** The same after one change: lines that it touches are looked at again. */
export function movedHeadingStarts(
  before: readonly number[],
  { start, oldEnd, newEnd }: Change,
  text: string,
): readonly number[] {
  const from = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', newEnd);
  const to = lineEnd < 0 ? text.length : lineEnd;
  const by = newEnd - oldEnd;
  return [
    ...before.filter((at) => at < from),
    ...findHeadingStarts(text.slice(from, to)).map((at) => from + at),
    ...before.filter((at) => at + by > to).map((at) => at + by),
  ];
}

function findHeadings(text: string, starts: readonly number[]): Heading[] {
  const headings: Heading[] = [];
  for (const at of starts) {
    headingLine.lastIndex = at;
    const m = headingLine.exec(text);
    if (m === null) continue;
    const level = m[1] === undefined ? texLevels.indexOf(m[3] ?? '') + 1 : m[1].length;
    headings.push({ start: at, level, words: m[2] ?? m[4] ?? '' });
  }
  return headings;
}

/** Headings met before: most of a document is as it was before the last keystroke. */
const wordTopics = new Map<string, readonly Topic[]>();
const maxWordTopics = 5_000;

function topicsOfWords(words: string): readonly Topic[] {
  const found = wordTopics.get(words);
  if (found !== undefined) return found;
  const made = hitsIn(words, 0).map((h) => h.topic);
  if (wordTopics.size >= maxWordTopics) wordTopics.clear();
  wordTopics.set(words, made);
  return made;
}

/** The last heading at or before a place. */
const headingIndex = (headings: readonly Heading[], place: number): number =>
  countWhile(headings.length, (i) => (headings[i]?.start ?? 0) <= place) - 1;

/**
 * Reads what a document is about, place by place: from the headings above a place and from the words
 * of its own section near it. The work done is in proportion to the text asked about.
 */
export function findTopics(
  text: string,
  headingStarts: (text: string) => readonly number[] = findHeadingStarts,
): Topics {
  let headings: readonly Heading[] | undefined;
  const pieces = new Map<number, readonly Hit[]>();
  const answers = new Map<string, ReadonlySet<Topic>>();
  function piece(index: number): readonly Hit[] {
    const known = pieces.get(index);
    if (known !== undefined) return known;
    const start = index * pieceLength;
    const made = hitsIn(text.slice(start, start + pieceLength + overlap), start);
    pieces.set(index, made);
    return made;
  }
  return (place) => {
    headings ??= findHeadings(text, headingStarts(text));
    const own = headingIndex(headings, place);
    const sectionStart = headings[own]?.start ?? 0;
    const sectionEnd = headings[own + 1]?.start ?? text.length;
    const from = Math.max(sectionStart, place - reach.after);
    const to = Math.min(sectionEnd, place + reach.before);
    const near: Hit[] = [];
    for (let i = Math.floor(from / pieceLength); i * pieceLength < to; i++) {
      near.push(...piece(i).filter((h) => h.at >= from && h.at < to));
    }
    near.sort((a, b) => Math.abs(a.at - place) - Math.abs(b.at - place));
    const topics = near.map((h) => h.topic);
    let level = Number.POSITIVE_INFINITY;
    // The headings that enclose the place: each of a lower level than the one below it.
    for (let i = own, seen = 0; i >= 0 && level > 1 && seen < 400; i--, seen++) {
      const heading = headings[i];
      if (heading === undefined || heading.level >= level) continue;
      level = heading.level;
      topics.push(...topicsOfWords(heading.words));
    }
    const found = new Set(topics);
    const key = [...found].join();
    const same = answers.get(key);
    if (same !== undefined) return same;
    answers.set(key, found);
    return found;
  };
}
