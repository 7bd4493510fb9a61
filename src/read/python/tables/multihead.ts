import {
  none,
  size,
  tuple,
  type LayerObject,
  type PyObject,
  type TensorObject,
} from '../objects.js';
import { asNumber, asTensor } from '../convert.js';
import { breakStream } from '../random.js';
import { operate, shapeOfTensor, type Place, type Reader } from '../reader.js';
import { learnMask } from '../learn.js';
import { arg, dimArg, flagArg, intArg, tensorArg, type LibraryFunction } from './arguments.js';
import { apartAttention } from './multiheadApart.js';
import { joinedMask, outProjection, paddingArg } from './multiheadMasks.js';
import { constant, overInputs, parameter, symmetric } from './parameters.js';

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
  if (dModel === undefined || heads === undefined) return undefined;
  const special = [
    [6, 'kdim'],
    [7, 'vdim'],
    [4, 'add_bias_kv'],
    [5, 'add_zero_attn'],
  ] as const;
  const asked = special.some(([at, n]) => {
    const given = arg(call, at, n);
    return given !== undefined && given.type !== 'none' && !(given.type === 'bool' && !given.value);
  });
  if (asked) return apartAttention(r, call, dModel, heads);
  const own = overInputs(dModel);
  const outWeight = parameter(r, [dModel, dModel], own, call);
  // The projection draws a bias too before it is set to zero.
  const biased = flagArg(r, call, 3, ['bias'], true) !== false;
  if (biased && r.streams.torch !== undefined) parameter(r, [dModel], own, call);
  const spread = typeof dModel === 'number' ? Math.sqrt(6 / (4 * dModel)) : 1;
  const joint = { operator: '*', left: 3, right: dModel } as const;
  const inWeight = parameter(r, [joint, dModel], symmetric(spread), call);
  const inBias = constant(r, 'zeros', [joint], call);
  const outBias = constant(r, 'zeros', [dModel], call);
  const batchFirst = flagArg(r, call, 8, ['batch_first'], false) ?? false;
  const given = arg(call, 2, 'dropout');
  const dropout = given === undefined ? 0 : (asNumber(r, given) ?? -1);
  const attributes: [string, PyObject][] = [
    ['in_proj_weight', inWeight],
    ['in_proj_bias', biased ? inBias : none],
    ['out_proj', outProjection(outWeight, biased ? outBias : none)],
    ['embed_dim', size(dModel)],
    ['num_heads', size(heads)],
  ];
  const made: LayerObject = {
    type: 'layer',
    name: 'MultiheadAttention',
    attributes: new Map(attributes),
    call: (reader, use, self) => {
      const query = tensorArg(reader, use, 0, 'query');
      const key = tensorArg(reader, use, 1, 'key');
      const value = tensorArg(reader, use, 2, 'value');
      if (!query || !key || !value) return undefined;
      const maskGiven = arg(use, 5, 'attn_mask');
      const mask =
        maskGiven === undefined || maskGiven.type === 'none'
          ? undefined
          : tensorArg(reader, use, 5, 'attn_mask');
      const padding = paddingArg(reader, use);
      const step = { span: use.span };
      const sequenceFirst = !batchFirst && shapeOfTensor(reader, query)?.length === 3;
      const turn = (t: TensorObject): TensorObject =>
        sequenceFirst ? operate(reader, { kind: 'transpose', axis0: 0, axis1: 1 }, [t], step) : t;
      const turned = [query, key, value].map(turn);
      const own = ownWeights(reader, self, [inWeight, inBias, outWeight, outBias], step);
      const inputs = [...turned, ...own];
      const rows = shapeOfTensor(reader, turned[0] ?? query)?.at(-2);
      const columns = shapeOfTensor(reader, turned[1] ?? key)?.at(-2);
      if (mask !== undefined && rows !== undefined && columns !== undefined) {
        learnMask(reader, mask.id, [rows, columns]);
      }
      const merged =
        padding === undefined ? mask : joinedMask(reader, use, mask, padding, turned, heads);
      const training = self.attributes.get('training');
      const drops =
        dropout !== 0 &&
        !reader.frame.symbolic &&
        (training === undefined || training.type !== 'bool' || training.value);
      if (drops) breakStream(reader, 'torch');
      const lost = drops || (padding !== undefined && merged === undefined);
      const example = lost ? ({ origin: 'example' } as const) : {};
      const output = operate(
        reader,
        { kind: 'multiHeadAttention', heads },
        merged === undefined ? inputs : [...inputs, merged],
        sequenceFirst ? step : use,
        example,
      );
      const result = sequenceFirst
        ? operate(reader, { kind: 'transpose', axis0: 0, axis1: 1 }, [output], use)
        : output;
      const wanted = flagArg(reader, use, 4, ['need_weights'], true);
      if (wanted === false) return tuple([result, none]);
      const average = flagArg(reader, use, 6, ['average_attn_weights'], true) !== false;
      const [q = query, k = key] = turned;
      const [inW = inWeight, inB = inBias] = own;
      const weights = operate(
        reader,
        { kind: 'library', name: 'headWeights', settings: { heads, average } },
        merged === undefined ? [q, k, inW, inB] : [q, k, inW, inB, merged],
        step,
        example,
      );
      return tuple([result, weights]);
    },
  };
  return made;
};

/** The weights as they are now; code may have put others in their place. */
function ownWeights(
  r: Reader,
  self: LayerObject,
  made: readonly TensorObject[],
  place: Place,
): TensorObject[] {
  const out = self.attributes.get('out_proj');
  const held = out?.type === 'layer' ? out.attributes : undefined;
  const now = [
    self.attributes.get('in_proj_weight'),
    self.attributes.get('in_proj_bias'),
    held?.get('weight'),
    held?.get('bias'),
  ];
  return made.map((t, i) => {
    const given = now[i];
    const own = given?.type === 'tensor' ? given : t;
    return asTensor(r, own, place) ?? own;
  });
}
