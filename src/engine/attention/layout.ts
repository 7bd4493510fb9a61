import { err, ok, type Result } from '../../program/problem.js';
import { shapeText, sizeOf } from '../tensor.js';
import type { AttentionInputs, AttentionOptions, AttentionTensor } from './types.js';

/** Sizes of one call, whatever layout its tensors came in. */
export interface Sizes {
  readonly batch: number;
  readonly queryHeads: number;
  readonly kvHeads: number;
  readonly queries: number;
  readonly past: number;
  /** Past and new keys together. */
  readonly keys: number;
  readonly dim: number;
  readonly valueDim: number;
  /** Which of batch and head the tensors have as axes. */
  readonly axes: { readonly batch: boolean; readonly head: boolean };
  /** Heads are part of the last axis. */
  readonly folded: boolean;
}

interface Laid {
  readonly batch: number;
  readonly heads: number;
  readonly length: number;
  readonly dim: number;
}

/** [batch, head, length, dim] of a tensor; `heads` is undefined where heads are not folded. */
function laid(t: AttentionTensor, heads: number | undefined): Laid | undefined {
  const { shape } = t;
  if (shape.some((d) => !Number.isInteger(d) || d < 0) || sizeOf(shape) !== t.data.length) {
    return undefined;
  }
  if (shape.length === 4) {
    const [batch, own, length, dim] = shape as [number, number, number, number];
    return heads === undefined || heads === own ? { batch, heads: own, length, dim } : undefined;
  }
  if (shape.length !== 2 && shape.length !== 3) return undefined;
  const [length, width] = shape.slice(-2) as [number, number];
  const count = heads ?? 1;
  if (!Number.isInteger(count) || count < 1 || width % count !== 0) return undefined;
  return {
    batch: shape.length === 3 ? (shape[0] ?? 1) : 1,
    heads: count,
    length,
    dim: width / count,
  };
}

/**
 * A past tensor has the layout of a result, with an axis for each head: [batch, kvHead, past, dim],
 * without the axes that the other inputs do not have.
 */
function pastOf(t: AttentionTensor, axes: Sizes['axes']): Laid | undefined {
  const rank = 2 + Number(axes.batch) + Number(axes.head);
  if (t.shape.length !== rank || sizeOf(t.shape) !== t.data.length) return undefined;
  const [length, dim] = t.shape.slice(-2) as [number, number];
  const batch = axes.batch ? (t.shape[0] ?? 1) : 1;
  const heads = axes.head ? (t.shape[rank - 3] ?? 1) : 1;
  return { batch, heads, length, dim };
}

const fail = (message: string): Result<never, string> => err(message);

/** Works out the sizes of a call, or says which inputs do not go together. */
export function sizesOf(inputs: AttentionInputs, options: AttentionOptions): Result<Sizes, string> {
  const { q, k, v, pastKey, pastValue, kvLengths } = inputs;
  for (const [name, t] of Object.entries({ q, k, v, pastKey, pastValue })) {
    if (t !== undefined && t.dtype !== 'float32') return fail(`${name} must be float32.`);
  }
  const { queryHeads } = options;
  const kvHeads = options.kvHeads ?? queryHeads;
  const [query, key, value] = [laid(q, queryHeads), laid(k, kvHeads), laid(v, kvHeads)];
  const rank = q.shape.length;
  const shapes = `q ${shapeText(q.shape)}, k ${shapeText(k.shape)}, v ${shapeText(v.shape)}`;
  if (query === undefined || key === undefined || value === undefined) {
    return fail(`${shapes}: these are not two to four axes, filled, whose width the heads divide.`);
  }
  if (k.shape.length !== rank || v.shape.length !== rank) {
    return fail(`${shapes}: query, key and value need the same number of axes.`);
  }
  if (query.batch !== key.batch || key.batch !== value.batch)
    return fail(`${shapes}: batches differ.`);
  if (query.dim !== key.dim) {
    return fail(
      `${shapes}: the dimensions ${query.dim} of the query and ${key.dim} of the key differ.`,
    );
  }
  if (key.length !== value.length)
    return fail(`${shapes}: ${key.length} keys, ${value.length} values.`);
  if (key.heads !== value.heads || key.heads === 0 || query.heads % key.heads !== 0) {
    return fail(
      `${shapes}: ${query.heads} query heads can’t share ${key.heads} key and ${value.heads} value heads.`,
    );
  }
  const axes = { batch: rank > 2, head: rank === 4 || queryHeads !== undefined };
  let past = 0;
  if (pastKey !== undefined || pastValue !== undefined) {
    const before = pastKey === undefined ? undefined : pastOf(pastKey, axes);
    const beforeValue = pastValue === undefined ? undefined : pastOf(pastValue, axes);
    const fits =
      before !== undefined &&
      beforeValue !== undefined &&
      before.length === beforeValue.length &&
      [before, beforeValue].every((p) => p.batch === key.batch && p.heads === key.heads) &&
      before.dim === key.dim &&
      beforeValue.dim === value.dim;
    if (!fits) return fail(`pastKey and pastValue do not fit ${shapes}.`);
    if (kvLengths !== undefined) return fail('kvLengths and a past can’t be given together.');
    past = before.length;
  }
  const keys = past + key.length;
  const lengthFits = (n: number): boolean => Number.isInteger(n) && n >= 0 && n <= keys;
  if (
    kvLengths !== undefined &&
    (kvLengths.length !== query.batch || !kvLengths.every(lengthFits))
  ) {
    return fail(
      `kvLengths needs a number from 0 to ${keys} for each of ${query.batch} batch rows.`,
    );
  }
  return ok({
    batch: query.batch,
    queryHeads: query.heads,
    kvHeads: key.heads,
    queries: query.length,
    past,
    keys,
    dim: query.dim,
    valueDim: value.dim,
    axes,
    folded: rank < 4,
  });
}

/** A shape without the axes that the inputs do not have. */
export const resultShape = (
  { axes }: Sizes,
  batch: number,
  heads: number,
  rows: number,
  columns: number,
): number[] => [...(axes.batch ? [batch] : []), ...(axes.head ? [heads] : []), rows, columns];

/** [batch, length, head · dim] as [batch, head, length, dim], and the other way round. */
export function exchanged(
  data: Float32Array,
  batch: number,
  outer: number,
  inner: number,
  dim: number,
): Float32Array {
  if (outer === 1 || inner === 1) return data;
  const result = new Float32Array(data.length);
  let at = 0;
  for (let b = 0; b < batch; b++)
    for (let j = 0; j < inner; j++)
      for (let i = 0; i < outer; i++, at += dim) {
        const start = ((b * outer + i) * inner + j) * dim;
        result.set(data.subarray(start, start + dim), at);
      }
  return result;
}

/** Past and new rows of every head, one after the other: [batch · head, past + length, dim]. */
export function appended(
  past: Float32Array | undefined,
  data: Float32Array,
  heads: number,
  pastRows: number,
  rows: number,
  dim: number,
): Float32Array {
  if (past === undefined) return data.slice();
  const result = new Float32Array(past.length + data.length);
  for (let h = 0, at = 0; h < heads; h++) {
    result.set(past.subarray(h * pastRows * dim, (h + 1) * pastRows * dim), at);
    at += pastRows * dim;
    result.set(data.subarray(h * rows * dim, (h + 1) * rows * dim), at);
    at += rows * dim;
  }
  return result;
}
