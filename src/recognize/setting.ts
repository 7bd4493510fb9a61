import { noTopics, type TopicSet } from '../program/topic.js';

/** What recognition knows of a program apart from its graph. */
export interface Setting {
  /** True for a formula: what it merely names (`\text{LayerNorm}(x)`) is not computed there. */
  readonly formula: boolean;
  /** What the text around it is about, the nearest first. Decides where the graph alone can't. */
  readonly topics: TopicSet;
}

export const plainSetting: Setting = { formula: false, topics: noTopics };
