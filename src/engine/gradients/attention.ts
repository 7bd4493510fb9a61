import type { OperationOf } from '../../program/operation.js';
import { multiplyMatrices } from '../kernels/matmul.js';
import { softmaxRows } from '../kernels/softmaxRows.js';
import type { KernelContext } from '../operations/kernel.js';
import type { Tensor, TensorData } from '../trace.js';
import { attentionBatches, maskPlaces, type MaskPlaces } from './attentionBatches.js';
import { transposedInto } from '../kernels/transpose.js';
import { addInto } from './matrices.js';
import {
  accumulator,
  asGradientOf,
  asOperand,
  type Backward,
  type Gradients,
  type SharedPullback,
} from './pullback.js';

type Spend = (steps: number) => boolean;

/** Scores or weights of one head, and what hides some of them. */
interface Head {
  readonly queries: number;
  readonly keys: number;
  readonly causal: boolean;
  readonly mask: Tensor | undefined;
  readonly places: MaskPlaces | undefined;
  /** Where the mask of this head starts. */
  readonly maskStart: number;
}

/** In place: products of queries and keys become weights. What is hidden, or a row of it, has weight 0. */
function toWeights(weights: TensorData, head: Head, scale: number, spend: Spend): void {
  const { queries, keys, causal, mask, places } = head;
  const boolean = mask?.dtype === 'bool';
  const empty: number[] = [];
  for (let row = 0, start = 0; row < queries; row++, start += keys) {
    const maskRow = head.maskStart + row * (places?.rowStep ?? 0);
    let nothing = true;
    for (let j = 0; j < keys; j++) {
      const score = (weights[start + j] as number) * scale;
      const element = mask?.data[maskRow + j * (places?.columnStep ?? 0)] ?? 0;
      const hidden = (causal && j > row) || (boolean && element === 0);
      const logit = hidden ? -Infinity : boolean ? score : score + element;
      weights[start + j] = logit;
      if (logit !== -Infinity) nothing = false;
    }
    if (nothing) empty.push(start);
    if (!spend(keys * 2)) return;
  }
  softmaxRows(weights, weights, queries, keys, spend);
  for (const start of empty) weights.fill(0, start, start + keys);
}

/** The smallest normal float32: below it arithmetic is a hundred times slower and shows in no sum. */
const LEAST_NORMAL = 2 ** -126;

/**
 * In place: `grads` is dL/dweights and becomes dL/dscores, w (g − Σ g w) for each row. What has weight
 * 0 gets 0, also where the gradient is not finite; so does a row that is hidden as a whole. A mask
 * that was added to the scores gets the same; the products of queries and keys get it times `scale`.
 */
function toScores(
  weights: TensorData,
  grads: TensorData,
  head: Head,
  scale: number,
  dMask: Float64Array | undefined,
  spend: Spend,
): void {
  const { queries, keys, places } = head;
  const columnStep = places?.columnStep ?? 0;
  const least = grads instanceof Float32Array ? LEAST_NORMAL : 0;
  for (let row = 0, start = 0; row < queries; row++, start += keys) {
    let along = 0;
    for (let j = start; j < start + keys; j++) {
      const w = weights[j] as number;
      if (w !== 0) along += w * (grads[j] as number);
    }
    let place = head.maskStart + row * (places?.rowStep ?? 0);
    for (let j = start; j < start + keys; j++, place += columnStep) {
      const w = weights[j] as number;
      const g = w === 0 ? 0 : w * ((grads[j] as number) - along);
      const scaled = g * scale;
      grads[j] = Math.abs(scaled) < least ? 0 : scaled;
      if (dMask !== undefined) dMask[place] = (dMask[place] as number) + g;
    }
    if (!spend(keys * 3)) return;
  }
}

/** The matrices of one operand, [rows, columns] each, and their gradients, several of which may be one. */
interface Operand {
  readonly like: Tensor;
  readonly data: TensorData;
  readonly size: number;
  readonly total: Float64Array | undefined;
}

/** Buffers for one head, used again for the next. */
function buffersOf(sizes: readonly number[], { scratch, dtype }: KernelContext) {
  const made: TensorData[] = [];
  for (const size of sizes) {
    const one = scratch([size], dtype);
    if (!one.ok) return one;
    made.push(one.value);
  }
  return { ok: true, value: made } as const;
}

/**
 * Backward of softmax(scale · Q Kᵀ + mask) V, head by head: the weights W are computed again, then
 * dV = Wᵀ dO, dW = dO Vᵀ, dS = W ∘ (dW − rowsum(W ∘ dW)), dQ = scale · dS K, dK = scale · dSᵀ Q.
 */
export const scaledDotProductAttention: SharedPullback<OperationOf<'scaledDotProductAttention'>> = (
  operation,
  step: Backward,
): Gradients => {
  const { inputs, gradient, context, wants } = step;
  const [q, k, v, mask] = inputs as readonly [Tensor, Tensor, Tensor, Tensor | undefined];
  const { spend } = context;
  const [queries = 1, dim = 1] = q.shape.slice(-2);
  const [keys = 1, valueDim = 1] = v.shape.slice(-2);
  const scale = operation.scale ?? 1 / Math.sqrt(dim);
  const batches = attentionBatches([q, k, v]);
  const sizes = [queries * dim, keys * dim, keys * valueDim];
  const operands: Operand[] = [];
  for (const [i, like] of [q, k, v].entries()) {
    const data = asOperand(like, context.dtype, context);
    if (!data.ok) return data;
    const total = wants(i) ? accumulator(like.shape, context) : undefined;
    if (total?.ok === false) return total;
    operands.push({ like, data: data.value, size: sizes[i] ?? 0, total: total?.value });
  }
  const added = mask !== undefined && wants(3) ? accumulator(mask.shape, context) : undefined;
  if (added?.ok === false) return added;
  const whole = queries * keys;
  const buffers = buffersOf([whole, whole, whole, Math.max(...sizes)], context);
  if (!buffers.ok) return buffers;
  const [weights, grads, turned, part] = buffers.value as [
    TensorData,
    TensorData,
    TensorData,
    TensorData,
  ];
  const [query, key, value] = operands as [Operand, Operand, Operand];
  const places = mask && maskPlaces(mask, batches.shape, [queries, keys]);
  const g = gradient.data;
  const from = { aStart: 0, bStart: 0, outStart: 0, spend };
  for (let i = 0; i < batches.count && whole > 0; i++) {
    const [atQuery, atKey, atValue] = [query, key, value].map(
      (o, n) => batches.place(n as 0 | 1 | 2, i) * o.size,
    ) as [number, number, number];
    const gStart = i * queries * valueDim;
    const maskStart = places?.start(i) ?? 0;
    const head: Head = { queries, keys, causal: operation.causal, mask, places, maskStart };
    const wide = { ...from, transposed: true, rows: queries, columns: keys };
    const toRaw = { ...wide, a: query.data, aStart: atQuery, b: key.data, bStart: atKey };
    multiplyMatrices({ ...toRaw, inner: dim, out: weights });
    toWeights(weights, head, scale, spend);
    const tall = { ...from, transposed: false, rows: keys, inner: queries, a: turned, out: part };
    if (value.total !== undefined) {
      transposedInto(turned, weights, 0, queries, keys, spend);
      multiplyMatrices({ ...tall, b: g, bStart: gStart, columns: valueDim });
      addInto(value.total, atValue, part.subarray(0, value.size), spend);
    }
    if (query.total === undefined && key.total === undefined && added === undefined) continue;
    const toGrads = { ...wide, a: g, aStart: gStart, b: value.data, bStart: atValue };
    multiplyMatrices({ ...toGrads, inner: valueDim, out: grads });
    toScores(weights, grads, head, scale, added?.value, spend);
    if (query.total !== undefined) {
      const back = { ...from, transposed: false, rows: queries, inner: keys, columns: dim };
      multiplyMatrices({ ...back, a: grads, b: key.data, bStart: atKey, out: part });
      addInto(query.total, atQuery, part.subarray(0, query.size), spend);
    }
    if (key.total !== undefined) {
      transposedInto(turned, grads, 0, queries, keys, spend);
      multiplyMatrices({ ...tall, b: query.data, bStart: atQuery, columns: dim });
      addInto(key.total, atKey, part.subarray(0, key.size), spend);
    }
    if (!spend(1)) break;
  }
  const list: (Tensor | undefined)[] = [];
  for (const [like, total] of [
    ...operands.map((o) => [o.like, o.total] as const),
    ...(mask === undefined ? [] : [[mask, added?.value] as const]),
  ]) {
    const made = total === undefined ? undefined : asGradientOf(like, total, context);
    if (made?.ok === false) return made;
    list.push(made?.value);
  }
  return { ok: true, value: list };
};
