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
