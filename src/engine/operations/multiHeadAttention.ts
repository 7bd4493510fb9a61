import { mismatch } from '../errors.js';
import { shapeText, sizeOf } from '../tensor.js';
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
  const tokens = shape.slice(0, -1);
  const split = [...tokens, heads, lastOf(shape) / heads];
  const at = tokens.length - 1;
  return permuted({ ...projected.value, shape: split }, exchanged(split.length, at), context);
}

/**
 * As the module takes it, [queries, keys] or one for each of batch · heads, in the shape of the
 * scores. True is left out, unlike in `scaled_dot_product_attention`.
 */
function maskOf(
  mask: Tensor | undefined,
  [q, k]: readonly [Tensor, Tensor],
  context: KernelContext,
): Computed | undefined {
  if (mask === undefined) return undefined;
  const lead = q.shape.slice(0, -2);
  const matrix = [q, k].map((t) => t.shape[t.shape.length - 2] ?? 1);
  const own = shapeText(mask.shape);
  const [one, perHead] = [shapeText(matrix), shapeText([sizeOf(lead), ...matrix])];
  if (own !== one && own !== perHead) {
    const why = `the mask ${own} must be ${one} or ${perHead}.`;
    return mismatch('attentionMask', why, { shape0: own, shape1: one });
  }
  const shape = own === one ? matrix : [...lead, ...matrix];
  if (mask.dtype !== 'bool') return { ok: true, value: { ...mask, shape } };
  const kept = context.scratch(shape, 'bool');
  if (!kept.ok) return kept;
  for (let i = 0; i < kept.value.length; i++) kept.value[i] = mask.data[i] === 0 ? 1 : 0;
  return { ok: true, value: { shape, dtype: 'bool', data: kept.value } };
}

type Misfit = Extract<Computed, { ok: false }>;

/** Why the inputs are not those of the module; undefined where they are. */
function misfit(
  inputs: readonly [Tensor, Tensor, Tensor],
  given: Parameters,
  heads: number,
): Misfit | undefined {
  const [query, key, value] = inputs;
  const dModel = lastOf(query.shape);
  const rank = query.shape.length;
  const [shape0 = '', shape1 = '', shape2 = ''] = inputs.map((t) => shapeText(t.shape));
  const failed = (why: string): Misfit =>
    mismatch('attention', `query ${shape0}, key ${shape1} and value ${shape2} ${why}.`, {
      shape0,
      shape1,
      shape2,
    });
  if ((rank !== 2 && rank !== 3) || [key, value].some((t) => t.shape.length !== rank)) {
    return failed('need the same number of axes, two or three');
  }
  if ([key, value].some((t) => lastOf(t.shape) !== dModel)) {
    return failed('have different last axes');
  }
  if (rank === 3 && [key, value].some((t) => t.shape[0] !== query.shape[0])) {
    return failed('have different batches');
  }
  if (!Number.isInteger(heads) || heads < 1 || dModel % heads !== 0) {
    const why = `the query ${shape0} can’t be split into ${heads} heads.`;
    return mismatch('heads', why, { shape0, heads });
  }
  const wanted: readonly (readonly [string, Tensor | undefined, readonly number[]])[] = [
    ['weight in', given.inWeight, [3 * dModel, dModel]],
    ['bias in', given.inBias, [3 * dModel]],
    ['weight out', given.outWeight, [dModel, dModel]],
    ['bias out', given.outBias, [dModel]],
  ];
  for (const [name, tensor, shape] of wanted) {
    if (tensor === undefined) continue;
    const [own, must] = [shapeText(tensor.shape), shapeText(shape)];
    if (own === must) continue;
    const why = `the ${name} ${own} must be ${must} for the query ${shape0}.`;
    return mismatch('parameter', why, { shape0: own, shape1: must });
  }
  return undefined;
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
  if (given === undefined) {
    const why = `parameters are weights, or weights and biases, in and out; there are ${rest.length}.`;
    return mismatch('operands', why, { size0: 7, size1: inputs.length });
  }
  const problem = misfit([query, key, value], given, heads);
  if (problem !== undefined) return problem;
  const inner: KernelContext = { ...context, allocate: context.scratch };
  const split: Tensor[] = [];
  for (const [part, x] of [query, key, value].entries()) {
    const parted = headsOf(x, part, heads, given, inner);
    if (!parted.ok) return parted;
    split.push(parted.value);
  }
  const [q, k, v] = split as [Tensor, Tensor, Tensor];
  const mask = maskOf(given.mask, [q, k], inner);
  if (mask?.ok === false) return mask;
  // The module takes torch.softmax of masked scores, which has no number for a row without any.
  const settings = { causal: false, scale: undefined, ofNothing: NaN };
  const attended = scaledDotProduct([q, k, v], mask?.value, settings, inner);
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
