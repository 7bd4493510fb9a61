import { asNumber, asShape, truth } from '../convert.js';
import { learnMask } from '../learn.js';
import type { Call, TensorObject } from '../objects.js';
import { breakStream } from '../random.js';
import { operate, shapeOfTensor, type Reader } from '../reader.js';
import {
  arg,
  flagArg,
  intArg,
  numberArg,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';
import { activations } from './pointwise.js';
import { convolutionFunctions } from './convolutions.js';
import { crossEntropyWith, losses } from './losses.js';
import { multiHeadForward } from './multiheadForward.js';
import { normalizations } from './normalization.js';
import { torchPad } from './padding.js';
import { resampling } from './resampling.js';
import { dropouts } from './dropout.js';
import { bilinear, linear } from './products.js';
import { softmax } from './reductions.js';
import { oneHot } from './oneHot.js';

/** F.scaled_dot_product_attention(query, key, value, attn_mask, dropout_p, is_causal, scale). */
const attention: LibraryFunction = (r, call) => {
  const query = tensorArg(r, call, 0, 'query');
  const key = tensorArg(r, call, 1, 'key');
  const value = tensorArg(r, call, 2, 'value');
  if (query === undefined || key === undefined || value === undefined) return undefined;
  const maskGiven = arg(call, 3, 'attn_mask');
  const mask = tensorArg(r, call, 3, 'attn_mask');
  if (maskGiven !== undefined && maskGiven.type !== 'none' && mask === undefined) return undefined;
  const causal = flagArg(r, call, 5, ['is_causal'], false) ?? false;
  const scaleGiven = arg(call, -1, 'scale');
  const scale = asNumber(r, scaleGiven);
  const named = scaleGiven !== undefined && scaleGiven.type !== 'none' && scale === undefined;
  const dropout = arg(call, 4, 'dropout_p');
  const draws = dropout !== undefined && truth(r, dropout) !== false && !r.frame.symbolic;
  // Its mask is drawn, and what is drawn after it is not what it would have been.
  if (draws) breakStream(r, 'torch');
  if (mask !== undefined) learnScores(r, mask, query, key);
  return operate(
    r,
    {
      kind: 'scaledDotProductAttention',
      causal,
      ...(scale === undefined ? {} : { scale }),
    },
    mask === undefined ? [query, key, value] : [query, key, value, mask],
    call,
    draws || (named && !r.frame.symbolic) ? { origin: 'example' } : {},
  );
};

function learnScores(r: Reader, mask: TensorObject, query: TensorObject, key: TensorObject): void {
  const q = shapeOfTensor(r, query);
  const rows = shapeOfTensor(r, key)?.at(-2);
  if (q === undefined || rows === undefined) return;
  learnMask(r, mask.id, [...q.slice(0, -1), rows]);
}

const layerNorm: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const shape = asShape(r, arg(call, 1, 'normalized_shape'));
  if (x === undefined || shape === undefined) return undefined;
  const eps = numberArg(r, call, 4, 'eps') ?? 1e-5;
  return operate(
    r,
    { kind: 'layerNorm', axes: shape.length, eps },
    scaleAndShift(r, x, call),
    call,
  );
};

function scaleAndShift(r: Reader, x: TensorObject, call: Call): TensorObject[] {
  const inputs = [x];
  for (const [i, name] of ['weight', 'bias'].entries()) {
    const given = arg(call, 2 + i, name);
    if (given === undefined || given.type === 'none') break;
    const tensor = tensorArg(r, call, 2 + i, name);
    if (tensor === undefined) break;
    inputs.push(tensor);
  }
  return inputs;
}

const rmsNorm: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const shape = asShape(r, arg(call, 1, 'normalized_shape'));
  if (x === undefined || shape === undefined) return undefined;
  const eps = numberArg(r, call, 3, 'eps') ?? 1.1920928955078125e-7;
  return operate(r, { kind: 'rmsNorm', axes: shape.length, eps }, scaleAndShift(r, x, call), call);
};

/** Losses are averages unless `reduction`, weights or smoothing say otherwise. */
const averaged = (call: Call): boolean => {
  const reduction = call.keywords.get('reduction')?.value;
  const other = ['weight', 'label_smoothing', 'ignore_index'].some((k) => call.keywords.has(k));
  return (
    !other &&
    (reduction === undefined || (reduction.type === 'string' && reduction.value === 'mean'))
  );
};

const crossEntropy: LibraryFunction = (r, call) => {
  if (!averaged(call)) return crossEntropyWith(r, call);
  const x = tensorArg(r, call, 0, 'input');
  const target = tensorArg(r, call, 1, 'target');
  return x === undefined || target === undefined
    ? undefined
    : operate(r, { kind: 'loss', loss: 'crossEntropy' }, [x, target], call);
};

const meanSquaredError: LibraryFunction = (r, call) => {
  if (!averaged(call)) return losses.mse_loss?.(r, call);
  const x = tensorArg(r, call, 0, 'input');
  const target = tensorArg(r, call, 1, 'target');
  return x === undefined || target === undefined
    ? undefined
    : operate(r, { kind: 'loss', loss: 'meanSquaredError' }, [x, target], call);
};

const embedding: LibraryFunction = (r, call) => {
  const indices = tensorArg(r, call, 0, 'input');
  const table = tensorArg(r, call, 1, 'weight');
  return indices === undefined || table === undefined
    ? undefined
    : operate(r, { kind: 'embedding' }, [indices, table], call);
};

/** x / max(‖x‖_p, eps) along an axis; the floor of 1e-12 is left out where nothing is that short. */
const normalize: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const p = numberArg(r, call, 1, 'p') ?? 2;
  const axis = intArg(r, call, 2, 'dim') ?? 1;
  if (x === undefined) return undefined;
  const length = operate(r, { kind: 'norm', p, axes: [axis], keepDim: true }, [x], {
    span: call.span,
  });
  const floor = operate(
    r,
    { kind: 'clamp', min: numberArg(r, call, 3, 'eps') ?? 1e-12 },
    [length],
    { span: call.span },
  );
  return operate(r, { kind: 'div' }, [x, floor], call);
};

/** Functions of torch.nn.functional. */
export const functional: Table = {
  ...activations,
  ...dropouts,
  ...losses,
  pad: torchPad,
  ...convolutionFunctions,
  ...normalizations,
  ...resampling,
  bilinear,
  softmax: softmax('softmax'),
  log_softmax: softmax('logSoftmax'),
  linear,
  layer_norm: layerNorm,
  rms_norm: rmsNorm,
  scaled_dot_product_attention: attention,
  multi_head_attention_forward: multiHeadForward,
  cross_entropy: crossEntropy,
  mse_loss: meanSquaredError,
  embedding,
  normalize,
  one_hot: oneHot,
};
