import { describe, expect, it } from 'vitest';
import { dimText } from '../../../../src/program/dims.js';
import type { Value } from '../../../../src/program/value.js';
import { named, problems, read, shapeText } from './support.js';

/** A shape in the names that are shown. */
const shown = (v: Value): string =>
  v.axes === undefined ? shapeText(v) : `[${v.axes.map(dimText).join(', ')}]`;

describe('names of sizes', () => {
  it('stay with a value where they turn out to be one size later', () => {
    // The last line names an axis wrongly, which makes the heads as many as the sequences.
    const code = `import torch
def attend(q, k, v, heads):
    N, L, d = q.shape
    S = k.shape[1]
    q = q.reshape(N, L, heads, d // heads)
    k = k.reshape(N, S, heads, d // heads)
    w = torch.einsum("nqhd,nkhd->nhqk", q, k).softmax(-1)
    return torch.einsum("nhqk,hkhd->nqhd", w, k)
`;
    const reading = read(code);
    expect(shown(named(reading, 'w'))).toBe('[N, heads, L, S]');
    expect(shown(named(reading, 'k'))).toBe('[N, S, heads, d//heads]');
  });

  it('give way to a number', () => {
    const code = `def f(x):
    B, T = x.shape
    y = x + 1
    z = y.reshape(4, T)
    assert B == 4
    return y
`;
    expect(shapeText(named(read(code), 'z'))).toBe('[4, T]');
  });
});

describe('what a file that is not there would give', () => {
  it('is a size where it is named as a constant', () => {
    const code = `import torch.nn as nn
from app.settings import EMBED_DIM, HEAD_SIZE

class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Linear(EMBED_DIM, HEAD_SIZE)

    def forward(self, x):
        B, T, C = x.shape
        q = self.query(x)
        return q
`;
    expect(shapeText(named(read(code), 'q'))).toBe('[B, T, HEAD_SIZE]');
  });

  it('is a tensor where the code multiplies it', () => {
    const code = `import torch
from lesson.one import q, k, v
w = torch.softmax(q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5, dim=-1)
out = w @ v
`;
    const inputs = read(code).program.values.filter((x) => x.operation.kind === 'input');
    expect(inputs.map((x) => x.name).sort()).toEqual(['k', 'q', 'v']);
  });

  it('is no tensor where it is called, and nothing of a library', () => {
    const code = `from lesson.one import attend
from transformers import ACT2FN
from torch.nn import functional as F
y = attend(1)
z = ACT2FN['relu'](y)
`;
    expect(read(code).program.values.filter((x) => x.operation.kind === 'input')).toEqual([]);
  });

  it('keeps shapes where it turns positions', () => {
    const code = `from rotary import apply_rotary_emb
def f(x, freqs, heads):
    B, T, C = x.shape
    q = x.view(B, T, heads, C // heads)
    k = x.view(B, T, 2, C // 2)
    q, k = apply_rotary_emb(q, k, freqs)
    a = q.transpose(1, 2)
    b = k.transpose(1, 2)
    return a, b
`;
    const reading = read(code);
    expect(shapeText(named(reading, 'a'))).toBe('[B, heads, T, C//heads]');
    expect(shapeText(named(reading, 'b'))).toBe('[B, 2, T, C//2]');
  });

  it('keeps none where it gives sines and cosines', () => {
    const code = `def f(self, x):
    B, T, C = x.shape
    cos, sin = self.rotary_emb(x)
    return cos
`;
    expect(named(read(code), 'cos').shape).toBeUndefined();
  });
});

describe('x.shape()', () => {
  it('is said, and read as what was meant', () => {
    const code = `import torch
def f(x):
    B, T, C = x.shape()
    y = x.view(B, T, 4, C // 4)
    return y
`;
    const reading = read(code);
    expect(problems(reading)).toEqual(['shape-called']);
    expect(shapeText(named(reading, 'y'))).toBe('[B, T, 4, C//4]');
  });
});

describe('inputs that nobody gave', () => {
  it('have the axis that the code splits', () => {
    const code = `import tensorflow as tf
class Attention(tf.keras.layers.Layer):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.query = tf.keras.layers.Dense(width)

    def call(self, q):
        q = self.query(q)
        apart = tf.concat(tf.split(q, self.heads, axis=2), axis=0)
        return apart
`;
    expect(named(read(code), 'apart').shape?.length).toBe(3);
  });

  it('may have another type than the usual one', () => {
    const code = `import torch
def hide(scores, mask):
    if mask.dtype == torch.bool:
        scores = scores.masked_fill(mask, float("-inf"))
    else:
        scores = scores + mask
    return scores
`;
    const kinds = read(code).program.values.map((v) => v.operation.kind);
    expect(kinds).toContain('maskedFill');
    expect(kinds).toContain('add');
  });
});
