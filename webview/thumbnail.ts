import { drawCells, type Heatmap } from './heatmap.js';
import { drawOverview } from './tilePaint.js';
import { strokeRegion } from './gridPaint.js';
import type { Region } from './slice.js';
import type { Look } from './theme.js';

export interface ThumbnailBox {
  readonly width: number;
  readonly height: number;
}

const MARGIN = 2;
const LARGEST = 13;
const THINNEST = 12;

/** CSS size of a thumbnail's cells: square, but for a strip that would be too thin to see. */
export function thumbnailCell(
  rows: number,
  columns: number,
  most: ThumbnailBox,
): { readonly width: number; readonly height: number } {
  const square = Math.min(most.width / columns, most.height / rows, LARGEST);
  return {
    width: Math.max(square, Math.min(LARGEST, THINNEST / columns)),
    height: Math.max(square, Math.min(LARGEST, THINNEST / rows)),
  };
}

/** Draws a small heatmap; with sources given, everything else of it is dimmed. */
export function drawThumbnail(
  canvas: HTMLCanvasElement,
  heatmap: Heatmap,
  look: Look,
  most: ThumbnailBox,
  sources: readonly Region[],
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { rows, columns } = heatmap.slice;
  const { ratio } = look;
  const size = thumbnailCell(rows, columns, most);
  const snap = (x: number): number => (x * ratio >= 2 ? Math.floor(x * ratio) : x * ratio);
  const box = {
    left: MARGIN * ratio,
    top: MARGIN * ratio,
    cellWidth: snap(size.width),
    cellHeight: snap(size.height),
  };
  const inner = {
    width: Math.max(1, Math.round(columns * box.cellWidth)),
    height: Math.max(1, Math.round(rows * box.cellHeight)),
  };
  canvas.width = inner.width + Math.round(2 * MARGIN * ratio);
  canvas.height = inner.height + Math.round(2 * MARGIN * ratio);
  canvas.style.width = `${canvas.width / ratio}px`;
  canvas.style.height = `${canvas.height / ratio}px`;
  const all: Region = { top: 0, left: 0, bottom: rows, right: columns };
  const { picture } = heatmap;
  const isSmall = !(box.cellWidth >= 2 && box.cellHeight >= 2);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  if (!(picture instanceof HTMLCanvasElement)) {
    drawOverview(context, heatmap, picture, box, all, look);
  } else if (isSmall) {
    context.drawImage(picture, box.left, box.top, inner.width, inner.height);
  } else drawCells(context, heatmap, box, all, look);
  context.strokeStyle = look.line;
  context.lineWidth = ratio;
  context.strokeRect(box.left, box.top, inner.width, inner.height);
  if (sources.length === 0) return;
  dim(context, box.left, box.top, inner, look);
  for (const source of sources) {
    context.save();
    context.beginPath();
    context.rect(
      box.left + source.left * box.cellWidth,
      box.top + source.top * box.cellHeight,
      (source.right - source.left) * box.cellWidth,
      (source.bottom - source.top) * box.cellHeight,
    );
    context.clip();
    if (picture instanceof HTMLCanvasElement) drawCells(context, heatmap, box, all, look);
    else drawOverview(context, heatmap, picture, box, all, look);
    context.restore();
  }
  for (const source of sources) strokeRegion(context, box, source, look, 1.5);
}

function dim(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  inner: ThumbnailBox,
  look: Look,
): void {
  context.save();
  context.globalAlpha = 0.6;
  context.fillStyle = look.background;
  context.fillRect(x, y, inner.width, inner.height);
  context.restore();
}
