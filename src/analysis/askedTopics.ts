import type { Topic, TopicSet } from '../program/topic.js';

/** Questions about a set of topics, with their answers. */
export interface AskedTopics {
  readonly has: Map<Topic, boolean>;
  /** All of them in order, where that was asked for. */
  order?: string;
}

const nameOf = (topics: TopicSet): string => [...topics].join();

/** The same topics, and a note of every question about them. */
export function watched(topics: TopicSet, asked: AskedTopics): TopicSet {
  const all = (): void => void (asked.order ??= nameOf(topics));
  return {
    has(topic) {
      const answer = asked.has.get(topic) ?? topics.has(topic);
      asked.has.set(topic, answer);
      return answer;
    },
    [Symbol.iterator]() {
      all();
      return topics[Symbol.iterator]();
    },
  };
}

/** True where all questions have the same answers about other topics. */
export function sameAnswers({ has, order }: AskedTopics, topics: TopicSet): boolean {
  for (const [topic, answer] of has) if (topics.has(topic) !== answer) return false;
  return order === undefined || order === nameOf(topics);
}
