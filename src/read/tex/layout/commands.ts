import { commandRule } from '../commands.js';
import type { CommandRule } from '../commands.js';
import type { Node } from '../nodes.js';
import { delimiterText, isOpener } from '../pairs.js';
import type { Token } from '../tokens.js';
import { readLeft, readSymbol } from './delimiters.js';
import { readEnvironment } from './environments.js';
import { listSpan, nested, spanFrom } from './reader.js';
import type { Reader } from './reader.js';
import { skipSquare } from './square.js';
import { nameText, proseText } from './text.js';

export function readCommand(r: Reader, token: Token, end: number): Node | undefined {
  switch (token.text) {
    case 'left':
      return readLeft(r, end);
    case 'begin':
      return readEnvironment(r, end);
    case 'right':
    case 'middle':
      return readStrayDelimiter(r, token, end);
    case 'end':
      r.i++;
      if (r.tokens[r.i]?.kind === 'open') r.group(end);
      return undefined;
    default: {
      if (isOpener(token)) return readSymbol(r, delimiterText(token) ?? '', end);
      r.i++;
      const rule = commandRule(token.text);
      return rule === undefined ? readUnknown(r, token, end) : readRule(r, rule, token, end);
    }
  }
}

function readStrayDelimiter(r: Reader, token: Token, end: number): Node | undefined {
  const start = r.i;
  const text = delimiterText(r.tokens[start + 1]) ?? '.';
  r.i = Math.min(start + 2, end);
  if (token.text !== 'middle' || text === '.') return undefined;
  return { kind: 'symbol', text, span: spanFrom(r, start), glued: token.glued };
}

/** A command nobody knows takes the braced groups that stand right after it. */
function readUnknown(r: Reader, token: Token, end: number): Node {
  const start = r.i - 1;
  const args: Node[] = [];
  while (args.length < 4 && r.i < end) {
    const next = r.tokens[r.i];
    if (next?.kind !== 'open' || !next.glued) break;
    args.push(r.group(end));
  }
  const span = spanFrom(r, start);
  return { kind: 'command', name: token.text, args, span, glued: token.glued };
}

/** Reads what belongs to a known command; its own token is read already. */
function readRule(r: Reader, rule: CommandRule, token: Token, end: number): Node | undefined {
  const start = r.i - 1;
  const { glued, text } = token;
  const done = (): { span: Node['span']; glued: boolean } => ({ span: spanFrom(r, start), glued });
  switch (rule.kind) {
    case 'ignore':
      if (rule.args > 0 && r.tokens[r.i]?.text === '*') r.i++;
      for (let k = 0; k < rule.args && r.tokens[r.i]?.kind === 'open'; k++) r.group(end);
      return undefined;
    case 'wide':
      return { kind: 'separator', text: '\\quad', ...done() };
    case 'letter':
      return { kind: 'letter', text: `\\${text}`, ...done() };
    case 'symbol':
    case 'number':
      return { kind: rule.kind, text: rule.text, ...done() };
    case 'word':
      return { kind: 'text', text: rule.text, style: 'name', ...done() };
    case 'text':
    case 'name':
      return readText(r, rule.kind, token, end);
    case 'styled': {
      for (let k = 0; k < rule.skip; k++) r.argument(end, 'argument');
      const body = r.argument(end, 'argument');
      return { kind: 'styled', style: text, body, ...done() };
    }
    case 'accent': {
      const body = r.argument(end, 'argument');
      return { kind: 'accent', name: text, body, ...done() };
    }
    case 'fraction': {
      if (text === 'cfrac') skipSquare(r, end, /^[lrc]?$/);
      return { kind: 'fraction', ...readFraction(r, end), ...done() };
    }
    case 'root': {
      const index = readIndex(r, end);
      const body = r.argument(end, 'root');
      return { kind: 'root', index, body, ...done() };
    }
    case 'stack': {
      const script = r.argument(end, 'argument');
      const base = r.argument(end, 'argument');
      const sub = rule.place === 'sub' ? script : undefined;
      const sup = rule.place === 'sup' ? script : undefined;
      return { kind: 'scripts', base, sub, sup, primes: 0, ...done() };
    }
    default:
      return rule satisfies never;
  }
}

/**
 * Numerator and denominator. Where the numerator's brace is never closed, a group at its end was
 * meant as the denominator: `\frac{QK^\top{\sqrt{d}}`.
 */
function readFraction(r: Reader, end: number): { over: Node; under: Node } {
  const start = r.i;
  const over = r.argument(end, 'argument');
  const last = over.kind === 'group' ? over.body.at(-1) : undefined;
  if (r.open.has(start) && over.kind === 'group' && last?.kind === 'group' && last.glued) {
    const body = over.body.slice(0, -1);
    const span = listSpan(body) ?? { start: over.span.start, end: last.span.start };
    return { over: { ...over, body, span }, under: last };
  }
  return { over, under: r.argument(end, 'argument') };
}

/** `\text{…}` is prose or a name, `\mathrm{…}` and `\operatorname{…}` are names or plain math. */
function readText(r: Reader, kind: 'text' | 'name', token: Token, end: number): Node | undefined {
  const start = r.i - 1;
  const { glued, text: command } = token;
  if (r.tokens[r.i]?.text === '*') r.i++;
  // `\rm` without braces switches the font of all that follows.
  if (command === 'rm' && r.tokens[r.i]?.kind !== 'open') return undefined;
  const from = r.i;
  const body = r.argument(end, 'argument');
  const span = spanFrom(r, start);
  if (kind === 'text') {
    return { kind, text: proseText(r.tokens, from, r.i), style: 'text', span, glued };
  }
  const name = nameText(body.kind === 'group' ? body.body : [body]);
  if (name !== undefined) return { kind: 'text', text: name, style: 'name', span, glued };
  return { kind: 'styled', style: command, body, span, glued };
}

/** The `[3]` of `\sqrt[3]{x}`. */
function readIndex(r: Reader, end: number): Node | undefined {
  const start = r.i;
  const close = r.tokens[start]?.text === '[' ? r.ends.get(start) : undefined;
  if (close === undefined || close >= end) return undefined;
  r.i++;
  const body = nested(r, close, start, () => r.list(close)) ?? [];
  r.i = close + 1;
  return { kind: 'group', body, span: spanFrom(r, start), glued: true };
}
