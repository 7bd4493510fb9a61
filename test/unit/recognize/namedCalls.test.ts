import { describe, expect, it } from 'vitest';
import { itemAt } from '../../../src/analysis/at.js';
import { analyzeDocument } from '../../../src/analysis/documents.js';

const kinds = (code: string): string[] =>
  analyzeDocument(`import torch\n${code}`, 'python').items.map((i) => i.kind);

const block = (imported: string, made: string, call: string): string => `import torch.nn as nn
from layers import ${imported}

class Block(nn.Module):
    def __init__(self, d_model):
        super().__init__()
        self.inner = ${made}

    def forward(self, x, y):
        z = ${call}
        return z
`;

describe('a layer of another file', () => {
  it.each([
    ['LayerNorm', 'layerNorm'],
    ['LayerNormalization', 'layerNorm'],
    ['RMSNorm', 'rmsNorm'],
    ['LlamaRMSNorm', 'rmsNorm'],
    ['PositionwiseFeedForward', 'feedForward'],
    ['FeedForward', 'feedForward'],
    ['PositionalEncoding', 'positionalEncoding'],
    ['Softmax', 'softmax'],
  ])('%s is known by its name: %s', (name, kind) => {
    expect(kinds(block(name, `${name}(d_model)`, 'self.inner(x)'))).toContain(kind);
  });

  it.each(['DummyNorm', 'Normalizer', 'Model', 'Feed'])('%s is not', (name) => {
    const all = kinds(block(name, `${name}(d_model)`, 'self.inner(x)'));
    expect(all.filter((kind) => kind !== 'tensor')).toEqual([]);
  });

  it('is known where it is made', () => {
    const text = `import torch\n${block('LayerNorm', 'LayerNorm(d_model)', 'self.inner(x)')}`;
    const at = itemAt(analyzeDocument(text, 'python').items, text.indexOf('LayerNorm(d_model)'));
    expect(at?.kind).toBe('layerNorm');
  });

  it('is known where its forward is called', () => {
    expect(kinds(block('Softmax', 'Softmax()', 'self.inner.forward(x)'))).toContain('softmax');
  });

  it('is a part of the attention that it belongs to', () => {
    const code = `from layers import softmax
def attend(q, k, v):
    weights = softmax(q @ k.T / q.shape[-1] ** 0.5)
    return weights @ v
`;
    expect(kinds(code)).toContain('attention.scaledDotProduct');
  });

  it('keeps the shape of what it takes', () => {
    const code = block('LayerNorm', 'LayerNorm(d_model)', 'self.inner(torch.ones(2, 3))');
    const text = `import torch\n${code}`;
    const [item] = analyzeDocument(text, 'python').items.filter((i) => i.kind === 'layerNorm');
    expect(item?.shapes[item.root ?? -1]).toEqual([2, 3]);
  });

  it('of scaled dot products gives the shapes of output and weights', () => {
    const code = `from layers import ScaledDotProductAttention
attention = ScaledDotProductAttention()
q, k, v = torch.ones(2, 3, 4), torch.ones(2, 5, 4), torch.ones(2, 5, 6)
out, weights = attention(q, k, v)
`;
    const { items } = analyzeDocument(`import torch\n${code}`, 'python');
    const shapeOf = (name: string): unknown =>
      items.flatMap((i) =>
        i.members.flatMap((m) => (i.program.values[m]?.name === name ? [i.shapes[m]] : [])),
      )[0];
    expect(shapeOf('out')).toEqual([2, 3, 6]);
    expect(shapeOf('weights')).toEqual([2, 3, 5]);
  });
});

describe('masks in code', () => {
  it.each([
    ['with an axis more', 'def f(mask):\n    mask = mask.unsqueeze(1)\n    return mask'],
    [
      'negated and large',
      'def f(mask):\n    pad_mask = (1.0 - mask) * -10000.0\n    return pad_mask',
    ],
    [
      'a triangle at a place nobody knows',
      'def f(i, j):\n    return torch.ones(i, j).triu(j - i + 1)',
    ],
    [
      'made by another file',
      'from utils import make_causal_mask\nx = torch.ones(2, 3)\nm = make_causal_mask(x)',
    ],
  ])('%s', (_, code) => {
    expect(kinds(code)).toContain('mask');
  });

  it('may be multiplied with before the weights are made to sum to 1', () => {
    const code = `def attend(q, k, v, mask):
    scores = torch.exp(q @ k.T / q.shape[-1] ** 0.5) * mask
    weights = scores / scores.sum(dim=-1, keepdim=True)
    return weights @ v
`;
    expect(kinds(code)).toContain('attention.scaledDotProduct');
  });

  it('are no other numbers that are computed', () => {
    expect(kinds('def f(x):\n    y = (1.0 - x) * -10000.0\n    return y')).not.toContain('mask');
  });
});

describe('what a constructor is given', () => {
  it.each(['hidden_size', 'd_model', 'size'])('%s is one size of a norm', (name) => {
    const code = `import torch.nn as nn
class Layer(nn.Module):
    def __init__(self, ${name}):
        super().__init__()
        self.norm = nn.LayerNorm(${name})

    def forward(self, x):
        return self.norm(x)
`;
    expect(kinds(code)).toContain('layerNorm');
  });

  it('is a number under a root', () => {
    const code = `import numpy as np
class Attend:
    def __init__(self, d_k):
        self.scale = np.sqrt(d_k)

    def forward(self, q, k, v):
        scores = q @ k.T / self.scale
        return scores
`;
    const { items } = analyzeDocument(`import torch\n${code}`, 'python');
    const [item] = items;
    const scale = item?.program.values.find((v) => v.operation.kind === 'sqrt');
    expect(item?.shapes[scale?.id ?? -1]).toEqual([]);
  });
});

describe('attention that stands in another file', () => {
  it.each([
    ['attention_interface(self, q, k, v, mask)', 'attention.scaledDotProduct'],
    ['flash_attn_func(q, k, v, causal=True)', 'attention.scaledDotProduct'],
    ['ops.memory_efficient_attention(q, k, v)', 'attention.scaledDotProduct'],
    ['self.sdpa(query=q, key=k, value=v, mask=mask)', 'attention.scaledDotProduct'],
  ])('is known by its name and what goes in: %s', (call, kind) => {
    const code = `class Attention(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        self.q = torch.nn.Linear(width, width)

    def forward(self, x, mask):
        q, k, v = self.q(x), self.q(x), self.q(x)
        return ${call}
`;
    expect(kinds(code)).toContain(kind);
  });

  it.each([
    ['MultiHeadAttention', 'MultiHeadAttention(d_model, 8)', 'self.inner(x, x, x)'],
    ['MultiHeadedAttention', 'MultiHeadedAttention(8, d_model)', 'self.inner(x, y, y)'],
  ])('has several heads where its name says so: %s', (name, made, call) => {
    expect(kinds(block(name, made, call))).toContain('attention.multiHead');
  });

  it.each([
    'plot_attention(q, k, v)',
    'attention_mask(q, k, v)',
    'attention_scores(q, k, v)',
    'attention(q)',
    'merge(q, k, v)',
  ])('is not %s', (call) => {
    const found = kinds(`def f(q, k, v):\n    q, k, v = q * 2, k * 2, v * 2\n    return ${call}\n`);
    expect(found.filter((kind) => kind.startsWith('attention'))).toEqual([]);
  });
});

describe('layers whose names alone are known', () => {
  it('project where they are linear layers of another library', () => {
    expect(kinds(block('Linear', 'Linear(d_model, 8)', 'self.inner(x)'))).toContain('projection');
  });

  it.each(['self.act_fn', 'self.activation', 'gelu_new_act.act', 'quick_gelu'])(
    '%s is the activation of a feed-forward layer',
    (act) => {
      const code = `class Net(torch.nn.Module):
    def __init__(self, width, act):
        super().__init__()
        self.gate = torch.nn.Linear(width, 16)
        self.up = torch.nn.Linear(width, 16)
        self.down = torch.nn.Linear(16, width)

    def forward(self, x):
        return self.down(${act}(self.gate(x)) * self.up(x))
`;
      expect(kinds(code)).toContain('feedForward');
    },
  );

  it('are no feed-forward layer around any function', () => {
    const code = `def f(x, a, b):
    up, down = torch.nn.Linear(4, 8), torch.nn.Linear(8, 4)
    return down(shuffle(up(x)))
`;
    expect(kinds(code)).not.toContain('feedForward');
  });
});

describe('structures of code', () => {
  it.each(['np.where(h < 0, 0.0, h)', 'np.where(h > 0, h, 0)', 'h * (h > 0)', 'np.maximum(h, 0)'])(
    '%s is an activation',
    (relu) => {
      expect(kinds(`import numpy as np\ndef f(h):\n    return ${relu}\n`)).toContain('activation');
    },
  );

  it.each(['np.where(h < 0, h, 0)', 'np.where(h > 1, h, 0)', 'h * (h < 0)', 'h * (g > 0)'])(
    '%s is none',
    (other) => {
      const code = `import numpy as np\ndef f(h, g):\n    return ${other}\n`;
      expect(kinds(code)).not.toContain('activation');
    },
  );

  it.each([
    'tokens = (tokens == 0)\n    return tokens[:, None, None, :]',
    'return (tokens != 0).float()[:, None, None, :]',
    'return (tokens == 0).unsqueeze(1).unsqueeze(2)',
  ])('what is padding, over heads and queries, is a mask: %s', (body) => {
    expect(kinds(`def padding(tokens):\n    ${body}\n`)).toContain('mask');
  });

  it.each([
    'return (labels == 1)[:, None]',
    'return (labels > 0)[:, None, None, :]',
    'return labels[:, None, None, :]',
  ])('and not: %s', (body) => {
    expect(kinds(`def f(labels):\n    ${body}\n`)).not.toContain('mask');
  });

  it.each(['((var + 1e-5) ** 0.5)', 'torch.sqrt(var + eps)', 'torch.sqrt(var + config.norm_eps)'])(
    'is layer normalisation over %s',
    (spread) => {
      const code = `def norm(x, eps, config, gain, shift):
    mean = x.mean(-1, keepdim=True)
    var = x.var(-1, keepdim=True, unbiased=False)
    return gain * (x - mean) / ${spread} + shift
`;
      expect(kinds(code)).toContain('layerNorm');
    },
  );

  it('is kept scores beside a huge number where the same mask is open', () => {
    const code = (other: string): string => `import torch
def attend(q, k, v, b):
    w = q @ k.transpose(-2, -1)
    w = w * b + -1e9 * (1 - ${other})
    return torch.softmax(w, dim=-1) @ v
`;
    const roles = (text: string): (string | undefined)[] =>
      analyzeDocument(text, 'python').items.flatMap((i) => [...(i.roles?.values() ?? [])]);
    expect(roles(code('b'))).toEqual(expect.arrayContaining(['mask', 'masked', 'scores']));
    expect(roles(code('v[0]'))).not.toContain('masked');
  });

  it('reads what a branch for earlier keys would make of the mask', () => {
    const code = `def attend(q, k, v, past=None):
    n = q.shape[-2]
    before = past.shape[-2] if past is not None else 0
    mask = torch.triu(torch.ones(n, n), diagonal=1).bool()
    if before > 0:
        mask = torch.cat([torch.zeros(n, before).bool(), mask], dim=1)
    return torch.softmax((q @ k.T).masked_fill(mask, -1e9), dim=-1) @ v
`;
    const { items } = analyzeDocument(`import torch\n${code}`, 'python');
    const at = `import torch\n${code}`.indexOf('torch.cat');
    expect(items.some((i) => i.kind === 'mask' && i.source.includes('torch.cat'))).toBe(true);
    expect(itemAt(items, at)?.kind).toBe('mask');
  });
});
