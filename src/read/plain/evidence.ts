/** What speaks for a stretch of text being a formula. */
export interface Evidence {
  relations: number;
  operators: number;
  /** Uses of one-letter symbols. */
  symbols: number;
  words: number;
  /** Words that name what the field's formulas are about: `weights`, `eps`. */
  names: number;
  numbers: number;
  calls: number;
  strong: number;
  common: number;
  /** Characters and scripts that prose does not have: √, ᵀ, `^T`, `\frac`. */
  marks: number;
  /** `.T`, as programs write it. */
  transposes: number;
  points: number;
  tightOperators: number;
}

/** Evidence before anything was read. */
export const none = (): Evidence => ({
  relations: 0,
  operators: 0,
  symbols: 0,
  words: 0,
  names: 0,
  numbers: 0,
  calls: 0,
  strong: 0,
  common: 0,
  marks: 0,
  transposes: 0,
  points: 0,
  tightOperators: 0,
});
