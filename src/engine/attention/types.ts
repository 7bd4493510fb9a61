import type { Threads } from '../kernels/shared.js';
import type { EvaluationError } from '../trace.js';
import type { Collected, TileRequest } from './collect.js';

export type { Tile, TileRequest } from './collect.js';

/** Row-major numbers; a boolean is 0 or 1. */
export type AttentionTensor =
  | { readonly shape: readonly number[]; readonly dtype: 'float32'; readonly data: Float32Array }
  | { readonly shape: readonly number[]; readonly dtype: 'bool'; readonly data: Uint8Array };

type Floats = Extract<AttentionTensor, { dtype: 'float32' }>;

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
   * Boolean (true keeps) or added to the scores, where −∞ takes a key away. Broadcasts,
   * right-aligned, to the shape of `scores`, or to [batch, head, query, key] where it has more axes
   * than they. One whose last axis is shorter than the keys, and not 1, masks the keys past it.
   */
  readonly mask?: AttentionTensor;
  /**
   * Keys and values of earlier calls, put before the new ones: as `presentKey` and `presentValue`
   * give them, as `k` and `v` are laid out, or [batch, kvHead, past, dim].
   */
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
  /** Most bytes that a call may allocate, results included. Default 512 · 2²⁰. */
  readonly maxBytes?: number;
  /**
   * Other threads to share large work with (`createThreads` of `dist/threads.js`, in Node). Results
   * then stand on shared memory.
   */
  readonly threads?: Threads;
}

/** Options of a call that drops scores and weights as it goes. */
export interface StreamOptions extends Omit<AttentionOptions, 'threads'> {
  /** Parts of scores and weights to keep. */
  readonly tiles?: readonly TileRequest[];
}

/** Axes that the inputs do not have (batch, head) are left out. */
export interface Attended {
  readonly ok: true;
  /** In the layout of `q`: [batch, head, query, valueDim] or [batch, query, head · valueDim]. */
  readonly output: Floats;
  /** [batch, head, query, key]: scaled, before softcap and mask. */
  readonly scores: Floats;
  /** [batch, head, query, key]: rows sum to 1, or are 0 where nothing is left to attend to. */
  readonly weights: Floats;
  /**
   * [batch, kvHead, past + key, dim]. Without a past, and where no axes change places, its data is
   * the array of `k` itself: a copy is the caller's to make. The same holds of `presentValue`.
   */
  readonly presentKey: Floats;
  /** [batch, kvHead, past + key, valueDim] */
  readonly presentValue: Floats;
}

/**
 * The error's code is `shape-mismatch` (sizes that do not go together), `bad-value` (something that is
 * not what its type says) or `too-large`, with `bytes`, `limit` and `largest` (the most queries =
 * keys that would fit, without a past) in its values.
 */
export type AttentionResult = Attended | { readonly ok: false; readonly error: EvaluationError };

/** A call without scores and weights: their statistics and the tiles asked for instead. */
export type StreamResult =
  | (Omit<Attended, 'scores' | 'weights'> & Collected)
  | { readonly ok: false; readonly error: EvaluationError };
