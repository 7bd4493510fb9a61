import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFormulas } from '../../../../src/read/tex/index.js';
import { readAll, readOne } from './reading.js';

/** Broken formula → problem code, the text the problem stands at, and the operation still read. */
const broken: readonly (readonly [tex: string, code: string, at: string, root: string])[] = [
  ['\\frac{QK^\\top}{\\sqrt{d_k}', 'unclosed-group', '{', 'div'],
  ['\\text{softmax}(\\frac{QK^\\top}{\\sqrt{d_k})V', 'unclosed-group', '{', 'softmax'],
  ['\\text{softmax}\\left(\\frac{QK^\\top{\\sqrt{d}}\\right)V', 'unclosed-group', '{', 'matmul'],
  ['\\text{softmax}\\left(QK^\\top', 'unclosed-group', '\\left', 'softmax'],
  ['softmax(QK^\\top', 'unclosed-group', '(', 'softmax'],
  ['QK^\\top}', 'unmatched-close', '}', 'matmul'],
  ['QK^\\top)', 'unmatched-close', ')', 'matmul'],
  ['\\begin{bmatrix} 1 & 2', 'unclosed-group', '\\begin', 'tensor'],
  ['A +', 'missing-operand', '+', 'input'],
  ['A = ', 'missing-operand', '=', 'input'],
  ['\\frac{A}', 'missing-argument', '}', 'call'],
  ['\\frac{A}{}', 'missing-operand', '\\frac{A}{}', 'call'],
  ['Q + \\sqrt', 'missing-argument', '\\sqrt', 'add'],
  ['x^2^3', 'double-script', '^3', 'pow'],
];

describe('a broken formula', () => {
  it.each(broken)('%s is a problem %s at %s and reads as %s', (tex, code, at, root) => {
    const reading = readOne(tex);
    const { problems } = reading.formula.program;
    expect(problems.map((p) => p.code)).toContain(code);
    const problem = problems.find((p) => p.code === code);
    const start = (problem?.span.start ?? 0) - 'some text '.length;
    expect(tex.slice(start, start + at.length)).toBe(at);
    expect(problem?.message).toMatch(/^[A-Z].*[.]$/);
    expect(reading.root?.op).toBe(root);
  });

  it('never shows a number that its missing part would change', () => {
    const { formula } = readOne('\\frac{4}{} + \\begin{bmatrix}1 & 2\\end{bmatrix}');
    const root = formula.program.values[formula.root ?? -1];
    expect(root?.origin).toBe('example');
  });
});

describe('a sign that a text names, or that its own text answers', () => {
  it.each([
    '\\times',
    '4\\times',
    '-100*',
    '\\otimes',
    '\\sum_j',
    '-',
    '\\to',
    '\\mathbb{R}^+',
    '(x)^{+}',
    'P(+) = 1',
    '\\max(0, -)^2',
    '\\frac{\\partial}{\\partial x} f(x)',
    '\\frac{\\partial^2}{\\partial x^2} f',
    '\\|\\nabla_a - \\nabla_b\\| \\leq 1',
    'w* = 2',
    '\\mathrm{Y*}',
    'n = 2 \\cdot \\text{bytes per value} \\cdot h',
    'd = ||v_i - x_j||',
  ])('%s misses nothing', (tex) => {
    expect(readAll(tex).flatMap((r) => r.codes)).not.toContain('missing-operand');
  });

  it.each(['A \\cdot', '\\frac{A + }{B}', 'A + = B', 'c = \\sum_i = a', 'x \\times'])(
    '%s misses something',
    (tex) => {
      expect(readAll(tex).flatMap((r) => r.codes)).toContain('missing-operand');
    },
  );
});

const size = 20_000;
const deep = 10_000;

/** Inputs that hang or overflow a reader that backtracks, rescans or recurses without a limit. */
const hostile: Readonly<Record<string, string>> = {
  'nested braces': '{'.repeat(deep) + 'x' + '}'.repeat(deep),
  'open braces': '{'.repeat(size),
  'closing braces': '}'.repeat(size),
  'nested fractions': '\\frac{'.repeat(deep),
  'closed nested fractions': '\\frac{1}{'.repeat(deep) + 'x' + '}'.repeat(deep),
  'fractions without braces': '\\frac'.repeat(deep),
  'roots of roots': '\\sqrt'.repeat(deep) + 'x',
  'open parentheses': '('.repeat(size),
  'nested parentheses': '('.repeat(deep) + 'x' + ')'.repeat(deep),
  'mixed brackets': '([{'.repeat(deep),
  'crossing brackets': '(['.repeat(deep) + ')]'.repeat(deep),
  'open lefts': '\\left('.repeat(deep),
  'environments in environments': '\\begin{aligned}'.repeat(deep),
  'superscripts of superscripts': 'x^'.repeat(deep) + 'x',
  'braced superscripts': 'x^{'.repeat(deep),
  'a tower of scripts': 'x' + '^a'.repeat(deep),
  'a long sum': 'x+'.repeat(deep) + 'x',
  'a long product': 'x\\cdot '.repeat(deep) + 'x',
  'a long quotient': 'x/'.repeat(deep) + 'x',
  'a long chain': 'x='.repeat(deep) + 'x',
  'many minus signs': '-'.repeat(size) + 'x',
  'functions of functions': '\\log '.repeat(deep) + 'x',
  'applied functions': '\\log('.repeat(deep),
  'sums of sums': '\\sum'.repeat(deep),
  bars: '|'.repeat(size),
  'bars around letters': '|x'.repeat(deep),
  'mixed bars': '|x\\Vert y\\mid z'.repeat(3_000),
  letters: 'a'.repeat(size),
  words: 'softmax '.repeat(3_000),
  phrases: 'Attention Weights '.repeat(1_000),
  digits: '1'.repeat(size),
  commas: 'a,'.repeat(deep),
  rows: 'x = y \\\\ '.repeat(1_000),
  'rows that use each other': Array.from(
    { length: 300 },
    (_, i) => `x_{${i + 1}} = W x_{${i}}`,
  ).join('\\\\ '),
  primes: 'x' + "'".repeat(size),
  'over over': 'a\\over '.repeat(deep),
  backslashes: '\\'.repeat(size),
  dollars: '$'.repeat(size),
  percents: '%'.repeat(size),
  'text in text': '\\text{'.repeat(deep),
  'macro that calls itself': '\\def\\x{\\x\\x}\\x',
  'macro bomb':
    '\\def\\a{xxxxxxxxxx}\\def\\b{\\a\\a\\a\\a\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b\\b\\b\\b\\b}\\def\\d{\\c\\c\\c\\c\\c\\c\\c\\c}\\d\\d\\d\\d\\d\\d',
  'a wide matrix': `\\begin{bmatrix}${'1&'.repeat(deep)}1\\end{bmatrix}`,
  'a tall matrix': `\\begin{bmatrix}${'1\\\\'.repeat(deep)}1\\end{bmatrix}`,
  'nul and controls': '\u0000\u0001\u001f\u007f'.repeat(5_000),
  'lone surrogates': '\ud800x\udc00'.repeat(5_000),
};

describe('hostile input', () => {
  it.each(Object.entries(hostile))('%s', (_name, tex) => {
    const formulas = readFormulas(tex, 0);
    for (const { program, span } of formulas) {
      expect(span.end).toBeLessThanOrEqual(tex.length);
      expect(program.values.length).toBeLessThan(20_000);
      expect(program.problems.length).toBeLessThan(60);
    }
  });

  it('says that 10,000 nested braces are too deep', () => {
    const [formula] = readFormulas(hostile['nested braces'] ?? '', 0);
    expect(formula?.program.problems.map((p) => p.code)).toEqual(['too-deep']);
  });

  it('a megabyte is refused with a sentence', () => {
    const [formula] = readFormulas('{'.repeat(1_000_000), 7);
    expect(formula?.root).toBeUndefined();
    expect(formula?.program.problems.map((p) => p.code)).toEqual(['formula-too-long']);
  });
});

const fragment = fc.constantFrom(
  ..."Q K V x W_i^Q d_k 1 2.5 + - \\cdot / = , ; ( ) [ ] { } _ ^ \\frac \\sqrt \\left( \\right) \\text{softmax} \\text softmax( \\top ^T & \\\\ \\begin{aligned} \\end{aligned} \\begin{bmatrix} \\end{bmatrix} \\sum_j \\alpha_{ij} | \\| \\{ \\} \\dots \\quad \\mathbf \\hat ' \\in \\mathbb{R}^{n} \\left. \\right. \\over \\foo{ % # √ ᵀ".split(
    ' ',
  ),
);
const junk = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join(' ')),
  fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join('')),
);

describe('any string', () => {
  it('gives formulas whose spans are in bounds and whose values come after their inputs', () => {
    fc.assert(
      fc.property(junk, fc.nat(1000), (tex, offset) => {
        const end = offset + tex.length;
        for (const { program, root, span, tex: own } of readFormulas(tex, offset)) {
          expect(span.start).toBeGreaterThanOrEqual(offset);
          expect(span.end).toBeLessThanOrEqual(end);
          expect(own).toHaveLength(span.end - span.start);
          const places = [...program.values, ...program.mentions, ...program.problems];
          for (const at of places.map((p) => p.span)) {
            expect(at.start).toBeGreaterThanOrEqual(offset);
            expect(at.end).toBeGreaterThanOrEqual(at.start);
            expect(at.end).toBeLessThanOrEqual(end);
          }
          for (const v of program.values) {
            expect(program.values[v.id]).toBe(v);
            for (const input of v.inputs) expect(input).toBeLessThan(v.id);
          }
          for (const m of program.mentions) expect(program.values[m.value]).toBeDefined();
          if (root !== undefined) expect(program.outputs).toContain(root);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('gives values that nest: a value stands inside those computed from it, or apart', () => {
    fc.assert(
      fc.property(junk, (tex) => {
        for (const { program } of readFormulas(tex, 0)) {
          const spans = program.values.map((v) => v.span);
          for (const a of spans) {
            for (const b of spans) {
              const apart = a.end <= b.start || b.end <= a.start;
              const within = a.start <= b.start && b.end <= a.end;
              const around = b.start <= a.start && a.end <= b.end;
              expect(apart || within || around).toBe(true);
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is read the same wherever it stands', () => {
    fc.assert(
      fc.property(junk, (tex) => {
        const at = (offset: number): unknown =>
          readFormulas(tex, offset).map((f) => f.program.values.map((v) => v.span.start - offset));
        expect(at(123)).toEqual(at(0));
      }),
      { numRuns: 100 },
    );
  });
});

describe('macros', () => {
  const context = { macros: { R: '\\mathbb{R}', att: '\\text{softmax}(#1 #2^\\top)', k: 'K' } };

  it('are read as what they stand for, values of the body at the call', () => {
    const tex = '\\att{Q}{\\k} V';
    const [formula] = readFormulas(tex, 0, context);
    const lines = formula?.program.values.map(
      (v) => `${v.operation.kind} «${tex.slice(v.span.start, v.span.end)}»`,
    );
    expect(lines).toEqual([
      'input «Q»',
      'input «\\k»',
      'transpose «\\att{Q}{\\k}»',
      'matmul «\\att{Q}{\\k}»',
      'softmax «\\att{Q}{\\k}»',
      'input «V»',
      'matmul «\\att{Q}{\\k} V»',
    ]);
  });

  it('declare shapes', () => {
    const [formula] = readFormulas('x \\in \\R^{n \\times d}', 0, context);
    expect(formula?.program.values[0]?.shape).toEqual(['n', 'd']);
  });

  it('defined in the formula count from there', () => {
    const [reading] = readAll('\\newcommand{\\key}[1]{K_{#1}} Q \\key{i}^\\top');
    expect(reading?.values.map((v) => v.name ?? v.op)).toEqual(['Q', 'K_i', 'transpose', 'matmul']);
  });
});
