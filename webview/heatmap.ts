import type { ColorScale, Numbers, PanelTensor } from '../src/protocol/panel.js';
import { paint } from './bitmap.js';
import { alignedFormat, type NumberFormat } from './numbers.js';
import {
  colorMap,
  colorRange,
  levelOf,
  textColorAt,
  type ColorRange,
  type ThemeKind,
} from './palette.js';
import {
  isHeld,
  summarize,
  summaryOf,
  valueAt,
  type Region,
  type Slice,
  type SliceSummary,
} from './slice.js';
import type { Look } from './theme.js';
import { drawTiles } from './tilePaint.js';
import type { TileSource } from './tiles.js';

/** A matrix with everything its picture needs; made once per matrix and theme. */
export interface Heatmap {
  readonly slice: Slice;
  readonly summary: SliceSummary;
  readonly map: Uint8ClampedArray;
  readonly range: ColorRange;
  readonly scale: ColorScale;
  /** One pixel per cell; or the tiles that have one each. */
  readonly picture: HTMLCanvasElement | TileSource;
}

const KEPT = 48;
const heatmaps = new Map<string, Heatmap>();
const arrays = new WeakMap<object, number>();
let arrayCount = 0;

function arrayId(data: Numbers): number {
  const known = arrays.get(data) ?? ++arrayCount;
  arrays.set(data, known);
  return known;
}

export function heatmapOf(
  tensor: PanelTensor,
  slice: Slice,
  scale: ColorScale,
  theme: ThemeKind,
  look: Look,
): Heatmap {
  const map = colorMap(theme, scale);
  const range = colorRange(scale, tensor);
  const { numbers } = slice;
  if (!isHeld(numbers)) {
    return { slice, summary: summaryOf(tensor), map, range, scale, picture: numbers };
  }
  const { data, offset } = numbers;
  const key = `${arrayId(data)} ${offset} ${scale} ${theme} ${look.nonFinite.join()}`;
  const known = heatmaps.get(key);
  if (known !== undefined) return known;
  const made: Heatmap = {
    slice,
    summary: summarize(slice, numbers),
    map,
    range,
    scale,
    picture: paint(slice, (i) => data[offset + i] ?? NaN, { map, range }, look),
  };
  heatmaps.set(key, made);
  const oldest = heatmaps.size > KEPT ? heatmaps.keys().next().value : undefined;
  if (oldest !== undefined) heatmaps.delete(oldest);
  return made;
}

/** Where the cells lie on the canvas, in device pixels; whole cells, so that edges are sharp. */
export interface CellBox {
  readonly left: number;
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
}

/** Fills the visible cells and draws the lines between them and the marks on them. */
export function drawCells(
  context: CanvasRenderingContext2D,
  heatmap: Heatmap,
  box: CellBox,
  visible: Region,
  look: Look,
): void {
  const columns = visible.right - visible.left;
  const rows = visible.bottom - visible.top;
  if (columns <= 0 || rows <= 0) return;
  const { left, top, cellWidth, cellHeight } = box;
  context.imageSmoothingEnabled = false;
  if (heatmap.picture instanceof HTMLCanvasElement) {
    context.drawImage(
      heatmap.picture,
      visible.left,
      visible.top,
      columns,
      rows,
      left + visible.left * cellWidth,
      top + visible.top * cellHeight,
      columns * cellWidth,
      rows * cellHeight,
    );
  } else drawTiles(context, heatmap, heatmap.picture, box, visible, look);
  if (Math.min(cellWidth, cellHeight) >= 7 * look.ratio) {
    drawLines(context, box, visible, look);
    const { nan, positiveInfinity, negativeInfinity } = heatmap.summary;
    if (nan || positiveInfinity || negativeInfinity)
      drawMarks(context, heatmap, box, visible, look);
  }
}

function drawLines(
  context: CanvasRenderingContext2D,
  { left, top, cellWidth, cellHeight }: CellBox,
  visible: Region,
  look: Look,
): void {
  const line = Math.max(1, Math.round(look.ratio));
  context.fillStyle = look.line;
  const x0 = left + visible.left * cellWidth;
  const y0 = top + visible.top * cellHeight;
  const width = (visible.right - visible.left) * cellWidth;
  const height = (visible.bottom - visible.top) * cellHeight;
  for (let c = visible.left; c <= visible.right; c++) {
    context.fillRect(left + c * cellWidth, y0, line, height + line);
  }
  for (let r = visible.top; r <= visible.bottom; r++) {
    context.fillRect(x0, top + r * cellHeight, width + line, line);
  }
}

/** ✕ for NaN; lines falling for −∞, rising for +∞. */
function drawMarks(
  context: CanvasRenderingContext2D,
  { slice }: Heatmap,
  { left, top, cellWidth, cellHeight }: CellBox,
  visible: Region,
  look: Look,
): void {
  context.save();
  context.strokeStyle = look.mark;
  context.lineWidth = look.ratio;
  for (let row = visible.top; row < visible.bottom; row++) {
    for (let column = visible.left; column < visible.right; column++) {
      const x = valueAt(slice, row, column);
      if (x === undefined || Number.isFinite(x)) continue;
      const cell = { x: left + column * cellWidth, y: top + row * cellHeight };
      if (Number.isNaN(x)) cross(context, cell.x, cell.y, cellWidth, cellHeight);
      else hatch(context, cell.x, cell.y, cellWidth, cellHeight, x < 0, look.ratio);
    }
  }
  context.restore();
}

export function cross(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const arm = Math.min(width, height) * 0.24;
  const [cx, cy] = [x + width / 2, y + height / 2];
  context.beginPath();
  context.moveTo(cx - arm, cy - arm);
  context.lineTo(cx + arm, cy + arm);
  context.moveTo(cx + arm, cy - arm);
  context.lineTo(cx - arm, cy + arm);
  context.stroke();
}

export function hatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  falling: boolean,
  ratio: number,
): void {
  const gap = 6 * ratio;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.beginPath();
  for (let at = -height; at < width; at += gap) {
    const from = x + at;
    context.moveTo(falling ? from : from, falling ? y : y + height);
    context.lineTo(from + height, falling ? y + height : y);
  }
  context.stroke();
  context.restore();
}

/** Digits and font sizes to try, the best first. */
const numberFits = [
  { digits: 4, size: 12 },
  { digits: 3, size: 12 },
  { digits: 3, size: 11 },
  { digits: 2, size: 11 },
  { digits: 2, size: 10 },
] as const;

/** The longest format that fits the cells, with its font set, or null where none does. */
export function fittingFormat(
  context: CanvasRenderingContext2D,
  { summary, range }: Heatmap,
  look: Look,
  width: number,
): NumberFormat | null {
  const sign = range.low < 0 ? -1 : 1;
  // A whole number is written without decimals, so one with them is measured too.
  const samples = [summary.largest, summary.largest * 0.987654321].map((x) => sign * x);
  for (const { digits, size } of numberFits) {
    const format = alignedFormat(summary, digits);
    context.font = `${size * look.ratio}px ${look.fontFamily}`;
    const widest = Math.max(...samples.map((x) => context.measureText(format(x)).width));
    if (widest <= width) return format;
  }
  return null;
}

/** Writes the numbers of the visible cells; the context's font is already set. */
export function drawNumbers(
  context: CanvasRenderingContext2D,
  { slice, map, range }: Heatmap,
  { left, top, cellWidth, cellHeight }: CellBox,
  visible: Region,
  format: NumberFormat,
  look: Look,
): void {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let row = visible.top; row < visible.bottom; row++) {
    for (let column = visible.left; column < visible.right; column++) {
      const x = valueAt(slice, row, column);
      if (x === undefined || Number.isNaN(x)) continue;
      const cx = Math.round(left + (column + 0.5) * cellWidth);
      const cy = Math.round(top + (row + 0.5) * cellHeight + look.ratio / 2);
      const text = format(x);
      if (!Number.isFinite(x)) {
        const half = context.measureText(text).width / 2 + 3 * look.ratio;
        context.fillStyle = `rgb(${look.nonFinite.join()})`;
        context.fillRect(cx - half, cy - 8 * look.ratio, half * 2, 16 * look.ratio);
        context.fillStyle = look.foreground;
      } else {
        context.fillStyle = textColorAt(map, levelOf(x, range));
      }
      context.fillText(text, cx, cy);
    }
  }
}
