import type {
  AttentionInputs,
  AttentionOptions,
  AttentionTensor,
} from '../../../src/engine/attention/types.js';
import { sizeOf } from '../../../src/engine/tensor.js';
import type { Tensor } from '../../../src/engine/trace.js';

/**
 * The ONNX operator `Attention` (opset 25) from its text, element by element and in double precision.
 * It shares nothing with the engine's own way of computing it but the types of its inputs.
 */
interface Reference {
  readonly output: Tensor;
  readonly scores: Tensor;
  readonly weights: Tensor;
  readonly presentKey: Tensor;
  readonly presentValue: Tensor;
}

/** Element [batch, head, row, column] of a tensor, whatever its layout. */
type At = (b: number, h: number, i: number, d: number) => number;

interface View {
  readonly at: At;
  readonly batch: number;
  readonly heads: number;
  readonly rows: number;
  readonly width: number;
}

function view({ shape, data }: AttentionTensor, heads: number | undefined): View {
  if (shape.length === 4) {
    const [batch = 0, own = 0, rows = 0, width = 0] = shape;
    const at: At = (b, h, i, d) => data[((b * own + h) * rows + i) * width + d] as number;
    return { at, batch, heads: own, rows, width };
  }
  const [batch = 0, rows = 0, all = 0] = shape.length === 3 ? shape : [1, ...shape];
  const count = heads ?? 1;
  const width = all / count;
  const at: At = (b, h, i, d) => data[(b * rows + i) * all + h * width + d] as number;
  return { at, batch, heads: count, rows, width };
}

/** Keys or values of earlier calls: as new ones are laid out, or with an axis for each head. */
function pastView(past: AttentionTensor, now: AttentionTensor, of: View, headAxis: boolean): View {
  const { shape } = past;
  if (shape.length === now.shape.length && headAxis) return view(past, of.heads);
  const [rows = 0, width = 0] = shape.slice(-2);
  return view({ ...past, shape: [of.batch, of.heads, rows, width] } as AttentionTensor, undefined);
}

export function attentionReference(
  inputs: AttentionInputs,
  options: AttentionOptions = {},
  /** Scores to go on from instead of those computed. */
  givenScores?: ArrayLike<number>,
): Reference {
  const { q, k, v, mask, pastKey, pastValue, kvLengths } = inputs;
  const { causal = false, softcap = 0, window = [-1, -1], queryHeads } = options;
  const rank = q.shape.length;
  const headAxis = rank === 4 || queryHeads !== undefined;
  const kvHeads = options.kvHeads ?? queryHeads;
  const [query, key, value] = [view(q, queryHeads), view(k, kvHeads), view(v, kvHeads)];
  const keyBefore = pastKey && pastView(pastKey, k, key, headAxis);
  const valueBefore = pastValue && pastView(pastValue, v, value, headAxis);
  const past = keyBefore?.rows ?? 0;
  const keys = past + key.rows;
  const group = key.heads === 0 ? 1 : query.heads / key.heads;
  const scale = options.scale ?? (query.width === 0 ? 1 : 1 / Math.sqrt(query.width));

  const keyAt: At = (b, h, j, d) =>
    j < past ? (keyBefore as View).at(b, h, j, d) : key.at(b, h, j - past, d);
  const valueAt: At = (b, h, j, d) =>
    j < past ? (valueBefore as View).at(b, h, j, d) : value.at(b, h, j - past, d);
  const shaped = (heads: number, rows: number, columns: number): number[] => [
    ...(rank > 2 ? [query.batch] : []),
    ...(headAxis ? [heads] : []),
    rows,
    columns,
  ];

  const scoresShape = shaped(query.heads, query.rows, keys);
  /** What the mask tensor adds to a score: −∞ where it masks. */
  const maskAt = (b: number, h: number, i: number, j: number): number => {
    if (mask === undefined) return 0;
    const all = [b, h, i, j];
    const own = [...(rank > 2 ? [b] : []), ...(headAxis ? [h] : []), i, j];
    const place = mask.shape.length > scoresShape.length ? all : own;
    let at = 0;
    for (const [axis, size] of mask.shape.entries()) {
      const index = place[place.length - mask.shape.length + axis] as number;
      if (size !== 1 && index >= size) return -Infinity;
      at = at * size + (size === 1 ? 0 : index);
    }
    const element = mask.data[at] as number;
    return mask.dtype === 'bool' ? (element === 0 ? -Infinity : 0) : element;
  };
  const sees = (b: number, i: number, j: number): boolean => {
    const length = kvLengths?.[b] ?? keys;
    const own = i + (kvLengths === undefined ? past : length - query.rows);
    const [left, right] = window;
    if (j >= length || (causal && j > own)) return false;
    return (left === -1 || j >= own - left) && (right === -1 || j <= own + right);
  };

  const scores: number[] = [];
  const weights: number[] = [];
  const output = new Map<string, number>();
  for (let b = 0; b < query.batch; b++)
    for (let h = 0; h < query.heads; h++)
      for (let i = 0; i < query.rows; i++) {
        const kvHead = Math.floor(h / group);
        const logits: number[] = [];
        for (let j = 0; j < keys; j++) {
          let dot = 0;
          for (let d = 0; d < query.width; d++)
            dot += query.at(b, h, i, d) * keyAt(b, kvHead, j, d);
          const score = givenScores === undefined ? dot * scale : givenScores[scores.length];
          scores.push(score as number);
          const capped = softcap === 0 ? score : softcap * Math.tanh((score as number) / softcap);
          const bias = sees(b, i, j) ? maskAt(b, h, i, j) : -Infinity;
          // Biases that swallow the score do so in float32, the type of the scores.
          logits.push(bias === -Infinity ? bias : Math.fround((capped as number) + bias));
        }
        const peak = Math.max(...logits);
        const powers = logits.map((x) => (peak === -Infinity ? 0 : Math.exp(x - peak)));
        const total = powers.reduce((x, y) => x + y, 0);
        const row = powers.map((x) => (total === 0 ? 0 : x / total));
        weights.push(...row);
        for (let d = 0; d < value.width; d++) {
          let sum = 0;
          for (let j = 0; j < keys; j++)
            if (logits[j] !== -Infinity) sum += (row[j] as number) * valueAt(b, kvHead, j, d);
          output.set([b, h, i, d].join(), sum);
        }
      }

  const outputs: number[] = [];
  if (rank === 4) outputs.push(...output.values());
  else
    for (let b = 0; b < query.batch; b++)
      for (let i = 0; i < query.rows; i++)
        for (let h = 0; h < query.heads; h++)
          for (let d = 0; d < value.width; d++)
            outputs.push(output.get([b, h, i, d].join()) as number);
  const present = (at: At, width: number): Tensor => {
    const data: number[] = [];
    for (let b = 0; b < key.batch; b++)
      for (let h = 0; h < key.heads; h++)
        for (let j = 0; j < keys; j++) for (let d = 0; d < width; d++) data.push(at(b, h, j, d));
    return tensor(shaped(key.heads, keys, width), data);
  };
  const outputShape =
    rank === 4
      ? [query.batch, query.heads, query.rows, value.width]
      : [...q.shape.slice(0, -1), query.heads * value.width];
  return {
    output: tensor(outputShape, outputs),
    scores: tensor(scoresShape, scores),
    weights: tensor(scoresShape, weights),
    presentKey: present(keyAt, key.width),
    presentValue: present(valueAt, value.width),
  };
}

function tensor(shape: readonly number[], data: readonly number[]): Tensor {
  if (sizeOf(shape) !== data.length) throw new Error(`[${shape.join()}] has ${data.length}`);
  return { shape, dtype: 'float32', data: Float32Array.from(data) };
}
