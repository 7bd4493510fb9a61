import { hasLetter } from '../../program/letters.js';
import type { Span } from '../../program/span.js';
import { commandOf, plainOf, subscriptOf, superscriptOf } from './characters.js';

export type TokenKind =
  /** One letter of any alphabet. */
  | 'letter'
  | 'number'
  /** Any other character: `+`, `(`, `|`. */
  | 'symbol'
  /** `\name` or `\,`; `text` is without the backslash. */
  | 'command'
  | 'open'
  | 'close'
  | 'sub'
  | 'sup'
  /** A character that is a script by itself: `ₖ`, `ᵀ`; `text` is `k`, `T`. */
  | 'subChar'
  | 'supChar'
  /** `\\` */
  | 'newline'
  /** `&` */
  | 'align'
  /** `#1` in a macro's body. */
  | 'parameter';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly span: Span;
  /** True where nothing, not even a space, stands between this token and the one before it. */
  readonly glued: boolean;
}

const number = /(?:\d+(?:\{,\}\d{3})+|\d+)(?:\.(?!\.)\d*)?(?:[eE][+-]?\d+(?![\d.]))?|\.\d+/y;
const command = /\\(?:[a-zA-Z@]+|[\s\S])?/y;
const blank = /(?:[\s~\u200b-\u200d\u2060\ufeff$]|%[^\n]*\n?)+/y;

const single: Readonly<Record<string, TokenKind>> = {
  '{': 'open',
  '}': 'close',
  _: 'sub',
  '^': 'sup',
  '&': 'align',
};

/**
 * Splits math into tokens. Never fails: what is not known is a `symbol`. Spaces and comments are
 * dropped (`glued` remembers them). Spans are `offset` plus the place in `text`.
 */
export function tokenize(text: string, offset = 0): Token[] {
  const tokens: Token[] = [];
  let i = 0;
  let glued = false;
  const push = (kind: TokenKind, value: string, length: number): void => {
    tokens.push({
      kind,
      text: value,
      span: { start: offset + i, end: offset + i + length },
      glued,
    });
    i += length;
    glued = true;
  };
  const matched = (pattern: RegExp): string => {
    pattern.lastIndex = i;
    return pattern.exec(text)?.[0] ?? '';
  };

  while (i < text.length) {
    const space = matched(blank);
    if (space !== '') {
      i += space.length;
      glued = false;
      continue;
    }
    const digits = matched(number);
    if (digits !== '') {
      push('number', digits, digits.length);
      continue;
    }
    const char = String.fromCodePoint(text.codePointAt(i) ?? 0);
    if (char === '\\') {
      const name = matched(command);
      if (/^\\\s?$/.test(name)) {
        i += name.length;
        glued = false;
      } else if (name === '\\\\') push('newline', name, 2);
      else push('command', name.slice(1), name.length);
      continue;
    }
    if (text.startsWith('...', i)) {
      push('command', 'dots', 3);
      continue;
    }
    const kind = single[char];
    const name = commandOf.get(char);
    const sup = superscriptOf.get(char);
    const sub = subscriptOf.get(char);
    if (kind !== undefined) push(kind, char, 1);
    else if (name !== undefined) push('command', name, char.length);
    else if (sup !== undefined) push('supChar', sup, char.length);
    else if (sub !== undefined) push('subChar', sub, char.length);
    else if (text.startsWith('#', i) && /[1-9]/.test(text[i + 1] ?? '')) {
      push('parameter', text[i + 1] ?? '', 2);
    } else {
      const plain = plainOf.get(char) ?? folded(char);
      push(hasLetter(plain) ? 'letter' : 'symbol', plain, char.length);
    }
  }
  return tokens;
}

/** `𝐐` and `Ｑ` as `Q`; characters that fold to several stay themselves. */
function folded(char: string): string {
  if (char.charCodeAt(0) < 0x80) return char;
  const plain = char.normalize('NFKC');
  return [...plain].length === 1 ? plain : char;
}
