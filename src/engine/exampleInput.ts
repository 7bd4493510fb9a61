import type { Value, ValueId } from '../program/value.js';
import type { Spend } from './clock.js';
import type { Demand } from './exampleDemands.js';
import { exampleSource, fillCausal, fillIndices, fillNormal, fillPositive } from './examples.js';
import type { TensorData } from './trace.js';

/** Bound for integers nobody gave a range. */
const FEW = 10;

/**
 * Fills a free input with example numbers: by its name, so that a symbol has the same numbers
 * wherever it stands, and by what it is used for. `sizeOfAxis` gives a size of another value;
 * `spend` false stops it.
 */
export function fillInput(
  data: TensorData,
  shape: readonly number[],
  value: Value,
  demand: Demand | undefined,
  seed: number,
  sizeOfAxis: (id: ValueId, axis: number) => number | undefined,
  spend: Spend,
): void {
  const source = exampleSource(seed, value.name ?? `#${value.id}`);
  if (demand?.kind === 'mask' || (demand === undefined && value.dtype === 'bool')) {
    const keeps = demand?.kind !== 'mask' || demand.keeps;
    fillCausal(data, shape, keeps ? 1 : 0, keeps ? 0 : 1, spend);
  } else if (value.dtype === 'bool') {
    // A mask that picks: every position is as good as another.
    fillIndices(data, source, 2, spend);
  } else if (demand?.kind === 'index') {
    const limit = Math.max(1, sizeOfAxis(demand.of, demand.axis) ?? FEW);
    fillIndices(data, source, limit, spend);
  } else if (value.dtype === 'int64') fillIndices(data, source, FEW, spend);
  else {
    const name = value.name ?? `#${value.id}`;
    if (demand?.kind === 'positive') {
      remembered(`+${seed}/${name}`, data, spend, (go) => fillPositive(data, source, go));
      return;
    }
    const size = demand?.kind === 'weight' ? (shape[shape.length + demand.axis] ?? 1) : 1;
    const std = 1 / Math.sqrt(Math.max(1, size));
    remembered(`${std} ${seed}/${name}`, data, spend, (go) => fillNormal(data, source, go, std));
  }
}

/** Numbers drawn before, by what they were drawn for: symbols and their sizes repeat. */
const drawn = new Map<string, TensorData>();
/** Most numbers that are kept together, those used longest ago given up first. */
const maxDrawn = 2_000_000;
/** A draw of more numbers than these is not kept. */
const maxKept = 400_000;
/** Numbers of `drawn`; a draw counts as this many at least. */
let count = 0;
const leastCount = 256;

const countOf = (data: TensorData): number => Math.max(data.length, leastCount);

function keep(key: string, data: TensorData): void {
  const before = drawn.get(key);
  count += countOf(data) - (before === undefined ? 0 : countOf(before));
  drawn.delete(key);
  drawn.set(key, data);
  for (const [oldest, numbers] of drawn) {
    if (count <= maxDrawn) return;
    drawn.delete(oldest);
    count -= countOf(numbers);
  }
}

/** Fills `data` with what `fill` fills it with; a longer draw begins with the numbers of a shorter. */
function remembered(key: string, data: TensorData, spend: Spend, fill: (go: Spend) => void): void {
  if (data.length > maxKept) {
    fill(spend);
    return;
  }
  const own = `${data.BYTES_PER_ELEMENT} ${key}`;
  const found = drawn.get(own);
  if (found !== undefined && found.length >= data.length) {
    data.set(found.subarray(0, data.length));
    keep(own, found);
    return;
  }
  let whole = true;
  fill((steps) => {
    const goes = spend(steps);
    whole &&= goes;
    return goes;
  });
  if (whole) keep(own, data.slice());
}
