import { expect, it } from 'vitest';
import { typesetPlain } from '../../../src/explain/typesetPlain.js';

it.each([
  ['softmax(QK^T/√d_k)V', '\\mathrm{softmax}(QK^T/\\sqrt{d_k})V'],
  ['(γ(x - μ) / √(σ + ε)) + β', '(γ(x - μ) / \\sqrt{σ + ε}) + β'],
  ['q·kᵀ', 'q\\cdot k^{T}'],
  ['W₁x + b₁', 'W_{1}x + b_{1}'],
  ['√dₖ', '\\sqrt{d_{k}}'],
  ['√(a + √(b))', '\\sqrt{a + \\sqrt{b}}'],
  ['10000^{2i/d_model}', '10000^{2i/d_{\\mathrm{model}}}'],
  ['\\alMark{QKᵀ} / \\sqrt{d_k}', '\\alMark{QK^{T}} / \\sqrt{d_k}'],
  ['a * b', 'a \\cdot  b'],
  ['√', '\\surd '],
  ['√(a', '\\surd (a'],
])('%s', (plain, tex) => {
  expect(typesetPlain(plain)).toBe(tex);
});
