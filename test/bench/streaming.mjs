/**
 * n = 8,192 in a process of its own: the peak of its memory is the system's figure for the whole
 * process (which no sampling misses), once as it is and once less what stood before the call.
 */
import { coreFile, importFile } from './files.mjs';
import { streamed } from './engineApi.mjs';
import { randomFloats } from './inputs.mjs';
import { headInputs } from './contestants/attention.mjs';

const n = Number(process.argv[2]);
const d = 64;
const mebibytes = (bytes) => bytes / 2 ** 20;

/** Output of one row in doubles, by definition. */
function outputRow({ q, k, v }, row) {
  const scores = Array.from({ length: n }, (_, j) => {
    let sum = 0;
    for (let c = 0; c < d; c++) sum += q[row * d + c] * k[j * d + c];
    return sum / Math.sqrt(d);
  });
  const max = Math.max(...scores);
  const exponentials = scores.map((score) => Math.exp(score - max));
  const total = exponentials.reduce((a, b) => a + b, 0);
  return Array.from(
    { length: d },
    (_, c) => exponentials.reduce((sum, e, j) => sum + e * v[j * d + c], 0) / total,
  );
}

const core = await importFile(coreFile);
const make = (size) =>
  Object.fromEntries(['q', 'k', 'v'].map((name, i) => [name, randomFloats(size * d, 5 + i)]));
const tiles = [{ tensor: 'weights', row: 0, column: 0, rows: 64, columns: 64 }];

// A small call first: loads code and kernels, and tells whether there is such a mode at all.
const tiny = make(128);
let answer;
if (streamed(core, headInputs(tiny, 128, d), tiles) === undefined) {
  answer = { reason: 'no streaming mode yet' };
} else {
  const head = make(n);
  const inputs = headInputs(head, n, d);
  const before = process.memoryUsage();
  let buffers = before.arrayBuffers;
  const sampler = setInterval(() => {
    buffers = Math.max(buffers, process.memoryUsage().arrayBuffers);
  }, 5);
  const began = performance.now();
  const result = streamed(core, inputs, tiles);
  const ms = performance.now() - began;
  clearInterval(sampler);
  const after = process.memoryUsage();
  // In kilobytes; the highest since the process began.
  const peak = process.resourceUsage().maxRSS * 1024;
  const { data } = result.output;
  const difference = Math.max(
    ...[0, n >> 1, n - 1].flatMap((row) =>
      outputRow(head, row).map((expected, c) => Math.abs(expected - data[row * d + c])),
    ),
  );
  answer = {
    ms,
    difference,
    peak: mebibytes(peak),
    before: mebibytes(before.rss),
    above: mebibytes(peak - before.rss),
    arrayBuffers: mebibytes(Math.max(buffers, after.arrayBuffers)),
    external: mebibytes(after.external),
  };
}
process.stdout.write(JSON.stringify(answer));
process.exit(0);
