import type { DelimiterKind, Node } from '../nodes.js';
import { delimiterText, isOpener } from '../pairs.js';
import { nested, spanFrom } from './reader.js';
import type { Reader } from './reader.js';

const kinds: Readonly<Record<string, DelimiterKind>> = {
  '(': '(',
  ')': '(',
  '[': '[',
  ']': '[',
  '\\{': '{',
  '\\}': '{',
  '{': '{',
  '}': '{',
  '\\langle': '<',
  '\\rangle': '<',
  '<': '<',
  '>': '<',
  '|': '|',
  '\\vert': '|',
  '\\lvert': '|',
  '\\rvert': '|',
  '\\mid': '|',
  '\\Vert': '||',
  '\\|': '||',
  '\\lVert': '||',
  '\\rVert': '||',
  '\\lfloor': 'floor',
  '\\rfloor': 'floor',
  '\\lceil': 'ceil',
  '\\rceil': 'ceil',
};

/** A character, or the brackets that it opens. */
export function readSymbol(r: Reader, text: string, end: number): Node {
  const start = r.i;
  const { span, glued } = r.tokens[start] ?? { span: { start: 0, end: 0 }, glued: false };
  const close = isOpener(r.tokens[start]) ? r.ends.get(start) : undefined;
  r.i++;
  if (close === undefined || close >= end) return { kind: 'symbol', text, span, glued };
  const body = nested(r, close, start, () => r.list(close));
  r.i = close + 1;
  if (body === undefined)
    return { kind: 'omitted', missing: false, span: spanFrom(r, start), glued };
  return {
    kind: 'delimited',
    open: kinds[text] ?? '(',
    close: kinds[delimiterText(r.tokens[close]) ?? ''] ?? '(',
    body,
    span: spanFrom(r, start),
    glued,
  };
}

/** `\left( … \right)` */
export function readLeft(r: Reader, end: number): Node {
  const start = r.i;
  const glued = r.tokens[start]?.glued ?? false;
  const close = Math.min(r.ends.get(start) ?? end, end);
  const open = delimiterAt(r, start + 1);
  r.i = Math.min(start + 2, close);
  const body = nested(r, close, start, () => r.list(close));
  r.i = close;
  let closer = open;
  if (!r.open.has(start) && close < end) {
    closer = delimiterAt(r, close + 1);
    r.i = Math.min(close + 2, end);
  }
  const span = spanFrom(r, start);
  if (body === undefined) return { kind: 'omitted', missing: false, span, glued };
  return { kind: 'delimited', open, close: closer, body, span, glued };
}

function delimiterAt(r: Reader, at: number): DelimiterKind {
  const t = r.tokens[at];
  const text = t?.kind === 'open' ? '{' : t?.kind === 'close' ? '}' : delimiterText(t);
  return kinds[text ?? ''] ?? '.';
}
