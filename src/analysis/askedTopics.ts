import type { Saying, Topic, TopicSet } from '../program/topic.js';

/** Questions about a set of topics, with their answers. */
export interface AskedTopics {
  readonly has: Map<Topic, boolean>;
  readonly says: Map<Saying, boolean>;
  alone?: boolean;
  /** All of them in order, where that was asked for. */
  order?: string;
  /** All that is said of the formula in order, where that was asked for. */
  said?: string;
}

export const nothingAsked = (): AskedTopics => ({ has: new Map(), says: new Map() });

const nameOf = (topics: TopicSet): string => [...topics].join();

function noted<K>(answers: Map<K, boolean>, question: K, ask: (question: K) => boolean): boolean {
  const answer = answers.get(question) ?? ask(question);
  answers.set(question, answer);
  return answer;
}

/** The same topics, and a note of every question about them. */
export function watched(topics: TopicSet, asked: AskedTopics): TopicSet {
  return {
    has: (topic) => noted(asked.has, topic, (t) => topics.has(t)),
    says: (saying) => noted(asked.says, saying, (s) => topics.says(s)),
    get alone() {
      return (asked.alone ??= topics.alone);
    },
    [Symbol.iterator]() {
      asked.order ??= nameOf(topics);
      return topics[Symbol.iterator]();
    },
    get said() {
      const { said } = topics;
      asked.said ??= said.join();
      return said;
    },
  };
}

/** True where all questions have the same answers about other topics. */
export function sameAnswers(
  { has, says, alone, order, said }: AskedTopics,
  topics: TopicSet,
): boolean {
  for (const [topic, answer] of has) if (topics.has(topic) !== answer) return false;
  for (const [saying, answer] of says) if (topics.says(saying) !== answer) return false;
  if (alone !== undefined && alone !== topics.alone) return false;
  if (said !== undefined && said !== topics.said.join()) return false;
  return order === undefined || order === nameOf(topics);
}
