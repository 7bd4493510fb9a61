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
    } else if (token?.kind === 'command' && isLimits(token.text)) {
      r.i++;
    } else if (token?.kind === 'subChar' || token?.kind === 'supChar') {
      const script = readScriptCharacters(r, token.kind, end);
      if (token.kind === 'subChar') sub ??= script;
      else sup ??= script;
    } else if (token?.kind === 'sub' || token?.kind === 'sup' || isEatenSub(r, base, end)) {
      r.i++;
      const below = token?.kind !== 'sup';
      const script = r.argument(end, below ? 'sub' : 'sup');
      const marks = below ? 0 : countPrimes(script);
      if (marks > 0) {
        primes += marks;
        continue;
      }
      if ((below ? sub : sup) !== undefined && !(below && isWord(sub))) {
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

const isLimits = (text: string): boolean => /^(?:(?:no|display)?limits)$/.test(text);

/** `x*{2i}`: Markdown tools take `_` for emphasis and write it as `*`. */
function isEatenSub(r: Reader, base: Node | undefined, end: number): boolean {
  const token = r.tokens[r.i];
  const next = r.tokens[r.i + 1];
  if (token?.kind !== 'symbol' || token.text !== '*' || !token.glued || r.i + 1 >= end)
    return false;
  if (next?.kind !== 'open' || !next.glued) return false;
  return base?.kind === 'letter' || base?.kind === 'styled' || base?.kind === 'accent';
}

/** `^{\prime\prime}` is `''`. */
function countPrimes(script: Node): number {
  const list = script.kind === 'group' ? script.body : [script];
  const isPrime = (n: Node): boolean => n.kind === 'symbol' && /^\\d?prime$/.test(n.text);
  if (!list.every(isPrime)) return 0;
  return list.reduce((sum, n) => sum + (n.kind === 'symbol' && n.text === '\\dprime' ? 2 : 1), 0);
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
  // `x^(1/2)` as it is typed outside TeX; TeX would raise the bracket alone.
  const closed = (place === 'sub' || place === 'sup') && token.text === '(' && closesWithin(r, end);
  if (place !== 'root' && isOpener(token) && !closed) {
    r.i++;
    const text = delimiterText(token) ?? '';
    return { kind: 'symbol', text, span: token.span, glued: token.glued };
  }
  const node = nested(r, end, start, () => r.atom(end)) ?? missingArgument(r, start, false);
  return place === 'root' && token.kind === 'letter' ? withSubscript(r, node, start, end) : node;
}

function closesWithin(r: Reader, end: number): boolean {
  const close = r.ends.get(r.i);
  return close !== undefined && close < end && close - r.i < 40;
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
  const next = r.tokens[k];
  const indices =
    !isSubscriptWord(word) &&
    /^[ijklmnt]{2,3}$/.test(word) &&
    next?.kind !== 'sub' &&
    next?.kind !== 'sup';
  if (word.length < 2 || !(indices || isSubscriptWord(word))) return undefined;
  // `\sum_jexp(x_j)`: a letter, and a function after it.
  if (/^[a-z](?:exp|log|softmax|max|min|tanh)$/.test(word) && next?.text === '(') return undefined;
  const letters = r.tokens.slice(start, k);
  r.i = k;
  const span = spanFrom(r, start);
  if (!indices) return { kind: 'text', text: word, style: 'run', span, glued: true };
  const body = letters.map((t): Node => ({
    kind: 'letter',
    text: t.text,
    span: t.span,
    glued: t.glued,
  }));
  return { kind: 'group', body, span, glued: true };
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

/** `Bandwidth` of `Memory_Bandwidth_Bytes`: a name with several underscores, and no index. */
const isWord = (sub: Node | undefined): boolean =>
  sub !== undefined && sub.kind !== 'group' && sub.span.end - sub.span.start > 2;
