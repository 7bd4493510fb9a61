import { mismatch } from '../errors.js';
import { shapeText } from '../tensor.js';
import type { Tensor } from '../trace.js';
import type { Computed, Kernel, KernelContext } from './kernel.js';
import { permuted } from './layout.js';
import { linear } from './products.js';
import { scaledDotProduct } from './scaledDotProductAttention.js';

const lastOf = (shape: readonly number[]): number => shape[shape.length - 1] ?? 1;

interface Parameters {
  readonly inWeight?: Tensor | undefined;
  readonly inBias?: Tensor | undefined;
  readonly outWeight?: Tensor | undefined;
  readonly outBias?: Tensor | undefined;
  readonly mask?: Tensor | undefined;
}

/** Parameters by how many inputs follow query, key and value. */
function parametersOf(rest: readonly Tensor[]): Parameters | undefined {
  switch (rest.length) {
    case 0:
      return {};
    case 2:
      return { inWeight: rest[0], outWeight: rest[1] };
    case 4:
    case 5:
      return {
        inWeight: rest[0],
        inBias: rest[1],
        outWeight: rest[2],
        outBias: rest[3],
        mask: rest[4],
      };
    default:
      return undefined;
  }
}

/** Rows `part` of three equal parts of a packed weight or bias. */
function third(packed: Tensor, part: number): Tensor {
  const [rows = 0, ...rest] = packed.shape;
  const size = packed.data.length / 3;
  const data = packed.data.subarray(part * size, (part + 1) * size);
  return { ...packed, shape: [rows / 3, ...rest], data };
}

/** The order of axes with axes `a` and `a + 1` exchanged. */
const exchanged = (rank: number, a: number): number[] =>
  Array.from({ length: rank }, (_, i) => (i === a ? a + 1 : i === a + 1 ? a : i));

/** [..., tokens, dModel], projected where there are weights, as [..., heads, tokens, dK]. */
function headsOf(
  x: Tensor,
  part: number,
  heads: number,
  { inWeight, inBias }: Parameters,
  context: KernelContext,
): Computed {
  const bias = inBias === undefined ? undefined : third(inBias, part);
  const projected: Computed =
    inWeight === undefined
      ? { ok: true, value: x }
      : linear(x, third(inWeight, part), bias, context);
  if (!projected.ok) return projected;
  const { shape } = projected.value;
  const split = [...shape.slice(0, -1), heads, lastOf(shape) / heads];
  return permuted(
    { ...projected.value, shape: split },
    exchanged(split.length, shape.length - 2),
    context,
  );
}

/** As the module takes it: [queries, keys], or one for each of batch · heads; true is left out. */
function maskOf(mask: Tensor | undefined, batched: boolean, heads: number): Tensor | undefined {
  if (mask === undefined) return undefined;
  const [count = 1, ...rest] = mask.shape;
  const perHead = batched && mask.shape.length === 3;
  const shape = perHead ? [count / heads, heads, ...rest] : mask.shape;
  return mask.dtype === 'bool'
    ? { shape, dtype: 'bool', data: mask.data.map((x) => 1 - x) }
    : { ...mask, shape };
}

/**
 * torch.nn.MultiheadAttention, batch first, without dropout: inputs (query, key, value), or with
 * (inWeight [3·dModel, dModel], outWeight [dModel, dModel]), or with (inWeight, inBias, outWeight,
 * outBias, mask?). Tensors are [batch, tokens, dModel] or [tokens, dModel].
 */
export const multiHeadAttention: Kernel<'multiHeadAttention'> = ({ heads }, inputs, context) => {
  const [query, key, value, ...rest] = inputs as readonly [Tensor, Tensor, Tensor, ...Tensor[]];
  const dModel = lastOf(query.shape);
  const given = parametersOf(rest);
  const fits =
    [query, key, value].every((t) => t.shape.length === 2 || t.shape.length === 3) &&
    [key, value].every((t) => lastOf(t.shape) === dModel) &&
    heads >= 1 &&
    Number.isInteger(heads) &&
    dModel % heads === 0 &&
    (given?.inWeight === undefined || given.inWeight.shape[0] === 3 * dModel) &&
    (given?.inBias === undefined || given.inBias.data.length === 3 * dModel);
  if (given === undefined || !fits) {
    const values = { shape0: shapeText(query.shape), heads };
    return mismatch(
      'heads',
      `A query of shape ${values.shape0} and these parameters can’t be split into ${heads} heads.`,
      values,
    );
  }
  const inner: KernelContext = { ...context, allocate: context.scratch };
  const split: Tensor[] = [];
  for (const [part, x] of [query, key, value].entries()) {
    const parted = headsOf(x, part, heads, given, inner);
    if (!parted.ok) return parted;
    split.push(parted.value);
  }
  const [q, k, v] = split as [Tensor, Tensor, Tensor];
  const mask = maskOf(given.mask, q.shape.length === 4, heads);
  const attended = scaledDotProduct([q, k, v], mask, false, undefined, inner);
  if (!attended.ok) return attended;
  const { outWeight, outBias } = given;
  const rank = attended.value.shape.length;
  const merged = permuted(
    attended.value,
    exchanged(rank, rank - 3),
    outWeight === undefined ? context : inner,
  );
  if (!merged.ok) return merged;
  const joined = { ...merged.value, shape: [...merged.value.shape.slice(0, -2), dModel] };
  return outWeight === undefined
    ? { ok: true, value: joined }
    : linear(joined, outWeight, outBias, context);
};
