/** Everyone who can be asked to work, by name; each loads its library only when it is prepared. */
export const contestants = {
  attention: async (work) => (await import('./attention.mjs')).attention(work),
  formula: async (work) => (await import('./formula.mjs')).formula(work),
  gpt2: async (work) => (await import('./gpt2.mjs')).gpt2(work),
  onnxruntime: async (work) => (await import('./onnxruntime.mjs')).onnxruntime(work),
  onnxruntimeBinding: async (work) => (await import('./onnxruntime.mjs')).onnxruntimeBinding(work),
  tfjsCpu: async (work) => (await import('./tfjs.mjs')).tfjsCpu(work),
  tfjsWasm: async (work) => (await import('./tfjs.mjs')).tfjsWasm(work),
  mlMatrix: async (work) => (await import('./mlMatrix.mjs')).mlMatrix(work),
  naive: async (work) => (await import('./naiveTypeScript.mjs')).naive(work),
};
