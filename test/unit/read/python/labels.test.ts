import { describe, expect, it } from 'vitest';
import { read } from './support.js';

const labels = (code: string) => {
  const { program } = read(code);
  return program.labels.map((l) => ({
    of: program.values[l.value]?.name,
    axis: l.axis,
    labels: l.labels,
  }));
};
const square = 'w = torch.ones(2, 2)\ntokens = ["the", "cat"]\n';
const both = [
  { of: 'w', axis: -1, labels: ['the', 'cat'] },
  { of: 'w', axis: -2, labels: ['the', 'cat'] },
];

describe('names of positions', () => {
  it.each([
    ['a heatmap', 'sns.heatmap(w.detach().numpy(), xticklabels=tokens, yticklabels=tokens)'],
    [
      'plt ticks',
      'plt.imshow(w)\nplt.xticks(range(2), tokens)\nplt.yticks(range(len(tokens)), tokens)',
    ],
    [
      'tick labels of axes',
      'fig, ax = plt.subplots()\nax.imshow(w)\nax.set_xticklabels(tokens)\nax.set_yticklabels(tokens)',
    ],
    ['a data frame', 'pd.DataFrame(w.numpy(), index=tokens, columns=tokens)'],
  ])('come from %s', (_name, code) => {
    const got = labels(`${square}${code}\n`);
    expect(got).toHaveLength(2);
    expect(got).toEqual(expect.arrayContaining(both));
  });

  it('come from a list beside a literal, the nearest one of the right length', () => {
    const code = 'words = ["a", "b"]\nx = torch.tensor([[1., 2.], [3., 4.]])\n';
    expect(labels(code)).toEqual([{ of: 'x', axis: 0, labels: ['a', 'b'] }]);
    expect(labels(code.replace('"b"', '"b", "c"'))).toEqual([]);
  });
  it('come from comments at the ends of rows', () => {
    const code = 'x = torch.tensor([\n  [1., 2.],  # Tokyo\n  [3., 4.]   # is\n])\n';
    expect(labels(code)).toEqual([{ of: 'x', axis: 0, labels: ['Tokyo', 'is'] }]);
  });
  it('are made by comprehensions with f-strings', () => {
    const code = `${square}sns.heatmap(w, xticklabels=[f"d{i+1}" for i in range(2)])\n`;
    expect(labels(code)).toEqual([{ of: 'w', axis: -1, labels: ['d1', 'd2'] }]);
  });
  it('do not fit another size', () => {
    expect(labels('w = torch.ones(3, 3)\nsns.heatmap(w, xticklabels=["a", "b"])\n')).toEqual([]);
  });
});
