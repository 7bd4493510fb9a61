import type { TypesetError } from './mathjax.js';
import { element, escapeXml, picture } from './svg.js';

/** Fixed-width letters are 0.6 em wide in all common fonts; Han, kana and the like fill a square. */
const letter = 0.6;
const widthOf = (text: string): number =>
  [...text].reduce(
    (sum, char) => sum + (/[\u1100-\u11ff\u2e80-\uffef]/.test(char) ? 1 : letter),
    0,
  );

/** Longer sources are cut; what is wrong stays in view. */
const maxColumns = 240;

const red = '#e51400';

/**
 * A formula that can't be typeset, as its source with a sign and another colour where it goes wrong,
 * for a place in a page where a typeset formula would stand. Takes its ink from the page.
 */
export function rejectedSvg(tex: string, error: TypesetError, emPx: number): string {
  const span = error.span ?? { start: 0, end: 0 };
  const from = Math.max(0, Math.min(span.start - maxColumns / 2, tex.length - maxColumns));
  const shown = (start: number, end: number): string =>
    tex.slice(start, end).replaceAll(/\s/g, '\u00a0');
  const before = (from > 0 ? '…' : '') + shown(from, span.start);
  const wrong = span.end > span.start ? `⚠${shown(span.start, span.end)}` : '';
  const after = shown(span.end, from + maxColumns) + (tex.length > from + maxColumns ? '…' : '');
  const size = Math.round(emPx * 0.85);
  const warning = 2 * letter;
  const width = (widthOf(before + wrong + after) + warning) * size;
  const content =
    escapeXml(before) +
    (wrong === '' ? '' : element('tspan', { fill: red, 'font-weight': 'bold' }, escapeXml(wrong))) +
    escapeXml(after);
  const text = element(
    'text',
    { x: 0, y: size * 1.1, 'font-family': 'monospace', 'font-size': size, fill: 'currentColor' },
    content,
  );
  return picture(width, size * 1.5, text).svg;
}
