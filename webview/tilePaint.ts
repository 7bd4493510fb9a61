import type { ColorScale, Tile } from '../src/protocol/panel.js';
import { paint } from './bitmap.js';
import type { CellBox, Heatmap } from './heatmap.js';
import type { Region } from './slice.js';
import type { Look } from './theme.js';
import { levelFor, TILE, type Level, type TileSource } from './tiles.js';

interface Painted {
  readonly colors: Uint8ClampedArray;
  readonly key: string;
  readonly bitmap: HTMLCanvasElement;
}

const bitmaps = new WeakMap<Tile, Painted>();

/**
 * What a point stands for: its own number; of several the largest, or the one farthest from zero
 * where both signs count. A mean would hide the few cells that matter among a thousand that do not.
 */
function strongest(tile: Tile, scale: ColorScale): (index: number) => number {
  if (tile.kind === 'cells') return (i) => tile.data[i] ?? NaN;
  const { min, max } = tile;
  if (scale === 'sequential') return (i) => max[i] ?? NaN;
  return (i) => {
    const [low, high] = [min[i] ?? NaN, max[i] ?? NaN];
    return Math.abs(low) > Math.abs(high) ? low : high;
  };
}

function bitmapOf(tile: Tile, heatmap: Heatmap, look: Look): HTMLCanvasElement {
  const { range, map, scale } = heatmap;
  const key = `${range.low} ${range.high} ${look.nonFinite.join()}`;
  const known = bitmaps.get(tile);
  if (known?.colors === map && known.key === key) return known.bitmap;
  const bitmap = paint(tile, strongest(tile, scale), heatmap, look);
  bitmaps.set(tile, { colors: map, key, bitmap });
  return bitmap;
}

/** Draws the part of a tile's bitmap that covers `part` of the matrix. */
function drawPart(
  context: CanvasRenderingContext2D,
  bitmap: HTMLCanvasElement,
  origin: { readonly row: number; readonly column: number },
  block: { readonly rows: number; readonly columns: number },
  part: Region,
  { left, top, cellWidth, cellHeight }: CellBox,
): void {
  context.drawImage(
    bitmap,
    (part.left - origin.column) / block.columns,
    (part.top - origin.row) / block.rows,
    (part.right - part.left) / block.columns,
    (part.bottom - part.top) / block.rows,
    left + part.left * cellWidth,
    top + part.top * cellHeight,
    (part.right - part.left) * cellWidth,
    (part.bottom - part.top) * cellHeight,
  );
}

/** The whole matrix from far away; nothing before its overview is there. */
export function drawOverview(
  context: CanvasRenderingContext2D,
  heatmap: Heatmap,
  source: TileSource,
  box: CellBox,
  visible: Region,
  look: Look,
): void {
  const tile = source.overview();
  if (tile === null) return;
  const block = {
    rows: 2 ** levelFor(source.rows, TILE),
    columns: 2 ** levelFor(source.columns, TILE),
  };
  drawPart(context, bitmapOf(tile, heatmap, look), { row: 0, column: 0 }, block, visible, box);
}

/** The level at which a point of a tile is at least one pixel. */
export const levelAt = ({
  cellWidth,
  cellHeight,
}: Pick<CellBox, 'cellWidth' | 'cellHeight'>): Level => ({
  rows: Math.max(0, Math.ceil(-Math.log2(cellHeight))),
  columns: Math.max(0, Math.ceil(-Math.log2(cellWidth))),
});

/** The visible part by tiles of the level that fits its scale, over the overview where one is missing. */
export function drawTiles(
  context: CanvasRenderingContext2D,
  heatmap: Heatmap,
  source: TileSource,
  box: CellBox,
  visible: Region,
  look: Look,
): void {
  const level = levelAt(box);
  const block = { rows: 2 ** level.rows, columns: 2 ** level.columns };
  const size = { rows: TILE * block.rows, columns: TILE * block.columns };
  const parts: { readonly tile: Tile; readonly part: Region }[] = [];
  let complete = true;
  for (let r = Math.floor(visible.top / size.rows); r * size.rows < visible.bottom; r++) {
    for (let c = Math.floor(visible.left / size.columns); c * size.columns < visible.right; c++) {
      const tile = source.at(level, r, c);
      if (tile === null) {
        complete = false;
        continue;
      }
      const part = {
        top: Math.max(visible.top, r * size.rows),
        bottom: Math.min(visible.bottom, (r + 1) * size.rows),
        left: Math.max(visible.left, c * size.columns),
        right: Math.min(visible.right, (c + 1) * size.columns),
      };
      parts.push({ tile, part });
    }
  }
  if (!complete) drawOverview(context, heatmap, source, box, visible, look);
  for (const { tile, part } of parts) {
    const origin = {
      row: Math.floor(part.top / size.rows) * size.rows,
      column: Math.floor(part.left / size.columns) * size.columns,
    };
    drawPart(context, bitmapOf(tile, heatmap, look), origin, block, part, box);
  }
}
