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
