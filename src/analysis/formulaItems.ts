import type { AnalyzedItem, Listed, Told } from '../analysisTypes.js';
import type { TopicSet } from '../program/topic.js';
import type { Span } from '../program/span.js';
import { formulasOf } from '../read/tex/index.js';
import type { Topics } from '../read/topics.js';
import type { Formula, Snippet, TexContext } from '../read/types.js';
import { nothingAsked, sameAnswers, watched, type AskedTopics } from './askedTopics.js';
import { unlessFault, unreadFormulas } from './fault.js';
import { formulaItem } from './items.js';
import { createParsed } from './parsed.js';
import { moveItem } from './repeats.js';
import { moveBetween } from './resting.js';

/** Formulas remembered, the least recently used given up first, and their characters together. */
const maxKnown = 5_000;
const maxCharacters = 2_000_000;
/** Most sets of answers about its topics that a formula is understood under. */
const maxReadings = 8;

/** What is known around a formula before it is read. */
export interface Surroundings {
  readonly context: TexContext;
  readonly topicsAt: Topics;
  /** What the document says of a symbol, where the formula is finished with that. */
  readonly told?: (name: string) => Told;
  /**
   * The formula's own place and those of what it takes from the document, whose order the context's
   * `symbolKey` fixes.
   */
  readonly places?: readonly Span[];
}

/** A formula where it stood when it was read, with the places of what it rests on. */
interface Known {
  readonly start: number;
  readonly places: readonly Span[];
  readonly formulas: readonly Formula[];
  /** How it was understood, by what was asked about the topics around it. */
  readonly readings: Reading[];
}

interface Reading {
  /** Items of the rows, on lines of their own or within a sentence. */
  readonly rows: readonly ((display: boolean) => AnalyzedItem)[];
  readonly asked: readonly AskedTopics[];
}

/** The items of a formula, one for each of its rows. `index` is its number in the document. */
export type FormulaItems = (
  snippet: Snippet,
  index: number,
  around: Surroundings,
) => readonly Listed[];

/** Understands rows of a formula, noting what it asks of the topics around it. */
function readingOf(formulas: readonly Formula[], topics: readonly TopicSet[], certain: boolean) {
  const asked = formulas.map(nothingAsked);
  const rows = formulas.map((formula, row) => {
    const about = topics[row];
    const questions = asked[row];
    return formulaItem(formula, {
      certain,
      ...(about && questions ? { topics: watched(about, questions) } : {}),
    });
  });
  return { rows, asked };
}

/**
 * Reads formulas, and takes what it knows where the same text stands again in the same context:
 * notes repeat their formulas, and most of a note is as it was before the last keystroke.
 */
export function createFormulaItems(contextKey: (context: TexContext) => string): FormulaItems {
  const known = new Map<string, Known>();
  const parsed = createParsed(contextKey);
  let characters = 0;
  function keep(key: string, made: Known): void {
    known.set(key, made);
    characters += key.length;
    for (const oldest of known.keys()) {
      if (known.size <= maxKnown && characters <= maxCharacters) return;
      known.delete(oldest);
      characters -= oldest.length;
    }
  }
  function knownOf(
    key: string,
    { text, start }: ReturnType<typeof trimmed>,
    context: TexContext,
    rests: readonly Span[],
  ): Known {
    const found = known.get(key);
    if (found !== undefined) {
      // Used last, given up last; as long as there is room the order does not matter.
      if (known.size > maxKnown / 2 || characters > maxCharacters / 2) {
        known.delete(key);
        known.set(key, found);
      }
      return found;
    }
    // A part of the key: what is kept for later versions holds on to no document.
    const own = key.slice(key.length - text.length);
    // Of its own place as of the others: where the formula begins in it is the same each time.
    const places = [{ start, end: start + text.length }, ...rests];
    const formulas = unlessFault(
      () => formulasOf(parsed(own, start, context), context),
      (fault) => unreadFormulas(own, start, fault),
    );
    const made = { start, places, formulas, readings: [] };
    keep(key, made);
    return made;
  }
  return (snippet, index, { context, topicsAt, told, places: around = [] }) => {
    const { display } = snippet;
    const own = trimmed(snippet);
    const { text, start } = own;
    const rests = around.slice(1);
    const certain = context.certain === true;
    const key = `${contextKey(context)}${certain ? '!' : ''}\n${text}`;
    const { start: from, places, formulas, readings } = knownOf(key, own, context, rests);
    const by = start - from;
    const move = moveBetween(places, [{ start, end: start + text.length }, ...rests]);
    const topics = formulas.map((formula) => topicsAt(formula.span.start + by, snippet.outer));
    const fits = ({ asked }: Reading): boolean =>
      asked.every((questions, row) => {
        const about = topics[row];
        return about !== undefined && sameAnswers(questions, about);
      });
    let reading = readings.find(fits);
    if (reading === undefined) {
      reading = unlessFault(
        () => readingOf(formulas, topics, certain),
        (fault) => readingOf(unreadFormulas(text, from, fault), topics, certain),
      );
      readings.push(reading);
      if (readings.length > maxReadings) readings.shift();
    }
    return reading.rows.map((row, i): Listed => {
      const first = row(display);
      let item: AnalyzedItem | undefined;
      return {
        first,
        by,
        item: () =>
          (item ??= moveItem(first, move, {
            id: `f${index}.${i}`,
            display,
            ...(topics[i] === undefined ? {} : { topics: topics[i] }),
            ...(told === undefined ? {} : { told }),
          })),
        ...(told === undefined ? {} : { told }),
      };
    });
  };
}

/** A formula without the space around it, which says nothing; `\ ` at the end is a command. */
function trimmed({ text, span }: Snippet): { readonly text: string; readonly start: number } {
  const inner = text.trim();
  if (inner.length === text.length || inner.endsWith('\\')) return { text, start: span.start };
  return { text: inner, start: span.start + text.length - text.trimStart().length };
}
