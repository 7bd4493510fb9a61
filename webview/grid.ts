import type { CellPosition } from './slice.js';

export interface GridKey {
  readonly key: string;
  readonly ctrl: boolean;
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows that Page Up and Page Down pass over. */
  readonly page: number;
}

export type GridMove =
  { readonly kind: 'select'; readonly at: CellPosition } | { readonly kind: 'clear' } | null;

const clamp = (x: number, size: number): number => Math.max(0, Math.min(size - 1, x));

function moved(at: CellPosition, key: GridKey, size: GridSize): CellPosition | null {
  const { row, column } = at;
  switch (key.key) {
    case 'ArrowLeft':
      return { row, column: key.ctrl ? 0 : column - 1 };
    case 'ArrowRight':
      return { row, column: key.ctrl ? size.columns - 1 : column + 1 };
    case 'ArrowUp':
      return { row: key.ctrl ? 0 : row - 1, column };
    case 'ArrowDown':
      return { row: key.ctrl ? size.rows - 1 : row + 1, column };
    case 'Home':
      return { row: key.ctrl ? 0 : row, column: 0 };
    case 'End':
      return { row: key.ctrl ? size.rows - 1 : row, column: size.columns - 1 };
    case 'PageUp':
      return { row: row - size.page, column };
    case 'PageDown':
      return { row: row + size.page, column };
    default:
      return null;
  }
}

/** What a key does in the grid: the first one selects the first cell, later ones move from it. */
export function gridMove(at: CellPosition | null, key: GridKey, size: GridSize): GridMove {
  if (size.rows === 0 || size.columns === 0) return null;
  if (key.key === 'Escape') return at === null ? null : { kind: 'clear' };
  const starts = key.key === 'Enter' || key.key === ' ';
  if (at === null) {
    const first = { row: 0, column: 0 };
    const to = starts ? first : moved(first, key, size);
    return to === null ? null : { kind: 'select', at: first };
  }
  const to = moved(at, key, size);
  if (to === null) return null;
  return {
    kind: 'select',
    at: { row: clamp(to.row, size.rows), column: clamp(to.column, size.columns) },
  };
}
