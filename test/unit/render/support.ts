import { JSDOM } from 'jsdom';
import { expect } from 'vitest';
import type { Tensor } from '../../../src/engine/trace.js';
import type { Theme } from '../../../src/render/palette.js';

export const themes: readonly Theme[] = ['light', 'dark', 'highContrastDark', 'highContrastLight'];

export const tensor = (shape: readonly number[], data: readonly number[]): Tensor => ({
  shape,
  dtype: 'float32',
  data: Float32Array.from(data),
});

/** A tensor with numbers that differ and change sign, the same in every run. */
export const waves = (...shape: number[]): Tensor =>
  tensor(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 1.7) * 2),
  );

const { window } = new JSDOM('');

export interface SvgView {
  readonly width: number;
  readonly height: number;
  readonly text: string;
  readonly texts: readonly string[];
  all(selector: string): Element[];
}

/** Parses an SVG strictly and checks that it stands alone: no link, script, style, outside reference or `data-*`. */
export function parseSvg(svg: string): SvgView {
  const document = new window.DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(document.querySelector('parsererror'), svg.slice(0, 200)).toBeNull();
  const root = document.documentElement;
  expect(root.namespaceURI).toBe('http://www.w3.org/2000/svg');
  for (const node of [root, ...root.querySelectorAll('*')]) {
    expect(['a', 'script', 'style', 'image', 'foreignObject', 'iframe']).not.toContain(
      node.nodeName,
    );
    for (const { name, value } of node.attributes) {
      expect(name).not.toMatch(/^(?:data-|on|style$|class$)/);
      if (name === 'href') expect(value).toMatch(/^#/);
      else if (name !== 'xmlns') expect(value).not.toMatch(/url\(|javascript:|https?:/i);
    }
  }
  const texts = [...root.querySelectorAll('text')].map((t) => t.textContent ?? '');
  return {
    width: Number(root.getAttribute('width')),
    height: Number(root.getAttribute('height')),
    text: texts.join(' '),
    texts,
    all: (selector) => [...root.querySelectorAll(selector)],
  };
}

/** The SVG inside a data URI. */
export function svgOf(uri: string): string {
  const [, base64, body = ''] = /^data:image\/svg\+xml(;base64)?,(.*)$/.exec(uri) ?? [];
  return base64 === undefined
    ? decodeURIComponent(body)
    : Buffer.from(body, 'base64').toString('utf8');
}

/** Alt text and SVG of the images of a Markdown text. */
export function imagesOf(markdown: string): { readonly alt: string; readonly svg: string }[] {
  return [...markdown.matchAll(/!\[((?:\\.|[^\]\\])*)\]\(([^)\s]*)\)/g)].map(
    ([, alt = '', uri = '']) => ({
      alt,
      svg: svgOf(uri),
    }),
  );
}
