import { describe, expect, it } from 'vitest';
import { parse } from '../../../../src/read/python/parse.js';

const read = (text: string, offset = 0) => parse({ text, offset });
const kinds = (text: string): string[] => read(text).body.map((s) => s.kind);

describe('statements that the grammar needs help with', () => {
  it.each([
    [
      'floats without a digit after the point',
      'x = [1., 2., -3.]\ny = 1.e-5',
      ['assign', 'assign'],
    ],
    ['a bare yield', 'def f():\n    yield\n', ['def']],
    ['notebook magics and shell lines', '%matplotlib inline\n!pip install x\nx = 1', ['assign']],
    ['a help line', 'torch.softmax?\nx = 1', ['assign']],
    [
      'a fence indented by a list',
      '   x = 1\n   if x:\n       y = 2\n   # c\n\n   z = 3',
      ['assign', 'if', 'assign'],
    ],
    [
      'prompts with output',
      '>>> x = 1\n>>> for i in x:\n...     y = i\n...\n1\n>>> y',
      ['assign', 'for', 'expression'],
    ],
    ['no-break spaces', 'x\u00a0=\u00a01', ['assign']],
    ['semicolons', 'x = 1; y = 2', ['assign', 'assign']],
    [
      'line ends of Windows',
      'x = 1\r\nif x:\r\n    y = 2\r\nz = 3\r\n',
      ['assign', 'if', 'assign'],
    ],
  ])('reads %s', (_name, text, expected) => {
    expect(kinds(text)).toEqual(expected);
    expect(read(text).problems).toEqual([]);
  });
});

describe('broken statements', () => {
  it.each([
    ['an unclosed bracket', 'x = (1 +\ny = 2\nz = 3', ['broken', 'assign', 'assign']],
    ['two operators', 'x = = 2\ny = 3', ['broken', 'assign']],
    ['something left over', 'y = 3 4\nz = 1', ['broken', 'broken', 'assign']],
    [
      'a broken line in a function',
      'def f(a):\n    b = a +\n    return b\nx = 1',
      ['def', 'assign'],
    ],
  ])('%s costs that statement only', (_name, text, expected) => {
    expect(kinds(text)).toEqual(expected);
    expect(read(text).problems.map((p) => p.code)).toEqual(['python-syntax']);
  });

  it('names what a broken statement may assign', () => {
    const [first] = read('a, b = (1 +\n').body;
    expect(first).toMatchObject({ kind: 'broken', names: ['a', 'b'] });
  });

  it('are all said where there are too many to cut off one by one', () => {
    const { body, problems } = read(`${'class S\n'.repeat(300)}x = 1\n`);
    expect(problems.length).toBeGreaterThan(250);
    expect(body.at(-1)?.kind).toBe('assign');
  });

  it('puts the problem on the line of the error', () => {
    const [problem] = read('x = 1\ny = (2 +\nz = 3', 100).problems;
    expect(problem?.span.start).toBeGreaterThanOrEqual(106);
    expect(problem?.span.end).toBeLessThanOrEqual(114);
  });
});

describe('expressions', () => {
  const expr = (text: string) => {
    const s = read(text).body[0];
    return s?.kind === 'expression' ? s.value : undefined;
  };
  it('keeps the sign and value of every number', () => {
    expect(expr('[1., -2, 1e-3, 0x10, 1_000]')).toMatchObject({
      items: [
        { value: 1, float: true },
        { kind: 'unary', operand: { value: 2, float: false } },
        { value: 0.001 },
        { value: 16 },
        { value: 1000 },
      ],
    });
  });
  it('chains comparisons', () => {
    expect(expr('a < b <= c')).toMatchObject({ kind: 'compare', operators: ['<', '<='] });
    expect(expr('a is not b')).toMatchObject({ operators: ['is not'] });
  });
  it('reads subscripts with slices', () => {
    expect(expr('x[:, None, ::2]')).toMatchObject({
      kind: 'subscript',
      index: { kind: 'tuple', items: [{ kind: 'slice' }, { value: null }, { step: { value: 2 } }] },
    });
  });
  it('reads f-strings with their expressions', () => {
    expect(expr('f"a{x}b{y:.2f}"')).toMatchObject({
      parts: [{ text: 'a' }, { value: { name: 'x' } }, { text: 'b' }, { spec: '.2f' }],
    });
  });
  it('reads calls, keywords and generators', () => {
    expect(expr('f(a, *b, c=1, **d)')).toMatchObject({
      args: [{ kind: 'positional' }, { kind: 'star' }, { kind: 'keyword' }, { kind: 'doubleStar' }],
    });
    expect(expr('sum(x for x in y if x)')).toMatchObject({
      args: [{ value: { kind: 'comprehension', clauses: [{ kind: 'for' }, { kind: 'if' }] } }],
    });
  });
});

it('survives deep nesting', () => {
  for (const open of ['(', '[', '{', '-', 'f(', 'not ', 'x[']) {
    expect(() => read(open.repeat(10_000))).not.toThrow();
  }
});
