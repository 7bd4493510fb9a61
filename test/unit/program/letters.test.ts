import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasLetter, isMarkedName, isWord, startsSmall } from '../../../src/program/letters.js';

/** Each test beside the expression it stands for. */
const laws = [
  ['hasLetter', hasLetter, /\p{L}/u],
  ['startsSmall', startsSmall, /^\p{Ll}/u],
  ['isWord', isWord, /^[\p{L}\p{N}]+$/u],
  ['isMarkedName', isMarkedName, /^[\p{L}\p{N}.]+([_^][\p{L}\p{N}]+)*$/u],
] as const;

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('a', 'Q', 'é', 'ᵀ', '√', '語', '𝑸', '2', '²', '_', '^', '.', ' '),
  }),
);

describe('letters of any script', () => {
  it.each(laws)('%s agrees with its expression', (_name, is, expression) => {
    fc.assert(fc.property(text, (t) => is(t) === expression.test(t)));
  });
  it('takes a word of another script for a word', () => {
    expect(isWord('注意')).toBe(true);
    expect(hasLetter('∑2')).toBe(false);
  });
});
