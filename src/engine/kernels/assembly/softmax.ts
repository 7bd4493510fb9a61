import { sumLanes } from './arithmetic';
import { decay, hyperbolicTangent } from './exponential';

/** Vectors whose sum is taken in single precision before it is added to the double one. */
const SHORT_SUM: usize = 64;

/**
 * Softmax of each of `rows` rows of `length` floats, `stride` bytes apart, in place: e^(x − max) / Σ.
 * A row of −∞ alone becomes `ofNothing`, one with a NaN all NaN. There is room for rows up to a
 * multiple of four floats; what stands past the end of a row is not kept.
 */
export function softmaxRows(
  x: usize,
  rows: usize,
  stride: usize,
  length: usize,
  ofNothing: f32,
): void {
  for (let i: usize = 0; i < rows; i++, x += stride) {
    const peak = peakOf(x, length);
    if (peak == -Infinity) {
      const fill = hasNumbersOnly(x, length) ? ofNothing : NaN;
      for (let j: usize = 0; j < length; j++) store<f32>(x + (j << 2), <f32>fill);
      continue;
    }
    const total = exponentiate(x, length, peak);
    const scale = f32x4.splat(<f32>(1.0 / total));
    for (let at = x, end = x + (length << 2); at < end; at += 16) {
      v128.store(at, f32x4.mul(v128.load(at), scale));
    }
  }
}

/** The largest float of a row; NaN is passed over, and −∞ is the largest of nothing. */
export function peakOf(x: usize, length: usize): f32 {
  let peaks = f32x4.splat(-Infinity);
  let at = x;
  for (const end = x + ((length & ~3) << 2); at < end; at += 16) {
    peaks = f32x4.pmax(peaks, v128.load(at));
  }
  let peak: f32 = max(
    max(f32x4.extract_lane(peaks, 0), f32x4.extract_lane(peaks, 1)),
    max(f32x4.extract_lane(peaks, 2), f32x4.extract_lane(peaks, 3)),
  );
  for (const end = x + (length << 2); at < end; at += 4) {
    const y = load<f32>(at);
    if (y > peak) peak = y;
  }
  return peak;
}

function hasNumbersOnly(x: usize, length: usize): bool {
  for (let j: usize = 0; j < length; j++) {
    const y = load<f32>(x + (j << 2));
    if (y != y) return false;
  }
  return true;
}

/** Writes e^(x − peak) over a row and returns its sum. */
export function exponentiate(x: usize, length: usize, peak: f32): f64 {
  const shift = f32x4.splat(peak);
  const wholeEnd = x + ((length & ~3) << 2);
  let total: f64 = 0;
  let at = x;
  while (at < wholeEnd) {
    let part = f32x4.splat(0);
    const end = min(wholeEnd, at + (SHORT_SUM << 4));
    for (; at < end; at += 16) {
      const e = decay(f32x4.sub(v128.load(at), shift));
      v128.store(at, e);
      part = f32x4.add(part, e);
    }
    total += sumLanes(part);
  }
  const rest = length & 3;
  if (rest > 0) {
    v128.store(at, decay(f32x4.sub(v128.load(at), shift)));
    for (let j: usize = 0; j < rest; j++) total += load<f32>(at + (j << 2));
  }
  return total;
}

/** c · tanh(x / c) of `length` floats, in place. */
export function softcap(x: usize, length: usize, cap: f32): void {
  const c = f32x4.splat(cap);
  for (let at = x, end = x + (length << 2); at < end; at += 16) {
    v128.store(at, f32x4.mul(c, hyperbolicTangent(f32x4.div(v128.load(at), c))));
  }
}
