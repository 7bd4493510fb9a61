import { describe, expect, it } from 'vitest';
import { finds, formulasOf, snippetsOf } from './snippets.js';

describe('numbers as wide as kana in a plain text', () => {
  finds([
    ['計算は １，０００ × ２ ＝ ２，０００ です', ['1,000 × 2 ＝ 2,000']],
    ['０．６ × ０．５ ＝ ０．３０', ['0.6 × 0.5 ＝ 0.30']],
    ['．５ × ２ ＝ １', ['.5 × 2 ＝ 1']],
    ['ｘ１ ＝ ３ × ４ ＝ １２', ['ｘ1 ＝ 3 × 4 ＝ 12']],
    ['１．２．３ × ２ = ３', []],
    ['２０２６－１１－２２ ＝ １９９３', []],
    ['問１．３×４＝１２', []],
    ['全角 ６４ だけ', []],
  ]);

  it('stay where they are', () => {
    const text = `${'前の文。'.repeat(100)}\n\n答えは ６４ ÷ ８ ＝ ８ です。\n`;
    const [found] = snippetsOf(text);
    expect(found && text.slice(found.span.start, found.span.end)).toBe('６４ ÷ ８ ＝ ８');
  });
});

describe('a division of whole numbers with a remainder', () => {
  it.each([
    '10÷3=3余り1',
    '１０÷３＝３あまり１',
    '10÷3=3...1',
    '１０÷３＝３…１',
    '18÷5=3・・・3',
    '7÷2=3 r 1',
    '17÷5 = 3, remainder 2',
    '17÷5=3(余り2)',
  ])('is no equation: %s', (text) => {
    expect(formulasOf(text)).toEqual([]);
  });
});
