import type { Locale } from '../explain/types.js';
import { drawCells } from './cells.js';
import type { MatrixView } from './matrixView.js';
import { formatNumber } from './numbers.js';
import type { Domain, Theme } from './palette.js';
import { palettes } from './palette.js';
import { strings } from './strings.js';
import { text } from './svg.js';
import { textWidth } from './textWidth.js';

export const legendHeight = 16;

const size = 10.5;
const barWidth = 72;
const boxSize = 11;

interface Legend {
  readonly width: number;
  readonly draw: (x: number, y: number) => string;
}

const single = (value: number): MatrixView => ({
  rows: 1,
  columns: 1,
  at: () => value,
  index: '',
  axes: 2,
  pooled: false,
});

/**
 * What colours and marks mean: the ends of the colour scale, and each kind of mark that occurs
 * (masked, NaN, ∞). Undefined where there is nothing to say.
 */
export function legend(
  view: MatrixView,
  domain: Domain,
  withScale: boolean,
  options: { readonly theme: Theme; readonly locale?: Locale },
): Legend | undefined {
  const words = strings[options.locale ?? 'en'];
  const palette = palettes[options.theme];
  const kinds = new Set<number>();
  for (let r = 0; r < view.rows; r++) {
    for (let c = 0; c < view.columns; c++) {
      const value = view.at(r, c);
      if (!Number.isFinite(value)) kinds.add(value);
    }
  }
  const muted = { fill: palette.muted, size };
  const pieces: Legend[] = [];
  if (withScale) {
    const low = formatNumber(domain.low);
    const high = formatNumber(domain.high);
    const before = textWidth(low, size) + 5;
    const steps = 24;
    const bar: MatrixView = {
      ...single(0),
      columns: steps,
      at: (_, c) => domain.low + ((domain.high - domain.low) * c) / (steps - 1),
    };
    pieces.push({
      width: before + barWidth + 5 + textWidth(high, size),
      draw: (x, y) =>
        text(x, y + 9, low, muted) +
        drawCells(
          bar,
          domain,
          { x: x + before, y: y + 1, cellWidth: barWidth / steps, cellHeight: 9, gap: 0 },
          options.theme,
        ) +
        text(x + before + barWidth + 5, y + 9, high, muted),
    });
  }
  // Numbers say themselves what they are; a hatch without one needs a word.
  for (const [value, name] of [
    [-Infinity, `−∞ (${words.masked})`],
    [Infinity, '∞'],
    [Number.NaN, 'NaN'],
  ] as const) {
    if (!kinds.has(value) || !withScale) continue;
    pieces.push({
      width: boxSize + 5 + textWidth(name, size),
      draw: (x, y) =>
        drawCells(
          single(value),
          domain,
          { x, y, cellWidth: boxSize, cellHeight: boxSize, gap: 0 },
          options.theme,
        ) + text(x + boxSize + 5, y + 9, name, muted),
    });
  }
  if (view.pooled) {
    pieces.push({
      width: textWidth(words.pooled, size),
      draw: (x, y) => text(x, y + 9, words.pooled, muted),
    });
  }
  if (view.index !== '') {
    const note = words.first(view.index);
    pieces.push({ width: textWidth(note, size), draw: (x, y) => text(x, y + 9, note, muted) });
  }
  if (pieces.length === 0) return undefined;
  const space = 16;
  return {
    width: pieces.reduce((w, p) => w + p.width + space, 0),
    draw(x, y) {
      let at = x;
      return pieces
        .map((piece) => {
          const svg = piece.draw(at, y);
          at += piece.width + space;
          return svg;
        })
        .join('');
    },
  };
}
