import { liteAdaptor } from 'mathjax-full/js/adaptors/liteAdaptor.js';
import { RegisterHTMLHandler } from 'mathjax-full/js/handlers/html.js';
import { TeX } from 'mathjax-full/js/input/tex.js';
import { AllPackages } from 'mathjax-full/js/input/tex/AllPackages.js';
import { mathjax } from 'mathjax-full/js/mathjax.js';
import { SVG } from 'mathjax-full/js/output/svg.js';
import { describe, expect, it } from 'vitest';
import { readFormulas } from '../../../../src/read/tex/index.js';
import { markTex } from '../../../../src/read/tex/mark.js';

const wrap = (inner: string): string => `\\class{on}{${inner}}`;

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);
const page = mathjax.document('', {
  InputJax: new TeX({ packages: AllPackages }),
  OutputJax: new SVG({ fontCache: 'none' }),
});

/** False where MathJax draws an error box. */
const typesets = (tex: string): boolean =>
  !adaptor.outerHTML(page.convert(tex, { display: true })).includes('data-mjx-error');

/** Marks the first place where `part` stands in `tex`. */
function mark(tex: string, part: string): string | undefined {
  const start = tex.indexOf(part);
  return markTex(tex, { start, end: start + part.length }, wrap);
}

const attention = '\\text{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right)V';

describe('marking a part of a formula', () => {
  it.each([
    [
      attention,
      'QK^\\top',
      '\\text{softmax}\\left(\\frac{\\class{on}{QK^\\top}}{\\sqrt{d_k}}\\right)V',
    ],
    [
      attention,
      '\\sqrt{d_k}',
      '\\text{softmax}\\left(\\frac{QK^\\top}{\\class{on}{\\sqrt{d_k}}}\\right)V',
    ],
    [attention, 'd_k', '\\text{softmax}\\left(\\frac{QK^\\top}{\\sqrt{\\class{on}{d_k}}}\\right)V'],
    [attention, 'V', '\\text{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right)\\class{on}{V}'],
    [attention, attention, `\\class{on}{${attention}}`],
    ['QK^\\top', 'K', 'Q\\class{on}{K}^\\top'],
    ['q_i^\\top', 'q_i', '\\class{on}{q_i}^\\top'],
    ['QK^\\top', 'K^\\top', 'Q\\class{on}{K^\\top}'],
    ['K^\\top', '\\top', 'K^{\\class{on}{\\top}}'],
    ['x_i', 'i', 'x_{\\class{on}{i}}'],
    ['\\frac12', '1', '\\frac{\\class{on}{1}}2'],
    ['\\frac{A}{B}', '{A}', '\\frac{\\class{on}{{A}}}{B}'],
    ['\\sqrt x', 'x', '\\sqrt {\\class{on}{x}}'],
    ['\\text{head}_i = A', '\\text{head}_i', '\\class{on}{\\text{head}_i} = A'],
    [
      '\\begin{aligned} a &= bc \\end{aligned}',
      'bc',
      '\\begin{aligned} a &= \\class{on}{bc} \\end{aligned}',
    ],
    ['W_i^Q x', 'W_i^Q', '\\class{on}{W_i^Q} x'],
    ['\\mathbf{Q}x', 'Q', '\\mathbf{\\class{on}{Q}}x'],
    ['a + b + c', 'a + b', '\\class{on}{a + b} + c'],
  ])('%s at %s', (tex, part, marked) => {
    expect(mark(tex, part)).toBe(marked);
  });

  it.each([
    ['half of a fraction', attention, 'QK^\\top}{\\sqrt'],
    ['half of a script', 'QK^\\top', 'K^'],
    ['the script with its sign', 'QK^\\top', '^\\top'],
    ['part of both scripts', 'W_i^Q', 'i^Q'],
    ['letters inside \\text', attention, 'soft'],
    ['all that \\text says', attention, 'softmax'],
    ['letters of \\operatorname', '\\operatorname{softmax}(x)', 'max'],
    ['a command name', attention, 'sqrt'],
    ['the bracket after \\left', attention, '('],
    ['an opening bracket', 'f(x)', '(x'],
    ['across cells', 'a & b', 'a & b'],
    ['across rows', '\\begin{aligned} a \\\\ b \\end{aligned}', 'a \\\\ b'],
    ['an operator alone', 'a + b', '+'],
    ['an operator with limits', '\\sum_j x', '\\sum'],
    ['a name that has limits', '\\max_j x', '\\max'],
    ['the index of a root', '\\sqrt[3]{x}', '3'],
    ['an argument of an unknown command', '\\foo{x}{y}', 'x'],
    ['nothing', 'x', ''],
  ])('not %s', (_what, tex, part) => {
    expect(mark(tex, part)).toBeUndefined();
  });

  it('not in a formula that is broken', () => {
    expect(mark('\\frac{QK', 'K')).toBeUndefined();
  });

  it('works for every value of a formula and every place where one is mentioned', () => {
    const formulas = [
      `\\text{Attention}(Q, K, V) = ${attention}`,
      'MultiHead(Q,K,V) = Concat(head_1, ..., head_h)W^O',
      'FFN(x) = \\max(0, xW_1 + b_1)W_2 + b_2',
      '\\alpha_{ij} = \\frac{\\exp(q_i^\\top k_j)}{\\sum_l \\exp(q_i^\\top k_l)}',
      'A = \\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix} x',
    ];
    for (const tex of formulas) {
      for (const { program } of readFormulas(tex, 0)) {
        for (const { span } of [...program.values, ...program.mentions]) {
          const marked = markTex(tex, span, wrap);
          if (marked === undefined)
            throw new Error(`no mark on ${tex.slice(span.start, span.end)}`);
          expect(typesets(marked), `${tex.slice(span.start, span.end)} in ${marked}`).toBe(true);
        }
      }
    }
  });
});
