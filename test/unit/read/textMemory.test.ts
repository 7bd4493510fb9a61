import { describe, expect, it } from 'vitest';
import { createTextMemory } from '../../../src/read/textMemory.js';

/** A memory of lengths, and the texts that it had to measure. */
function lengths(limits: { texts: number; characters: number }) {
  const made: string[] = [];
  const lengthOf = createTextMemory(limits, (text) => {
    made.push(text);
    return text.length === 0 ? undefined : text.length;
  });
  return { lengthOf, made };
}

describe('a memory of texts', () => {
  it('makes each answer once, be it none', () => {
    const { lengthOf, made } = lengths({ texts: 8, characters: 100 });
    expect(['ab', '', 'ab', ''].map(lengthOf)).toEqual([2, undefined, 2, undefined]);
    expect(made).toEqual(['ab', '']);
  });

  it('gives up what it has where there are too many texts', () => {
    const { lengthOf, made } = lengths({ texts: 2, characters: 100 });
    ['a', 'b', 'c', 'a'].forEach(lengthOf);
    expect(made).toEqual(['a', 'b', 'c', 'a']);
  });

  it('gives up what it has where they are too long together', () => {
    const { lengthOf, made } = lengths({ texts: 8, characters: 8 });
    ['ab', 'cd', 'ef', 'gh', 'ij', 'ab'].forEach(lengthOf);
    expect(made).toEqual(['ab', 'cd', 'ef', 'gh', 'ij', 'ab']);
  });

  it('keeps no text of a quarter of its room', () => {
    const { lengthOf, made } = lengths({ texts: 8, characters: 8 });
    ['abc', 'abc'].forEach(lengthOf);
    expect(made).toEqual(['abc', 'abc']);
  });
});
