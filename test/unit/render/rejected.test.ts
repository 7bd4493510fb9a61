import { describe, expect, it } from 'vitest';
import { renderHover } from '../../../src/render/hover.js';
import type { HoverInput } from '../../../src/render/hover.js';
import { typeset } from '../../../src/render/mathjax.js';
import { rejectedSvg } from '../../../src/render/rejected.js';
import { loadTypesetter, sourceOf } from '../../../src/render/typesetter.js';

const options = { display: true, emPx: 16, color: '#000' };

/** A formula that MathJax refuses → the text that it stumbles over. */
const rejected: readonly (readonly [tex: string, wrong: string])[] = [
  ['\\frac{a}{b', '{'],
  ['a}b', '}'],
  ['\\left( x', '\\left'],
  ['x \\right)', '\\right'],
  ['\\begin{matrix} 1', '\\begin{matrix}'],
  ['\\begin{matrix}1\\end{pmatrix}', '\\end{pmatrix}'],
  ['x^2^3', '^3'],
  ['\\frac{QK^\\top}{\\sqrt{d_k^a^b}} V', '^b'],
  ['\\mathbf{x}_1_2 + y', '_2'],
  ['\\begin{aligned} a &= b^1^{23} \\\\ c &= d \\end{aligned}', '^{23}'],
  ['a & b', '&'],
  ['\\begin{foo}x\\end{foo}', '\\begin{foo}'],
  ['a \\over b \\over c', '\\over'],
  ['\\limits x', '\\limits'],
  ['\\text{重み} + \\limits x', '\\limits'],
  ['\\frac{1}{2}}', '}'],
];

describe('a formula that can’t be typeset', () => {
  it.each(rejected)('%s goes wrong at %s', (tex, wrong) => {
    const result = typeset(tex, options);
    if (result.ok) throw new Error('it was typeset');
    const { span } = result.error;
    expect(tex.slice(span?.start, span?.end)).toBe(wrong);
  });

  const input = (tex: string): HoverInput => ({
    theme: 'light',
    locale: 'en',
    title: 'Tensor',
    problems: [],
    formula: { tex, plain: tex },
    strip: [],
    symbols: [],
    images: true,
  });

  it('is shown in a hover as its source, with the place marked', async () => {
    await loadTypesetter();
    const { markdown } = renderHover(input('\\alMark{QK^\\top} + x^2^3 V'));
    expect(markdown).toContain('`QK^\\top + x^2` **⚠\u00a0`^3`** `V`');
  });

  it('is shown in the panel as its source, with the place marked', () => {
    const tex = '\\frac{a}{b & <x>}';
    const result = typeset(tex, options);
    if (result.ok) throw new Error('it was typeset');
    const svg = rejectedSvg(tex, result.error, 16);
    expect(svg).toMatch(/\\frac\{a\}\{b\u00a0<tspan [^>]*>⚠&amp;<\/tspan>\u00a0&lt;x&gt;/);
  });

  it('is its own source without the marks that a hover adds', () => {
    expect(sourceOf('a \\alMark{\\frac{b}{c}} d')).toBe('a \\frac{b}{c} d');
    expect(sourceOf('a b')).toBe('a b');
  });
});

describe('macros of the document', () => {
  const macros = { key: 'K_{#1}', '\\query': 'Q' };
  const width = (tex: string, more: object = {}): number => {
    const result = typeset(tex, { ...options, ...more });
    return result.ok ? result.value.width : NaN;
  };

  it('count for the formulas of that document alone', () => {
    expect(width('\\query \\key{i}', { macros })).toBe(width('Q K_{i}'));
    expect(width('\\query')).toBeGreaterThan(width('Q') + 20);
    expect(width('\\query', { macros: { query: 'q' } })).toBe(width('q'));
  });

  it('give way to what the formula defines itself, which stays in the formula', () => {
    expect(width('\\def\\query{q}\\query', { macros })).toBe(width('q'));
    expect(width('\\query', { macros })).toBe(width('Q'));
  });
});
