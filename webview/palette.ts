import type { ColorScale, PanelTensor } from '../src/protocol/panel.js';

export type ThemeKind = 'light' | 'dark' | 'highContrastDark' | 'highContrastLight';

type Stops = readonly string[];

/** From nothing to most. Single hue, monotone in lightness, so that it also reads in grey. */
const sequential: Readonly<Record<ThemeKind, Stops>> = {
  light: ['#f5f9fe', '#d3e3f5', '#a3c9ea', '#65a8dc', '#3182c4', '#115ea3', '#0b3d6e'],
  dark: ['#1b2530', '#173a5c', '#13568c', '#1f7cc4', '#4fa5ea', '#93cbfa', '#dceefe'],
  highContrastDark: ['#000000', '#06335f', '#0a5ca8', '#2f93f0', '#86c5ff', '#ffffff'],
  highContrastLight: ['#ffffff', '#bcdcfb', '#6fb1ee', '#1f78c8', '#0f4a85', '#001b38'],
};

/** From most negative (orange) over zero to most positive (blue); safe for red-green blindness. */
const diverging: Readonly<Record<ThemeKind, Stops>> = {
  light: [
    '#7a3a00',
    '#b85a08',
    '#e58f3a',
    '#f7c48f',
    '#f6f6f6',
    '#b5d4f0',
    '#65a8dc',
    '#1f6fb8',
    '#0b3d6e',
  ],
  dark: [
    '#ffdcb0',
    '#f5a855',
    '#bf6d1b',
    '#6b4018',
    '#262626',
    '#173a5c',
    '#1f72b8',
    '#66b3f2',
    '#dceefe',
  ],
  highContrastDark: [
    '#ffe3bd',
    '#ff9d2e',
    '#a85800',
    '#4d2900',
    '#000000',
    '#06335f',
    '#1f7fd9',
    '#8ac6ff',
    '#ffffff',
  ],
  highContrastLight: [
    '#4a1f00',
    '#9a4a00',
    '#d9822b',
    '#f8cd9e',
    '#ffffff',
    '#bcdcfb',
    '#4e97dd',
    '#0f4a85',
    '#001b38',
  ],
};

const LEVELS = 256;

const channels = (hex: string): readonly [number, number, number] => [
  Number.parseInt(hex.slice(1, 3), 16),
  Number.parseInt(hex.slice(3, 5), 16),
  Number.parseInt(hex.slice(5, 7), 16),
];

export const stopsOf = (theme: ThemeKind, scale: ColorScale): Stops =>
  (scale === 'sequential' ? sequential : diverging)[theme];

function buildMap(stops: Stops): Uint8ClampedArray {
  const map = new Uint8ClampedArray(LEVELS * 3);
  for (let level = 0; level < LEVELS; level++) {
    const at = (level / (LEVELS - 1)) * (stops.length - 1);
    const low = Math.min(Math.floor(at), stops.length - 2);
    const from = channels(stops[low] ?? '#000000');
    const to = channels(stops[low + 1] ?? '#000000');
    for (let c = 0; c < 3; c++) {
      const [a, b] = [from[c] ?? 0, to[c] ?? 0];
      map[level * 3 + c] = Math.round(a + (b - a) * (at - low));
    }
  }
  return map;
}

const maps = new Map<string, Uint8ClampedArray>();

/** 256 colours, three bytes each. */
export function colorMap(theme: ThemeKind, scale: ColorScale): Uint8ClampedArray {
  const key = `${theme} ${scale}`;
  const known = maps.get(key) ?? buildMap(stopsOf(theme, scale));
  maps.set(key, known);
  return known;
}

export interface ColorRange {
  readonly low: number;
  readonly high: number;
}

/**
 * What the two ends of the scale stand for: 0…1 for a sequential scale whose numbers fit in it,
 * their own ends otherwise; the same distance on both sides of zero for a diverging one.
 */
export function colorRange(
  scale: ColorScale,
  tensor: Pick<PanelTensor, 'min' | 'max'>,
): ColorRange {
  const low = Number.isFinite(tensor.min) ? tensor.min : 0;
  const high = Number.isFinite(tensor.max) ? tensor.max : 0;
  if (scale === 'diverging') {
    const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return { low: -reach, high: reach };
  }
  if (low >= 0 && high <= 1) return { low: 0, high: 1 };
  return { low: Math.min(0, low), high: high > low ? high : low + 1 };
}

/** Level 0…255 of a finite number. */
export function levelOf(x: number, range: ColorRange): number {
  const part = (x - range.low) / (range.high - range.low);
  return Math.round(Math.min(1, Math.max(0, part)) * (LEVELS - 1));
}

const linear = (byte: number): number => {
  const c = byte / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};

/** Relative luminance as WCAG 2 defines it, of 8-bit channels. */
export const luminance = (r: number, g: number, b: number): number =>
  0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

/** Black or white, whichever reads better on the colour at `level` (always ≥ 4.5 : 1). */
export function textColorAt(map: Uint8ClampedArray, level: number): '#000000' | '#ffffff' {
  const i = level * 3;
  const light = luminance(map[i] ?? 0, map[i + 1] ?? 0, map[i + 2] ?? 0);
  return (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) ? '#000000' : '#ffffff';
}
