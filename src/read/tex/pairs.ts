import type { Problem } from '../../program/problem.js';
import type { Token } from './tokens.js';

/**
 * For every opening token, the index of the token that closes it. Where a brace, a `\left` or an
 * environment is never closed, `ends` holds the index where it must end and `open` is set. Plain
 * parentheses that nothing closes have no entry: they are characters.
 */
export interface Pairs {
  readonly ends: ReadonlyMap<number, number>;
  readonly open: ReadonlySet<number>;
  readonly problems: readonly Problem[];
}

type Kind = 'brace' | 'left' | 'environment' | 'plain';

const openers = new Set(['(', '[', '\\{', '\\langle', '\\lvert', '\\lVert', '\\lfloor', '\\lceil']);
const closers = new Map([
  [')', '('],
  [']', '['],
  ['\\}', '\\{'],
  ['\\rangle', '\\langle'],
  ['\\rvert', '\\lvert'],
  ['\\rVert', '\\lVert'],
  ['\\rfloor', '\\lfloor'],
  ['\\rceil', '\\lceil'],
]);
/** `[0, 1)` is written too. */
const interval = new Set(['(', '[']);

export const delimiterText = (t: Token | undefined): string | undefined => {
  if (t?.kind === 'symbol') return t.text;
  if (t?.kind !== 'command') return undefined;
  if (t.text === 'lbrace' || t.text === 'rbrace') return t.text === 'lbrace' ? '\\{' : '\\}';
  if (t.text === 'lbrack' || t.text === 'rbrack') return t.text === 'lbrack' ? '[' : ']';
  return `\\${t.text}`;
};

export const isOpener = (t: Token | undefined): boolean => openers.has(delimiterText(t) ?? '');

const maxProblems = 8;

const sentence: Readonly<Record<Exclude<Kind, 'plain'>, string>> = {
  brace: 'This “{” is never closed.',
  left: 'This \\left has no \\right.',
  environment: 'This \\begin has no \\end.',
};

/** Matches all brackets in one pass over the tokens. */
export function matchPairs(tokens: readonly Token[]): Pairs {
  const ends = new Map<number, number>();
  const open = new Set<number>();
  const problems: Problem[] = [];
  const stack: { kind: Kind; index: number; text: string }[] = [];
  const count: Record<Kind, number> = { brace: 0, left: 0, environment: 0, plain: 0 };

  const push = (kind: Kind, index: number, text: string): void => {
    stack.push({ kind, index, text });
    count[kind]++;
  };
  /** Takes the innermost opener off; it ends before `at` without being closed. */
  const abandon = (at: number): void => {
    const top = stack.pop();
    if (top === undefined) return;
    count[top.kind]--;
    if (top.kind === 'plain') return;
    ends.set(top.index, at);
    open.add(top.index);
    const span = tokens[top.index]?.span;
    if (span !== undefined && problems.length < maxProblems) {
      problems.push({
        code: 'unclosed-group',
        severity: 'error',
        message: sentence[top.kind],
        span,
        values: { opener: top.text },
      });
    }
  };
  const close = (kind: Kind, at: number): void => {
    if (count[kind] === 0) {
      const token = tokens[at];
      if (token !== undefined && kind !== 'plain' && problems.length < maxProblems) {
        problems.push({
          code: 'unmatched-close',
          severity: 'warning',
          message: `This “${kind === 'brace' ? '}' : `\\${token.text}`}” closes nothing.`,
          span: token.span,
        });
      }
      return;
    }
    while (stack.at(-1)?.kind !== kind) abandon(at);
    const top = stack.pop();
    count[kind]--;
    if (top !== undefined) ends.set(top.index, at);
  };

  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    if (token.kind === 'open') push('brace', i, '{');
    else if (token.kind === 'close') close('brace', i);
    else if (token.kind === 'newline') {
      while (stack.at(-1)?.kind === 'left') abandon(i);
    } else if (token.kind === 'command' && token.text === 'left') {
      push('left', i, '\\left');
      i++;
    } else if (token.kind === 'command' && token.text === 'right') {
      close('left', i);
      i++;
    } else if (token.kind === 'command' && token.text === 'begin')
      push('environment', i, '\\begin');
    else if (token.kind === 'command' && token.text === 'end') close('environment', i);
    else if (isOpener(token)) push('plain', i, delimiterText(token) ?? '');
    else {
      const wanted = closers.get(delimiterText(token) ?? '');
      const top = stack.at(-1);
      if (wanted === undefined || top?.kind !== 'plain') continue;
      if (top.text === wanted || (interval.has(top.text) && interval.has(wanted)))
        close('plain', i);
    }
  }
  while (stack.length > 0) abandon(tokens.length);
  return { ends, open, problems };
}
