import type { Dim } from '../../../program/dim.js';
import { multiplyDims } from '../../../program/dims.js';
import type { Distribution } from '../../../program/operation.js';
import { asTensor } from '../convert.js';
import {
  none,
  size,
  type Call,
  type LayerObject,
  type PyObject,
  type TensorObject,
} from '../objects.js';
import { breakStream } from '../random.js';
import { operate, shapeOfTensor, type Place, type Reader } from '../reader.js';
import {
  arg,
  dimArg,
  flagArg,
  intArg,
  numberArg,
  tensorArg,
  type LibraryFunction,
} from './arguments.js';
import { compose } from './compose.js';
import {
  attendApart,
  maskOf,
  thirds,
  withWeights,
  type HeadsApart,
  type Places,
} from './headsApart.js';
import { held, isTraining, layer } from './layerObjects.js';
import { outProjection } from './multiheadMasks.js';
import { constant, overInputs, parameter, symmetric } from './parameters.js';

interface Made {
  readonly dModel: Dim;
  readonly heads: number;
  readonly batchFirst: boolean;
  readonly zero: boolean;
  readonly dropout: number | undefined;
  /** Zeros, where the layer has no bias. */
  readonly inBias: TensorObject;
  readonly outBias: TensorObject;
}

/** Xavier's uniform distribution of a matrix. */
const xavier = (rows: Dim, columns: Dim): Distribution =>
  symmetric(
    typeof rows === 'number' && typeof columns === 'number' ? Math.sqrt(6 / (rows + columns)) : 1,
  );

/**
 * nn.MultiheadAttention(embed_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim, vdim,
 * batch_first). Weights are made in the library's order: the output projection first (as nn.Linear),
 * then the joint input projection, or one for each of query, key and value where keys or values have
 * sizes of their own, from Xavier's uniform distribution; biases are zero
 * (torch/nn/modules/activation.py).
 */
export const multiheadAttention: LibraryFunction = (r, call) => {
  const dModel = dimArg(r, call, 0, 'embed_dim');
  const heads = intArg(r, call, 1, 'num_heads');
  if (dModel === undefined || heads === undefined) return undefined;
  const biased = flagArg(r, call, 3, ['bias'], true) !== false;
  const biasKv = flagArg(r, call, 4, ['add_bias_kv'], false);
  const zero = flagArg(r, call, 5, ['add_zero_attn'], false);
  const sizeOf = (at: number, name: string): Dim | undefined => {
    const given = arg(call, at, name);
    return given === undefined || given.type === 'none' ? dModel : dimArg(r, call, at, name);
  };
  const [keyDim, valueDim] = [sizeOf(6, 'kdim'), sizeOf(7, 'vdim')];
  if (biasKv === undefined || zero === undefined) return undefined;
  if (keyDim === undefined || valueDim === undefined) return undefined;
  const spread = overInputs(dModel);
  const outWeight = parameter(r, [dModel, dModel], spread, call);
  // The projection draws a bias too before it is set to zero.
  if (biased && r.streams.torch !== undefined) parameter(r, [dModel], spread, call);
  const joint = r.builder.context.resolve(multiplyDims(3, dModel));
  const matrix = (rows: Dim, columns: Dim): TensorObject =>
    parameter(r, [rows, columns], xavier(rows, columns), call);
  const apart = keyDim !== dModel || valueDim !== dModel;
  const projections: (readonly [string, PyObject])[] = apart
    ? [
        ['in_proj_weight', none],
        ['q_proj_weight', matrix(dModel, dModel)],
        ['k_proj_weight', matrix(dModel, keyDim)],
        ['v_proj_weight', matrix(dModel, valueDim)],
      ]
    : [['in_proj_weight', matrix(joint, dModel)]];
  const std = typeof dModel === 'number' ? Math.sqrt(2 / (2 * dModel)) : 1;
  const learned = (): PyObject =>
    biasKv ? parameter(r, [1, 1, dModel], { kind: 'normal', mean: 0, std }, call) : none;
  const [biasK, biasV] = [learned(), learned()];
  const made: Made = {
    dModel,
    heads,
    zero,
    batchFirst: flagArg(r, call, 8, ['batch_first'], false) ?? false,
    dropout: arg(call, 2, 'dropout') === undefined ? 0 : numberArg(r, call, 2, 'dropout'),
    inBias: constant(r, 'zeros', [joint], call),
    outBias: constant(r, 'zeros', [dModel], call),
  };
  const attributes: (readonly [string, PyObject])[] = [
    ...projections,
    ['in_proj_bias', biased ? made.inBias : none],
    ['bias_k', biasK],
    ['bias_v', biasV],
    ['out_proj', outProjection(outWeight, biased ? made.outBias : none)],
    ['embed_dim', size(dModel)],
    ['num_heads', size(heads)],
  ];
  return layer('MultiheadAttention', attributes, (reader, use, self) =>
    attend(reader, use, self, made),
  );
};

const ofLayer: Places = { padding: 3, needWeights: 4, mask: 5, average: 6 };

/**
 * Called with (query, key, value), it gives the output and the weights averaged over heads: one
 * operation, or step by step where there is more to it than that has room for (projections apart,
 * learned or zero keys, places that dropout really leaves out).
 */
function attend(r: Reader, use: Call, self: LayerObject, made: Made): PyObject | undefined {
  const given = (['query', 'key', 'value'] as const).map((n, i) => tensorArg(r, use, i, n));
  const [query, key, value] = given;
  if (!query || !key || !value) return undefined;
  const training = isTraining(r, self);
  const drops = made.dropout !== 0 && !r.frame.symbolic && training !== false;
  const joint = held(r, self, 'in_proj_weight', use);
  const behind = [held(r, self, 'bias_k', use), held(r, self, 'bias_v', use)] as const;
  const plain = joint !== undefined && !made.zero && behind.every((b) => b === undefined);
  const followed = drops && r.streams.torch !== undefined;
  const step = { span: use.span };
  const sequenceFirst = !made.batchFirst && shapeOfTensor(r, query)?.length === 3;
  const turn = (t: TensorObject, place: Place = step): TensorObject =>
    sequenceFirst ? operate(r, { kind: 'transpose', axis0: 0, axis1: 1 }, [t], place) : t;
  const inputs = [turn(query), turn(key), turn(value)] as const;
  if (plain && !followed) {
    const found = inOne(r, use, self, made, inputs, drops, sequenceFirst ? step : use);
    return withWeights(r, use, ofLayer, turn(found.output, use), found.weights);
  }
  const parts = partsOf(r, use, self, made, { behind, training });
  const found = parts && attendApart(r, use, inputs, parts, ofLayer);
  return found && withWeights(r, use, ofLayer, turn(found.output, use), found.weights);
}

/** What the steps take, as the layer holds it now. */
function partsOf(
  r: Reader,
  use: Call,
  self: LayerObject,
  made: Made,
  more: Pick<HeadsApart, 'behind' | 'training'>,
): HeadsApart | undefined {
  const s = compose(r, use);
  const joint = held(r, self, 'in_proj_weight', use);
  const bias = held(r, self, 'in_proj_bias', use);
  const apart = ['q', 'k', 'v'].map((n) => held(r, self, `${n}_proj_weight`, use));
  const [q, k, v] = joint === undefined ? apart : thirds(s, joint);
  const out = self.attributes.get('out_proj');
  const outWeight = held(r, out, 'weight', use);
  if (!q || !k || !v || !outWeight) return undefined;
  return {
    ...more,
    dModel: made.dModel,
    heads: made.heads,
    zero: made.zero,
    dropout: made.dropout,
    weights: [q, k, v],
    biases: bias === undefined ? [undefined, undefined, undefined] : thirds(s, bias),
    outWeight,
    outBias: held(r, out, 'bias', use),
  };
}

/**
 * Inputs of the operation: query, key, value, input weight [3·d, d], input bias, output weight,
 * output bias, mask; a bias that is not there is zeros.
 */
function inOne(
  r: Reader,
  use: Call,
  self: LayerObject,
  { heads, inBias, outBias }: Made,
  inputs: readonly [TensorObject, TensorObject, TensorObject],
  drops: boolean,
  place: Place,
): { readonly output: TensorObject; readonly weights: () => TensorObject } {
  const [query, key] = inputs;
  const out = self.attributes.get('out_proj');
  /** The weights as they are now; code may have put others in their place. */
  const now = (
    of: PyObject | undefined,
    name: string,
    otherwise?: TensorObject,
  ): TensorObject[] => {
    const found = held(r, of, name, use) ?? (otherwise && asTensor(r, otherwise, use));
    return found === undefined ? [] : [found];
  };
  const own = [
    ...now(self, 'in_proj_weight'),
    ...now(self, 'in_proj_bias', inBias),
    ...now(out, 'weight'),
    ...now(out, 'bias', outBias),
  ];
  const [rows, columns] = [query, key].map((t) => shapeOfTensor(r, t)?.at(-2));
  const found = maskOf(r, use, inputs, heads, [rows, columns], ofLayer);
  const mask = found === undefined || found === 'unknown' ? [] : [found];
  if (drops) breakStream(r, 'torch');
  const extra = drops || found === 'unknown' ? ({ origin: 'example' } as const) : {};
  const output = operate(
    r,
    { kind: 'multiHeadAttention', heads },
    [...inputs, ...own, ...mask],
    place,
    extra,
  );
  const average = flagArg(r, use, ofLayer.average, ['average_attn_weights'], true) !== false;
  const weights = (): TensorObject =>
    operate(
      r,
      { kind: 'library', name: 'headWeights', settings: { heads, average } },
      [query, key, ...own.slice(0, 2), ...mask],
      { span: use.span },
      extra,
    );
  return { output, weights };
}
