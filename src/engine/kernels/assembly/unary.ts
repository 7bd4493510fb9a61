import {
  exponential,
  exponentialOfDoubles,
  hyperbolicTangent,
  logistic,
} from './exponential';

/** 2 √(2 / π), and the cubic's factor, of the tanh approximation of GELU. */
const GELU_SCALE: f64 = 1.5957691216057308;
const GELU_CUBIC: f64 = 0.044715;
/** 2⁵⁵: e^−2u from which tanh u is −1 as a double. */
const VANISHED: f32 = 36028797018963968;

/** Which function `mapUnary` applies; the order is that of `unaryKernels` in ../unary.ts. */
enum Unary {
  exp,
  tanh,
  sigmoid,
  silu,
  geluTanh,
}

/** Applies a function to `length` floats, in place, by whole vectors. */
export function mapUnary(code: i32, x: usize, length: usize): void {
  const end = x + (length << 2);
  switch (code) {
    case Unary.exp:
      for (; x < end; x += 16) v128.store(x, exponential(v128.load(x)));
      break;
    case Unary.tanh:
      for (; x < end; x += 16) v128.store(x, hyperbolicTangent(v128.load(x)));
      break;
    case Unary.sigmoid:
      for (; x < end; x += 16) v128.store(x, logistic(v128.load(x)));
      break;
    case Unary.silu:
      for (; x < end; x += 16) {
        const y = v128.load(x);
        v128.store(x, f32x4.mul(y, logistic(y)));
      }
      break;
    case Unary.geluTanh:
      for (; x < end; x += 16) v128.store(x, geluTanh(v128.load(x)));
      break;
  }
}

/**
 * x · σ(2 u), which is ½ x (1 + tanh u) without its cancellation. u is in double precision: an error
 * of one unit in its last place would be |2 u| units in that of e^−2u.
 */
// @ts-ignore: AssemblyScript decorator
@inline
function geluTanh(x: v128): v128 {
  const low = minusTwoU(f64x2.promote_low_f32x4(x));
  const high = minusTwoU(f64x2.promote_low_f32x4(v128.shuffle<f64>(x, x, 1, 1)));
  const e = exponentialOfDoubles(low, high);
  const result = f32x4.div(x, f32x4.add(f32x4.splat(1), e));
  // There 1 + tanh u is 0 in double precision, and x · 0 is what PyTorch gives.
  const nothing = f32x4.mul(x, f32x4.splat(0));
  return v128.bitselect(nothing, result, f32x4.gt(e, f32x4.splat(VANISHED)));
}

// @ts-ignore: AssemblyScript decorator
@inline
function minusTwoU(x: v128): v128 {
  const square = f64x2.mul(x, x);
  const factor = f64x2.add(
    f64x2.splat(1),
    f64x2.mul(square, f64x2.splat(GELU_CUBIC)),
  );
  return f64x2.mul(f64x2.mul(x, f64x2.splat(-GELU_SCALE)), factor);
}
