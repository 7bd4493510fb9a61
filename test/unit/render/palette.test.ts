import { describe, expect, it } from 'vitest';
import { contrast, interpolate, luminance } from '../../../src/render/color.js';
import {
  colorTable,
  domainOf,
  inkOn,
  levelOf,
  levels,
  palettes,
} from '../../../src/render/palette.js';
import { themes } from './support.js';

describe.each(themes)('palette %s', (theme) => {
  const palette = palettes[theme];
  const highContrast = theme.startsWith('highContrast');

  it('has text that can be read', () => {
    const least = highContrast ? 7 : 4.5;
    expect(contrast(palette.foreground, palette.background)).toBeGreaterThan(7);
    expect(contrast(palette.muted, palette.background)).toBeGreaterThan(least);
    expect(contrast(palette.foreground, palette.mark)).toBeGreaterThan(4.5);
    expect(contrast(palette.markBorder, palette.background)).toBeGreaterThan(3);
    expect(contrast(palette.missingMark, palette.missing)).toBeGreaterThan(3);
  });

  it('has numbers that can be read on every colour of a heatmap', () => {
    for (const scale of ['sequential', 'diverging'] as const) {
      for (const color of colorTable(scale, theme)) {
        expect(contrast(inkOn(color), color), `${scale} ${color}`).toBeGreaterThan(4.5);
      }
    }
  });

  it('goes steadily away from the background as numbers grow', () => {
    const away = colorTable('sequential', theme).map((c) => contrast(c, palette.background));
    for (let i = 1; i < away.length; i++) expect(away[i]).toBeGreaterThan(away[i - 1] ?? 0);
    const diverging = colorTable('diverging', theme);
    const middle = (levels - 1) / 2;
    for (let i = 0; i < middle; i++) {
      const outer = contrast(diverging[i] ?? '', palette.background);
      expect(outer).toBeGreaterThan(contrast(diverging[i + 1] ?? '', palette.background));
    }
  });

  it('keeps minus and plus apart', () => {
    const table = colorTable('diverging', theme);
    for (let i = 0; i < (levels - 1) / 2 - 2; i++) {
      const red = (c: string): number =>
        Number.parseInt(c.slice(1, 3), 16) - Number.parseInt(c.slice(5, 7), 16);
      expect(red(table[i] ?? '')).toBeGreaterThan(20);
      expect(red(table[levels - 1 - i] ?? '')).toBeLessThan(-20);
    }
  });

  it('has few colours', () =>
    expect(colorTable('diverging', theme).length).toBeLessThanOrEqual(32));
});

describe('domainOf', () => {
  it.each([
    ['weights start at zero', 0.1, 0.9, { scale: 'sequential', low: 0, high: 0.9 }],
    ['scores lie around zero', -1, 3, { scale: 'diverging', low: -3, high: 3 }],
    [
      'numbers far from zero use their own range',
      100,
      101,
      { scale: 'sequential', low: 100, high: 101 },
    ],
    ['all alike', 2, 2, { scale: 'sequential', low: 2, high: 3 }],
    ['all zero', 0, 0, { scale: 'sequential', low: 0, high: 1 }],
    ['nothing finite', Number.NaN, Number.NaN, { scale: 'sequential', low: 0, high: 1 }],
  ])('%s', (_, min, max, domain) => expect(domainOf(min, max)).toEqual(domain));

  it('puts zero into the middle of a diverging scale', () => {
    expect(levelOf(0, domainOf(-1, 3))).toBe((levels - 1) / 2);
    expect(levelOf(3, domainOf(-1, 3))).toBe(levels - 1);
    expect(levelOf(-99, domainOf(-1, 3))).toBe(0);
  });

  it('keeps negative numbers apart on a scale that was asked for', () => {
    const domain = domainOf(-2, 1, 'sequential');
    expect(levelOf(-2, domain)).toBe(0);
    expect(levelOf(1, domain)).toBe(levels - 1);
  });
});

describe('colours', () => {
  it('interpolates from end to end', () => {
    expect(interpolate(['#000000', '#ffffff'], 0)).toBe('#000000');
    expect(interpolate(['#000000', '#ffffff'], 1)).toBe('#ffffff');
    expect(interpolate(['#ff0000', '#00ff00', '#0000ff'], 0.5)).toBe('#00ff00');
  });

  it('measures contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(luminance('#808080')).toBeCloseTo(0.2159, 3);
  });
});
