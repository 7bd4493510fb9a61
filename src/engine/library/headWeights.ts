import { numberOf, type Settings } from '../../program/libraryOperation.js';
import { mismatch } from '../errors.js';
import type { Computed, KernelContext } from '../operations/kernel.js';
import { shapeText } from '../tensor.js';
import type { Tensor } from '../trace.js';

/** [rows, d] times the transposed rows of a weight, with a bias. */
function projected(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  first: number,
  d: number,
): Float64Array {
  const inner = weight.shape[1] ?? 1;
  const rows = x.data.length / inner;
  const out = new Float64Array(rows * d);
  for (let r = 0; r < rows; r++)
    for (let j = 0; j < d; j++) {
      let total = (bias?.data[first + j] as number | undefined) ?? 0;
      for (let k = 0; k < inner; k++)
        total +=
          (x.data[r * inner + k] as number) * (weight.data[(first + j) * inner + k] as number);
      out[r * d + j] = total;
    }
  return out;
}

/** What a mask does to a score: true leaves it out, a number is added. */
const masked = (mask: Tensor | undefined, at: number): number =>
  mask === undefined
    ? 0
    : mask.dtype === 'bool'
      ? mask.data[at] === 0
        ? 0
        : -Infinity
      : (mask.data[at] as number);

/**
 * The second result of torch.nn.MultiheadAttention, batch first: softmax(q kᵀ / √dK + mask) of each head,
 * or the mean over the heads. Inputs: query, key, inWeight [3·dModel, dModel], inBias, mask? ([queries,
 * keys] or [batch · heads, queries, keys], true is left out).
 */
export function headWeights(
  settings: Settings,
  inputs: readonly Tensor[],
  context: KernelContext,
): Computed {
  const [query, key, weight, bias, mask] = inputs as readonly [
    Tensor,
    Tensor,
    Tensor,
    Tensor?,
    Tensor?,
  ];
  const heads = numberOf(settings, 'heads', 1);
  const d = query.shape[query.shape.length - 1] ?? 1;
  const [rows, columns] = [query, key].map((t) => t.shape[t.shape.length - 2] ?? 1) as [
    number,
    number,
  ];
  const lead = query.shape.slice(0, -2);
  const batch = lead.reduce((a, b) => a * b, 1);
  const dK = d / heads;
  const size = rows * columns;
  const whole =
    mask === undefined || mask.data.length === size || mask.data.length === size * batch * heads;
  if (
    !Number.isInteger(dK) ||
    !(dK >= 1) ||
    query.shape.length < 2 ||
    key.shape.length !== query.shape.length ||
    key.shape.at(-1) !== d ||
    String(key.shape.slice(0, -2)) !== String(lead) ||
    weight.shape[0] !== 3 * d ||
    weight.shape[1] !== d ||
    !whole
  )
    return mismatch(
      'attention',
      `query ${shapeText(query.shape)} does not fit the weight ${shapeText(weight.shape)}.`,
    );
  const average = settings['average'] === true;
  const shape = [...lead, ...(average ? [] : [heads]), rows, columns];
  const out = context.allocate(shape, context.dtype);
  if (!out.ok) return out;
  const q = projected(query, weight, bias, 0, d);
  const k = projected(key, weight, bias, d, d);
  const scores = new Float64Array(columns);
  for (let b = 0; b < batch; b++)
    for (let h = 0; h < heads; h++)
      for (let i = 0; i < rows; i++) {
        let [peak, total] = [-Infinity, 0];
        for (let j = 0; j < columns; j++) {
          let s = 0;
          for (let c = h * dK; c < (h + 1) * dK; c++)
            s += (q[(b * rows + i) * d + c] as number) * (k[(b * columns + j) * d + c] as number);
          const own = mask?.data.length === size ? 0 : (b * heads + h) * size;
          s = s / Math.sqrt(dK) + masked(mask, own + i * columns + j);
          scores[j] = s;
          peak = Math.max(peak, s);
        }
        for (let j = 0; j < columns; j++)
          total += scores[j] = Math.exp((scores[j] as number) - peak);
        for (let j = 0; j < columns; j++) {
          const at = ((average ? b : b * heads + h) * rows + i) * columns + j;
          const w = (scores[j] as number) / total;
          out.value[at] = average ? (out.value[at] as number) + w / heads : w;
        }
        if (!context.spend(columns * (dK + 4)))
          return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
      }
  return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
}
