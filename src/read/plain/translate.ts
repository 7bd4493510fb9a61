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

/** The same for what judges a text by its signs: `QK<sup>T</sup>` is `QK^T`. */
export function untagged(plain: string): string {
  if (!plain.includes('<su')) return plain;
  const script = (_: string, kind: string, inner: string): string =>
    (kind === 'p' ? '^' : '_') + (/^\w$/.test(inner) ? inner : `{${inner}}`);
  const tagged = /<su([bp])>([^<>]{1,60})<\/su[bp]>/g;
  return plain.replaceAll(tagged, script).replaceAll(tagged, script);
}

/**
 * A formula written as plain text, as TeX of the same length, so that every place in it stays where
 * it was: `x^(2i)` becomes `x^{2i}`, a Σ with an index the sign of a sum. Roots, dots and scripts in
 * Unicode are read as they are.
 */
export function asTex(plain: string): string {
  const text = plain.includes('<su') ? withoutTags(plain) : plain;
  const chars = text.split('');
  for (let i = 0; i < chars.length; i++) {
    const c = chars[i];
    const next = chars[i + 1];
    if (c === 'Σ' && next !== undefined && /[_({₀-ₜᵢ\sa-z]/.test(next)) chars[i] = '∑';
    else if (c === '・') chars[i] = '·';
    else if (c === 'Π' && next !== undefined && /[_({₀-ₜᵢ]/.test(next)) chars[i] = '∏';
    else if ((c === '^' || c === '_') && next === '(') {
      const close = closing(chars, i + 1);
      if (close < 0) continue;
      chars[i + 1] = '{';
      chars[close] = '}';
    } else if (c === '_' && isSecondIndex(text, i)) chars[i] = '^';
    else if (c === '\\' && next === '_' && !/[A-Za-z]{2}$/.test(text.slice(0, i))) chars[i] = ' ';
  }
  return chars.join('');
}
