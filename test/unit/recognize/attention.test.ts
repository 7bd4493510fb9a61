import { describe, expect, it } from 'vitest';
import type { ValueId } from '../../../src/program/value.js';
import { createPen, draw, kindAtRoot, withRole, type Pen } from './programs.js';

type Write = (p: Pen) => ValueId;

const rootOfSize = (p: Pen): ValueId => p.sqrt(p.size('d_k'));
const scores = (p: Pen): ValueId => p.mm(p.input('Q'), p.t(p.input('K')));
const scaled = (p: Pen): ValueId => p.div(scores(p), rootOfSize(p));

describe('scaled dot-product attention is found however it is spelt', () => {
  const cases: [string, Write][] = [
    ['softmax(QK^T / √d) V', (p) => p.mm(p.softmax(scaled(p)), p.input('V'))],
    ['without a scale', (p) => p.mm(p.softmax(scores(p)), p.input('V'))],
    [
      'names nobody knows',
      (p) => p.mm(p.softmax(p.mm(p.input('A'), p.t(p.input('B')))), p.input('C')),
    ],
    [
      'scale multiplied: (1/√d) · QK^T',
      (p) => p.mm(p.softmax(p.mul(p.div(p.number(1), rootOfSize(p)), scores(p))), p.input('V')),
    ],
    [
      'scale as a power: QK^T · d^-0.5',
      (p) =>
        p.mm(
          p.softmax(p.mul(scores(p), p.op({ kind: 'pow' }, [p.size('d_k'), p.number(-0.5)]))),
          p.input('V'),
        ),
    ],
    [
      'scale folded into the query',
      (p) => {
        const q = p.div(p.input('Q'), rootOfSize(p));
        return p.mm(p.softmax(p.mm(q, p.t(p.input('K')))), p.input('V'));
      },
    ],
    ['an added mask', (p) => p.mm(p.softmax(p.add(scaled(p), p.input('M'))), p.input('V'))],
    [
      'a filled mask, a cast and dropout',
      (p) => {
        const mask = p.input('mask', ['n', 'm']);
        const filled = p.op({ kind: 'maskedFill', value: -1e9 }, [scaled(p), mask]);
        const weights = p.softmax(p.op({ kind: 'cast', dtype: 'float32' }, [filled]));
        return p.mm(p.op({ kind: 'dropout', p: 0.1, training: false }, [weights]), p.input('V'));
      },
    ],
    [
      'where(mask, scores, -inf)',
      (p) => {
        const kept = p.op({ kind: 'where' }, [p.input('mask'), scaled(p), p.number(-Infinity)]);
        return p.mm(p.softmax(kept), p.input('V'));
      },
    ],
    [
      'softmax written out, with the maximum taken off',
      (p) => {
        const s = scaled(p);
        const top = p.op({ kind: 'max', axes: [-1], keepDim: true }, [s]);
        const e = p.op({ kind: 'exp' }, [p.sub(s, top)]);
        const sum = p.op({ kind: 'sum', axes: [-1], keepDim: true }, [e]);
        return p.mm(p.div(e, sum), p.input('V'));
      },
    ],
    [
      'softmax written twice over, as in a formula',
      (p) => {
        const [q, k] = [p.input('Q'), p.input('K')];
        const e = (): ValueId => p.op({ kind: 'exp' }, [p.mm(q, p.t(k))]);
        const over = e();
        const under = p.op({ kind: 'sum', axes: [-1], keepDim: true }, [e()]);
        return p.mm(p.div(over, under), p.input('V'));
      },
    ],
    [
      'einsum, four axes',
      (p) => {
        const q = p.input('q', ['b', 'h', 'n', 'd']);
        const k = p.input('k', ['b', 'h', 'm', 'd']);
        const v = p.input('v', ['b', 'h', 'm', 'e']);
        const s = p.op({ kind: 'einsum', equation: 'bhqd,bhkd->bhqk' }, [q, k]);
        const w = p.softmax(p.mul(s, p.number(0.5)));
        return p.op({ kind: 'einsum', equation: 'bhqk,bhkd->bhqd' }, [w, v]);
      },
    ],
    [
      'einsum with the key first',
      (p) => {
        const q = p.input('q', ['n', 'd']);
        const k = p.input('k', ['m', 'd']);
        const s = p.op({ kind: 'einsum', equation: 'kd,qd->qk' }, [k, q]);
        return p.mm(p.softmax(s), p.input('v', ['m', 'e']));
      },
    ],
    [
      'a key that came transposed by permute and a reshape of heads',
      (p) => {
        const x = p.input('x', [2, 6, 8]);
        const heads = (name: string): ValueId =>
          p.op({ kind: 'reshape', shape: [2, 6, 4, 2] }, [p.mm(x, p.input(name, [8, 8]))]);
        const q = p.op({ kind: 'transpose', axis0: 1, axis1: 2 }, [heads('W_q')]);
        const k = p.op({ kind: 'permute', axes: [0, 2, 3, 1] }, [heads('W_k')]);
        const v = p.op({ kind: 'transpose', axis0: 1, axis1: 2 }, [heads('W_v')]);
        return p.mm(p.softmax(p.div(p.mm(q, k), p.number(Math.SQRT2))), v);
      },
    ],
    [
      'tokens in columns: V softmax(K^T Q)',
      (p) => {
        const s = p.mm(p.t(p.input('K', ['d', 'm'])), p.input('Q', ['d', 'n']));
        return p.mm(p.input('V', ['e', 'm']), p.softmax(s, 0));
      },
    ],
    [
      'a product and a sum instead of matmul',
      (p) => {
        const q = p.input('q', ['n', 1, 'd']);
        const k = p.input('k', [1, 'm', 'd']);
        const s = p.op({ kind: 'sum', axes: [-1] }, [p.mul(q, k)]);
        return p.mm(p.softmax(s), p.input('v', ['m', 'e']));
      },
    ],
    [
      'sums with index letters that are not computed: Σ_j α_ij v_j with α written out',
      (p) => {
        const [q, k, l] = [p.input('q_i', ['d']), p.input('k_j', ['d']), p.input('k_l', ['d'])];
        const exp = (x: ValueId): ValueId => p.op({ kind: 'exp' }, [x]);
        const sum = (x: ValueId): ValueId => p.op({ kind: 'call', callee: '\\sum' }, [x]);
        const alpha = p.div(exp(p.mm(q, k)), sum(exp(p.mm(q, l))));
        return sum(p.mul(alpha, p.input('v_j', ['d'])));
      },
    ],
    [
      'a call that is not read but says what it is',
      (p) =>
        p.op(
          { kind: 'call', callee: 'self.attention' },
          ['q', 'k', 'v'].map((n) => p.input(n)),
          { name: 'out', defined: true },
        ),
    ],
    [
      'one call',
      (p) =>
        p.op({ kind: 'scaledDotProductAttention', causal: false }, [
          p.input('Q', ['n', 'd_k']),
          p.input('K', ['m', 'd_k']),
          p.input('V', ['m', 'd_v']),
        ]),
    ],
    [
      'a soft cap on the scores',
      (p) => {
        const cap = p.number(50);
        const s = p.mul(cap, p.op({ kind: 'tanh' }, [p.div(scaled(p), cap)]));
        return p.mm(p.softmax(s), p.input('V'));
      },
    ],
  ];
  it.each(cases)('%s', (_, write) => {
    expect(kindAtRoot(draw(write))).toBe('attention.scaledDotProduct');
  });
});

describe('roles', () => {
  it('names every part of a masked, scaled computation', () => {
    const drawn = draw((p) => {
      const masked = p.add(scaled(p), p.input('M'));
      return p.mm(p.softmax(masked), p.input('V'));
    });
    expect(drawn.structures).toHaveLength(1);
    const found = Object.fromEntries(
      (
        [
          'query',
          'key',
          'value',
          'keyTransposed',
          'scores',
          'scale',
          'scaled',
          'mask',
          'masked',
          'weights',
          'output',
        ] as const
      ).map((role) => [role, withRole(drawn, role)]),
    );
    expect(found).toEqual({
      query: ['Q'],
      key: ['K'],
      value: ['V'],
      keyTransposed: ['transpose'],
      scores: ['matmul'],
      scale: ['sqrt'],
      scaled: ['div'],
      mask: ['M'],
      masked: ['add'],
      weights: ['softmax'],
      output: ['matmul'],
    });
  });

  it('follows the hands-on: x, its three projections, then attention', () => {
    const drawn = draw((p) => {
      const x = p.tensor(
        [
          [1, 0.5, 0.3, 0.2],
          [0.2, 0.1, 0.9, 0.7],
          [0.8, 0.3, 0.2, 0.4],
        ],
        'x',
      );
      const project = (weight: string, name: string): ValueId => {
        const w = p.op({
          kind: 'random',
          shape: [4, 4],
          distribution: { kind: 'normal', mean: 0, std: 1 },
        });
        return p.named(p.mm(x, p.named(w, weight)), name);
      };
      const q = project('W_Q', 'Q');
      const k = project('W_K', 'K');
      const v = project('W_V', 'V');
      const s = p.named(p.div(p.mm(q, p.t(k)), p.sqrt(p.size(4))), 'scores');
      return p.named(p.mm(p.named(p.softmax(s), 'attention_weights'), v), 'output');
    });
    expect(kindAtRoot(drawn)).toBe('attention.scaledDotProduct');
    expect(drawn.structures).toHaveLength(1);
    expect(withRole(drawn, 'input')).toEqual(['x']);
    expect(withRole(drawn, 'queryWeight')).toEqual(['W_Q']);
    expect(withRole(drawn, 'query')).toEqual(['Q']);
    expect(withRole(drawn, 'key')).toEqual(['K']);
    expect(withRole(drawn, 'value')).toEqual(['V']);
    expect(withRole(drawn, 'scaled')).toEqual(['scores']);
    expect(withRole(drawn, 'weights')).toEqual(['attention_weights']);
  });

  it('calls one tensor that is query, key and value the input', () => {
    const drawn = draw((p) => {
      const x = p.input('x', ['n', 'd']);
      return p.mm(p.softmax(p.mm(x, p.t(x))), x);
    });
    expect(withRole(drawn, 'input')).toEqual(['x']);
  });
});

describe('parts of attention alone', () => {
  const projected = (p: Pen, x: string, weight: string): ValueId =>
    p.mm(p.input(x), p.input(weight));
  const headScores = (p: Pen): ValueId =>
    p.mm(projected(p, 'Q', 'W_i^Q'), p.t(projected(p, 'K', 'W_i^K')));
  const cases: [string, string, Write][] = [
    ['Q K^T', 'attention.scores', scores],
    ['q k^T', 'attention.scores', (p) => p.mm(p.input('q'), p.t(p.input('k')))],
    ['QW_i^Q (KW_i^K)^T', 'attention.scores', headScores],
    ['QW_i^Q (KW_i^K)^T / √d_k', 'attention.scores', (p) => p.div(headScores(p), rootOfSize(p))],
    ['QK^T / √d_k', 'attention.scores', scaled],
    [
      'a b^T / √d',
      'attention.scores',
      (p) => p.div(p.mm(p.input('a'), p.t(p.input('b'))), p.sqrt(p.size('d'))),
    ],
    ['a b^T', 'tensor', (p) => p.mm(p.input('a'), p.t(p.input('b')))],
    ['X X^T', 'tensor', (p) => p.mm(p.input('X'), p.t(p.input('X')))],
    ['softmax(QK^T / √d_k)', 'attention.weights', (p) => p.softmax(scaled(p))],
    [
      'softmax(qk^T / √depth)',
      'attention.weights',
      (p) => p.softmax(p.div(p.mm(p.input('q'), p.t(p.input('k'))), p.sqrt(p.size('depth')))),
    ],
    [
      'softmax(a b^T)',
      'attention.weights',
      (p) => p.softmax(p.mm(p.input('a'), p.t(p.input('b')))),
    ],
    ['softmax(scores)', 'attention.weights', (p) => p.softmax(p.input('\\text{scores}'))],
    ['softmax(x)', 'softmax', (p) => p.softmax(p.input('x'))],
    ['softmax(W_o h)', 'softmax', (p) => p.softmax(p.mm(p.input('W_o'), p.input('h')))],
    [
      'Attention Weights · V',
      'attention.weightedSum',
      (p) => p.mm(p.input('\\text{Attention Weights}'), p.input('V')),
    ],
    ['α V', 'attention.weightedSum', (p) => p.mm(p.input('\\alpha'), p.input('V'))],
    [
      'attention_weights @ V',
      'attention.weightedSum',
      (p) => p.mm(p.input('attention_weights'), p.input('V')),
    ],
    [
      'softmax(scores) V',
      'attention.weightedSum',
      (p) => p.mm(p.softmax(p.input('scores')), p.input('V')),
    ],
    ['softmax(S) V', 'attention.weightedSum', (p) => p.mm(p.softmax(p.input('S')), p.input('V'))],
    ['Q', 'tensor', (p) => p.input('Q')],
    ['QW_i^Q', 'projection', (p) => projected(p, 'Q', 'W_i^Q')],
  ];
  it.each(cases)('%s is %s', (_, kind, write) => {
    expect(kindAtRoot(draw(write))).toBe(kind);
  });

  it('gives a lone symbol the role of its name', () => {
    expect(
      withRole(
        draw((p) => p.input('Q')),
        'query',
      ),
    ).toEqual(['Q']);
    expect(
      withRole(
        draw((p) => p.input('W_i^K')),
        'keyWeight',
      ),
    ).toEqual(['W_i^K']);
  });

  it('gives a projection the role its weight is for', () => {
    const drawn = draw((p) => projected(p, 'Q', 'W_i^Q'));
    expect(withRole(drawn, 'query')).toEqual(['matmul']);
    expect(withRole(drawn, 'queryWeight')).toEqual(['W_i^Q']);
    expect(withRole(drawn, 'input')).toEqual(['Q']);
  });
});

describe('heads', () => {
  const call = (p: Pen): ValueId =>
    p.op(
      { kind: 'scaledDotProductAttention', causal: false },
      ['Q', 'K', 'V'].map((s) => p.mm(p.input(s), p.input(`W_i^${s}`))),
    );
  const cases: [string, string, Write][] = [
    [
      'head_i = Attention(QW_i^Q, KW_i^K, VW_i^V)',
      'attention.head',
      (p) => p.named(call(p), 'head_i'),
    ],
    ['\\text{head}_i = …', 'attention.head', (p) => p.named(call(p), '\\text{head}_i')],
    ['Attention(QW_i^Q, KW_i^K, VW_i^V)', 'attention.head', call],
    [
      'Attention(QW_i^Q, …) = softmax(…) VW_i^V',
      'attention.scaledDotProduct',
      (p) => {
        const of = (s: string): ValueId => p.mm(p.input(s), p.input(`W_i^${s}`));
        const s = p.div(p.mm(of('Q'), p.t(of('K'))), rootOfSize(p));
        return p.named(p.mm(p.softmax(s), of('V')), '\\text{Attention}');
      },
    ],
    [
      'Concat(head_1, …, head_h) W^O',
      'attention.multiHead',
      (p) => {
        const concat = p.op({ kind: 'concat', axis: -1, count: 'h' }, [
          p.input('head_1'),
          p.input('head_h'),
        ]);
        return p.named(p.mm(concat, p.input('W^O')), '\\text{MultiHead}');
      },
    ],
    [
      'heads split, attended, merged and projected in code',
      'attention.multiHead',
      (p) => {
        const x = p.input('x', [2, 6, 8]);
        const split = (w: string): ValueId =>
          p.op({ kind: 'transpose', axis0: 1, axis1: 2 }, [
            p.op({ kind: 'reshape', shape: [2, 6, 4, 2] }, [
              p.op({ kind: 'linear' }, [x, p.input(w, [8, 8])]),
            ]),
          ]);
        const [q, k, v] = [
          split('self.w_q.weight'),
          split('self.w_k.weight'),
          split('self.w_v.weight'),
        ];
        const attended = p.mm(p.softmax(p.mul(p.mm(q, p.t(k)), p.number(0.7))), v);
        const merged = p.op({ kind: 'reshape', shape: [2, 6, 8] }, [
          p.op({ kind: 'transpose', axis0: 1, axis1: 2 }, [attended]),
        ]);
        return p.op({ kind: 'linear' }, [merged, p.input('self.fc.weight', [8, 8])]);
      },
    ],
  ];
  it.each(cases)('%s is %s', (_, kind, write) => {
    expect(kindAtRoot(draw(write))).toBe(kind);
  });

  it('keeps the attention inside multi-head attention as a structure of its own', () => {
    const drawn = draw(cases[5]![2]);
    expect(drawn.structures.map((s) => s.kind)).toEqual([
      'attention.multiHead',
      'attention.scaledDotProduct',
    ]);
    expect(withRole(drawn, 'head')).toEqual(['matmul']);
    expect(withRole(drawn, 'concatenated')).toEqual(['reshape']);
    expect(withRole(drawn, 'query')).toHaveLength(2);
  });

  it('gives the same answer however often it is asked', () => {
    const pen = createPen();
    expect(pen.builder.size).toBe(0);
    expect(draw(call).structures).toEqual(draw(call).structures);
  });
});

describe('other kinds of attention', () => {
  const additiveScores = (p: Pen): ValueId => {
    const sum = p.add(p.mm(p.input('W_q'), p.input('q')), p.mm(p.input('W_k'), p.input('k')));
    return p.mm(p.t(p.input('w_v')), p.op({ kind: 'tanh' }, [sum]));
  };
  const phi = (p: Pen, name: string): ValueId =>
    p.op({ kind: 'call', callee: 'phi' }, [p.input(name)]);
  const cases: [string, string, Write][] = [
    ['w_v^T tanh(W_q q + W_k k)', 'attention.additive', additiveScores],
    ['its softmax', 'attention.additive', (p) => p.softmax(additiveScores(p))],
    [
      'its weighted sum',
      'attention.additive',
      (p) => p.mm(p.softmax(additiveScores(p)), p.input('V')),
    ],
    [
      'φ(Q)(φ(K)^T V)',
      'attention.linear',
      (p) => p.mm(phi(p, 'Q'), p.mm(p.t(phi(p, 'K')), p.input('V'))),
    ],
    [
      '(Q K^T) V without softmax',
      'attention.linear',
      (p) => p.mm(p.mm(p.input('Q'), p.t(p.input('K'))), p.input('V')),
    ],
    [
      'φ(Q)(φ(K)^T V) / normaliser',
      'attention.linear',
      (p) => p.div(p.mm(phi(p, 'Q'), p.mm(p.t(phi(p, 'K')), p.input('V'))), p.input('z')),
    ],
  ];
  it.each(cases)('%s is %s', (_, kind, write) => {
    expect(kindAtRoot(draw(write))).toBe(kind);
  });
});
