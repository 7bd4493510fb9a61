import type { TensorData } from '../trace.js';
import { allRows, attendRows, keepSteps, type AttendJob } from './attend.js';
import type { MaskPlan } from './mask.js';
import { rawFloats } from './rawFloats.js';
import { multiplyMatrices, type MatrixProduct } from './matmul.js';
import { MOST_INNER } from './productSimd.js';
import { runShared, type Threads } from './shared.js';
import { softmaxRows } from './softmaxRows.js';

type Spend = (steps: number) => boolean;

/** Elementary steps from which waking another thread pays. */
const LEAST_STEPS = 4_000_000;

/** Rows of a product or a softmax that one thread claims: what it packs must serve many. */
const UNIT_ROWS = 192;

/** Elementary steps of one element of a softmax. */
const SOFTMAX_STEPS = 8;

/** Claims for each thread: enough that none waits long for another's last one. */
const CLAIMS = 4;

const isShared = (data: TensorData): boolean =>
  typeof SharedArrayBuffer !== 'undefined' && data.buffer instanceof SharedArrayBuffer;

/** The array itself where it stands on shared memory, else a copy that does. */
function shared<T extends TensorData>(data: T): T {
  if (isShared(data)) return data;
  const make = data.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new make(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return copy;
}

const sharedFloats = (data: TensorData): data is Float32Array =>
  data instanceof Float32Array && isShared(data);

const float32s = (...all: readonly TensorData[]): boolean =>
  all.every((data) => data instanceof Float32Array);

/** A mask plan whose tensor stands on shared memory. */
const sharedMask = (mask: MaskPlan | undefined): MaskPlan | undefined =>
  mask?.tensor === undefined
    ? mask
    : { ...mask, tensor: { ...mask.tensor, data: shared(mask.tensor.data) } };

/** Whether a job of so many elementary steps is worth waking other threads for. */
const worthSharing = (steps: number, threads: Threads | undefined): threads is Threads =>
  threads !== undefined && threads.count > 0 && steps >= LEAST_STEPS;

/** Elements from which a value of a program stands on shared memory where there are threads. */
const LEAST_SHARED = 1 << 16;

export const allocateShared = (length: number, threads: Threads | undefined): boolean =>
  threads !== undefined && threads.count > 0 && length >= LEAST_SHARED;

/**
 * Makes the arrays of a job of so many steps, which it fills to the last element: on shared memory
 * where threads will work on it.
 */
export const shareable = (
  steps: number,
  threads: Threads | undefined,
): ((length: number) => Float32Array) =>
  worthSharing(steps, threads)
    ? (length) => new Float32Array(new SharedArrayBuffer(length * 4))
    : rawFloats;

/**
 * Attention of all heads, by several threads where there are some, the work is large and the output
 * (and scores and weights, where they are kept) stand on shared memory.
 */
export function attendAll(
  job: AttendJob,
  scores: TensorData | undefined,
  weights: TensorData | undefined,
  threads: Threads | undefined,
  spend: Spend,
): void {
  const { heads, queries, keys, dim, valueDim, output } = job;
  const steps = heads * queries * keys * (dim + valueDim);
  if (
    !worthSharing(steps, threads) ||
    !sharedFloats(output) ||
    !(scores === undefined || sharedFloats(scores)) ||
    !(weights === undefined || sharedFloats(weights)) ||
    !float32s(job.query, job.key, job.value)
  ) {
    attendRows(job, allRows(job), keepSteps(queries, scores, weights), spend);
    return;
  }
  const parts = Math.ceil((CLAIMS * (threads.count + 1)) / heads);
  const task = {
    kind: 'attend' as const,
    job: {
      ...job,
      query: shared(job.query),
      key: shared(job.key),
      value: shared(job.value),
      mask: sharedMask(job.mask),
    },
    scores,
    weights,
  };
  runShared(task, heads * queries, Math.ceil(queries / parts), threads, spend);
}

/** A function does not cross to another thread. */
const withoutSpend = ({
  a,
  aStart,
  b,
  bStart,
  ...rest
}: MatrixProduct): Omit<MatrixProduct, 'spend'> => ({
  a,
  aStart,
  b,
  bStart,
  transposed: rest.transposed,
  out: rest.out,
  outStart: rest.outStart,
  rows: rest.rows,
  inner: rest.inner,
  columns: rest.columns,
});

/** A matrix product, by several threads where that pays. */
export function multiplyShared(job: MatrixProduct, threads: Threads | undefined): void {
  const { a, b, out, rows, inner, columns, spend } = job;
  const ready = float32s(a, b) && sharedFloats(out) && rows >= 2 * UNIT_ROWS;
  // Copying an operand to shared memory must be little beside the product.
  const pays = worthSharing(rows * inner * columns, threads) && inner >= 16;
  // A unit that is done twice must give the same: results are written, not added to.
  const once = inner <= MOST_INNER;
  if (!pays || !ready || !once) {
    multiplyMatrices(job);
    return;
  }
  const task = {
    kind: 'product' as const,
    job: { ...withoutSpend(job), a: shared(a), b: shared(b) },
  };
  runShared(task, rows, UNIT_ROWS, threads, spend);
}

/** Softmax of rows, by several threads where that pays. */
export function softmaxShared(
  source: TensorData,
  target: TensorData,
  rows: number,
  length: number,
  threads: Threads | undefined,
  spend: Spend,
): void {
  if (
    !worthSharing(rows * length * SOFTMAX_STEPS, threads) ||
    !sharedFloats(source) ||
    !sharedFloats(target) ||
    rows < 2 * UNIT_ROWS
  ) {
    softmaxRows(source, target, rows, length, spend);
    return;
  }
  runShared({ kind: 'softmax', source, target, length }, rows, UNIT_ROWS, threads, spend);
}
