import type { FiniteSummary } from '../tally.js';
import type { AttendJob, Claim, StepSink } from './attend.js';
import { maskRow } from './mask.js';
import {
  copyRows,
  packPanels,
  paddedTo,
  panelFloats,
  stagingFloats,
  TILE_COLUMNS,
  TILE_ROWS,
} from './panels.js';
import { finishOutput } from './finishOutput.js';
import type { Simd } from './wasm.js';

/** Rows worked on together, at most: with their scores they stay in the second-level cache. */
const MOST_ROWS = 8 * TILE_ROWS;
const BLOCK_FLOATS = 1 << 17;

/** Where things stand in working memory, in floats. */
interface Layout {
  readonly rows: number;
  readonly scoresStride: number;
  readonly outputStride: number;
  readonly keyPanels: number;
  readonly valuePanels: number;
  readonly query: number;
  readonly scores: number;
  readonly output: number;
  readonly staging: number;
  /** Room for three doubles. */
  readonly spare: number;
  readonly end: number;
}

function layoutOf({ keys, dim, valueDim }: AttendJob): Layout {
  const scoresStride = paddedTo(keys, TILE_COLUMNS);
  const outputStride = paddedTo(valueDim, TILE_COLUMNS);
  const fitting = Math.floor(BLOCK_FLOATS / scoresStride / TILE_ROWS) * TILE_ROWS;
  const rows = Math.max(TILE_ROWS, Math.min(MOST_ROWS, fitting));
  const valuePanels = panelFloats(dim, keys);
  const query = valuePanels + panelFloats(keys, valueDim);
  const scores = query + paddedTo(rows * dim, 4);
  const output = scores + rows * scoresStride;
  const staging = output + rows * outputStride;
  const spare = staging + Math.max(stagingFloats(dim), stagingFloats(valueDim));
  return {
    rows,
    scoresStride,
    outputStride,
    keyPanels: 0,
    valuePanels,
    query,
    scores,
    output,
    staging,
    spare,
    end: spare + 8,
  };
}

function summaryOf(
  simd: Simd,
  memory: Float32Array,
  start: number,
  length: number,
  spare: number,
): FiniteSummary | undefined {
  if (!simd.statistics(start * 4, length, spare * 4)) return undefined;
  const [min = 0, max = 0, sum = 0] = new Float64Array(memory.buffer, spare * 4, 3);
  return { min, max, sum };
}

/**
 * Keys and values of a head are packed once; then blocks of query rows go through all three steps
 * while they are in the cache. False where working memory is too small; nothing is done then.
 */
export function attendSimd(
  simd: Simd,
  job: AttendJob,
  claim: Claim,
  sink: StepSink,
  spend: (steps: number) => boolean,
): boolean {
  const { query, key, value, output, queries, keys, dim, valueDim, mask, softcap } = job;
  if (!(query instanceof Float32Array) || !(output instanceof Float32Array)) return false;
  if (!(key instanceof Float32Array) || !(value instanceof Float32Array)) return false;
  const place = layoutOf(job);
  const memory = simd.floats(place.end);
  if (memory === undefined || keys === 0 || dim === 0) return false;
  const { scoresStride, outputStride } = place;
  const staging = { at: place.staging, floats: place.spare - place.staging };
  let packed = -1;
  for (let range = claim(); range !== undefined; range = claim()) {
    for (let row = range.from; row < range.to;) {
      const head = Math.floor(row / queries);
      const source = Math.floor(head / job.group);
      if (source !== packed) {
        const [k, v] = [source * keys * dim, source * keys * valueDim];
        const keyMatrix = {
          data: key,
          start: k,
          stride: dim,
          inner: dim,
          columns: keys,
          transposed: true,
        };
        const valueMatrix = {
          data: value,
          start: v,
          stride: valueDim,
          inner: keys,
          columns: valueDim,
          transposed: false,
        };
        packPanels(simd, memory, staging, keyMatrix, place.keyPanels);
        packPanels(simd, memory, staging, valueMatrix, place.valuePanels);
        packed = source;
      }
      const first = row - head * queries;
      const rows = Math.min(place.rows, queries - first, range.to - row);
      memory.set(query.subarray(row * dim, (row + rows) * dim), place.query);
      simd.product(
        place.query * 4,
        dim * 4,
        place.keyPanels * 4,
        place.scores * 4,
        scoresStride * 4,
        rows,
        dim,
        scoresStride,
        job.scale,
        false,
      );
      const block = {
        head,
        query: first,
        rows,
        keys,
        stride: scoresStride,
        data: memory,
        start: place.scores,
        summary: (i: number) =>
          summaryOf(simd, memory, place.scores + i * scoresStride, keys, place.spare),
      };
      sink.scores(block);
      if (softcap !== 0) simd.softcap(place.scores * 4, rows * scoresStride, softcap);
      if (mask !== undefined)
        for (let i = 0, start = place.scores; i < rows; i++, start += scoresStride)
          maskRow(mask, head, first + i, memory, start, keys);
      simd.softmaxRows(place.scores * 4, rows, scoresStride * 4, keys, job.ofNothing);
      sink.weights(block);
      simd.product(
        place.scores * 4,
        scoresStride * 4,
        place.valuePanels * 4,
        place.output * 4,
        outputStride * 4,
        rows,
        keys,
        outputStride,
        1,
        false,
      );
      copyRows(
        memory,
        place.output,
        outputStride,
        output,
        row * valueDim,
        valueDim,
        rows,
        valueDim,
      );
      finishOutput(job, block, row);
      row += rows;
      if (!spend(rows * keys * (dim + valueDim))) return true;
    }
  }
  return true;
}
