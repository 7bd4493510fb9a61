import { levelOf, type ColorRange } from './palette.js';
import type { Look } from './theme.js';

export interface Coloring {
  readonly map: Uint8ClampedArray;
  readonly range: ColorRange;
}

/** A bitmap of one pixel per cell, row by row. */
export function paint(
  { rows, columns }: { readonly rows: number; readonly columns: number },
  valueOf: (index: number) => number,
  { map, range }: Coloring,
  look: Look,
): HTMLCanvasElement {
  const bitmap = document.createElement('canvas');
  bitmap.width = columns;
  bitmap.height = rows;
  const context = bitmap.getContext('2d');
  if (context === null) return bitmap;
  const image = context.createImageData(columns, rows);
  const [r, g, b] = look.nonFinite;
  for (let i = 0; i < rows * columns; i++) {
    const x = valueOf(i);
    const finite = Number.isFinite(x);
    const level = finite ? levelOf(x, range) * 3 : 0;
    image.data[i * 4] = finite ? (map[level] ?? 0) : r;
    image.data[i * 4 + 1] = finite ? (map[level + 1] ?? 0) : g;
    image.data[i * 4 + 2] = finite ? (map[level + 2] ?? 0) : b;
    image.data[i * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return bitmap;
}
