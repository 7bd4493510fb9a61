import { mismatch } from '../errors.js';
import { attendHead, maskElement, type MaskRow } from '../kernels/attendHead.js';
import { broadcastShapes, broadcastStrides, shapeText, sizeOf, stridesOf } from '../tensor.js';
import type { Tensor } from '../trace.js';
import { converted } from './cast.js';
import type { Computed, Kernel, KernelContext } from './kernel.js';

const last = (shape: readonly number[], back = 1): number => shape[shape.length - back] ?? 1;

/** Leading axes, with grouped heads (fewer of key and value than of query) counted as the query's. */
interface Batches {
  readonly shape: readonly number[];
  /** Which matrix of an operand batch `i` uses. */
  readonly place: (operand: readonly number[], i: number) => number;
}

/** How leading axes go together: they broadcast, or the heads of key and value serve groups of queries. */
function batchesOf(q: Tensor, k: Tensor, v: Tensor): Batches | undefined {
  const leads = [q, k, v].map((t) => t.shape.slice(0, -2));
  const heads = leads.map((lead) => lead[lead.length - 1] ?? 1);
  const [queryHeads = 1, keyHeads = 1, valueHeads = 1] = heads;
  const grouped =
    keyHeads > 1 && keyHeads === valueHeads && queryHeads > keyHeads && queryHeads % keyHeads === 0;
  // A grouped head axis is left out of the broadcasting and put back at the end.
  const outer = leads.map((lead) => (grouped ? lead.slice(0, -1) : lead));
  const joined = broadcastShapes(...outer);
  if (joined === undefined) return undefined;
  const shape = grouped ? [...joined, queryHeads] : joined;
  const strides = stridesOf(shape);
  return {
    shape,
    place: (operand, i) => {
      const own = operand.slice(0, -2);
      const spread = grouped
        ? broadcastStrides(own.slice(0, -1), joined)
        : broadcastStrides(own, shape);
      const inner = grouped ? last(own) : 1;
      let at = 0;
      for (const [axis, stride] of strides.entries()) {
        const index = Math.floor(i / stride) % (shape[axis] ?? 1);
        if (grouped && axis === shape.length - 1) at += Math.floor((index * inner) / queryHeads);
        else at += index * (spread[axis] ?? 0) * inner;
      }
      return at;
    },
  };
}

/**
 * torch.nn.functional.scaled_dot_product_attention without dropout: query [..., queries, dim], key
 * [..., keys, dim], value [..., keys, valueDim], mask broadcast to [..., queries, keys]. `causal`
 * is aligned at the first query and key. A row with nothing to attend to gives 0.
 */
export function scaledDotProduct(
  [q, k, v]: readonly [Tensor, Tensor, Tensor],
  mask: Tensor | undefined,
  causal: boolean,
  scale: number | undefined,
  context: KernelContext,
): Computed {
  const { dtype } = context;
  const shapes = [q, k, v].map((t) => shapeText(t.shape));
  const values = { shape0: shapes[0] ?? '', shape1: shapes[1] ?? '', shape2: shapes[2] ?? '' };
  const failed = (why: string): Computed =>
    mismatch(
      'attention',
      `Query ${shapes[0]}, key ${shapes[1]}, value ${shapes[2]}: ${why}.`,
      values,
    );
  if ([q, k, v].some((t) => t.shape.length < 2)) return failed('each needs at least two axes');
  const [queries, keys, dim, valueDim] = [
    last(q.shape, 2),
    last(k.shape, 2),
    last(q.shape),
    last(v.shape),
  ];
  if (last(k.shape) !== dim) return failed(`the dimensions ${dim} and ${last(k.shape)} differ`);
  if (last(v.shape, 2) !== keys) return failed(`${keys} keys and ${last(v.shape, 2)} values`);
  const batches = batchesOf(q, k, v);
  if (batches === undefined) return failed('the leading axes do not broadcast');
  const scoresShape = [...batches.shape, queries, keys];
  if (
    mask !== undefined &&
    broadcastShapes(mask.shape, scoresShape)?.join() !== scoresShape.join()
  ) {
    return failed(
      `a mask ${shapeText(mask.shape)} does not fit the scores ${shapeText(scoresShape)}`,
    );
  }
  const shape = [...batches.shape, queries, valueDim];
  const out = context.allocate(shape, dtype);
  if (!out.ok) return out;
  const result: Computed = { ok: true, value: { shape, dtype, data: out.value } };
  if (out.value.length === 0) return result;
  const scores = context.scratch([queries, keys], dtype);
  if (!scores.ok) return scores;
  const weights = context.scratch([queries, keys], dtype);
  if (!weights.ok) return weights;
  const maskStrides = mask === undefined ? [] : broadcastStrides(mask.shape, scoresShape);
  const job = {
    query: converted(q, dtype),
    key: converted(k, dtype),
    value: converted(v, dtype),
    queries,
    keys,
    dim,
    valueDim,
    scale: scale ?? 1 / Math.sqrt(dim),
    scores: scores.value,
    weights: weights.value,
    scoresStart: 0,
    output: out.value,
    spend: context.spend,
  };
  const batchStrides = stridesOf(batches.shape);
  for (let i = 0; i < sizeOf(batches.shape); i++) {
    const maskStart = batchStrides.reduce(
      (at, stride, axis) =>
        at + (Math.floor(i / stride) % (batches.shape[axis] ?? 1)) * (maskStrides[axis] ?? 0),
      0,
    );
    const [rowStep = 0, columnStep = 0] = maskStrides.slice(-2);
    const maskRow: MaskRow = (query, row, start) => {
      for (let j = 0; j < keys; j++) {
        if (causal && j > query) row[start + j] = -Infinity;
        else if (mask !== undefined) {
          const place = maskStart + query * rowStep + j * columnStep;
          maskElement(row, start + j, mask.data, place, mask.dtype === 'bool');
        }
      }
    };
    attendHead({
      ...job,
      queryStart: batches.place(q.shape, i) * queries * dim,
      keyStart: batches.place(k.shape, i) * keys * dim,
      valueStart: batches.place(v.shape, i) * keys * valueDim,
      outputStart: i * queries * valueDim,
      mask: maskRow,
    });
    if (!context.spend(1)) break;
  }
  return result;
}

export const scaledDotProductAttention: Kernel<'scaledDotProductAttention'> = (
  operation,
  inputs,
  context,
) => {
  const [q, k, v, mask] = inputs as readonly [Tensor, Tensor, Tensor, Tensor | undefined];
  return scaledDotProduct([q, k, v], mask, operation.causal, operation.scale, context);
};
