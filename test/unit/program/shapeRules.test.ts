import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/program/operation.js';
import { outcome, type Given } from './shapes.js';

type Case = readonly [string, Operation, readonly Given[], string];

const check = (cases: readonly Case[]): void => {
  it.each(cases)('%s', (_name, operation, operands, expected) => {
    expect(outcome(operation, ...operands)).toBe(expected);
  });
};

const x: Given = ['x', [2, 3]];

describe('sources', () => {
  check([
    ['a literal', { kind: 'tensor', shape: [2, 1], data: [1, 2] }, [], '[2, 1]'],
    ['a size used as a number', { kind: 'dimension', dim: 'd_k' }, [], '[]'],
    ['zeros', { kind: 'zeros', shape: ['n', 4] }, [], '[n, 4]'],
    ['ones', { kind: 'ones', shape: [] }, [], '[]'],
    ['full', { kind: 'full', shape: [2, 2], value: 7 }, [], '[2, 2]'],
    ['eye', { kind: 'eye', rows: 'n', columns: 3 }, [], '[n, 3]'],
    ['random', { kind: 'random', shape: [5], distribution: { kind: 'permutation' } }, [], '[5]'],
    ['an input', { kind: 'input' }, [], '?'],
    ['a call that is not read', { kind: 'call', callee: 'f' }, [x], '?'],
    ['arange(5)', { kind: 'arange', start: 0, stop: 5, step: 1 }, [], '[5]'],
    ['arange(0, 5, 2)', { kind: 'arange', start: 0, stop: 5, step: 2 }, [], '[3]'],
    ['arange(5, 0, -2)', { kind: 'arange', start: 5, stop: 0, step: -2 }, [], '[3]'],
    ['arange(3, 1)', { kind: 'arange', start: 3, stop: 1, step: 1 }, [], '[0]'],
    ['arange(0, 1, 0.25)', { kind: 'arange', start: 0, stop: 1, step: 0.25 }, [], '[4]'],
    ['arange(n)', { kind: 'arange', start: 0, stop: 'n', step: 1 }, [], '[n]'],
    ['arange(1, n)', { kind: 'arange', start: 1, stop: 'n', step: 1 }, [], '[n - 1]'],
    ['arange(0, d, 2)', { kind: 'arange', start: 0, stop: 'd', step: 2 }, [], '[(d + 1)//2]'],
    ['arange(0, n, 0.5)', { kind: 'arange', start: 0, stop: 'n', step: 0.5 }, [], '[?]'],
    [
      'a step of zero',
      { kind: 'arange', start: 0, stop: 5, step: 0 },
      [],
      'A range’s step can’t be zero.',
    ],
    [
      'a negative size',
      { kind: 'zeros', shape: [2, -3] },
      [],
      'The result would have an axis of size -3, which is not a size.',
    ],
    [
      'a broken size',
      { kind: 'zeros', shape: [2.5] },
      [],
      'The result would have an axis of size 2.5, which is not a size.',
    ],
  ]);
});

describe('elementwise operations broadcast', () => {
  const binary = ['add', 'sub', 'mul', 'div', 'pow', 'floorDiv', 'remainder', 'where'] as const;
  check(
    binary.map((kind): Case => [
      kind,
      { kind },
      [
        ['a', [4, 1, 3]],
        ['b', [2, 1]],
      ],
      '[4, 2, 3]',
    ]),
  );
  check([
    [
      'compare',
      { kind: 'compare', relation: 'ge' },
      [
        ['i', ['n', 1]],
        ['j', ['n']],
      ],
      '[n, n]',
    ],
    ['not', { kind: 'logical', relation: 'not' }, [x], '[2, 3]'],
    [
      'maskedFill',
      { kind: 'maskedFill', value: 0 },
      [
        ['scores', ['B', 'h', 'n', 'm']],
        ['mask', ['n', 'm'], 'bool'],
      ],
      '[B, h, n, m]',
    ],
    [
      'max of two',
      { kind: 'max' },
      [
        ['a', []],
        ['b', [3]],
      ],
      '[3]',
    ],
    ['an operand of unknown shape', { kind: 'add' }, [x, ['y', undefined]], '?'],
    [
      'sizes that differ',
      { kind: 'add' },
      [x, ['bias', [4]]],
      'x is [2, 3] and bias is [4]: the sizes 3 and 4 differ.',
    ],
    [
      'the third operand is the one that does not fit',
      { kind: 'where' },
      [
        ['cond', [1, 3]],
        ['a', [2, 1]],
        ['b', [5, 3]],
      ],
      'a is [2, 1] and b is [5, 3]: the sizes 2 and 5 differ.',
    ],
    [
      'operands without names',
      { kind: 'mul' },
      [
        ['', [2]],
        ['', [3]],
      ],
      'The first operand is [2] and the other operand is [3]: the sizes 2 and 3 differ.',
    ],
    [
      'only one operand has a name',
      { kind: 'mul' },
      [
        ['', [2]],
        ['w', [3]],
      ],
      'The first operand is [2] and w is [3]: the sizes 2 and 3 differ.',
    ],
    [
      'a name keeps its case, a brace in a name stays',
      { kind: 'add' },
      [
        ['x_{0}', [2]],
        ['\\beta', [3]],
      ],
      'x_{0} is [2] and \\beta is [3]: the sizes 2 and 3 differ.',
    ],
    [
      'sizes nobody named are only question marks',
      { kind: 'add' },
      [
        ['x', ['?12', 3]],
        ['y', [4]],
      ],
      'x is [?, 3] and y is [4]: the sizes 3 and 4 differ.',
    ],
  ]);
});

describe('operations that keep the shape', () => {
  const unary = 'neg exp log sqrt rsqrt abs tanh sigmoid relu silu erf sin cos'.split(
    ' ',
  ) as 'neg'[];
  check(unary.map((kind): Case => [kind, { kind }, [x], '[2, 3]']));
  check([
    ['gelu', { kind: 'gelu', approximate: 'none' }, [x], '[2, 3]'],
    ['elu', { kind: 'elu', alpha: 1 }, [x], '[2, 3]'],
    ['clamp', { kind: 'clamp', min: 0 }, [x], '[2, 3]'],
    ['cast', { kind: 'cast', dtype: 'int64' }, [x], '[2, 3]'],
    ['tril', { kind: 'tril', diagonal: 0 }, [x], '[2, 3]'],
    ['triu', { kind: 'triu', diagonal: 1 }, [x], '[2, 3]'],
    ['dropout', { kind: 'dropout', p: 0.1, training: false }, [x], '[2, 3]'],
    ['batchNorm', { kind: 'batchNorm', eps: 1e-5 }, [x], '[2, 3]'],
    ['rotary', { kind: 'rotary' }, [x], '[2, 3]'],
    ['grad', { kind: 'grad' }, [['loss', []], x], '[2, 3]'],
    ['cumsum', { kind: 'cumsum', axis: 1 }, [x], '[2, 3]'],
    ['softmax', { kind: 'softmax', axis: -1 }, [x], '[2, 3]'],
    ['logSoftmax', { kind: 'logSoftmax', axis: 0 }, [x], '[2, 3]'],
    ['softmax of a scalar', { kind: 'softmax', axis: -1 }, [['z', []]], '[]'],
    [
      'softmax along no axis',
      { kind: 'softmax', axis: 2 },
      [['scores', ['n', 'm']]],
      'scores is [n, m]: it has no axis 2.',
    ],
    [
      'softmax of nothing named',
      { kind: 'softmax', axis: -3 },
      [['', [3]]],
      'This is [3]: it has no axis -3.',
    ],
    [
      'softmax of a scalar along no axis',
      { kind: 'softmax', axis: 1 },
      [['z', []]],
      'z is a scalar: it has no axis 1.',
    ],
    ['sort', { kind: 'sort', axis: -1, descending: true, part: 'indices' }, [x], '[2, 3]'],
    [
      'layerNorm with gain and bias',
      { kind: 'layerNorm', axes: 1, eps: 1e-5 },
      [
        ['x', ['n', 'd']],
        ['gamma', ['d_model']],
        ['beta', ['d_model']],
      ],
      '[n, d]',
    ],
    [
      'rmsNorm with another gain',
      { kind: 'rmsNorm', axes: 1, eps: 1e-6 },
      [x, ['gain', [4]]],
      'x is [2, 3] and gain is [4]: the sizes 3 and 4 differ.',
    ],
    [
      'a value put in',
      { kind: 'indexPut', items: [{ kind: 'at', index: 0 }] },
      [x, ['v', []]],
      '[2, 3]',
    ],
  ]);
});

describe('reductions', () => {
  check([
    ['sum of all', { kind: 'sum' }, [x], '[]'],
    ['sum of something unknown', { kind: 'sum' }, [['y', undefined]], '[]'],
    ['sum along an unknown shape', { kind: 'sum', axes: [0] }, [['y', undefined]], '?'],
    ['mean over rows', { kind: 'mean', axes: [0] }, [x], '[3]'],
    ['max with its axis kept', { kind: 'max', axes: [-1], keepDim: true }, [x], '[2, 1]'],
    ['min over two axes', { kind: 'min', axes: [0, -1] }, [['x', [2, 3, 4]]], '[3]'],
    ['var', { kind: 'var', correction: 1, axes: [-1] }, [x], '[2]'],
    ['norm', { kind: 'norm', p: 2, axes: [-1] }, [x], '[2]'],
    ['argmax', { kind: 'argmax', axis: 0 }, [x], '[3]'],
    ['argmax of all', { kind: 'argmax' }, [x], '[]'],
    ['sum of a scalar along its last axis', { kind: 'sum', axes: [-1] }, [['s', []]], '[]'],
    ['no such axis', { kind: 'sum', axes: [2] }, [x], 'x is [2, 3]: it has no axis 2.'],
    ['topk', { kind: 'topk', axis: -1, k: 2, part: 'values' }, [x], '[2, 2]'],
    [
      'topk of too few',
      { kind: 'topk', axis: -1, k: 5, part: 'values' },
      [x],
      'x is [2, 3]: axis -1 has no 5 elements to pick.',
    ],
    [
      'topk along no axis',
      { kind: 'topk', axis: 4, k: 1, part: 'values' },
      [x],
      'x is [2, 3]: it has no axis 4.',
    ],
    ['loss', { kind: 'loss', loss: 'crossEntropy' }, [x, ['t', [2]]], '[]'],
  ]);
});

describe('products', () => {
  const mm: Operation = { kind: 'matmul' };
  const q: Given = ['Q', ['n', 'd_k']];
  check([
    ['Q K^T', mm, [q, ['K^T', ['d_k', 'm']]], '[n, m]'],
    [
      'matrix by vector',
      mm,
      [
        ['W', [2, 3]],
        ['x', [3]],
      ],
      '[2]',
    ],
    [
      'vector by matrix',
      mm,
      [
        ['x', [2]],
        ['W', [2, 3]],
      ],
      '[3]',
    ],
    [
      'vector by vector',
      mm,
      [
        ['q', ['d']],
        ['k', ['d']],
      ],
      '[]',
    ],
    [
      'batches',
      mm,
      [
        ['a', ['B', 1, 2, 3]],
        ['b', ['h', 3, 4]],
      ],
      '[B, h, 2, 4]',
    ],
    [
      'a scalar',
      mm,
      [
        ['c', []],
        ['x', [2, 3]],
      ],
      '[2, 3]',
    ],
    [
      'a symbol meets a number',
      mm,
      [
        ['x', ['n', 'd']],
        ['W', [8, 4]],
      ],
      '[n, 4]',
    ],
    [
      'inner sizes',
      mm,
      [
        ['Q', [3, 4]],
        ['K', [3, 5]],
      ],
      'Q is [3, 4] and K is [3, 5]: the inner sizes 4 and 3 differ.',
    ],
    [
      'batch sizes',
      mm,
      [
        ['a', [2, 4, 3]],
        ['b', [5, 3, 4]],
      ],
      'a is [2, 4, 3] and b is [5, 3, 4]: the leading sizes 2 and 5 differ.',
    ],
    [
      'linear',
      { kind: 'linear' },
      [
        ['x', ['B', 'T', 'C']],
        ['weight', [12, 4]],
        ['bias', [12]],
      ],
      '[B, T, 12]',
    ],
    [
      'linear with another width',
      { kind: 'linear' },
      [
        ['x', [2, 3]],
        ['weight', [12, 4]],
      ],
      'x is [2, 3] and weight is [12, 4]: the inner sizes 3 and 4 differ.',
    ],
    [
      'linear with another bias',
      { kind: 'linear' },
      [
        ['x', [2, 4]],
        ['weight', [12, 4]],
        ['bias', [11]],
      ],
      'weight is [12, 4] and bias is [11]: the sizes 12 and 11 differ.',
    ],
    [
      'attention',
      { kind: 'scaledDotProductAttention', causal: true },
      [
        ['q', ['B', 'h', 'n', 'd']],
        ['k', ['B', 'h', 'm', 'd']],
        ['v', ['B', 'h', 'm', 'e']],
      ],
      '[B, h, n, e]',
    ],
    [
      'attention with other keys than values',
      { kind: 'scaledDotProductAttention', causal: false },
      [
        ['q', [2, 4]],
        ['k', [3, 4]],
        ['v', [5, 4]],
      ],
      'k is [3, 4] and v is [5, 4]: the numbers of keys 3 and 5 differ.',
    ],
    [
      'attention with another width',
      { kind: 'scaledDotProductAttention', causal: false },
      [
        ['q', [2, 4]],
        ['k', [3, 5]],
        ['v', [3, 4]],
      ],
      'q is [2, 4] and k is [3, 5]: the inner sizes 4 and 5 differ.',
    ],
    [
      'attention with grouped heads',
      { kind: 'scaledDotProductAttention', causal: true },
      [
        ['q', [2, 8, 5, 4]],
        ['k', [2, 2, 5, 4]],
        ['v', [2, 2, 5, 4]],
      ],
      '[2, 8, 5, 4]',
    ],
    [
      'attention with other batches',
      { kind: 'scaledDotProductAttention', causal: true },
      [
        ['q', [2, 5, 4]],
        ['k', [3, 5, 4]],
        ['v', [3, 5, 4]],
      ],
      'q is [2, 5, 4] and k is [3, 5, 4]: the leading sizes 2 and 3 differ.',
    ],
    [
      'attention of a vector',
      { kind: 'scaledDotProductAttention', causal: true },
      [
        ['q', [4]],
        ['k', [5, 4]],
        ['v', [5, 4]],
      ],
      'q is [4]: attention wants at least two axes.',
    ],
    [
      'attention with a mask',
      { kind: 'scaledDotProductAttention', causal: false },
      [
        ['q', ['B', 'h', 'n', 'd']],
        ['k', ['B', 'h', 'm', 'd']],
        ['v', ['B', 'h', 'm', 'd']],
        ['mask', ['B', 1, 1, 'm']],
      ],
      '[B, h, n, d]',
    ],
    [
      'attention with a mask that does not fit',
      { kind: 'scaledDotProductAttention', causal: false },
      [
        ['q', [3, 4]],
        ['k', [5, 4]],
        ['v', [5, 4]],
        ['mask', [3, 6]],
      ],
      'mask is [3, 6]: it does not fit the scores, which are [3, 5].',
    ],
    [
      'attention with a mask of more axes',
      { kind: 'scaledDotProductAttention', causal: false },
      [
        ['q', [3, 4]],
        ['k', [5, 4]],
        ['v', [5, 4]],
        ['mask', [1, 3, 5]],
      ],
      'mask is [1, 3, 5]: a mask of scores [3, 5] has no more axes than they.',
    ],
    [
      'linear with one output',
      { kind: 'linear' },
      [
        ['x', [2, 4]],
        ['weight', [4]],
      ],
      '[2]',
    ],
    [
      'linear with a weight of three axes',
      { kind: 'linear' },
      [
        ['x', [2, 4]],
        ['weight', [2, 3, 4]],
      ],
      'x is [2, 4] and weight is [2, 3, 4]: a linear layer wants a weight [out, in].',
    ],
    ['nn.MultiheadAttention', { kind: 'multiHeadAttention', heads: 2 }, [x], '[2, 3]'],
  ] as readonly Case[]);
});

describe('einsum', () => {
  const by = (equation: string, ...operands: Given[]): string =>
    outcome({ kind: 'einsum', equation }, ...operands);
  const a: Given = ['a', ['B', 'h', 'n', 'd']];
  const b: Given = ['b', ['B', 'h', 'm', 'd']];
  const cases: readonly [string, readonly Given[], string][] = [
    ['bhid,bhjd->bhij', [a, b], '[B, h, n, m]'],
    ['...id,...jd->...ij', [a, b], '[B, h, n, m]'],
    ['bhid, bhjd -> bhij', [a, b], '[B, h, n, m]'],
    [
      'ij,jk',
      [
        ['x', [2, 3]],
        ['y', [3, 4]],
      ],
      '[2, 4]',
    ],
    ['ii->i', [['x', [3, 3]]], '[3]'],
    ['ba', [['x', [2, 3]]], '[3, 2]'],
    ['ij->', [['x', [2, 3]]], '[]'],
    [
      'i,j->ij',
      [
        ['x', ['n']],
        ['y', undefined],
      ],
      '?',
    ],
    [
      'ij,jk->ik',
      [
        ['x', [2, 3]],
        ['y', [4, 5]],
      ],
      'The index j is 3 in one operand and 4 in another.',
    ],
    ['ijk->i', [['x', [2, 3]]], 'x is [2, 3]: the equation ijk->i wants another number of axes.'],
    ['ij,jk->ik', [['x', [2, 3]]], 'The equation ij,jk->ik wants 2 operands, not 1.'],
    ['ij->ik', [['x', [2, 3]]], 'This einsum equation can’t be read.'],
    ['ij->ii', [['x', [2, 2]]], 'This einsum equation can’t be read.'],
    ['i1->i', [['x', [2, 2]]], 'This einsum equation can’t be read.'],
    ['i->j->k', [['x', [2]]], 'This einsum equation can’t be read.'],
    [`${'a'.repeat(100_000)}->a`, [['x', [2]]], 'This einsum equation can’t be read.'],
    [
      '...i,...i->...',
      [
        ['x', [2, 3]],
        ['y', [4, 3]],
      ],
      'x is [2, 3] and y is [4, 3]: the sizes 2 and 4 differ.',
    ],
  ];
  it.each(cases.map((c) => [c[0].slice(0, 30), ...c] as const))(
    '%s',
    (_short, equation, given, to) => {
      expect(by(equation, ...given)).toBe(to);
    },
  );
});

describe('layout', () => {
  check([
    [
      'transpose',
      { kind: 'transpose', axis0: -2, axis1: -1 },
      [['K', ['B', 'm', 'd']]],
      '[B, d, m]',
    ],
    ['a vector transposed', { kind: 'transpose', axis0: -2, axis1: -1 }, [['q', ['d']]], '[d]'],
    [
      'transpose of no axis',
      { kind: 'transpose', axis0: 1, axis1: 2 },
      [x],
      'x is [2, 3]: it has no axis 2.',
    ],
    ['permute', { kind: 'permute', axes: [2, 0, -2] }, [['x', [2, 3, 4]]], '[4, 2, 3]'],
    [
      'permute with an axis twice',
      { kind: 'permute', axes: [0, 0] },
      [x],
      'x is [2, 3]: the order 0, 0 does not name each of its axes once.',
    ],
    ['view', { kind: 'reshape', shape: [3, -1] }, [x], '[3, 2]'],
    [
      'view of heads',
      { kind: 'reshape', shape: ['B', 'T', 'h', -1] },
      [['x', ['B', 'T', 'C']]],
      '[B, T, h, C//h]',
    ],
    ['view of an unknown shape', { kind: 'reshape', shape: [2, -1] }, [['x', undefined]], '[2, ?]'],
    ['view of nothing', { kind: 'reshape', shape: [0, 4] }, [['x', [0, 2]]], '[0, 4]'],
    [
      'view of other elements',
      { kind: 'reshape', shape: [4, 2] },
      [x],
      'x is [2, 3]: its 6 elements can’t be viewed as [4, 2].',
    ],
    [
      'view that does not divide',
      { kind: 'reshape', shape: [4, -1] },
      [x],
      'x is [2, 3]: its 6 elements can’t be viewed as [4, -1].',
    ],
    [
      'view with two holes',
      { kind: 'reshape', shape: [-1, -1] },
      [x],
      'x is [2, 3]: its 6 elements can’t be viewed as [-1, -1].',
    ],
    ['expand', { kind: 'expand', shape: [4, -1, 3] }, [['x', [2, 1]]], '[4, 2, 3]'],
    [
      'expand of fewer axes',
      { kind: 'expand', shape: [3] },
      [x],
      'x is [2, 3]: it can’t be expanded to [3].',
    ],
    [
      'expand to 1',
      { kind: 'expand', shape: [2, 1] },
      [x],
      'x is [2, 3]: it can’t be expanded to [2, 1].',
    ],
    [
      'expand with a new open axis',
      { kind: 'expand', shape: [-1, 2, 3] },
      [x],
      'x is [2, 3]: it can’t be expanded to [-1, 2, 3].',
    ],
    ['repeat', { kind: 'repeat', counts: [2, 1, 3] }, [['x', ['n', 2]]], '[2, n, 6]'],
    [
      'repeat of fewer axes',
      { kind: 'repeat', counts: [2] },
      [x],
      'x is [2, 3]: it has more axes than the 1 repeats.',
    ],
  ] as readonly Case[]);
});

describe('einops.rearrange', () => {
  const by = (pattern: string, given: Given, sizes: Record<string, number> = {}): string =>
    outcome({ kind: 'rearrange', pattern, sizes }, given);
  const cases: readonly [string, Given, Record<string, number>, string][] = [
    ['b n (h d) -> b h n d', ['x', ['B', 'n', 64]], { h: 8 }, '[B, 8, n, 8]'],
    ['b h n d -> b n (h d)', ['x', [2, 8, 'n', 16]], {}, '[2, n, 128]'],
    ['... d -> d ...', ['x', [2, 3, 4]], {}, '[4, 2, 3]'],
    ['b 1 d -> b d', ['x', [2, 1, 4]], {}, '[2, 4]'],
    ['b d -> b 1 d', ['x', [2, 4]], {}, '[2, 1, 4]'],
    ['b (h d) -> b h d', ['x', [2, 'C']], { h: 8 }, '[2, 8, C//8]'],
    [
      'b (h d) -> b h d',
      ['x', [2, 63]],
      { h: 8 },
      'x is [2, 63]: the size of axis 1 is no multiple of 8.',
    ],
    [
      'b (h d) -> b h d',
      ['x', [2, 63]],
      { h: 8, d: 8 },
      'x is [2, 63]: the size of axis 1 is not 64.',
    ],
    [
      'b n d -> b n',
      ['x', [2, 3, 4]],
      {},
      'The pattern b n d -> b n does not name the same axes on both sides.',
    ],
    [
      'b n -> b n d',
      ['x', [2, 3]],
      {},
      'The pattern b n -> b n d does not name the same axes on both sides.',
    ],
    [
      'b b -> b b',
      ['x', [2, 2]],
      {},
      'The pattern b b -> b b does not name the same axes on both sides.',
    ],
    [
      'b n d -> b d n',
      ['x', [2, 3]],
      {},
      'x is [2, 3]: the pattern b n d -> b d n wants another number of axes.',
    ],
    ['b ((n)) -> b n', ['x', [2, 3]], {}, 'This einops pattern can’t be read.'],
    ['b n', ['x', [2, 3]], {}, 'This einops pattern can’t be read.'],
  ];
  it.each(cases)('%s', (pattern, given, sizes, expected) => {
    expect(by(pattern, given, sizes)).toBe(expected);
  });
});

describe('joining and taking apart', () => {
  const three: Given[] = [
    ['head_1', ['n', 'd_v']],
    ['head_2', ['n', 'd_v']],
  ];
  check([
    ['concat', { kind: 'concat', axis: -1 }, three, '[n, 2*d_v]'],
    ['concat of h heads', { kind: 'concat', axis: -1, count: 'h' }, three, '[n, h*d_v]'],
    ['concat of unlike sizes', { kind: 'concat', axis: 0 }, [x, ['y', [5, 3]]], '[7, 3]'],
    ['concat with the empty tensor', { kind: 'concat', axis: 0 }, [['e', [0]], x], '[2, 3]'],
    [
      'concat of other widths',
      { kind: 'concat', axis: 0 },
      [x, ['y', [2, 4]]],
      'x is [2, 3] and y is [2, 4]: they can’t be joined along axis 0.',
    ],
    [
      'concat of other ranks',
      { kind: 'concat', axis: 0 },
      [x, ['y', [2]]],
      'x is [2, 3] and y is [2]: they can’t be joined along axis 0.',
    ],
    [
      'concat of a scalar',
      { kind: 'concat', axis: 0 },
      [x, ['y', []]],
      'x is [2, 3] and y is []: they can’t be joined along axis 0.',
    ],
    [
      'concat of heads that are not alike',
      { kind: 'concat', axis: -1, count: 'h' },
      [
        ['head_1', [3, 4]],
        ['head_h', [3, 5]],
      ],
      'head_1 is [3, 4] and head_h is [3, 5]: they can’t be joined along axis -1.',
    ],
    ['concat along no axis', { kind: 'concat', axis: 2 }, [x, x], 'x is [2, 3]: it has no axis 2.'],
    ['stack', { kind: 'stack', axis: 1 }, [x, x, x], '[2, 3, 3]'],
    ['stack at the end', { kind: 'stack', axis: -1 }, [x, x], '[2, 3, 2]'],
    [
      'stack of unlike shapes',
      { kind: 'stack', axis: 0 },
      [x, ['y', [3, 2]]],
      'x is [2, 3] and y is [3, 2]: only equal shapes can be stacked.',
    ],
    ['split', { kind: 'split', axis: -1, part: 1, sizes: [1, 2] }, [x], '[2, 2]'],
    ['chunk', { kind: 'chunk', axis: 0, part: 2, parts: 3 }, [['x', [7]]], '[1]'],
    [
      'chunk of a symbol',
      { kind: 'chunk', axis: -1, part: 0, parts: 3 },
      [['x', ['n', 'C']]],
      '[n, C//3]',
    ],
    ['unbind', { kind: 'unbind', axis: 0, part: 1 }, [x], '[3]'],
    [
      'split into other sizes',
      { kind: 'split', axis: 1, part: 0, sizes: [1, 1] },
      [x],
      'x is [2, 3]: splitting its axis 1 gives no part 0.',
    ],
    [
      'chunk that there is none of',
      { kind: 'chunk', axis: 0, part: 3, parts: 4 },
      [['x', [5]]],
      'x is [5]: splitting its axis 0 gives no part 3.',
    ],
    [
      'unbind past the end',
      { kind: 'unbind', axis: 0, part: 2 },
      [x],
      'x is [2, 3]: splitting its axis 0 gives no part 2.',
    ],
    [
      'split along no axis',
      { kind: 'split', axis: 3, part: 0, sizes: [1] },
      [x],
      'x is [2, 3]: it has no axis 3.',
    ],
  ] as readonly Case[]);
});

describe('subscripts', () => {
  const at = (index: number) => ({ kind: 'at', index }) as const;
  const slice = (start?: number, stop?: number, step?: number) =>
    ({
      kind: 'slice',
      ...(start === undefined ? {} : { start }),
      ...(stop === undefined ? {} : { stop }),
      ...(step === undefined ? {} : { step }),
    }) as const;
  const tensor = (input: number) => ({ kind: 'tensor', input }) as const;
  const none = { kind: 'newAxis' } as const;
  const dots = { kind: 'ellipsis' } as const;
  type Items = (Operation & { kind: 'index' })['items'];
  const cases: readonly [string, Items, readonly Given[], string][] = [
    ['x[0]', [at(0)], [x], '[3]'],
    ['x[-1, -3]', [at(-1), at(-3)], [x], '[]'],
    ['x[:, None]', [slice(), none], [x], '[2, 1, 3]'],
    ['x[..., 0]', [dots, at(0)], [['x', ['B', 'T', 'C']]], '[B, T]'],
    ['x[0, ..., None]', [at(0), dots, none], [['x', ['B', 'T', 'C']]], '[T, C, 1]'],
    ['x[1:]', [slice(1)], [['x', [5]]], '[4]'],
    ['x[-2:]', [slice(-2)], [['x', [5]]], '[2]'],
    ['x[-9:9]', [slice(-9, 9)], [['x', [5]]], '[5]'],
    ['x[3:1]', [slice(3, 1)], [['x', [5]]], '[0]'],
    ['x[::2]', [slice(undefined, undefined, 2)], [['x', [5]]], '[3]'],
    ['x[::-1]', [slice(undefined, undefined, -1)], [['x', [5]]], '[5]'],
    ['x[4:0:-2]', [slice(4, 0, -2)], [['x', [5]]], '[2]'],
    ['x[-9::-1]', [slice(-9, undefined, -1)], [['x', [5]]], '[0]'],
    ['x[:-1] of n', [slice(undefined, -1)], [['x', ['n']]], '[n - 1]'],
    ['x[1:] of n', [slice(1)], [['x', ['n']]], '[n - 1]'],
    ['x[-1:] of n', [slice(-1)], [['x', ['n']]], '[1]'],
    ['x[:2] of n', [slice(0, 2)], [['x', ['n']]], '[2]'],
    ['x[0::2] of d', [slice(0, undefined, 2)], [['x', ['d']]], '[(d + 1)//2]'],
    ['x[1::2] of d', [slice(1, undefined, 2)], [['x', ['d']]], '[?]'],
    ['x[idx]', [tensor(1)], [x, ['idx', [5, 4], 'int64']], '[5, 4, 3]'],
    ['x[:, idx]', [slice(), tensor(1)], [x, ['idx', [5], 'int64']], '[2, 5]'],
    ['x[i, j]', [tensor(1), tensor(2)], [x, ['i', [4, 1], 'int64'], ['j', [5], 'int64']], '[4, 5]'],
    [
      'x[i, :, j]: the subscripts’ axes go first',
      [tensor(1), slice(), tensor(2)],
      [
        ['x', [2, 3, 4]],
        ['i', [5], 'int64'],
        ['j', [5], 'int64'],
      ],
      '[5, 3]',
    ],
    ['x[mask]', [tensor(1)], [x, ['mask', [2, 3], 'bool']], '[?]'],
    ['x[mask of rows]', [tensor(1)], [x, ['mask', [2], 'bool']], '[?, 3]'],
    ['x[mask of unknown shape]', [tensor(1)], [x, ['mask', undefined, 'bool']], '?'],
    ['x[unknown]', [tensor(1)], [x, ['idx', undefined, 'int64']], '?'],
    [
      'x[0, 0, 0]',
      [at(0), at(0), at(0)],
      [x],
      'x is [2, 3]: it has fewer axes than the 3 subscripts.',
    ],
    ['x[2]', [at(2)], [x], 'x is [2, 3]: index 2 is outside axis 0 of size 2.'],
    ['x[:, -4]', [slice(), at(-4)], [x], 'x is [2, 3]: index -4 is outside axis 1 of size 3.'],
    ['x[::0]', [slice(undefined, undefined, 0)], [x], 'A slice’s step can’t be zero.'],
    [
      'x[i, j] that do not fit each other',
      [tensor(1), tensor(2)],
      [x, ['i', [4], 'int64'], ['j', [5], 'int64']],
      'i is [4] and j is [5]: the sizes 4 and 5 differ.',
    ],
    [
      'x[mask] of another size',
      [tensor(1)],
      [x, ['mask', [3], 'bool']],
      'x is [2, 3] and mask is [3]: a mask needs the sizes of the axes it picks from.',
    ],
  ];
  it.each(cases)('%s', (_name, items, given, expected) => {
    expect(outcome({ kind: 'index', items }, ...given)).toBe(expected);
  });

  check([
    ['gather', { kind: 'gather', axis: -1 }, [x, ['i', [2, 5], 'int64']], '[2, 5]'],
    [
      'gather with another rank',
      { kind: 'gather', axis: -1 },
      [x, ['i', [2], 'int64']],
      'x is [2, 3] and i is [2]: both need the same number of axes.',
    ],
    [
      'embedding',
      { kind: 'embedding' },
      [
        ['ids', ['B', 'T'], 'int64'],
        ['table', [100, 16]],
      ],
      '[B, T, 16]',
    ],
  ]);
});
