import type { MaskPlan } from '../kernels/mask.js';
import { stridesOf } from '../tensor.js';
import { resultShape, type Layout, type Sizes } from './layout.js';
import type { Settings } from './options.js';
import type { AttentionTensor } from './types.js';

/** A mask tensor and its steps over the axes of the scores; 0 where it is stretched. */
interface SpreadMask {
  readonly mask: AttentionTensor;
  readonly batch: number;
  readonly head: number;
  readonly query: number;
  readonly key: number;
  /** How many keys it speaks of; those past them are masked. */
  readonly reach: number;
}

/** How a mask broadcasts to the scores; undefined where it does not. */
export function spreadOf(mask: AttentionTensor, layout: Layout): SpreadMask | undefined {
  const { batch, queryHeads, queries, keys } = layout.sizes;
  const { shape } = mask;
  const rank = shape.length;
  if (rank > 4) return undefined;
  const own = resultShape(layout, queryHeads, queries, keys);
  const full = rank > own.length;
  const target = full ? [batch, queryHeads, queries, keys] : own;
  const lead = target.length - rank;
  const strides = stridesOf(shape);
  const steps: number[] = target.map(() => 0);
  for (let axis = 0; axis < rank; axis++) {
    const given = shape[axis] as number;
    const size = target[lead + axis] as number;
    const short = axis === rank - 1 && given < size;
    if (given !== 1 && given !== size && !short) return undefined;
    if (given !== 1) steps[lead + axis] = strides[axis] as number;
  }
  const last = target.length - 1;
  const given = rank === 0 ? 1 : (shape[rank - 1] as number);
  return {
    mask,
    batch: full || layout.batchAxis ? (steps[0] as number) : 0,
    head: full || layout.headAxis ? (steps[last - 2] as number) : 0,
    query: steps[last - 1] as number,
    key: steps[last] as number,
    reach: given === 1 ? keys : given,
  };
}

/** True where a call masks anything, so that a plan is made, with its numbers for each head. */
export const isMasked = (
  { causal, left, right }: Settings,
  lengths: ArrayLike<number> | undefined,
  spread: SpreadMask | undefined,
): boolean => causal || left >= 0 || right >= 0 || lengths !== undefined || spread !== undefined;

/**
 * All that masks a call. A query's own position among the keys is its row + past, or, with lengths,
 * its row + length − queries.
 */
export function planOf(
  { causal, left, right }: Settings,
  lengths: ArrayLike<number> | undefined,
  spread: SpreadMask | undefined,
  { batch, queryHeads, queries, past }: Sizes,
): MaskPlan {
  const heads = batch * queryHeads;
  const perHead = (of: (batch: number, head: number) => number): Float64Array => {
    const result = new Float64Array(heads);
    for (let b = 0, at = 0; b < batch; b++)
      for (let head = 0; head < queryHeads; head++) result[at++] = of(b, head);
    return result;
  };
  const lengthOf = (b: number): number => lengths?.[b] as number;
  return {
    causal,
    left,
    right,
    ...(past === 0 && lengths === undefined
      ? undefined
      : { offsets: perHead(lengths === undefined ? () => past : (b) => lengthOf(b) - queries) }),
    ...(lengths === undefined ? undefined : { lengths: perHead(lengthOf) }),
    ...(spread === undefined
      ? undefined
      : {
          tensor: {
            data: spread.mask.data,
            boolean: spread.mask.dtype === 'bool',
            starts: perHead((b, head) => b * spread.batch + head * spread.head),
            queryStep: spread.query,
            keyStep: spread.key,
            reach: spread.reach,
          },
        }),
  };
}
