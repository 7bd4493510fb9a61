import { describe, expect, it } from 'vitest';
import { findTopics } from '../../../src/read/topics.js';

const at = (text: string, mark = '@'): string[] => [...findTopics(text)(text.indexOf(mark))];

describe('topics', () => {
  it.each([
    ['a heading above', '# RoPE\n\n@', ['rotary']],
    ['a word of the paragraph', 'Batch normalization divides: @', ['batchNorm']],
    ['a word shortly after', 'As @ shows, the residual helps.', ['residual']],
    ['a heading of LaTeX', '\\section{Feed-forward network}\n@', ['feedForward']],
    ['Japanese', '## 位置エンコーディング\n@', ['positional']],
    ['nothing', '# Robots\n\nThe arm turns by @.', []],
  ])('%s', (_, text, topics) => {
    expect(at(text)).toEqual(topics);
  });

  it('gives the nearest first', () => {
    expect(at('Layer normalization, not batch normalization: @')).toEqual([
      'batchNorm',
      'layerNorm',
    ]);
  });

  it('keeps the headings that enclose a section and drops those beside it', () => {
    expect(at('# Attention\n\n## RoPE\n\n## Norms\n@')).toEqual(['attention']);
  });

  it('does not reach over a heading or far through a text', () => {
    expect(at('RoPE\n\n# Robots\n@')).toEqual([]);
    expect(at(`RoPE${'\nwords'.repeat(2_000)} @`)).toEqual([]);
  });
});
