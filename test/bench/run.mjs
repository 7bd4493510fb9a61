/**
 * `npm run bench -- [--rows head-512,gpt2] [--quick] [--node22] [--rounds N] [--built] [--json FILE]`
 *
 * Measures the engine against its peers; README.md beside this file says how.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale, bundleOwn } from './bundle.mjs';
import { repoDir } from './files.mjs';
import { machine } from './machine.mjs';
import { installPeers, node22Path, pythonWithTorch } from './peers.mjs';
import { machineText, rowText, summaryText } from './report.mjs';
import { rows } from './rows/index.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'string', default: join(repoDir, 'dist', 'bench.json') },
    rows: { type: 'string', default: rows.map(({ key }) => key).join(',') },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    node22: { type: 'boolean', default: false },
    // Takes dist as it is.
    built: { type: 'boolean', default: false },
  },
});
// The table alone goes to standard output.
const log = (line) => console.error(line);

const wanted = options.rows.split(',');
const unknownRow = wanted.find((key) => !rows.some((row) => row.key === key));
if (unknownRow !== undefined) {
  log(`No row ${unknownRow}; there are ${rows.map(({ key }) => key).join(', ')}.`);
  process.exit(2);
}

const load = loadavg();
if (!options.built) buildIfStale(log);
await installPeers(log);
await bundleOwn();
const about = machine(load);
console.log(machineText(about));

const dir = mkdtempSync(join(tmpdir(), 'attention-lens-bench-'));
// The weights of a model lie there; an interrupted run leaves none behind either.
process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
const context = {
  dir,
  node: process.execPath,
  node22: node22Path(),
  python: pythonWithTorch(),
  withNode22: options.node22,
  rounds: Number(options.rounds ?? (options.quick ? 3 : 15)),
  turnMs: options.quick ? 30 : 200,
};
const results = [];
for (const { key, title, run } of rows.filter((row) => wanted.includes(row.key))) {
  log(`${title} …`);
  const result = { key, title, ...(await run(context)) };
  results.push(result);
  console.log(rowText(result));
}
console.log(summaryText(results));
mkdirSync(dirname(resolve(options.json)), { recursive: true });
writeFileSync(options.json, `${JSON.stringify({ machine: about, results }, null, 2)}\n`);
log(`JSON: ${options.json}`);
