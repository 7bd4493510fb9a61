import { describe, expect, it } from 'vitest';
import { findSoftmaxNames } from '../../../../src/read/context/softmaxNames.js';
import { analyzeDocument } from '../../../../src/analysis/documents.js';

describe('what a text calls the softmax', () => {
  it.each([
    ['where $\\sigma$ is the softmax function', ['\\sigma']],
    ['where σ denotes the softmax.', ['\\sigma']],
    ['where $\\sigma(\\cdot)$ represents the row-wise softmax', ['\\sigma']],
    ['SM denotes the softmax function', ['SM']],
    ['where $\\mathrm{SM}$ stands for softmax', ['SM']],
    ['the softmax function, denoted by $\\rho$, gives', ['\\rho']],
    ['ここで $\\sigma$ はソフトマックス関数です', ['\\sigma']],
    ['ソフトマックス関数を $\\sigma$ と書く', ['\\sigma']],
    ['其中 $\\sigma$ 是 softmax 函数', ['\\sigma']],
    // Results of a softmax, and what is told of it.
    ['where $A$ is the softmax of the scores', []],
    ['where $\\tau$ is the softmax temperature', []],
    ['$\\alpha$ represents the softmax output', []],
    ['the value is $\\text{softmax}(x)$', []],
    // The letter that it is written out for.
    ['$$\\sigma(\\mathbf{z})_i = \\frac{e^{z_i}}{\\sum_j e^{z_j}}$$', ['\\sigma']],
    ['$\\sigma(x) = \\frac{1}{1 + e^{-x}}$', []],
    ['$\\sigma(x)_i = \\frac{e^{x_i}}{1 + e^{x_i}}$', []],
    // Two meanings in one text.
    ['$\\sigma$ is the softmax here, and later $\\sigma$ is the sigmoid', []],
  ])('%s', (text, names) => {
    expect(findSoftmaxNames(text)).toEqual(names);
  });

  it('is read as the softmax in the formulas of that text', () => {
    const note = (formula: string, said: string) =>
      analyzeDocument(`# Attention\n\n$$${formula}$$\n\nwhere ${said}.\n`, 'markdown').items[0];
    const attention = note('Z = SM(QK^\\top / \\sqrt{d}) V', 'SM denotes the softmax function');
    expect(attention?.kind).toBe('attention.scaledDotProduct');
    const weights = note('A = \\sigma(QK^\\top / \\sqrt{d})', '$\\sigma$ is the softmax function');
    expect(weights?.kind).toBe('attention.weights');
    expect(weights?.program.values.map((v) => v.operation.kind)).toContain('softmax');
    const gate = note('f = \\sigma(W x)', '$\\sigma$ is the sigmoid function');
    expect(gate?.program.values.map((v) => v.operation.kind)).toContain('sigmoid');
  });
});
