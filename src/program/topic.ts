/** What a stretch of a document is about, as far as its words say so. */
export type Topic =
  | 'rotary'
  | 'positional'
  | 'layerNorm'
  | 'batchNorm'
  | 'rmsNorm'
  | 'normalization'
  | 'residual'
  | 'feedForward'
  | 'attention';

/** Topics of one place, the nearest first. */
export interface TopicSet extends Iterable<Topic> {
  has(topic: Topic): boolean;
}
