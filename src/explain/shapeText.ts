import type { Dim, Shape } from '../program/dim.js';
import { dimText } from '../program/dims.js';
import type { Locale } from './types.js';

const scalar: Readonly<Record<Locale, string>> = {
  en: 'a single number',
  ja: 'スカラー（数値 1 つ）',
};

const label = (d: Dim): string => dimText(d).replaceAll(/\?\d+/g, '?');

/**
 * `[n, d_k] = 3 × 4`; `3 × 4` where the sizes are numbers in the text; `[n, d_k]` where nothing has
 * chosen sizes yet; undefined where the shape is unknown.
 */
export function shapeText(
  symbolic: Shape | undefined,
  sizes: readonly number[] | undefined,
  locale: Locale = 'en',
): string | undefined {
  const shape = symbolic ?? sizes;
  if (shape === undefined) return undefined;
  if (shape.length === 0) return scalar[locale];
  const numbers = sizes === undefined ? undefined : sizes.map(String).join(' × ');
  const names = `[${shape.map(label).join(', ')}]`;
  if (numbers === undefined) return names;
  return shape.every((d) => typeof d === 'number')
    ? shape.length === 1
      ? names
      : numbers
    : `${names} = ${numbers}`;
}
