import { exactLog, exactSinCos } from './correctlyRounded.js';
import { fma32 } from './fma32.js';
import { logAvx2, sinCosAvx2 } from './avxMath.js';

const f = Math.fround;
const TWO_PI = f(2 * Math.PI);
const angle = { sin: 0, cos: 0 };

/** Numbers below this count are drawn one by one in double precision, the others in blocks of this size. */
export const BLOCK = 16;

/**
 * `normal_fill_AVX2` of `ATen/native/cpu/DistributionTemplates.h`: turns `data`, uniform on [0, 1), into normal
 * numbers in place, 16 at a time (8 radii, 8 angles). If the length is no multiple of 16, the last 16 are drawn
 * again, so a tail overwrites part of the block before it.
 *
 * @param data at least 16 uniform float32 numbers
 * @param uniform the next uniform float32 number of the same generator
 */
export function normalFill(
  data: Float32Array,
  mean: number,
  std: number,
  uniform: () => number,
): void {
  const mean32 = f(mean);
  const std32 = f(std);
  const size = data.length;
  for (let start = 0; start + BLOCK <= size; start += BLOCK)
    normalBlock(data, start, mean32, std32);
  if (size % BLOCK === 0) return;
  for (let i = size - BLOCK; i < size; i++) data[i] = uniform();
  normalBlock(data, size - BLOCK, mean32, std32);
}

function normalBlock(data: Float32Array, start: number, mean: number, std: number): void {
  for (let i = start; i < start + BLOCK / 2; i++) {
    const radius = f(Math.sqrt(-2 * logAvx2(f(1 - data[i]!))));
    sinCosAvx2(f(TWO_PI * data[i + BLOCK / 2]!), angle);
    data[i] = fma32(f(radius * angle.cos), std, mean);
    data[i + BLOCK / 2] = fma32(f(radius * angle.sin), std, mean);
  }
}

/** The same in float64 (`normal_fill<double>`), which calls the C library's log, sin and cos. */
export function normalFill64(
  data: Float64Array,
  mean: number,
  std: number,
  uniform: () => number,
): void {
  const size = data.length;
  const block = (start: number): void => {
    for (let i = start; i < start + BLOCK / 2; i++) {
      const { first, second } = boxMuller(data[i + BLOCK / 2]!, data[i]!);
      data[i] = first * std + mean;
      data[i + BLOCK / 2] = second * std + mean;
    }
  };
  for (let start = 0; start + BLOCK <= size; start += BLOCK) block(start);
  if (size % BLOCK === 0) return;
  for (let i = size - BLOCK; i < size; i++) data[i] = uniform();
  block(size - BLOCK);
}

/** A pair of independent standard normal numbers in double precision. */
export interface NormalPair {
  readonly first: number;
  readonly second: number;
}

/**
 * Box–Muller in double precision as `normal_distribution<double>` of `ATen/core/DistributionsHelper.h` writes it.
 * The caller keeps `second` for the next number, also across calls, as `CPUGeneratorImpl` does.
 */
export function boxMuller(angle01: number, radius01: number): NormalPair {
  const radius = Math.sqrt(-2 * exactLog(1 - radius01));
  const { sin, cos } = exactSinCos(2 * Math.PI * angle01);
  return { first: radius * cos, second: radius * sin };
}
