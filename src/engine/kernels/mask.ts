import type { TensorData } from '../trace.js';

/**
 * Which keys each query of each head sees, as plain data, so that it can cross to another thread.
 * A head here is one (batch, head) pair of the call, counted in that order.
 */
export interface MaskPlan {
  /** A mask tensor: a boolean keeps where true, a number is added. */
  readonly tensor?: {
    readonly data: TensorData;
    readonly boolean: boolean;
    /** Where each head's part starts. */
    readonly starts: ArrayLike<number>;
    readonly queryStep: number;
    readonly keyStep: number;
    /** Keys it speaks of; those past it are masked. */
    readonly reach: number;
  };
  /** Keys that count, for each head; all where absent. */
  readonly lengths?: ArrayLike<number>;
  /** Position of query 0 among the keys, for each head; 0 where absent. */
  readonly offsets?: ArrayLike<number>;
  /** A query sees no key after its own position. */
  readonly causal: boolean;
  /** Keys before and after its own position that a query sees; −1 is unbounded. */
  readonly left: number;
  readonly right: number;
}

/** Masks one row of scores, `keys` numbers from `start` on, in place. */
export function maskRow(
  plan: MaskPlan,
  head: number,
  query: number,
  row: TensorData,
  start: number,
  keys: number,
): void {
  const { tensor, causal, left, right } = plan;
  const own = query + (plan.offsets?.[head] ?? 0);
  const from = left < 0 ? 0 : Math.min(keys, Math.max(0, own - left));
  let to = Math.min(keys, plan.lengths?.[head] ?? keys, tensor?.reach ?? keys);
  if (causal) to = Math.min(to, own + 1);
  if (right >= 0) to = Math.min(to, own + right + 1);
  to = Math.max(to, 0);
  if (from > 0) row.fill(-Infinity, start, start + from);
  if (to < keys) row.fill(-Infinity, start + to, start + keys);
  if (tensor === undefined) return;
  const { data, boolean, keyStep } = tensor;
  let place = (tensor.starts[head] ?? 0) + query * tensor.queryStep + from * keyStep;
  if (boolean) {
    for (let j = start + from; j < start + to; j++, place += keyStep)
      if (data[place] === 0) row[j] = -Infinity;
  } else {
    for (let j = start + from; j < start + to; j++, place += keyStep) {
      const bias = data[place] as number;
      // A key that is masked stays so whatever its score is: NaN − ∞ would be NaN.
      row[j] = bias === -Infinity ? bias : (row[j] as number) + bias;
    }
  }
}
