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
import { kerasBackend, tensorflow } from './tensorflow.js';
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

const ownSoftmax: Table = {
  softmax: scipySoftmax('softmax', 'last'),
  log_softmax: scipySoftmax('logSoftmax', 'last'),
};

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
  'jax.nn': { ...functional, ...ownSoftmax, gelu: jaxGelu },
  'flax.linen': { ...functional, ...ownSoftmax, gelu: jaxGelu },
  'tensorflow.nn': { ...functional, ...ownSoftmax },
  tensorflow: { ...tensorFunctions, ...tensorflow },
  'tensorflow.math': { ...tensorFunctions, ...tensorflow },
  'tensorflow.keras.backend': kerasBackend,
  'tensorflow.linalg': products,
  'mlx.core': { ...tensorFunctions, ...ownSoftmax },
  collections,
  itertools,
  'itertools.chain': { from_iterable: fromIterable },
  einops: einopsFunctions,
  'einops.layers.torch': einopsLayers,
  seaborn: plots,
  pandas: plots,
  ...miscellaneous,
};

/** Other names of modules. */
const aliases: Readonly<Record<string, string>> = {
  'jax.numpy': 'numpy',
  'keras.backend': 'tensorflow.keras.backend',
  'keras.ops': 'tensorflow',
  cupy: 'numpy',
  'autograd.numpy': 'numpy',
  'numpy.core': 'numpy',
};

function split(path: string): readonly [module: string, name: string] {
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

/** A constant at a full path: `numpy.pi`, `torch.inf`. */
export function libraryConstant(path: string): PyObject | undefined {
  const [module, name] = split(path);
  if (!/^(?:numpy|math|torch|tensorflow)$/.test(module)) {
    const limits = /^torch\.finfo\(\)\.(min|max|eps)$/.exec(path);
    if (limits === null) return undefined;
    const value = { min: -3.4028234663852886e38, max: 3.4028234663852886e38, eps: 2 ** -23 };
    return float(value[limits[1] as keyof typeof value]);
  }
  return Object.hasOwn(constants, name) ? constants[name] : undefined;
}

export const tensorMethod = (name: string): LibraryFunction | undefined => own(tensorMethods, name);
export const generatorMethod = (name: string): LibraryFunction | undefined =>
  own(generatorMethods, name);
export const isBuiltin = (name: string): boolean => Object.hasOwn(builtins, name);
export const hasModuleMember = (module: string, name: string): boolean =>
  own(modules[aliases[module] ?? module], name) !== undefined;
