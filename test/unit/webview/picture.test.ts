import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainColumns } from '../../../webview/chainColumns.js';
import { gridLayout, zoomFrom, type GridLayoutInput } from '../../../webview/gridLayout.js';
import {
  colorMap,
  colorRange,
  levelOf,
  luminance,
  textColorAt,
  type ThemeKind,
} from '../../../webview/palette.js';
import { ellipsize } from '../../../webview/text.js';
import { themeOf } from '../../../webview/theme.js';
import { thumbnailCell } from '../../../webview/thumbnail.js';
import { stepOf } from './models.js';

const themes: readonly ThemeKind[] = ['light', 'dark', 'highContrastDark', 'highContrastLight'];

describe('colours', () => {
  const lightness = (map: Uint8ClampedArray, level: number): number =>
    luminance(map[level * 3] ?? 0, map[level * 3 + 1] ?? 0, map[level * 3 + 2] ?? 0);

  it.each(themes)('a sequential scale in %s grows steadily away from the background', (theme) => {
    const map = colorMap(theme, 'sequential');
    const sign = lightness(map, 255) > lightness(map, 0) ? 1 : -1;
    for (let level = 1; level < 256; level++) {
      expect(sign * (lightness(map, level) - lightness(map, level - 1))).toBeGreaterThanOrEqual(
        -0.002,
      );
    }
  });

  it.each(themes)('numbers on every colour of %s have a contrast of 4.5 : 1', (theme) => {
    for (const scale of ['sequential', 'diverging'] as const) {
      const map = colorMap(theme, scale);
      for (let level = 0; level < 256; level++) {
        const ground = lightness(map, level);
        const ratio =
          textColorAt(map, level) === '#ffffff' ? 1.05 / (ground + 0.05) : (ground + 0.05) / 0.05;
        expect(ratio).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it.each([
    ['sequential', 0.2, 0.7, { low: 0, high: 1 }],
    ['sequential', 0, 3, { low: 0, high: 3 }],
    ['sequential', NaN, NaN, { low: 0, high: 1 }],
    ['diverging', -1, 3, { low: -3, high: 3 }],
    ['diverging', 0, 0, { low: -1, high: 1 }],
    ['diverging', NaN, NaN, { low: -1, high: 1 }],
  ] as const)('a %s scale of %d…%d runs over %j', (scale, min, max, range) =>
    expect(colorRange(scale, { min, max })).toEqual(range),
  );

  it.each([
    [-2, 0],
    [-1, 0],
    [0, 128],
    [1, 255],
    [9, 255],
  ])('of −1…1, %d is level %i', (x, level) => expect(levelOf(x, { low: -1, high: 1 })).toBe(level));

  it.each([
    ['vscode-dark', 'dark'],
    ['vscode-light', 'light'],
    ['vscode-high-contrast', 'highContrastDark'],
    ['vscode-high-contrast vscode-high-contrast-light', 'highContrastLight'],
  ])('a body of class %s is %s', (names, theme) => {
    const classes = names.split(' ');
    expect(themeOf({ classList: { contains: (name) => classes.includes(name) } })).toBe(theme);
  });
});

describe('the size of a heatmap', () => {
  const base: GridLayoutInput = {
    rows: 3,
    columns: 3,
    available: { width: 600, height: 320 },
    rowLabelWidth: 50,
    columnLabelWidth: 50,
    rowNameWidth: 40,
    columnsNamed: true,
    zoom: null,
    devicePixelRatio: 1,
  };

  it('is as large as fits, in whole device pixels', () => {
    const sizes = fc.record({
      rows: fc.integer({ min: 1, max: 40 }),
      columns: fc.integer({ min: 1, max: 40 }),
      columnLabelWidth: fc.integer({ min: 8, max: 200 }),
      devicePixelRatio: fc.constantFrom(1, 1.25, 1.5, 2),
    });
    fc.assert(
      fc.property(sizes, (changes) => {
        const layout = gridLayout({ ...base, ...changes });
        const device = layout.cellWidth * changes.devicePixelRatio;
        expect(Math.abs(device - Math.round(device))).toBeLessThan(1e-9);
        expect(layout.width).toBeLessThanOrEqual(600);
        expect(layout.height).toBeLessThanOrEqual(320);
      }),
    );
  });

  it('gives a matrix that cannot fit cells to point at', () => {
    const layout = gridLayout({ ...base, rows: 512, columns: 512 });
    expect(layout.cellWidth).toBeGreaterThanOrEqual(8);
    expect(layout.width).toBeGreaterThan(600);
  });

  it.each([
    [1024, 1024],
    [4096, 4096],
    [8192, 64],
    [3, 5000],
  ])('shows %i × %i as a whole, however small its cells', (rows, columns) => {
    const layout = gridLayout({ ...base, rows, columns });
    expect(layout.width).toBeLessThanOrEqual(600);
    expect(layout.height).toBeLessThanOrEqual(320);
    const zoomed = gridLayout({ ...base, rows, columns, zoom: 2 });
    expect(zoomed.cellWidth).toBe(2);
  });

  it('leans labels that do not fit, and thins them out', () => {
    expect(gridLayout(base).slanted).toBe(false);
    const many = gridLayout({ ...base, columns: 32, columnLabelWidth: 60 });
    expect(many.slanted).toBe(true);
    expect(many.columnStep * many.cellWidth).toBeGreaterThanOrEqual(14);
  });

  it('follows the zoom', () => {
    expect(gridLayout({ ...base, zoom: 28 }).cellWidth).toBe(28);
    expect(zoomFrom(28, 1)).toBe(40);
    expect(zoomFrom(28, -1)).toBe(20);
    expect(zoomFrom(120, 1)).toBeNull();
    expect(zoomFrom(2, -1)).toBeNull();
  });

  it.each([
    [3, 3, { width: 13, height: 13 }],
    [64, 64, { width: 0.875, height: 0.875 }],
    [1, 512, { width: 76 / 512, height: 12 }],
    [512, 2, { width: 6, height: 56 / 512 }],
  ])('of a thumbnail of %i × %i is %j a cell', (rows, columns, size) =>
    expect(thumbnailCell(rows, columns, { width: 76, height: 56 })).toEqual(size),
  );
});

it.each([
  ['beautiful', 9, 'beautiful'],
  ['beautiful', 6, 'beaut…'],
  ['国際連合安全保障理事会', 5, '国際連合…'],
  ['e\u0301e\u0301e\u0301', 3, 'e\u0301…'],
  ['two words', 5, 'two…'],
  ['abc', 1, '…'],
  ['abc', 0, ''],
])('%j in room for %i letters is %j', (text, room, cut) =>
  expect(ellipsize(text, room, (t) => t.length)).toBe(cut),
);

it('the chain has one column for query, key and value', () => {
  const steps = [0, 1, 1, 1, 3, 2].map((column, id) => stepOf(id, { column }));
  expect(chainColumns(steps).map((column) => column.map(({ index }) => index))).toEqual([
    [0],
    [1, 2, 3],
    [5],
    [4],
  ]);
});
