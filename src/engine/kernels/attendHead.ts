import type { TensorData } from '../trace.js';
import { multiplyMatrices } from './matmul.js';
import { softmaxRow } from './softmaxRow.js';

/** Takes keys away from one row of scores, or biases them, in place: `row` has `keys` numbers. */
export type MaskRow = (query: number, row: TensorData, start: number) => void;

/** One head: query [queries, dim], key [keys, dim], value [keys, valueDim], each from its start on. */
interface HeadAttention {
  readonly query: TensorData;
  readonly queryStart: number;
  readonly key: TensorData;
  readonly keyStart: number;
  readonly value: TensorData;
  readonly valueStart: number;
  readonly queries: number;
  readonly keys: number;
  readonly dim: number;
  readonly valueDim: number;
  readonly scale: number;
  /** c · tanh(score / c) where not 0. */
  readonly softcap?: number;
  readonly mask?: MaskRow;
  /** [queries, keys]: scaled, before softcap and mask. */
  readonly scores: TensorData;
  /** [queries, keys]: rows sum to 1, or are 0 where nothing is left to attend to. */
  readonly weights: TensorData;
  /** Where this head's scores and weights start. */
  readonly scoresStart: number;
  /** [queries, valueDim] */
  readonly output: TensorData;
  readonly outputStart: number;
  readonly spend: (steps: number) => boolean;
}

/** softmax(scale · query · keyᵀ, capped and masked) · value (Vaswani et al. 2017). */
export function attendHead(job: HeadAttention): void {
  const { scores, weights, queries, keys, scoresStart, scale, softcap = 0, spend } = job;
  multiplyMatrices({
    a: job.query,
    aStart: job.queryStart,
    b: job.key,
    bStart: job.keyStart,
    transposed: true,
    out: scores,
    outStart: scoresStart,
    rows: queries,
    inner: job.dim,
    columns: keys,
    spend,
  });
  const empty: number[] = [];
  for (let i = 0, start = scoresStart; i < queries; i++, start += keys) {
    const end = start + keys;
    for (let j = start; j < end; j++) {
      const score = (scores[j] as number) * scale;
      scores[j] = score;
      weights[j] = score;
    }
    if (softcap !== 0) {
      for (let j = start; j < end; j++)
        weights[j] = softcap * Math.tanh((weights[j] as number) / softcap);
    }
    job.mask?.(i, weights, start);
    softmaxRow(weights, start, keys, weights, start, 0);
    if (isZero(weights, start, keys)) empty.push(i);
    if (!spend(keys * 8)) return;
  }
  multiplyMatrices({
    a: weights,
    aStart: scoresStart,
    b: job.value,
    bStart: job.valueStart,
    transposed: false,
    out: job.output,
    outStart: job.outputStart,
    rows: queries,
    inner: keys,
    columns: job.valueDim,
    spend,
  });
  // 0 · NaN is NaN: a value that nobody attends to must not show.
  for (const i of empty) {
    const start = job.outputStart + i * job.valueDim;
    job.output.fill(0, start, start + job.valueDim);
  }
}

/** A row of weights that is not empty has an element of at least 1 / keys. */
function isZero(weights: TensorData, start: number, keys: number): boolean {
  for (let j = start; j < start + keys; j++) if (weights[j] !== 0) return false;
  return true;
}

/** What masks a mask element stands for: a boolean keeps where true, a number is added. */
export function maskElement(
  row: TensorData,
  at: number,
  mask: TensorData,
  place: number,
  boolean: boolean,
): void {
  if (!boolean) row[at] = (row[at] as number) + (mask[place] as number);
  else if (mask[place] === 0) row[at] = -Infinity;
}
