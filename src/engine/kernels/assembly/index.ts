// AssemblyScript, compiled to WebAssembly SIMD by .config/kernels.mjs. Read ../README.md first.
export { packColumns, packRows } from './pack';
export { product } from './product';
export { exponentiate, peakOf, softcap, softmaxRows } from './softmax';
export { mapUnary } from './unary';
export { largest, smallest, squaresAbout, statistics, sum } from './reduce';
