import { ok, type Result } from '../../program/problem.js';
import type { EvaluationError } from '../trace.js';
import { misfit, named, shown, wrong } from './check.js';
import { laid, type Laid } from './laid.js';
import type { AttentionInputs, AttentionTensor } from './types.js';

type Failure = { readonly ok: false; readonly error: EvaluationError };

/** What the layout of a past depends on. */
interface Present {
  /** Axes of query, key and value. */
  readonly rank: number;
  readonly headAxis: boolean;
  readonly key: Laid;
  readonly value: Laid;
}

interface Past {
  readonly length: number;
  /** Laid out as new keys with heads in the last axis are. */
  readonly folded: boolean;
}

/** [batch, kvHead, past, dim], without the axes that results do not have, or as `k` and `v` are. */
function laidBefore(
  { shape }: AttentionTensor,
  { rank, headAxis }: Present,
  heads: number,
): (Laid & { readonly folded: boolean }) | undefined {
  const own = shape.length;
  const folded = own === rank && rank < 4 && headAxis;
  if (folded) {
    const found = laid(shape, heads);
    return found && { ...found, folded };
  }
  const batchAxis = rank > 2;
  const full = own === 4;
  if (!full && own !== 2 + Number(batchAxis) + Number(headAxis)) return undefined;
  return {
    batch: full || batchAxis ? (shape[0] as number) : 1,
    heads: full || headAxis ? (shape[own - 3] as number) : 1,
    length: shape[own - 2] as number,
    dim: shape[own - 1] as number,
    folded,
  };
}

const goesBefore = (past: Laid | undefined, now: Laid): past is Laid =>
  past?.batch === now.batch && past.heads === now.heads && past.dim === now.dim;

/** Keys and values that were there before, or why they do not fit the new ones. */
export function pastOf(inputs: AttentionInputs, present: Present): Result<Past, EvaluationError> {
  const pastKey = inputs.pastKey ?? undefined;
  const pastValue = inputs.pastValue ?? undefined;
  if (pastKey === undefined && pastValue === undefined) return ok({ length: 0, folded: false });
  if (pastKey === undefined || pastValue === undefined) {
    const given = pastKey === undefined ? named('pastValue', pastValue as AttentionTensor) : named('pastKey', pastKey); // prettier-ignore
    return misfit('past', `a past key and a past value go together; there is only ${given}.`, inputs); // prettier-ignore
  }
  const { key, value } = present;
  const before = laidBefore(pastKey, present, key.heads);
  const beforeValue = laidBefore(pastValue, present, key.heads);
  if (
    !goesBefore(before, key) ||
    !goesBefore(beforeValue, value) ||
    before.length !== beforeValue.length ||
    before.folded !== beforeValue.folded
  ) {
    return misfit(
      'past',
      `${named('pastKey', pastKey)} and ${named('pastValue', pastValue)} do not go before ` +
        `${named('k', inputs.k)} and ${named('v', inputs.v)} with ${key.heads} heads.`,
      inputs,
    );
  }
  if ((inputs.kvLengths ?? undefined) !== undefined) {
    return misfit(
      'past',
      `kvLengths and ${named('pastKey', pastKey)} can’t be given together.`,
      inputs,
    );
  }
  return ok({ length: before.length, folded: before.folded });
}

/** What is wrong with the lengths, which may be anything at all. */
export function lengthsProblem(
  inputs: AttentionInputs,
  batch: number,
  keys: number,
): Failure | undefined {
  const lengths: unknown = inputs.kvLengths ?? undefined;
  if (lengths === undefined) return undefined;
  const wanted = (): string =>
    `kvLengths must be a whole number from 0 to ${keys} for each of ${batch} batch rows of ${named('k', inputs.k)}`;
  if (!Array.isArray(lengths) && !ArrayBuffer.isView(lengths)) {
    return wrong('kvLengths', `${wanted()}, not ${shown(lengths)}.`);
  }
  const list = lengths as unknown as ArrayLike<unknown>;
  if (list.length !== batch) {
    return misfit('lengths', `${wanted()}, not ${shown(list.length)} numbers.`, inputs);
  }
  for (let b = 0; b < batch; b++) {
    const n = list[b];
    if (!Number.isSafeInteger(n) || (n as number) < 0 || (n as number) > keys)
      return wrong('kvLengths', `${wanted()}, not ${shown(n)}.`);
  }
  return undefined;
}
