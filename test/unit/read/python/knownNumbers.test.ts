import { describe, expect, it } from 'vitest';
import { named, read, shapeText } from './support.js';

/** The shape of `y`, whose one size is what the expression gives. */
const size = (expression: string): string =>
  shapeText(named(read(`import torch\nimport numpy as np\ny = torch.zeros(${expression})`), 'y'));

describe('numbers of small tensors that follow from the text', () => {
  it.each([
    ['torch.tensor([3, 1, 2]).max()', '[3]'],
    ['int(torch.tensor([3, 1, 2]).sum())', '[6]'],
    ['torch.arange(2, 9)[-1]', '[8]'],
    ['torch.tensor([[1, 2], [3, 4]])[1, 0].item()', '[3]'],
    ['(torch.tensor([1, 5, 7]) > 2).sum()', '[2]'],
    ['(torch.ones(4, dtype=torch.long) * 2).prod()', '[16]'],
    ['torch.tensor([1, 2, 3, 4]).reshape(2, 2)[:, 1][1:][0]', '[4]'],
    ['torch.full((2,), 7)[0] // 2', '[3]'],
    ['2 if torch.tensor(0.1) == 0.1 else 3', '[2]'],
    ['2 if np.array(0.1) == 0.1 else 3', '[2]'],
    ['2 if bool(torch.tensor([0, 1]).any()) else 3', '[2]'],
    ['len(torch.tensor([1, 2]).tolist())', '[2]'],
  ])('%s', (expression, shape) => {
    expect(size(expression)).toBe(shape);
  });

  it('are not taken from a tensor that was changed in place since', () => {
    const text =
      'x = torch.tensor([1, 2])\nv = x.view(2)\nv[0] = 5\ny = torch.zeros(2)\nif x[0] == 1: y = torch.ones(2)';
    expect(named(read(`import torch\n${text}`), 'y').operation).toEqual({
      kind: 'call',
      callee: 'if',
    });
  });
});
