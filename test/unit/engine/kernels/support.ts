import { simdKernels, type Simd } from '../../../../src/engine/kernels/wasm.js';

/** The kernels under test; Node has had WebAssembly SIMD since version 16. */
export function simd(): Simd {
  const kernels = simdKernels();
  if (kernels === undefined) throw new Error('This machine has no WebAssembly SIMD.');
  return kernels;
}

export const always = (): boolean => true;

/** Numbers in [−1, 1) that depend on nothing but `seed`. */
export function noise(length: number, seed: number): Float32Array {
  const result = new Float32Array(length);
  let state = seed >>> 0;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    result[i] = state / 2 ** 31 - 1;
  }
  return result;
}

const bits = new DataView(new ArrayBuffer(4));

/** Distance of two float32 numbers in representable ones between them; equal specials are at 0. */
export function ulps(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  const place = (x: number): number => {
    bits.setFloat32(0, x);
    const n = bits.getInt32(0);
    return n < 0 ? -(n & 0x7fffffff) : n;
  };
  return Number.isNaN(a) || Number.isNaN(b) ? Infinity : Math.abs(place(a) - place(b));
}
