import type { Locale } from '../explain/types.js';
import type { Theme } from './palette.js';
import { palettes } from './palette.js';
import type { StripCell } from './station.js';
import { station } from './station.js';
import { arrowPath, layOut, more } from './stripLayout.js';
import type { Picture } from './svg.js';
import { element, picture, sansSerif } from './svg.js';

export type { StripCell } from './station.js';

export interface StripOptions {
  readonly theme: Theme;
  readonly locale?: Locale;
  /** Pixels, default 476: VS Code's hover at its narrowest. */
  readonly maxWidth?: number;
}

const rowGap = 8;

/** Sizes and rows of heatmaps, best first. */
const layouts = [
  { size: 48, labelWidth: 96, rows: 1 },
  { size: 40, labelWidth: 80, rows: 1 },
  { size: 32, labelWidth: 64, rows: 1 },
  { size: 26, labelWidth: 58, rows: 1 },
  { size: 32, labelWidth: 80, rows: 2 },
] as const;

interface Chosen {
  readonly size: number;
  readonly rows: NonNullable<ReturnType<typeof layOut>>;
}

function choose(
  cells: readonly StripCell[],
  theme: Theme,
  locale: Locale,
  maxWidth: number,
): Chosen {
  for (const sizes of layouts) {
    const rows = layOut(
      cells.map((cell) => station(cell, sizes, theme, locale)),
      maxWidth,
      sizes.rows,
    );
    if (rows !== undefined) return { size: sizes.size, rows };
  }
  const size = 32;
  const stations = cells.map((cell) => station(cell, { size, labelWidth: 64 }, theme, locale));
  const gap = more(palettes[theme].muted, size);
  // From the middle outwards, keeping the ends and what is pointed at.
  const middle = (cells.length - 1) / 2;
  const order = cells
    .map((cell, i) => ({ cell, i }))
    .filter(({ cell, i }) => i > 0 && i < cells.length - 1 && cell.marked !== true)
    .sort((a, b) => Math.abs(a.i - middle) - Math.abs(b.i - middle))
    .map(({ i }) => i);
  const dropped = new Set<number>();
  let rows: Chosen['rows'] = [];
  for (const next of order) {
    dropped.add(next);
    const kept = stations.flatMap((s, i) =>
      !dropped.has(i) ? [s] : dropped.has(i - 1) ? [] : [gap],
    );
    const tried = layOut(kept, maxWidth, 2);
    if (tried !== undefined) return { size, rows: tried };
    rows = layOut(kept, maxWidth, Infinity) ?? [];
  }
  return { size, rows };
}

/**
 * The row of small heatmaps from inputs to output, with names and shapes underneath and arrows
 * between. Each heatmap has its own colour scale. Too many wrap into a second row, and past that the
 * middle is left out. Undefined for no cells.
 */
export function heatmapStrip(
  cells: readonly StripCell[],
  options: StripOptions,
): Picture | undefined {
  if (cells.length === 0) return undefined;
  const { theme, locale = 'en' } = options;
  const { size, rows } = choose(cells, theme, locale, (options.maxWidth ?? 476) - 6);
  const palette = palettes[theme];
  let arrows = '';
  let body = '';
  let y = 4;
  let width = 0;
  for (const row of rows) {
    let x = 3;
    for (const { station: current, lead, arrow } of row) {
      if (arrow) arrows += arrowPath(x, y + size / 2);
      x += lead;
      body += current.draw(x, y);
      x += current.width;
    }
    width = Math.max(width, x);
    y += size + row.reduce((h, p) => Math.max(h, p.station.captionHeight), 0) + rowGap;
  }
  const line = element('path', {
    d: arrows,
    fill: 'none',
    stroke: palette.muted,
    'stroke-width': 1.2,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  });
  return picture(width + 3, y - rowGap, (arrows === '' ? '' : line) + body, {
    'font-family': sansSerif,
    ...(locale === 'ja' ? { 'xml:lang': 'ja' } : {}),
  });
}
