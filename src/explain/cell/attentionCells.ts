import type { Tensor } from '../../engine/trace.js';
import type { View } from '../view.js';
import { broadcastIndex, cellAt } from './cells.js';
import { sumOfProducts, words, type Derivation, type Index } from './words.js';

/** One output cell of a whole attention call: weights, worked out here, times the value's column. */
export function attentionCell(
  view: View,
  id: number,
  tensors: readonly Tensor[],
  index: Index,
): Derivation | undefined {
  const value = view.value(id);
  const [q, k, v, mask] = tensors;
  if (value?.operation.kind !== 'scaledDotProductAttention') return undefined;
  if (q === undefined || k === undefined || v === undefined) return undefined;
  const { causal, scale } = value.operation;
  const [queryId, keyId, valueId] = value.inputs;
  const size = q.shape.at(-1) ?? 0;
  const keys = k.shape.at(-2) ?? 0;
  if (size * keys > 65_536 || q.shape.length < 2 || k.shape.length < 2) return undefined;
  if (queryId === undefined || keyId === undefined || valueId === undefined) return undefined;
  const batch = index.slice(0, -2);
  const row = index.at(-2) ?? 0;
  const column = index.at(-1) ?? 0;
  const at = (t: Tensor, i: number, j: number): number[] => [
    ...broadcastIndex(t.shape.slice(0, -2), batch),
    i,
    j,
  ];
  const factor = scale ?? 1 / Math.sqrt(size);
  const scores = Array.from({ length: keys }, (_, j) => {
    let sum = 0;
    for (let d = 0; d < size; d++) sum += cellAt(q, at(q, row, d)) * cellAt(k, at(k, j, d));
    if (causal && j > row) return Number.NEGATIVE_INFINITY;
    const kept =
      mask === undefined ? undefined : cellAt(mask, broadcastIndex(mask.shape, [...batch, row, j]));
    if (kept === undefined) return sum * factor;
    if (mask?.dtype === 'bool') return kept === 0 ? Number.NEGATIVE_INFINITY : sum * factor;
    return sum * factor + kept;
  });
  const largest = Math.max(...scores);
  if (!Number.isFinite(largest)) return undefined;
  const powers = scores.map((s) => Math.exp(s - largest));
  const total = powers.reduce((a, b) => a + b, 0);
  const pairs = powers.map((p, j): [number, number] => [p / total, cellAt(v, at(v, j, column))]);
  return {
    links: [
      words(
        'Σ softmax(q · k / √d) × v',
        '\\sum \\operatorname{softmax}\\left(\\tfrac{q \\cdot k}{\\sqrt{d}}\\right) v',
      ),
      sumOfProducts(pairs),
    ],
    sources: [
      { value: queryId, index: [...broadcastIndex(q.shape.slice(0, -2), batch), row, null] },
      { value: keyId, index: [...broadcastIndex(k.shape.slice(0, -2), batch), null, null] },
      { value: valueId, index: [...broadcastIndex(v.shape.slice(0, -2), batch), null, column] },
    ],
  };
}
