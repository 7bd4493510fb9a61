import { describe, expect, it } from 'vitest';
import { readAll } from './reading.js';

const projections =
  '\\begin{aligned} Q &= XW_Q \\\\[4pt] K &= XW_K \\\\ A &= \\text{softmax}(QK^\\top) \\end{aligned}';

describe('rows', () => {
  it('are one formula each, with TeX of their own at their own place', () => {
    const before = 'abc';
    const rows = readAll(projections, before);
    expect(rows.map((r) => r.formula.tex)).toEqual([
      'Q  = XW_Q',
      'K  = XW_K',
      'A  = \\text{softmax}(QK^\\top)',
    ]);
    for (const { formula } of rows) {
      const { start, end } = formula.span;
      expect(end - start).toBe(formula.tex.length);
      const source = projections.slice(start - before.length, end - before.length);
      expect(source.replaceAll('&', ' ')).toBe(formula.tex);
    }
  });

  it.each([
    ['y = Wx（ただし\\ x = a + b）', ['y = Wx', 'x = a + b']],
    ['S = QK^\\top (\\text{where } Q = XW)', ['S = QK^\\top', 'Q = XW']],
    ['y = W(x + b)', ['y = W(x + b)']],
  ])('are cut at a remark in brackets: %s', (text, formulas) => {
    expect(readAll(text).map((r) => r.formula.tex.trim())).toEqual(formulas);
  });

  it.each(['153,\\!600', '153\\,600', '153{,}600', '153,\\!600,\\!000'])(
    'keep a number in groups whole: %s',
    (text) => {
      const [only, ...others] = readAll(`y = ${text}`);
      expect(others).toEqual([]);
      expect(only?.lines.length).toBe(1);
    },
  );

  it('use names that earlier rows define, with the values of those rows', () => {
    const last = readAll(projections).at(-1);
    expect(last?.lines).toEqual([
      'input «X»',
      'input «W_Q»',
      'matmul «XW_Q»',
      'input «W_K»',
      'matmul «XW_K»',
      'transpose «K^\\top»',
      'matmul «QK^\\top»',
      'softmax «\\text{softmax}(QK^\\top)»',
    ]);
    expect(last?.mentions.get('Q')).toBe('Q');
  });

  it.each(['align', 'align*', 'gather', 'split', 'eqnarray', 'aligned', 'dmath'])(
    'of %s',
    (name) => {
      const rows = readAll(`\\begin{${name}} a &= bc \\\\ d &= ef \\end{${name}}`);
      expect(rows.map((r) => r.root?.name)).toEqual(['a', 'd']);
    },
  );

  it('stand between \\\\ without an environment, and in braces of cases', () => {
    expect(readAll('A = QK \\\\ B = AV').map((r) => r.root?.name)).toEqual(['A', 'B']);
    const system = '\\left\\{\\begin{array}{l} q = W_q x \\\\ k = W_k x \\end{array}\\right.';
    expect(readAll(system).map((r) => r.root?.name)).toEqual(['q', 'k']);
  });

  it('that begin with = go on with the name of the row before', () => {
    const rows = readAll('\\begin{aligned} A &= QK \\\\ &= XY \\end{aligned}');
    expect(rows.map((r) => [r.root?.name, r.root?.source])).toEqual([
      ['A', 'QK'],
      ['A', 'XY'],
    ]);
  });

  it('that begin with an operator belong to the row before', () => {
    const rows = readAll('\\begin{aligned} y &= Ax \\\\ &\\quad + b \\end{aligned}');
    expect(rows.map((r) => r.root?.op)).toEqual(['add']);
    expect(rows[0]?.formula.tex).not.toMatch(/&|\\\\/);
  });

  it('may open a bracket and close it later', () => {
    const rows = readAll('\\begin{aligned} y = \\tanh\\Big( & Ax \\\\ & + b \\Big) \\end{aligned}');
    expect(rows.map((r) => r.root?.op)).toEqual(['tanh']);
  });
});

describe('clauses', () => {
  it.each([
    ['Q = XW_Q, K = XW_K, V = XW_V', ['Q', 'K', 'V']],
    ['Q = XW_Q, \\quad K = XW_K', ['Q', 'K']],
    ['S = QK^\\top \\text{ where } Q = XW_Q', ['S', 'Q']],
    ['A = QK \\qquad (1)', ['A']],
    ['\\text{head}_i = Q_iK_i, \\quad i = 1, \\dots, h', ['head_i']],
    ['A = BC \\Rightarrow D = EF', ['A', 'D']],
  ])('%s', (tex, names) => {
    expect(readAll(tex).map((r) => r.root?.name)).toEqual(names);
  });
});

describe('texts that are no formula', () => {
  it.each([
    '',
    '   ',
    '5 and 10',
    '100',
    '3.50',
    '20-30',
    '\\text{hello there}',
    '\\text{if } x',
    'apples',
    '5 apples',
    '\\quad',
    '...',
    '\\label{eq:1}',
  ])('%j has no value that could be shown', (tex) => {
    expect(readAll(tex).filter((r) => r.root !== undefined && r.root.op !== 'input')).toEqual([]);
  });

  it('a shape is no product', () => {
    const [shape] = readAll('n \\times d_k');
    expect(shape?.root).toBeUndefined();
    expect(shape?.values.map((v) => v.name)).toEqual(['n', 'd_k']);
  });
});
