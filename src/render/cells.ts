import type { MatrixView } from './matrixView.js';
import type { Domain, Palette } from './palette.js';
import { colorTable, levelOf, palettes } from './palette.js';
import type { Theme } from './palette.js';
import { element, fixed } from './svg.js';

export interface CellGrid {
  readonly x: number;
  readonly y: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Pixels left free between cells; 0 for a grid too fine for gaps. */
  readonly gap: number;
}

/** Horizontal runs of cells, as path data of lines in units of cells. */
type Runs = Map<string, string[]>;

function runsByColor(view: MatrixView, colorOf: (x: number) => string, merge: boolean): Runs {
  const runs: Runs = new Map();
  for (let r = 0; r < view.rows; r++) {
    for (let c = 0; c < view.columns;) {
      const color = colorOf(view.at(r, c));
      let end = c + 1;
      while (merge && end < view.columns && colorOf(view.at(r, end)) === color) end++;
      const list = runs.get(color) ?? [];
      list.push(`M${c},${r}h${merge ? end - c : 'W'}`);
      runs.set(color, list);
      c = end;
    }
  }
  return runs;
}

/** Lines over cells without a finite number: a cross for NaN, a hatch for −∞, a plus for +∞. */
function specialMarks(view: MatrixView, grid: CellGrid, all: boolean): string {
  const w = grid.cellWidth - grid.gap;
  const h = grid.cellHeight - grid.gap;
  const size = Math.min(w, h);
  let d = '';
  for (let r = 0; r < view.rows; r++) {
    for (let c = 0; c < view.columns; c++) {
      const value = view.at(r, c);
      if (Number.isFinite(value) || (!all && value !== -Infinity)) continue;
      const x = grid.x + c * grid.cellWidth;
      const y = grid.y + r * grid.cellHeight;
      const mx = x + w / 2;
      const my = y + h / 2;
      const a = size * 0.28;
      if (Number.isNaN(value)) {
        d += `M${fixed(mx - a)},${fixed(my - a)}l${fixed(2 * a)},${fixed(2 * a)}m0,${fixed(-2 * a)}l${fixed(-2 * a)},${fixed(2 * a)}`;
      } else if (value > 0) {
        d += `M${fixed(mx - a)},${fixed(my)}h${fixed(2 * a)}M${fixed(mx)},${fixed(my - a)}v${fixed(2 * a)}`;
      } else {
        d += hatch(x, y, w, h);
      }
    }
  }
  return d;
}

/** Diagonal lines about 4.5 px apart, clipped to a rectangle. */
function hatch(x: number, y: number, w: number, h: number): string {
  const lines = Math.max(1, Math.round((w + h) / 6));
  let d = '';
  for (let i = 1; i <= lines; i++) {
    const s = ((w + h) * i) / (lines + 1);
    const x1 = x + Math.min(s, w);
    const y1 = y + Math.max(0, s - w);
    const x2 = x + Math.max(0, s - h);
    const y2 = y + Math.min(s, h);
    d += `M${fixed(x1)},${fixed(y1)}L${fixed(x2)},${fixed(y2)}`;
  }
  return d;
}

/**
 * The cells of a matrix. Each colour is one path of horizontal lines as thick as a cell, which takes
 * a third of what rectangles take. With numbers in the cells only masked ones need a mark.
 */
export function drawCells(
  view: MatrixView,
  domain: Domain,
  grid: CellGrid,
  theme: Theme,
  marks: 'all' | 'masked' = 'all',
): string {
  const palette: Palette = palettes[theme];
  const colors = colorTable(domain.scale, theme);
  const colorOf = (x: number): string =>
    Number.isFinite(x) ? (colors[levelOf(x, domain)] ?? palette.missing) : palette.missing;
  const gapX = grid.gap / grid.cellWidth;
  const thickness = 1 - grid.gap / grid.cellHeight;
  const paths = [...runsByColor(view, colorOf, grid.gap === 0)]
    .map(([stroke, list]) =>
      element('path', {
        stroke,
        d: list
          .join('')
          .replaceAll('W', String(Math.round((1 - gapX) * 100) / 100).replace(/^0/, '')),
      }),
    )
    .join('');
  const body = element(
    'g',
    {
      transform: `translate(${fixed(grid.x)},${fixed(grid.y + ((1 - grid.gap / grid.cellHeight) * grid.cellHeight) / 2)}) scale(${fixed(grid.cellWidth)},${fixed(grid.cellHeight)})`,
      'stroke-width': Math.round(thickness * 1000) / 1000,
      'shape-rendering': 'crispEdges',
      fill: 'none',
    },
    paths,
  );
  const lines = specialMarks(view, grid, marks === 'all');
  if (lines === '') return body;
  return body + element('path', { d: lines, stroke: palette.missingMark, fill: 'none' });
}
