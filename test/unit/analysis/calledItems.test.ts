import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis.js';
import { itemAt } from '../../../src/analysis/at.js';
import { analyzeDocument } from '../../../src/analysis/documents.js';

const head = `import math
import torch
import torch.nn as nn
import torch.nn.functional as F

`;

/** The item that a reader finds where a piece of the code ends. */
function found(code: string, piece: string) {
  const text = head + code;
  return itemAt(analyzeDocument(text, 'python').items, text.indexOf(piece) + piece.length - 1);
}

/** What the JSON says of the values that the code's last line gives: their names and operations. */
function lastLine(code: string): string[] {
  const text = head + code;
  const line = text.trimEnd().split('\n').length - 1;
  const values = analyze(text, { language: 'python' }).items.flatMap((i) => i.values);
  const here = values.filter((v) => v.range.start.line === line && v.range.end.line === line);
  return [...new Set(here.map((v) => `${v.name} ${v.op}`))];
}

const layers = `def masked_softmax(scores, mask):
    scores = scores.masked_fill(mask == 0, -1e9)
    return F.softmax(scores, dim=-1)

class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def split(self, x):
        b, n, c = x.shape
        return x.view(b, n, self.heads, c // self.heads).transpose(1, 2)

    def merge(self, x):
        b, h, n, d = x.shape
        return x.transpose(1, 2).reshape(b, n, h * d)

    def forward(self, x, mask):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        q, k, v = self.split(q), self.split(k), self.split(v)
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
        weights = masked_softmax(scores, mask)
        return self.out(self.merge(weights @ v))

class MLP(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.down(F.gelu(self.up(x)))

class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.attn = Attention(width, heads)
        self.mlp = MLP(width)
        self.norm = nn.LayerNorm(width)

    def forward(self, x, mask):
        x = x + self.attn(self.norm(x), mask)
        return x + self.mlp(x)

class Model(nn.Module):
    def __init__(self, width, heads, vocabulary):
        super().__init__()
        self.block = Block(width, heads)
        self.head = nn.Linear(width, vocabulary)

    def forward(self, x, mask):
        y = self.block(x, mask)
        return self.head(y)

class Trainer(nn.Module):
    def __init__(self, width, heads, vocabulary):
        super().__init__()
        self.model = Model(width, heads, vocabulary)

    def forward(self, x, mask):
        logits = self.model(x, mask)
        return logits
`;

describe('a call of a function of the text', () => {
  it.each([
    ['weights = masked_softmax', 'softmax'],
    ['x + self.attn', 'attention.multiHead'],
    ['x + self.mlp', 'feedForward'],
  ])('%s is the structure that the function is: %s', (piece, kind) => {
    expect(found(layers, piece)?.kind).toBe(kind);
  });

  it.each(['y = self.block', 'logits = self.model'])(
    '%s, which computes more, goes by the name of none of its parts',
    (piece) => {
      const at = (head + layers).indexOf(piece) + piece.length;
      const { items } = analyzeDocument(head + layers, 'python');
      expect(items.filter((i) => i.span.end === at)).toEqual([]);
    },
  );

  it('has no line above it: that stands above the function', () => {
    expect(found(layers, 'x + self.mlp')?.display).toBe(false);
  });

  it('does not take what the caller computed for the function’s own', () => {
    const code = `def bounded(x, most):
    return most * torch.tanh(x / most)

def attend(q, k, v):
    scores = bounded(q @ k.T / math.sqrt(q.size(-1)), 30.0)
    return torch.softmax(scores, dim=-1) @ v
`;
    const at = (head + code).indexOf('= bounded') + '= bounded'.length;
    const { items } = analyzeDocument(head + code, 'python');
    expect(items.filter((i) => i.span.end === at)).toEqual([]);
  });

  it('is a projection where the function is one, though a larger structure explains it', () => {
    const code = `def linear(x, w, b):
    return x @ w + b

def feed_forward(x, up, down):
    hidden = F.gelu(linear(x, **up))
    return linear(hidden, **down)
`;
    expect(found(code, 'return linear')?.kind).toBe('projection');
    expect(
      found(`def scores(q, k):\n    return q @ k.T\n\ny = scores(a, b)\n`, 'y = scores')?.kind,
    ).not.toBe('projection');
  });
});

describe('the value of a call', () => {
  const split = `def split(x, heads):
    b, n, c = x.shape
    return x.view(b, n, heads, c // heads).transpose(1, 2)

x = torch.ones(2, 3, 8)
`;
  it.each([
    ['assigned', `${split}q = split(x, 4)`, ['q transpose']],
    ['several', `${split}q, k = split(x, 4), split(x, 2)`, ['k transpose', 'q transpose']],
    ['a name for a name', `${split}y = split(x, 4)\nz = y`, ['z transpose']],
  ])('says what the function computed last: %s', (_, code, expected) => {
    expect(lastLine(code).sort()).toEqual(expected);
  });

  it('is there for a call within an expression', () => {
    expect(lastLine(`${split}n = split(x, 4) * 2`).some((v) => v.endsWith(' transpose'))).toBe(
      true,
    );
  });
});

describe('a class', () => {
  it('is what its name says, whatever it adds and normalizes around it', () => {
    const code = `class MultiHeadAttention(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.w_q = nn.Linear(width, width)
        self.w_k = nn.Linear(width, width)
        self.w_v = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)

    def forward(self, x):
        kept = x
        q, k, v = self.w_q(x), self.w_k(x), self.w_v(x)
        y = torch.softmax(q @ k.transpose(-2, -1) / math.sqrt(q.size(-1)), dim=-1) @ v
        y += kept
        return self.norm(y)
`;
    expect(found(code, 'class MultiHeadAttention')?.kind).toMatch(/^attention\./);
  });
});

describe('a branch for an argument that nobody gives', () => {
  const attend = `class Attend(nn.Module):
    def forward(self, q, k, v, mask=None):
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
        if mask is not None:
            scores = scores.masked_fill(mask == 0, -1e9)
        return F.softmax(scores, dim=-1) @ v

torch.manual_seed(0)
q = torch.randn(2, 3)
y = Attend()(q, q, q)
z = torch.randn(2)
`;
  const { items } = analyze(head + attend, { language: 'python' });
  const values = items.flatMap((i) => i.values);

  it('is read, from an example', () => {
    const masked = values.find((v) => v.op === 'maskedFill');
    expect(masked?.name).toBe('scores');
    expect(masked?.origin).toBe('example');
  });

  it('changes nothing of what the code computes', () => {
    const plain = attend.replace(/ {8}if mask.*\n.*\n/, '');
    const other = analyze(head + plain, { language: 'python' }).items.flatMap((i) => i.values);
    for (const name of ['y', 'z']) {
      const [here, there] = [values, other].map((all) => all.find((v) => v.name === name));
      expect(here?.data).toEqual(there?.data);
      expect(here?.origin).toBe('seeded');
    }
  });

  it('is not what the class is', () => {
    expect(found(attend, 'class Attend')?.kind).toBe('attention.scaledDotProduct');
  });
});
