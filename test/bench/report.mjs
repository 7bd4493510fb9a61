/** Results as Markdown tables: they read on a terminal and can be pasted into a note. */

const table = (head, lines) => {
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((l) => l[i].length)));
  const row = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [row(head), row(widths.map((width) => '-'.repeat(width))), ...lines.map(row)].join('\n');
};

/** Three figures that count, whatever the size. */
const figures = (ms) => (ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3));

function remark({ info, difference, wrong }) {
  const parts = [];
  if (wrong) parts.push(`WRONG: differs by ${difference.toExponential(1)}`);
  else if (difference === 0) parts.push('same numbers');
  else if (difference !== undefined) parts.push(`same within ${difference.toExponential(0)}`);
  if (info?.blas !== undefined) parts.push(`PyTorch ${info.torch}, ${info.blas}`);
  if (info?.simd === false) parts.push('no SIMD');
  return parts.join('; ');
}

/** One row of the benchmark: everyone's times, and how many times ours that is. */
export function rowText({ key, title, contestants, verdicts }) {
  const ours = contestants.find(({ median }) => median !== undefined);
  const lines = contestants.map((one) =>
    one.median === undefined
      ? [one.label, '–', '', '', '', one.reason]
      : [
          one.label,
          figures(one.median),
          `${figures(one.lower)} … ${figures(one.upper)}`,
          (one.median / ours.median).toFixed(2),
          String(one.count),
          remark(one),
        ],
  );
  const head = ['who', 'median ms', 'quartiles', '× the first', 'runs', 'remark'];
  const judged = verdicts.map(
    ({ must, measured, verdict }) => `- ${must}: ${measured}, ${verdict}`,
  );
  return [`### ${key}: ${title}`, '', table(head, lines), '', ...judged, ''].join('\n');
}

/** Every bound with what was measured. */
export const summaryText = (results) =>
  table(
    ['row', 'must be', 'measured', ''],
    results.flatMap(({ key, verdicts }) =>
      verdicts.map(({ must, measured, verdict }) => [key, must, measured, verdict]),
    ),
  );

const features = ({ node, v8, simd, relaxedSimd }) =>
  `${node} (V8 ${v8}; SIMD ${simd ? 'yes' : 'no'}, relaxed SIMD ${relaxedSimd ? 'yes' : 'no'})`;

export function machineText(machine) {
  const { cpu, cores, memoryGb, system, loadAverage, runtime, node22, peers, commit, when } =
    machine;
  return [
    `${when}, commit ${commit}`,
    `${cpu}, ${cores} cores, ${memoryGb} GB, ${system}; load average before: ${loadAverage.join(', ')}`,
    `Node ${features(runtime)}${node22 === undefined ? '' : `; Node ${features(node22)}`}`,
    Object.entries(peers)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    '',
  ].join('\n');
}
