import type { Tensor } from '../engine/trace.js';
import type { MatrixView } from './matrixView.js';
import { matrixView } from './matrixView.js';
import { formatAligned, formatNumber } from './numbers.js';
import { columns as columnsOf } from './textWidth.js';

export interface MatrixTextOptions {
  readonly rowLabels?: readonly string[] | undefined;
  readonly columnLabels?: readonly string[] | undefined;
  /** More are cut in the middle; default 8. */
  readonly maxRows?: number;
  readonly maxColumns?: number;
}

/** Indices shown of `count`: all, or the first and last with `undefined` for what is cut between. */
function shown(count: number, limit: number): (number | undefined)[] {
  if (count <= limit) return Array.from({ length: count }, (_, i) => i);
  const tail = Math.floor((limit - 1) / 2);
  const head = limit - 1 - tail;
  return [
    ...Array.from({ length: head }, (_, i) => i),
    undefined,
    ...Array.from({ length: tail }, (_, i) => count - tail + i),
  ];
}

const padStart = (content: string, width: number): string =>
  ' '.repeat(Math.max(width - columnsOf(content), 0)) + content;
const padEnd = (content: string, width: number): string =>
  content + ' '.repeat(Math.max(width - columnsOf(content), 0));

/** At most 14 columns of a fixed-width font, without line breaks. */
function short(label: string): string {
  const flat = label.replace(/[\s`]+/g, ' ').trim();
  if (columnsOf(flat) <= 14) return flat;
  let kept = '';
  for (const char of flat) {
    if (columnsOf(kept + char) > 13) break;
    kept += char;
  }
  return `${kept}…`;
}

function numbersOf(
  view: MatrixView,
  rows: readonly (number | undefined)[],
  columns: readonly (number | undefined)[],
): string[][] {
  const values = rows.flatMap((r) =>
    r === undefined ? [] : columns.flatMap((c) => (c === undefined ? [] : [view.at(r, c)])),
  );
  const texts = formatAligned(values);
  let next = 0;
  return rows.map((r) =>
    columns.map((c) => (r === undefined || c === undefined ? '…' : (texts[next++] ?? ''))),
  );
}

/**
 * A matrix as lines of text for a fixed-width font: columns aligned, labels where their number
 * fits, the middle of long rows and columns cut. A stack of matrices shows the first, as `[0]`.
 */
export function matrixText(tensor: Tensor, options: MatrixTextOptions = {}): string {
  const view = matrixView(tensor);
  if (view === undefined) return '[]';
  if (view.axes === 0) return formatNumber(view.at(0, 0));
  const rows = shown(view.rows, options.maxRows ?? 8);
  const columns = shown(view.columns, options.maxColumns ?? 8);
  const body = numbersOf(view, rows, columns);
  const labelsOf = (
    labels: readonly string[] | undefined,
    count: number,
    indices: readonly (number | undefined)[],
  ): string[] | undefined =>
    labels?.length === count
      ? indices.map((i) => (i === undefined ? '…' : short(labels[i] ?? '')))
      : undefined;
  const head = labelsOf(options.columnLabels, view.columns, columns);
  const side = view.axes === 2 ? labelsOf(options.rowLabels, view.rows, rows) : undefined;
  const widths = columns.map((_, c) =>
    Math.max(columnsOf(head?.[c] ?? ''), ...body.map((row) => columnsOf(row[c] ?? ''))),
  );
  const sideWidth = Math.max(0, ...(side ?? []).map(columnsOf));
  const line = (cells: readonly string[], label: string): string =>
    (side === undefined ? '' : `${padEnd(label, sideWidth)}  `) +
    cells.map((cell, c) => padStart(cell, widths[c] ?? 0)).join('  ');
  return [
    ...(view.index === '' ? [] : [view.index]),
    ...(head === undefined ? [] : [line(head, '')]),
    ...body.map((row, r) => line(row, side?.[r] ?? '')),
  ].join('\n');
}
