import { describe, expect, it } from 'vitest';
import type { ValueId } from '../../../src/program/value.js';
import { draw, kindAtRoot, withRole, type Pen } from './programs.js';

type Write = (p: Pen) => ValueId;

const layer = (p: Pen, x: ValueId, i: number, bias = true): ValueId => {
  const product = p.mm(x, p.input(`W_${i}`));
  return bias ? p.add(product, p.input(`b_${i}`)) : product;
};
const relu = (p: Pen, x: ValueId): ValueId => p.op({ kind: 'relu' }, [x]);
const square = (p: Pen, x: ValueId): ValueId => p.op({ kind: 'pow' }, [x, p.number(2)]);
const mean = (p: Pen, x: ValueId): ValueId =>
  p.op({ kind: 'mean', axes: [-1], keepDim: true }, [x]);

describe('networks', () => {
  const cases: [string, string, Write][] = [
    [
      'max(0, xW_1 + b_1) W_2 + b_2',
      'feedForward',
      (p) => layer(p, p.op({ kind: 'max' }, [p.number(0), layer(p, p.input('x'), 1)]), 2),
    ],
    [
      'ReLU(xW_1) W_2',
      'feedForward',
      (p) => layer(p, relu(p, layer(p, p.input('x'), 1, false)), 2, false),
    ],
    [
      'W_2 GELU(W_1 x + b_1) + b_2',
      'feedForward',
      (p) => {
        const first = p.add(p.mm(p.input('W_1'), p.input('x')), p.input('b_1'));
        const hidden = p.op({ kind: 'gelu', approximate: 'none' }, [first]);
        return p.add(p.mm(p.input('W_2'), hidden), p.input('b_2'));
      },
    ],
    [
      'two linear layers with dropout between',
      'feedForward',
      (p) => {
        const first = p.op({ kind: 'linear' }, [
          p.input('x', [3, 4]),
          p.input('w_1', [8, 4]),
          p.input('b_1', [8]),
        ]);
        const hidden = p.op({ kind: 'dropout', p: 0.1, training: false }, [relu(p, first)]);
        return p.op({ kind: 'linear' }, [hidden, p.input('w_2', [4, 8])]);
      },
    ],
    [
      'SwiGLU: (SiLU(xW_1) ⊙ xW_3) W_2',
      'feedForward',
      (p) => {
        const x = p.input('x');
        const gate = p.op({ kind: 'silu' }, [p.mm(x, p.input('W_1'))]);
        return p.mm(p.mul(gate, p.mm(x, p.input('W_3'))), p.input('W_2'));
      },
    ],
    [
      'γ (x − μ) / √(σ² + ε) + β',
      'layerNorm',
      (p) => {
        const x = p.input('x');
        const root = p.sqrt(p.add(square(p, p.input('\\sigma')), p.input('\\epsilon')));
        return p.add(
          p.mul(p.input('\\gamma'), p.div(p.sub(x, p.input('\\mu')), root)),
          p.input('\\beta'),
        );
      },
    ],
    [
      'γ(x − μ) over the bar',
      'layerNorm',
      (p) => {
        const top = p.mul(p.input('\\gamma'), p.sub(p.input('x'), p.input('\\mu')));
        return p.add(
          p.div(top, p.sqrt(p.add(p.input('\\sigma'), p.input('\\epsilon')))),
          p.input('\\beta'),
        );
      },
    ],
    [
      '(x − mean) / sqrt(var + eps) in code',
      'layerNorm',
      (p) => {
        const x = p.input('x', [3, 4]);
        const variance = p.op({ kind: 'var', axes: [-1], keepDim: true, correction: 0 }, [x]);
        return p.div(p.sub(x, mean(p, x)), p.sqrt(p.add(variance, p.number(1e-5))));
      },
    ],
    [
      'x · rsqrt(mean(x²) + eps) · g',
      'rmsNorm',
      (p) => {
        const x = p.input('x', [3, 4]);
        const scale = p.op({ kind: 'rsqrt' }, [p.add(mean(p, square(p, x)), p.number(1e-6))]);
        return p.mul(p.mul(x, scale), p.input('g', [4]));
      },
    ],
    [
      'LayerNorm',
      'layerNorm',
      (p) => p.op({ kind: 'layerNorm', axes: 1, eps: 1e-5 }, [p.input('x')]),
    ],
    [
      'the mean over the batch',
      'batchNorm',
      (p) => {
        const x = p.input('x', [3, 4]);
        const m = p.op({ kind: 'mean', axes: [0] }, [x]);
        const variance = p.op({ kind: 'var', axes: [0], correction: 0 }, [x]);
        return p.div(p.sub(x, m), p.sqrt(p.add(variance, p.number(1e-5))));
      },
    ],
    [
      'x + Sublayer(x)',
      'residual',
      (p) => {
        const x = p.input('x');
        return p.add(x, p.op({ kind: 'call', callee: 'Sublayer' }, [x]));
      },
    ],
    [
      'LayerNorm(x + Sublayer(x))',
      'layerNorm',
      (p) => {
        const x = p.input('x');
        const sum = p.add(x, p.op({ kind: 'call', callee: 'Sublayer' }, [x]));
        return p.op({ kind: 'layerNorm', axes: 1, eps: 1e-5 }, [sum]);
      },
    ],
    [
      'x W + b is a projection, not a residual',
      'projection',
      (p) => p.add(p.mm(p.input('x'), p.input('W')), p.input('b')),
    ],
    ['x + y', 'tensor', (p) => p.add(p.input('x'), p.input('y'))],
    ['ReLU(x)', 'activation', (p) => relu(p, p.input('x'))],
    ['max(0, x)', 'activation', (p) => p.op({ kind: 'max' }, [p.number(0), p.input('x')])],
    [
      'x σ(x), the logistic function written out',
      'activation',
      (p) => {
        const x = p.input('x');
        const e = p.op({ kind: 'exp' }, [p.op({ kind: 'neg' }, [x])]);
        return p.mul(x, p.div(p.number(1), p.add(p.number(1), e)));
      },
    ],
    [
      'GELU written out with tanh',
      'activation',
      (p) => {
        const x = p.input('x');
        const cube = p.op({ kind: 'pow' }, [x, p.number(3)]);
        const inner = p.mul(p.number(0.7978845608), p.add(x, p.mul(p.number(0.044715), cube)));
        const gate = p.add(p.number(1), p.op({ kind: 'tanh' }, [inner]));
        return p.mul(p.mul(p.number(0.5), x), gate);
      },
    ],
    [
      '(x − μ) / σ is a standard score, not a norm',
      'tensor',
      (p) => p.div(p.sub(p.input('x'), p.input('\\mu')), p.input('\\sigma')),
    ],
    [
      'θ_i = 10000^(−2i/d)',
      'rotaryEmbedding',
      (p) => {
        const exponent = p.op({ kind: 'neg' }, [p.div(p.input('i', []), p.size('d'))]);
        return p.named(p.op({ kind: 'pow' }, [p.number(10_000), exponent]), '\\theta_i');
      },
    ],
    [
      'a log-likelihood',
      'loss',
      (p) => {
        const log = p.op({ kind: 'log' }, [p.input('\\hat{y}_i')]);
        return p.op({ kind: 'neg' }, [p.op({ kind: 'sum' }, [p.mul(p.input('y_i'), log)])]);
      },
    ],
    [
      'a mask by cases',
      'mask',
      (p) => {
        const cells = [p.number(0), p.number(Number.NEGATIVE_INFINITY)];
        return p.named(p.op({ kind: 'call', callee: 'cases' }, cells), 'M_{ij}');
      },
    ],
    [
      'tril(ones)',
      'mask',
      (p) => p.op({ kind: 'tril', diagonal: 0 }, [p.op({ kind: 'ones', shape: [3, 3] })]),
    ],
    [
      'sin(pos / 10000^(2i/d))',
      'positionalEncoding',
      (p) => {
        const power = p.op({ kind: 'pow' }, [
          p.number(10_000),
          p.div(p.input('i', []), p.size('d')),
        ]);
        return p.op({ kind: 'sin' }, [p.div(p.input('pos', []), power)]);
      },
    ],
    [
      'a loss',
      'loss',
      (p) =>
        p.op({ kind: 'loss', loss: 'crossEntropy' }, [p.input('x', [2, 3]), p.input('y', [2])]),
    ],
  ];
  it.each(cases)('%s is %s', (_, kind, write) => {
    expect(kindAtRoot(draw(write))).toBe(kind);
  });

  it('gives the parts of a feed-forward net their roles', () => {
    const drawn = draw(cases[0]![2]);
    expect(withRole(drawn, 'input')).toEqual(['x']);
    expect(withRole(drawn, 'weight')).toEqual(['W_1', 'W_2']);
    expect(withRole(drawn, 'bias')).toEqual(['b_1', 'b_2']);
    expect(withRole(drawn, 'preActivation')).toEqual(['add']);
    expect(withRole(drawn, 'hidden')).toEqual(['max']);
    expect(withRole(drawn, 'output')).toEqual(['add']);
    expect(drawn.structures).toHaveLength(1);
  });
});
