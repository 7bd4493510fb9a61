import { err, ok, type Result } from '../program/problem.js';
import { attendHead } from './kernels/attendHead.js';
import { appended, exchanged, resultShape, sizesOf } from './attention/layout.js';
import { masksOf } from './attention/masks.js';
import {
  AttentionInputError,
  type AttentionInputs,
  type AttentionOptions,
  type AttentionResult,
  type AttentionTensor,
} from './attention/types.js';

/**
 * Scaled dot-product attention (Vaswani et al. 2017) with everything kept: scores, weights, output
 * and the keys and values for a next call. Semantics are those of the ONNX operator `Attention`
 * (opset 25): grouped heads, causal frontier, window, softcap, masks and padding.
 *
 * @throws AttentionInputError where shapes, lengths or options do not go together.
 */
export function attention(
  inputs: AttentionInputs,
  options: AttentionOptions = {},
): AttentionResult {
  const result = attend(inputs, options);
  if (!result.ok) throw new AttentionInputError(result.error);
  return result.value;
}

function attend(
  inputs: AttentionInputs,
  options: AttentionOptions,
): Result<AttentionResult, string> {
  const sized = sizesOf(inputs, options);
  if (!sized.ok) return sized;
  const sizes = sized.value;
  const { batch, queryHeads, kvHeads, queries, past, keys, dim, valueDim, folded } = sizes;
  const { kvLengths } = inputs;
  const masks = masksOf(inputs.mask, kvLengths, sizes, options);
  if (masks === undefined) {
    return err(
      `A mask of shape [${(inputs.mask?.shape ?? []).join(', ')}] does not broadcast to the scores ` +
        `[${resultShape(sizes, batch, queryHeads, queries, keys).join(', ')}].`,
    );
  }

  const byHead = (
    t: AttentionTensor,
    length: number,
    heads: number,
    width: number,
  ): Float32Array => (folded ? exchanged(floatsOf(t), batch, length, heads, width) : floatsOf(t));
  const query = byHead(inputs.q, queries, queryHeads, dim);
  const present = (t: AttentionTensor, before: AttentionTensor | undefined, width: number) =>
    appended(
      before === undefined ? undefined : floatsOf(before),
      byHead(t, keys - past, kvHeads, width),
      batch * kvHeads,
      past,
      keys - past,
      width,
    );
  const key = present(inputs.k, inputs.pastKey, dim);
  const value = present(inputs.v, inputs.pastValue, valueDim);
  const attended =
    kvLengths === undefined ? value : withoutPadding(value, kvLengths, kvHeads, keys, valueDim);

  const heads = batch * queryHeads;
  const scores = new Float32Array(heads * queries * keys);
  const weights = new Float32Array(heads * queries * keys);
  const output = new Float32Array(heads * queries * valueDim);
  const group = queryHeads / kvHeads;
  for (let h = 0; h < heads; h++) {
    const b = Math.floor(h / queryHeads);
    const kvHead = b * kvHeads + Math.floor((h % queryHeads) / group);
    attendHead({
      query,
      queryStart: h * queries * dim,
      key,
      keyStart: kvHead * keys * dim,
      value: attended,
      valueStart: kvHead * keys * valueDim,
      queries,
      keys,
      dim,
      valueDim,
      scale: options.scale ?? 1 / Math.sqrt(dim),
      ...(options.softcap === undefined ? {} : { softcap: options.softcap }),
      mask: masks(b, h % queryHeads),
      scores,
      weights,
      scoresStart: h * queries * keys,
      output,
      outputStart: h * queries * valueDim,
      spend: () => true,
    });
  }

  const floats = (shape: readonly number[], data: Float32Array): AttentionResult['output'] => ({
    shape,
    dtype: 'float32',
    data,
  });
  const scoresShape = resultShape(sizes, batch, queryHeads, queries, keys);
  return ok({
    output: folded
      ? floats(
          [...inputs.q.shape.slice(0, -1), queryHeads * valueDim],
          exchanged(output, batch, queryHeads, queries, valueDim),
        )
      : floats([batch, queryHeads, queries, valueDim], output),
    scores: floats(scoresShape, scores),
    weights: floats(scoresShape, weights),
    presentKey: floats(resultShape(sizes, batch, kvHeads, keys, dim), key),
    presentValue: floats(resultShape(sizes, batch, kvHeads, keys, valueDim), value),
  });
}

/** The data of a tensor that was checked to be float32. */
const floatsOf = (t: AttentionTensor): Float32Array => t.data as Float32Array;

/** Values past each row's length as 0: their weights are 0, and 0 · NaN would still be NaN. */
function withoutPadding(
  value: Float32Array,
  lengths: readonly number[],
  heads: number,
  keys: number,
  dim: number,
): Float32Array {
  const result = value.slice();
  for (const [b, length] of lengths.entries())
    for (let h = b * heads; h < (b + 1) * heads; h++)
      result.fill(0, (h * keys + length) * dim, (h + 1) * keys * dim);
  return result;
}
