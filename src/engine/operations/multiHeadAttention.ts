import { mismatch } from '../errors.js';
import { shapeText } from '../tensor.js';
import type { Tensor } from '../trace.js';
import type { Computed, Kernel, KernelContext } from './kernel.js';
import { permuted } from './layout.js';
import { linear } from './products.js';
import { scaledDotProduct } from './scaledDotProductAttention.js';

const lastOf = (shape: readonly number[]): number => shape[shape.length - 1] ?? 1;

/** Parameters by how many inputs follow query, key and value. */
function projections(
  parameters: readonly Tensor[],
): Readonly<Record<string, Tensor | undefined>> | undefined {
  switch (parameters.length) {
    case 0:
      return {};
    case 2:
      return { inWeight: parameters[0], outWeight: parameters[1] };
    case 4:
      return {
        inWeight: parameters[0],
        inBias: parameters[1],
        outWeight: parameters[2],
        outBias: parameters[3],
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

/**
 * torch.nn.MultiheadAttention, batch first, without masks and dropout: inputs (query, key, value),
 * or with (inWeight [3·dModel, dModel], outWeight [dModel, dModel]), or with (inWeight, inBias,
 * outWeight, outBias). Tensors are [batch, tokens, dModel] or [tokens, dModel].
 */
export const multiHeadAttention: Kernel<'multiHeadAttention'> = ({ heads }, inputs, context) => {
  const [query, key, value, ...parameters] = inputs as readonly [
    Tensor,
    Tensor,
    Tensor,
    ...Tensor[],
  ];
  const dModel = lastOf(query.shape);
  const given = projections(parameters);
  const values = { shape0: shapeText(query.shape), heads };
  const fits =
    [query, key, value].every((t) => t.shape.length === 2 || t.shape.length === 3) &&
    [key, value].every((t) => lastOf(t.shape) === dModel) &&
    heads >= 1 &&
    Number.isInteger(heads) &&
    dModel % heads === 0 &&
    (given?.['inWeight'] === undefined || given['inWeight'].shape[0] === 3 * dModel);
  if (given === undefined || !fits) {
    return mismatch(
      'heads',
      `A query of shape ${values.shape0} and these parameters can’t be split into ${heads} heads.`,
      values,
    );
  }
  const inner: KernelContext = { ...context, allocate: context.scratch };
  const split: Tensor[] = [];
  for (const [part, x] of [query, key, value].entries()) {
    const projected: Computed =
      given['inWeight'] === undefined
        ? { ok: true, value: x }
        : linear(
            x,
            third(given['inWeight'], part),
            given['inBias'] === undefined ? undefined : third(given['inBias'], part),
            inner,
          );
    if (!projected.ok) return projected;
    const { shape } = projected.value;
    const lead = shape.length - 1;
    const parted = {
      ...projected.value,
      shape: [...shape.slice(0, -1), heads, lastOf(shape) / heads],
    };
    const moved = permuted(parted, swapped(parted.shape.length, lead - 1, lead), inner);
    if (!moved.ok) return moved;
    split.push(moved.value);
  }
  const [q, k, v] = split as [Tensor, Tensor, Tensor];
  const attended = scaledDotProduct([q, k, v], undefined, false, undefined, inner);
  if (!attended.ok) return attended;
  const rank = attended.value.shape.length;
  const { outWeight, outBias } = given;
  const merging = outWeight === undefined ? context : inner;
  const merged = permuted(attended.value, swapped(rank, rank - 3, rank - 2), merging);
  if (!merged.ok) return merged;
  const joined = { ...merged.value, shape: [...query.shape.slice(0, -1), dModel] };
  return outWeight === undefined
    ? { ok: true, value: joined }
    : linear(joined, outWeight, outBias, context);
};

/** The order of axes with two of them exchanged. */
const swapped = (rank: number, a: number, b: number): number[] =>
  Array.from({ length: rank }, (_, i) => (i === a ? b : i === b ? a : i));
