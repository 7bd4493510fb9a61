import type { FiniteSummary } from '../tally.js';
import type { TensorData } from '../trace.js';
import type { MaskPlan } from './mask.js';
import { attendPlain } from './attendPlain.js';
import { attendSimd } from './attendSimd.js';
import { simdFor } from './dispatch.js';

/** Neighbouring rows of one head's scores or weights; row r starts at `start + r · stride`. */
export interface RowBlock {
  readonly head: number;
  /** The first query of the block. */
  readonly query: number;
  readonly rows: number;
  readonly keys: number;
  readonly stride: number;
  /** Good until the call returns. */
  readonly data: TensorData;
  readonly start: number;
  /** Extremes and sum of row `start + r · stride`; undefined where an element is not finite. */
  readonly summary: (row: number) => FiniteSummary | undefined;
}

/** Takes the steps between as they are made, block by block, heads and queries in order. */
export interface StepSink {
  /** Scaled, before softcap and mask. */
  scores(block: RowBlock): void;
  /** Rows sum to 1, or are 0 where nothing is left to attend to. */
  weights(block: RowBlock): void;
}

/**
 * softmax(scale · query · keyᵀ, capped and masked) · value (Vaswani et al. 2017) for all heads of a
 * call. A head is one (batch, head) pair; `group` neighbouring ones share a key and a value head.
 */
export interface AttendJob {
  /** [head, query, dim] */
  readonly query: TensorData;
  /** [head / group, key, dim] */
  readonly key: TensorData;
  /** [head / group, key, valueDim] */
  readonly value: TensorData;
  readonly heads: number;
  readonly group: number;
  readonly queries: number;
  readonly keys: number;
  readonly dim: number;
  readonly valueDim: number;
  readonly scale: number;
  /** c · tanh(score / c) before the mask; 0 leaves the scores. */
  readonly softcap: number;
  readonly mask?: MaskPlan | undefined;
  /** Weights of a row with nothing to attend to. */
  readonly ofNothing: 0 | typeof NaN;
  /** Values of weight 0 do not show in the output even where they are NaN or infinite. */
  readonly repair: boolean;
  /** [head, query, valueDim] */
  readonly output: TensorData;
}

/** Part of a job: rows of all heads together, head · queries + query, from … to. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** Hands out the ranges of a job one after another; undefined when there is none left. */
export type Claim = () => RowRange | undefined;

/** Does the rows of every range it is given; `spend` false stops it between blocks. */
export function attendRows(
  job: AttendJob,
  claim: Claim,
  sink: StepSink,
  spend: (steps: number) => boolean,
): void {
  const work = job.heads * job.queries * job.keys * (job.dim + job.valueDim);
  const simd = simdFor('attend', work);
  if (simd !== undefined && attendSimd(simd, job, claim, sink, spend)) return;
  attendPlain(job, claim, sink, spend);
}

/** All rows of a job at once. */
export function allRows(job: AttendJob): Claim {
  let given = false;
  return () => {
    if (given) return undefined;
    given = true;
    return { from: 0, to: job.heads * job.queries };
  };
}

/** Keeps every step: copies blocks to whole tensors [head, query, key]. */
export function keepSteps(
  queries: number,
  scores: TensorData | undefined,
  weights: TensorData | undefined,
): StepSink {
  const copyTo = (target: TensorData | undefined) => (block: RowBlock) => {
    if (target === undefined) return;
    const { data, start, stride, keys, rows } = block;
    let at = (block.head * queries + block.query) * keys;
    if (stride === keys) {
      target.set(data.subarray(start, start + rows * keys), at);
      return;
    }
    for (let r = 0, from = start; r < rows; r++, from += stride, at += keys)
      target.set(data.subarray(from, from + keys), at);
  };
  return { scores: copyTo(scores), weights: copyTo(weights) };
}
