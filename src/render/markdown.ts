import { svgDataUri } from './dataUri.js';
import type { Picture } from './svg.js';

/**
 * Text for Markdown that shows as it is: nothing in it becomes markup, HTML, an icon (`$(…)`) or a
 * link; line breaks become spaces.
 */
export const escapeMarkdown = (content: string): string =>
  content
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/&/g, '&amp;')
    .replace(/[\\`*_{}[\]<>#|~$!]/g, '\\$&')
    .replace(/^([-+]|\d+[.)])(?=\s)/, (start) => start.replace(/[-+.)]/, '\\$&'))
    .replace(/(https?|ftp|mailto|www)([:.])/gi, '$1\u2060$2');

/** Text as inline code. */
export function code(content: string): string {
  const flat = content.replace(/\s+/g, ' ').trim();
  if (flat === '') return '';
  const longest = (flat.match(/`+/g) ?? []).reduce((n, run) => Math.max(n, run.length), 0);
  const fence = '`'.repeat(longest + 1);
  const pad = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return fence + pad + flat + pad + fence;
}

/** Inline code inside a table, where `|` ends the cell even in code. */
export const codeCell = (content: string): string => code(content).replace(/\|/g, '\\|');

/** A block of fixed-width text. */
export function fence(content: string): string {
  const longest = (content.match(/`+/g) ?? []).reduce((n, run) => Math.max(n, run.length), 2);
  const marks = '`'.repeat(longest + 1);
  return `${marks}text\n${content}\n${marks}`;
}

/** A picture with what it shows for readers who don't see it. */
export const image = (picture: Picture, alt: string): string =>
  `![${escapeMarkdown(alt)}](${svgDataUri(picture.svg)})`;
