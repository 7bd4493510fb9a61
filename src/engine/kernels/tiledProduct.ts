interface TiledProduct {
  readonly a: Float32Array;
  readonly aStart: number;
  /** [columns, inner] */
  readonly b: Float32Array;
  readonly bStart: number;
  readonly out: Float32Array;
  readonly outStart: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly spend: (steps: number) => boolean;
}

/** Columns of one pass: their rows of b stay in the second-level cache while all of a goes by. */
const PANEL = 256;

/** Multiply-adds of one result between two looks at the clock. */
const STRETCH = 1 << 16;

/**
 * a[rows, inner] · bᵀ for float32, both read along their rows. Works on tiles of 4 × 4 results whose
 * sixteen sums stay in registers, so that eight loads serve sixteen multiply-adds.
 */
export function tiledProduct(job: TiledProduct): void {
  const { rows, columns, inner } = job;
  const evenRows = rows & ~3;
  for (let left = 0; left < columns; left += PANEL) {
    const right = Math.min(columns, left + PANEL);
    const evenRight = left + ((right - left) & ~3);
    for (let i = 0; i < evenRows; i += 4) {
      for (let j = left; j < evenRight; j += 4) tile(job, i, j);
      if (!job.spend(4 * inner * (evenRight - left))) return;
      if (!edge(job, i, i + 4, evenRight, right)) return;
    }
    if (!edge(job, evenRows, rows, left, right)) return;
  }
}

function tile(job: TiledProduct, i: number, j: number): void {
  const { a, b, out, inner, columns } = job;
  const a0 = job.aStart + i * inner;
  const a1 = a0 + inner;
  const a2 = a1 + inner;
  const a3 = a2 + inner;
  const b0 = job.bStart + j * inner;
  const b1 = b0 + inner;
  const b2 = b1 + inner;
  const b3 = b2 + inner;
  let c00 = 0, c01 = 0, c02 = 0, c03 = 0; // prettier-ignore
  let c10 = 0, c11 = 0, c12 = 0, c13 = 0; // prettier-ignore
  let c20 = 0, c21 = 0, c22 = 0, c23 = 0; // prettier-ignore
  let c30 = 0, c31 = 0, c32 = 0, c33 = 0; // prettier-ignore
  for (let p = 0; p < inner; p++) {
    const x0 = a[a0 + p] as number;
    const x1 = a[a1 + p] as number;
    const x2 = a[a2 + p] as number;
    const x3 = a[a3 + p] as number;
    const y0 = b[b0 + p] as number;
    const y1 = b[b1 + p] as number;
    const y2 = b[b2 + p] as number;
    const y3 = b[b3 + p] as number;
    c00 += x0 * y0;
    c01 += x0 * y1;
    c02 += x0 * y2;
    c03 += x0 * y3;
    c10 += x1 * y0;
    c11 += x1 * y1;
    c12 += x1 * y2;
    c13 += x1 * y3;
    c20 += x2 * y0;
    c21 += x2 * y1;
    c22 += x2 * y2;
    c23 += x2 * y3;
    c30 += x3 * y0;
    c31 += x3 * y1;
    c32 += x3 * y2;
    c33 += x3 * y3;
  }
  let o = job.outStart + i * columns + j;
  out[o] = c00;
  out[o + 1] = c01;
  out[o + 2] = c02;
  out[o + 3] = c03;
  o += columns;
  out[o] = c10;
  out[o + 1] = c11;
  out[o + 2] = c12;
  out[o + 3] = c13;
  o += columns;
  out[o] = c20;
  out[o + 1] = c21;
  out[o + 2] = c22;
  out[o + 3] = c23;
  o += columns;
  out[o] = c30;
  out[o + 1] = c31;
  out[o + 2] = c32;
  out[o + 3] = c33;
}

/** The results that do not fill a tile, one by one; false where it was told to stop. */
function edge(
  job: TiledProduct,
  top: number,
  bottom: number,
  left: number,
  right: number,
): boolean {
  const { a, b, out, inner, columns } = job;
  for (let i = top; i < bottom; i++) {
    for (let j = left; j < right; j++) {
      const x = job.aStart + i * inner;
      const y = job.bStart + j * inner;
      let total = 0;
      for (let from = 0; from < inner; from += STRETCH) {
        const to = Math.min(inner, from + STRETCH);
        for (let p = from; p < to; p++) total += (a[x + p] as number) * (b[y + p] as number);
        if (!job.spend(to - from)) return false;
      }
      out[job.outStart + i * columns + j] = total;
    }
  }
  return true;
}
