import type { AnalyzedItem } from '../analysisTypes.js';
import type { Topic } from '../program/topic.js';
import { readFormulas } from '../read/tex/index.js';
import type { Topics } from '../read/topics.js';
import type { Snippet, TexContext } from '../read/types.js';
import { formulaItem } from './items.js';
import { moveItem } from './repeats.js';

/** Formulas remembered, the least recently used given up first, and their characters together. */
const maxKnown = 5_000;
const maxCharacters = 2_000_000;

/** What is known around a formula before it is read. */
export interface Surroundings {
  readonly context: TexContext;
  readonly topicsAt: Topics;
}

interface Known {
  /** Where it stood when it was read. */
  readonly start: number;
  readonly items: readonly AnalyzedItem[];
  /** What was asked about the topics around each row. */
  readonly asked: readonly AskedTopics[];
}

/** Questions about a set of topics, with their answers. */
interface AskedTopics {
  readonly has: Map<Topic, boolean>;
  /** All of them in order, where that was asked for. */
  order?: string;
}

/** The items of a formula, one for each of its rows. `index` is its number in the document. */
export type FormulaItems = (
  snippet: Snippet,
  index: number,
  around: Surroundings,
) => readonly AnalyzedItem[];

const nameOf = (topics: ReadonlySet<Topic>): string => [...topics].join();

/** The same topics, and a note of every question about them. */
function watched(topics: ReadonlySet<Topic>, asked: AskedTopics): ReadonlySet<Topic> {
  const all = (): void => void (asked.order ??= nameOf(topics));
  return Object.assign(new Set(topics), {
    has(topic: Topic): boolean {
      const answer = topics.has(topic);
      asked.has.set(topic, answer);
      return answer;
    },
    [Symbol.iterator]() {
      all();
      return topics[Symbol.iterator]();
    },
    forEach(each: (topic: Topic) => void): void {
      all();
      topics.forEach(each);
    },
  });
}

const sameAnswers = ({ has, order }: AskedTopics, topics: ReadonlySet<Topic>): boolean =>
  (order === undefined || order === nameOf(topics)) &&
  [...has].every(([topic, answer]) => topics.has(topic) === answer);

/**
 * Reads formulas, and takes what it knows where the same text stands again in the same context:
 * notes repeat their formulas, and most of a note is as it was before the last keystroke.
 */
export function createFormulaItems(contextKey: (context: TexContext) => string): FormulaItems {
  const known = new Map<string, Known[]>();
  let characters = 0;
  function keep(key: string, variant: Known): void {
    const variants = known.get(key);
    if (variants !== undefined) {
      variants.push(variant);
      if (variants.length > 8) variants.shift();
      return;
    }
    known.set(key, [variant]);
    characters += key.length;
    for (const oldest of known.keys()) {
      if (known.size <= maxKnown && characters <= maxCharacters) return;
      known.delete(oldest);
      characters -= oldest.length;
    }
  }
  return ({ text, span, display }, index, { context, topicsAt }) => {
    const key = `${contextKey(context)}\n${display ? '$$' : '$'}${text}`;
    const idOf = (row: number): string => `f${index}.${row}`;
    const fits = ({ start, items, asked }: Known): boolean =>
      asked.every((questions, row) =>
        sameAnswers(questions, topicsAt((items[row]?.span.start ?? 0) + span.start - start)),
      );
    const variants = known.get(key);
    const found = variants?.find(fits);
    if (variants !== undefined && found !== undefined) {
      // Used last, given up last.
      known.delete(key);
      known.set(key, variants);
      const by = span.start - found.start;
      return found.items.map((item, row) => {
        const topics = topicsAt(item.span.start + by);
        return moveItem(item, by, { id: idOf(row), display, topics });
      });
    }
    const asked: AskedTopics[] = [];
    const items = readFormulas(text, span.start, context).map((formula, row) => {
      const topics = topicsAt(formula.span.start);
      const questions: AskedTopics = { has: new Map() };
      asked.push(questions);
      const own = { id: idOf(row), display, topics: watched(topics, questions) };
      return { ...formulaItem(formula, own), topics };
    });
    keep(key, { start: span.start, items, asked });
    return items;
  };
}
