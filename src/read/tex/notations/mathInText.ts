import { commandRule } from '../commands.js';
import type { Token } from '../tokens.js';
import { isProseWord } from '../vocabulary.js';

/** Longer texts are sentences (tokens). */
const maxTokens = 150;

interface Text {
  /** Places of its braces. */
  readonly open: number;
  readonly close: number;
  readonly text: string;
}

const isText = (token: Token | undefined): boolean =>
  token?.kind === 'command' && commandRule(token.text)?.kind === 'text';

/** The `\text{…}` that begins at a token; undefined where it holds braces or scripts hold it. */
function textAt(tokens: readonly Token[], at: number): Text | undefined {
  if (!isText(tokens[at]) || tokens[at + 1]?.kind !== 'open') return undefined;
  let before = at - 1;
  while (tokens[before]?.kind === 'open') before--;
  if (/^(?:sub|sup)$/.test(tokens[before]?.kind ?? '')) return undefined;
  let text = '';
  for (let k = at + 2; k < tokens.length && k < at + maxTokens; k++) {
    const token = tokens[k];
    if (token === undefined || token.kind === 'open') return undefined;
    if (token.kind === 'close') return { open: at + 1, close: k, text };
    text += (token.glued ? '' : ' ') + token.text;
  }
  return undefined;
}

/** A sentence, or a phrase of more words than names have. */
function speaks(text: string): boolean {
  if (/[$。、?!:;：；]|[a-z]\.(?:\s|$)/.test(text)) return true;
  const words = text.match(/\p{L}{2,}/gu) ?? [];
  return (
    words.some((w) => isProseWord(w.toLowerCase())) || /(?:\p{L}{2,}\s+){3}\p{L}{2}/u.test(text)
  );
}

/** What brackets a text leaves open, and how many of its own it closes before. */
function brackets(text: string): { readonly opens: number; readonly closes: number } {
  let [opens, closes] = [0, 0];
  for (const sign of text) {
    if (sign === '(') opens++;
    else if (sign === ')' && opens > 0) opens--;
    else if (sign === ')') closes++;
  }
  return { opens, closes };
}

/** `S = QK`, `LayerNorm(x + Sublayer(x))`, `Input + Sublayer(Input)`, `XW`. */
const holdsFormula = (text: string): boolean =>
  /^\s*[\p{L}(][^=]*=/u.test(text) ||
  /\p{L}\([^()]*[-+*][^()]*[\p{L}(]/u.test(text) ||
  /\+\s*\p{L}+\(/u.test(text) ||
  /^\s*(?:log)?soft-?max\s*\([\p{L}_ ]+\)\s*$/iu.test(text) ||
  /^(?:QK|[QKVX]W|[APS]V)$/.test(text);

/**
 * Formulas typed as text, as a whole, `\text{S = QK}^\text{T}`, or with a bracket that closes in another,
 * `\text{softmax(}x\text{)V}`, as if the command was not there.
 */
export function mathInText(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some((t) => isText(t))) return tokens;
  const left = new Set<number>();
  /** Brackets that a text has left open. */
  let pending = 0;
  for (let at = 0; at < tokens.length; at++) {
    const found = textAt(tokens, at);
    if (found === undefined || speaks(found.text)) continue;
    const { open, close, text } = found;
    const { opens, closes } = brackets(text);
    const pairs = (opens > 0 && /\p{L} ?\(/u.test(text)) || (closes > 0 && closes <= pending);
    if (!pairs && !holdsFormula(text)) continue;
    pending += opens - Math.min(closes, pending);
    for (const k of [at, open, close]) left.add(k);
  }
  return left.size === 0 ? tokens : tokens.filter((_, k) => !left.has(k));
}
