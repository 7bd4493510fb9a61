import { attendRows, allRows, type AttendJob } from '../kernels/attend.js';
import type { MaskPlan } from '../kernels/mask.js';
import type { Threads } from '../kernels/shared.js';
import { attendAll, shareable } from '../kernels/sharing.js';
import type { Sizes } from './layout.js';
import { collector, type Collected, type TileRequest } from './collect.js';

/** One call, ready to compute. Tensors are [batch, head, length, dim], one after the other. */
export interface AttentionJob {
  readonly sizes: Sizes;
  /** [batch, queryHeads, queries, dim] */
  readonly query: Float32Array;
  /** [batch, kvHeads, keys, dim]; each head serves queryHeads / kvHeads neighbours of the query's. */
  readonly key: Float32Array;
  /** [batch, kvHeads, keys, valueDim] */
  readonly value: Float32Array;
  readonly scale: number;
  /** c · tanh(score / c) where not 0. */
  readonly softcap: number;
  readonly mask: MaskPlan | undefined;
}

interface AttendedHeads {
  /** [batch, queryHeads, queries, keys]: scaled, before softcap and mask. */
  readonly scores: Float32Array;
  /** [batch, queryHeads, queries, keys] */
  readonly weights: Float32Array;
  /** [batch, queryHeads, queries, valueDim] */
  readonly output: Float32Array;
}

const unlimited = (): boolean => true;

function kernelJob(job: AttentionJob, output: Float32Array): AttendJob {
  const { batch, queryHeads, kvHeads, queries, keys, dim, valueDim } = job.sizes;
  return {
    query: job.query,
    key: job.key,
    value: job.value,
    heads: batch * queryHeads,
    group: queryHeads / kvHeads,
    queries,
    keys,
    dim,
    valueDim,
    scale: job.scale,
    softcap: job.softcap,
    mask: job.mask,
    ofNothing: 0,
    repair: true,
    output,
  };
}

/** Attention of all heads of a call with every step kept; by several threads where there are some. */
export function attendHeads(job: AttentionJob, threads: Threads | undefined): AttendedHeads {
  const { batch, queryHeads, queries, keys, dim, valueDim } = job.sizes;
  const rows = batch * queryHeads * queries;
  if (rows * keys === 0) {
    const nothing = new Float32Array(0);
    return { scores: nothing, weights: nothing.slice(), output: new Float32Array(rows * valueDim) };
  }
  const make = shareable(rows * keys * (dim + valueDim), threads);
  const scores = make(rows * keys);
  const weights = make(rows * keys);
  const output = make(rows * valueDim);
  attendAll(kernelJob(job, output), scores, weights, threads, unlimited);
  return { scores, weights, output };
}

/** Output, statistics and the tiles asked for; scores and weights are made and dropped by blocks. */
export function streamHeads(
  job: AttentionJob,
  tiles: readonly TileRequest[],
): Collected & { readonly output: Float32Array } {
  const { batch, queryHeads, queries, keys, valueDim } = job.sizes;
  const rows = batch * queryHeads * queries;
  const output = new Float32Array(rows * valueDim);
  const { sink, collected } = collector(tiles);
  if (rows * keys > 0) {
    const kernel = kernelJob(job, output);
    attendRows(kernel, allRows(kernel), sink, unlimited);
  }
  return { ...collected(), output };
}
