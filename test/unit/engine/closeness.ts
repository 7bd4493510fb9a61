import type { Tensor } from '../../../src/engine/trace.js';

/** Absolute plus relative tolerance of a comparison. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

const same = (got: number, expected: number, { absolute, relative }: Tolerance): boolean =>
  Object.is(got, expected) ||
  got === expected ||
  Math.abs(got - expected) <= absolute + relative * Math.abs(expected);

/** What differs between two tensors, for a person to read; '' where nothing does. */
export function difference(got: Tensor, expected: Tensor, tolerance: Tolerance): string {
  if (got.dtype !== expected.dtype) return `dtype ${got.dtype}, expected ${expected.dtype}`;
  if (got.shape.join() !== expected.shape.join()) {
    return `shape [${got.shape.join(', ')}], expected [${expected.shape.join(', ')}]`;
  }
  if (got.data.length !== expected.data.length) return `${got.data.length} elements`;
  for (const [i, want] of expected.data.entries()) {
    const have = got.data[i] ?? NaN;
    if (!same(have, want, tolerance)) return `element ${i} is ${have}, expected ${want}`;
  }
  return '';
}
