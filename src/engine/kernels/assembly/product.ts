import { mulAdd } from './arithmetic';

/** Rows of a tile: twelve accumulators, two vectors of b and one of a fill the registers. */
const TILE_ROWS: usize = 6;
/** Columns of a tile, and of a packed panel. */
const TILE_COLUMNS: usize = 8;
/** Steps along the inner axis between two additions to c: a panel's stretch stays in L1, sums stay short. */
const INNER_BLOCK: usize = 256;

/**
 * c[rows, columns] = scale · (a[rows, inner] · b + start), where `start` is c as it stands when
 * `accumulate` is set and 0 otherwise. b is packed in panels of eight columns (see pack.ts). Rows of a
 * and c are `aStride` and `cStride` bytes apart; there is room for rows up to a multiple of six.
 */
export function product(
  a: usize,
  aStride: usize,
  b: usize,
  c: usize,
  cStride: usize,
  rows: usize,
  inner: usize,
  columns: usize,
  scale: f32,
  accumulate: bool,
): void {
  for (let from: usize = 0; from < inner; from += INNER_BLOCK) {
    const steps = min(INNER_BLOCK, inner - from);
    const factor = from + steps == inner ? scale : <f32>1;
    const add = accumulate || from > 0;
    for (let j: usize = 0; j < columns; j += TILE_COLUMNS) {
      const panel = b + ((j * inner + from * TILE_COLUMNS) << 2);
      for (let i: usize = 0; i < rows; i += TILE_ROWS) {
        tile(a + i * aStride + (from << 2), aStride, panel, c + i * cStride + (j << 2), cStride, steps, factor, add);
      }
    }
  }
}

/**
 * Six rows of a by one panel of b. One step of the inner axis at a time: unrolled, the compiler moves
 * loads of the next step ahead, and sums no longer fit the registers.
 */
function tile(
  a: usize,
  aStride: usize,
  b: usize,
  c: usize,
  cStride: usize,
  steps: usize,
  scale: f32,
  accumulate: bool,
): void {
  let a0 = a;
  let a1 = a0 + aStride;
  let a2 = a1 + aStride;
  let a3 = a2 + aStride;
  let a4 = a3 + aStride;
  let a5 = a4 + aStride;
  let l0 = f32x4.splat(0);
  let l1 = f32x4.splat(0);
  let l2 = f32x4.splat(0);
  let l3 = f32x4.splat(0);
  let l4 = f32x4.splat(0);
  let l5 = f32x4.splat(0);
  let r0 = f32x4.splat(0);
  let r1 = f32x4.splat(0);
  let r2 = f32x4.splat(0);
  let r3 = f32x4.splat(0);
  let r4 = f32x4.splat(0);
  let r5 = f32x4.splat(0);
  const end = a0 + (steps << 2);
  while (a0 < end) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let x = v128.load32_splat(a0);
    l0 = mulAdd(x, left, l0);
    r0 = mulAdd(x, right, r0);
    x = v128.load32_splat(a1);
    l1 = mulAdd(x, left, l1);
    r1 = mulAdd(x, right, r1);
    x = v128.load32_splat(a2);
    l2 = mulAdd(x, left, l2);
    r2 = mulAdd(x, right, r2);
    x = v128.load32_splat(a3);
    l3 = mulAdd(x, left, l3);
    r3 = mulAdd(x, right, r3);
    x = v128.load32_splat(a4);
    l4 = mulAdd(x, left, l4);
    r4 = mulAdd(x, right, r4);
    x = v128.load32_splat(a5);
    l5 = mulAdd(x, left, l5);
    r5 = mulAdd(x, right, r5);
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
    a4 += 4;
    a5 += 4;
    b += 32;
  }
  const factor = f32x4.splat(scale);
  store(c, l0, r0, factor, accumulate);
  c += cStride;
  store(c, l1, r1, factor, accumulate);
  c += cStride;
  store(c, l2, r2, factor, accumulate);
  c += cStride;
  store(c, l3, r3, factor, accumulate);
  c += cStride;
  store(c, l4, r4, factor, accumulate);
  c += cStride;
  store(c, l5, r5, factor, accumulate);
}

// @ts-ignore: AssemblyScript decorator
@inline
function store(c: usize, left: v128, right: v128, factor: v128, accumulate: bool): void {
  if (accumulate) {
    left = f32x4.add(left, v128.load(c));
    right = f32x4.add(right, v128.load(c, 16));
  }
  v128.store(c, f32x4.mul(left, factor));
  v128.store(c, f32x4.mul(right, factor), 16);
}
