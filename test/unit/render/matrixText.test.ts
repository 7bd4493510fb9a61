import { describe, expect, it } from 'vitest';
import { matrixText } from '../../../src/render/matrixText.js';
import { columns } from '../../../src/render/textWidth.js';
import { tensor, waves } from './support.js';

describe('matrixText', () => {
  it('aligns columns, with labels', () => {
    const weights = tensor([2, 3], [0.356295, 0.274214, 0.369491, 0.3, -0.4, 1e-9]);
    expect(
      matrixText(weights, {
        rowLabels: ['Tokyo', 'is'],
        columnLabels: ['Tokyo', 'is', 'beautiful'],
      }),
    ).toBe(
      [
        '        Tokyo       is  beautiful',
        'Tokyo  0.3563   0.2742     0.3695',
        'is     0.3000  −0.4000       1e−9',
      ].join('\n'),
    );
  });

  it('cuts the middle of long rows and columns', () => {
    const lines = matrixText(waves(20, 12)).split('\n');
    expect(lines).toHaveLength(8);
    expect(lines[4]).toMatch(/^\s*…(\s+…){7}$/);
    for (const line of lines) {
      expect(line.trim().split(/\s+/)).toHaveLength(8);
      expect(columns(line)).toBe(columns(lines[0] ?? ''));
    }
  });

  it.each([
    ['a number', tensor([], [2.5]), '2.5'],
    ['a vector', tensor([3], [1, 2, 3]), '1  2  3'],
    ['nothing', tensor([0, 3], []), '[]'],
    [
      'a stack shows its first matrix and says so',
      tensor([2, 1, 1, 2], [1, 2, 3, 4]),
      '[0, 0]\n1  2',
    ],
    ['what is not finite', tensor([1, 3], [Number.NaN, -Infinity, 1.5]), 'NaN  −∞  1.5'],
  ])('%s', (_, t, text) => expect(matrixText(t)).toBe(text));

  it('leaves labels out that do not fit the shape', () => {
    expect(matrixText(tensor([2, 2], [1, 2, 3, 4]), { rowLabels: ['a'] })).toBe('1  2\n3  4');
  });

  it('aligns Japanese labels in a fixed-width font', () => {
    const lines = matrixText(tensor([2, 1], [1, 2]), { rowLabels: ['東京は', 'a'] }).split('\n');
    expect(lines.map(columns)).toEqual([9, 9]);
  });

  it('keeps labels on one line and short', () => {
    const text = matrixText(tensor([1, 1], [1]), { rowLabels: ['a\nb```'.repeat(30)] });
    expect(text.split('\n')).toHaveLength(1);
    expect(text).not.toContain('`');
    expect(columns(text)).toBeLessThan(25);
  });
});
