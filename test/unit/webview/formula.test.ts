// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { formulaAt, sanitizeSvg } from '../../../webview/formula.js';

const svg = (inside: string, attributes = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" ${attributes}>${inside}</svg>`;

const clean = (source: string): string => sanitizeSvg(source)?.outerHTML ?? 'none';

describe('a formula from the host', () => {
  it('keeps what draws it', () => {
    const out = clean(
      svg('<g fill="currentColor" transform="scale(1,-1)"><path d="M0 0L1 1"/></g>'),
    );
    expect(out).toContain('<g fill="currentColor" transform="scale(1,-1)"><path d="M0 0L1 1">');
    expect(out).toContain('viewBox="0 0 9 9"');
    expect(out).toContain('aria-hidden="true"');
  });

  it('keeps Japanese text', () => {
    expect(clean(svg('<text font-size="884px">重み</text>'))).toContain('重み</text>');
  });

  it('keeps references inside itself, under names of its own', () => {
    const source = svg('<defs><path id="a" d="M0 0"/></defs><use xlink:href="#a" x="3"/>');
    const [first, second] = [clean(source), clean(source)];
    const name = /id="([^"]+)"/.exec(first)?.[1];
    expect(first).toContain(`href="#${name}"`);
    expect(second).not.toContain(`"${name}"`);
  });

  it('keeps its height over the line but no style', () => {
    const element = sanitizeSvg(svg('', 'style="vertical-align: -2.3ex; color: red"'));
    expect(element?.style.verticalAlign).toBe('-2.3ex');
    expect(element?.style.color).toBe('');
  });

  it.each([
    ['a script', '<script>alert(1)</script>', 'script'],
    [
      'foreign content',
      '<foreignObject><div xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
      'div',
    ],
    ['a handler', '<g onclick="alert(1)"/>', 'onclick'],
    ['a link', '<a xlink:href="https://example.com"><path d="M0 0"/></a>', 'example'],
    ['an outer reference', '<use href="https://example.com#x"/>', 'example'],
    ['a javascript reference', '<use xlink:href="javascript:alert(1)"/>', 'javascript'],
    ['an image', '<image href="https://example.com/x.png"/>', 'image'],
    ['a style sheet', '<style>*{fill:red}</style>', 'style'],
    ['an outer fill', '<path fill="url(https://example.com#a)" d="M0 0"/>', 'example'],
    ['an animation', '<animate attributeName="href" to="x"/>', 'animate'],
  ])('loses %s', (_, inside, trace) => expect(clean(svg(inside))).not.toContain(trace));

  it.each([
    [''],
    ['  '],
    ['no svg'],
    ['<div/>'],
    ['<svg'],
    ['<html xmlns="http://www.w3.org/1999/xhtml"/>'],
  ])('%j is no formula', (source) => expect(sanitizeSvg(source)).toBeNull());

  it('is the same element while its place and its source stay the same', () => {
    const first = formulaAt('header', svg('<path d="M0 0"/>'));
    expect(formulaAt('header', svg('<path d="M0 0"/>'))).toBe(first);
    expect(formulaAt('step', svg('<path d="M0 0"/>'))).not.toBe(first);
    expect(formulaAt('header', svg('<path d="M1 1"/>'))).not.toBe(first);
  });
});
