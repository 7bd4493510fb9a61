import type { GridLayout } from './gridLayout.js';
import { drawCells, drawNumbers, fittingFormat, type CellBox, type Heatmap } from './heatmap.js';
import type { CellPosition, Region } from './slice.js';
import { ellipsize } from './text.js';
import type { Look } from './theme.js';

export interface GridScene {
  readonly heatmap: Heatmap;
  readonly look: Look;
  readonly layout: GridLayout;
  readonly rowLabel: (row: number) => string;
  readonly columnLabel: (column: number) => string;
  /** True where the labels are only indices, which are written more quietly. */
  readonly plainRows: boolean;
  readonly plainColumns: boolean;
  readonly rowName: string;
  readonly columnName: string;
  readonly selected: CellPosition | null;
  readonly hovered: CellPosition | null;
  readonly sources: readonly Region[];
  /** CSS pixels. */
  readonly scroll: { readonly left: number; readonly top: number };
  readonly view: { readonly width: number; readonly height: number };
}

const LABEL = 12;
const NAME = 11;

/** Cells are whole pixels, but for those smaller than one. */
const wholeFromOne = (size: number): number => (size < 1 ? size : Math.round(size));

/** The visible rows and columns, and where cell (0, 0) lies on the canvas. */
export function cellBoxOf(scene: GridScene): { box: CellBox; visible: Region } {
  const { layout, look, scroll, view, heatmap } = scene;
  const px = (x: number): number => Math.round(x * look.ratio);
  const box: CellBox = {
    left: px(layout.headerWidth) - px(scroll.left),
    top: px(layout.headerHeight) - px(scroll.top),
    cellWidth: wholeFromOne(layout.cellWidth * look.ratio),
    cellHeight: wholeFromOne(layout.cellHeight * look.ratio),
  };
  const first = (scrolled: number, cell: number): number =>
    Math.max(0, Math.floor(scrolled / cell));
  const { rows, columns } = heatmap.slice;
  return {
    box,
    visible: {
      left: first(px(scroll.left), box.cellWidth),
      top: first(px(scroll.top), box.cellHeight),
      right: Math.min(columns, Math.ceil((px(view.width) - box.left) / box.cellWidth)),
      bottom: Math.min(rows, Math.ceil((px(view.height) - box.top) / box.cellHeight)),
    },
  };
}

export function strokeRegion(
  context: CanvasRenderingContext2D,
  { left, top, cellWidth, cellHeight }: CellBox,
  region: Region,
  look: Look,
  width: number,
): void {
  const line = width * look.ratio;
  const x = left + region.left * cellWidth;
  const y = top + region.top * cellHeight;
  const w = (region.right - region.left) * cellWidth;
  const h = (region.bottom - region.top) * cellHeight;
  const halo = line + 2 * look.ratio;
  context.strokeStyle = look.background;
  context.lineWidth = halo;
  context.strokeRect(x, y, w, h);
  context.strokeStyle = look.foreground;
  context.lineWidth = line;
  context.strokeRect(x, y, w, h);
}

const cellRegion = ({ row, column }: CellPosition): Region => ({
  top: row,
  bottom: row + 1,
  left: column,
  right: column + 1,
});

export function paintGrid(context: CanvasRenderingContext2D, scene: GridScene): void {
  const { heatmap, look, layout, view } = scene;
  const { ratio } = look;
  const width = Math.round(view.width * ratio);
  const height = Math.round(view.height * ratio);
  context.clearRect(0, 0, width, height);
  const { box, visible } = cellBoxOf(scene);
  const header = {
    width: Math.round(layout.headerWidth * ratio),
    height: Math.round(layout.headerHeight * ratio),
  };

  context.save();
  context.beginPath();
  const margin = 2 * ratio;
  context.rect(header.width - margin, header.height - margin, width, height);
  context.clip();
  drawCells(context, heatmap, box, visible, look);
  const { rows, columns } = heatmap.slice;
  context.strokeStyle = look.line;
  context.lineWidth = ratio;
  context.strokeRect(
    box.left + ratio / 2,
    box.top + ratio / 2,
    columns * box.cellWidth,
    rows * box.cellHeight,
  );
  if (layout.cellWidth >= 28 && layout.cellHeight >= 15) {
    const format = fittingFormat(context, heatmap, look, box.cellWidth - 4 * ratio);
    if (format !== null) drawNumbers(context, heatmap, box, visible, format, look);
  }
  for (const source of scene.sources) strokeRegion(context, box, source, look, 1.5);
  if (scene.hovered !== null) strokeRegion(context, box, cellRegion(scene.hovered), look, 1);
  if (scene.selected !== null) strokeRegion(context, box, cellRegion(scene.selected), look, 2);
  context.restore();

  paintRowLabels(context, scene, box, visible, header, height);
  paintColumnLabels(context, scene, box, visible, header, width);
  paintNames(context, scene, header);
}

interface Header {
  readonly width: number;
  readonly height: number;
}

function labelInk(
  context: CanvasRenderingContext2D,
  { look }: GridScene,
  marked: boolean,
  plain: boolean,
): void {
  context.fillStyle = marked || !plain ? look.foreground : look.muted;
  const weight = marked ? '600 ' : '';
  context.font = `${weight}${(plain ? NAME : LABEL) * look.ratio}px ${look.fontFamily}`;
}

const isMarked = (scene: GridScene, axis: keyof CellPosition, at: number): boolean =>
  scene.selected?.[axis] === at || scene.hovered?.[axis] === at;

function paintRowLabels(
  context: CanvasRenderingContext2D,
  scene: GridScene,
  box: CellBox,
  visible: Region,
  header: Header,
  height: number,
): void {
  const { look, layout } = scene;
  const gap = 6 * look.ratio;
  context.save();
  context.beginPath();
  context.rect(0, header.height, header.width, height);
  context.clip();
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const measure = (text: string): number => context.measureText(text).width;
  for (let row = visible.top; row < visible.bottom; row++) {
    const marked = isMarked(scene, 'row', row);
    if (
      !marked &&
      (row % layout.rowStep !== 0 || isNearMarked(scene, 'row', row, layout.rowStep))
    ) {
      continue;
    }
    labelInk(context, scene, marked, scene.plainRows);
    const text = ellipsize(scene.rowLabel(row), header.width - gap - 2, measure);
    const y = box.top + (row + 0.5) * box.cellHeight;
    context.fillText(text, header.width - gap, Math.max(y, header.height + 6 * look.ratio));
  }
  context.restore();
}

/** A marked label that is not on the step hides the ordinary ones it would run into. */
function isNearMarked(
  scene: GridScene,
  axis: keyof CellPosition,
  at: number,
  step: number,
): boolean {
  if (step === 1) return false;
  return [scene.selected, scene.hovered].some(
    (cell) => cell !== null && Math.abs(cell[axis] - at) < step,
  );
}

function paintColumnLabels(
  context: CanvasRenderingContext2D,
  scene: GridScene,
  box: CellBox,
  visible: Region,
  header: Header,
  width: number,
): void {
  const { look, layout } = scene;
  const { ratio } = look;
  context.save();
  context.beginPath();
  context.rect(header.width - (layout.slanted ? 0 : ratio), 0, width, header.height);
  context.clip();
  const measure = (text: string): number => context.measureText(text).width;
  for (let column = visible.left; column < visible.right; column++) {
    const marked = isMarked(scene, 'column', column);
    const skipped =
      column % layout.columnStep !== 0 || isNearMarked(scene, 'column', column, layout.columnStep);
    if (!marked && skipped) continue;
    labelInk(context, scene, marked, scene.plainColumns);
    const x = box.left + (column + 0.5) * box.cellWidth;
    const label = scene.columnLabel(column);
    if (layout.slanted) {
      context.save();
      context.textAlign = 'left';
      context.textBaseline = 'middle';
      context.translate(x, header.height - 6 * ratio);
      context.rotate(-Math.PI / 4);
      context.fillText(ellipsize(label, layout.slantedLength * ratio + 1, measure), 0, 0);
      context.restore();
    } else {
      context.textAlign = 'center';
      context.textBaseline = 'alphabetic';
      const room = box.cellWidth * layout.columnStep - 4 * ratio;
      context.fillText(ellipsize(label, room, measure), x, header.height - 6 * ratio);
    }
  }
  context.restore();
}

function paintNames(context: CanvasRenderingContext2D, scene: GridScene, header: Header): void {
  const { look, rowName, columnName } = scene;
  const { ratio } = look;
  context.fillStyle = look.muted;
  context.font = `${NAME * ratio}px ${look.fontFamily}`;
  const measure = (text: string): number => context.measureText(text).width;
  if (rowName !== '') {
    context.textAlign = 'right';
    context.textBaseline = 'alphabetic';
    const text = ellipsize(`${rowName} ↓`, header.width - 6 * ratio, measure);
    context.fillText(text, header.width - 6 * ratio, header.height - 6 * ratio);
  }
  if (columnName !== '') {
    context.textAlign = 'left';
    context.textBaseline = 'top';
    context.fillText(`${columnName} →`, header.width, 2 * ratio);
  }
}
