/** One head, d = 64, every step kept: ours against everyone who can do it. */
import { writeHead } from '../inputs.mjs';
import { measure } from '../rounds.mjs';
import { atMost } from '../verdicts.mjs';

const d = 64;

/** Peers too slow to wait for stop at `until` rows. */
const peers = [
  { key: 'onnxruntime', label: 'onnxruntime-node, 1 thread' },
  { key: 'onnxruntimeBinding', label: 'onnxruntime-node, native call alone', until: 64 },
  { key: 'tfjsCpu', label: 'tfjs cpu', until: 512 },
  { key: 'tfjsWasm', label: 'tfjs wasm (SIMD, 1 thread)' },
  { key: 'mlMatrix', label: 'ml-matrix', until: 512 },
  { key: 'naive', label: 'naive TypeScript' },
];

const bounds = {
  4: [atMost('ours', 'onnxruntime', 0.5)],
  64: [atMost('ours', 'onnxruntime', 0.5)],
  512: [
    atMost('ours', 'onnxruntime', 1),
    atMost('ours2', 'onnxruntime', 0.65),
    atMost('ours', 'tfjsWasm', 0.15),
    atMost('ours', 'naive', 0.04),
  ],
  2048: [atMost('ours', 'onnxruntime', 1), atMost('ours2', 'onnxruntime', 0.65)],
};

function entries(n, context) {
  const { dir, node, node22, python } = context;
  const work = { kind: 'attention', n, d, dir };
  const ours = { executable: node, contestant: 'attention', work };
  const two = { ...work, workers: 2 };
  return [
    { ...ours, key: 'ours', label: 'ours, 1 thread' },
    ...(n < 512 ? [] : [{ ...ours, key: 'ours2', label: 'ours, 2 workers', work: two }]),
    ...peers
      .filter(({ until = Infinity }) => n <= until)
      .map(({ key, label }) => ({ key, label, executable: node, contestant: key, work })),
    {
      key: 'torch',
      label: 'PyTorch, 1 thread',
      executable: python,
      script: 'contestant.py',
      work,
    },
    ...(context.withNode22 ? onNode22(n, node22, work) : []),
  ];
}

/** The same two on VS Code's V8, which has relaxed SIMD. */
function onNode22(n, executable, work) {
  const ours = { executable, contestant: 'attention' };
  const two = { ...work, workers: 2 };
  return [
    { ...ours, key: 'ours@22', label: 'ours, 1 thread, Node 22', work },
    ...(n < 512
      ? []
      : [{ ...ours, key: 'ours2@22', label: 'ours, 2 workers, Node 22', work: two }]),
    {
      key: 'onnxruntime@22',
      label: 'onnxruntime-node, 1 thread, Node 22',
      executable,
      contestant: 'onnxruntime',
      work,
    },
  ];
}

/** The bounds against onnxruntime once more, both on Node 22. */
const againOn22 = (n) =>
  bounds[n]
    .filter(({ theirs }) => theirs === 'onnxruntime')
    .map(({ ours, theirs, most }) => atMost(`${ours}@22`, `${theirs}@22`, most));

export const headRow = (n) => ({
  key: `head-${n}`,
  title: `one head, n = ${n.toLocaleString('en')}, d = ${d}, every step kept`,
  async run(context) {
    writeHead(context.dir, n, d);
    const contestants = await measure(entries(n, context), context);
    const must = [...bounds[n], ...(context.withNode22 ? againOn22(n) : [])];
    return { contestants, verdicts: must.map((bound) => bound(contestants)) };
  },
});
