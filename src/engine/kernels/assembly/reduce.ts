/** Reductions of `length` floats from `x` on. Sums are accumulated in double precision. */

export function sum(x: usize, length: usize): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let at = x;
  for (const end = x + ((length & ~3) << 2); at < end; at += 16) {
    const y = v128.load(at);
    low = f64x2.add(low, f64x2.promote_low_f32x4(y));
    high = f64x2.add(high, f64x2.promote_low_f32x4(upper(y)));
  }
  let total = lanes(f64x2.add(low, high));
  for (const end = x + (length << 2); at < end; at += 4) total += load<f32>(at);
  return total;
}

/** Σ (x − centre)². */
export function squaresAbout(x: usize, length: usize, centre: f64): f64 {
  const middle = f64x2.splat(centre);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let at = x;
  for (const end = x + ((length & ~3) << 2); at < end; at += 16) {
    const y = v128.load(at);
    const first = f64x2.sub(f64x2.promote_low_f32x4(y), middle);
    const second = f64x2.sub(f64x2.promote_low_f32x4(upper(y)), middle);
    low = f64x2.add(low, f64x2.mul(first, first));
    high = f64x2.add(high, f64x2.mul(second, second));
  }
  let total = lanes(f64x2.add(low, high));
  for (const end = x + (length << 2); at < end; at += 4) {
    const d = <f64>load<f32>(at) - centre;
    total += d * d;
  }
  return total;
}

/** NaN where there is one; −∞ of nothing. */
export function largest(x: usize, length: usize): f32 {
  let best = f32x4.splat(-Infinity);
  let at = x;
  for (const end = x + ((length & ~3) << 2); at < end; at += 16) best = f32x4.max(best, v128.load(at));
  let result: f32 = max(
    max(f32x4.extract_lane(best, 0), f32x4.extract_lane(best, 1)),
    max(f32x4.extract_lane(best, 2), f32x4.extract_lane(best, 3)),
  );
  for (const end = x + (length << 2); at < end; at += 4) result = max(result, load<f32>(at));
  return result;
}

/** NaN where there is one; ∞ of nothing. */
export function smallest(x: usize, length: usize): f32 {
  let best = f32x4.splat(Infinity);
  let at = x;
  for (const end = x + ((length & ~3) << 2); at < end; at += 16) best = f32x4.min(best, v128.load(at));
  let result: f32 = min(
    min(f32x4.extract_lane(best, 0), f32x4.extract_lane(best, 1)),
    min(f32x4.extract_lane(best, 2), f32x4.extract_lane(best, 3)),
  );
  for (const end = x + (length << 2); at < end; at += 4) result = min(result, load<f32>(at));
  return result;
}

/**
 * Smallest, largest and sum of the floats, as three doubles at `out`. False where one of them is not
 * finite: then a caller counts one by one.
 */
export function statistics(x: usize, length: usize, out: usize): bool {
  let least = f32x4.splat(Infinity);
  let most = f32x4.splat(-Infinity);
  let odd = f32x4.splat(0);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let at = x;
  for (const end = x + ((length & ~3) << 2); at < end; at += 16) {
    const y = v128.load(at);
    least = f32x4.pmin(least, y);
    most = f32x4.pmax(most, y);
    // 0 for a number, NaN for NaN and ±∞: nothing else survives a sum.
    odd = f32x4.add(odd, f32x4.sub(y, y));
    low = f64x2.add(low, f64x2.promote_low_f32x4(y));
    high = f64x2.add(high, f64x2.promote_low_f32x4(upper(y)));
  }
  let total = lanes(f64x2.add(low, high));
  let lower: f32 = min(
    min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
    min(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3)),
  );
  let upperEnd: f32 = max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  let strange: f32 =
    f32x4.extract_lane(odd, 0) +
    f32x4.extract_lane(odd, 1) +
    f32x4.extract_lane(odd, 2) +
    f32x4.extract_lane(odd, 3);
  for (const end = x + (length << 2); at < end; at += 4) {
    const y = load<f32>(at);
    lower = min(lower, y);
    upperEnd = max(upperEnd, y);
    strange += y - y;
    total += y;
  }
  store<f64>(out, lower);
  store<f64>(out, upperEnd, 8);
  store<f64>(out, total, 16);
  return strange == 0;
}

// @ts-ignore: AssemblyScript decorator
@inline
function upper(x: v128): v128 {
  return v128.shuffle<f64>(x, x, 1, 1);
}

// @ts-ignore: AssemblyScript decorator
@inline
function lanes(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}
