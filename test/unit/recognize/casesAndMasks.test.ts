import { describe, expect, it } from 'vitest';
import { kindsIn, kindUnder } from './formulas.js';

describe('scores by cases', () => {
  it.each([
    String.raw`s_{ij} = \begin{cases} q_i^\top k_j / \sqrt{d} & i \ge j \\ -\infty & i < j \end{cases}`,
    String.raw`\tilde S_{ij} = \begin{cases} S_{ij} & j \le i \\ -\infty & \text{otherwise} \end{cases}`,
    String.raw`\hat a_{ij} = \begin{cases} -\infty & j > i \\ a_{ij} & j \le i \end{cases}`,
    String.raw`Z = \begin{cases} QK^T / T & \text{temperature} \\ c \tanh(QK^T / c) & \text{soft cap} \end{cases}`,
  ])('%s', (tex) => {
    expect(kindUnder('Attention', tex)).toBe('attention.scores');
  });

  it.each([
    String.raw`p = \begin{cases} a b / c & i \ge j \\ -\infty & i < j \end{cases}`,
    String.raw`u_{ij} = \begin{cases} c_{ij} & j \le i \\ -\infty & j > i \end{cases}`,
  ])('and no scores in another text: %s', (tex) => {
    expect(kindUnder('Markets', tex)).toBe('tensor');
  });
});

describe('a soft cap', () => {
  it.each([
    String.raw`S = c \cdot \tanh\left(\frac{QK^\top}{c}\right)`,
    String.raw`s_{ij} = c \tanh\left(\frac{q_i^\top k_j}{c \sqrt{d}}\right)`,
    String.raw`S = 50 \tanh(Q K^\top / 50)`,
  ])('leaves scores what they are: %s', (tex) => {
    expect(kindUnder('Attention', tex)).toBe('attention.scores');
  });

  it('of something else is an activation', () => {
    expect(kindUnder('Networks', String.raw`h = c \tanh(x / c)`)).toBe('activation');
  });
});

describe('a mask in words', () => {
  it.each([
    ['Mask[i,j] = -∞ if j > i', 'mask'],
    ['The mask is M_ij = 0 if j ≤ i, −∞ otherwise.', 'mask'],
    ['- mask[i][j] = 1 if j <= i, else 0', 'mask'],
    ['Mᵢⱼ = -inf for j > i', 'mask'],
    ['```\nMask[i, j] = 0 if i >= j else -inf\n```', 'mask'],
    ['$M_{ij} = 0 if j \\le i, -\\infty otherwise$', 'mask'],
    ['Mask[i][j] = -∞ for j > i', 'mask'],
  ])('%s', (text, kind) => {
    expect(kindsIn(`# Attention\n\n${text}\n`)).toEqual([kind]);
  });

  it.each([
    'price[i][j] = 1 if j <= i, else 0',
    'a[i] = 0 if n > 1 else -1',
    'mask[i][j] = f(x) if j > i',
    'x.mask[i][j] = 0 if j > i',
  ])('is not %s', (text) => {
    expect(kindsIn(`# Attention\n\n${text}\n`)).toEqual([]);
  });
});
