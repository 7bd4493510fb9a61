import type { ColorScale } from '../protocol/panel.js';
import type { Theme } from '../protocol/worker.js';
import { contrast, interpolate } from './color.js';

export type { ColorScale, Theme };

/** Colours of one theme. Images have no background of their own: `background` is what lies behind them. */
export interface Palette {
  readonly background: string;
  readonly foreground: string;
  readonly muted: string;
  /** Frames around heatmaps. */
  readonly border: string;
  /** Behind the part of a formula that is pointed at. */
  readonly mark: string;
  /** Around that part, and around the heatmap that is pointed at. */
  readonly markBorder: string;
  /** Behind cells without a finite number. */
  readonly missing: string;
  /** Hatches and crosses on such cells. */
  readonly missingMark: string;
  /** From zero or the smallest to the largest. */
  readonly sequential: readonly string[];
  /** From the most negative (orange) through zero to the most positive (blue). */
  readonly diverging: readonly string[];
}

/**
 * Orange and blue stay apart in all common kinds of colour blindness. The positive half of each
 * diverging scale is its sequential scale, so that blue means "more" everywhere (short of the near-white end in dark themes, where the two
 * halves would meet), and the faint end
 * is close to the background, so that strong colour means a large number in dark themes too.
 */
export const palettes: Readonly<Record<Theme, Palette>> = {
  light: {
    background: '#f8f8f8',
    foreground: '#1f1f1f',
    muted: '#5f5f5f',
    border: '#b8bec6',
    mark: '#cfe4fb',
    markBorder: '#0b62b8',
    missing: '#ececec',
    missingMark: '#7a7a7a',
    sequential: ['#f3f7fc', '#c3daf0', '#74b0dc', '#2a77ba', '#08336e'],
    diverging: [
      '#6e2c04',
      '#b85a12',
      '#e79a4d',
      '#f8d6b0',
      '#f7f7f7',
      '#c3daf0',
      '#74b0dc',
      '#2a77ba',
      '#08336e',
    ],
  },
  dark: {
    background: '#202020',
    foreground: '#d8d8d8',
    muted: '#a3a3a3',
    border: '#575b60',
    mark: '#1d4569',
    markBorder: '#4daafc',
    missing: '#303030',
    missingMark: '#9a9a9a',
    sequential: ['#262b31', '#1d4468', '#2371b3', '#5aaeec', '#dcefff'],
    diverging: [
      '#ffc48c',
      '#e28d3c',
      '#a85c1a',
      '#633d1e',
      '#2a2a2a',
      '#1d4468',
      '#2371b3',
      '#4fa3e3',
      '#a8d8ff',
    ],
  },
  highContrastDark: {
    background: '#0c141f',
    foreground: '#ffffff',
    muted: '#dcdcdc',
    border: '#6fc3df',
    mark: '#0a3d66',
    markBorder: '#f38518',
    missing: '#000000',
    missingMark: '#ffffff',
    sequential: ['#0c1624', '#0b4f8f', '#2f93e0', '#93d0ff', '#ffffff'],
    diverging: [
      '#ffd0a0',
      '#ffab5c',
      '#e8861c',
      '#8a4708',
      '#101418',
      '#0b4f8f',
      '#2f93e0',
      '#6fbcf5',
      '#bfe3ff',
    ],
  },
  highContrastLight: {
    background: '#ffffff',
    foreground: '#000000',
    muted: '#292929',
    border: '#0f4a85',
    mark: '#cfe4fb',
    markBorder: '#b5200d',
    missing: '#ffffff',
    missingMark: '#292929',
    sequential: ['#ffffff', '#b5d6f5', '#5499d6', '#1661a8', '#00204a'],
    diverging: [
      '#4a1c00',
      '#9a4a08',
      '#dd8a35',
      '#f7cf9f',
      '#ffffff',
      '#b5d6f5',
      '#5499d6',
      '#1661a8',
      '#00204a',
    ],
  },
};

/** Colours a heatmap may use; few, so that equal cells merge and an image stays small. Odd: zero has its own. */
export const levels = 31;

/** Where numbers lie on a scale: `low` has the first colour, `high` the last. */
export interface Domain {
  readonly scale: ColorScale;
  readonly low: number;
  readonly high: number;
}

/**
 * The domain that shows these numbers best: around zero where there are negative ones; from zero
 * where zero is near; else from the smallest to the largest. `low` and `high` are finite.
 */
export function domainOf(min: number, max: number, scale?: ColorScale): Domain {
  if (!Number.isFinite(min) || !Number.isFinite(max)) {
    return { scale: scale ?? 'sequential', low: 0, high: 1 };
  }
  if (scale === 'diverging' || (scale === undefined && min < 0)) {
    const reach = Math.max(Math.abs(min), Math.abs(max)) || 1;
    return { scale: 'diverging', low: -reach, high: reach };
  }
  const low = min >= 0 && min <= 0.6 * max ? 0 : min;
  return { scale: 'sequential', low, high: max > low ? max : low + 1 };
}

/** Level 0 … {@link levels} − 1 of a finite number. */
export function levelOf(x: number, domain: Domain): number {
  const t = (x - domain.low) / (domain.high - domain.low);
  return Math.round(Math.min(Math.max(t, 0), 1) * (levels - 1));
}

const tables = new Map<string, readonly string[]>();

/** Colours of all levels of a scale, from low to high. */
export function colorTable(scale: ColorScale, theme: Theme): readonly string[] {
  const key = `${theme} ${scale}`;
  let table = tables.get(key);
  if (table === undefined) {
    const anchors = palettes[theme][scale];
    table = Array.from({ length: levels }, (_, i) => interpolate(anchors, i / (levels - 1)));
    tables.set(key, table);
  }
  return table;
}

/** The ink that reads best on a colour: black or white. */
export const inkOn = (color: string): string =>
  contrast(color, '#000000') >= contrast(color, '#ffffff') ? '#000000' : '#ffffff';
