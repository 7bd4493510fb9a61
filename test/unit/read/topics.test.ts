import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topicTerms } from '../../../src/read/topicTerms.js';
import { findTopics, termPlaces } from '../../../src/read/topics.js';

const at = (text: string, mark = '@'): string[] => [...findTopics(text)(text.indexOf(mark))];

describe('topics', () => {
  it.each([
    ['a heading above', '# RoPE\n\n@', ['rotary']],
    ['a word of the paragraph', 'Batch normalization divides: @', ['batchNorm']],
    ['a word shortly after', 'As @ shows, the residual helps.', ['residual']],
    ['a heading of LaTeX', '\\section{Feed-forward network}\n@', ['feedForward']],
    ['Japanese', '## 位置エンコーディング\n@', ['positional']],
    ['Korean', '## 위치 인코딩\n@', ['positional']],
    ['waves of another field', 'Sampling of sinusoidal signals: @', []],
    ['what is asked for', 'Pay attention to the sign of @. Atención: @', []],
    ['what a model does', 'Decoders pay attention to words: @', ['attention']],
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

  it('takes what its own heading says for the nearest', () => {
    expect(at('# Layer normalization\n\nUnlike batch normalization: @')).toEqual([
      'layerNorm',
      'batchNorm',
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

describe('the first characters of the terms', () => {
  /** Every piece of a pattern that can be written as it stands, and some words around. */
  const pieces = topicTerms.flatMap(({ pattern }) => [
    ...pattern.source.split('|'),
    ...(pattern.source.match(/[\p{L}_\\]{2,}/gu) ?? []),
  ]);
  const written = pieces.flatMap((p) => {
    const plain = p.replaceAll(/\\b|\\w\*|\(\?:|[()?]/g, '').replaceAll(/\[(.)[^\]]*\]/g, '$1');
    return [plain, plain.toLowerCase(), plain.replaceAll('\\\\', '\\')];
  });
  const words = fc.array(
    fc.oneof(fc.constantFrom(...written), fc.constantFrom(' ', '-', '_', '{', '}', '+', 'x', '層')),
    { maxLength: 40 },
  );

  it('miss nothing that the patterns find', () => {
    fc.assert(
      fc.property(words, (parts) => {
        const text = parts.join('');
        const want = topicTerms.map(({ pattern }) =>
          [...text.matchAll(new RegExp(pattern.source, 'g'))].map((m) => m.index),
        );
        expect(termPlaces(text)).toEqual(want);
      }),
    );
  });

  it('are those of words that the patterns find', () => {
    const found = topicTerms.filter(({ pattern }) =>
      written.some((w) => new RegExp(pattern.source).test(w)),
    );
    expect(found).toHaveLength(topicTerms.length);
  });
});
