/** The part of Node's Buffer that is used, where there is one. */
interface Allocator {
  allocUnsafeSlow(bytes: number): { readonly buffer: ArrayBuffer };
}

/** Below this the zeros cost less than the detour. */
const LEAST = 1 << 12;

/**
 * Floats as memory holds them, for results that are written to the last element: filling 16 MB with
 * zeros first takes a tenth of the time of the attention that overwrites them. Zeros where the
 * platform has no such thing.
 */
export function rawFloats(length: number): Float32Array {
  const node = (globalThis as { readonly Buffer?: Allocator }).Buffer;
  return length < LEAST || node === undefined
    ? new Float32Array(length)
    : new Float32Array(node.allocUnsafeSlow(length * 4).buffer, 0, length);
}
