import { describe, expect, it } from 'vitest';
import { findMacros } from '../../../src/read/macroDefinitions.js';

describe('macros that a document defines', () => {
  const cases: readonly (readonly [string, Record<string, string>])[] = [
    ['\\newcommand{\\dk}{d_k}', { dk: 'd_k' }],
    ['\\newcommand\\dk{d_k}', { dk: 'd_k' }],
    ['\\newcommand*{\\dk} {d_{k}}', { dk: 'd_{k}' }],
    ['\\renewcommand{\\vec}[1]{\\mathbf{#1}}', { vec: '\\mathbf{#1}' }],
    ['\\providecommand{\\half}{\\frac{1}{2}}', { half: '\\frac{1}{2}' }],
    ['\\newcommand{\\f}[2][x]{#1 + #2}', { f: '#1 + #2' }],
    ['\\def\\a#1#2{#1^{{#2}}}', { a: '#1^{{#2}}' }],
    ['\\DeclareMathOperator{\\softmax}{softmax}', { softmax: '\\operatorname{softmax}' }],
    ['\\DeclareMathOperator*{\\argmax}{arg\\,max}', { argmax: '\\operatorname{arg\\,max}' }],
    ['\\newcommand{\\set}{\\{x\\}}', { set: '\\{x\\}' }],
    ['\\newcommand{\\a}{1}\\newcommand{\\a}{2}', { a: '2' }],
    ['\\newcommand{\\constructor}{c}', { constructor: 'c' }],
    ['\\newcommand{\\open}{x', {}],
    ['\\newcommand{\\a}', {}],
    ['\\newcommandx \\define', {}],
    ['no macros', {}],
  ];
  it.each(cases)('%s', (document, macros) => {
    expect({ ...findMacros(document) }).toEqual(macros);
  });

  it('know no name that is not defined', () => {
    expect(findMacros('')['constructor']).toBeUndefined();
  });

  it.each([
    ['never closed', '\\newcommand\\a{'.repeat(100_000)],
    ['one long body', `\\newcommand\\a{${'x'.repeat(5_000_000)}`],
    ['nested', `\\newcommand\\a${'{'.repeat(1_000_000)}`],
    ['blanks', `\\newcommand${' '.repeat(1_000_000)}`],
    ['arguments', '\\newcommand\\a[[[['.repeat(100_000)],
    ['many', '\\def\\a{x}'.repeat(200_000)],
  ])('are read in time: %s', (_name, document) => {
    expect(Object.keys(findMacros(document)).length).toBeLessThanOrEqual(500);
  });
});
