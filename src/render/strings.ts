import type { Locale } from '../explain/types.js';

/** The few words that pictures and hovers add of their own. */
export interface RenderStrings {
  readonly symbol: string;
  readonly meaning: string;
  readonly shape: string;
  /** Under a heatmap whose cells stand for blocks. */
  readonly pooled: string;
  /** In place of a heatmap without numbers. */
  readonly unknown: string;
  readonly heatmapOf: (name: string, shape: string) => string;
  readonly range: (low: string, high: string) => string;
  readonly masked: string;
  readonly steps: string;
  readonly more: (n: number) => string;
  readonly first: (index: string) => string;
  /** A line of the document; in a notebook, of a cell. */
  readonly place: (line: number, cell: number | undefined) => string;
  /** Which run of several. */
  readonly run: (number: number, count: number) => string;
  /** Which pass of a loop. */
  readonly pass: (number: number) => string;
}

export const strings: Readonly<Record<Locale, RenderStrings>> = {
  en: {
    symbol: 'Symbol',
    meaning: 'Meaning',
    shape: 'Shape',
    pooled: 'averaged',
    unknown: 'unknown',
    heatmapOf: (name, shape) => `Heatmap of ${name}, ${shape}`,
    range: (low, high) => `from ${low} to ${high}`,
    masked: 'masked',
    steps: 'Steps',
    more: (n) => `and ${n} more`,
    first: (index) => `first of a stack, ${index}`,
    place: (line, cell) => (cell === undefined ? `line ${line}` : `cell ${cell}, line ${line}`),
    run: (number, count) => `Run ${number} of ${count}`,
    pass: (number) => `pass ${number}`,
  },
  ja: {
    symbol: '記号',
    meaning: '意味',
    shape: '形状',
    pooled: '平均化',
    unknown: '不明',
    heatmapOf: (name, shape) => `${name} のヒートマップ、${shape}`,
    range: (low, high) => `${low} から ${high}`,
    masked: 'マスク',
    steps: '計算の流れ',
    more: (n) => `ほか ${n} 個`,
    first: (index) => `先頭の行列 ${index}`,
    place: (line, cell) => (cell === undefined ? `${line} 行目` : `セル ${cell} の ${line} 行目`),
    run: (number, count) => `${count} 回の実行のうち ${number} 回目`,
    pass: (number) => `${number} 周目`,
  },
};
