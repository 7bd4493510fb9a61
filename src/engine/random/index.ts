/**
 * Random numbers as PyTorch and NumPy really draw them, from a seed, bit for bit.
 *
 * | here | follows |
 * |---|---|
 * | `mt19937` | PyTorch `ATen/core/MT19937RNGEngine.h`, NumPy `_mt19937` |
 * | `torchGenerator` | PyTorch `ATen/CPUGeneratorImpl.cpp`, `ATen/core/DistributionsHelper.h`, `ATen/native/cpu/DistributionTemplates.h`, `ATen/native/TensorFactories.cpp` (randperm) |
 * | `multinomial` | PyTorch `ATen/native/Distributions.cpp`, `ATen/native/cpu/MultinomialKernel.cpp` |
 * | `linearInit`, `embeddingInit`, `xavier…`, `kaiming…` | PyTorch `torch/nn/init.py`, `torch/nn/modules/*.py` |
 * | `dropoutMask` | PyTorch `ATen/native/Dropout.cpp` |
 * | `numpyRandomState` | NumPy `random/mtrand.pyx`, `random/src/legacy/legacy-distributions.c` |
 * | `numpyGenerator` | NumPy `random/_generator.pyx`, `random/bit_generator.pyx`, `random/src/pcg64/pcg64.c` |
 *
 * Every count is an integer ≥ 0, every range has low < high, every probability lies in [0, 1]: callers check what
 * the user wrote (`isTorchSeed`, `isNumpySeed`, `isNumpyLegacySeed`) and report it there, where the span is known.
 */
export { mt19937, mt19937FromArray, type Mt19937, type Mt19937State } from './mt19937.js';
export { isTorchSeed, torchGenerator, type TorchGenerator, type TorchState } from './torch.js';
export { multinomial } from './multinomial.js';
export {
  affineInit,
  calculateGain,
  dropoutMask,
  embeddingInit,
  kaimingNormal,
  kaimingUniform,
  linearInit,
  xavierNormal,
  xavierUniform,
  type AffineParameters,
  type KaimingOptions,
  type Nonlinearity,
} from './init.js';
export { multiheadInit, type MultiheadOptions, type MultiheadParameters } from './multiheadInit.js';
export * from './numpy.js';
