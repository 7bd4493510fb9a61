import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attention } from '../../src/engine/attention.js';
import type {
  AttentionInputs,
  AttentionOptions,
  AttentionTensor,
} from '../../src/engine/attention/types.js';
import type { Tensor } from '../../src/engine/trace.js';
import { attentionReference } from '../unit/engine/attentionReference.js';
import { difference } from '../unit/engine/closeness.js';

interface Stored {
  readonly dtype: 'float32' | 'bool' | 'int64';
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

interface Case {
  readonly name: string;
  readonly attributes: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, Stored>>;
  readonly outputs: Readonly<Record<string, Stored>>;
}

const file = new URL('../../../shared/conformance/onnx-attention.json', import.meta.url);
const present = existsSync(file);
const cases = present ? (JSON.parse(readFileSync(file, 'utf8')) as Case[]) : [];
const tolerance = { absolute: 2e-5, relative: 1e-4 };

const floats = (t: Stored): Tensor => ({
  shape: t.shape,
  dtype: 'float32',
  data: Float32Array.from(t.data, Number),
});

const read = (t: Stored): AttentionTensor =>
  t.dtype === 'bool'
    ? { shape: t.shape, dtype: 'bool', data: Uint8Array.from(t.data, Number) }
    : { shape: t.shape, dtype: 'float32', data: Float32Array.from(t.data, Number) };

/** Where ONNX names an input or attribute otherwise. */
const inputNames: Readonly<Record<string, string>> = {
  Q: 'q',
  K: 'k',
  V: 'v',
  attn_mask: 'mask',
  past_key: 'pastKey',
  past_value: 'pastValue',
};

function inputsOf({ inputs }: Case): AttentionInputs {
  const named = Object.entries(inputs)
    .filter(([name]) => name in inputNames)
    .map(([name, t]) => [inputNames[name], read(t)]);
  const lengths = inputs['nonpad_kv_seqlen'];
  const kvLengths = lengths === undefined ? {} : { kvLengths: lengths.data.map(Number) };
  return { ...(Object.fromEntries(named) as unknown as AttentionInputs), ...kvLengths };
}

function optionsOf({ attributes: a }: Case): AttentionOptions {
  return {
    ...(a['scale'] === undefined ? {} : { scale: a['scale'] }),
    ...(a['softcap'] === undefined ? {} : { softcap: a['softcap'] }),
    ...(a['q_num_heads'] === undefined ? {} : { queryHeads: a['q_num_heads'] }),
    ...(a['kv_num_heads'] === undefined ? {} : { kvHeads: a['kv_num_heads'] }),
    causal: a['is_causal'] === 1,
    window: [a['left_window_size'] ?? -1, a['right_window_size'] ?? -1],
  };
}

/** The softmax of each row, 0 for a row of −∞. */
function weightsOf(scores: Tensor): Tensor {
  const width = scores.shape[scores.shape.length - 1] ?? 1;
  const data = new Float32Array(scores.data.length);
  for (let start = 0; start < data.length; start += width) {
    const row = [...scores.data.slice(start, start + width)];
    const peak = Math.max(...row);
    const powers = row.map((x) => (peak === -Infinity ? 0 : Math.exp(x - peak)));
    const total = powers.reduce((a, b) => a + b, 0);
    data.set(
      powers.map((x) => (total === 0 ? 0 : x / total)),
      start,
    );
  }
  return { ...scores, data };
}

type Results = Readonly<
  Record<'output' | 'scores' | 'weights' | 'presentKey' | 'presentValue', Tensor>
>;

/** Whose results are checked: the engine's, and those of the reference its property tests trust. */
const implementations: Readonly<
  Record<string, (inputs: AttentionInputs, options: AttentionOptions) => Results>
> = {
  attention: (inputs, options) => {
    const result = attention(inputs, options);
    if (!result.ok) throw new Error(result.error.message);
    return result;
  },
  'the reference': attentionReference,
};

describe.each(Object.entries(implementations))('the ONNX operator Attention: %s', (_name, run) => {
  it.skipIf(present)('is tested where the shared cases are; they are not here', () => undefined);

  it.skipIf(!present).each(cases)('$name', (testCase) => {
    const got = run(inputsOf(testCase), optionsOf(testCase));
    const { Y, present_key, present_value, qk_matmul_output } = testCase.outputs;
    const check = (name: string, have: Tensor, want: Stored | undefined): void => {
      if (want !== undefined)
        expect(`${name}: ${difference(have, floats(want), tolerance)}`).toBe(`${name}: `);
    };
    check('output', got.output, Y);
    check('presentKey', got.presentKey, present_key);
    check('presentValue', got.presentValue, present_value);
    if (qk_matmul_output === undefined) return;
    const softcap = testCase.attributes['softcap'] ?? 0;
    switch (testCase.attributes['qk_matmul_output_mode'] ?? 0) {
      case 0:
        check('scores', got.scores, qk_matmul_output);
        break;
      case 1: {
        const capped = got.scores.data.map((x) => softcap * Math.tanh(x / softcap));
        check('capped scores', { ...got.scores, data: capped }, qk_matmul_output);
        break;
      }
      case 2: {
        // Masked scores are not a result of their own: their softmax is.
        const expected = weightsOf(floats(qk_matmul_output));
        expect(difference(got.weights, expected, tolerance)).toBe('');
        break;
      }
      default:
        check('weights', got.weights, qk_matmul_output);
    }
  });
});
