import type { Tensor } from '../../../src/engine/trace.js';
import type { Operation } from '../../../src/program/operation.js';
import { booleans, integers, numbers, positive } from './gradientPrograms.js';

export interface GradientCase {
  readonly name: string;
  readonly operation: Operation;
  readonly inputs: readonly Tensor[];
}

const c = (
  operation: Operation,
  inputs: readonly Tensor[],
  name: string = operation.kind,
): GradientCase => ({
  name: `${name} of ${inputs.map((x) => `[${x.shape.join(', ')}]`).join(', ')}`,
  operation,
  inputs,
});
const n = numbers;
const p = positive;

const elementwise: readonly GradientCase[] = [
  c({ kind: 'add' }, [n([2, 3]), n([3], 1)]),
  c({ kind: 'add' }, [n([2, 1, 3]), n([4, 1], 1)]),
  c({ kind: 'sub' }, [n([]), n([2, 2], 1)]),
  c({ kind: 'sub' }, [n([2, 2]), n([2, 2], 1)]),
  c({ kind: 'mul' }, [n([3, 1]), n([1, 2], 1)]),
  c({ kind: 'div' }, [n([2, 3]), n([2, 1], 1)]),
  c({ kind: 'pow' }, [p([2, 3]), n([3], 1)]),
  c({ kind: 'pow' }, [p([3]), n([], 1)]),
  c({ kind: 'remainder' }, [n([5]), n([5], 3)]),
  c({ kind: 'max' }, [n([2, 3]), n([3], 2)], 'elementwise max'),
  c({ kind: 'min' }, [n([2, 3]), n([3], 2)], 'elementwise min'),
];

const unary: readonly GradientCase[] = [
  ...(['neg', 'exp', 'abs', 'tanh', 'sigmoid', 'relu', 'silu', 'erf', 'sin', 'cos'] as const).map(
    (kind) => c({ kind }, [n([2, 3])]),
  ),
  ...(['log', 'sqrt', 'rsqrt'] as const).map((kind) => c({ kind }, [p([2, 3])])),
  c({ kind: 'gelu', approximate: 'none' }, [n([7])]),
  c({ kind: 'gelu', approximate: 'tanh' }, [n([7])]),
  c({ kind: 'elu', alpha: 1.3 }, [n([6])]),
  c({ kind: 'clamp', min: -1, max: 0.8 }, [n([6])]),
  c({ kind: 'clamp', max: 0.8 }, [n([6])]),
  c({ kind: 'cast', dtype: 'float64' }, [n([4])]),
  ...(
    [
      'tan',
      'atan',
      'sinh',
      'cosh',
      'asinh',
      'exp2',
      'expm1',
      'softplus',
      'logSigmoid',
      'mish',
      'softsign',
      'hardSwish',
      'erfc',
    ] as const
  ).map((name) => c({ kind: 'library', name, settings: {} }, [n([5])])),
  ...(['log2', 'log10', 'log1p', 'cbrt'] as const).map((name) =>
    c({ kind: 'library', name, settings: {} }, [p([5])]),
  ),
];

const chosen = booleans([2, 3], [1, 0, 1, 0, 0, 1]);
const selection: readonly GradientCase[] = [
  c({ kind: 'where' }, [chosen, n([2, 3]), n([3], 1)]),
  c({ kind: 'where' }, [integers([3], [0, 2, 0]), n([]), n([2, 3], 1)]),
  c({ kind: 'maskedFill', value: -9 }, [n([4, 2, 3]), chosen]),
  c({ kind: 'maskedFill', value: 1 }, [n([3]), chosen]),
  c({ kind: 'tril', diagonal: 0 }, [n([3, 4])]),
  c({ kind: 'triu', diagonal: 1 }, [n([2, 3, 3])]),
];

/** Numbers of which those at some places are 0. */
function withZeros(shape: readonly number[], places: readonly number[]): Tensor {
  const x = n(shape);
  for (const place of places) x.data[place] = 0;
  return x;
}

const reductions: readonly GradientCase[] = [
  c({ kind: 'sum' }, [n([2, 3])]),
  c({ kind: 'sum', axes: [-2] }, [n([2, 3, 2])]),
  c({ kind: 'sum', axes: [] }, [n([2, 2])]),
  c({ kind: 'mean', axes: [0, 2], keepDim: true }, [n([2, 3, 2])]),
  c({ kind: 'mean' }, [n([])]),
  c({ kind: 'prod' }, [n([2, 3])]),
  c({ kind: 'prod', axes: [-2] }, [n([2, 3, 2])]),
  c({ kind: 'prod', axes: [0, 2], keepDim: true }, [n([2, 3, 2])]),
  c({ kind: 'prod', axes: [0] }, [n([])]),
  c({ kind: 'prod', axes: [1] }, [withZeros([3, 3], [4, 6, 7])], 'prod with zeros'),
  c({ kind: 'prod' }, [withZeros([4], [2])], 'prod with a zero'),
  c({ kind: 'max', axes: [1] }, [n([2, 4])]),
  c({ kind: 'max' }, [n([2, 3])]),
  c({ kind: 'min', axes: [0], keepDim: true }, [n([3, 2])]),
  c({ kind: 'var', correction: 1, axes: [-1] }, [n([2, 4])]),
  c({ kind: 'var', correction: 0 }, [n([2, 3])]),
  ...[1, 2, 3, 0.5, 1.5, -1, Infinity, -Infinity].map((order) =>
    c({ kind: 'norm', p: order, axes: [-1] }, [n([2, 3])], `norm ${order}`),
  ),
  c({ kind: 'topk', axis: 1, k: 2, part: 'values' }, [n([2, 4])]),
  c({ kind: 'topk', axis: 0, k: 2, part: 'values' }, [n([4, 3])]),
  c({ kind: 'sort', axis: -1, descending: false, part: 'values' }, [n([2, 4])]),
  c({ kind: 'sort', axis: 1, descending: true, part: 'values' }, [n([2, 4, 2])]),
  c({ kind: 'sort', axis: 0, descending: true, part: 'values' }, [n([])]),
  c({ kind: 'cumsum', axis: 0 }, [n([3, 2])]),
  c({ kind: 'cumsum', axis: -1 }, [n([2, 3])]),
  ...(['softmax', 'logSoftmax'] as const).flatMap((kind) => [
    c({ kind, axis: -1 }, [n([2, 4])]),
    c({ kind, axis: 1 }, [n([2, 3, 2])]),
    c({ kind, axis: 0 }, [n([])]),
  ]),
];

const products: readonly GradientCase[] = [
  c({ kind: 'matmul' }, [n([3]), n([3], 1)]),
  c({ kind: 'matmul' }, [n([2, 3]), n([3], 1)]),
  c({ kind: 'matmul' }, [n([3]), n([3, 2], 1)]),
  c({ kind: 'matmul' }, [n([2, 3]), n([3, 4], 1)]),
  c({ kind: 'matmul' }, [n([2, 2, 3]), n([3, 4], 1)]),
  c({ kind: 'matmul' }, [n([2, 3]), n([2, 3, 2], 1)]),
  c({ kind: 'matmul' }, [n([2, 1, 2, 3]), n([3, 3, 2], 1)]),
  c({ kind: 'matmul' }, [n([2, 1, 3]), n([1, 3, 2], 1)]),
  c({ kind: 'matmul' }, [n([3]), n([2, 3, 2], 1)]),
  c({ kind: 'matmul' }, [n([2, 2, 3]), n([3], 1)]),
  c({ kind: 'matmul' }, [n([]), n([2, 3], 1)]),
  c({ kind: 'linear' }, [n([2, 3]), n([4, 3], 1), n([4], 2)]),
  c({ kind: 'linear' }, [n([2, 2, 3]), n([4, 3], 1)]),
  c({ kind: 'linear' }, [n([3]), n([2, 3], 1), n([2], 2)]),
  c({ kind: 'linear' }, [n([2, 3]), n([3], 1), n([], 2)]),
  ...(
    [
      ['ij,jk->ik', [2, 3], [3, 2]],
      ['ij,jk,kl->il', [2, 3], [3, 2], [2, 4]],
      ['ii->i', [3, 3]],
      ['ii', [3, 3]],
      ['ij->', [2, 3]],
      ['ij->j', [2, 3]],
      ['ij->ji', [2, 3]],
      ['i,j->ij', [2], [3]],
      ['i,i->', [3], [3]],
      ['ij,k->i', [2, 3], [2]],
      ['bhqd,bhkd->bhqk', [1, 2, 2, 3], [1, 2, 3, 3]],
      ['...ij,...jk->...ik', [2, 2, 3], [3, 2]],
      ['...i,...i->...', [2, 1, 3], [4, 3]],
      ['...ii->...i', [2, 2, 2]],
      ['ij,ij->i', [2, 1], [2, 3]],
      ['iji,jk->k', [2, 3, 2], [3, 2]],
      ['i,i,i->i', [3], [3], [3]],
    ] as const
  ).map(([equation, ...shapes]) =>
    c(
      { kind: 'einsum', equation },
      shapes.map((s, i) => n(s, i)),
      `einsum ${equation}`,
    ),
  ),
];

const layout: readonly GradientCase[] = [
  c({ kind: 'transpose', axis0: -1, axis1: 0 }, [n([2, 3, 2])]),
  c({ kind: 'transpose', axis0: 0, axis1: 1 }, [n([3])]),
  c({ kind: 'permute', axes: [2, 0, 1] }, [n([2, 3, 4])]),
  c({ kind: 'reshape', shape: [3, -1] }, [n([2, 3])]),
  c({ kind: 'expand', shape: [4, -1, 3] }, [n([2, 1])]),
  c({ kind: 'repeat', counts: [2, 1, 3] }, [n([2, 2])]),
  c({ kind: 'rearrange', pattern: 'b n (h d) -> (b h) d n', sizes: { h: 2 } }, [n([2, 3, 4])]),
  c({ kind: 'concat', axis: 1 }, [n([2, 3]), n([2, 1], 1), n([0], 2)]),
  c({ kind: 'concat', axis: 0, count: 4 }, [n([2]), n([2], 1)], 'concat of four parts, two named'),
  c({ kind: 'stack', axis: -1 }, [n([2, 3]), n([2, 3], 1)]),
  c({ kind: 'stack', axis: 0, count: 3 }, [n([2]), n([2], 1)], 'stack of three, two named'),
  c({ kind: 'split', axis: 1, part: 1, sizes: [1, 2, 1] }, [n([2, 4])]),
  c({ kind: 'chunk', axis: 0, part: 1, parts: 2 }, [n([5, 2])]),
  c({ kind: 'unbind', axis: 1, part: 2 }, [n([2, 3, 2])]),
];

const indexing: readonly GradientCase[] = [
  c(
    {
      kind: 'index',
      items: [
        { kind: 'slice', start: 3, step: -2 },
        { kind: 'newAxis' },
        { kind: 'at', index: -1 },
      ],
    },
    [n([4, 3])],
  ),
  c(
    { kind: 'index', items: [{ kind: 'ellipsis' }, { kind: 'tensor', input: 1 }] },
    [n([2, 3]), integers([4], [0, 2, 0, -1])],
    'index with repeats',
  ),
  c(
    { kind: 'index', items: [{ kind: 'tensor', input: 1 }] },
    [n([2, 3]), chosen],
    'index with a mask',
  ),
  c(
    { kind: 'indexPut', items: [{ kind: 'slice', start: 1 }] },
    [n([3, 2]), n([2], 1)],
    'indexPut of a row into rows',
  ),
  c(
    { kind: 'indexPut', items: [{ kind: 'tensor', input: 2 }] },
    [n([4]), n([3], 1), integers([3], [1, 3, 1])],
    'indexPut with repeats',
  ),
  c({ kind: 'indexPut', items: [{ kind: 'at', index: 0 }] }, [n([2, 2]), n([1, 1, 2], 1)]),
  c({ kind: 'gather', axis: 1 }, [n([2, 3]), integers([2, 4], [0, 1, 1, 2, 2, 2, 0, 2])]),
  c({ kind: 'gather', axis: 0 }, [n([3, 3]), integers([1, 2], [2, 0])]),
  c({ kind: 'embedding' }, [integers([2, 2], [1, 0, 1, 2]), n([4, 3])]),
];

const networks: readonly GradientCase[] = [
  c({ kind: 'dropout', p: 0.4, training: true }, [n([3, 4])]),
  c({ kind: 'dropout', p: 0.4, training: false }, [n([3, 4])], 'dropout at rest'),
  ...(['layerNorm', 'rmsNorm'] as const).flatMap((kind) => [
    c({ kind, axes: 1, eps: 1e-3 }, [n([2, 4])]),
    c({ kind, axes: 1, eps: 1e-3 }, [n([2, 3]), n([3], 1), n([3], 2)]),
    c({ kind, axes: 2, eps: 1e-3 }, [n([2, 2, 3]), n([2, 3], 1)]),
  ]),
  c({ kind: 'batchNorm', eps: 1e-3 }, [n([3, 2]), n([2], 1), n([2], 2)]),
  c({ kind: 'batchNorm', eps: 1e-3 }, [n([2, 2, 3])]),
  c({ kind: 'rotary' }, [n([2, 3, 4])]),
  c({ kind: 'rotary' }, [n([2, 3, 4]), n([3, 4], 1), n([3, 4], 2)]),
  c({ kind: 'loss', loss: 'crossEntropy' }, [n([3, 4]), integers([3], [1, 3, 0])]),
  c(
    { kind: 'loss', loss: 'crossEntropy' },
    [n([3, 4]), integers([3], [1, -100, 0])],
    'loss, one left out',
  ),
  c({ kind: 'loss', loss: 'crossEntropy' }, [n([4]), integers([], [2])]),
  c({ kind: 'loss', loss: 'crossEntropy' }, [n([2, 3, 2]), integers([2, 2], [1, 2, 0, 0])]),
  c({ kind: 'loss', loss: 'crossEntropy' }, [n([2, 3]), p([2, 3], 1)], 'loss of probabilities'),
  c({ kind: 'loss', loss: 'meanSquaredError' }, [n([2, 3]), n([3], 1)]),
];

const qkv = (
  q: readonly number[],
  k: readonly number[],
  v: readonly number[],
): readonly Tensor[] => [n(q), n(k, 1), n(v, 2)];
const sdpa = (more: { causal?: boolean; scale?: number } = {}): Operation => ({
  kind: 'scaledDotProductAttention',
  causal: false,
  ...more,
});

const attention: readonly GradientCase[] = [
  c(sdpa(), qkv([2, 3], [4, 3], [4, 2])),
  c(sdpa({ causal: true, scale: 0.3 }), qkv([2, 3, 2], [2, 3, 2], [2, 3, 2])),
  c(
    sdpa(),
    [...qkv([2, 3], [3, 3], [3, 2]), booleans([2, 3], [1, 1, 0, 0, 0, 0])],
    'attention, boolean mask',
  ),
  c(sdpa(), [...qkv([2, 2, 3], [2, 3, 3], [2, 3, 2]), n([2, 1, 3], 4)], 'attention, additive mask'),
  c(
    sdpa({ causal: true }),
    [...qkv([1, 3, 2], [1, 3, 2], [1, 3, 2]), n([3], 4)],
    'attention, causal and mask',
  ),
  c(sdpa(), qkv([1, 4, 2, 2], [1, 2, 3, 2], [1, 2, 3, 2]), 'attention, grouped heads'),
  c(
    sdpa(),
    qkv([2, 4, 2, 2], [1, 2, 3, 2], [2, 2, 3, 2]),
    'attention, grouped heads, broadcast batch',
  ),
  c(sdpa(), qkv([2, 2, 2, 2], [2, 1, 3, 2], [1, 1, 3, 2]), 'attention, one key head'),
  c(sdpa(), qkv([2, 2], [2, 3, 2], [3, 2]), 'attention, one query for two batches'),
  c({ kind: 'multiHeadAttention', heads: 2 }, qkv([2, 3, 4], [2, 2, 4], [2, 2, 4])),
  c({ kind: 'multiHeadAttention', heads: 2 }, [
    ...qkv([3, 4], [2, 4], [2, 4]),
    n([12, 4], 3),
    n([4, 4], 4),
  ]),
  c({ kind: 'multiHeadAttention', heads: 2 }, [
    ...qkv([2, 2, 4], [2, 2, 4], [2, 2, 4]),
    n([12, 4], 3),
    n([12], 5),
    n([4, 4], 4),
    n([4], 6),
    booleans([2, 2], [0, 1, 0, 0]),
  ]),
  c({ kind: 'multiHeadAttention', heads: 2 }, [
    ...qkv([2, 2, 4], [2, 2, 4], [2, 2, 4]),
    n([12, 4], 3),
    n([12], 5),
    n([4, 4], 4),
    n([4], 6),
    n([4, 2, 2], 8),
  ]),
];

export const gradientCases: readonly GradientCase[] = [
  ...elementwise,
  ...unary,
  ...selection,
  ...reductions,
  ...products,
  ...layout,
  ...indexing,
  ...networks,
  ...attention,
];
