import type { PanelStep } from '../src/protocol/panel.js';
import { formatNumber } from './numbers.js';
import { labelAt, valueAt, type CellPosition, type Slice } from './slice.js';
import type { View } from './view.js';

/** Name of the last axis (0) or the one before it (1); '' where the tensor has none. */
export const axisName = (step: PanelStep, fromEnd: 0 | 1): string => {
  const rank = step.tensor?.shape.length ?? 0;
  return rank <= fromEnd ? '' : (step.axisNames[rank - 1 - fromEnd] ?? '');
};

/** Where a cell is, in words: `query is, key beautiful`; '' in a scalar. */
export function placeWords(view: View, step: PanelStep, at: CellPosition): string {
  const rank = step.tensor?.shape.length ?? 0;
  const row = labelAt(step.rowLabels, at.row);
  const column = labelAt(step.columnLabels, at.column);
  const words: string[] = [];
  if (rank >= 2) words.push(view.text('axisCell', axisName(step, 1) || view.text('axisRow'), row));
  if (rank >= 1) {
    words.push(view.text('axisCell', axisName(step, 0) || view.text('axisColumn'), column));
  }
  return words.join(', ');
}

/** A cell's number for reading; `…` while it is on its way. */
export function cellNumber(slice: Slice, row: number, column: number): string {
  const value = valueAt(slice, row, column);
  return value === undefined ? '…' : formatNumber(value);
}

/** A cell with its number, as it is read out: `query is, key beautiful, 0.3695`. */
export function cellWords(view: View, step: PanelStep, slice: Slice, at: CellPosition): string {
  const place = placeWords(view, step, at);
  const value = cellNumber(slice, at.row, at.column);
  return place === '' ? value : `${place}, ${value}`;
}
