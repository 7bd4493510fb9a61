import { mulAdd } from './arithmetic';

/** 1.5 · 2²³: added to a float, leaves its nearest integer in the lowest bits. */
const ROUNDER: f32 = 12582912;
const LOG2_E: f32 = 1.44269504088896341;
/** ln 2 in two parts, the first of which has few enough bits that n · LN2_HIGH is exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

/** Below this e^x is no normal float any more. */
const LEAST_NORMAL: f32 = -87.33654;

/** e^r for |r| ≤ ½ ln 2: 1 + r + r² · p(r), p fitted for the least relative error (4 · 10⁻⁹). */
// @ts-ignore: AssemblyScript decorator
@inline
function reduced(r: v128): v128 {
  let p = mulAdd(
    f32x4.splat(1.381457201205194e-3),
    r,
    f32x4.splat(8.368730545043945e-3),
  );
  p = mulAdd(p, r, f32x4.splat(4.166838899254799e-2));
  p = mulAdd(p, r, f32x4.splat(1.666652113199234e-1));
  p = mulAdd(p, r, f32x4.splat(4.999999403953552e-1));
  return f32x4.add(mulAdd(p, f32x4.mul(r, r), r), f32x4.splat(1));
}

/** n of x = n · ln 2 + r, as ROUNDER + n. */
// @ts-ignore: AssemblyScript decorator
@inline
function rounded(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, f32x4.splat(LOG2_E)), f32x4.splat(ROUNDER));
}

// @ts-ignore: AssemblyScript decorator
@inline
function remainder(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, f32x4.splat(ROUNDER));
  return mulAdd(n, f32x4.splat(-LN2_LOW), mulAdd(n, f32x4.splat(-LN2_HIGH), x));
}

/**
 * e^x of four floats: 2ⁿ · e^r, within 2 units in the last place, down to the denormals and up to
 * infinity. NaN stays NaN.
 */
// @ts-ignore: AssemblyScript decorator
@inline
export function exponential(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-105));
  const shifted = rounded(x);
  // 2ⁿ as a product of two powers, either of which has a normal exponent.
  const power = i32x4.sub(shifted, i32x4.splat(0x4b400000));
  const half = i32x4.shr_s(power, 1);
  const first = i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23);
  const second = i32x4.shl(i32x4.add(i32x4.sub(power, half), i32x4.splat(127)), 23);
  return f32x4.mul(f32x4.mul(reduced(remainder(x, shifted)), first), second);
}

/**
 * e^x for x ≤ 0 as softmax needs it: results that are no normal floats (< 1.2 · 10⁻³⁸) are 0. The
 * power of two is added to the exponent: ROUNDER's own bits leave the word as n is shifted to its place.
 */
// @ts-ignore: AssemblyScript decorator
@inline
export function decay(x: v128): v128 {
  const shifted = rounded(x);
  const e = i32x4.add(reduced(remainder(x, shifted)), i32x4.shl(shifted, 23));
  return v128.andnot(e, f32x4.lt(x, f32x4.splat(LEAST_NORMAL)));
}

/** tanh of four floats: Cephes' tanhf, a polynomial near 0 and exponentials beyond. */
// @ts-ignore: AssemblyScript decorator
@inline
export function hyperbolicTangent(x: v128): v128 {
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = mulAdd(p, z, f32x4.splat(2.06390887954e-2));
  p = mulAdd(p, z, f32x4.splat(-5.37397155531e-2));
  p = mulAdd(p, z, f32x4.splat(1.33314422036e-1));
  p = mulAdd(p, z, f32x4.splat(-3.33332819422e-1));
  const near = mulAdd(f32x4.mul(p, z), x, x);
  const grown = exponential(f32x4.add(size, size));
  const far = f32x4.sub(
    f32x4.splat(1),
    f32x4.div(f32x4.splat(2), f32x4.add(grown, f32x4.splat(1))),
  );
  // The sign is x's own, so that −0 stays −0.
  const result = v128.bitselect(near, far, f32x4.lt(size, f32x4.splat(0.625)));
  return v128.bitselect(x, result, i32x4.splat(0x80000000));
}

/** 1 / (1 + e^−x). */
// @ts-ignore: AssemblyScript decorator
@inline
export function logistic(x: v128): v128 {
  return f32x4.div(
    f32x4.splat(1),
    f32x4.add(f32x4.splat(1), exponential(f32x4.neg(x))),
  );
}

/** 1.5 · 2⁵²: what ROUNDER is to floats. */
const ROUNDER_DOUBLE: f64 = 6755399441055744;
const LOG2_E_DOUBLE: f64 = 1.4426950408889634;
const LN2_DOUBLE: f64 = 0.6931471805599453;

/** e^x, as floats, of four doubles: the reduction is exact, so that large x cost no digits. */
// @ts-ignore: AssemblyScript decorator
@inline
export function exponentialOfDoubles(low: v128, high: v128): v128 {
  low = f64x2.pmax(f64x2.pmin(low, f64x2.splat(89)), f64x2.splat(-105));
  high = f64x2.pmax(f64x2.pmin(high, f64x2.splat(89)), f64x2.splat(-105));
  const lowN = nearest(low);
  const highN = nearest(high);
  const n = narrowed(lowN, highN);
  const r = narrowed(
    f64x2.sub(low, f64x2.mul(lowN, f64x2.splat(LN2_DOUBLE))),
    f64x2.sub(high, f64x2.mul(highN, f64x2.splat(LN2_DOUBLE))),
  );
  const power = i32x4.sub(f32x4.add(n, f32x4.splat(ROUNDER)), i32x4.splat(0x4b400000));
  const half = i32x4.shr_s(power, 1);
  const first = i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23);
  const second = i32x4.shl(i32x4.add(i32x4.sub(power, half), i32x4.splat(127)), 23);
  return f32x4.mul(f32x4.mul(reduced(r), first), second);
}

// @ts-ignore: AssemblyScript decorator
@inline
function nearest(x: v128): v128 {
  const shifted = f64x2.add(
    f64x2.mul(x, f64x2.splat(LOG2_E_DOUBLE)),
    f64x2.splat(ROUNDER_DOUBLE),
  );
  return f64x2.sub(shifted, f64x2.splat(ROUNDER_DOUBLE));
}

/** Four doubles as floats. */
// @ts-ignore: AssemblyScript decorator
@inline
function narrowed(low: v128, high: v128): v128 {
  const a = f32x4.demote_f64x2_zero(low);
  const b = f32x4.demote_f64x2_zero(high);
  return v128.shuffle<f64>(a, b, 0, 2);
}
