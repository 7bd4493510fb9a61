/** Sizes of the large heatmap, in CSS pixels; cells are whole device pixels, so that it is crisp. */
export interface GridLayout {
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly headerWidth: number;
  readonly headerHeight: number;
  /** Column labels lean by 45° where they do not fit above their columns. */
  readonly slanted: boolean;
  /** Every how many rows and columns a label is drawn. */
  readonly rowStep: number;
  readonly columnStep: number;
  /** Room along a slanted label. */
  readonly slantedLength: number;
  /** Room right of the last column for a slanted label. */
  readonly tail: number;
  readonly width: number;
  readonly height: number;
}

export interface GridLayoutInput {
  readonly rows: number;
  readonly columns: number;
  readonly available: { readonly width: number; readonly height: number };
  /** Widest label on each axis and the axis names, measured. */
  readonly rowLabelWidth: number;
  readonly columnLabelWidth: number;
  readonly rowNameWidth: number;
  readonly columnsNamed: boolean;
  /** Cell width the user asked for, or null to fit. */
  readonly zoom: number | null;
  readonly devicePixelRatio: number;
}

const WIDEST = 100;
const WIDEST_FOR_LABELS = 112;
const TALLEST = 64;
const SMALLEST_FIT = 4;
const SCROLLED = 10;
/** Rows or columns from which a matrix is first shown as a whole. */
const WHOLE_FROM = 513;
const TEXT_FROM = 28;
const LINE = 16;
const GAP = 8;
const SLANT = Math.SQRT1_2;
const MAX_SLANTED = 120;

export const zoomLevels = [2, 3, 4, 6, 8, 10, 14, 20, 28, 40, 56, 72, 96, 120] as const;

/** The next zoom level in a direction from the present cell width, or null at the end. */
export function zoomFrom(cellWidth: number, direction: 1 | -1): number | null {
  const levels = direction === 1 ? zoomLevels : [...zoomLevels].reverse();
  return levels.find((level) => (level - cellWidth) * direction > 0.5) ?? null;
}

interface CellSize {
  readonly width: number;
  readonly height: number;
}

const zoomed = (width: number): CellSize => ({
  width,
  height: width < TEXT_FROM ? width : Math.max(TEXT_FROM * 0.8, Math.min(TALLEST, width * 0.66)),
});

/**
 * As large as fits; a matrix too large for that gets cells that can be pointed at, and scrolls. One
 * larger still is shown whole, its cells smaller than a pixel if need be, to be enlarged from there.
 */
function fitted(width: number, height: number, widest: number, whole: boolean): CellSize {
  if (whole && Math.min(width, height) < SMALLEST_FIT) {
    const [w, h] = [Math.min(SCROLLED, width), Math.min(SCROLLED, height)];
    const square = Math.min(w, h);
    return Math.max(w, h) < SMALLEST_FIT
      ? { width: square, height: square }
      : { width: w, height: h };
  }
  const w = Math.min(widest, width < SMALLEST_FIT ? SCROLLED : width);
  const h = Math.min(TALLEST, height < SMALLEST_FIT ? SCROLLED : height);
  if (w < 20 && h < 20) return { width: Math.min(w, h), height: Math.min(w, h) };
  return {
    width: Math.min(w, Math.max(TEXT_FROM, 2.2 * h)),
    height: Math.min(h, Math.max(TEXT_FROM * 0.9, 0.66 * w)),
  };
}

const numberStep = (needed: number, cell: number): number => {
  for (const step of [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000]) {
    if (step * cell >= needed) return step;
  }
  return 5000;
};

export function gridLayout(input: GridLayoutInput): GridLayout {
  const { rows, columns, available, devicePixelRatio: ratio } = input;
  const snap = (size: number): number =>
    size * ratio < 1 ? size : Math.floor(size * ratio) / ratio;
  const headerWidth = Math.ceil(
    Math.max(
      Math.min(input.rowLabelWidth, 140, available.width * 0.3),
      Math.min(input.rowNameWidth, available.width * 0.34),
    ) + GAP,
  );
  const nameHeight = input.columnsNamed ? LINE : 0;
  const flatHeader = nameHeight + LINE + 4;
  const slantedLength = Math.min(input.columnLabelWidth, MAX_SLANTED, available.width * 0.22);
  const slantedHeader = nameHeight + Math.ceil((slantedLength + LINE * 0.8) * SLANT) + 4;

  const sizes = (header: number, tail: number): CellSize => {
    if (input.zoom !== null) return zoomed(input.zoom);
    const widest = Math.max(WIDEST, Math.min(WIDEST_FOR_LABELS, input.columnLabelWidth + 12));
    return fitted(
      (available.width - headerWidth - tail - 2) / Math.max(1, columns),
      (available.height - header - 2) / Math.max(1, rows),
      widest,
      Math.max(rows, columns) >= WHOLE_FROM,
    );
  };

  let cell = sizes(flatHeader, 0);
  const slanted = input.columnLabelWidth + 6 > cell.width && cell.width < 48;
  const isNumbers = input.columnLabelWidth <= 30;
  const leans = slanted && !isNumbers;
  const tail = leans ? Math.ceil(slantedLength * SLANT) : 0;
  if (leans) cell = sizes(slantedHeader, tail);
  const cellWidth = snap(cell.width);
  const cellHeight = snap(cell.height);
  const headerHeight = leans ? slantedHeader : flatHeader;
  const apart = isNumbers ? input.columnLabelWidth + 6 : LINE;
  return {
    cellWidth,
    cellHeight,
    headerWidth,
    headerHeight,
    slanted: leans,
    rowStep: numberStep(LINE - 2, cellHeight),
    columnStep: leans || isNumbers ? numberStep(apart, cellWidth) : 1,
    slantedLength,
    tail,
    width: headerWidth + columns * cellWidth + Math.max(2, tail),
    height: headerHeight + rows * cellHeight + 2,
  };
}
