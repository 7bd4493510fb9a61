import type { TensorData } from '../trace.js';
import { simdFor } from './dispatch.js';

/** Functions that cost more than the way into working memory; the order is that of assembly/unary.ts. */
const unaryKernels = ['exp', 'tanh', 'sigmoid', 'silu', 'geluTanh'] as const;

export type UnaryKernel = (typeof unaryKernels)[number];

/** Elements that go through working memory together. */
const STRETCH = 1 << 14;

/**
 * Applies a function to every float of `source`, within 3 units in the last place.
 * False where this is not worth it or not possible; nothing is done then.
 */
export function mapFloats(
  kernel: UnaryKernel,
  source: TensorData,
  target: TensorData,
  spend: (steps: number) => boolean,
): boolean {
  if (!(source instanceof Float32Array) || !(target instanceof Float32Array)) return false;
  const simd = simdFor('unary', source.length);
  const memory = simd?.floats(STRETCH);
  if (simd === undefined || memory === undefined) return false;
  const code = unaryKernels.indexOf(kernel);
  for (let from = 0; from < source.length; from += STRETCH) {
    const count = Math.min(STRETCH, source.length - from);
    memory.set(source.subarray(from, from + count));
    simd.mapUnary(code, 0, count);
    target.set(memory.subarray(0, count), from);
    if (!spend(count)) break;
  }
  return true;
}
