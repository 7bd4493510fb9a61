import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPython } from '../../../../src/read/python/index.js';
import { normalize } from '../../../../src/read/python/normalize.js';

const fragments = [
  'x',
  'y',
  'self',
  'torch',
  'np',
  '=',
  '+=',
  '@',
  '*',
  '/',
  '-',
  '**',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '.',
  '.T',
  '.shape',
  '.view(',
  '.softmax(-1)',
  'F.softmax(x, dim=-1)',
  'torch.randn(2, 3)',
  'torch.tensor([[1., 2.]])',
  'torch.manual_seed(0)',
  'nn.Linear(2, 3)',
  'if',
  'else:',
  'for i in range(3):',
  'def f(x):',
  'class A(nn.Module):',
  'return',
  'lambda a:',
  'None',
  'True',
  '1',
  '2.5',
  '1.',
  '"s"',
  "'",
  '"""',
  '#',
  '\n',
  '\n    ',
  '\n  ',
  '\t',
  ' ',
  'import torch',
  'from x import *',
  'while x:',
  'with f() as g:',
  'try:',
  'except:',
  '%magic',
  '!ls',
  '>>> ',
  'ア',
  '🙂',
  '\\',
  'not',
  'is',
  'in',
  'and',
  'f"{x}"',
  'x[:, None]',
  'x[0] = 1',
  'sns.heatmap(x, xticklabels=["a"])',
  'super().__init__()',
];
const code = fc.oneof(
  fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((p) => p.join(' ')),
  fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((p) => p.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

describe('any text', () => {
  it('is read without a throw, with every place inside it and inputs before their uses', () => {
    fc.assert(
      fc.property(code, fc.nat(50), (text, offset) => {
        const { program, problems, scopes } = readPython([{ text, offset }]);
        const spans = [
          ...program.values.map((v) => v.span),
          ...program.mentions.map((m) => m.span),
          ...program.labels.map((l) => l.span),
          ...[...problems, ...program.problems].map((p) => p.span),
          ...scopes.map((s) => s.span),
          ...scopes.flatMap((s) => [...s.statements.values()]),
        ];
        for (const s of spans) {
          expect(s.start).toBeGreaterThanOrEqual(offset);
          expect(s.end).toBeLessThanOrEqual(offset + text.length);
          expect(s.start).toBeLessThanOrEqual(s.end);
        }
        for (const v of program.values) for (const i of v.inputs) expect(i).toBeLessThan(v.id);
        const members = scopes.flatMap((s) => s.values);
        expect(new Set(members).size).toBe(members.length);
        expect(members).toHaveLength(program.values.length);
      }),
      { numRuns: 400 },
    );
  });

  it('keeps its length and its lines when it is made ready for the grammar', () => {
    fc.assert(
      fc.property(code, (text) => {
        const ready = normalize(text);
        expect(ready).toHaveLength(text.length);
        expect(ready.replace(/[^\n\r]/g, '')).toBe(text.replace(/[^\n\r]/g, ''));
      }),
    );
  });
});

describe('hostile text', () => {
  it.each([
    ['brackets', '('.repeat(10_000)],
    ['unary signs', `x = ${'-'.repeat(20_000)}1`],
    ['a sum of many terms', `x = ${Array.from({ length: 5_000 }, () => 'a').join(' + ')}`],
    ['nested blocks', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}if x:`).join('\n')],
    ['nested calls', `${'f('.repeat(3_000)}${')'.repeat(3_000)}`],
    ['endless recursion', 'def f(x):\n    return f(f(x))\nf(1)\n'],
    ['endless loops', 'while True:\n    x = 1\nfor i in range(10**9):\n    y = i\n'],
    [
      'loops in loops',
      `${Array.from({ length: 8 }, (_, i) => `${' '.repeat(i)}for i${i} in range(60):`).join('\n')}\n${' '.repeat(8)}x = torch.ones(2)`,
    ],
    ['growing lists', 'a = [1]\nfor i in range(64):\n    a = a + a\n'],
    ['growing strings', 'a = "x" * 1000\nfor i in range(64):\n    a = a + a\n'],
    [
      'classes that inherit from themselves',
      'class A(A): pass\nA()()\nclass B(B):\n    def forward(self, x): return super().forward(x)\nB()(1)\n',
    ],
    ['a literal of 10,000 × 10,000', 'x = torch.zeros(10000, 10000)\ny = x @ x\n'],
  ])('%s end in time', (_name, text) => {
    expect(() => readPython([{ text, offset: 0 }])).not.toThrow();
  });
});
