import type { Distribution } from '../../../program/operation.js';
import {
  none,
  size,
  tuple,
  type LayerObject,
  type PyObject,
  type TensorObject,
} from '../objects.js';
import type { Dim } from '../../../program/dim.js';
import { multiplyDims } from '../../../program/dims.js';
import { asNumber, asTensor } from '../convert.js';
import { breakStream } from '../random.js';
import { dtypeOfTensor, operate, shapeOfTensor, type Place, type Reader } from '../reader.js';
import type { Call } from '../objects.js';
import { compose } from './compose.js';
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

/** `out_proj`, whose weight and bias are the second projection's. */
const outProjection = (weight: TensorObject, bias: PyObject): LayerObject => ({
  type: 'layer',
  name: 'NonDynamicallyQuantizableLinear',
  attributes: new Map([
    ['weight', weight],
    ['bias', bias],
  ]),
  call: () => undefined,
});

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

/** `key_padding_mask`, true where a key is padding; undefined where there is none. */
function paddingArg(r: Reader, use: Call): TensorObject | undefined {
  const given = arg(use, 3, 'key_padding_mask');
  return given === undefined || given.type === 'none'
    ? undefined
    : tensorArg(r, use, 3, 'key_padding_mask');
}

/** Both masks as one for every head of every sequence: [batch · heads, queries, keys]. */
function joinedMask(
  r: Reader,
  use: Call,
  mask: TensorObject | undefined,
  padding: TensorObject,
  [query, key]: readonly TensorObject[],
  heads: number,
): TensorObject | undefined {
  const q = query === undefined ? undefined : shapeOfTensor(r, query);
  const columns = key === undefined ? undefined : shapeOfTensor(r, key)?.at(-2);
  const rows = q?.at(-2);
  if (q === undefined || rows === undefined || columns === undefined) return undefined;
  const batch = q.length === 3 ? (q[0] ?? 1) : 1;
  const s = compose(r, use);
  const wide = [batch, heads, rows, columns];
  const flat = [multiplyDims(batch, heads), rows, columns];
  const spread = (t: TensorObject, shape: readonly Dim[]): TensorObject =>
    s.op({ kind: 'expand', shape: wide }, s.op({ kind: 'reshape', shape }, t));
  const keys = spread(padding, [batch, 1, 1, columns]);
  if (mask === undefined) return s.op({ kind: 'reshape', shape: flat }, keys);
  const own = spread(mask, shapeOfTensor(r, mask)?.length === 3 ? wide : [1, 1, rows, columns]);
  const bools = [mask, padding].every((t) => dtypeOfTensor(r, t) === 'bool');
  const number = (t: TensorObject, wideMask: TensorObject): TensorObject =>
    dtypeOfTensor(r, t) === 'bool'
      ? s.op(
          { kind: 'maskedFill', value: -Infinity },
          s.op({ kind: 'zeros', shape: wide }),
          wideMask,
        )
      : wideMask;
  const joined = bools
    ? s.op({ kind: 'logical', relation: 'or' }, own, keys)
    : s.op({ kind: 'add' }, number(mask, own), number(padding, keys));
  return s.op({ kind: 'reshape', shape: flat }, joined);
}
