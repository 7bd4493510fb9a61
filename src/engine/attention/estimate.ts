import { err } from '../../program/problem.js';
import type { EvaluationError } from '../trace.js';
import { bytesText } from '../bytes.js';
import { namedAll } from './check.js';
import type { Sizes } from './layout.js';
import type { AttentionInputs } from './types.js';

/** What a call allocates for, besides its results. */
interface Extras {
  /** Heads come in the last axis and have to be moved. */
  readonly folded: boolean;
  /** There is a mask plan, of at most three doubles for each head. */
  readonly masked: boolean;
  /** Scores and weights are held. */
  readonly kept: boolean;
}

/**
 * Bytes that a call allocates: scores, weights and output, the present key and value where they are
 * not the caller's own, tensors with their heads moved, and the kernels' working memory: keys and
 * values of one head, packed, and a block of rows.
 */
export function bytesOf(sizes: Sizes, { folded, masked, kept }: Extras): number {
  const { batch, queryHeads, kvHeads, queries, past, keys, dim, valueDim } = sizes;
  const rows = batch * queryHeads * queries;
  const widths = dim + valueDim;
  const scores = kept ? 2 * rows * keys : 0;
  const output = rows * valueDim;
  const moved = folded
    ? (queryHeads > 1 && queries > 1 ? rows * dim + output : 0) +
      (kvHeads > 1 ? batch * kvHeads * keys * widths : 0)
    : 0;
  const present = past > 0 ? batch * kvHeads * keys * widths : 0;
  const plan = masked ? 6 * batch * queryHeads : 0;
  return 4 * (scores + output + moved + present + plan + keys * widths);
}

/** The most queries = keys, without a past, whose call stays within `limit` bytes. */
function largestWithin(limit: number, sizes: Sizes, extras: Extras): number {
  let fits = 0;
  let fails = 2 ** 40;
  while (fails - fits > 1) {
    const n = Math.floor((fits + fails) / 2);
    if (bytesOf({ ...sizes, queries: n, keys: n, past: 0 }, extras) <= limit) fits = n;
    else fails = n;
  }
  return fits;
}

/** Why a call of `bytes` is refused, and what would fit. */
export function tooManyBytes(
  bytes: number,
  limit: number,
  inputs: AttentionInputs,
  sizes: Sizes,
  extras: Extras,
): { readonly ok: false; readonly error: EvaluationError } {
  const largest = largestWithin(limit, sizes, extras);
  return err({
    code: 'too-large',
    message:
      `attention: ${namedAll(inputs)} need ${bytesText(bytes)} for scores, weights and output; ` +
      `at most ${bytesText(limit)} are used, enough for ${largest.toLocaleString('en-US')} queries and keys.`,
    values: { bytes, limit, largest },
  });
}
