import { fma32 } from './fma32.js';

/**
 * The float32 logarithm and sine/cosine that PyTorch's AVX2 kernels use for `randn`: the Cephes polynomials
 * (S. Moshier) in the arrangement of `sse_mathfun.h` (J. Pommier) and `avx_mathfun.h` (G. Garberoglio), which
 * PyTorch keeps as `ATen/native/cpu/avx_mathfun.h` (zlib licence). Written anew here, one lane at a time, operation
 * by operation.
 *
 * Where the intrinsics say multiply then add, GCC contracts to a fused multiply-add (`-mfma`, contraction is its
 * default), so `fma32` stands exactly where the compiled library has vfmadd/vfmsub/vfnmadd and nowhere else.
 */
const f = Math.fround;
const floatBits = new Float32Array(1);
const intBits = new Int32Array(floatBits.buffer);

const SQRT_HALF = f(Math.SQRT1_2);
const LOG_P = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1,
  -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(f) as [number, number, number, number, number, number, number, number, number];
const LOG_Q1 = f(-2.1219444e-4);
const LOG_Q2 = 0.693359375;

/** Natural logarithm of a normal float32 x > 0 (`log256_ps`). */
export function logAvx2(input: number): number {
  floatBits[0] = input;
  const bits = intBits[0]!;
  intBits[0] = (bits & 0x807fffff) | 0x3f000000;
  const mantissa = floatBits[0];
  const low = mantissa < SQRT_HALF;
  const e = (bits >>> 23) - 126 - (low ? 1 : 0);
  const x = f(f(mantissa - 1) + (low ? mantissa : 0));
  const z = f(x * x);
  let y = LOG_P[0];
  y = fma32(y, x, LOG_P[1]);
  y = fma32(y, x, LOG_P[2]);
  y = fma32(y, x, LOG_P[3]);
  y = fma32(y, x, LOG_P[4]);
  y = fma32(y, x, LOG_P[5]);
  y = fma32(y, x, LOG_P[6]);
  y = fma32(y, x, LOG_P[7]);
  y = fma32(y, x, LOG_P[8]);
  y = f(y * x);
  y = fma32(y, z, f(e * LOG_Q1));
  y = f(y - 0.5 * z);
  return fma32(e, LOG_Q2, f(x + y));
}

const FOUR_OVER_PI = f(1.27323954473516);
const DP1 = -0.78515625;
const DP2 = f(-2.4187564849853516e-4);
const DP3 = f(-3.774894977445941e-8);
const SIN_P0 = f(-1.9515295891e-4);
const SIN_P1 = f(8.3321608736e-3);
const SIN_P2 = f(-1.6666654611e-1);
const COS_P0 = f(2.443315711809948e-5);
const COS_P1 = f(-1.388731625493765e-3);
const COS_P2 = f(4.166664568298827e-2);

/** Writes [sin x, cos x] of a float32 x ≥ 0 into `out` (`sincos256_ps`). */
export function sinCosAvx2(input: number, out: { sin: number; cos: number }): void {
  const octant = (Math.trunc(f(input * FOUR_OVER_PI)) + 1) & ~1;
  let x = fma32(DP1, octant, input);
  x = fma32(DP2, octant, x);
  x = fma32(DP3, octant, x);
  const z = f(x * x);

  let cosine = fma32(COS_P0, z, COS_P1);
  cosine = fma32(cosine, z, COS_P2);
  cosine = f(cosine * z);
  cosine = f(fma32(cosine, z, -0.5 * z) + 1);

  let sine = fma32(SIN_P0, z, SIN_P1);
  sine = fma32(sine, z, SIN_P2);
  sine = f(sine * z);
  sine = fma32(sine, x, x);

  const direct = (octant & 2) === 0;
  const s = direct ? sine : cosine;
  const c = direct ? cosine : sine;
  out.sin = (octant & 4) === 0 ? s : -s;
  out.cos = ((octant - 2) & 4) === 0 ? -c : c;
}
