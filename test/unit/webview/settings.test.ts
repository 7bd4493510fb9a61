import { describe, expect, it } from 'vitest';
import {
  parseTokens,
  parseWhole,
  patchSettings,
  sameSettings,
  tokenProblem,
} from '../../../webview/settings.js';

describe('tokens as typed', () => {
  it.each([
    ['Tokyo is beautiful', ['Tokyo', 'is', 'beautiful']],
    [' a,b ,  c ', ['a', 'b', 'c']],
    ['東京　は、美しい，です', ['東京', 'は', '美しい', 'です']],
    ['', []],
    [' , ', []],
    ['x'.repeat(100), ['x'.repeat(40)]],
  ])('%j are %j', (text, tokens) => expect(parseTokens(text)).toEqual(tokens));

  it.each([
    [['a', 'b'], true, null],
    [['a'], true, { kind: 'count', needed: 2, given: 1 }],
    [['a'], false, null],
    [[], false, { kind: 'empty' }],
    [Array.from({ length: 65 }, () => 'a'), false, { kind: 'tooMany' }],
  ])('%j with a fixed count %s: %j', (tokens, fixedCount, problem) =>
    expect(tokenProblem(tokens, { value: ['x', 'y'], fixedCount })).toEqual(problem),
  );
});

it.each([
  ['7', 7],
  [' 12 ', 12],
  ['', null],
  ['1.5', null],
  ['1e3', null],
  ['-1', null],
  ['101', null],
  ['９', null],
])('a whole number from 0 to 100 typed as %j is %j', (text, value) =>
  expect(parseWhole(text, 0, 100)).toBe(value),
);

describe('settings', () => {
  it('are merged name by name', () => {
    const merged = patchSettings({ seed: 1, sizes: { n: 3, m: 4 } }, { sizes: { m: 5 } });
    expect(merged).toEqual({ seed: 1, sizes: { n: 3, m: 5 } });
  });
  it.each([
    [{}, {}, true],
    [{}, { sizes: {} }, true],
    [{ sizes: { a: 1, b: 2 } }, { sizes: { b: 2, a: 1 } }, true],
    [{ tokens: ['a'] }, { tokens: ['a'] }, true],
    [{ tokens: ['a'] }, {}, false],
    [{ scaling: false }, { scaling: true }, false],
    [{ mask: 'none' as const }, {}, false],
  ])('%j and %j are the same: %s', (a, b, same) => expect(sameSettings(a, b)).toBe(same));
});
