import fc from 'fast-check';
import type { Dim } from '../../../src/program/dim.js';
import type { IndexItem, Operation, OperationKind } from '../../../src/program/operation.js';

/** Numbers where a size, an axis or a count is expected, most of them sensible. */
const odd = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -2, max: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 1.5, -7, 1e9, 1e300) },
);
const real = fc.oneof(
  fc.double({ min: -3, max: 3 }),
  fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1e-320),
);
const axes = fc.array(odd, { maxLength: 4 });
const part = fc.constantFrom('values' as const, 'indices' as const);

const item: fc.Arbitrary<IndexItem> = fc.oneof(
  fc.record({ kind: fc.constant('at' as const), index: odd }),
  fc.record(
    { kind: fc.constant('slice' as const), start: odd, stop: odd, step: odd },
    { requiredKeys: ['kind'] },
  ),
  fc.constantFrom({ kind: 'newAxis' as const }, { kind: 'ellipsis' as const }),
  fc.record({ kind: fc.constant('tensor' as const), input: odd }),
);

const libraryName = fc.constantFrom(
  'floor',
  'round',
  'softplus',
  'nanToNum',
  'isNan',
  'atan2',
  'detach',
  'cumprod',
  'cummax',
  'scatter',
  'convolution',
  'pool',
  'nonzero',
  'unique',
  'bincount',
  'inverse',
  'determinant',
  'orthonormal',
  'multinomial',
  'headWeights',
  'recurrent',
);
const librarySettings = fc.record(
  {
    axis: odd,
    part,
    reduce: fc.constantFrom('set', 'add', 'multiply'),
    stride: axes,
    padding: axes,
    dilation: axes,
    kernel: axes,
    groups: odd,
    samples: odd,
    least: odd,
    heads: odd,
    decimals: odd,
    average: fc.boolean(),
  },
  { requiredKeys: [] },
);

const distribution = fc.oneof(
  fc.record({ kind: fc.constant('exponential' as const), rate: real }),
  fc.record({ kind: fc.constant('choice' as const), n: odd, replace: fc.boolean() }),
  fc.record({ kind: fc.constant('normal' as const), mean: real, std: real }),
  fc.record({ kind: fc.constant('uniform' as const), low: real, high: real }),
  fc.record({ kind: fc.constant('integers' as const), low: odd, high: odd }),
  fc.record({ kind: fc.constant('bernoulli' as const), p: real }),
  fc.constant({ kind: 'permutation' as const }),
);
const stream = fc.record({
  id: fc.nat(2),
  seed: fc.oneof(fc.nat(9), odd),
  generator: fc.constantFrom('torch' as const, 'numpy' as const, 'numpyPcg64' as const),
});

const equation = fc.oneof(
  fc.constantFrom(
    'ij,jk->ik',
    'ii->i',
    'bhqd,bhkd->bhqk',
    '...i,...j->...ij',
    'i,j,k,l->ijkl',
    'i->',
  ),
  fc.stringMatching(/^[ij.]{0,5},?[ijk.]{0,4}(->[ijkz.]{0,4}){0,2}$/),
  fc.string({ maxLength: 12 }),
  fc.constant('a'.repeat(500)),
);
const pattern = fc.oneof(
  fc.constantFrom(
    'a b -> b a',
    'a (b c) -> a b c',
    '... a -> a ...',
    '(a b) c -> a (b c)',
    'a -> a a',
    '1 a -> a',
  ),
  fc.stringMatching(/^[ab()1. ]{0,9}(->[abc()1. ]{0,9}){0,2}$/),
  fc.string({ maxLength: 12 }),
);

const plain: readonly OperationKind[] = [
  'input', 'add', 'sub', 'mul', 'div', 'pow', 'floorDiv', 'remainder', 'neg', 'exp', 'log', 'sqrt',
  'rsqrt', 'abs', 'tanh', 'sigmoid', 'relu', 'silu', 'erf', 'sin', 'cos', 'where', 'matmul', 'linear',
  'embedding', 'rotary', 'grad',
]; // prettier-ignore

/** Every operation, with attributes as wrong as their types allow. */
export function drafts(dim: fc.Arbitrary<Dim>): fc.Arbitrary<Operation> {
  const shape = fc.array(dim, { maxLength: 4 });
  const kinds = <K extends OperationKind>(...names: readonly K[]): fc.Arbitrary<K> =>
    fc.constantFrom(...names);
  const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.option(value, { nil: undefined });
  const entries = [
    fc.record({ kind: kinds(...plain) }),
    fc.record({
      kind: kinds('tensor'),
      shape: fc.array(odd, { maxLength: 3 }),
      data: fc.array(real, { maxLength: 12 }),
    }),
    fc.record({ kind: kinds('dimension'), dim }),
    fc.record({ kind: kinds('zeros', 'ones', 'reshape', 'expand'), shape }),
    fc.record({ kind: kinds('full'), shape, value: real }),
    fc.record({ kind: kinds('arange'), start: dim, stop: dim, step: fc.oneof(odd, real) }),
    fc.record({ kind: kinds('eye'), rows: dim, columns: dim }),
    fc.record({ kind: kinds('random'), shape, distribution, stream: some(stream) }),
    fc.record({
      kind: kinds('compare'),
      relation: fc.constantFrom('eq', 'ne', 'lt', 'le', 'gt', 'ge'),
    }),
    fc.record({ kind: kinds('logical'), relation: fc.constantFrom('and', 'or', 'xor', 'not') }),
    fc.record({ kind: kinds('gelu'), approximate: fc.constantFrom('none', 'tanh') }),
    fc.record({ kind: kinds('elu'), alpha: real }),
    fc.record({ kind: kinds('clamp'), min: some(real), max: some(real) }),
    fc.record({
      kind: kinds('cast'),
      dtype: fc.constantFrom('float32', 'float64', 'int64', 'bool'),
    }),
    fc.record({ kind: kinds('maskedFill'), value: real }),
    fc.record({ kind: kinds('tril', 'triu'), diagonal: odd }),
    fc.record({
      kind: kinds('sum', 'mean', 'prod', 'max', 'min'),
      axes: some(axes),
      keepDim: fc.boolean(),
    }),
    fc.record({ kind: kinds('var'), correction: odd, axes: some(axes), keepDim: fc.boolean() }),
    fc.record({
      kind: kinds('norm'),
      p: fc.oneof(odd, real),
      axes: some(axes),
      keepDim: fc.boolean(),
    }),
    fc.record({ kind: kinds('argmax'), axis: some(odd), keepDim: fc.boolean() }),
    fc.record({ kind: kinds('topk'), axis: odd, k: odd, part }),
    fc.record({ kind: kinds('sort'), axis: odd, descending: fc.boolean(), part }),
    fc.record({ kind: kinds('cumsum', 'softmax', 'logSoftmax', 'gather'), axis: odd }),
    fc.record({ kind: kinds('einsum'), equation }),
    fc.record({ kind: kinds('library'), name: libraryName, settings: librarySettings }),
    fc.record({ kind: kinds('transpose'), axis0: odd, axis1: odd }),
    fc.record({ kind: kinds('permute'), axes }),
    fc.record({ kind: kinds('repeat'), counts: axes }),
    fc.record({
      kind: kinds('rearrange'),
      pattern,
      sizes: fc.dictionary(fc.constantFrom('a', 'b', 'c'), odd),
    }),
    fc.record({ kind: kinds('concat', 'stack'), axis: odd, count: some(dim) }),
    fc.record({
      kind: kinds('split', 'chunk', 'unbind'),
      axis: odd,
      part: odd,
      parts: some(odd),
      sizes: some(axes),
    }),
    fc.record({ kind: kinds('index', 'indexPut'), items: fc.array(item, { maxLength: 5 }) }),
    fc.record({ kind: kinds('dropout'), p: real, training: fc.boolean() }),
    fc.record({ kind: kinds('layerNorm', 'rmsNorm'), axes: odd, eps: real }),
    fc.record({ kind: kinds('batchNorm'), eps: real }),
    fc.record({
      kind: kinds('scaledDotProductAttention'),
      causal: fc.boolean(),
      scale: some(real),
    }),
    fc.record({ kind: kinds('multiHeadAttention'), heads: odd }),
    fc.record({ kind: kinds('loss'), loss: fc.constantFrom('crossEntropy', 'meanSquaredError') }),
    fc.record({ kind: kinds('call'), callee: fc.string({ maxLength: 5 }) }),
  ] as const;
  return fc.oneof(
    ...entries.map((arbitrary, i) => ({
      weight: i === 0 ? plain.length : 2,
      arbitrary: arbitrary as fc.Arbitrary<object>,
    })),
  ) as fc.Arbitrary<Operation>;
}
