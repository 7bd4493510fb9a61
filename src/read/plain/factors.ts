import { isCommonFunction, isMeanOf, isStrongFunction } from './functions.js';
import { bareFunctionAt, joinsAt } from './looks.js';
import type { PlainToken } from './tokens.js';

type Tokens = readonly PlainToken[];

/** The kind of the token at `i` where nothing stands before it; `''` elsewhere. */
export const gluedKindAt = (tokens: Tokens, i: number): string => {
  const t = tokens[i];
  return t?.glued === true ? t.kind : '';
};

const isWide = (t: PlainToken): boolean => t.kind === 'word' && !isStrongFunction(t.text);

/** An operator between two tokens, and not a hyphen, a slash between words or an emphasis. */
export function isOperator(tokens: Tokens, i: number): boolean {
  const op = tokens[i];
  const left = tokens[i - 1];
  const right = tokens[i + 1];
  if (op?.kind !== 'operator' || right === undefined || left === undefined) return false;
  if (op.text === '.' && !op.glued)
    // `q . k`, `(W_q x) . (W_k y)`
    return left.kind === 'close'
      ? right.kind === 'open'
      : right.kind === 'symbol' && /^(?:symbol|scripts)$/.test(left.kind);
  if (/^(?:matmul|dot)$/.test(op.text))
    return !/^(?:word|kanji|number)$/.test(left.kind) && /^(?:symbol|open)$/.test(right.kind);
  const tight = op.glued && right.glued;
  if (/[-–/+]/.test(op.text) && tight && isWide(left) && isWide(right))
    return op.text === '/' && /^(?:temperature|tau)$/i.test(right.text);
  if (op.text === '–' && tight) return false;
  if (op.text === '*' && op.glued !== right.glued) return false;
  // `user@host`
  if (op.text === '@' && tight) return !isWide(left) && !isWide(right) && left.kind !== 'number';
  // `-flag`, `a -b`: a sign, or an option of a command.
  return !/[-–/+]/.test(op.text) || op.glued || !right.glued;
}

/** True for a bracket right after a function, or after a name where it joins two: `W[h; x]`. */
export function isApplied(tokens: Tokens, name: PlainToken, i: number): boolean {
  const open = tokens[i];
  if (open?.kind !== 'open' || open.text === '{') return false;
  if (/^[(（]$/.test(open.text))
    return open.glued || (open.text === '(' && isStrongFunction(name.text));
  const isFunction = isCommonFunction(name.text) || isStrongFunction(name.text);
  // `log_softmax[0]` is an entry.
  if (tokens[i + 1]?.kind === 'number' && tokens[i + 2]?.kind === 'close') return false;
  if (isFunction || isMeanOf(name.text)) return open.glued || /^(?:log|ln|exp)$/.test(name.text);
  return (open.glued || name.kind === 'symbol') && joinsAt(tokens, i);
}

/** The token before `i`; a word that is the index of a symbol counts as that: `α_ts`. */
export function lastBefore(tokens: Tokens, i: number): PlainToken | undefined {
  const last = tokens[i - 1];
  const isIndex = last?.kind === 'word' && last.glued && tokens[i - 2]?.kind === 'script';
  return isIndex ? { ...last, kind: 'symbol' } : last;
}

/** `0.88 v1`: a share of something that has an index. */
const isShare = (number: PlainToken, t: PlainToken, next: string): boolean =>
  /\d\.\d|^\.\d/.test(number.text) &&
  t.kind === 'symbol' &&
  (/^\p{L}(?:_?\d|_\w)/u.test(t.text) || /^scripts?$/.test(next));

/** The `1` of `(φ(K)^T 1)`: a vector of ones. */
const isOnes = (tokens: Tokens, i: number): boolean =>
  tokens[i]?.text === '1' &&
  tokens[i + 1]?.kind === 'close' &&
  /^[Tᵀ⊤]$/.test(tokens[i - 1]?.text ?? '');

/** The sign of `k+` and `k-`: the matching key of contrastive losses, and the others. */
export const isPole = (tokens: Tokens, i: number): boolean =>
  /^[+−-]$/.test(tokens[i]?.text ?? '') &&
  tokens[i]?.glued === true &&
  tokens[i - 1]?.kind === 'symbol' &&
  /^(?:close|comma)$/.test(gluedKindAt(tokens, i + 1));

/** True for a symbol with something above or below it. */
const isScripted = (tokens: Tokens, i: number): boolean =>
  /^scripts?$/.test(gluedKindAt(tokens, i + 1));

/** The `ᵀ` of `aᵀ [h_i ‖ h_j]`, the `T` of `a^T`. */
const isTurned = (tokens: Tokens, i: number): boolean =>
  /^(?:[ᵀ⊤]|\.T|.*ᵀ)$/.test(tokens[i]?.text ?? '') ||
  (tokens[i]?.text === 'T' && tokens[i - 1]?.kind === 'script') ||
  (tokens[i]?.text === '⊤' && tokens[i - 1]?.kind === 'script');

/**
 * True where a factor may follow with no sign between: `W₁x`, `)V`, `W x`, `Q K^T`. `relations` is
 * how many signs of equality stand before.
 */
export function follows(tokens: Tokens, i: number, relations: number): boolean {
  const t = tokens[i];
  const before = lastBefore(tokens, i);
  if (t === undefined || before === undefined) return false;
  if (t.kind === 'number') return isOnes(tokens, i);
  if (t.kind === 'bar') {
    // `−m|i − j|`
    if (t.glued) return before.kind === 'bar' || (before.kind === 'symbol' && relations > 0);
    return tokens[i + 1]?.glued === true && /^(?:bar|close|symbol)$/.test(before.kind);
  }
  if (t.kind === 'word' && bareFunctionAt(tokens, i))
    return /^(?:symbol|number|scripts|close)$/.test(before.kind);
  const isFunction = t.kind === 'word' && (isCommonFunction(t.text) || isStrongFunction(t.text));
  if (isFunction && tokens[i + 1]?.kind === 'open' && isApplied(tokens, t, i + 1)) {
    return /^(?:symbol|number|close|scripts)$/.test(before.kind);
  }
  // `Q = X W_Q   K = X W_K`: formulas side by side.
  const apart = t.start - (tokens[i - 1]?.end ?? t.start) > 1;
  if (apart && relations > 0 && t.kind === 'symbol' && tokens[i + 1]?.kind === 'relation')
    return false;
  const isFactor = ['symbol', 'word', 'open', 'root', 'sum', 'command'].includes(t.kind);
  if (t.text === '[') return isTurned(tokens, i - 1) && joinsAt(tokens, i);
  if (!isFactor || t.text === '{') return false;
  if (t.glued) return t.kind !== 'word' || before.kind !== 'number' || t.text.length <= 3;
  if (['command', 'sum', 'root'].includes(t.kind)) return before.kind !== 'word';
  const isShort = t.kind === 'symbol' && (!/^[aI]$/.test(t.text) || before.kind === 'command');
  const isOpen = t.kind === 'open' && before.kind !== 'word';
  if (before.kind === 'number') return isShare(before, t, gluedKindAt(tokens, i + 1));
  // `output = weights V`
  if (before.kind === 'word')
    return (
      relations > 0 &&
      /(?:weights?|重み|权重|權重|가중치)$/i.test(before.text) &&
      /^[Vv](?![a-z])/.test(t.text)
    );
  // `α_{t,i} h_i`: the brace ends a script.
  if (before.text === '}') return isShort;
  if (before.kind === 'close') {
    if (isOpen) return t.text === '(' && relations > 0;
    return isShort && (/^[A-Z]|_/.test(t.text) || isScripted(tokens, i));
  }
  if (before.kind === 'scripts') return isShort || isOpen;
  return (
    (before.kind === 'symbol' || before.kind === 'command') &&
    (isShort || (isOpen && (before.kind === 'command' || relations > 0)))
  );
}
