import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { toPyTorch } from '../../../src/explain/index.js';
import type { Operation } from '../../../src/program/operation.js';
import type { ValueId } from '../../../src/program/value.js';
import type { Pen } from '../recognize/programs.js';
import { attentionFormula, explained, handsOn } from './items.js';

/** A Python that has PyTorch; Debian's is the usual one. */
const python = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import torch'], { timeout: 60_000 }).status === 0,
);

const printed = (write: (p: Pen) => ValueId): string => {
  const { item } = explained(write);
  return toPyTorch(item, item.bindings);
};

describe('the item as PyTorch code', () => {
  it('keeps literals, seed and names of code', () => {
    expect(printed(handsOn)).toBe(`import math

import torch
import torch.nn.functional as F

x = torch.tensor([[1.0, 0.5, 0.3, 0.2], [0.2, 0.1, 0.9, 0.7], [0.8, 0.3, 0.2, 0.4]])
torch.manual_seed(42)
W_Q = torch.randn(4, 4)
W_K = torch.randn(4, 4)
W_V = torch.randn(4, 4)
Q = x @ W_Q
K = x @ W_K
V = x @ W_V
raw_scores = Q @ K.T
scores = raw_scores / math.sqrt(4)
attention_weights = F.softmax(scores, dim=-1)
output = attention_weights @ V
print(output)
`);
  });

  it('gives free symbols their example sizes and says what they are', () => {
    expect(printed(attentionFormula)).toBe(`import math

import torch
import torch.nn.functional as F

Q = torch.randn(3, 6)  # [n, d_k]
K = torch.randn(4, 6)  # [m, d_k]
scores = Q @ K.T  # [n, m]
d_k = 6
scaled = scores / math.sqrt(d_k)  # [n, m]
weights = F.softmax(scaled, dim=-1)  # [n, m]
V = torch.randn(4, 5)  # [m, d_v]
output = weights @ V  # [n, d_v]
print(output)
`);
  });

  it.each([
    ['W_i^Q', 'W_i_Q'],
    ['\\alpha_{ij}', 'alpha_ij'],
    ['\\text{Attention Weights}', 'attention_weights'],
    ['lambda', 'lambda_'],
    ['クエリ', 'x'],
  ])('makes an identifier of %s', (name, identifier) => {
    expect(printed((p) => p.op({ kind: 'relu' }, [p.input(name, [2])]))).toContain(
      `${identifier} = torch.randn(2)`,
    );
  });

  it('draws everything that a seeded stream drew before', () => {
    const text = printed((p) => {
      const stream = { id: 3, seed: 7, generator: 'numpy' } as const;
      const normal = { kind: 'normal', mean: 0, std: 1 } as const;
      p.named(p.op({ kind: 'random', shape: [2], distribution: normal, stream }), 'unused');
      return p.named(p.op({ kind: 'random', shape: [2], distribution: normal, stream }), 'used');
    });
    expect(text).toMatch(/np\.random\.seed\(7\)\nunused = .*\nused = /);
  });

  it('marks what is not read and does not make it up', () => {
    const text = printed((p) =>
      p.softmax(p.op({ kind: 'call', callee: 'load' }, [], { name: 'x', defined: true })),
    );
    expect(text).toContain('x = ...  # load is not read: put its result here');
  });
});

/** Programs from literals, one for each operation that Python can check. */
const rows = [
  [0.5, -1.25, 2],
  [3, 0.75, -0.5],
];
const one =
  (operation: Operation) =>
  (p: Pen): ValueId =>
    p.op(operation, [p.tensor(rows, 'x')]);
const runnable: [string, (p: Pen) => ValueId][] = [
  ['the hands-on', handsOn],
  ...(
    [
      { kind: 'softmax', axis: -1 },
      { kind: 'logSoftmax', axis: 0 },
      { kind: 'relu' },
      { kind: 'gelu', approximate: 'none' },
      { kind: 'gelu', approximate: 'tanh' },
      { kind: 'elu', alpha: 1 },
      { kind: 'silu' },
      { kind: 'neg' },
      { kind: 'clamp', min: 0, max: 1 },
      { kind: 'sum' },
      { kind: 'mean', axes: [-1], keepDim: true },
      { kind: 'prod' },
      { kind: 'prod', axes: [1], keepDim: true },
      { kind: 'prod', axes: [0, -1] },
      { kind: 'var', axes: [1], correction: 0 },
      { kind: 'max', axes: [0] },
      { kind: 'norm', p: 2, axes: [-1] },
      { kind: 'argmax', axis: 1 },
      { kind: 'topk', axis: 1, k: 2, part: 'values' },
      { kind: 'sort', axis: 1, descending: true, part: 'indices' },
      { kind: 'cumsum', axis: 1 },
      { kind: 'transpose', axis0: 0, axis1: 1 },
      { kind: 'permute', axes: [1, 0] },
      { kind: 'reshape', shape: [3, -1] },
      { kind: 'repeat', counts: [2, 1] },
      { kind: 'chunk', axis: 1, parts: 3, part: 2 },
      { kind: 'unbind', axis: 0, part: 1 },
      {
        kind: 'index',
        items: [{ kind: 'ellipsis' }, { kind: 'slice', start: 1 }, { kind: 'newAxis' }],
      },
      { kind: 'tril', diagonal: 0 },
      { kind: 'layerNorm', axes: 1, eps: 1e-5 },
      { kind: 'rmsNorm', axes: 1, eps: 1e-6 },
      { kind: 'batchNorm', eps: 1e-5 },
      { kind: 'maskedFill', value: -1 },
    ] as const satisfies readonly Operation[]
  ).map((operation): [string, (p: Pen) => ValueId] => [
    operation.kind,
    operation.kind === 'maskedFill'
      ? (p) => {
          const x = p.tensor(rows, 'x');
          return p.op(operation, [x, p.op({ kind: 'compare', relation: 'lt' }, [x, p.number(0)])]);
        }
      : one(operation),
  ]),
  [
    'a where',
    (p) => {
      const x = p.tensor(rows, 'x');
      return p.op({ kind: 'where' }, [
        p.op({ kind: 'compare', relation: 'gt' }, [x, p.number(0)]),
        x,
        p.number(-1),
      ]);
    },
  ],
  [
    'an assignment to a part',
    (p) =>
      p.op({ kind: 'indexPut', items: [{ kind: 'at', index: 0 }] }, [
        p.tensor(rows, 'x'),
        p.number(9),
      ]),
  ],
  [
    'an einsum',
    (p) =>
      p.op({ kind: 'einsum', equation: 'ij,kj->ik' }, [p.tensor(rows, 'a'), p.tensor(rows, 'b')]),
  ],
];

describe.skipIf(python === undefined)('run by PyTorch (skipped where there is none)', () => {
  it('gives the numbers that the item shows', { timeout: 120_000 }, () => {
    const cases = runnable.map(([name, write]) => {
      const { item, trace } = explained(write);
      const traced = trace.values[item.root ?? -1];
      const lines = toPyTorch(item, item.bindings).trimEnd().split('\n');
      const last = /^print\((.*)\)$/.exec(lines.at(-1) ?? '')?.[1] ?? 'None';
      return {
        name,
        code: [...lines.slice(0, -1), `result = ${last}`].join('\n'),
        numbers: traced?.ok === true ? [...traced.tensor.data] : [],
      };
    });
    const script = `import json, sys
out = []
for case in json.load(sys.stdin):
    scope = {}
    exec(case, scope)
    out.append(scope['result'].double().flatten().tolist())
print(json.dumps(out))`;
    const run = spawnSync(python ?? '', ['-c', script], {
      input: JSON.stringify(cases.map((c) => c.code)),
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    const results = JSON.parse(run.stdout) as number[][];
    for (const [i, c] of cases.entries()) {
      const got = results[i] ?? [];
      expect(got.length, c.name).toBe(c.numbers.length);
      expect(got.length, c.name).toBeGreaterThan(0);
      for (const [j, x] of c.numbers.entries()) expect(got[j], `${c.name}[${j}]`).toBeCloseTo(x, 5);
    }
  });
});
