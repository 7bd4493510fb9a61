import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64, svgDataUri } from '../../../src/render/dataUri.js';
import { code, codeCell, escapeMarkdown, fence, image } from '../../../src/render/markdown.js';
import { escapeXml } from '../../../src/render/svg.js';
import {
  columns,
  cutEnd,
  cutLabels,
  cutMiddle,
  textWidth,
  twoLines,
} from '../../../src/render/textWidth.js';
import { svgOf } from './support.js';

describe('data URIs', () => {
  it('base64 is that of UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (s) => {
        expect(base64(s)).toBe(Buffer.from(s, 'utf8').toString('base64'));
      }),
    );
  });

  it('gives back the picture, and nothing in it can end a Markdown image', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (s) => {
        const uri = svgDataUri(`<svg>${s}</svg>`);
        expect(svgOf(uri)).toBe(`<svg>${s}</svg>`);
        expect(uri).not.toMatch(/[\s()<>"|\\`*_[\]{}&#?]/);
      }),
    );
  });

  it('takes the shorter encoding', () => {
    expect(svgDataUri(`<svg>${'a'.repeat(300)}</svg>`)).toMatch(/^data:image\/svg\+xml,%3Csvg/);
    expect(svgDataUri(`<svg>${'重み'.repeat(100)}</svg>`)).toMatch(/^data:image\/svg\+xml;base64,/);
  });
});

describe('Markdown', () => {
  it.each([
    ['a_b*c', 'a\\_b\\*c'],
    ['<script>', '\\<script\\>'],
    ['$(zap) $x$', '\\$(zap) \\$x\\$'],
    ['a | b', 'a \\| b'],
    ['[x](y)', '\\[x\\](y)'],
    ['two\n\nlines', 'two lines'],
    ['1. x', '1\\. x'],
    ['- x', '\\- x'],
    ['# x', '\\# x'],
    ['A & B', 'A &amp; B'],
    ['q · k', 'q · k'],
    ['クエリ（Q）', 'クエリ（Q）'],
  ])('%j is %j', (content, escaped) => expect(escapeMarkdown(content)).toBe(escaped));

  it('does not turn an address into a link', () => {
    expect(escapeMarkdown('see https://example.org')).not.toContain('https://');
    expect(escapeMarkdown('www.example.org')).not.toContain('www.');
  });

  it.each([
    ['x', '`x`'],
    ['a`b', '``a`b``'],
    ['`a`', '`` `a` ``'],
    ['a\nb', '`a b`'],
    ['', ''],
  ])('code of %j is %j', (content, text) => expect(code(content)).toBe(text));

  it('keeps a bar inside its table cell', () => expect(codeCell('a|b')).toBe('`a\\|b`'));

  it('fences whatever is in the text', () => {
    expect(fence('a\n```\nb')).toBe('````text\na\n```\nb\n````');
  });

  it('escapes alternative texts', () => {
    const markdown = image({ svg: '<svg/>', width: 1, height: 1 }, 'a](b) ![c');
    expect(markdown).toMatch(/^!\[a\\\]\(b\) \\!\\\[c\]\(data:/);
  });
});

describe('XML', () => {
  it('leaves out what XML forbids', () => {
    expect(escapeXml('a\u0000b\u0008c\ud800d')).toBe('abc\ufffdd');
    expect(escapeXml(`<&>"'`)).toBe('&lt;&amp;&gt;&quot;&#39;');
  });
});

describe('widths of text', () => {
  it('counts full-width characters double', () => {
    expect(columns('abc')).toBe(3);
    expect(columns('クエリ')).toBe(6);
    expect(textWidth('重み', 10)).toBe(20);
  });

  it('cuts to the width, never inside a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 12, max: 120 }),
        (s, width) => {
          for (const cut of [cutEnd(s, width, 11), cutMiddle(s, width, 11)]) {
            expect(textWidth(cut, 11)).toBeLessThanOrEqual(Math.max(width, 0));
            expect(cut).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
          }
        },
      ),
    );
    expect(cutEnd('👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 60, 11)).toMatch(/^(?:👩‍👩‍👧‍👦)*…$/u);
  });

  it('keeps labels apart that only their ends tell apart', () => {
    const labels = cutLabels(['transformer token 1', 'transformer token 2'], 60, 11);
    expect(new Set(labels).size).toBe(2);
    expect(labels[0]).toMatch(/1$/);
    expect(cutLabels(['beautiful', 'is'], 40, 11)[0]).toMatch(/^beau.*…$/);
  });

  it.each([
    ['attention_weights', ['attention_', 'weights']],
    ['attentionWeights', ['attention', 'Weights']],
    ['layer norm', ['layer', 'norm']],
    ['unbreakable', ['unbreakable']],
  ])('breaks %s in two', (name, lines) => expect(twoLines(name, 40, 11)).toEqual(lines));
});
