import type { Tensor } from '../engine/trace.js';
import type { Locale } from '../explain/types.js';
import { drawCells } from './cells.js';
import type { MatrixView } from './matrixView.js';
import { matrixView, pool, rangeOf, shapeText } from './matrixView.js';
import type { ColorScale, Palette, Theme } from './palette.js';
import { domainOf, palettes } from './palette.js';
import { strings } from './strings.js';
import { element, text } from './svg.js';
import { cutMiddle, cutEnd, textWidth, twoLines } from './textWidth.js';

/** One station of the row of small heatmaps. */
export interface StripCell {
  /** Plain text, `QKᵀ`. */
  readonly name: string;
  /** undefined where the numbers are not known: an empty frame is drawn. */
  readonly tensor: Tensor | undefined;
  /** Chosen by the numbers where absent. */
  readonly scale?: ColorScale | undefined;
  /** The part under the cursor. */
  readonly marked?: boolean | undefined;
  /** What stands before it: an arrow (default), or nothing between inputs side by side. */
  readonly link?: 'arrow' | 'none' | undefined;
}

export interface StationSizes {
  /** Pixels of the longer side of a heatmap. */
  readonly size: number;
  /** Pixels a name may take. */
  readonly labelWidth: number;
}

/** Something that stands in the row of heatmaps. */
export interface Station {
  readonly width: number;
  /** Pixels of the lines under it. */
  readonly captionHeight: number;
  /** An arrow leads to it. */
  readonly joined: boolean;
  readonly draw: (x: number, y: number) => string;
}

const nameSize = 11.5;
const shapeSize = 10;
const lineHeight = 13;

interface Caption {
  readonly content: string;
  readonly kind: 'name' | 'detail';
}

function captionsOf(
  cell: StripCell,
  whole: MatrixView | undefined,
  pooled: boolean,
  room: number,
  locale: Locale,
): Caption[] {
  const words = strings[locale];
  const lines = twoLines(cell.name, room, nameSize);
  const cut = lines.length === 1 ? cutMiddle : cutEnd;
  const names = lines.map((line) => cut(line, room, nameSize));
  const shape =
    cell.tensor === undefined ? words.unknown : shapeText(cell.tensor.shape).replaceAll(' ', '');
  const note = [whole?.index, pooled ? words.pooled : ''].filter(Boolean).join(' ');
  return [
    ...names.map((content): Caption => ({ content, kind: 'name' })),
    ...[shape, note]
      .filter((line) => line !== '')
      .map((line): Caption => ({ content: cutEnd(line, room, shapeSize), kind: 'detail' })),
  ];
}

/** Pixels of one cell, so that the longer side has `size` pixels; whole numbers look crisp. */
function cellSize(view: MatrixView, size: number): number {
  const exact = size / Math.max(view.rows, view.columns);
  return exact >= 2 ? Math.min(Math.floor(exact), 12) : exact;
}

/** An empty frame for numbers that are not known. */
const unknownMap = (
  x: number,
  y: number,
  width: number,
  height: number,
  palette: Palette,
): string =>
  element('rect', {
    x: x + 0.5,
    y: y + 0.5,
    width: width - 1,
    height: height - 1,
    rx: 2,
    fill: 'none',
    stroke: palette.border,
    'stroke-dasharray': '3 2',
  }) +
  text(x + width / 2, y + height / 2 + 4, '?', { fill: palette.muted, size: 12, anchor: 'middle' });

/** A cell with what doesn't depend on the layout worked out. */
export interface PreparedCell {
  readonly cell: StripCell;
  readonly whole: MatrixView | undefined;
  /** At most `maxCells` rows and columns. */
  readonly view: MatrixView | undefined;
}

/** Longer names are cut anyway. */
const maxName = 120;

export function prepare(cell: StripCell, maxCells: number): PreparedCell {
  const whole = cell.tensor === undefined ? undefined : matrixView(cell.tensor);
  return {
    cell: cell.name.length > maxName ? { ...cell, name: `${cell.name.slice(0, maxName)}…` } : cell,
    whole,
    view: whole && pool(whole, maxCells, maxCells),
  };
}

/** One small heatmap with its name and shape underneath. */
export function station(
  { cell, whole, view }: PreparedCell,
  { size, labelWidth }: StationSizes,
  theme: Theme,
  locale: Locale,
): Station {
  const palette = palettes[theme];
  const marked = cell.marked === true;
  const pixels = view === undefined ? 0 : cellSize(view, size);
  const gap = pixels >= 6 ? 1 : 0;
  const mapWidth = view === undefined ? 26 : Math.max(view.columns * pixels - gap, 3);
  const mapHeight = view === undefined ? 22 : Math.max(view.rows * pixels - gap, 3);
  const captions = captionsOf(
    cell,
    whole,
    view?.pooled === true,
    Math.max(mapWidth, labelWidth),
    locale,
  );
  const width = captions.reduce((w, { content, kind }) => {
    const line = textWidth(content, kind === 'name' ? nameSize : shapeSize);
    return Math.max(w, marked && kind === 'name' ? line * 1.07 : line);
  }, mapWidth + 4);

  function drawMap(left: number, top: number): string {
    if (view === undefined) return unknownMap(left, top, mapWidth, mapHeight, palette);
    const { min, max } = rangeOf(view);
    const grid = { x: left, y: top, cellWidth: pixels, cellHeight: pixels, gap };
    const frame = element('rect', {
      x: left - 1.5,
      y: top - 1.5,
      width: mapWidth + 3,
      height: mapHeight + 3,
      rx: 1.5,
      fill: 'none',
      stroke: marked ? palette.markBorder : palette.border,
      'stroke-width': marked ? 2 : undefined,
    });
    return drawCells(view, domainOf(min, max, cell.scale), grid, theme) + frame;
  }

  return {
    width,
    captionHeight: captions.length * lineHeight + 6,
    joined: cell.link !== 'none',
    draw(x, y) {
      const left = Math.round(x + (width - mapWidth) / 2);
      const top = Math.round(y + (size - mapHeight) / 2);
      const lines = captions.map(({ content, kind }, i) =>
        text(x + width / 2, y + size + 15 + i * lineHeight, content, {
          fill: kind === 'name' ? palette.foreground : palette.muted,
          size: kind === 'name' ? nameSize : shapeSize,
          anchor: 'middle',
          bold: marked && kind === 'name',
        }),
      );
      return drawMap(left, top) + lines.join('');
    },
  };
}
