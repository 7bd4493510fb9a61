import { describe, expect, it } from 'vitest';
import type { Formula, TypesetOptions } from '../../../src/render/mathjax.js';
import { typeset } from '../../../src/render/mathjax.js';
import { withoutMarks } from '../../../src/render/typesetter.js';
import { parseSvg } from './support.js';

const options: TypesetOptions = {
  display: true,
  emPx: 16,
  color: '#1f1f1f',
  markColor: '#cfe4fb',
};

function drawn(tex: string, more: Partial<TypesetOptions> = {}): Formula {
  const result = typeset(tex, { ...options, ...more });
  if (!result.ok) throw new Error(`${tex}: ${result.error.message}`);
  return result.value;
}

const attention = '\\text{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right)V';

describe('typeset', () => {
  it.each([
    attention,
    '\\text{head}_i = \\text{Attention}(QW_i^Q, KW_i^K, VW_i^V)',
    '\\text{Attention Weights} = \\text{softmax} \\left( \\frac{Q K^T}{\\sqrt{d_k}} \\right)',
    'MultiHead(Q, K, V ) = Concat(head_1, ..., head_h)W^O',
    'FFN(x) = max \\left(0, xW_1 + b_1 \\right)W_2 + b_2',
    '\\alpha_{ij} = \\frac{\\exp(e_{ij})}{\\sum_{k=1}^{n} \\exp(e_{ik})}',
    '\\begin{aligned} Q &= XW^Q \\\\ K &= XW^K \\end{aligned}',
    '\\begin{align} a &= b \\tag{1}\\label{eq} \\end{align}',
    'M_{ij} = \\begin{cases} 0 & j \\le i \\\\ -\\infty & \\text{otherwise} \\end{cases}',
    '\\bm{W} \\in \\mathbb{R}^{d \\times d}, \\quad \\mathcal{L} = -\\log p',
    '\\operatorname*{arg\\,max}_x \\lVert x \\rVert_2 \\odot \\hat{y}',
    '\\text{attention\\_weight} + \\text{d_k} + \\text{50\\% & more}',
    '\\text{重み} = \\text{ソフトマックス}(\\text{クエリ})',
    'softmax(QKᵀ/√dₖ)·V',
    '\\bm{x} \\softmax \\ReLU \\argmax',
  ])('draws %s as a picture that stands alone', (tex) => {
    const { svg, width, height } = drawn(tex);
    const view = parseSvg(svg);
    expect([view.width, view.height]).toEqual([width, height]);
    expect(width).toBeGreaterThan(20);
    expect(svg).toContain("fill='#1f1f1f'");
    expect(svg).not.toContain('currentColor');
  });

  it('gives sizes in pixels that follow the em', () => {
    const small = drawn(attention, { emPx: 10 });
    const large = drawn(attention, { emPx: 20 });
    expect(Math.abs(large.width - 2 * small.width)).toBeLessThanOrEqual(2);
    expect(Math.abs(large.height - 2 * small.height)).toBeLessThanOrEqual(2);
  });

  it('sets a formula that is too wide smaller, but not illegibly small', () => {
    const wide = `${attention} = ${attention} + ${attention} + ${attention}`;
    expect(drawn(wide, { maxWidth: 476 }).width).toBeLessThanOrEqual(476);
    const wider = `${wide} = ${wide}`;
    const natural = drawn(wider).width;
    expect(drawn(wider, { maxWidth: 100, minScale: 0.5 }).width).toBe(Math.ceil(natural / 2));
  });

  it('is small: the attention formula stays below 11 kB', () => {
    expect(drawn(attention).svg.length).toBeLessThan(11_000);
  });

  it('keeps the page’s colour and uses no ids where it stands in the page', () => {
    const { svg } = drawn(attention, { color: 'currentColor' });
    expect(svg).toContain("fill='currentColor'");
    expect(svg).not.toMatch(/ id=| href=/);
  });

  it('says what it shows to a screen reader where asked', () => {
    expect(drawn('x', { label: 'x < "y"' }).svg).toContain(
      "role='img' aria-label='x &lt; &quot;y&quot;'",
    );
  });

  it('draws definitions of the text, and does not keep them for the next', () => {
    const defined = drawn('\\newcommand{\\query}{Q}\\query');
    expect(defined.svg).toBe(drawn('Q').svg);
    expect(drawn('\\query').width).toBeGreaterThan(2 * defined.width);
  });

  it('takes the same label twice', () => {
    const tex = '\\begin{equation} x \\label{same} \\end{equation}';
    expect(drawn(tex).svg).toBe(drawn(tex).svg);
  });

  it('shows an unknown macro as it is written', () => {
    expect(drawn('\\foo{x}').width).toBeGreaterThan(drawn('x').width + 20);
  });

  it('gives full-width characters their width', () => {
    const air = 1;
    expect(drawn('\\text{クエリ}').width).toBe(3 * 16 + air);
    expect(drawn('\\text{重み行列}').width).toBe(4 * 16 + air);
  });

  it('says that kana are Japanese, and Han characters where the caller knows', () => {
    expect(drawn('\\text{キー}').svg).toContain("xml:lang='ja'");
    expect(drawn('\\text{重}').svg).not.toContain('xml:lang');
    expect(drawn('\\text{重}', { japanese: true }).svg).toContain("xml:lang='ja'");
  });

  it('leaves room above a lowered picture, as much as below its baseline', () => {
    const plain = drawn('d_k', { display: false });
    const lowered = drawn('d_k', { display: false, lowered: true });
    expect(lowered.height - plain.height).toBeCloseTo(plain.depth, -1);
  });
});

describe('what a hostile text can’t do', () => {
  it.each([
    '\\href{javascript:alert(1)}{x}',
    '\\href{https://example.org}{x}',
    '\\style{background:url(//e.x/y)}{x}',
    '\\class{evil}{x}\\cssId{evil}{y}',
    '\\color{url(//e.x)}{x}',
    '\\textcolor{url(//e.x)}{x}',
    '\\require{html}\\href{javascript:alert(1)}{x}',
    '\\unicode[x;background:url(//e.x)]{x41}',
    '\\mmlToken{mi}[href="javascript:alert(1)"]{x}',
    '\\mmlToken{mi}[style="background:url(//e.x)"]{x}',
    '\\text{</text><script>alert(1)</script>}',
    "\\text{' onload='alert(1)}",
    '\\text{<image href="//e.x"/>}',
  ])('%s brings no link, script, style or outside reference', (tex) => {
    const result = typeset(tex, options);
    if (result.ok) parseSvg(result.value.svg);
    else expect(result.error.code).toBe('tex');
  });

  it.each([
    ['an unclosed brace', '\\frac{QK^\\top', /brace/],
    ['an unclosed \\left', '\\left( x', /left|right/],
    ['a missing argument', '\\frac{a}', /argument/i],
    ['endless recursion', '\\def\\a{\\a\\a}\\a', /macro/],
    ['deep nesting', '{'.repeat(10_000) + 'x' + '}'.repeat(10_000), /long|nested/],
    ['deep roots', '\\sqrt{'.repeat(120) + 'x' + '}'.repeat(120), /nested/],
    ['an endless source', 'x_1+'.repeat(100_000), /long/],
  ])('%s is an error with a message', (_, tex, message) => {
    const result = typeset(tex, options);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.error.message).toMatch(message);
  });

  it.each(['', ' ', '\\', '}', '$', '\u0000\u0001', '\ud800', '&', '#', '%x', '^^^', '__', '\\\\'])(
    'junk %j gives a picture or an error, and the next formula works',
    (tex) => {
      const result = typeset(tex, options);
      if (result.ok) parseSvg(result.value.svg);
      expect(drawn('x').width).toBeGreaterThan(5);
    },
  );
});

describe('marks', () => {
  const marked = '\\text{softmax}\\left(\\frac{\\alMark{QK^\\top}}{\\sqrt{d_k}}\\right)V';

  it('lies around the marked part and nothing else', () => {
    const { mark, width, height } = drawn(marked);
    if (mark === undefined) throw new Error('no mark');
    const alone = drawn('QK^\\top');
    expect(mark.width).toBeGreaterThan(alone.width - 3);
    expect(mark.width).toBeLessThan(alone.width + 4);
    expect(mark.y + mark.height).toBeLessThan(height / 2 + 2);
    // Left of it: "softmax("; right of it: ")V".
    expect(mark.x).toBeGreaterThan(drawn('\\text{softmax}').width);
    expect(mark.x + mark.width).toBeLessThan(width - drawn('V').width);
  });

  it('moves no glyph', () => {
    const paths = (tex: string): string[] =>
      parseSvg(drawn(tex).svg)
        .all('[transform]')
        .map((e) => e.getAttribute('transform') ?? '');
    expect(paths(marked)).toEqual(paths(withoutMarks(marked)));
  });

  it.each([
    ['a script', 'd_{\\alMark{k}}', 0.7],
    ['a nested script', 'x^{y^{\\alMark{k}}}', 0.5],
    ['a letter', '\\alMark{k}', 1],
  ])('follows the size of %s', (_, tex, size) => {
    const { mark } = drawn(tex);
    const letter = drawn('\\alMark{k}').mark;
    if (mark === undefined || letter === undefined) throw new Error('no mark');
    const padding = 2 * 0.07 * 16;
    expect((mark.width - padding) / (letter.width - padding)).toBeCloseTo(size, 1);
  });

  it('marks a row of an aligned block below the first row', () => {
    const tex = '\\begin{aligned} a &= b \\\\ c &= \\alMark{d} \\end{aligned}';
    const { mark, height } = drawn(tex);
    expect(mark?.y).toBeGreaterThan(height / 2);
  });

  it('widens the picture where a mark reaches out of the formula', () => {
    const { mark, width, height } = drawn('\\alMark{x}', { markBorder: '#0f4a85' });
    expect(mark?.x).toBeGreaterThan(0);
    expect(mark?.y).toBeGreaterThan(0);
    expect((mark?.x ?? 0) + (mark?.width ?? 0)).toBeLessThan(width);
    expect((mark?.y ?? 0) + (mark?.height ?? 0)).toBeLessThan(height);
  });

  it('is drawn first, behind the glyphs, in the colours given', () => {
    const view = parseSvg(drawn(marked, { markBorder: '#123456' }).svg);
    const [rect] = view.all('svg > rect');
    expect(rect?.getAttribute('fill')).toBe('#cfe4fb');
    expect(rect?.getAttribute('stroke')).toBe('#123456');
    expect(rect?.nextElementSibling?.nodeName).not.toBe('rect');
  });

  it('is not drawn without a colour', () => {
    const { color, display, emPx } = options;
    const result = typeset(marked, { color, display, emPx });
    expect(result.ok && result.value.mark).toBeUndefined();
  });
});
