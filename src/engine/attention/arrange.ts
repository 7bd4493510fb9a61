/**
 * [batch, outer, inner, dim] as [batch, inner, outer, dim]: heads out of the last axis, and back.
 * The array itself where that moves nothing.
 */
export function exchanged(
  data: Float32Array,
  batch: number,
  outer: number,
  inner: number,
  dim: number,
): Float32Array {
  if (outer === 1 || inner === 1 || data.length === 0) return data;
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
  past: Float32Array,
  data: Float32Array,
  heads: number,
  pastSize: number,
  size: number,
): Float32Array {
  const result = new Float32Array(past.length + data.length);
  if (result.length === 0) return result;
  for (let h = 0, at = 0; h < heads; h++) {
    result.set(past.subarray(h * pastSize, (h + 1) * pastSize), at);
    at += pastSize;
    result.set(data.subarray(h * size, (h + 1) * size), at);
    at += size;
  }
  return result;
}
