import { describe, expect, it } from 'vitest';
import { heatmapLarge } from '../../../src/render/heatmapLarge.js';
import type { StripCell } from '../../../src/render/heatmapStrip.js';
import { heatmapStrip } from '../../../src/render/heatmapStrip.js';
import type { Picture } from '../../../src/render/svg.js';
import { parseSvg, tensor, themes, waves } from './support.js';

const theme = 'light';

function present(picture: Picture | undefined): Picture {
  if (picture === undefined) throw new Error('no picture');
  return picture;
}

const cell = (name: string, ...shape: number[]): StripCell => ({ name, tensor: waves(...shape) });

const attention: readonly StripCell[] = [
  cell('Q', 3, 4),
  { ...cell('K', 4, 4), link: 'none' },
  { ...cell('QKᵀ', 3, 4), marked: true },
  cell('softmax', 3, 4),
  cell('·V', 3, 5),
];

describe('heatmapStrip', () => {
  it.each(themes)('is one small picture with names and shapes in theme %s', (each) => {
    const { svg, width } = present(heatmapStrip(attention, { theme: each }));
    const view = parseSvg(svg);
    expect(view.texts).toEqual([
      'Q',
      '3×4',
      'K',
      '4×4',
      'QKᵀ',
      '3×4',
      'softmax',
      '3×4',
      '·V',
      '3×5',
    ]);
    expect(width).toBeLessThanOrEqual(476);
    expect(svg.length).toBeLessThan(20_000);
  });

  it('points an arrow at each but the first and those beside their neighbour', () => {
    const { svg } = present(heatmapStrip(attention, { theme }));
    const arrows = parseSvg(svg).all("path[stroke-linecap='round']")[0]?.getAttribute('d') ?? '';
    expect(arrows.match(/H/g)).toHaveLength(3);
  });

  it('stands out where the cursor is', () => {
    const view = parseSvg(present(heatmapStrip(attention, { theme })).svg);
    const bold = view.all("text[font-weight='600']").map((t) => t.textContent);
    expect(bold).toEqual(['QKᵀ']);
    expect(view.all("rect[stroke-width='2']")).toHaveLength(1);
  });

  it('pools large matrices, shows the first of a stack, and says both', () => {
    const cells = [cell('scores', 2, 8, 64, 64), cell('x', 64, 512), cell('b', 12)];
    const { svg } = present(heatmapStrip(cells, { theme }));
    const view = parseSvg(svg);
    expect(view.text).toContain('2×8×64×64 [0, 0] averaged');
    expect(view.text).toContain('64×512 averaged');
    expect(view.text).toMatch(/b 12$/);
    expect(svg.length).toBeLessThan(20_000);
  });

  it('is below 20 kB for any number of the noisiest matrices', () => {
    for (const count of [1, 4, 7, 9, 14, 40]) {
      const cells = Array.from({ length: count }, (_, i) => cell(`step ${i}`, 16, 16));
      const { svg, width } = present(heatmapStrip(cells, { theme }));
      expect(svg.length, `${count} matrices`).toBeLessThan(20_000);
      expect(width).toBeLessThanOrEqual(476);
    }
  });

  it('leaves out the middle of very many, never the ends or the one pointed at', () => {
    const cells = Array.from({ length: 30 }, (_, i) => ({
      ...cell(`s${i}`, 4, 4),
      marked: i === 14,
    }));
    const view = parseSvg(present(heatmapStrip(cells, { theme })).svg);
    expect(view.texts).toContain('s0');
    expect(view.texts).toContain('s14');
    expect(view.texts).toContain('s29');
    expect(view.texts).toContain('…');
    expect(view.texts).not.toContain('s10');
  });

  it('draws an empty frame where the numbers are not known', () => {
    const cells: StripCell[] = [cell('x', 3, 4), { name: 'y', tensor: undefined }];
    const view = parseSvg(present(heatmapStrip(cells, { theme, locale: 'ja' })).svg);
    expect(view.texts).toContain('?');
    expect(view.texts).toContain('不明');
    expect(view.all('rect[stroke-dasharray]')).toHaveLength(1);
  });

  it('gives nothing for nothing', () => expect(heatmapStrip([], { theme })).toBeUndefined());

  it('takes any name', () => {
    const name = `<script>'"&${'x'.repeat(5000)}`;
    const { svg, width } = present(heatmapStrip([{ ...cell('x', 2, 2), name }], { theme }));
    parseSvg(svg);
    expect(width).toBeLessThanOrEqual(476);
    expect(svg.length).toBeLessThan(3000);
  });
});

describe('heatmapLarge', () => {
  const tokens = ['Tokyo', 'is', 'beautiful'];
  const weights = tensor([3, 3], [0.5, 0.3, 0.2, 0.1, 0.8, 0.1, 0.356295, 0.274214, 0.369491]);

  it.each(themes)('has numbers in its cells and tokens on both axes in theme %s', (each) => {
    const { svg, width } = present(
      heatmapLarge(weights, {
        theme: each,
        rowLabels: tokens,
        columnLabels: tokens,
        rowAxis: 'query',
        columnAxis: 'key',
        title: 'attention_weights',
      }),
    );
    const { texts } = parseSvg(svg);
    for (const wanted of ['attention_weights', 'query ↓', 'key →', '0.3563', '0.2742', '0.5000']) {
      expect(texts).toContain(wanted);
    }
    expect(texts.filter((t) => t === 'beautiful')).toHaveLength(2);
    expect(width).toBeLessThanOrEqual(476);
    expect(svg.length).toBeLessThan(8000);
  });

  it('says what is not finite in words and hatches what is masked', () => {
    const odd = tensor([2, 2], [1.5, -Infinity, Number.NaN, Infinity]);
    const { texts } = parseSvg(present(heatmapLarge(odd, { theme })).svg);
    expect(texts).toEqual(expect.arrayContaining(['1.5', '−∞', 'NaN', '∞']));
  });

  it('explains colours and marks where there is no room for numbers', () => {
    const masked = waves(30, 30);
    for (let i = 0; i < 30; i++) masked.data.fill(-Infinity, i * 30 + i + 1, (i + 1) * 30);
    const { texts } = parseSvg(present(heatmapLarge(masked, { theme })).svg);
    expect(texts).toContain('−∞ (masked)');
    expect(texts.some((t) => /^−\d/.test(t))).toBe(true);
    expect(texts).not.toContain('averaged');
  });

  it('pools large matrices and says so', () => {
    const { svg, height } = present(heatmapLarge(waves(2, 300, 200), { theme }));
    const { texts } = parseSvg(svg);
    expect(texts).toContain('averaged');
    expect(texts).toContain('first of a stack, [0]');
    expect(svg.length).toBeLessThan(20_000);
    expect(height).toBeLessThan(260);
  });

  it('never hides a NaN by pooling', () => {
    const data = waves(1000, 900);
    data.data[543_211] = Number.NaN;
    const { texts } = parseSvg(present(heatmapLarge(data, { theme })).svg);
    expect(texts).toContain('NaN');
  });

  it('uses fewer digits before it gives numbers up', () => {
    const wide = waves(2, 10);
    const { texts } = parseSvg(present(heatmapLarge(wide, { theme })).svg);
    expect(texts.filter((t) => /^−?\d/.test(t))).toHaveLength(20);
  });

  it('cuts long and Japanese labels to fit', () => {
    const labels = ['とても長いトークンの名前です', 'antidisestablishmentarianism', 'x'];
    const { svg, width } = present(
      heatmapLarge(weights, { theme, locale: 'ja', rowLabels: labels, columnLabels: labels }),
    );
    expect(width).toBeLessThanOrEqual(476);
    expect(parseSvg(svg).texts.filter((t) => t.includes('…'))).toHaveLength(4);
  });

  it.each([
    ['a number', tensor([], [1])],
    ['an empty tensor', tensor([0, 4], [])],
  ])('leaves %s to text', (_, t) => expect(heatmapLarge(t, { theme })).toBeUndefined());

  it.each([
    ['a vector', waves(7)],
    ['a long vector', waves(5000)],
    ['a column', waves(5000, 1)],
    ['all zero', tensor([2, 2], [0, 0, 0, 0])],
    ['all NaN', tensor([1, 2], [Number.NaN, Number.NaN])],
    ['huge numbers', tensor([1, 2], [3e38, -3e38])],
    ['one element', tensor([1, 1, 1, 1], [3])],
  ])('draws %s', (_, t) => {
    const { svg, width, height } = present(heatmapLarge(t, { theme }));
    parseSvg(svg);
    expect(svg).not.toMatch(/NaN[,'\s]*[hvlM]|undefined|Infinity/);
    expect(width).toBeLessThanOrEqual(476);
    expect(height).toBeLessThan(280);
  });
});
