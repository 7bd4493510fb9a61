import type { Simd } from './wasm.js';

/** Rows and columns of the tile that product.ts keeps in registers. */
export const TILE_ROWS = 6;
export const TILE_COLUMNS = 8;

export const paddedTo = (size: number, step: number): number => Math.ceil(size / step) * step;

/** Floats that the panels of a matrix [inner, columns] take. */
export const panelFloats = (inner: number, columns: number): number =>
  inner * paddedTo(columns, TILE_COLUMNS);

/** Floats of room to pack rows of `width` floats through; a stretch of them stays in the cache. */
export const stagingFloats = (width: number): number =>
  Math.max(1 << 14, paddedTo(TILE_COLUMNS * width, 4));

/** A matrix b[inner, columns], or its transpose [columns, inner], inside an array. */
export interface Matrix {
  readonly data: Float32Array;
  readonly start: number;
  /** Floats from one row in the array to the next. */
  readonly stride: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposed: boolean;
}

/**
 * Packs a matrix into panels at `panels` of working memory (see assembly/pack.ts). Rows cross into
 * working memory by stretches that fit the staging room, so that each is packed while in the cache.
 */
export function packPanels(
  simd: Simd,
  memory: Float32Array,
  staging: { readonly at: number; readonly floats: number },
  { data, start, stride, inner, columns, transposed }: Matrix,
  panels: number,
): void {
  const [rows, width] = transposed ? [columns, inner] : [inner, columns];
  const fitting = Math.floor(staging.floats / width / TILE_COLUMNS) * TILE_COLUMNS;
  const step = Math.max(TILE_COLUMNS, fitting);
  for (let row = 0; row < rows; row += step) {
    const count = Math.min(step, rows - row);
    copyRows(data, start + row * stride, stride, memory, staging.at, width, count, width);
    if (transposed) simd.packRows(staging.at * 4, width * 4, panels * 4, row, count, inner);
    else simd.packColumns(staging.at * 4, width * 4, panels * 4, row, count, inner, columns);
  }
}

/** Copies rows of `width` floats, at one go where both sides have them without gaps. */
export function copyRows(
  source: Float32Array,
  from: number,
  fromStride: number,
  target: Float32Array,
  to: number,
  toStride: number,
  rows: number,
  width: number,
): void {
  if (fromStride === width && toStride === width) {
    target.set(source.subarray(from, from + rows * width), to);
    return;
  }
  for (let i = 0; i < rows; i++, from += fromStride, to += toStride)
    target.set(source.subarray(from, from + width), to);
}
