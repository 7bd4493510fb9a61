import { simdKernels, type Simd } from './wasm.js';

/**
 * From how much work on each kernel is called in WebAssembly: below, crossing into working memory and
 * back costs more than it saves, and plain TypeScript sums in double precision besides. Measured
 * with the rows of test/bench.
 */
const leastWork = {
  /** Multiply-adds. */
  product: 8_192,
  /** Multiply-adds of both products. */
  attend: 8_192,
  /** Elements. */
  softmax: 2_048,
  unary: 1_024,
  reduce: 2_048,
} as const;

/** The kernels where `work` is worth it and the machine has SIMD; undefined means plain TypeScript. */
export const simdFor = (kernel: keyof typeof leastWork, work: number): Simd | undefined =>
  work < leastWork[kernel] ? undefined : simdKernels();
