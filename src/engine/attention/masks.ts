import { maskElement, type MaskRow } from '../kernels/attendHead.js';
import { stridesOf } from '../tensor.js';
import { resultShape, type Sizes } from './layout.js';
import type { AttentionOptions, AttentionTensor } from './types.js';

/** Steps of a mask over batch, head, query and key; `reach` is how many keys it speaks of. */
interface Spread {
  readonly batch: number;
  readonly head: number;
  readonly query: number;
  readonly key: number;
  readonly reach: number;
}

/** How a mask broadcasts to the scores; undefined where it does not. */
function spreadOf(mask: AttentionTensor, sizes: Sizes): Spread | undefined {
  const { batch, queryHeads, queries, keys, axes } = sizes;
  const target = resultShape(sizes, batch, queryHeads, queries, keys);
  const { shape } = mask;
  if (shape.length > target.length) return undefined;
  const own = stridesOf(shape);
  const steps: number[] = [];
  for (const [i, size] of target.entries()) {
    const axis = i - target.length + shape.length;
    const given = axis < 0 ? 1 : (shape[axis] ?? 1);
    const last = i === target.length - 1;
    if (given !== 1 && given !== size && !(last && given < size)) return undefined;
    steps.push(given === 1 ? 0 : (own[axis] ?? 0));
  }
  const [query = 0, key = 0] = steps.slice(-2);
  const given = shape[shape.length - 1] ?? 1;
  return {
    batch: axes.batch ? (steps[0] ?? 0) : 0,
    head: axes.head ? (steps[steps.length - 3] ?? 0) : 0,
    query,
    key,
    reach: given === 1 ? keys : given,
  };
}

/** First and one past the last key that query `i` may see at all, of `length` that count. */
function sightOf(
  i: number,
  offset: number,
  length: number,
  { causal = false, window = [-1, -1] }: AttentionOptions,
): [number, number] {
  const [left, right] = window;
  const own = i + offset;
  const from = left < 0 ? 0 : Math.max(0, own - left);
  let to = length;
  if (causal) to = Math.min(to, own + 1);
  if (right >= 0) to = Math.min(to, own + right + 1);
  return [from, to];
}

/**
 * The mask of every head of a call, from the mask tensor, the causal frontier, the window and the
 * lengths; undefined where the mask tensor does not broadcast to the scores.
 */
export function masksOf(
  mask: AttentionTensor | undefined,
  kvLengths: readonly number[] | undefined,
  sizes: Sizes,
  options: AttentionOptions,
): ((batch: number, head: number) => MaskRow) | undefined {
  const { past, keys, queries } = sizes;
  const spread = mask === undefined ? undefined : spreadOf(mask, sizes);
  if (mask !== undefined && spread === undefined) return undefined;
  return (batch, head) => {
    const length = kvLengths?.[batch] ?? keys;
    const offset = kvLengths === undefined ? past : length - queries;
    return (query, row, start) => {
      const [from, to] = sightOf(query, offset, length, options);
      const reach = Math.min(to, spread?.reach ?? keys);
      row.fill(-Infinity, start, start + Math.min(from, keys));
      row.fill(-Infinity, start + Math.max(reach, 0), start + keys);
      if (mask === undefined || spread === undefined) return;
      const first = batch * spread.batch + head * spread.head + query * spread.query;
      for (let j = from; j < reach; j++)
        maskElement(row, start + j, mask.data, first + j * spread.key, mask.dtype === 'bool');
    };
  };
}
