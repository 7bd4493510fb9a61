import type { AttendJob, RowBlock } from './attend.js';
import { maskRow } from './mask.js';
import { repairOutput } from './repairOutput.js';

/**
 * What a product of weights and values leaves to do: a value of weight 0 must not show, but 0 · NaN
 * is NaN. `weights` is a block of them, `row` its first row among those of all heads.
 */
export function finishOutput(job: AttendJob, weights: RowBlock, row: number): void {
  const { output, valueDim, keys, mask } = job;
  if (job.repair) {
    repairOutput({
      value: job.value,
      valueStart: Math.floor(weights.head / job.group) * keys * valueDim,
      weights: weights.data,
      weightsStart: weights.start,
      weightsStride: weights.stride,
      output,
      outputStart: row * valueDim,
      rows: weights.rows,
      keys,
      valueDim,
      logits: (i, some, target) => logitsOf(job, weights, i, some, target),
    });
    return;
  }
  if (mask === undefined || job.ofNothing !== 0) return;
  for (let i = 0, start = weights.start; i < weights.rows; i++, start += weights.stride)
    if (isZero(weights, start)) output.fill(0, (row + i) * valueDim, (row + i + 1) * valueDim);
}

/** A row of weights that is not empty has an element of at least 1 / keys. */
function isZero({ data, keys }: RowBlock, start: number): boolean {
  for (let j = start; j < start + keys; j++) if (data[j] !== 0) return false;
  return true;
}

/** Logits of some keys for row `i` of a block, rounded as float32, as the kernels compute them. */
function logitsOf(
  job: AttendJob,
  { head, query, keys }: RowBlock,
  i: number,
  some: readonly number[],
  target: Float32Array,
): void {
  const { dim, softcap, scale } = job;
  const q = (head * job.queries + query + i) * dim;
  for (const key of some) {
    const k = (Math.floor(head / job.group) * keys + key) * dim;
    let dot = 0;
    for (let d = 0; d < dim; d++) dot += (job.query[q + d] as number) * (job.key[k + d] as number);
    const score = Math.fround(Math.fround(dot) * scale);
    target[key] = softcap === 0 ? score : softcap * Math.tanh(score / softcap);
  }
  if (job.mask !== undefined) maskRow(job.mask, head, query + i, target, 0, keys);
}
