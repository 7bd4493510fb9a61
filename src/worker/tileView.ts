import { cellsOf, overviewOf } from '../engine/overview.js';
import type { Tensor } from '../engine/trace.js';
import { maxTileCells, type Tile, type TileQuery } from '../protocol/panel.js';

const isPart = ([from, to]: readonly [number, number], size: number): boolean =>
  Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= size;

/** Where the matrix at leading indices begins; undefined where there is none. */
function matrixAt(shape: readonly number[], lead: readonly number[]): number | undefined {
  const axes = shape.slice(0, Math.max(0, shape.length - 2));
  const inside =
    lead.length === axes.length &&
    axes.every((size, axis) => {
      const at = lead[axis] ?? -1;
      return Number.isInteger(at) && at >= 0 && at < size;
    });
  if (!inside) return undefined;
  const matrix = axes.reduce((index, size, axis) => index * size + (lead[axis] ?? 0), 0);
  const [rows, columns] = [shape.length < 2 ? 1 : (shape.at(-2) ?? 1), shape.at(-1) ?? 1];
  return matrix * rows * columns;
}

/** The part of a tensor that the panel asks for; null where it has no such part or it is too much. */
export function tileOf(
  { shape, data }: Tensor,
  { lead, rows, columns, block }: TileQuery,
): Tile | null {
  const offset = matrixAt(shape, lead);
  const height = shape.length < 2 ? 1 : (shape.at(-2) ?? 1);
  const width = shape.at(-1) ?? 1;
  const isBlock = block.every((size) => Number.isInteger(size) && size >= 1);
  if (offset === undefined || !isBlock) return null;
  if (!isPart(rows, height) || !isPart(columns, width)) return null;
  const tileRows = Math.ceil((rows[1] - rows[0]) / block[0]);
  const tileColumns = Math.ceil((columns[1] - columns[0]) / block[1]);
  if (tileRows * tileColumns > maxTileCells) return null;
  const window = { offset, width, rows, columns };
  return block[0] === 1 && block[1] === 1
    ? { kind: 'cells', rows: tileRows, columns: tileColumns, data: cellsOf(data, window) }
    : { kind: 'overview', ...overviewOf(data, window, block) };
}
