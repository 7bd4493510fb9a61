import { describe, expect, it } from 'vitest';
import { withoutGroups } from '../../../../src/program/numerals.js';
import { tokenize } from '../../../../src/read/tex/tokens.js';
import { checked, messages } from '../../check/reading.js';

/** All numbers of a formula in their order. */
const numbersOf = (tex: string): number[] =>
  tokenize(tex).flatMap(({ kind, text }) =>
    kind === 'number' ? [Number(withoutGroups(text))] : [],
  );

describe('decimals with a comma', () => {
  it.each([
    ['1,1 + 3,3', [1.1, 3.3]],
    ['0,5 \\times 2', [0.5, 2]],
    ['3{,}14 \\times 2', [3.14, 2]],
    ['[0{,}27, 0{,}73]', [0.27, 0.73]],
    ['[2,0; 1,0]', [2, 1]],
    ['1{,}414 + 0{,}586', [1.414, 0.586]],
  ])('%s', (tex, numbers) => {
    expect(numbersOf(tex)).toEqual(numbers);
  });

  it.each([
    ['1,024 + 2,048', [1024, 2048]],
    ['1{,}024 + 2', [1024, 2]],
    ['[1,2] \\cdot [3,4]', [1, 2, 3, 4]],
    ['i = 1,2', [1, 2]],
    ['b = 0,1', [0, 1]],
    ['[0.5,1.5] + [1,2]', [0.5, 1.5, 1, 2]],
  ])('%s has none', (tex, numbers) => {
    expect(numbersOf(tex)).toEqual(numbers);
  });

  it.each([
    '1,1 + 3,3 = 4,4',
    '\\frac{1}{4} = 0,25',
    '\\text{softmax}([1; 2]) = [0{,}27; 0{,}73]',
    '\\text{softmax}([2,0; 1,0]) = [0,73; 0,27]',
    '2 \\cdot 1{,}5 = 3{,}0',
  ])('%s is right', (tex) => {
    expect(checked(tex).checks.map((c) => c.status)).toEqual(['right']);
  });

  it('are held to their digits', () => {
    expect(messages('1,1 + 3,3 = 4,5')).toEqual(['4.5 stated, 4.4 computed.']);
  });
});
