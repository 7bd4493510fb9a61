import type { PanelControls, PanelSettings } from '../src/protocol/panel.js';

export const MAX_TOKENS = 64;
const MAX_TOKEN_LENGTH = 40;

/** Tokens as typed: separated by spaces or commas, Japanese ones too. */
export const parseTokens = (text: string): readonly string[] =>
  text
    .split(/[\s,，、]+/u)
    .filter((token) => token !== '')
    .map((token) => Array.from(token).slice(0, MAX_TOKEN_LENGTH).join(''));

export const joinTokens = (tokens: readonly string[]): string => tokens.join(' ');

/** Why tokens cannot be used, or null where they can. */
export type TokenProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'tooMany' }
  | { readonly kind: 'count'; readonly needed: number; readonly given: number };

export function tokenProblem(
  tokens: readonly string[],
  control: NonNullable<PanelControls['tokens']>,
): TokenProblem | null {
  if (tokens.length === 0) return { kind: 'empty' };
  const needed = control.value.length;
  if (control.fixedCount && needed > 0 && tokens.length !== needed) {
    return { kind: 'count', needed, given: tokens.length };
  }
  const most = Math.max(MAX_TOKENS, needed);
  return tokens.length > most ? { kind: 'tooMany' } : null;
}

/** The settings with some replaced; sizes are merged name by name. */
export function patchSettings(settings: PanelSettings, patch: PanelSettings): PanelSettings {
  const merged = { ...settings, ...patch };
  return patch.sizes === undefined
    ? merged
    : { ...merged, sizes: { ...settings.sizes, ...patch.sizes } };
}

const sorted = (sizes: Readonly<Record<string, number>> | undefined): string =>
  JSON.stringify(Object.entries(sizes ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));

export const sameSettings = (a: PanelSettings, b: PanelSettings): boolean =>
  a.seed === b.seed &&
  a.mask === b.mask &&
  a.scaling === b.scaling &&
  JSON.stringify(a.tokens) === JSON.stringify(b.tokens) &&
  sorted(a.sizes) === sorted(b.sizes);

export const isUntouched = (settings: PanelSettings): boolean => sameSettings(settings, {});

/** A whole number typed by the user, in range, or null while it is not one. */
export function parseWhole(text: string, min: number, max: number): number | null {
  if (!/^\s*[-−]?\d{1,15}\s*$/.test(text)) return null;
  const value = Number(text.replace('−', '-'));
  return value < min || value > max ? null : value;
}
