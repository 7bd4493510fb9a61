import { hasLetter } from '../../program/letters.js';
import type { Span } from '../../program/span.js';
import { accentOf, commandOf, plainOf, subscriptOf, superscriptOf } from './characters.js';
import { commandRule } from './commands.js';
import { hasDecimalCommas, isPairInBrackets } from './decimalCommas.js';

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

const number =
  /(?:\d+(?:\{,\}\d{3})+|\d{1,3}(?:(?:,?\\!|\\[,;:]|，)\d{3})+(?!\d)|\d+)(?:\.(?!\.)\d*)?(?:[eE][+-]?\d+(?![\d.]))?|\.\d+/y;

/** `0,5`, `3{,}14` where a comma is the decimal mark. */
const withComma = /\d+(?:\{,\}|,)\d+(?!\d|,\d|\{,\})/y;

/** `６４`, `０．５`: digits as wide as kana. */
const wideNumber = /[０-９]+(?:[．.][０-９]+)?/y;

/** `67,108,864`; between brackets the same signs are a list. */
const grouped = /\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?/y;
const name = /[a-zA-Z@]+/y;
const blank = /(?:[\s~\u200b-\u200d\u2060\ufeff$]|%[^\n]*\n?)+/y;

const single: Readonly<Record<string, TokenKind>> = {
  '{': 'open',
  '}': 'close',
  _: 'sub',
  '^': 'sup',
  '&': 'align',
};

/** Signs of several characters, as programmers type them. */
const typed: readonly (readonly [string, string])[] = [
  ...[6, 5, 4, 3, 2].map((count) => ['.'.repeat(count), 'dots'] as const),
  [':=', 'coloneqq'],
  ['<=', 'leq'],
  ['>=', 'geq'],
  ['!=', 'neq'],
  ['->', 'to'],
  ['=>', 'Rightarrow'],
];
const typedStarts = new Set(typed.map(([sign]) => sign[0]));

/** `\right>=`: the first sign behind it is a bracket. */
const takesBracket = (token: Token | undefined): boolean =>
  token?.kind === 'command' && (token.text === 'left' || token.text === 'right');

/** Commands with an argument that is no TeX: an address may hold `%` and `_`. */
const rawArgument = /^(?:url|href|includegraphics|htmlData|htmlStyle|htmlClass|htmlId)$/;

/** Longer code between the marks of `\verb` is none. */
const maxVerbatim = 400;

/** Commands that are spaces: the tokens around them do not touch. */
const isSpacing = (text: string): boolean => /^(?:[,;:> \n]|space|thinspace|quad)$/.test(text);

/**
 * True where every backslash was doubled on its way through a string (`\\frac{a}{\\sqrt{d}}`): there
 * `\\frac` is `\frac` and no new line.
 */
function isEscapedTwice(text: string): boolean {
  if (!text.includes('\\\\')) return false;
  let doubled = 0;
  for (const [, slashes = '', word = ''] of text.matchAll(/(\\+)([a-zA-Z]*)/g)) {
    if (slashes.length === 1) return false;
    if (slashes.length === 2 && word.length > 1 && commandRule(word) !== undefined) doubled++;
  }
  return doubled > 0;
}

/**
 * `\\alpha\\(t\\)`: brackets escaped for Markdown; around a whole text `\\(` and `\\)` are delimiters.
 */
function isEscapedBracket(text: string, at: number, sign: string): boolean {
  const outside = /[([]/.test(sign) ? text.slice(0, at) : text.slice(at + 2);
  return outside.trim() !== '';
}

const isSpace = (code: number): boolean =>
  code <= 32 || code === 0x7e || code === 0x24 || code === 0x25 || code >= 0x80;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isWideDigit = (code: number): boolean => code >= 0xff10 && code <= 0xff19;
const isLetter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

/**
 * Splits math into tokens. Never fails: what is not known is a `symbol`. Spaces and comments are
 * dropped (`glued` remembers them). Spans are `offset` plus the place in `text`.
 */
export function tokenize(text: string, offset = 0): Token[] {
  const tokens: Token[] = [];
  const twice = isEscapedTwice(text);
  const commas = hasDecimalCommas(text);
  /** Brackets that are open, of any kind. */
  let brackets = 0;
  let i = 0;
  let glued = false;
  const push = (kind: TokenKind, value: string, length: number): void => {
    const start = offset + i;
    tokens.push({ kind, text: value, span: { start, end: start + length }, glued });
    i += length;
    glued = true;
  };
  const matched = (pattern: RegExp, at: number): string => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? '';
  };

  const countBracket = (sign: string): void => {
    if (sign === '(' || sign === '[' || sign === '{') brackets++;
    else if (sign === ')' || sign === ']' || sign === '}') brackets = Math.max(0, brackets - 1);
  };
  /** A command from `slashes` backslashes on. */
  const pushCommand = (slashes: number): void => {
    const at = i + slashes;
    const word = matched(name, at) || String.fromCodePoint(text.codePointAt(at) ?? 32);
    if (word === 'cr') {
      push('newline', '\\\\', slashes + word.length);
      return;
    }
    if (/^[()[\]]$/.test(word) && isEscapedBracket(text, i, word)) {
      push('symbol', word, slashes + 1);
      countBracket(word);
      return;
    }
    push('command', word, slashes + word.length);
    countBracket(word);
    if (isSpacing(word)) glued = false;
    if (word === 'verb') pushVerbatim();
    else if (rawArgument.test(word) && text[i] === '{') pushRaw();
  };
  /** `{…}` as it stands. */
  const pushRaw = (): void => {
    let depth = 0;
    let end = i;
    for (; end < text.length; end++) {
      if (text[end] === '{') depth++;
      else if (text[end] === '}' && --depth === 0) break;
    }
    push('open', '{', 1);
    if (end > i) push('symbol', text.slice(i, end), end - i);
    if (end < text.length) push('close', '}', 1);
  };
  /** `\verb|…|` */
  const pushVerbatim = (): void => {
    if (text[i] === '*') i++;
    const length = text.slice(i + 1, i + maxVerbatim).indexOf(text[i] ?? '');
    if (length < 0 || i >= text.length) return;
    const end = i + 1 + length;
    push('open', '{', 1);
    if (end > i) push('symbol', text.slice(i, end), end - i);
    push('close', '}', 1);
  };
  const pushBackslash = (): void => {
    const next = text[i + 1];
    if (next === undefined) {
      i++;
      glued = false;
    } else if (next !== '\\') {
      if (/\s/.test(next)) push('command', next === '\n' || next === '\r' ? '\n' : ' ', 2);
      else pushCommand(1);
      if (/\s/.test(next)) glued = false;
    } else if (text[i + 2] === '_' || (twice && /[a-zA-Z,;:!{}|]/.test(text[i + 2] ?? ''))) {
      pushCommand(2);
    } else push('newline', '\\\\', 2);
  };

  /** `x̂` is `\\hat x`: the command first, which covers both. */
  const pushAccent = (length: number): void => {
    if (text.charCodeAt(i + length) < 0x300) return;
    const accent = accentOf.get(text[i + length] ?? '');
    if (accent === undefined) return;
    const span = { start: offset + i, end: offset + i + length + 1 };
    tokens.push({ kind: 'command', text: accent, span, glued });
    glued = true;
  };

  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === 0x25 && isDigit(text.charCodeAt(i - 1)) && isShare(text, i)) {
      push('command', '%', 1);
      continue;
    }
    if (isSpace(code)) {
      const space = matched(blank, i);
      if (space !== '') {
        i += space.length;
        glued = false;
        continue;
      }
    } else if (isLetter(code)) {
      pushAccent(1);
      push('letter', text[i] ?? '', 1);
      if (accentOf.has(text[i] ?? '')) i++;
      continue;
    } else if (code === 0x5c) {
      pushBackslash();
      continue;
    }
    if (isWideDigit(code)) {
      const digits = matched(wideNumber, i);
      push('number', digits.normalize('NFKC'), digits.length);
      continue;
    }
    if (isDigit(code) || (code === 0x2e && isDigit(text.charCodeAt(i + 1)))) {
      const decimal = commas ? matched(withComma, i) : '';
      if (decimal !== '' && !isPairInBrackets(text, i, i + decimal.length)) {
        push('number', decimal.replace(/\{,\}|,/, '.'), decimal.length);
        continue;
      }
      const digits =
        (brackets === 0 && text[i - 1] !== ',' && matched(grouped, i)) || matched(number, i);
      push('number', digits, digits.length);
      continue;
    }
    const char = code < 0x80 ? (text[i] ?? '') : String.fromCodePoint(text.codePointAt(i) ?? 0);
    if (char === '*' && /^\*\*[\w({\\-]/.test(text.slice(i, i + 3))) {
      push('sup', '^', 2);
      continue;
    }
    const isTyped = typedStarts.has(char) && !takesBracket(tokens.at(-1));
    const sign = isTyped ? typed.find(([t]) => text.startsWith(t, i)) : undefined;
    if (sign !== undefined) {
      push('command', sign[1], sign[0].length);
      continue;
    }
    countBracket(char);
    const kind = single[char];
    if (kind !== undefined) push(kind, char, 1);
    else if (char === '#' && /[1-9]/.test(text[i + 1] ?? '')) {
      push('parameter', text[i + 1] ?? '', 2);
    } else if (code < 0x80) push('symbol', char, 1);
    else if (isPicture(char)) {
      i += char.length;
      glued = false;
    } else {
      pushAccent(char.length);
      pushOther(char, push);
      if (accentOf.has(text[i] ?? '')) i++;
    }
  }
  return tokens;
}

/** `\frac{100%}{n}`: a percent sign whose line goes on with brackets that close or with a sign. */
const isShare = (text: string, at: number): boolean =>
  /^%(?:\s?[-+*/=)}\]&\\,.;:|]|[\u3040-\u30ff\u4e00-\u9fff])/.test(text.slice(at, at + 3));

/** Emoji say nothing in a formula. */
const isPicture = (char: string): boolean =>
  /\p{Emoji_Presentation}|\ufe0f/u.test(char) && !commandOf.has(char);

/** A character beyond ASCII, as the TeX that it stands for. */
function pushOther(
  char: string,
  push: (kind: TokenKind, value: string, length: number) => void,
): void {
  const command = commandOf.get(char);
  const sup = superscriptOf.get(char);
  const sub = subscriptOf.get(char);
  if (command !== undefined) push('command', command, char.length);
  else if (sup !== undefined) push('supChar', sup, char.length);
  else if (sub !== undefined) push('subChar', sub, char.length);
  else {
    const plain = plainOf.get(char) ?? folded(char);
    const kind = /^\d$/.test(plain) ? 'number' : hasLetter(plain) ? 'letter' : 'symbol';
    push(kind, plain, char.length);
  }
}

/** `𝐐` and `Ｑ` as `Q`; characters that fold to several stay themselves. */
function folded(char: string): string {
  const plain = char.normalize('NFKC');
  return [...plain].length === 1 ? plain : char;
}
