import { mismatch } from '../errors.js';
import type { Computed, KernelContext } from '../operations/kernel.js';
import { shapeText } from '../tensor.js';
import type { Tensor } from '../trace.js';

/** Each square matrix of a batch, in double precision. */
function eachSquare(
  x: Tensor,
  context: KernelContext,
  shape: readonly number[],
  f: (rows: Float64Array[], n: number) => readonly number[],
): Computed {
  const n = x.shape[x.shape.length - 1] ?? 0;
  if (x.shape.length < 2 || x.shape[x.shape.length - 2] !== n)
    return mismatch('square', `${shapeText(x.shape)} is not square.`, {
      shape0: shapeText(x.shape),
    });
  const out = context.allocate(shape, context.dtype);
  if (!out.ok) return out;
  const count = n === 0 ? 0 : x.data.length / (n * n);
  for (let m = 0, at = 0; m < count; m++) {
    const rows = Array.from({ length: n }, (_, i) =>
      Float64Array.from(x.data.subarray(m * n * n + i * n, m * n * n + (i + 1) * n)),
    );
    for (const v of f(rows, n)) out.value[at++] = v;
    if (!context.spend(n * n * n)) break;
  }
  return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
}

/** Gauss and Jordan with the largest pivot of each column; `right` goes through the same steps. */
function eliminated(rows: Float64Array[], right: Float64Array[]): number {
  let det = 1;
  const n = rows.length;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let i = c + 1; i < n; i++)
      if (Math.abs(rows[i]?.[c] ?? 0) > Math.abs(rows[pivot]?.[c] ?? 0)) pivot = i;
    for (const m of [rows, right])
      [m[c], m[pivot]] = [m[pivot] as Float64Array, m[c] as Float64Array];
    const top = rows[c]?.[c] ?? 0;
    det *= pivot === c ? top : -top;
    if (top === 0) return 0;
    for (const m of [rows, right]) m[c] = (m[c] as Float64Array).map((v) => v / top);
    for (let i = 0; i < n; i++) {
      const factor = rows[i]?.[c] ?? 0;
      if (i === c || factor === 0) continue;
      for (const m of [rows, right]) {
        const [own, from] = [m[i] as Float64Array, m[c] as Float64Array];
        for (let j = 0; j < own.length; j++)
          own[j] = (own[j] as number) - factor * (from[j] as number);
      }
    }
  }
  return det;
}

export const inverse = (x: Tensor, context: KernelContext): Computed =>
  eachSquare(x, context, x.shape, (rows, n) => {
    const right = Array.from({ length: n }, (_, i) =>
      Float64Array.from({ length: n }, (_v, j) => Number(i === j)),
    );
    const singular = eliminated(rows, right) === 0;
    return right.flatMap((row) => (singular ? Array.from(row, () => Infinity) : [...row]));
  });

export const determinant = (x: Tensor, context: KernelContext): Computed =>
  eachSquare(x, context, x.shape.slice(0, -2), (rows) => [
    eliminated(
      rows,
      rows.map(() => new Float64Array(0)),
    ),
  ]);

/**
 * What torch.nn.init.orthogonal_ makes of a matrix of random numbers: Q of its QR decomposition with a
 * positive diagonal of R, which Gram and Schmidt's method gives as it is; of the transposed matrix where
 * there are more columns than rows.
 */
export function orthonormal(x: Tensor, context: KernelContext): Computed {
  const [rows = 0, ...rest] = x.shape;
  const columns = rest.reduce((a, b) => a * b, 1);
  if (x.shape.length < 2) return mismatch('matrix', `${shapeText(x.shape)} is not a matrix.`);
  const flat = rows < columns;
  const [count, length] = flat ? [rows, columns] : [columns, rows];
  const at = (i: number, k: number): number => (flat ? i * columns + k : k * columns + i);
  const vectors: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const v = Float64Array.from({ length }, (_, k) => x.data[at(i, k)] as number);
    // Twice, for what rounding leaves of the earlier ones.
    for (const u of [...vectors, ...vectors]) {
      const shared = v.reduce((sum, value, k) => sum + value * (u[k] as number), 0);
      for (let k = 0; k < length; k++) v[k] = (v[k] as number) - shared * (u[k] as number);
    }
    const norm = Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
    vectors.push(v.map((value) => value / norm));
    if (!context.spend(count * length * 2)) break;
  }
  const out = context.allocate(x.shape, context.dtype);
  if (!out.ok) return out;
  for (const [i, v] of vectors.entries())
    for (let k = 0; k < length; k++) out.value[at(i, k)] = v[k] as number;
  return { ok: true, value: { shape: x.shape, dtype: context.dtype, data: out.value } };
}
