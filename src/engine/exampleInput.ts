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
  else if (demand?.kind === 'positive') fillPositive(data, source, spend);
  else if (demand?.kind === 'weight') {
    const size = shape[shape.length + demand.axis] ?? 1;
    fillNormal(data, source, spend, 1 / Math.sqrt(Math.max(1, size)));
  } else fillNormal(data, source, spend);
}
