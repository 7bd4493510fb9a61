import { ok, type Result } from '../../program/problem.js';
import type { EvaluationError } from '../trace.js';
import { misfit, named, namedAll } from './check.js';
import type { Settings } from './options.js';
import { laid } from './laid.js';
import { lengthsProblem, pastOf } from './past.js';
import type { AttentionInputs } from './types.js';

/** Sizes of one call, whatever layout its tensors came in. */
export interface Sizes {
  readonly batch: number;
  readonly queryHeads: number;
  readonly kvHeads: number;
  readonly queries: number;
  readonly past: number;
  /** Past and new keys together. */
  readonly keys: number;
  readonly dim: number;
  readonly valueDim: number;
}

/** How the tensors of a call are laid out. */
export interface Layout {
  readonly sizes: Sizes;
  /** Which of batch and head the tensors have as axes. */
  readonly batchAxis: boolean;
  readonly headAxis: boolean;
  /** Heads are part of the last axis: [batch, length, head · dim]. */
  readonly folded: boolean;
  readonly pastFolded: boolean;
}

/** Works out the layout of tensors that are each well-formed, or says which do not go together. */
export function layoutOf(
  inputs: AttentionInputs,
  settings: Settings,
): Result<Layout, EvaluationError> {
  const { q, k, v } = inputs;
  const rank = q.shape.length;
  if (rank < 2 || rank > 4 || k.shape.length !== rank || v.shape.length !== rank) {
    return misfit('axes', `${namedAll(inputs)} need the same number of axes, two to four.`, inputs);
  }
  const { queryHeads } = settings;
  const kvHeads = settings.kvHeads ?? (rank === 4 ? undefined : queryHeads);
  const query = laid(q.shape, queryHeads);
  const key = laid(k.shape, kvHeads);
  const value = laid(v.shape, kvHeads);
  if (query === undefined || key === undefined || value === undefined) {
    const [which, count] =
      query === undefined
        ? [named('q', q), `${queryHeads} query`]
        : [key === undefined ? named('k', k) : named('v', v), `${kvHeads} key and value`];
    return misfit('heads', `${which} does not have ${count} heads.`, inputs);
  }
  if (query.batch !== key.batch || key.batch !== value.batch) {
    return misfit(
      'batch',
      `the batches ${query.batch}, ${key.batch} and ${value.batch} of ${namedAll(inputs)} differ.`,
      inputs,
    );
  }
  if (query.dim !== key.dim) {
    return misfit(
      'inner',
      `${named('q', q)} and ${named('k', k)} have different dimensions, ${query.dim} and ${key.dim}.`,
      inputs,
    );
  }
  if (key.length !== value.length) {
    return misfit(
      'keys',
      `${named('k', k)} and ${named('v', v)} have ${key.length} keys and ${value.length} values.`,
      inputs,
    );
  }
  const shared = key.heads === 0 ? query.heads === 0 : query.heads % key.heads === 0;
  if (key.heads !== value.heads || !shared) {
    return misfit(
      'heads',
      `${namedAll(inputs)}: ${query.heads} query heads can’t share ${key.heads} key and ` +
        `${value.heads} value heads.`,
      inputs,
    );
  }
  const batchAxis = rank > 2;
  const headAxis = rank === 4 || queryHeads !== undefined;
  const past = pastOf(inputs, { rank, headAxis, key, value });
  if (!past.ok) return past;
  const keys = past.value.length + key.length;
  const problem = lengthsProblem(inputs, query.batch, keys);
  if (problem !== undefined) return problem;
  return ok({
    sizes: {
      batch: query.batch,
      queryHeads: query.heads,
      kvHeads: key.heads,
      queries: query.length,
      past: past.value.length,
      keys,
      dim: query.dim,
      valueDim: value.dim,
    },
    batchAxis,
    headAxis,
    folded: rank < 4,
    pastFolded: past.value.folded,
  });
}

/** A shape [batch, head, rows, columns] without the axes that the inputs do not have. */
export function resultShape(
  { batchAxis, headAxis, sizes }: Layout,
  heads: number,
  rows: number,
  columns: number,
): number[] {
  if (!headAxis) return batchAxis ? [sizes.batch, rows, columns] : [rows, columns];
  return batchAxis ? [sizes.batch, heads, rows, columns] : [heads, rows, columns];
}
