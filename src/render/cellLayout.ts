import type { MatrixView } from './matrixView.js';
import type { Domain, Theme } from './palette.js';
import { colorTable, inkOn, levelOf, palettes } from './palette.js';
import { element, text } from './svg.js';
import { cutLabels, textWidth } from './textWidth.js';

export const labelSize = 11;
export const numberSize = 11.5;

/** How the cells are laid out, and their numbers where they have room. */
export interface CellLayout {
  readonly view: MatrixView;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Row-major. */
  readonly numbers: readonly string[] | undefined;
}

/** Pixels of the widest of some lines. */
export const widest = (texts: readonly string[], size: number): number =>
  texts.reduce((w, t) => Math.max(w, textWidth(t, size)), 0);

/** Numbers in the cells, in the ink that reads best on each colour. */
export function drawNumbers(
  layout: CellLayout,
  numbers: readonly string[],
  domain: Domain,
  x: number,
  y: number,
  theme: Theme,
): string {
  const { view, cellWidth, cellHeight } = layout;
  const palette = palettes[theme];
  const colors = colorTable(domain.scale, theme);
  const byInk = new Map<string, string[]>();
  numbers.forEach((number, i) => {
    const row = Math.floor(i / view.columns);
    const value = view.at(row, i % view.columns);
    const finite = Number.isFinite(value);
    const ink = finite ? inkOn(colors[levelOf(value, domain)] ?? palette.missing) : 'missing';
    const list = byInk.get(ink) ?? [];
    list.push(
      element(
        'text',
        {
          x: x + (i % view.columns) * cellWidth + (cellWidth - 1) / 2,
          y: y + row * cellHeight + (cellHeight - 1) / 2 + numberSize * 0.36,
        },
        number,
      ),
    );
    byInk.set(ink, list);
  });
  return [...byInk]
    .map(([ink, list]) =>
      element(
        'g',
        {
          fill: ink === 'missing' ? palette.foreground : ink,
          ...(ink === 'missing'
            ? {
                stroke: palette.missing,
                'stroke-width': 7,
                'stroke-linejoin': 'round',
                'paint-order': 'stroke',
              }
            : {}),
          'font-size': numberSize,
          'text-anchor': 'middle',
        },
        list.join(''),
      ),
    )
    .join('');
}

export interface ColumnHead {
  readonly svg: string;
  readonly height: number;
  readonly right: number;
}

/** Labels over the columns: level where there is room, slanted where they would touch. */
export function columnHead(
  labels: readonly string[] | undefined,
  axis: string,
  layout: CellLayout,
  left: number,
  top: number,
  theme: Theme,
): ColumnHead {
  const palette = palettes[theme];
  const { view, cellWidth } = layout;
  const shown = labels === undefined || view.pooled || cellWidth < 11 ? undefined : labels;
  const parts: string[] = [];
  let height = 0;
  let right = 0;
  if (axis !== '') {
    parts.push(text(left, top + 11, axis, { fill: palette.muted, size: labelSize }));
    height = shown === undefined ? 17 : 15;
    right = left + textWidth(axis, labelSize);
  }
  if (shown === undefined) return { svg: parts.join(''), height, right };
  const ink = { fill: palette.foreground, size: labelSize };
  if (cellWidth >= 30) {
    cutLabels(shown, cellWidth - 4, labelSize).forEach((label, column) => {
      const x = left + column * cellWidth + (cellWidth - 1) / 2;
      parts.push(text(x, top + height + 11, label, { ...ink, anchor: 'middle' }));
    });
    return { svg: parts.join(''), height: height + 17, right };
  }
  const rise = Math.ceil(Math.min(widest(shown, labelSize), 64) * Math.SQRT1_2) + 10;
  cutLabels(shown, 64, labelSize).forEach((label, column) => {
    const x = left + column * cellWidth + cellWidth / 2 + 2;
    parts.push(text(x, top + height + rise - 4, label, { ...ink, rotate: -45 }));
    right = Math.max(right, x + textWidth(label, labelSize) * Math.SQRT1_2 + 6);
  });
  return { svg: parts.join(''), height: height + rise, right };
}
