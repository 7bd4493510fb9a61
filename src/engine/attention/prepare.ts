import { ok, type Result } from '../../program/problem.js';
import type { EvaluationError } from '../trace.js';
import type { Threads } from '../kernels/shared.js';
import { appended, exchanged } from './arrange.js';
import type { AttentionJob } from './attendHeads.js';
import { misfit, named, namedAll, shown, tensorProblem, wrong } from './check.js';
import { bytesOf, tooManyBytes } from './estimate.js';
import { layoutOf, resultShape } from './layout.js';
import { isMasked, planOf, spreadOf } from './masks.js';
import { settingsOf } from './options.js';
import type { Attended, AttentionInputs, AttentionOptions, AttentionTensor } from './types.js';

type Failure = { readonly ok: false; readonly error: EvaluationError };

/** A call whose tensors are laid out head by head. */
interface Ready {
  readonly job: AttentionJob;
  readonly shapes: Readonly<Record<'scores' | 'presentKey' | 'presentValue', readonly number[]>>;
  /** The output, [batch, head, query, valueDim], in the layout of the query. */
  readonly laid: (output: Float32Array) => Attended['output'];
}

/** A call that was checked and fits into memory. Nothing is allocated before `run`. */
interface Prepared {
  /** Of all batch rows together. */
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly threads: Threads | undefined;
  readonly run: <T>(compute: (ready: Ready) => T) => T | Failure;
}

/** Checks a call; `kept` is whether scores and weights will be held. */
export function prepared(
  inputs: AttentionInputs,
  given: Partial<AttentionOptions>,
  { kept }: { readonly kept: boolean },
): Result<Prepared, EvaluationError> {
  if (typeof inputs !== 'object' || (inputs as unknown) === null) {
    return wrong('inputs', `inputs must be { q, k, v, … }, not ${shown(inputs)}.`);
  }
  const settings = settingsOf((given as AttentionOptions | null) ?? {});
  if (!settings.ok) return settings;
  const mask = inputs.mask ?? undefined;
  const pastKey = inputs.pastKey ?? undefined;
  const pastValue = inputs.pastValue ?? undefined;
  const problem =
    tensorProblem('q', inputs.q) ??
    tensorProblem('k', inputs.k) ??
    tensorProblem('v', inputs.v) ??
    (mask === undefined ? undefined : tensorProblem('mask', mask)) ??
    (pastKey === undefined ? undefined : tensorProblem('pastKey', pastKey)) ??
    (pastValue === undefined ? undefined : tensorProblem('pastValue', pastValue));
  if (problem !== undefined) return problem;
  const found = layoutOf(inputs, settings.value);
  if (!found.ok) return found;
  const layout = found.value;
  const { sizes, folded, pastFolded } = layout;
  const { batch, queryHeads, kvHeads, queries, past, keys, dim, valueDim } = sizes;
  const scoresShape = resultShape(layout, queryHeads, queries, keys);
  const tensor = mask === undefined ? undefined : spreadOf(mask, layout);
  if (mask !== undefined && tensor === undefined) {
    const scores = `the scores [${scoresShape.join(', ')}] of ${namedAll(inputs)}`;
    return misfit('mask', `${named('mask', mask)} does not broadcast to ${scores}.`, inputs);
  }
  const { scale, softcap, maxBytes } = settings.value;
  const lengths = inputs.kvLengths ?? undefined;
  const masked = isMasked(settings.value, lengths, tensor);
  const extras = { folded, masked, kept };
  const bytes = bytesOf(sizes, extras);
  if (!(bytes <= maxBytes)) return tooManyBytes(bytes, maxBytes, inputs, sizes, extras);

  const ready = (): Ready => {
    /** [batch, kvHead, past + new, width] */
    const present = (
      now: AttentionTensor,
      before: AttentionTensor | undefined,
      width: number,
    ): Float32Array => {
      const length = keys - past;
      const data = folded ? exchanged(floatsOf(now), batch, length, kvHeads, width) : floatsOf(now);
      if (before === undefined) return data;
      const earlier = pastFolded
        ? exchanged(floatsOf(before), batch, past, kvHeads, width)
        : floatsOf(before);
      return appended(earlier, data, batch * kvHeads, past * width, length * width);
    };
    const q = floatsOf(inputs.q);
    const job: AttentionJob = {
      sizes,
      query: folded ? exchanged(q, batch, queries, queryHeads, dim) : q,
      key: present(inputs.k, pastKey, dim),
      value: present(inputs.v, pastValue, valueDim),
      // A product of empty rows is 0 at any scale; 0 · ∞ would be NaN.
      scale: scale ?? (dim === 0 ? 1 : 1 / Math.sqrt(dim)),
      softcap,
      mask: masked ? planOf(settings.value, lengths, tensor, sizes) : undefined,
    };
    const laid = (output: Float32Array): Attended['output'] => ({
      shape: folded
        ? [...inputs.q.shape.slice(0, -1), queryHeads * valueDim]
        : [batch, queryHeads, queries, valueDim],
      dtype: 'float32',
      data: folded ? exchanged(output, batch, queryHeads, queries, valueDim) : output,
    });
    const presentKey = resultShape(layout, kvHeads, keys, dim);
    const presentValue = resultShape(layout, kvHeads, keys, valueDim);
    return { job, shapes: { scores: scoresShape, presentKey, presentValue }, laid };
  };
  return ok({
    heads: batch * queryHeads,
    queries,
    keys,
    threads: settings.value.threads,
    run: (compute) => {
      try {
        return compute(ready());
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        // Memory that the machine does not have, within a limit that the caller raised.
        return tooManyBytes(bytes, maxBytes, inputs, sizes, extras);
      }
    },
  });
}

/** The data of a tensor that was checked to be float32. */
const floatsOf = (t: AttentionTensor): Float32Array => t.data as Float32Array;
