import { asDim, asNumber, asShape, asTensor } from '../convert.js';
import {
  isSequence,
  none,
  size,
  type Call,
  type LayerObject,
  type PyObject,
  type TensorObject,
} from '../objects.js';
import { putItems, updateTensor } from '../inPlace.js';
import { operate, type Reader } from '../reader.js';
import {
  arg,
  dimArg,
  flagArg,
  given,
  numberArg,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';
import { applyDropout } from './dropout.js';
import { functional } from './functional.js';
import { convolutions } from './convolutions.js';
import { transformers } from './transformers.js';
import { moreLayers } from './layers.js';
import { multiheadAttention } from './multihead.js';
import { normalizationLayers } from './normalization.js';
import { recurrentLayers } from './recurrent.js';
import { resamplingLayers } from './resampling.js';
import { held, isTraining, layer } from './layerObjects.js';
import { asWeight, constant, overInputs, parameter } from './parameters.js';

/** The weight and bias a layer has now; code may have put others in their place. */
function weights(r: Reader, self: LayerObject, call: Call): TensorObject[] {
  const found: TensorObject[] = [];
  for (const name of ['weight', 'bias']) {
    const tensor = held(r, self, name, call);
    if (tensor === undefined) break;
    found.push(tensor);
  }
  return found;
}

/** The row of `padding_idx` is zero. */
function clearRow(r: Reader, weight: TensorObject, row: PyObject, call: Call): void {
  const place = { span: call.span };
  const id = putItems(r, weight, row, { type: 'number', value: 0, float: true }, place, place);
  if (id !== undefined) updateTensor(r, weight, id);
}

/**
 * nn.Linear(in_features, out_features, bias): weight [out, in] and bias from U(−1/√in, 1/√in)
 * (kaiming_uniform_ with a = √5), the weight drawn first.
 */
const linear =
  (lazy: boolean): LibraryFunction =>
  (r, call) => {
    const skip = lazy ? 0 : 1;
    const inner = lazy ? r.builder.context.fresh() : dimArg(r, call, 0, 'in_features');
    const outer = dimArg(r, call, skip, 'out_features');
    const biased = flagArg(r, call, skip + 1, ['bias'], true);
    if (inner === undefined || outer === undefined) return undefined;
    const distribution = overInputs(inner);
    const weight = parameter(r, [outer, inner], distribution, call);
    const bias = biased === false ? undefined : parameter(r, [outer], distribution, call);
    const attributes: [string, PyObject][] = [
      ['weight', weight],
      ['bias', bias ?? none],
      ['in_features', size(inner)],
      ['out_features', size(outer)],
    ];
    return layer('Linear', attributes, (reader, use, self) => {
      const x = tensorArg(reader, use, 0, 'input');
      return x === undefined
        ? undefined
        : operate(reader, { kind: 'linear' }, [x, ...weights(reader, self, use)], use);
    });
  };

/** nn.Embedding(num_embeddings, embedding_dim): a table from N(0, 1). */
const embedding: LibraryFunction = (r, call) => {
  const count = dimArg(r, call, 0, 'num_embeddings');
  const dim = dimArg(r, call, 1, 'embedding_dim');
  if (count === undefined || dim === undefined) return undefined;
  const weight = parameter(r, [count, dim], { kind: 'normal', mean: 0, std: 1 }, call);
  const padding = arg(call, 2, 'padding_idx');
  if (padding !== undefined && padding.type !== 'none') clearRow(r, weight, padding, call);
  return layer(
    'Embedding',
    [
      ['weight', weight],
      ['embedding_dim', size(dim)],
      ['num_embeddings', size(count)],
    ],
    (reader, use, self) => {
      const indices = tensorArg(reader, use, 0, 'input');
      return indices === undefined
        ? undefined
        : operate(reader, { kind: 'embedding' }, [indices, ...weights(reader, self, use)], use);
    },
  );
};

const norm =
  (kind: 'layerNorm' | 'rmsNorm'): LibraryFunction =>
  (r, call) => {
    const shape = asShape(r, arg(call, 0, 'normalized_shape'));
    const eps =
      numberArg(r, call, 1, 'eps') ?? (kind === 'layerNorm' ? 1e-5 : 1.1920928955078125e-7);
    const affine = flagArg(r, call, 2, ['elementwise_affine'], true);
    if (shape === undefined) return undefined;
    const weight = affine === false ? undefined : constant(r, 'ones', shape, call);
    const biased =
      kind === 'layerNorm' && affine !== false && flagArg(r, call, 3, ['bias'], true) !== false;
    const bias = biased ? constant(r, 'zeros', shape, call) : undefined;
    return layer(
      kind === 'layerNorm' ? 'LayerNorm' : 'RMSNorm',
      [
        ['weight', weight ?? none],
        ['bias', bias ?? none],
      ],
      (reader, use, self) => {
        const x = tensorArg(reader, use, 0, 'input');
        return x === undefined
          ? undefined
          : operate(
              reader,
              { kind, axes: shape.length, eps },
              [x, ...weights(reader, self, use)],
              use,
            );
      },
    );
  };

const dropout: LibraryFunction = (r, call) => {
  const given = arg(call, 0, 'p');
  const p = given === undefined ? 0.5 : asNumber(r, given);
  const made: LayerObject = layer('Dropout', [], (reader, use, self) => {
    const x = tensorArg(reader, use, 0, 'input');
    return x && applyDropout(reader, x, p, isTraining(reader, self), use);
  });
  return made;
};

/** A module without weights: calls a function of torch.nn.functional with fixed arguments. */
const wrapped =
  (name: string, names: readonly string[] = []): LibraryFunction =>
  (_r, call) => {
    const fixed = new Map(call.keywords);
    names.forEach((n, i) => {
      const found = given(call, i, n);
      if (found !== undefined) fixed.set(n, found);
    });
    fixed.delete('inplace');
    return layer(name, [], (reader, use) =>
      functional[name]?.(reader, { ...use, keywords: new Map([...fixed, ...use.keywords]) }),
    );
  };

const identity: LibraryFunction = () => layer('Identity', [], (_r, use) => arg(use, 0, 'input'));

/** Layers one after the other. */
const sequential: LibraryFunction = (_r, call) => {
  const first = arg(call, 0);
  const items: (readonly [string, PyObject])[] =
    first?.type === 'dict'
      ? [...first.entries].map(([key, value]) => [String(key), value] as const)
      : call.args.map((a, i) => [String(i), a.value] as const);
  return layer('Sequential', items, (reader, use, self) => {
    let x = use.args[0];
    const items = [...self.attributes].filter(([key]) => key !== 'training');
    for (const [, item] of items) {
      if (x === undefined) return undefined;
      const value: PyObject = reader.callObject(reader, item, {
        ...use,
        args: [x],
        keywords: new Map(),
      });
      x = { ...x, value };
    }
    return x?.value;
  });
};

const moduleList: LibraryFunction = (_r, call) => {
  const first = arg(call, 0, 'modules');
  if (first === undefined) return { type: 'list', items: [] };
  return isSequence(first) ? { type: 'list', items: first.items, count: first.count } : undefined;
};

const moduleDict: LibraryFunction = (_r, call) => {
  const first = arg(call, 0, 'modules');
  return first?.type === 'dict' ? first : { type: 'dict', entries: new Map() };
};

/** nn.Parameter(data): the tensor itself. */
const asParameter: LibraryFunction = (r, call) => {
  const data = given(call, 0, 'data');
  const tensor = data === undefined ? undefined : asTensor(r, data.value, data);
  return tensor === undefined ? undefined : asWeight(r, tensor);
};

const loss =
  (name: string): LibraryFunction =>
  (_r, call) =>
    layer(name, [], (reader, use) =>
      functional[name]?.(reader, {
        ...use,
        keywords: new Map([...call.keywords, ...use.keywords]),
      }),
    );

const flatten: LibraryFunction = (r, call) => {
  const start = asDim(r, arg(call, 0, 'start_dim') ?? size(1));
  return layer('Flatten', [], (reader, use) => {
    const x = use.args[0];
    if (x === undefined || start === undefined) return undefined;
    return reader.callObject(
      reader,
      { type: 'library', path: 'torch.flatten' },
      {
        ...use,
        args: [x, { ...x, value: size(start) }],
      },
    );
  });
};

/** Classes of torch.nn. */
export const networks: Table = {
  Linear: linear(false),
  LazyLinear: linear(true),
  Embedding: embedding,
  LayerNorm: norm('layerNorm'),
  RMSNorm: norm('rmsNorm'),
  Dropout: dropout,
  Dropout1d: dropout,
  Dropout2d: dropout,
  Softmax: wrapped('softmax', ['dim']),
  LogSoftmax: wrapped('log_softmax', ['dim']),
  ReLU: wrapped('relu'),
  GELU: wrapped('gelu', ['approximate']),
  SiLU: wrapped('silu'),
  ELU: wrapped('elu', ['alpha']),
  LeakyReLU: wrapped('leaky_relu', ['negative_slope']),
  Tanh: wrapped('tanh'),
  Sigmoid: wrapped('sigmoid'),
  GLU: wrapped('glu', ['dim']),
  Identity: identity,
  Sequential: sequential,
  ModuleList: moduleList,
  ParameterList: moduleList,
  ModuleDict: moduleDict,
  Parameter: asParameter,
  CrossEntropyLoss: loss('cross_entropy'),
  MSELoss: loss('mse_loss'),
  NLLLoss: loss('nll_loss'),
  L1Loss: loss('l1_loss'),
  SmoothL1Loss: loss('smooth_l1_loss'),
  HuberLoss: loss('huber_loss'),
  BCELoss: loss('binary_cross_entropy'),
  BCEWithLogitsLoss: loss('binary_cross_entropy_with_logits'),
  KLDivLoss: loss('kl_div'),
  CosineSimilarity: loss('cosine_similarity'),
  MarginRankingLoss: loss('margin_ranking_loss'),
  TripletMarginLoss: loss('triplet_margin_loss'),
  CosineEmbeddingLoss: loss('cosine_embedding_loss'),
  HingeEmbeddingLoss: loss('hinge_embedding_loss'),
  SoftMarginLoss: loss('soft_margin_loss'),
  PoissonNLLLoss: loss('poisson_nll_loss'),
  GaussianNLLLoss: loss('gaussian_nll_loss'),
  PairwiseDistance: loss('pairwise_distance'),
  Softplus: wrapped('softplus', ['beta', 'threshold']),
  Mish: wrapped('mish'),
  SELU: wrapped('selu'),
  CELU: wrapped('celu', ['alpha']),
  ReLU6: wrapped('relu6'),
  Hardtanh: wrapped('hardtanh', ['min_val', 'max_val']),
  Hardswish: wrapped('hardswish'),
  Hardsigmoid: wrapped('hardsigmoid'),
  Softsign: wrapped('softsign'),
  LogSigmoid: wrapped('logsigmoid'),
  Tanhshrink: wrapped('tanhshrink'),
  Softmin: wrapped('softmin', ['dim']),
  Threshold: wrapped('threshold', ['threshold', 'value']),
  ...convolutions,
  ...normalizationLayers,
  ...resamplingLayers,
  ...moreLayers,
  ...recurrentLayers,
  Flatten: flatten,
  MultiheadAttention: multiheadAttention,
  ...transformers,
};
