import { describe, expect, it } from 'vitest';
import { shapeLabel } from '../../../../src/program/dims.js';
import { readPython } from '../../../../src/read/python/index.js';

/** The shape of the last value of a name, as text. */
function shapeOf(code: string, name: string): string | undefined {
  const { program } = readPython([{ text: code, offset: 0 }]);
  const shape = program.values.findLast((v) => v.name === name)?.shape;
  return shape && shapeLabel(shape);
}

describe('a comment that says a shape', () => {
  it.each([
    ['y = unread(x)  # [B, T, C]', '[B, T, C]'],
    ['y = unread(x)  # (batch, heads, n, n)', '[batch, heads, n, n]'],
    ['y = unread(x)  # shape: (B, 3*C)', '[B, 3*C]'],
    ['y = unread(x)  # [n, d] -> [n, 4*d]', '[n, 4*d]'],
    ['y = unread(x)  # -> (n, 8)', '[n, 8]'],
    ['y = unread(x)  # [バッチ, 系列長]', '[バッチ, 系列長]'],
  ])('is believed where the code says nothing: %s', (line, shape) => {
    expect(shapeOf(`def f(x):\n    ${line}\n    return y\n`, 'y')).toBe(shape);
  });

  it.each([
    'y = unread(x)  # (optional)',
    'y = unread(x)  # see [1]',
    'y = unread(x)\n    # [B, T, C]',
    'y = unread(x)  # a (B, T) tensor',
  ])('is none: %s', (line) => {
    expect(shapeOf(`def f(x):\n    ${line}\n    return y\n`, 'y')).toBeUndefined();
  });

  it('is not believed against the code', () => {
    expect(shapeOf('import torch\ny = torch.ones(2, 3)  # [B, T, C]\n', 'y')).toBe('[2, 3]');
  });

  it('tells what goes into a function and what comes out', () => {
    const code = `def attend(q, k, v):  # [n, d], [m, d], [m, e] -> [n, e]
    scores = q @ k.T
    return scores @ v
`;
    expect(shapeOf(code, 'scores')).toBe('[n, m]');
    expect(shapeOf(code, 'return')).toBe('[n, e]');
  });

  it('means the sizes of one call', () => {
    const code = `def linear(x, w):  # [n, a], [a, b] -> [n, b]
    return x @ w

def f(x, p, q):  # [n, d]
    up = linear(x, **p)  # [n, 4*d]
    down = linear(up, **q)  # [n, d]
    return x + down
`;
    expect(shapeOf(code, 'down')).toBe('[n, d]');
  });

  it('uses the names of the code', () => {
    const code = `def f(x):
    B, T, C = x.shape
    y = unread(x)  # (B, T, 3*C)
    a, b, c = y.chunk(3, dim=-1)
    return a
`;
    expect(shapeOf(code, 'a')).toBe('[B, T, C]');
  });
});
