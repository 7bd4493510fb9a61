import type { PlainToken } from './tokens.js';

type Tokens = readonly PlainToken[];

/** After `dim=-1)`, where what stands at `i` is that. */
export function keywordEnd(tokens: Tokens, i: number): number | undefined {
  const text = (at: number): string => tokens[at]?.text ?? '';
  if (!/^(?:dim|axis)$/.test(text(i)) || text(i + 1) !== '=') return undefined;
  const sign = /^[-−]$/.test(text(i + 2)) ? 1 : 0;
  const isLast = (sign === 1 ? /^1$/ : /^[123]$/).test(text(i + 2 + sign));
  return isLast && tokens[i + 3 + sign]?.kind === 'close' ? i + 4 + sign : undefined;
}

/** The brace that closes the one at `i`, whatever stands between them. */
export function closingBrace(tokens: Tokens, i: number): number | undefined {
  let depth = 0;
  for (let at = i; at < tokens.length && at < i + 400; at++) {
    const text = tokens[at]?.text;
    if (text === '{') depth += 1;
    else if (text === '}' && --depth === 0) return at;
  }
  return undefined;
}

/** `||` */
const isDoubled = (tokens: Tokens, i: number): boolean =>
  tokens[i + 1]?.kind === 'bar' && tokens[i + 1]?.glued === true;

/** True for a bracket that joins two: `[h; x]`, and after a learned weight `W [h, x]`. */
export function joinsAt(tokens: Tokens, i: number): boolean {
  let depth = 0;
  const isWeighed = tokens[i]?.glued === false && /^W/.test(tokens[i - 1]?.text ?? '');
  const isSeparator = isWeighed ? /^[;,]$/ : /^(?:;|[‖∥])$/;
  for (let at = i; at < tokens.length && at < i + 60; at++) {
    const { kind, text } = tokens[at] ?? {};
    if (kind === 'open') depth += 1;
    else if (kind === 'close' && --depth === 0) return false;
    else if (isSeparator.test(text ?? '') && depth === 1) return true;
    else if (kind === 'bar' && depth === 1 && isDoubled(tokens, at)) return true;
  }
  return false;
}

/** `log p_i`, `log P(x)`: a function without brackets, of one symbol. */
export function bareFunctionAt(tokens: Tokens, i: number): boolean {
  const [name, next, after] = tokens.slice(i, i + 3);
  if (/^(?:log|ln)$/.test(name?.text ?? '') && next?.kind === 'sum') return true;
  return (
    /^(?:log|ln|sin|cos|tanh)$/.test(name?.text ?? '') &&
    next?.kind === 'symbol' &&
    !next.glued &&
    (/^(?![A-ZΑ-Ω])\p{L}/u.test(next.text) ||
      (next.text === 'P' && after?.kind === 'open' && after.glued))
  );
}

/** After `[i, j]` or `[i][j]` at `i`, the places of an entry; `i` elsewhere. */
export function placesEnd(tokens: Tokens, i: number): number {
  let end = i;
  while (tokens[end]?.text === '[' && tokens[end]?.glued === true) {
    let at = end + 1;
    while (/^(?:[ijklmnt]|:|,)$/.test(tokens[at]?.text ?? '')) at += 1;
    if (at === end + 1 || tokens[at]?.text !== ']') break;
    end = at + 1;
  }
  return end;
}
