import { describe, expect, it } from 'vitest';
import type { SymbolNote } from '../../../src/explain/types.js';
import type { HoverInput } from '../../../src/render/hover.js';
import { linksPlace } from '../../../src/protocol/worker.js';
import { renderHover } from '../../../src/render/hover.js';
import { loadTypesetter } from '../../../src/render/typesetter.js';
import { imagesOf, parseSvg, themes, waves } from './support.js';

await loadTypesetter();

const symbol = (tex: string, meaning: string): SymbolNote => ({
  value: 0,
  tex,
  text: tex,
  meaning,
  shape: '[n, d_k] = 3 × 4',
  spans: [],
});

const input: HoverInput = {
  theme: 'dark',
  locale: 'en',
  title: 'Scaled dot-product attention',
  partTitle: 'scores',
  originLine: 'example values',
  problems: [],
  formula: {
    tex: '\\text{softmax}\\left(\\frac{\\alMark{QK^\\top}}{\\sqrt{d_k}}\\right)V',
    plain: 'softmax(QKᵀ/√d_k) V',
  },
  part: {
    title: 'QKᵀ',
    text: 'How well each query matches each key.',
    shape: '[n, m] = 3 × 4',
  },
  summary: 'Every query looks at every key.',
  strip: [
    { name: 'Q', tensor: waves(3, 4) },
    { name: 'K', tensor: waves(4, 4), link: 'none' },
    { name: 'QKᵀ', tensor: waves(3, 4), marked: true },
    { name: 'output', tensor: undefined },
  ],
  symbols: [symbol('Q', 'queries'), symbol('W_i^Q', 'weights of the queries')],
  observation: '“is” looks most at “beautiful”: 0.37 of 1',
  plainLine: 'softmax(QKᵀ/√d_k) V — [n, d_v] = 3 × 5, example values',
  images: true,
};

/** The Markdown with its pictures shortened, to compare the layout. */
const layout = (markdown: string): string => markdown.replace(/\(data:[^)]*\)/g, '(…)');

describe('renderHover', () => {
  it('lays out the whole, the part, the way there, the links, the symbols, and a line of text', () => {
    expect(layout(renderHover(input).markdown)).toBe(
      [
        '**Scaled dot-product attention** · scores — *example values*',
        '![softmax(QKᵀ/√d\\_k) V](…)',
        '**QKᵀ** &nbsp; `[n, m] = 3 × 4`  \nHow well each query matches each key.',
        '![Steps: Q 3×4, K 4×4 → QKᵀ 3×4 → output](…)',
        '“is” looks most at “beautiful”: 0.37 of 1',
        linksPlace,
        'Every query looks at every key.',
        [
          '| Symbol | &nbsp;&nbsp;Meaning | Shape |',
          '|:--|:--|:--|',
          '| ![Q](…) | &nbsp;&nbsp;queries&nbsp;&nbsp; | `[n, d_k] = 3 × 4` |',
          '| ![W\\_i^Q](…) | &nbsp;&nbsp;weights of the queries&nbsp;&nbsp; | `[n, d_k] = 3 × 4` |',
        ].join('\n'),
        'softmax(QKᵀ/√d\\_k) V — \\[n, d\\_v\\] = 3 × 5, example values',
      ].join('\n\n'),
    );
  });

  it.each(themes)('has pictures that stand alone in theme %s', (theme) => {
    const images = imagesOf(renderHover({ ...input, theme }).markdown);
    expect(images).toHaveLength(4);
    for (const { svg } of images) parseSvg(svg);
  });

  it('puts problems first', () => {
    const problems = ['Q is [3, 4] and K is [3, 4]: the inner sizes differ.', 'x is not read.'];
    const [first] = renderHover({ ...input, problems }).markdown.split('\n\n');
    expect(first?.split('  \n').slice(1)).toEqual([
      '⚠ Q is \\[3, 4\\] and K is \\[3, 4\\]: the inner sizes differ.',
      '⚠ x is not read.',
    ]);
  });

  it('colours the origin only in the form that VS Code lets through', () => {
    const { markdown } = renderHover({ ...input, html: true });
    // The host puts its links in the place of the comment.
    const tags = markdown.replace(linksPlace, '').match(/<[^>]*>/g) ?? [];
    expect(tags).toEqual(['<span style="color:var(--vscode-descriptionForeground);">', '</span>']);
  });

  it('reads well without pictures', () => {
    const matrix = {
      name: 'w',
      tensor: waves(2, 2),
      rowLabels: ['Tokyo', 'is'],
      columnLabels: ['Tokyo', 'is'],
    };
    const { markdown } = renderHover({ ...input, matrix, images: false });
    expect(markdown).not.toContain('data:');
    expect(markdown).toContain('`softmax(QKᵀ/√d_k) V`');
    expect(markdown).toContain('Q 3×4, K 4×4 → QKᵀ 3×4 → output');
    expect(markdown).toMatch(/```text\n\s+Tokyo\s+is\nTokyo/);
    expect(markdown).toContain('| `W_i^Q` |');
  });

  it('shows the pointed tensor large, with its range in the alternative text', () => {
    const matrix = { name: 'scores', tensor: waves(3, 3) };
    const { markdown } = renderHover({ ...input, matrix });
    expect(markdown).toMatch(/!\[Heatmap of scores, 3 × 3, from −\S+ to \S+\]\(data:/);
  });

  it('says its own words in Japanese', () => {
    const { markdown } = renderHover({ ...input, locale: 'ja' });
    expect(markdown).toContain('| 記号 |');
    expect(markdown).toContain('![計算の流れ: ');
  });

  it('falls back to the formula as source, with what is wrong marked, where it can’t be typeset', () => {
    const formula = { tex: '\\frac{a', plain: '\\frac{a' };
    expect(renderHover({ ...input, formula }).markdown).toContain(
      '\n\n`\\frac` **⚠\u00a0`{`** `a`\n\n',
    );
  });

  it('typesets without the mark where the mark breaks the formula', () => {
    const plain = { tex: '\\left\\alMark(x\\right)', plain: 'x' };
    expect(renderHover({ ...input, formula: plain }).markdown).toContain('![x](data:');
  });

  it('says nothing twice', () => {
    const { markdown } = renderHover({
      ...input,
      partTitle: input.title,
      part: { title: '', text: 'Every query looks at every key.', shape: undefined },
    });
    expect(markdown.match(/Scaled dot-product attention/g)).toHaveLength(1);
    expect(markdown.match(/Every query looks/g)).toHaveLength(1);
  });
});

describe('the budget', () => {
  const full = renderHover(input).markdown.length;

  it('is kept with room to spare by an ordinary hover', () => expect(full).toBeLessThan(40_000));

  it.each([80_000, 30_000, 20_000, 15_000, 12_000, 5_000, 1_000, 300, 60])(
    'of %d characters is kept, and no picture is cut',
    (budget) => {
      const { markdown } = renderHover({ ...input, budget });
      expect(markdown.length).toBeLessThanOrEqual(Math.max(budget, 100));
      expect(markdown).toMatch(/^\*\*Scaled dot-product attention\*\*/);
      const images = imagesOf(markdown);
      expect(images).toHaveLength(markdown.match(/data:/g)?.length ?? 0);
      for (const { svg } of images) parseSvg(svg);
    },
  );

  it('drops the pictures of symbols first, the formula last', () => {
    const images = (budget: number): number =>
      imagesOf(renderHover({ ...input, budget }).markdown).length;
    expect(images(full)).toBe(4);
    expect(images(full - 1)).toBe(2);
    expect(images(13_000)).toBe(1);
    expect(images(5_000)).toBe(0);
  });

  it('is kept by the largest inputs', () => {
    const long = 'とても長い文です。<b>*x*</b> '.repeat(2000);
    const { markdown } = renderHover({
      ...input,
      title: long,
      partTitle: long,
      originLine: long,
      problems: Array.from({ length: 50 }, () => long),
      part: { title: long, text: long, shape: long },
      summary: long,
      symbols: Array.from({ length: 200 }, (_, i) => symbol(`x_{${i}}`, long)),
      strip: Array.from({ length: 100 }, () => ({ name: long, tensor: waves(64, 64) })),
      matrix: { name: long, tensor: waves(500, 500) },
      observation: long,
      plainLine: long,
    });
    expect(markdown.length).toBeLessThanOrEqual(80_000);
  });
});
