import { describe, expect, it } from 'vitest';
import { indexDefinitions } from '../../../../src/read/context/definitions.js';
import { meaningText } from '../../../../src/read/context/meaningText.js';
import { roughName } from '../../../../src/read/context/roughName.js';
import { findSections } from '../../../../src/read/context/sections.js';
import { findWhereClause } from '../../../../src/read/context/where.js';
import { readSayings } from '../../../../src/read/tex/sayings.js';
import { findSnippets } from '../../../../src/read/markdown.js';
import { snippetList } from '../../../../src/read/markdown/versions.js';

describe('roughName', () => {
  it.each([
    ['Q', 'Q'],
    ['\\mathbf{Q}', 'Q'],
    ['\\alpha_{ij}', '\\alpha_{ij}'.slice(1, 6)],
    ['\\boldsymbol{\\alpha}_{ij}', 'alpha'],
    ['\\text{head}_i', 'head'],
    ['head_i', 'head'],
    ['W_i^Q', 'W'],
    ['\\text{Attention Weights}', 'Attention'],
    ['\\text{スコア}', 'スコア'],
    ['1 + 2', ''],
  ])('%s → %s', (text, name) => {
    expect(roughName(text)).toBe(name);
  });
});

describe('indexDefinitions', () => {
  it.each([
    ['$S = QK^T$', 'S'],
    ['$\\mathbf{S} := QK^T$', 'S'],
    ['$Q, K \\in \\mathbb{R}^{n}$', 'K'],
    ['$$\\begin{aligned} S &= QK^T \\\\ A &= \\text{softmax}(S) \\end{aligned}$$', 'A'],
    ['$a = 1, \\quad b = 2$', 'b'],
    ['$\\text{head}_i \\triangleq x$', 'head'],
  ])('%s defines %s', (note, name) => {
    expect(indexDefinitions(snippetList(findSnippets(note)))(name)).toEqual([0]);
  });

  it('is not misled by a right-hand side', () => {
    expect(indexDefinitions(snippetList(findSnippets('$S = Q + K$')))('K')).toEqual([]);
  });
});

describe('findSections', () => {
  const note = '# A\n\n## Worked example\nx\n### Step\ny\n## B\nz\n';
  const section = findSections(note);

  it('tells where a section and the one around it end', () => {
    const at = section(note.indexOf('x'));
    expect(note.slice(at.start, at.end)).toBe('## Worked example\nx\n### Step\ny\n');
    expect(at.parentEnd).toBe(note.length);
  });

  it.each([
    ['x', true],
    ['y', true],
    ['z', false],
  ])('%s stands in an example: %s', (word, example) => {
    expect(section(note.indexOf(word)).example).toBe(example);
  });
});

describe('findWhereClause', () => {
  it.each([
    [', where $a$ is one.\n\nNext', ', where $a$ is one.\n\n'],
    ['\n\nwhere\n\n$$a = 1$$\n\nNext', '\n\nwhere\n\n$$a = 1$$\n\n'],
    ['\nここで $a$ は 1 です。', '\nここで $a$ は 1 です。'],
    ['. The next sentence.', undefined],
  ])('%j', (after, clause) => {
    const found = findWhereClause(after, 0);
    expect(found && after.slice(found.start, found.end)).toBe(clause);
  });
});

describe('readSayings', () => {
  const said = (tex: string) => readSayings(tex, undefined);

  it('reads names, shapes and sizes', () => {
    expect(said('Q, \\mathbf{K}').names).toEqual(['Q', 'K']);
    expect(said('Q \\in \\mathbb{R}^{n \\times d_k}').shapes.get('Q')).toEqual(['n', 'd_k']);
    expect([...said('d_k = d_v = 64').sizes]).toEqual([
      ['d_k', 64],
      ['d_v', 64],
    ]);
    expect(said('n \\times d_k').shape).toEqual(['n', 'd_k']);
    expect(said('(B, n, d_k)').shape).toEqual(['B', 'n', 'd_k']);
  });

  it.each(['', 'QK^T', '\\frac{', 'x = 0.5', 'a b c'])('nothing else of %j', (tex) => {
    const { names, sizes, shapes } = said(tex);
    expect([names, sizes.size, shapes.size]).toEqual([[], 0, 0]);
  });
});

describe('meaningText', () => {
  it.each([
    ['the **key** dimension, and $n$ is the length', 'key dimension'],
    ['a [mask](https://example.com) of the future. It hides.', 'mask of the future'],
    ['the size of a head (usually 64), where $h$ is 8', 'size of a head (usually 64)'],
    ['キーの次元。次の文', 'キーの次元'],
    ['クエリ（Query）', 'クエリ（Query）'],
    ['the', undefined],
    ['matrix', undefined],
    ['$n \\times n$', undefined],
  ])('%j → %j', (phrase, words) => {
    expect(meaningText(phrase)).toBe(words);
  });
});
