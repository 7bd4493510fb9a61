import type { Check } from '../check/types.js';
import type { Span } from '../program/span.js';
import type { Locale } from './types.js';

const right: Readonly<Record<Locale, string>> = {
  en: 'Checked: equals what the text states.',
  ja: '検算: 書かれている結果と一致します。',
};

const contains = (outer: Span, inner: Span): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

/**
 * What is said where the results that a formula states are right: of those in `near`, the part under
 * the cursor, or else of all. Undefined where one is wrong, which is said as a problem.
 */
export function checkLine(
  checks: readonly Check[],
  near: Span | undefined,
  locale: Locale,
): string | undefined {
  const here = near && checks.filter((c) => contains(near, c.span) || contains(c.span, near));
  const about = here === undefined || here.length === 0 ? checks : here;
  const known = about.length > 0 && about.every((c) => c.status === 'right');
  return known ? right[locale] : undefined;
}
