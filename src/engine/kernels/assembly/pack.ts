/**
 * Packing: b as panels of eight columns, [⌈columns / 8⌉, inner, 8], so that a tile reads it in one
 * straight run. Columns past the last are zeros.
 */

/** From b[inner, columns] with rows `stride` bytes apart: steps `from` … `from + count` of each panel. */
export function packColumns(
  source: usize,
  stride: usize,
  panels: usize,
  from: usize,
  count: usize,
  inner: usize,
  columns: usize,
): void {
  for (let p: usize = 0; p < count; p++) {
    const row = source + p * stride;
    let out = panels + ((from + p) << 5);
    let j: usize = 0;
    for (; j + 8 <= columns; j += 8) {
      v128.store(out, v128.load(row + (j << 2)));
      v128.store(out, v128.load(row + (j << 2), 16), 16);
      out += inner << 5;
    }
    if (j < columns) {
      for (let rest: usize = 0; rest < 8; rest++) {
        const x = j + rest < columns ? load<f32>(row + ((j + rest) << 2)) : <f32>0;
        store<f32>(out + (rest << 2), x);
      }
    }
  }
}

/**
 * From the transposed b[columns, inner] with rows `stride` bytes apart: `count` columns, of which
 * the first is column `from` (a multiple of eight) of the panels.
 */
export function packRows(
  source: usize,
  stride: usize,
  panels: usize,
  from: usize,
  count: usize,
  inner: usize,
): void {
  for (let j: usize = 0; j < count; j += 8) {
    const panel = panels + (((from + j) * inner) << 2);
    const row = source + j * stride;
    if (j + 8 > count) {
      packFew(row, stride, panel, count - j, inner);
      continue;
    }
    let p: usize = 0;
    for (; p + 4 <= inner; p += 4) {
      const at = row + (p << 2);
      const out = panel + (p << 5);
      transpose(at, stride, out);
      transpose(at + 4 * stride, stride, out + 16);
    }
    for (; p < inner; p++) {
      for (let c: usize = 0; c < 8; c++) {
        store<f32>(panel + (p << 5) + (c << 2), load<f32>(row + c * stride + (p << 2)));
      }
    }
  }
}

function packFew(row: usize, stride: usize, panel: usize, count: usize, inner: usize): void {
  for (let p: usize = 0; p < inner; p++) {
    for (let c: usize = 0; c < 8; c++) {
      const x = c < count ? load<f32>(row + c * stride + (p << 2)) : <f32>0;
      store<f32>(panel + (p << 5) + (c << 2), x);
    }
  }
}

/** Four rows of four numbers to four columns; results are 32 bytes apart. */
// @ts-ignore: AssemblyScript decorator
@inline
function transpose(at: usize, stride: usize, out: usize): void {
  const x0 = v128.load(at);
  const x1 = v128.load(at + stride);
  const x2 = v128.load(at + 2 * stride);
  const x3 = v128.load(at + 3 * stride);
  const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<f64>(low01, low23, 0, 2));
  v128.store(out, v128.shuffle<f64>(low01, low23, 1, 3), 32);
  v128.store(out, v128.shuffle<f64>(high01, high23, 0, 2), 64);
  v128.store(out, v128.shuffle<f64>(high01, high23, 1, 3), 96);
}
