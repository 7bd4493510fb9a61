import { describe, expect, it } from 'vitest';
import { read } from './support.js';

/** What is said of a text's claims about shapes: `line: stated / computed`. */
function wrong(code: string): string[] {
  return read(code)
    .problems.filter((p) => p.code === 'shape-comment')
    .map(({ span, values }) => {
      const line = code.slice(0, span.start).split('\n').length;
      return `${line}: ${values?.['stated']} / ${values?.['computed']}`;
    });
}

const start = 'import torch\nx = torch.ones(2, 5, 8)\n';

describe('a comment about a shape is a claim', () => {
  it.each([
    ['y = x + 1  # (2, 5, 16)', '3: [2, 5, 16] / [2, 5, 8]'],
    ['y = x.sum(-1)  # [B, T, C]', '3: [B, T, C] / [2, 5]'],
    ['y = x.sum(-1)  # shape: (B, T, 1)', '3: [B, T, 1] / [2, 5]'],
    ['y = x.transpose(1, 2)  # (B, T, C) -> (B, C, 5, 1)', '3: [B, C, 5, 1] / [2, 8, 5]'],
  ])('that is wrong where the rank or a number differs: %s', (line, said) => {
    expect(wrong(start + line)).toEqual([said]);
  });

  it('is wrong where a name was another number in the same function', () => {
    const code = `${start}
def f(x):
    y = x + 1  # (B, T, C)
    z = y.transpose(1, 2)  # (B, T, C)
    return z

f(x)
`;
    expect(wrong(code)).toEqual(['6: [B, T, C] / [2, 8, 5]']);
  });

  it('has its hint at the comment', () => {
    const code = `${start}y = x + 1  # (2, 5, 16)`;
    const [found] = read(code).problems;
    expect(found?.severity).toBe('hint');
    expect(code.slice(found?.span.start, found?.span.end)).toBe('# (2, 5, 16)');
  });

  it('is right where it is for one of several calls', () => {
    const code = `${start}
def f(x):
    return x * 2  # (B, T, 8)

f(x)
f(x[0])
`;
    expect(wrong(code)).toEqual([]);
  });

  it.each([
    ['names alone', 'y = x + 1  # (batch, seq_len, dim)'],
    ['the values', 'y = torch.tensor([[1, 2], [3, 4]]).sum(0)  # [4, 6]'],
    ['what tensors are called', 'y = torch.stack([x, x, x])  # (q, k, v)'],
    ['another line', 'y = x.sum(-1)\n# (B, T, C)'],
    ['a scalar', 'y = x.sum()  # (1)'],
    ['other words', 'y = x.sum(-1)  # was (B, T, C) before'],
  ])('is none, or none that is wrong: %s', (_what, line) => {
    expect(wrong(start + line)).toEqual([]);
  });

  it('is not held against shapes that were only assumed', () => {
    const code = `import torch.nn as nn
class Head(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.query = nn.Linear(width, 4)
    def forward(self, x):
        q = self.query(x)  # (B, T, 4)
        return q  # (B, h, T, 4)
`;
    expect(wrong(code)).toEqual([]);
  });
});
