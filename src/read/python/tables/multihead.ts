import type { Distribution } from '../../../program/operation.js';
import {
  none,
  size,
  tuple,
  type LayerObject,
  type PyObject,
  type TensorObject,
} from '../objects.js';
import { asTensor } from '../convert.js';
import { operate, shapeOfTensor, type Reader } from '../reader.js';
import { learnMask } from '../learn.js';
import { arg, dimArg, flagArg, intArg, tensorArg, type LibraryFunction } from './arguments.js';
import { constant, parameter } from './parameters.js';

/**
 * nn.MultiheadAttention(embed_dim, num_heads, dropout, bias, …, batch_first). Weights are made in
 * the library's order: the output projection first (as nn.Linear), then the joint input projection
 * from Xavier's uniform distribution; biases are zero (torch/nn/modules/activation.py).
 *
 * Called with (query, key, value), it gives the output and the weights averaged over heads.
 * Inputs of the operation: query, key, value, input weight [3·d, d], input bias, output weight,
 * output bias, mask; a bias that is not there is zeros.
 */
export const multiheadAttention: LibraryFunction = (r, call) => {
  const dModel = dimArg(r, call, 0, 'embed_dim');
  const heads = intArg(r, call, 1, 'num_heads');
  const special = ['kdim', 'vdim', 'add_bias_kv', 'add_zero_attn'].some((n) => {
    const given = arg(call, -1, n);
    return given !== undefined && given.type !== 'none' && !(given.type === 'bool' && !given.value);
  });
  if (dModel === undefined || heads === undefined || special) return undefined;
  const bound = typeof dModel === 'number' ? 1 / Math.sqrt(dModel) : 1;
  const own: Distribution = { kind: 'uniform', low: -bound, high: bound };
  const outWeight = parameter(r, [dModel, dModel], own, call);
  // The projection draws a bias too before it is set to zero.
  const biased = flagArg(r, call, 3, ['bias'], true) !== false;
  if (biased && r.streams.torch !== undefined) parameter(r, [dModel], own, call);
  const spread = typeof dModel === 'number' ? Math.sqrt(6 / (4 * dModel)) : 1;
  const joint = { operator: '*', left: 3, right: dModel } as const;
  const inWeight = parameter(
    r,
    [joint, dModel],
    { kind: 'uniform', low: -spread, high: spread },
    call,
  );
  const inBias = constant(r, 'zeros', [joint], call);
  const outBias = constant(r, 'zeros', [dModel], call);
  const batchFirst = flagArg(r, call, 8, ['batch_first'], false) ?? false;
  const attributes: [string, PyObject][] = [
    ['in_proj_weight', inWeight],
    ['in_proj_bias', biased ? inBias : none],
    ['embed_dim', size(dModel)],
    ['num_heads', size(heads)],
  ];
  const made: LayerObject = {
    type: 'layer',
    name: 'MultiheadAttention',
    attributes: new Map(attributes),
    call: (reader, use) => {
      const query = tensorArg(reader, use, 0, 'query');
      const key = tensorArg(reader, use, 1, 'key');
      const value = tensorArg(reader, use, 2, 'value');
      if (!query || !key || !value) return undefined;
      const maskGiven = arg(use, 5, 'attn_mask');
      const mask =
        maskGiven === undefined || maskGiven.type === 'none'
          ? undefined
          : tensorArg(reader, use, 5, 'attn_mask');
      const padding = arg(use, 3, 'key_padding_mask');
      const step = { span: use.span };
      const sequenceFirst = !batchFirst && shapeOfTensor(reader, query)?.length === 3;
      const turn = (t: TensorObject): TensorObject =>
        sequenceFirst ? operate(reader, { kind: 'transpose', axis0: 0, axis1: 1 }, [t], step) : t;
      const turned = [query, key, value].map(turn);
      const own = [inWeight, inBias, outWeight, outBias].map((t) => asTensor(reader, t, step) ?? t);
      const inputs = [...turned, ...own];
      const rows = shapeOfTensor(reader, turned[0] ?? query)?.at(-2);
      const columns = shapeOfTensor(reader, turned[1] ?? key)?.at(-2);
      if (mask !== undefined && rows !== undefined && columns !== undefined) {
        learnMask(reader, mask.id, [rows, columns]);
      }
      const example =
        padding !== undefined && padding.type !== 'none' ? ({ origin: 'example' } as const) : {};
      const output = operate(
        reader,
        { kind: 'multiHeadAttention', heads },
        mask === undefined ? inputs : [...inputs, mask],
        sequenceFirst ? step : use,
        example,
      );
      const result = sequenceFirst
        ? operate(reader, { kind: 'transpose', axis0: 0, axis1: 1 }, [output], use)
        : output;
      return tuple([result, averageWeights(reader, use.span, turned, heads, inWeight, use.callee)]);
    },
  };
  return made;
};

/** The second result: weights averaged over heads, [batch, query, key]. Not read, its shape is. */
function averageWeights(
  r: Reader,
  span: { start: number; end: number },
  [query, key]: readonly TensorObject[],
  heads: number,
  inWeight: TensorObject,
  callee: string,
): PyObject {
  const q = query === undefined ? undefined : shapeOfTensor(r, query);
  const rows = key === undefined ? undefined : shapeOfTensor(r, key)?.at(-2);
  const shape = q === undefined || rows === undefined ? undefined : [...q.slice(0, -1), rows];
  const inputs = query === undefined || key === undefined ? [] : [query, key, inWeight];
  return operate(
    r,
    { kind: 'call', callee: `${callee} (weights of ${heads} heads)` },
    inputs,
    { span },
    shape === undefined ? {} : { shape },
  );
}
