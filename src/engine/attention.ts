import { attendHeads, streamHeads } from './attention/attendHeads.js';
import { prepared } from './attention/prepare.js';
import { tilesOf } from './attention/tiles.js';
import type {
  Attended,
  AttentionInputs,
  AttentionOptions,
  AttentionResult,
  StreamOptions,
  StreamResult,
} from './attention/types.js';
import { badValue } from './errors.js';
import type { EvaluationError } from './trace.js';

type Failure = { readonly ok: false; readonly error: EvaluationError };

/**
 * Scaled dot-product attention (Vaswani et al. 2017) with everything kept: scores, weights, output
 * and the keys and values for a next call. Semantics are those of the ONNX operator `Attention`
 * (opset 25): grouped heads, causal frontier, window, softcap, masks and padding. A key that is
 * masked does not show in a result other than the scores, whatever its numbers are.
 *
 * Never throws: inputs that do not go together, or are not what their types say, are an error value,
 * and so is a call that would allocate more than `options.maxBytes`, before it allocates anything.
 */
export function attention(
  inputs: AttentionInputs,
  options: AttentionOptions = {},
): AttentionResult {
  return guarded(() => {
    const call = prepared(inputs, options, { kept: true });
    if (!call.ok) return call;
    return call.value.run(({ job, shapes, laid }) => {
      const { scores, weights, output } = attendHeads(job, call.value.threads);
      return {
        ok: true,
        output: laid(output),
        scores: floats(shapes.scores, scores),
        weights: floats(shapes.scores.slice(), weights),
        presentKey: floats(shapes.presentKey, job.key),
        presentValue: floats(shapes.presentValue, job.value),
      };
    });
  });
}

/**
 * The same for sequences whose scores and weights would not fit: they are made block by block and
 * dropped; their statistics and the tiles asked for are kept. Memory grows with queries + keys.
 * Never throws, as {@link attention}.
 */
export function streamAttention(
  inputs: AttentionInputs,
  options: StreamOptions = {},
): StreamResult {
  return guarded(() => {
    const call = prepared(inputs, options, { kept: false });
    if (!call.ok) return call;
    const { heads, queries, keys } = call.value;
    const tiles = tilesOf((options as StreamOptions | null)?.tiles, heads, queries, keys);
    if (!tiles.ok) return tiles;
    return call.value.run(({ job, shapes, laid }) => {
      const { output, ...collected } = streamHeads(job, tiles.value);
      return {
        ok: true,
        output: laid(output),
        presentKey: floats(shapes.presentKey, job.key),
        presentValue: floats(shapes.presentValue, job.value),
        ...collected,
      };
    });
  });
}

function guarded<T>(run: () => T): T | Failure {
  try {
    return run();
  } catch {
    // Only what is not plain data gets here: a getter or a proxy that throws when it is read.
    return badValue('operand', 'attention: the inputs or options could not be read.');
  }
}

const floats = (shape: readonly number[], data: Float32Array): Attended['output'] => ({
  shape,
  dtype: 'float32',
  data,
});
