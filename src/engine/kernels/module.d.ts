/** The compiled kernels, made from assembly/ when the project is bundled (see .config/kernels.mjs). */
declare module 'attention-lens:kernels' {
  /** WebAssembly with 128-bit SIMD, as base64. */
  export const simd: string;
  /** The same with the relaxed instructions, of which a fused multiply-add is used. */
  export const relaxedSimd: string;
}
