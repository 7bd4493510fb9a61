import { describe, expect, it } from 'vitest';
import { readOne } from './reading.js';

/** Formula → every value it makes, as `op «exact source»`, in order of computation. */
const cases: Readonly<Record<string, readonly string[]>> = {
  'QK^\\top': ['input «Q»', 'input «K»', 'transpose «K^\\top»', 'matmul «QK^\\top»'],
  'Q \\cdot K^T': ['input «Q»', 'input «K»', 'transpose «K^T»', 'matmul «Q \\cdot K^T»'],
  'Q \\times K^{\\mathsf{T}}': [
    'input «Q»',
    'input «K»',
    'transpose «K^{\\mathsf{T}}»',
    'matmul «Q \\times K^{\\mathsf{T}}»',
  ],
  'A \\odot B': ['input «A»', 'input «B»', 'mul «A \\odot B»'],
  '\\frac{QK^\\top}{\\sqrt{d_k}}': [
    'input «Q»',
    'input «K»',
    'transpose «K^\\top»',
    'matmul «QK^\\top»',
    'dimension «d_k»',
    'sqrt «\\sqrt{d_k}»',
    'div «\\frac{QK^\\top}{\\sqrt{d_k}}»',
  ],
  'QKᵀ / √d': [
    'input «Q»',
    'input «K»',
    'transpose «Kᵀ»',
    'matmul «QKᵀ»',
    'dimension «d»',
    'sqrt «√d»',
    'div «QKᵀ / √d»',
  ],
  '\\frac{1}{\\sqrt{d}} Q K^T': [
    'tensor «1»',
    'dimension «d»',
    'sqrt «\\sqrt{d}»',
    'div «\\frac{1}{\\sqrt{d}}»',
    'input «Q»',
    'input «K»',
    'transpose «K^T»',
    'matmul «Q K^T»',
    'mul «\\frac{1}{\\sqrt{d}} Q K^T»',
  ],
  '\\text{softmax}\\left(S + M\\right) V': [
    'input «S»',
    'input «M»',
    'add «S + M»',
    'softmax «\\text{softmax}\\left(S + M\\right)»',
    'input «V»',
    'matmul «\\text{softmax}\\left(S + M\\right) V»',
  ],
  'XW_i^Q (YW_i^K)^\\top': [
    'input «X»',
    'input «W_i^Q»',
    'matmul «XW_i^Q»',
    'input «Y»',
    'input «W_i^K»',
    'matmul «YW_i^K»',
    'transpose «(YW_i^K)^\\top»',
    'matmul «XW_i^Q (YW_i^K)^\\top»',
  ],
  'Concat(head_1, ..., head_h) W_O': [
    'input «head_1»',
    'input «head_h»',
    'concat «Concat(head_1, ..., head_h)»',
    'input «W_O»',
    'matmul «Concat(head_1, ..., head_h) W_O»',
  ],
  'max(0, xW_1 + b_1) W_2 + b_2': [
    'tensor «0»',
    'input «x»',
    'input «W_1»',
    'matmul «xW_1»',
    'input «b_1»',
    'add «xW_1 + b_1»',
    'max «max(0, xW_1 + b_1)»',
    'input «W_2»',
    'matmul «max(0, xW_1 + b_1) W_2»',
    'input «b_2»',
    'add «max(0, xW_1 + b_1) W_2 + b_2»',
  ],
  'γ(x − μ) / √(σ + ε)': [
    'input «γ»',
    'input «x»',
    'input «μ»',
    'sub «x − μ»',
    'mul «γ(x − μ)»',
    'input «σ»',
    'input «ε»',
    'add «σ + ε»',
    'sqrt «√(σ + ε)»',
    'div «γ(x − μ) / √(σ + ε)»',
  ],
  'Attention(Q, K, V) W': [
    'input «Q»',
    'input «K»',
    'input «V»',
    'scaledDotProductAttention «Attention(Q, K, V)»',
    'input «W»',
    'matmul «Attention(Q, K, V) W»',
  ],
  'x + \\text{Sublayer}(\\text{LayerNorm}(x))': [
    'input «x»',
    'layerNorm «\\text{LayerNorm}(x)»',
    'call «\\text{Sublayer}(\\text{LayerNorm}(x))»',
    'add «x + \\text{Sublayer}(\\text{LayerNorm}(x))»',
  ],
  'e^{-z} + \\exp(z) - \\log z': [
    'input «z»',
    'neg «-z»',
    'exp «e^{-z}»',
    'exp «\\exp(z)»',
    'add «e^{-z} + \\exp(z)»',
    'log «\\log z»',
    'sub «e^{-z} + \\exp(z) - \\log z»',
  ],
  'x - \\mathbb{E}[x] + D^{-1/2}': [
    'input «x»',
    'mean «\\mathbb{E}[x]»',
    'sub «x - \\mathbb{E}[x]»',
    'input «D»',
    'tensor «1»',
    'tensor «2»',
    'div «1/2»',
    'neg «-1/2»',
    'call «D^{-1/2}»',
    'add «x - \\mathbb{E}[x] + D^{-1/2}»',
  ],
  '\\|x\\|_2 + |y| \\cdot \\pi': [
    'input «x»',
    'norm «\\|x\\|_2»',
    'input «y»',
    'abs «|y|»',
    'tensor «\\pi»',
    'mul «|y| \\cdot \\pi»',
    'add «\\|x\\|_2 + |y| \\cdot \\pi»',
  ],
  '(W_1 x) \\odot \\sigma(W_2 x)': [
    'input «W_1»',
    'input «x»',
    'matmul «W_1 x»',
    'input «W_2»',
    'matmul «W_2 x»',
    'sigmoid «\\sigma(W_2 x)»',
    'mul «(W_1 x) \\odot \\sigma(W_2 x)»',
  ],
  '\\sigma(Wx + b)': [
    'input «W»',
    'input «x»',
    'matmul «Wx»',
    'input «b»',
    'add «Wx + b»',
    'sigmoid «\\sigma(Wx + b)»',
  ],
  'Q = \\begin{bmatrix} 1 & 2 \\\\ 3 & -0.5 \\end{bmatrix}': [
    'tensor «\\begin{bmatrix} 1 & 2 \\\\ 3 & -0.5 \\end{bmatrix}»',
  ],
  '\\sqrt[3]{y}^2': [
    'input «y»',
    'tensor «3»',
    'pow «\\sqrt[3]{y}»',
    'tensor «2»',
    'pow «\\sqrt[3]{y}^2»',
  ],
  '\\sin\\left(pos / 10000^{2i/d_{model}}\\right)': [
    'input «pos»',
    'tensor «10000»',
    'tensor «2»',
    'input «i»',
    'mul «2i»',
    'dimension «d_{model}»',
    'div «2i/d_{model}»',
    'pow «10000^{2i/d_{model}}»',
    'div «pos / 10000^{2i/d_{model}}»',
    'sin «\\sin\\left(pos / 10000^{2i/d_{model}}\\right)»',
  ],
};

describe('values of a formula, with their exact source', () => {
  it.each(Object.entries(cases))('%s', (tex, lines) => {
    expect(readOne(tex).lines).toEqual(lines);
  });
});

/** Spellings of softmax(QKᵀ/√d_k)V that all give the same operations. */
const spellings = [
  '\\text{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right)V',
  '\\mathrm{softmax}(\\dfrac{Q K^{T}}{\\sqrt{d_k}}) V',
  '\\operatorname{softmax}\\Big(\\tfrac{QK^\\intercal}{\\sqrt{d_k}}\\Big) \\cdot V',
  '\\operatorname*{softmax}\\!\\left[\\cfrac{QK^{\\top}}{\\sqrt{d_k}}\\right] V',
  '{\\rm SoftMax}\\left(Q K^\\mathsf{T} / \\sqrt{d_k}\\right) V',
  "softmax(\\frac{QK'}{\\sqrt{d_k}})V",
  'softmax(QK^T / sqrt(d_k)) V',
  'softmax(QKᵀ/√d_k)·V',
  '\\mathbf{softmax}\\left(\\frac{\\mathbf{Q}\\mathbf{K}^\\top}{\\sqrt{d_k}}\\right)\\mathbf{V}',
  '\\text{softmax}\\left(\\frac{\\textbf{Q}\\textbf{K}^\\text{T}}{\\sqrt{d_k}}\\right)\\textbf{V}',
  '\\text{softmax}\\left({QK^\\top \\over d_k^{1/2}}\\right)V',
  '\\text{Softmax}\\left(\\frac{\\bm{QK}^\\top}{\\sqrt{d_{k}}}\\right) \\times V',
  '\\text{softmax}\\{QK^{\\mathrm T} / d_k^{0.5}\\} V',
  '\\displaystyle\\text{softmax} \\left ( \\frac {Q K ^ T} {\\sqrt {d _ k}} \\right ) V',
];

describe('spellings of scaled dot-product attention', () => {
  it.each(spellings)('%s', (tex) => {
    const { values, root, codes } = readOne(tex);
    expect(values.map((v) => v.op)).toEqual(
      'input input transpose matmul dimension sqrt div softmax input matmul'.split(' '),
    );
    expect(values.flatMap((v) => v.name ?? [])).toEqual(['Q', 'K', 'd_k', 'V']);
    expect(root).toBe(values.at(-1));
    expect(codes).toEqual([]);
  });
});
