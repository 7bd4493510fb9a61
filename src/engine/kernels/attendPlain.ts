import type { FiniteSummary } from '../tally.js';
import type { TensorData } from '../trace.js';
import type { AttendJob, Claim, StepSink } from './attend.js';
import { finishOutput } from './finishOutput.js';
import { maskRow } from './mask.js';
import { multiplyPlain } from './productPlain.js';
import { softmaxRow } from './softmaxRow.js';

/** Rows worked on together: their scores stay in the cache. */
const MOST_ROWS = 32;

/** The same in plain TypeScript: for doubles, small work, and machines without SIMD. */
export function attendPlain(
  job: AttendJob,
  claim: Claim,
  sink: StepSink,
  spend: (steps: number) => boolean,
): void {
  const { queries, keys, dim, valueDim, scale, softcap, mask, output } = job;
  const most = Math.min(MOST_ROWS, queries);
  const data: TensorData =
    output instanceof Float32Array ? new Float32Array(most * keys) : new Float64Array(most * keys);
  const summary = (row: number): FiniteSummary | undefined => summaryOf(data, row * keys, keys);
  for (let range = claim(); range !== undefined; range = claim()) {
    for (let row = range.from; row < range.to;) {
      const head = Math.floor(row / queries);
      const source = Math.floor(head / job.group);
      const first = row - head * queries;
      const rows = Math.min(most, queries - first, range.to - row);
      const block = { head, query: first, rows, keys, stride: keys, data, start: 0, summary };
      multiplyPlain({
        a: job.query,
        aStart: row * dim,
        b: job.key,
        bStart: source * keys * dim,
        transposed: true,
        out: data,
        outStart: 0,
        rows,
        inner: dim,
        columns: keys,
        spend,
      });
      for (let i = 0; i < rows * keys; i++) data[i] = (data[i] as number) * scale;
      sink.scores(block);
      if (softcap !== 0)
        for (let i = 0; i < rows * keys; i++)
          data[i] = softcap * Math.tanh((data[i] as number) / softcap);
      for (let i = 0, start = 0; i < rows; i++, start += keys) {
        if (mask !== undefined) maskRow(mask, head, first + i, data, start, keys);
        softmaxRow(data, start, keys, data, start, job.ofNothing);
      }
      sink.weights(block);
      multiplyPlain({
        a: data,
        aStart: 0,
        b: job.value,
        bStart: source * keys * valueDim,
        transposed: false,
        out: output,
        outStart: row * valueDim,
        rows,
        inner: keys,
        columns: valueDim,
        spend,
      });
      finishOutput(job, block, row);
      row += rows;
      if (!spend(rows * keys * 8)) return;
    }
  }
}

function summaryOf(data: TensorData, start: number, length: number): FiniteSummary | undefined {
  let [min, max, sum] = [Infinity, -Infinity, 0];
  for (let j = start; j < start + length; j++) {
    const x = data[j] as number;
    if (x - x !== 0) return undefined;
    if (x < min) min = x;
    if (x > max) max = x;
    sum += x;
  }
  return { min, max, sum };
}
