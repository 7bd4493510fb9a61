import { describe, expect, it } from 'vitest';
import { readPython } from '../../../../src/read/python/index.js';
import { allNamed, named, problems, read, shapeText, spanText } from './support.js';

describe('literals', () => {
  it.each([
    ['x = torch.tensor([[1.0, -2], [3, 4]])', '[2, 2]', 'float32', [1, -2, 3, 4]],
    ['x = torch.tensor([1, 2])', '[2]', 'int64', [1, 2]],
    ['x = torch.tensor([True, False])', '[2]', 'bool', [1, 0]],
    ['x = torch.tensor(3.)', '[]', 'float32', [3]],
    ['x = torch.tensor([[1., 2.],  # a\n   [3., 4.]])', '[2, 2]', 'float32', [1, 2, 3, 4]],
    ['a = 2\nx = torch.tensor([a, a * 2, -a])', '[3]', 'int64', [2, 4, -2]],
    ['rows = [[1, 2], [3, 4]]\nx = torch.FloatTensor(rows)', '[2, 2]', 'float32', [1, 2, 3, 4]],
    ['x = np.array([[1, 2.5]])', '[1, 2]', 'float64', [1, 2.5]],
    ['x = np.array([1, 2], dtype=np.float32)', '[2]', 'float32', [1, 2]],
    ['x = torch.tensor([i * 2 for i in range(3)])', '[3]', 'int64', [0, 2, 4]],
    [
      'x = torch.tensor([1e-3, math.sqrt(4), float("inf")])',
      '[3]',
      'float32',
      [0.001, 2, Infinity],
    ],
  ])('%s', (code, shape, dtype, data) => {
    const x = named(read(code), 'x');
    expect(shapeText(x)).toBe(shape);
    expect(x).toMatchObject({ dtype, origin: 'literal', operation: { kind: 'tensor', data } });
  });
});

describe('operations', () => {
  const prelude = 'x = torch.ones(2, 3, 4)\nm = torch.ones(3, 4)\n';
  it.each([
    ['m @ m.T', 'matmul', '[3, 3]'],
    ['m + x', 'add', '[2, 3, 4]'],
    ['-m', 'neg', '[3, 4]'],
    ['m > 0', 'compare', '[3, 4]'],
    ['~(m > 0)', 'logical', '[3, 4]'],
    ['x.transpose(1, 2)', 'transpose', '[2, 4, 3]'],
    ['x.mT', 'transpose', '[2, 4, 3]'],
    ['x.permute(2, 0, 1)', 'permute', '[4, 2, 3]'],
    ['x.view(2, -1)', 'reshape', '[2, 12]'],
    ['x.reshape((6, 4))', 'reshape', '[6, 4]'],
    ['x.flatten(1)', 'reshape', '[2, 12]'],
    ['x[:, None]', 'index', '[2, 1, 3, 4]'],
    ['x[..., -1]', 'index', '[2, 3]'],
    ['x.unsqueeze(-1)', 'index', '[2, 3, 4, 1]'],
    ['x.sum(-1, keepdim=True)', 'sum', '[2, 3, 1]'],
    ['x.mean(dim=(0, 1))', 'mean', '[4]'],
    ['x.std(-1)', 'sqrt', '[2, 3]'],
    ['x.softmax(-1)', 'softmax', '[2, 3, 4]'],
    ['F.softmax(x, dim=1)', 'softmax', '[2, 3, 4]'],
    ['torch.softmax(x, 1)', 'softmax', '[2, 3, 4]'],
    ['nn.Softmax(dim=-1)(x)', 'softmax', '[2, 3, 4]'],
    ['torch.bmm(x, x.mT)', 'matmul', '[2, 3, 3]'],
    ['torch.einsum("bij,bkj->bik", x, x)', 'einsum', '[2, 3, 3]'],
    ['torch.tril(m)', 'tril', '[3, 4]'],
    ['torch.where(m > 0, m, 0)', 'where', '[3, 4]'],
    ['m.masked_fill(m == 0, float("-inf"))', 'maskedFill', '[3, 4]'],
    ['torch.cat([x, x], dim=1)', 'concat', '[2, 6, 4]'],
    ['torch.stack((m, m))', 'stack', '[2, 3, 4]'],
    [
      'F.scaled_dot_product_attention(x, x, x, is_causal=True)',
      'scaledDotProductAttention',
      '[2, 3, 4]',
    ],
    ['F.gelu(x)', 'gelu', '[2, 3, 4]'],
    ['nn.Linear(4, 7)(x)', 'linear', '[2, 3, 7]'],
    ['nn.LayerNorm(4)(x)', 'layerNorm', '[2, 3, 4]'],
    ['rearrange(x, "b n (h d) -> b h n d", h=2)', 'rearrange', '[2, 2, 3, 2]'],
    ['x.size(0) * m', 'mul', '[3, 4]'],
    ['x.to("cuda") + 1', 'add', '[2, 3, 4]'],
    ['x.detach().cpu().numpy() * 2', 'mul', '[2, 3, 4]'],
  ])('%s', (code, kind, shape) => {
    const reading = read(`${prelude}y = ${code}\n`);
    const y = named(reading, 'y');
    expect(y.operation.kind).toBe(kind);
    expect(shapeText(y)).toBe(shape);
    expect(problems(reading)).toEqual([]);
  });
});

describe('spans, names and mentions', () => {
  it('of what stands in brackets over several lines begin where they open', () => {
    const code = 'x = torch.ones(2, 3)\ny = (\n  x\n  .exp()\n  .T\n)  # turned\nz = (x + 1)\n';
    const module = read(code);
    expect(spanText(code, named(module, 'y'))).toBe('(\n  x\n  .exp()\n  .T\n)');
    expect(spanText(code, named(module, 'z'))).toBe('x + 1');
  });

  const code = 'Q = torch.ones(2, 3)\nK = Q\nscores = (Q @ K.T) / np.sqrt(3)\nprint(f"{scores}")\n';
  const reading = read(code);
  const { program } = reading;

  it('gives every sub-expression its exact place', () => {
    expect(program.values.map((v) => spanText(code, v))).toEqual([
      'torch.ones(2, 3)',
      'Q',
      'K.T',
      'Q @ K.T',
      'np.sqrt(3)',
      '(Q @ K.T) / np.sqrt(3)',
    ]);
  });
  it('makes an alias a value of its own', () => {
    expect(named(reading, 'K')).toMatchObject({ operation: { kind: 'cast' }, inputs: [0] });
  });
  it('mentions every use and every target', () => {
    const of = (id: number) =>
      program.mentions.filter((m) => m.value === id).map((m) => spanText(code, m));
    expect(of(0)).toEqual(['Q', 'Q', 'Q']);
    expect(of(5)).toEqual(['scores', 'scores']);
  });
  it('knows the whole statement of a value', () => {
    const [module] = reading.scopes;
    expect(spanText(code, { span: module?.statements.get(5) ?? { start: 0, end: 0 } })).toBe(
      'scores = (Q @ K.T) / np.sqrt(3)',
    );
  });
  it('writes formulas in terms of names', () => {
    expect(program.values[5]?.tex).toBe('\\frac{Q K^\\top}{\\sqrt{3}}');
  });
  it('counts offsets in the document and shares names between segments', () => {
    const text = 'x = torch.ones(2, 2)';
    const two = readPython([
      { text, offset: 100 },
      { text: 'y = x @ x', offset: 300 },
    ]);
    expect(named(two, 'y')).toMatchObject({ inputs: [0, 0], span: { start: 304, end: 309 } });
  });
});

describe('assignments', () => {
  it.each([
    ['a, b = torch.ones(2), torch.zeros(3)', { a: '[2]', b: '[3]' }],
    ['a = b = torch.ones(2)', { a: '[2]', b: '[2]' }],
    ['a: torch.Tensor = torch.ones(2)', { a: '[2]' }],
    ['(a, b), *c = (torch.ones(1), torch.ones(2)), 3', { a: '[1]', b: '[2]' }],
    ['a, b, c = torch.ones(3, 6).chunk(3, dim=-1)', { a: '[3, 2]', b: '[3, 2]', c: '[3, 2]' }],
    ['a, b = torch.ones(2, 5)', { a: '[5]', b: '[5]' }],
    ['x = torch.ones(4, 5)\nn, d = x.shape\na = torch.zeros(d, n)', { a: '[5, 4]' }],
    ['if (a := torch.ones(2)) is not None: b = a', { a: '[2]', b: '[2]' }],
  ])('%s', (code, shapes) => {
    const reading = read(code);
    for (const [name, shape] of Object.entries(shapes)) {
      expect(shapeText(named(reading, name)), name).toBe(shape);
    }
  });

  it.each([
    ['w[0] = 0', 'indexPut'],
    ['w /= w.sum()', 'div'],
    ['w.masked_fill_(w > 0, 1.0)', 'maskedFill'],
    ['w.zero_()', 'full'],
    ['w[1] += 2', 'indexPut'],
  ])('%s makes a new value of that name', (change, kind) => {
    const all = allNamed(read(`w = torch.ones(2, 2)\n${change}\n`), 'w');
    expect(all.map((v) => v.operation.kind)).toEqual(['ones', kind]);
  });

  it('shows a change in place to other names of the tensor', () => {
    const reading = read('x = torch.ones(2)\ny = x\ny += 1\nz = x * 2\n');
    expect(named(reading, 'z').inputs[0]).toBe(named(reading, 'y').id);
  });
  it('does not show a view old numbers', () => {
    const reading = read('x = torch.ones(2, 2)\nv = x.T\nx += 1\nz = v * 2\n');
    const seen = reading.program.values[named(reading, 'z').inputs[0] ?? -1];
    expect(seen?.operation.kind).toBe('transpose');
    expect(reading.program.values[seen?.inputs[0] ?? -1]?.operation.kind).toBe('add');
  });
  it('gives a base what was put into a view of it', () => {
    const reading = read('x = torch.ones(2, 2)\nv = x[0]\nv += 1\ny = x * 1\n');
    const base = reading.program.values[named(reading, 'y').inputs[0] ?? -1];
    expect(base?.operation.kind).toBe('indexPut');
  });
});

describe('what is not read', () => {
  it('is a call with the callee, and only what depends on it is unknown', () => {
    const reading = read('x = torch.ones(2, 2)\ny = mystery(x)\nz = y @ x\nw = x + 1\n');
    expect(named(reading, 'y').operation).toEqual({ kind: 'call', callee: 'mystery' });
    expect(shapeText(named(reading, 'z'))).toBe('?');
    expect(named(reading, 'w')).toMatchObject({ origin: 'literal' });
  });
  it('forgets what a broken statement assigns', () => {
    const reading = read('x = torch.ones(2)\nx = = 3\ny = x + 1\n');
    expect(named(reading, 'y').origin).toBe('example');
    expect(problems(reading)).toEqual(['python-syntax']);
  });
  it('reads free names as inputs', () => {
    const reading = read('scores = Q @ K.T / math.sqrt(d_k)\n');
    expect(named(reading, 'Q').operation.kind).toBe('input');
    expect(named(reading, 'scores').operation.kind).toBe('div');
  });
  it('says where shapes contradict', () => {
    const reading = read('a = torch.ones(2, 3)\nb = a @ a\n');
    expect(problems(reading)).toEqual(['shape-mismatch']);
  });
  it('never trusts what is drawn after a mask that is not known', () => {
    const after = (p: string) => {
      const code =
        'import torch.nn.functional as F\ntorch.manual_seed(0)\nq = torch.randn(1, 2, 3, 4)\n' +
        `o = F.scaled_dot_product_attention(q, q, q, dropout_p=${p})\nz = torch.randn(2)\n`;
      const reading = read(code);
      return [named(reading, 'o').origin, named(reading, 'z').origin];
    };
    expect(after('0.0')).toEqual(['seeded', 'seeded']);
    expect(after('0.1')).toEqual(['example', 'example']);
    expect(after('config.dropout')).toEqual(['example', 'example']);
  });
  it('never trusts weights that training may have changed', () => {
    const code =
      'torch.manual_seed(0)\nlin = nn.Linear(2, 2)\nx = torch.ones(1, 2)\na = lin(x)\n' +
      'opt = torch.optim.LBFGS(lin.parameters(), lr=0.1)\nopt.step()\nb = lin(x)\n';
    const reading = read(code);
    expect(named(reading, 'a').origin).toBe('seeded');
    expect(named(reading, 'b').origin).toBe('example');
  });
});

describe('random streams', () => {
  const stream = (code: string, name: string) => {
    const { operation } = named(read(code), name);
    return operation.kind === 'random' ? operation.stream : 'not random';
  };
  it.each([
    ['a draw without a seed has none', 'x = torch.randn(2)', undefined],
    [
      'manual_seed starts one',
      'torch.manual_seed(4)\nx = torch.randn(2)',
      { seed: 4, generator: 'torch' },
    ],
    ['NumPy has its own', 'torch.manual_seed(4)\nx = np.random.rand(2)', undefined],
    [
      'NumPy seeds its own',
      'np.random.seed(1)\nx = np.random.randn(2)',
      { seed: 1, generator: 'numpy' },
    ],
    [
      'default_rng is another generator',
      'r = np.random.default_rng(5)\nx = r.normal(size=3)',
      { seed: 5, generator: 'numpyPcg64' },
    ],
    [
      'a Generator is followed',
      'g = torch.Generator().manual_seed(8)\nx = torch.rand(2, generator=g)',
      { seed: 8 },
    ],
    [
      'a draw of unknown size ends it',
      'torch.manual_seed(4)\ny = torch.randn(n, 2)\nx = torch.randn(2)',
      undefined,
    ],
    ['an unread call ends it', 'torch.manual_seed(4)\nmystery()\nx = torch.randn(2)', undefined],
    [
      'a plot does not',
      'torch.manual_seed(4)\nplt.figure()\nprint(1)\nx = torch.randn(2)',
      { seed: 4 },
    ],
    ['an unknown seed gives none', 'torch.manual_seed(s)\nx = torch.randn(2)', undefined],
  ])('%s', (_name, code, expected) => {
    const got = stream(code, 'x');
    if (expected === undefined) expect(got).toBeUndefined();
    else expect(got).toMatchObject(expected);
  });
  it('a new seed is a new stream', () => {
    const code =
      'torch.manual_seed(1)\nx = torch.randn(2)\ntorch.manual_seed(1)\ny = torch.randn(2)';
    const [a, b] = [stream(code, 'x'), stream(code, 'y')];
    expect(a).not.toEqual(b);
    expect(b).toMatchObject({ seed: 1 });
  });
});

describe('an extreme along an axis', () => {
  it.each([
    ['torch.ones(2, 3).max(dim=1)[0]', 'first'],
    ['torch.ones(2, 3).min(dim=1)[0]', 'first'],
    ['torch.ones(2, 3).max()', undefined],
    ['torch.ones(2, 3).amax(1)', undefined],
    ['np.ones((2, 3)).max(axis=1)', undefined],
  ])('%s leaves equals to %s', (code, ties) => {
    const { operation } = named(read(`m = ${code}\n`), 'm');
    expect('ties' in operation ? operation.ties : undefined).toBe(ties);
  });
});
