import { hasLetter } from '../../../program/letters.js';
import type { Node } from '../nodes.js';
import { delimiterText, isOpener } from '../pairs.js';
import type { Token } from '../tokens.js';
import { isSubscriptWord } from '../vocabulary.js';
import { complain, nested, spanFrom } from './reader.js';
import type { ArgumentPlace, Reader } from './reader.js';

/** What stands below, above and as primes after `base`. */
export function readScripts(r: Reader, base: Node | undefined, start: number, end: number): Node {
  let sub: Node | undefined;
  let sup: Node | undefined;
  let primes = 0;
  while (r.i < end) {
    const at = r.i;
    const token = r.tokens[at];
    if (token?.kind === 'symbol' && token.text === "'") {
      primes++;
      r.i++;
    } else if (token?.kind === 'command' && /^(?:no)?limits$/.test(token.text)) {
      r.i++;
    } else if (token?.kind === 'subChar' || token?.kind === 'supChar') {
      const script = readScriptCharacters(r, token.kind, end);
      if (token.kind === 'subChar') sub ??= script;
      else sup ??= script;
    } else if (token?.kind === 'sub' || token?.kind === 'sup') {
      r.i++;
      const script = r.argument(end, token.kind);
      const below = token.kind === 'sub';
      if ((below ? sub : sup) !== undefined) {
        const what = below ? 'subscripts' : 'superscripts';
        const message = `There are two ${what} on one symbol; braces say which belongs where.`;
        complain(r, 'double-script', message, spanFrom(r, at));
      }
      if (below) sub ??= script;
      else sup ??= script;
    } else break;
  }
  if (base !== undefined && sub === undefined && sup === undefined && primes === 0) return base;
  const glued = base?.glued ?? r.tokens[start]?.glued ?? false;
  return { kind: 'scripts', base, sub, sup, primes, span: spanFrom(r, start), glued };
}

/** `ᵀ`, `₁₂` */
function readScriptCharacters(r: Reader, kind: 'subChar' | 'supChar', end: number): Node {
  const start = r.i;
  const body: Node[] = [];
  while (r.i < end) {
    const token = r.tokens[r.i];
    if (token?.kind !== kind) break;
    r.i++;
    const { text, span, glued } = token;
    const is = /\d/.test(text) ? 'number' : hasLetter(text) ? 'letter' : 'symbol';
    body.push({ kind: is, text, span, glued });
  }
  return { kind: 'group', body, span: spanFrom(r, start), glued: true };
}

export function readArgument(r: Reader, end: number, place: ArgumentPlace): Node {
  const start = r.i;
  const token = r.tokens[start];
  if (token === undefined || start >= end) return missingArgument(r, start, true);
  if (token.kind === 'sub' || token.kind === 'sup') return missingArgument(r, start, true);
  if (token.kind === 'newline' || token.kind === 'align') return missingArgument(r, start, true);
  const special =
    place === 'sub'
      ? subscriptWord(r, end)
      : place === 'sup'
        ? signedNumber(r, end)
        : place === 'argument'
          ? firstDigit(r, token)
          : undefined;
  if (special !== undefined) return special;
  if (place !== 'root' && isOpener(token)) {
    r.i++;
    const text = delimiterText(token) ?? '';
    return { kind: 'symbol', text, span: token.span, glued: token.glued };
  }
  const node = nested(r, end, start, () => r.atom(end)) ?? missingArgument(r, start, false);
  return place === 'root' && token.kind === 'letter' ? withSubscript(r, node, start, end) : node;
}

/** `\sqrt d_k` and `√d_k` mean the root of d_k, whatever TeX makes of them. */
function withSubscript(r: Reader, base: Node, start: number, end: number): Node {
  const token = r.tokens[r.i];
  if (r.i >= end || (token?.kind !== 'sub' && token?.kind !== 'subChar')) return base;
  let sub: Node;
  if (token.kind === 'subChar') sub = readScriptCharacters(r, 'subChar', end);
  else {
    r.i++;
    sub = r.argument(end, 'sub');
  }
  const span = spanFrom(r, start);
  return { kind: 'scripts', base, sub, sup: undefined, primes: 0, span, glued: true };
}

function missingArgument(r: Reader, start: number, aloud: boolean): Node {
  const before = r.tokens[start - 1]?.span ?? { start: 0, end: 0 };
  if (aloud) {
    const message = 'Something is missing here: the command before it needs an argument.';
    complain(r, 'missing-argument', message, before);
  }
  const span = { start: before.end, end: before.end };
  return { kind: 'omitted', missing: true, span, glued: true };
}

/** `\frac12` is one half: takes a digit and leaves the others. */
function firstDigit(r: Reader, token: Token): Node | undefined {
  if (token.kind !== 'number' || token.text.length < 2) return undefined;
  const { start, end } = token.span;
  const middle = Math.min(start + 1, end);
  r.tokens[r.i] = {
    ...token,
    text: token.text.slice(1),
    span: { start: middle, end },
    glued: true,
  };
  const span = { start, end: middle };
  return { kind: 'number', text: token.text[0] ?? '', span, glued: true };
}

/** `d_model` and `attention_weight` without braces: typed as a programmer types names. */
function subscriptWord(r: Reader, end: number): Node | undefined {
  const start = r.i;
  let word = '';
  let k = start;
  for (; k < end && word.length < 24; k++) {
    const t = r.tokens[k];
    if (t?.kind !== 'letter' || (k > start && !t.glued)) break;
    word += t.text;
  }
  if (word.length < 2 || !isSubscriptWord(word)) return undefined;
  r.i = k;
  return { kind: 'text', text: word, style: 'run', span: spanFrom(r, start), glued: true };
}

/** `x^-1` without braces. */
function signedNumber(r: Reader, end: number): Node | undefined {
  const start = r.i;
  const sign = r.tokens[start];
  const next = r.tokens[start + 1];
  if (sign?.kind !== 'symbol' || (sign.text !== '-' && sign.text !== '+')) return undefined;
  if (next?.glued !== true || (next.kind !== 'number' && next.kind !== 'letter')) return undefined;
  r.i++;
  const first: Node = { kind: 'symbol', text: sign.text, span: sign.span, glued: true };
  const body = r.atom(end);
  const span = spanFrom(r, start);
  return { kind: 'group', body: body === undefined ? [first] : [first, body], span, glued: true };
}
