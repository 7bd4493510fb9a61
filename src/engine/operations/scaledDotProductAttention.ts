import { mismatch } from '../errors.js';
import type { AttendJob } from '../kernels/attend.js';
import type { MaskPlan } from '../kernels/mask.js';
import { attendAll } from '../kernels/sharing.js';
import { forEachStretch } from '../strided.js';
import { broadcastShapes, broadcastStrides, shapeText } from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';
import { converted } from './cast.js';
import type { Computed, Kernel, KernelContext } from './kernel.js';

type Shape = readonly number[];

const last = (shape: Shape, back = 1): number => shape[shape.length - back] ?? 1;

/** How leading axes go together. */
interface Leading {
  /** Of scores and output. */
  readonly shape: Shape;
  /** The same with a grouped head axis as two, [kvHead, group], and operands' leading axes likewise. */
  readonly loop: Shape;
  readonly operands: readonly Shape[];
  /** As `operands`, of a tensor whose leading axes broadcast to `shape`. */
  readonly split: (lead: Shape) => Shape;
}

/**
 * Leading axes broadcast; or, as with torch's `enable_gqa`, each head of key and value serves as many
 * neighbouring heads of the query (Ainslie et al. 2023).
 */
function leadingOf(tensors: readonly Tensor[]): Leading | undefined {
  const leads = tensors.map((t) => t.shape.slice(0, -2));
  const [queryHeads = 1, keyHeads = 1, valueHeads = 1] = leads.map((lead) => last(lead));
  const grouped =
    keyHeads > 1 && keyHeads === valueHeads && queryHeads > keyHeads && queryHeads % keyHeads === 0;
  const group = grouped ? queryHeads / keyHeads : 1;
  const split = (lead: Shape): Shape => {
    if (!grouped || lead.length === 0) return lead;
    const heads = last(lead);
    const served = heads === queryHeads ? [keyHeads, group] : [heads, 1];
    return [...lead.slice(0, -1), ...served];
  };
  const operands = leads.map(split);
  const loop = broadcastShapes(...operands);
  if (loop === undefined) return undefined;
  return { shape: grouped ? [...loop.slice(0, -2), queryHeads] : loop, loop, operands, split };
}

interface AttentionSettings {
  readonly causal: boolean;
  readonly scale: number | undefined;
  /**
   * Weights of a row with nothing to attend to: 0 in `scaled_dot_product_attention` (PyTorch from 2.5
   * on; NaN before), NaN where the softmax is that of `torch.softmax`.
   */
  readonly ofNothing: 0 | typeof NaN;
}

/**
 * torch.nn.functional.scaled_dot_product_attention without dropout: query [..., queries, dim], key
 * [..., keys, dim], value [..., keys, valueDim], mask broadcast to [..., queries, keys]; boolean (true
 * keeps) or added. `causal` is aligned at the first query and the first key.
 */
export function scaledDotProduct(
  operands: readonly [Tensor, Tensor, Tensor],
  mask: Tensor | undefined,
  { causal, scale, ofNothing }: AttentionSettings,
  context: KernelContext,
): Computed {
  const { dtype } = context;
  const [q, k, v] = operands;
  const failed = (why: string): Computed => {
    const [shape0 = '', shape1 = '', shape2 = ''] = operands.map((t) => shapeText(t.shape));
    return mismatch('attention', why, { shape0, shape1, shape2 });
  };
  if (operands.some((t) => t.shape.length < 2)) {
    return mismatch('attentionRank', 'query, key and value each need at least two axes.');
  }
  const [queries, dim] = [last(q.shape, 2), last(q.shape)];
  const [keys, valueDim] = [last(k.shape, 2), last(v.shape)];
  if (last(k.shape) !== dim) {
    return failed(`the dimensions ${dim} and ${last(k.shape)} of query and key differ.`);
  }
  if (last(v.shape, 2) !== keys) {
    return failed(`there are ${keys} keys and ${last(v.shape, 2)} values.`);
  }
  const leading = leadingOf(operands);
  if (leading === undefined) {
    const [a, b, c] = operands.map((t) => shapeText(t.shape.slice(0, -2)));
    return failed(`the leading axes ${a} of the query, ${b} of the key and ${c} of the value do not broadcast.`); // prettier-ignore
  }
  const scoresShape = [...leading.shape, queries, keys];
  if (mask !== undefined && !fits(mask.shape, scoresShape)) {
    const [shape0, shape1] = [shapeText(mask.shape), shapeText(scoresShape)];
    const why = `the mask ${shape0} does not broadcast to the scores ${shape1}.`;
    return mismatch('attentionMask', why, { shape0, shape1 });
  }
  const shape = [...leading.shape, queries, valueDim];
  const out = context.allocate(shape, dtype);
  if (!out.ok) return out;
  const result: Computed = { ok: true, value: { shape, dtype, data: out.value } };
  if (out.value.length === 0) return result;
  const sizes = [queries * dim, keys * dim, keys * valueDim];
  const strides = leading.operands.map((lead, i) =>
    broadcastStrides(lead, leading.loop).map((step) => step * (sizes[i] as number)),
  );
  const steps = mask === undefined ? [] : broadcastStrides(mask.shape, scoresShape);
  if (mask !== undefined) {
    const heads = leading.split(mask.shape.slice(0, -2));
    const matrix = last(mask.shape, 2) * last(mask.shape);
    strides.push(broadcastStrides(heads, leading.loop).map((step) => step * matrix));
  }
  const starts = startsOf(leading.loop, strides);
  const [queryStarts = [], keyStarts = [], valueStarts = [], maskStarts = []] = starts;
  const plan = (own: readonly number[]): MaskPlan | undefined =>
    causal || mask !== undefined
      ? {
          causal,
          left: -1,
          right: -1,
          ...(mask === undefined
            ? {}
            : {
                tensor: {
                  data: mask.data,
                  boolean: mask.dtype === 'bool',
                  starts: own,
                  queryStep: last(steps, 2),
                  keyStep: last(steps),
                  reach: keys,
                },
              }),
        }
      : undefined;
  const job: AttendJob = {
    query: converted(q, dtype, context.spend),
    key: converted(k, dtype, context.spend),
    value: converted(v, dtype, context.spend),
    heads: queryStarts.length,
    group: 1,
    queries,
    keys,
    dim,
    valueDim,
    // A product of empty rows is 0 at any scale; 0 · ∞ would be NaN.
    scale: scale ?? (dim === 0 ? 1 : 1 / Math.sqrt(dim)),
    softcap: 0,
    mask: plan(maskStarts),
    ofNothing,
    repair: false,
    output: out.value,
  };
  const group = neighbours(keyStarts);
  const inLine =
    queryStarts.every((start, h) => start === h * queries * dim) &&
    keyStarts.every((start, h) => start === Math.floor(h / group) * keys * dim) &&
    valueStarts.every((start, h) => start === Math.floor(h / group) * keys * valueDim);
  if (inLine) {
    attendAll({ ...job, group }, undefined, undefined, context.threads, context.spend);
    return result;
  }
  // Heads that broadcast in some other way, one by one.
  for (const [h, start] of queryStarts.entries()) {
    const part = (data: TensorData, from: number, length: number): TensorData =>
      data.subarray(from, from + length);
    const one: AttendJob = {
      ...job,
      heads: 1,
      query: part(job.query, start, queries * dim),
      key: part(job.key, keyStarts[h] ?? 0, keys * dim),
      value: part(job.value, valueStarts[h] ?? 0, keys * valueDim),
      mask: plan([maskStarts[h] ?? 0]),
      output: part(out.value, h * queries * valueDim, queries * valueDim),
    };
    attendAll(one, undefined, undefined, context.threads, context.spend);
    if (!context.spend(1)) break;
  }
  return result;
}

/** Where each head of each operand starts. */
function startsOf(loop: Shape, strides: readonly (readonly number[])[]): number[][] {
  const starts: number[][] = strides.map(() => []);
  forEachStretch(loop, strides, (_at, length, first, along) => {
    for (let i = 0; i < length; i++)
      for (const [k, own] of starts.entries())
        own.push((first[k] as number) + i * (along[k] as number));
    return true;
  });
  return starts;
}

/** How many neighbouring heads start alike. */
function neighbours(starts: readonly number[]): number {
  const next = starts.findIndex((start) => start !== starts[0]);
  return next < 0 ? Math.max(1, starts.length) : next;
}

/** True where `shape` broadcasts to `target` and leaves it as it is. */
const fits = (shape: Shape, target: Shape): boolean =>
  broadcastShapes(shape, target)?.join() === target.join();

export const scaledDotProductAttention: Kernel<'scaledDotProductAttention'> = (
  { causal, scale },
  inputs,
  context,
) => {
  const [q, k, v, mask] = inputs as readonly [Tensor, Tensor, Tensor, Tensor | undefined];
  return scaledDotProduct([q, k, v], mask, { causal, scale, ofNothing: 0 }, context);
};
