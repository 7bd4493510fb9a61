import type { MatrixProduct } from './matmul.js';
import {
  copyRows,
  packPanels,
  paddedTo,
  panelFloats,
  stagingFloats,
  TILE_COLUMNS,
  TILE_ROWS,
} from './panels.js';
import type { Simd } from './wasm.js';

/** Floats of b that are packed at once: they stay in the second-level cache. */
const PACKED_FLOATS = 1 << 18;
/** Longest stretch of the inner axis that is packed at once; of a longer one, results are added to. */
export const MOST_INNER = PACKED_FLOATS / TILE_COLUMNS;
/** Rows of a that go through working memory together. */
const MOST_ROWS = 8 * TILE_ROWS;

/**
 * A float32 product by way of packed panels (Goto and van de Geijn 2008). False where the arrays are
 * not float32 or working memory is too small; nothing is done then.
 */
export function multiplySimd(simd: Simd, job: MatrixProduct): boolean {
  const { a, b, out, rows, inner, columns } = job;
  if (!(a instanceof Float32Array) || !(b instanceof Float32Array)) return false;
  if (!(out instanceof Float32Array)) return false;
  const innerStep = Math.min(inner, MOST_INNER);
  const fitting = Math.floor(PACKED_FLOATS / innerStep / TILE_COLUMNS) * TILE_COLUMNS;
  const columnStep = Math.min(paddedTo(columns, TILE_COLUMNS), Math.max(TILE_COLUMNS, fitting));

  const aAt = panelFloats(innerStep, columnStep);
  const outAt = aAt + paddedTo(MOST_ROWS * innerStep, 4);
  const stagingAt = outAt + MOST_ROWS * columnStep;
  const staging = { at: stagingAt, floats: stagingFloats(job.transposed ? innerStep : columnStep) };
  const memory = simd.floats(stagingAt + staging.floats);
  if (memory === undefined) return false;

  for (let left = 0; left < columns; left += columnStep) {
    const width = Math.min(columnStep, columns - left);
    const padded = paddedTo(width, TILE_COLUMNS);
    for (let from = 0; from < inner; from += innerStep) {
      const steps = Math.min(innerStep, inner - from);
      const stride = job.transposed ? inner : columns;
      const start = job.bStart + (job.transposed ? left * inner + from : from * columns + left);
      const part = {
        data: b,
        start,
        stride,
        inner: steps,
        columns: width,
        transposed: job.transposed,
      };
      packPanels(simd, memory, staging, part, 0);
      for (let row = 0; row < rows; row += MOST_ROWS) {
        const count = Math.min(MOST_ROWS, rows - row);
        const result = job.outStart + row * columns + left;
        copyRows(a, job.aStart + row * inner + from, inner, memory, aAt, steps, count, steps);
        if (from > 0) copyRows(out, result, columns, memory, outAt, padded, count, width);
        simd.product(
          aAt * 4,
          steps * 4,
          0,
          outAt * 4,
          padded * 4,
          count,
          steps,
          padded,
          1,
          from > 0,
        );
        copyRows(memory, outAt, padded, out, result, columns, count, width);
        if (!job.spend(count * steps * width)) return true;
      }
    }
  }
  return true;
}
