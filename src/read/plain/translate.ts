import { blanked } from '../blank.js';
import { joiner } from './html.js';
import { withSigns } from './spelled.js';

/** The bracket that closes the one at `open`, or −1. */
function closing(chars: readonly string[], open: number): number {
  let depth = 0;
  for (let i = open; i < chars.length; i++) {
    if (chars[i] === '(') depth += 1;
    else if (chars[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

/** `W_Q_i`: the second underscore of a symbol, whose index stands where TeX has only an exponent. */
const isSecondIndex = (plain: string, at: number): boolean =>
  /(?<![A-Za-z0-9_^}])[A-Za-z]\d?_[A-Za-z0-9]{1,8}$/.test(plain.slice(Math.max(0, at - 12), at)) &&
  /^_[A-Za-z0-9]{1,8}(?![A-Za-z0-9_^])/.test(plain.slice(at, at + 10));

/** `d<sub>k</sub>` as `d_{k}`, with blanks for what the tags are longer. */
export const withoutTags = (plain: string): string =>
  plain.replaceAll(/<(\/?)su([bp])>/g, (tag, close: string, kind: string) =>
    (close === '' ? (kind === 'p' ? '^{' : '_{') : '}').padEnd(tag.length),
  );

/** `, dim=-1`: along the last axis, as in every formula. */
const keyword = /[,，]\s?(?:dim|axis)\s?=\s?(?:[-−]1|[1-3])(?=\s?[)）])/g;

/** The `][` of `A[i][j]`, as programs have it. */
const twoIndices = /(?<=[A-Za-z]\[[a-z])\]\[(?=[a-z]\])/g;

const raised: Readonly<Record<string, string>> = { q: 'ᵠ', k: 'ᴷ', v: 'ⱽ', o: 'ᴼ' };
const raisedFor = (_: string, before: string, letter: string): string =>
  before + (raised[letter.toLowerCase()] ?? letter);

/**
 * `Q = X·Wq`: the matrix W for queries, as Q is no factor of itself, and `Concat(…)WO` the one for the
 * output.
 */
function withIndices(tex: string): string {
  const own = /^\s*([QKVqkv])(?:[^=＝A-Za-z]{0,6})[=＝]/.exec(tex)?.[1];
  const joined = tex.replaceAll(
    /((?:(?:[)\]]|…)\s?[·×*@]?|(?:out(?:put)?|concat\w{0,10})\s?[·×*@])\s?W)([oO])(?![\w^ᵀ.])/gi,
    raisedFor,
  );
  return own === undefined
    ? joined
    : joined.replaceAll(new RegExp(`(W)(${own})(?![\\w^ᵀ.])`, 'gi'), raisedFor);
}

/** `\|\|` as `||` with blanks before it: in a table a bar needs its backslash. */
function barsAt(chars: readonly string[], i: number): [number, ...string[]] {
  let length = 2;
  while (chars[i + length] === '\\' && chars[i + length + 1] === '|') length += 2;
  const blanks = Array<string>(length / 2).fill(' ');
  return [length, ...blanks, ...blanks.map(() => '|')];
}

/** The same for what judges a text by its signs: `QK<sup>T</sup>` is `QK^T`. */
export function untagged(plain: string): string {
  if (!plain.includes('<su')) return plain;
  const script = (_: string, kind: string, inner: string): string =>
    (kind === 'p' ? '^' : '_') + (/^\w$/.test(inner) ? inner : `{${inner}}`);
  const tagged = /<su([bp])>([^<>]{1,60})<\/su[bp]>/g;
  return plain.replaceAll(tagged, script).replaceAll(tagged, script);
}

/** `k+)` */
const isPole = (plain: string, at: number): boolean =>
  /[A-Za-z\d][-−+][),]/.test(plain.slice(Math.max(0, at - 1), at + 2));

/**
 * A formula written as plain text, as TeX of the same length, so that every place in it stays where
 * it was: `x^(2i)` becomes `x^{2i}`, a Σ with an index the sign of a sum. Roots, dots and scripts in
 * Unicode are read as they are.
 */
export function asTex(plain: string): string {
  const shown = (plain.includes('<su') ? withoutTags(plain) : plain).replaceAll(joiner, ' ');
  const text = withSigns(shown.replaceAll(keyword, blanked).replaceAll(twoIndices, ', '));
  const chars = text.split('');
  for (let i = 0; i < chars.length; i++) {
    const c = chars[i];
    const next = chars[i + 1];
    if (c === 'Σ' && next !== undefined && /[_({₀-ₜᵢ-ᵪⱼ\sa-z]/.test(next)) chars[i] = '∑';
    else if (c === '・') chars[i] = '·';
    else if (c === '+' && isPole(text, i)) chars[i] = '⁺';
    else if (/[-−]/.test(c ?? '') && isPole(text, i)) chars[i] = '⁻';
    else if (c === 'Π' && next !== undefined && /[_({₀-ₜᵢ-ᵪⱼ]/.test(next)) chars[i] = '∏';
    else if ((c === '^' || c === '_') && next === '(') {
      const close = closing(chars, i + 1);
      if (close < 0) continue;
      chars[i + 1] = '{';
      chars[close] = '}';
    } else if (c === '_' && isSecondIndex(text, i)) chars[i] = '^';
    else if (c === '\\' && next === '|') chars.splice(i, ...barsAt(chars, i));
    else if (c === '\\' && next === '_' && !/[A-Za-z]{2}$/.test(text.slice(0, i))) chars[i] = ' ';
  }
  return withIndices(chars.join(''));
}
