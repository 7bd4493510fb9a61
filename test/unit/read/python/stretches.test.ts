import { describe, expect, it } from 'vitest';
import { parse } from '../../../../src/read/python/parse.js';
import { stretchesOf } from '../../../../src/read/python/stretches.js';

/** Characters that the grammar is given to read a text. */
function work(text: string): number {
  let characters = 0;
  stretchesOf(text, (n) => (characters += n));
  return characters;
}

const kinds = (text: string): string[] => parse({ text, offset: 0 }).body.map((s) => s.kind);

describe('what the grammar is given', () => {
  it('is sound code once', () => {
    const code = 'def f(x):\n    return x @ x\n'.repeat(100);
    expect(work(code)).toBe(code.length);
  });

  it('grows with the text, whatever is broken in it', () => {
    const broken = {
      'two operators': 'x = = 1\n',
      'an operator at the end': 'y = x @\n',
      'unclosed brackets': 'x = f(a,\n',
      'brackets in brackets': 'f(a,\n',
      'half a definition': 'def f(x:\n    return x\n',
      'an unclosed string': 'x = """a\n',
      prose: 'This is the text of a note.\n',
      'one long line': 'a b ',
    };
    for (const [name, piece] of Object.entries(broken)) {
      const [some = 0, more = 0] = [250, 1_000].map((n) => work(piece.repeat(n)));
      expect(more, name).toBeLessThan(4 * some + 1_000);
      expect(more, name).toBeLessThan(9 * 1_000 * piece.length + 25_000);
    }
  });

  it('is little of what is no Python at all', () => {
    for (const piece of ['a b ', ': ', '$ x\n', '- the text of a note, $x = y$.\n']) {
      expect(work(piece.repeat(3_000)), piece).toBeLessThan(8_000);
    }
  });
});

describe('what is given up', () => {
  const prose = `${'a b '.repeat(2_000)}\n`;

  it('is one broken statement, and said', () => {
    const { body, problems } = parse({ text: prose, offset: 7 });
    expect(body.at(-1)).toMatchObject({ kind: 'broken', span: { end: 7 + prose.length } });
    const last = problems.at(-1);
    expect(last?.code).toBe('python-syntax');
    expect(last?.span.start).toBe(body.at(-1)?.span.start);
  });

  it('ends where a line looks like a statement again', () => {
    expect(kinds(`x = 1\n${prose}y = 2\n`).at(-1)).toBe('assign');
  });

  it('is no long class with a mistake in it', () => {
    const method = (i: number): string => `    def m${i}(self, x):\n        return x @ x\n`;
    const methods = Array.from({ length: 60 }, (_, i) => method(i));
    const mistake = '    y = = 1\n';
    const text = `class A:\n${methods.slice(0, 20).join('')}${mistake}${methods.slice(20).join('')}`;
    const [only, more] = parse({ text, offset: 0 }).body;
    expect(more).toBeUndefined();
    expect(only?.kind === 'class' && only.body.filter((s) => s.kind === 'def')).toHaveLength(60);
  });
});

describe('functions and classes of the top level', () => {
  const spans = (text: string): string[] =>
    parse({ text, offset: 0 }).body.map((s) => text.slice(s.span.start, s.span.end));

  it('are read by themselves, with their decorators', () => {
    const text = [
      'import torch',
      'x = torch.ones(2)',
      '@torch.no_grad()',
      '@other',
      'def f(x):',
      '    return x',
      '# after it',
      'async def g(x):',
      '    return x',
      'class A:',
      '    pass',
      'y = f(x)',
      '',
    ].join('\n');
    expect(stretchesOf(text)).toHaveLength(4);
    expect(spans(text).map((s) => s.split('\n', 1)[0])).toEqual([
      'import torch',
      'x = torch.ones(2)',
      'def f(x):',
      'async def g(x):',
      'class A:',
      'y = f(x)',
    ]);
  });

  it.each([
    ['in a string', 'x = """\ndef f(x):\n    return x\n"""\ny = 1\n'],
    ['in brackets', 'x = [\n1,\n# a\nclassmethod\n]\ny = 1\n'],
    ['after a line that goes on', 'x = 1 + \\\nclassic\ny = 1\n'],
  ])('are none %s', (_, text) => {
    expect(kinds(text)).toEqual(['assign', 'assign']);
    expect(parse({ text, offset: 0 }).problems).toEqual([]);
  });

  it('stay what they are where one of them is broken', () => {
    const f = 'def f(x):\n    return x\n';
    expect(kinds(`${f}x = = 1\n${f}`)).toEqual(['def', 'broken', 'def']);
    expect(parse({ text: `${f}def g(x:\n${f}`, offset: 0 }).problems).toHaveLength(1);
  });
});
