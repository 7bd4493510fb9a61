import { html, type TemplateResult } from 'lit-html';
import { cellNumber } from './cellText.js';
import { labelAt, type CellPosition, type Slice } from './slice.js';

const WHOLE_BELOW = 400;
const AROUND = 2;

export interface RowsInput {
  readonly slice: Slice;
  readonly rowLabels: readonly string[] | null;
  readonly columnLabels: readonly string[] | null;
  readonly selected: CellPosition | null;
}

const span = (at: number, size: number, whole: boolean): readonly number[] => {
  const from = whole ? 0 : Math.max(0, at - AROUND);
  const to = whole ? size : Math.min(size, at + AROUND + 1);
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
};

/**
 * The heatmap as a table that only screen readers see: all of a small matrix, of a large one the
 * cells around the selected one. Positions are given as `aria-rowindex` and `aria-colindex`.
 */
export function accessibleRows(o: RowsInput): readonly TemplateResult[] {
  const { slice, rowLabels, columnLabels, selected } = o;
  const whole = slice.rows * slice.columns <= WHOLE_BELOW;
  const rows = span(selected?.row ?? 0, slice.rows, whole);
  const columns = span(selected?.column ?? 0, slice.columns, whole);
  return rows.map(
    (row) =>
      html`<div class="sr" role="row" aria-rowindex=${row + 1}>
        <span role="rowheader">${labelAt(rowLabels, row)}</span>
        ${columns.map(
          (column) =>
            html`<span
              role="gridcell"
              aria-colindex=${column + 1}
              aria-selected=${
                selected?.row === row && selected.column === column ? 'true' : 'false'
              }
              >${labelAt(columnLabels, column)}: ${cellNumber(slice, row, column)}</span
            >`,
        )}
      </div>`,
  );
}
