import type { Tensor } from '../engine/trace.js';
import type { Locale } from '../explain/types.js';
import { drawCells } from './cells.js';
import type { CellLayout } from './cellLayout.js';
import { columnHead, drawNumbers, labelSize, numberSize, widest } from './cellLayout.js';
import { legend, legendHeight } from './legend.js';
import type { MatrixView } from './matrixView.js';
import { matrixView, pool, rangeOf } from './matrixView.js';
import { formatAligned } from './numbers.js';
import type { ColorScale, Theme } from './palette.js';
import { domainOf, palettes } from './palette.js';
import type { Picture } from './svg.js';
import { element, picture, sansSerif, text } from './svg.js';
import { cutEnd, cutLabels, textWidth } from './textWidth.js';

export interface LargeOptions {
  readonly theme: Theme;
  readonly locale?: Locale;
  /** One for each row of the tensor, such as tokens; left out where their number differs. */
  readonly rowLabels?: readonly string[] | undefined;
  readonly columnLabels?: readonly string[] | undefined;
  /** What rows and columns are: `query`, `key`. */
  readonly rowAxis?: string | undefined;
  readonly columnAxis?: string | undefined;
  readonly title?: string | undefined;
  readonly scale?: ColorScale | undefined;
  /** Pixels, default 476. */
  readonly maxWidth?: number;
  /** Pixels of all cells together, default 190. */
  readonly maxHeight?: number;
}

const widestRowLabel = 96;
const widestColumnLabel = 76;

/** Numbers in every cell, with fewer digits where they are tight; undefined where even two don't fit. */
function withNumbers(
  view: MatrixView,
  labels: readonly string[] | undefined,
  width: number,
  height: number,
): CellLayout | undefined {
  const cellHeight = Math.min(22, Math.floor(height / view.rows));
  if (cellHeight < 16 || view.columns > 24) return undefined;
  const values = Array.from({ length: view.rows * view.columns }, (_, i) =>
    view.at(Math.floor(i / view.columns), i % view.columns),
  );
  const most = Math.floor(width / view.columns);
  const wished =
    labels === undefined ? 0 : Math.min(widest(labels, labelSize) + 10, widestColumnLabel);
  for (const digits of [4, 3, 2]) {
    const numbers = formatAligned(values, digits);
    const needed = Math.ceil(widest(numbers, numberSize) + 9);
    if (needed > most) continue;
    const cellWidth = Math.min(Math.ceil(Math.max(needed, wished, 38)), most);
    return { view, cellWidth, cellHeight, numbers };
  }
  return undefined;
}

function withoutNumbers(matrix: MatrixView, width: number, height: number): CellLayout {
  const view = pool(matrix, 32, 40);
  const whole = (pixels: number): number => (pixels >= 2 ? Math.floor(pixels) : pixels);
  const cellHeight = whole(Math.min(width / view.columns, height / view.rows, 20));
  const stretch = view.rows === 1 ? 1 : 1.5;
  const cellWidth = whole(Math.min(width / view.columns, cellHeight * stretch, 24));
  return { view, cellWidth, cellHeight, numbers: undefined };
}

/** Labels, where there is one for each position. */
const fitting = (
  labels: readonly string[] | undefined,
  count: number,
): readonly string[] | undefined => (labels?.length === count ? labels : undefined);

/** Names of the rows, right-aligned before the cells, and of the axis itself above them. */
function rowHead(
  labels: readonly string[],
  axis: string,
  layout: CellLayout,
  width: number,
  y: number,
  theme: Theme,
): string {
  const palette = palettes[theme];
  const base = { size: labelSize, anchor: 'end' } as const;
  const lines = cutLabels(labels, width - 8, labelSize).map((label, row) =>
    text(width - 8, y + row * layout.cellHeight + (layout.cellHeight - 1) / 2 + 4, label, {
      ...base,
      fill: palette.foreground,
    }),
  );
  if (axis !== '') {
    const name = cutEnd(axis, width - 8, labelSize);
    lines.push(text(width - 8, y - 5, name, { ...base, fill: palette.muted }));
  }
  return lines.join('');
}

/**
 * One matrix large: numbers in its cells where they have room, labels on its axes, a legend of the
 * colours where there are no numbers. Larger matrices are pooled to at most 32 × 40 cells. Undefined
 * for a plain number or an empty tensor, which text says better.
 */
export function heatmapLarge(tensor: Tensor, options: LargeOptions): Picture | undefined {
  const whole = matrixView(tensor);
  if (whole === undefined || whole.axes === 0) return undefined;
  const { theme, maxWidth = 476, maxHeight = 190 } = options;
  const palette = palettes[theme];
  const rowNames = whole.axes === 2 ? fitting(options.rowLabels, whole.rows) : undefined;
  const columnNames = fitting(options.columnLabels, whole.columns);
  const rowAxis = options.rowAxis === undefined ? '' : `${options.rowAxis} ↓`;
  const columnAxis = options.columnAxis === undefined ? '' : `${options.columnAxis} →`;

  const rowLabelWidth = Math.min(
    Math.max(widest(rowNames ?? [], labelSize), textWidth(rowAxis, labelSize)),
    widestRowLabel,
  );
  const side = rowNames === undefined ? 0 : Math.ceil(rowLabelWidth) + 8;
  const room = maxWidth - side - 4;
  const layout =
    withNumbers(whole, columnNames, room, maxHeight) ?? withoutNumbers(whole, room, maxHeight);
  const { view, cellWidth, cellHeight, numbers } = layout;
  const { min, max } = rangeOf(view);
  const domain = domainOf(min, max, options.scale);

  const named = rowNames !== undefined && !view.pooled && cellHeight >= 11 ? rowNames : undefined;
  const left = named === undefined ? 2 : side;
  const parts: string[] = [];
  let y = 2;
  if (options.title !== undefined && options.title !== '') {
    const title = cutEnd(options.title, maxWidth - 4, 12);
    parts.push(text(2, y + 11, title, { fill: palette.foreground, size: 12, bold: true }));
    y += 19;
  }
  const axes = named === undefined && rowAxis !== '' ? `${rowAxis}  ${columnAxis}` : columnAxis;
  const head = columnHead(columnNames, axes.trim(), layout, left, y, theme);
  y += head.height;
  parts.push(head.svg);
  if (named !== undefined) {
    parts.push(rowHead(named, head.height > 0 ? rowAxis : '', layout, side, y, theme));
  }

  const gap = cellWidth >= 5 && cellHeight >= 5 ? 1 : 0;
  const grid = { x: left, y, cellWidth, cellHeight, gap };
  parts.push(
    drawCells(view, domain, grid, theme, numbers === undefined ? 'all' : 'masked'),
    element('rect', {
      x: left - 0.5,
      y: y - 0.5,
      width: view.columns * cellWidth - gap + 1,
      height: view.rows * cellHeight - gap + 1,
      fill: 'none',
      stroke: palette.border,
    }),
  );
  if (numbers !== undefined) parts.push(drawNumbers(layout, numbers, domain, left, y, theme));
  y += view.rows * cellHeight + 3;

  const key = legend(view, domain, numbers === undefined, options);
  if (key !== undefined) {
    parts.push(key.draw(left, y + 3));
    y += legendHeight + 3;
  }
  const width = Math.max(left + view.columns * cellWidth + 2, head.right, left + (key?.width ?? 0));
  return picture(Math.min(width, maxWidth), y, parts.join(''), {
    'font-family': sansSerif,
    'xml:lang': options.locale === 'ja' ? 'ja' : undefined,
  });
}
