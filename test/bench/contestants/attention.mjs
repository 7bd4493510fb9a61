/** Ours: `attention()` of the library, as anybody would call it. */
import { coreFile, importFile } from '../files.mjs';
import { readHead } from '../inputs.mjs';
import { onThreads, wasShared } from '../engineApi.mjs';

/** One head without batch and head axes: q, k and v are [n, d]. */
export const headInputs = ({ q, k, v }, n, d) => {
  const tensor = (data) => ({ shape: [n, d], dtype: 'float32', data });
  return { q: tensor(q), k: tensor(k), v: tensor(v) };
};

export async function attention(work) {
  const core = await importFile(coreFile);
  const inputs = headInputs(readHead(work), work.n, work.d);
  const options = work.workers > 1 ? await onThreads(work.workers) : {};
  if (work.workers > 1 && !wasShared(await core.attention(inputs, options)))
    return { reason: 'attention() works on one thread in this build' };
  return {
    run: () => core.attention(inputs, options),
    results: (result) => {
      if (result.ok === false) throw new Error(result.error.message);
      const { scores, weights, output } = result;
      return { scores: scores.data, weights: weights.data, output: output.data };
    },
  };
}
