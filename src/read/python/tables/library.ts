import { bool, float, isSequence, tuple, type PyObject } from '../objects.js';
import { arg, type LibraryFunction, type Table } from './arguments.js';
import { builtins } from './builtins.js';
import { collections, fromIterable, itertools } from './collections.js';
import { complexFunctions } from './complex.js';
import { numpyCreation, torchCreation } from './creation.js';
import { dropouts } from './dropout.js';
import { allClose, allEqual, elements } from './elements.js';
import { einopsFunctions, einopsLayers } from './einops.js';
import { numpyDiagonals, torchDiagonals } from './diagonals.js';
import { functional } from './functional.js';
import { initializers } from './initializers.js';
import { pretrained, sequenceUtilities, utilities } from './layers.js';
import { layout } from './layout.js';
import { mathFunctions } from './mathFunctions.js';
import { methods } from './methods.js';
import { networks } from './networks.js';
import { constants, numpyExtra, numpyLinalg } from './numpyExtra.js';
import { plots } from './plots.js';
import { autogradGrad, jacobian, jacobianOf } from './autograd.js';
import { grids, linearAlgebra, makingMethods } from './grids.js';
import { numpyPad } from './padding.js';
import { optimizerClasses } from './optimizers.js';
import { picking } from './picking.js';
import { gelu, pointwise } from './pointwise.js';
import { lastAxisProducts, products } from './products.js';
import { generatorMethods, numpyRandom, torchRandom } from './randomness.js';
import { norm, reductions, scipySoftmax } from './reductions.js';
import { sequences } from './sequences.js';
import { numpyStacking, stacking } from './stacking.js';
import { selection } from './selection.js';
import { summaries } from './summaries.js';
import { subsequentMask } from './transformers.js';
import { dotProductAttention, flaxLinen, haiku, jaxRandom, toldLayers } from './jaxLayers.js';
import { denseAtOnce, dropoutAtOnce, kerasLayers, sequentialOf } from './kerasLayers.js';
import {
  kerasBackend,
  lastSoftmax,
  networkFunctions,
  tensorflow,
  tensorflowLinalg,
  tensorflowNetworks,
} from './tensorflow.js';
import { kerasInputs, tensorflowRandom } from './tensorflowMaking.js';
import { miscellaneous } from './miscellaneous.js';

/** What tensors can do, as functions whose first argument is the tensor. */
const tensorFunctions: Table = {
  ...pointwise,
  ...elements(pointwise),
  ...reductions,
  ...layout,
  ...products,
  ...selection,
  ...summaries,
  ...picking,
};

const tensorMethods: Table = { ...tensorFunctions, ...methods, ...makingMethods };

/** jax.nn.gelu, which is the approximation by tanh unless asked otherwise. */
const jaxGelu: LibraryFunction = (r, call) => {
  const asked = arg(call, 1, 'approximate');
  const exact = asked?.type === 'bool' && !asked.value;
  const value = { type: 'string', value: exact ? 'none' : 'tanh' } as const;
  const at = { span: call.span, tex: undefined };
  return asked !== undefined && asked.type !== 'bool'
    ? undefined
    : gelu(r, {
        ...call,
        args: call.args.slice(0, 1),
        keywords: new Map([['approximate', { value, ...at }]]),
      });
};

const { ones_like = norm, zeros_like = norm } = torchCreation;
const likeOthers: Table = { ones_like, zeros_like };

/** Functions of each module; `numpy.exp` is `exp` of `numpy`. */
const modules: Readonly<Record<string, Table>> = {
  builtins,
  math: mathFunctions,
  torch: {
    ...tensorFunctions,
    ...grids('ij'),
    equal: allEqual,
    ...complexFunctions,
    is_tensor: (_r, call) => bool(arg(call, 0)?.type === 'tensor'),
    is_floating_point: methods.is_floating_point ?? norm,
    numel: methods.numel ?? norm,
    Size: (_r, call) => {
      const sizes = arg(call, 0);
      return sizes !== undefined && isSequence(sizes) ? tuple(sizes.items) : undefined;
    },
    allclose: allClose,
    ...torchCreation,
    ...sequences('torch'),
    ...torchDiagonals,
    ...stacking,
    ...torchRandom,
    ...dropouts,
  },
  'torch.Tensor': tensorMethods,
  'torch.random': torchRandom,
  'torch.special': { ...pointwise, ...reductions },
  'torch.linalg': { ...linearAlgebra, ...lastAxisProducts, norm, vector_norm: norm },
  'torch.nn': networks,
  'torch.nn.Embedding': { from_pretrained: pretrained },
  'torch.nn.utils': utilities,
  'torch.nn.utils.rnn': sequenceUtilities,
  'torch.nn.Transformer': { generate_square_subsequent_mask: subsequentMask },
  'torch.nn.parameter': networks,
  'fairscale.nn.model_parallel.layers': {
    ColumnParallelLinear: networks.Linear ?? norm,
    RowParallelLinear: networks.Linear ?? norm,
    ParallelEmbedding: networks.Embedding ?? norm,
  },
  'torch.nn.functional': functional,
  'torch.nn.init': initializers,
  'torch.optim': optimizerClasses,
  'torch.autograd': { grad: autogradGrad },
  'torch.autograd.functional': { jacobian },
  'torch.func': { jacrev: jacobianOf, jacfwd: jacobianOf },
  numpy: {
    ...tensorFunctions,
    ...grids('xy'),
    allclose: allClose,
    pad: numpyPad,
    ...numpyCreation,
    ...sequences('numpy'),
    ...numpyExtra,
    ...lastAxisProducts,
    ...numpyDiagonals,
    ...numpyStacking,
  },
  'numpy.linalg': { ...linearAlgebra, ...lastAxisProducts, ...numpyLinalg },
  'numpy.random': numpyRandom,
  'scipy.special': {
    softmax: scipySoftmax('softmax', 'all'),
    log_softmax: scipySoftmax('logSoftmax', 'all'),
    expit: pointwise.sigmoid ?? norm,
    erf: pointwise.erf ?? norm,
  },
  'jax.nn': {
    ...networkFunctions,
    gelu: jaxGelu,
    dot_product_attention: dotProductAttention,
  },
  'jax.random': jaxRandom,
  'jax.lax': { ...pointwise, stop_gradient: methods.detach ?? norm },
  'flax.linen': { ...networkFunctions, gelu: jaxGelu, ...flaxLinen },
  'flax.nnx': { ...networkFunctions, gelu: jaxGelu, ...toldLayers(1e-6) },
  'equinox.nn': toldLayers(1e-5),
  haiku,
  'tensorflow.nn': tensorflowNetworks,
  'tensorflow.keras.activations': tensorflowNetworks,
  'tensorflow.layers': { dense: denseAtOnce, dropout: dropoutAtOnce },
  'tensorflow.keras.layers': { ...kerasLayers, ...kerasInputs },
  'tensorflow.keras': { ...kerasInputs, Sequential: sequentialOf },
  'tensorflow.keras.models': { Sequential: sequentialOf },
  'tensorflow.random': tensorflowRandom,
  tensorflow: { ...tensorFunctions, ...likeOthers, ...tensorflow },
  'tensorflow.math': { ...tensorFunctions, ...tensorflow },
  'tensorflow.keras.backend': { ...tensorFunctions, ...lastSoftmax, ...kerasBackend },
  'tensorflow.linalg': tensorflowLinalg,
  'mlx.core': { ...tensorFunctions, ...lastSoftmax },
  collections,
  itertools,
  'itertools.chain': { from_iterable: fromIterable },
  einops: einopsFunctions,
  opt_einsum: { contract: products.einsum ?? norm },
  'einops.layers.torch': einopsLayers,
  seaborn: plots,
  pandas: plots,
  ...miscellaneous,
};

/** Other names of modules. */
const aliases: Readonly<Record<string, string>> = {
  'jax.numpy': 'numpy',
  'tensorflow.keras.ops': 'tensorflow',
  cupy: 'numpy',
  'autograd.numpy': 'numpy',
  'numpy.core': 'numpy',
};

/** Other beginnings of paths: older versions, and Keras apart from TensorFlow. */
const beginnings: readonly (readonly [RegExp, string])[] = [
  [/^tensorflow\.compat\.v[12](?=\.)/, 'tensorflow'],
  [/^(?:tensorflow\.python\.|tf_)?keras(?=\.)/, 'tensorflow.keras'],
];

type Place = readonly [module: string, name: string];

/** Where paths were found; a program names few, and is asked for them often. */
const places = new Map<string, Place>();
const mostPlaces = 2_000;

function split(given: string): Place {
  const found = places.get(given) ?? splitNew(given);
  if (places.size >= mostPlaces) places.clear();
  places.set(given, found);
  return found;
}

function splitNew(given: string): Place {
  const path = beginnings.reduce((p, [from, to]) => p.replace(from, to), given);
  const at = path.lastIndexOf('.');
  const module = path.slice(0, Math.max(0, at));
  return [aliases[module] ?? module, path.slice(at + 1)];
}

const own = (table: Table | undefined, name: string): LibraryFunction | undefined =>
  table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;

/** The function at a full path: `torch.nn.functional.softmax`. */
export function libraryFunction(path: string): LibraryFunction | undefined {
  const [module, name] = split(path);
  return own(modules[module], name);
}

/** What finfo says of float32 and of float64. */
const ofSingle = { min: -3.4028234663852886e38, max: 3.4028234663852886e38, eps: 2 ** -23 };
const ofDouble = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE, eps: Number.EPSILON };

/** A constant at a full path: `numpy.pi`, `torch.inf`. */
export function libraryConstant(path: string): PyObject | undefined {
  const [module, name] = split(path);
  if (!/^(?:numpy|math|torch|tensorflow)$/.test(module)) {
    const limits =
      /^(torch|numpy|tensorflow)\.(?:finfo\(\)\.(?=min|max|eps)|float32\.(?=min|max))(\w{3})$/.exec(
        path,
      );
    if (limits === null) return undefined;
    const value = limits[1] === 'numpy' ? ofDouble : ofSingle;
    return float(value[limits[2] as keyof typeof value]);
  }
  return Object.hasOwn(constants, name) ? constants[name] : undefined;
}

/** Modules of which at least some functions are read. */
export const readModules = new RegExp(
  `^(?:${[...new Set(Object.keys(modules).map((m) => m.split('.')[0]))].join('|')})(?:\\.|$)`,
);

export const tensorMethod = (name: string): LibraryFunction | undefined => own(tensorMethods, name);
export const generatorMethod = (name: string): LibraryFunction | undefined =>
  own(generatorMethods, name);
export const isBuiltin = (name: string): boolean => Object.hasOwn(builtins, name);
/** Classes that others are derived from; a call of one is nothing to read. */
const baseClasses: Readonly<Record<string, readonly string[]>> = {
  'torch.nn': ['Module'],
  'flax.linen': ['Module'],
  'tensorflow.keras': ['Model'],
  'tensorflow.keras.models': ['Model'],
  'tensorflow.keras.layers': ['Layer'],
};

export function hasModuleMember(module: string, name: string): boolean {
  const [path] = split(`${module}.${name}`);
  return own(modules[path], name) !== undefined || baseClasses[path]?.includes(name) === true;
}
