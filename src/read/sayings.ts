import type { Span } from '../program/span.js';
import { remembering } from '../program/remember.js';
import type { Saying } from '../program/topic.js';
import type { TextParts } from './documentText.js';
import { sayingTerms } from './sayingTerms.js';

/** How far before and after a formula its sentence is looked for, in UTF-16 units. */
const reach = { before: 500, after: 120 };

const textBefore = (text: TextParts, { start }: Span): string =>
  text.slice(Math.max(0, start - reach.before), start);
const textAfter = (text: TextParts, { end }: Span): string => text.slice(end, end + reach.after);

/** Formulas in a sentence, whose names say nothing: each is one sign in place of its words. */
const formulas =
  /\$\$[^$]{1,400}\$\$|\$[^$\n]{1,200}\$|\\\([^\n]{1,200}?\\\)|\\\[[^\]]{1,400}?\\\]/g;
const sign = '\u25a1';

/** The head of an item, a row or a heading, which the line before says nothing of unless it leads there. */
const newItem = /\n[^\S\n]*(?:[-*+・]\s|\d{1,3}[.)]\s|#|\|)/y;
const hasItem = new RegExp(newItem.source);
const emptyLine = /\n[^\S\n]*\n/y;
/** `Eq. 3` and `e.g. this` go on. */
const abbreviation = /\b(?:[Ee]qs?|[Ff]igs?|e\.g|i\.e|al|vs|cf)$/;

const standsAt = (pattern: RegExp, text: string, at: number): boolean => {
  pattern.lastIndex = at;
  return pattern.test(text);
};

/** True where a sentence ends with a sign. A row that works something out ends with its line. */
function endsAt(text: string, at: number): boolean {
  const sign = text.charAt(at);
  if (sign === '.') {
    return (
      /\s/.test(text.charAt(at + 1)) && !abbreviation.test(text.slice(Math.max(0, at - 5), at))
    );
  }
  if (sign !== '\n') return '。！？!?;；'.includes(sign);
  if (standsAt(emptyLine, text, at)) return true;
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return line.includes('=') || (!/[:：]\**\s*$/.test(line) && standsAt(newItem, text, at));
}

/** Marks of lists, quotes, comments and cells, and formulas that stand between a formula and its words. */
const between = /(?:[\s>*#%|•・$()[\]_-]|\d+[.)]|\\(?:\[|\(|begin\{[a-z]+\*?\}))+$/;
/** A sentence that goes on in the formula: `is computed as`, `:`. */
const leads =
  /[:：]\**$|(?:\b(?:as|by|is|are|be|with|follows|get|have|obtain|where|and)|は|を|が|で|为|為|是|成)\**,?$/i;

/** The last sentence of a text that ends where a formula begins. */
function sentenceBefore(text: string): string {
  const words = text.replaceAll(formulas, sign);
  // A formula in the same place before it, `$$…$$ $$…$$`, has the same words.
  const first = words.replace(between, '');
  const bare = first.endsWith(sign) ? first.slice(0, -1).replace(between, '') : first;
  // On lines further down only a sentence that goes on there is about the formula, or a paragraph's last.
  const body = bare.replace(/[.。]\**$/, '');
  let start = Math.max(0, body.length - 1);
  while (start > 0 && !endsAt(body, start - 1)) start -= 1;
  const tail = words.slice(bare.length);
  const apart = tail.includes('\n') && /=[^\n]*$/.test(bare);
  if (apart || (hasItem.test(tail) && !leads.test(bare))) return '';
  const far = tail.includes('\n\n') && !leads.test(bare);
  const own = body.slice(start);
  return far && own.length > maxFar ? '' : own;
}

/** A longer sentence that another paragraph ends with is not taken for a label. */
const maxFar = 200;

/** The rest of the sentence that a formula begins or stands in: `… are the attention weights`. */
function sentenceAfter(text: string): string {
  const line = /^[^\n]*/.exec(text.replaceAll(formulas, sign))?.[0] ?? '';
  // After a colon all of it says what the formula is, with formulas among the words.
  const ends = /^\s*[:：]/.test(line)
    ? /[。！？!?;；]|\.(?=\s|$)/
    : /[。！？!?;；\u25a1]|\.(?=\s|$)/;
  const [own = ''] = line.split(ends, 1);
  // `where … are the weights` speaks of its letters.
  return /^[\s,，、$)]*(?:where|with|for|here|ここで|ただし|其中|这里)/i.test(own) ? '' : own;
}

/** `where □ are the weights`: what it says of the letters of a formula. */
function letterSayings(after: string): readonly Saying[] {
  const [line = ''] = after
    .replace(/^[\s,，、.。$)\]*]+/, '')
    .split(/[。！？!?;；\n]|\.(?=\s|$)/, 1);
  if (!clause.test(line)) return [];
  return sayingsIn(line, false).includes('says weights') ? ['says letterWeights'] : [];
}

const clause = /^(?:where|with|here|ここで|ただし|其中|这里)/i;

/** What words say, the nearest to their end or to their beginning first. Notes repeat their words. */
const sayingsIn = (words: string, fromEnd: boolean): readonly Saying[] =>
  words.trim() === '' ? [] : fromEnd ? saidToEnd(words) : saidFromStart(words);
const saidToEnd = remembering(4_000, (words) => findSayings(words, true));
const saidFromStart = remembering(4_000, (words) => findSayings(words, false));

/** All terms in one, for the many words that say nothing. */
const anyTerm = new RegExp(sayingTerms.map((t) => t.pattern.source).join('|'), 'i');

/** How far from the beginning of words, or from their end, the first or the last match stands. */
function distanceOf(pattern: RegExp, words: string, fromEnd: boolean): number | undefined {
  pattern.lastIndex = 0;
  let found = pattern.exec(words);
  if (!fromEnd || found === null) return found?.index;
  let end = 0;
  for (; found !== null; found = pattern.exec(words)) end = pattern.lastIndex;
  return words.length - end;
}

function findSayings(words: string, fromEnd: boolean): readonly Saying[] {
  if (!anyTerm.test(words)) return [];
  const found: { readonly saying: Saying; readonly distance: number }[] = [];
  for (const { saying, pattern } of sayingTerms) {
    const distance = distanceOf(pattern, words, fromEnd);
    if (distance !== undefined) found.push({ saying, distance });
  }
  return found.sort((a, b) => a.distance - b.distance).map((f) => f.saying);
}

/** The row of a table that a formula is a cell of, without the formula, and the words above the table. */
function rowOf(before: string, after: string): readonly [string, string, string] | undefined {
  const lines = before.split('\n');
  const own = lines.at(-1) ?? '';
  if (!/^\s*\|/.test(own)) return undefined;
  const above = lines.findLastIndex((line) => !/^\s*\|/.test(line)) + 1;
  const top = `${sentenceBefore(lines.slice(0, above).join('\n'))} ${lines[above] ?? ''}`;
  return [
    own.replaceAll(formulas, sign),
    (/^[^\n]*/.exec(after)?.[0] ?? '').replaceAll(formulas, sign),
    lines.length - 1 > above ? top : '',
  ];
}

/** A label before a formula: `**Joined**: `. */
const label = String.raw`(?:[^$|\n]{1,40}[:：]\**[ \t]*)?`;
const places = [
  // A point of a list, or a cell.
  [
    new RegExp(
      String.raw`(?:\n|^)[ \t]*(?:(?:[-*+•・]|\d+[.)])[ \t]+${label}|\|(?:[^\n]*\|)?[ \t]*)$`,
    ),
    /^[ \t]*(?:\n|$|\||[:：])/,
  ],
  // A paragraph.
  [new RegExp(String.raw`\n[ \t]*\r?\n[ \t]*${label}$`), /^[ \t]*\r?\n[ \t]*(?:\r?\n|$)/],
] as const;

/** True for all that a cell, a point of a list or a paragraph has, a label before it or words after a colon apart. */
export const standsAlone = (text: TextParts, formula: Span): boolean => {
  const [before, after] = [textBefore(text, formula), textAfter(text, formula)];
  return places.some(([start, end]) => start.test(before) && end.test(after));
};

/**
 * What a text says of the formula that stands at a place with its delimiters, the nearest first: in the
 * sentence or the label before it, in the row of its table, in its sentence after it, in its heading.
 */
export function sayingsAround(text: TextParts, formula: Span, heading: string): readonly Saying[] {
  const [before, after] = [textBefore(text, formula), textAfter(text, formula)];
  const row = rowOf(before, after);
  const said = row
    ? [...sayingsIn(row[0], true), ...sayingsIn(row[1], false), ...sayingsIn(row[2], true)]
    : [
        ...sayingsIn(sentenceBefore(before), true),
        ...sayingsIn(sentenceAfter(after), false),
        ...letterSayings(after),
      ];
  return [...new Set([...said, ...sayingsIn(heading, true)])];
}
