import { attendRows, keepSteps, type AttendJob, type Claim, type RowRange } from './attend.js';
import { multiplyRows, type MatrixProduct } from './matmul.js';
import { softmaxRows } from './softmaxRows.js';

type Spend = (steps: number) => boolean;

/** Work that falls into independent rows. All arrays stand on shared memory. */
export type SharedTask =
  | {
      readonly kind: 'attend';
      readonly job: AttendJob;
      /** [head, query, key], where they are kept. */
      readonly scores: Float32Array | undefined;
      readonly weights: Float32Array | undefined;
    }
  | { readonly kind: 'product'; readonly job: Omit<MatrixProduct, 'spend'> }
  | {
      readonly kind: 'softmax';
      readonly source: Float32Array;
      readonly target: Float32Array;
      readonly length: number;
    };

/** A task as it crosses to other threads; what is claimed and done is noted in `control`. */
export interface SharedWork {
  readonly task: SharedTask;
  readonly rows: number;
  /** Rows of one claim. */
  readonly unitRows: number;
  /** [next unit, stopped, signs of life, then 1 for each unit that is done] */
  readonly control: Int32Array;
}

const NEXT = 0;
const STOPPED = 1;
const ALIVE = 2;
const FIRST_FLAG = 3;

/** Other threads that take part; each answers a posted work with `takePart`. */
export interface Threads {
  readonly count: number;
  post(work: SharedWork): void;
  /** Ends threads that have gone silent in the middle of a work; others start at the next one. */
  reset?(): void;
}

/** Does the rows that it is handed, one range after another. */
function perform(task: SharedTask, claim: Claim, spend: Spend): void {
  if (task.kind === 'attend') {
    attendRows(task.job, claim, keepSteps(task.job.queries, task.scores, task.weights), spend);
    return;
  }
  for (let range = claim(); range !== undefined; range = claim()) {
    if (task.kind === 'product') multiplyRows({ ...task.job, spend }, range);
    else softmaxRange(task, range, spend);
    if (!spend(0)) return;
  }
}

function softmaxRange(
  { source, target, length }: Extract<SharedTask, { kind: 'softmax' }>,
  { from, to }: RowRange,
  spend: Spend,
): void {
  const [start, end] = [from * length, to * length];
  softmaxRows(source.subarray(start, end), target.subarray(start, end), to - from, length, spend);
}

const rangeOf = ({ rows, unitRows }: SharedWork, unit: number): RowRange | undefined =>
  unit * unitRows < rows
    ? { from: unit * unitRows, to: Math.min(rows, (unit + 1) * unitRows) }
    : undefined;

/** Works on units until none is left; what every thread does. `spend` false stops all threads. */
export function takePart(work: SharedWork, spend: Spend = () => true): void {
  const { task, control } = work;
  let unit = -1;
  const finish = (): void => {
    if (unit < 0 || rangeOf(work, unit) === undefined) return;
    Atomics.store(control, FIRST_FLAG + unit, 1);
    Atomics.notify(control, FIRST_FLAG + unit);
  };
  const claim: Claim = () => {
    finish();
    unit = Atomics.add(control, NEXT, 1);
    return rangeOf(work, unit);
  };
  perform(task, claim, (steps) => {
    Atomics.add(control, ALIVE, 1);
    if (Atomics.load(control, STOPPED) === 1) return false;
    if (spend(steps)) return true;
    Atomics.store(control, STOPPED, 1);
    return false;
  });
  // A unit that was stopped half-way counts as done: nobody is to wait for it.
  finish();
}

/** Without a sign of life from any thread for so long, those that owe a unit are taken for dead, ms. */
const PATIENCE_MS = 2_000;

/**
 * Shares a task among threads and this one, and returns when every row is done (or the task was
 * stopped). Units are claimed, not dealt: a thread that is late or gone only leaves more to the others.
 */
export function runShared(
  task: SharedTask,
  rows: number,
  unitRows: number,
  threads: Threads,
  spend: Spend,
): void {
  const units = Math.ceil(rows / unitRows);
  const control = new Int32Array(new SharedArrayBuffer((FIRST_FLAG + units) * 4));
  const work: SharedWork = { task, rows, unitRows, control };
  threads.post(work);
  takePart(work, spend);
  for (let unit = 0; unit < units; unit++) {
    if (finished(control, unit)) continue;
    threads.reset?.();
    redo(work, unit, spend);
  }
}

/** Waits for a unit; false where its thread is dead. */
function finished(control: Int32Array, unit: number): boolean {
  let alive = Atomics.load(control, ALIVE);
  while (Atomics.load(control, FIRST_FLAG + unit) === 0) {
    // Stopped before anybody claimed it.
    if (Atomics.load(control, STOPPED) === 1 && Atomics.load(control, NEXT) <= unit) return true;
    if (Atomics.wait(control, FIRST_FLAG + unit, 0, PATIENCE_MS) !== 'timed-out') continue;
    const now = Atomics.load(control, ALIVE);
    if (now === alive) return false;
    alive = now;
  }
  return true;
}

/** Does a unit whose thread has gone silent once more; rows are written as before. */
function redo(work: SharedWork, unit: number, spend: Spend): void {
  let range = rangeOf(work, unit);
  const claim: Claim = () => {
    const given = range;
    range = undefined;
    return given;
  };
  perform(work.task, claim, spend);
}
