import type { Locale } from '../explain/types.js';
import type { Theme } from './palette.js';
import { palettes } from './palette.js';
import type { Station, StationSizes, StripCell } from './station.js';
import { prepare, station } from './station.js';
import type { Placed } from './stripLayout.js';
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

/** More than fit into two rows in any case. */
const maxStations = 24;

/** Bytes of a picture; past it the heatmaps are pooled further. */
const maxBytes = 20_000;

interface Chosen {
  readonly size: number;
  readonly rows: Placed[][];
}

/** Indices in the order to leave them out: from the middle outwards, never the ends or a marked one. */
function dropOrder(cells: readonly StripCell[]): number[] {
  const last = cells.length - 1;
  return cells
    .map((cell, i) => ({ i, marked: cell.marked === true }))
    .filter(({ i, marked }) => i > 0 && i < last && !marked)
    .sort((a, b) => Math.abs(a.i - last / 2) - Math.abs(b.i - last / 2))
    .map(({ i }) => i);
}

/** As many stations as fit into two rows, `…` for those left out. */
function fitted(
  stations: readonly (Station | undefined)[],
  order: readonly number[],
  gap: Station,
  maxWidth: number,
): Placed[][] {
  const kept = [...stations];
  let rows: Placed[][] = [];
  for (const next of [undefined, ...order]) {
    if (next !== undefined) kept[next] = undefined;
    const shown = kept.flatMap((s, i) =>
      s !== undefined ? [s] : kept[i - 1] === undefined && i > 0 ? [] : [gap],
    );
    rows = layOut(shown, maxWidth, Infinity) ?? [];
    if (rows.length <= 2) return rows;
  }
  return rows;
}

function choose(
  cells: readonly StripCell[],
  theme: Theme,
  locale: Locale,
  maxWidth: number,
  maxCells: number,
): Chosen {
  const order = dropOrder(cells);
  const early = new Set(order.slice(0, Math.max(cells.length - maxStations, 0)));
  const prepared = cells.map((cell, i) => (early.has(i) ? undefined : prepare(cell, maxCells)));
  const build = (sizes: StationSizes): (Station | undefined)[] =>
    prepared.map((each) => each && station(each, sizes, theme, locale));
  if (early.size === 0) {
    for (const sizes of layouts) {
      const stations = build(sizes).filter((s) => s !== undefined);
      const rows = layOut(stations, maxWidth, sizes.rows);
      if (rows !== undefined) return { size: sizes.size, rows };
    }
  }
  const size = 32;
  const gap = more(palettes[theme].muted, size);
  const rest = order.filter((i) => !early.has(i));
  return { size, rows: fitted(build({ size, labelWidth: 64 }), rest, gap, maxWidth) };
}

function draw({ size, rows }: Chosen, theme: Theme, locale: Locale): Picture {
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
    stroke: palettes[theme].muted,
    'stroke-width': 1.2,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  });
  return picture(width + 3, y - rowGap, (arrows === '' ? '' : line) + body, {
    'font-family': sansSerif,
    'xml:lang': locale === 'ja' ? 'ja' : undefined,
  });
}

/**
 * The row of small heatmaps from inputs to output, with names and shapes underneath and arrows
 * between. Each heatmap has its own colour scale. Too many wrap into a second row, and past that the
 * middle is left out; large matrices are pooled to 16 × 16 cells, or fewer where there are many.
 * Undefined for no cells.
 */
export function heatmapStrip(
  cells: readonly StripCell[],
  { theme, locale = 'en', maxWidth = 476 }: StripOptions,
): Picture | undefined {
  if (cells.length === 0) return undefined;
  let drawn: Picture | undefined;
  for (const maxCells of [16, 12, 8, 6]) {
    drawn = draw(choose(cells, theme, locale, maxWidth - 6, maxCells), theme, locale);
    if (drawn.svg.length <= maxBytes) break;
  }
  return drawn;
}
