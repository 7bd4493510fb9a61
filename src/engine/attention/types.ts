/** Row-major numbers; a boolean is 0 or 1. */
export type AttentionTensor =
  | { readonly shape: readonly number[]; readonly dtype: 'float32'; readonly data: Float32Array }
  | { readonly shape: readonly number[]; readonly dtype: 'bool'; readonly data: Uint8Array };

export interface AttentionInputs {
  /**
   * query: [batch, head, query, dim]; [batch, query, head · dim] with `queryHeads`, without it one
   * head; [query, head · dim] likewise. Key and value have the same number of axes.
   */
  readonly q: AttentionTensor;
  /** key: [batch, kvHead, key, dim] */
  readonly k: AttentionTensor;
  /** value: [batch, kvHead, key, valueDim] */
  readonly v: AttentionTensor;
  /**
   * Boolean (true keeps) or added to the scores; broadcasts, right-aligned, to the shape of
   * `scores`. One that is shorter than the keys masks the keys it does not reach.
   */
  readonly mask?: AttentionTensor;
  /** Keys and values of earlier calls: [batch, kvHead, past, dim], put before the new ones. */
  readonly pastKey?: AttentionTensor;
  readonly pastValue?: AttentionTensor;
  /** Number of keys that count, for each batch row; the rest is padding. Not together with a past. */
  readonly kvLengths?: readonly number[];
}

export interface AttentionOptions {
  /** Default 1 / √dim. */
  readonly scale?: number;
  /**
   * A query sees no later key. Queries are aligned at the first key; after a past, or with
   * `kvLengths`, at the last.
   */
  readonly causal?: boolean;
  /** Scores become c · tanh(score / c), before the mask; 0, the default, leaves them. */
  readonly softcap?: number;
  /** How many keys before and after its own position a query sees; −1 is unbounded. */
  readonly window?: readonly [left: number, right: number];
  /** Heads in the last axis of tensors with two or three axes. */
  readonly queryHeads?: number;
  /** Default `queryHeads`. Each serves the same number of neighbouring query heads. */
  readonly kvHeads?: number;
}

type Floats = Extract<AttentionTensor, { dtype: 'float32' }>;

/** Axes that the inputs do not have (batch, head) are left out. */
export interface AttentionResult {
  /** In the layout of `q`: [batch, head, query, valueDim] or [batch, query, head · valueDim]. */
  readonly output: Floats;
  /** [batch, head, query, key]: scaled, before softcap and mask. */
  readonly scores: Floats;
  /** [batch, head, query, key]: rows sum to 1, or are 0 where nothing is left to attend to. */
  readonly weights: Floats;
  /** [batch, kvHead, past + key, dim] */
  readonly presentKey: Floats;
  /** [batch, kvHead, past + key, valueDim] */
  readonly presentValue: Floats;
}

/** Inputs that do not go together; the message says which and why. */
export class AttentionInputError extends RangeError {
  override readonly name = 'AttentionInputError';
}
