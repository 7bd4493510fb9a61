import type { Problem } from '../../../program/problem.js';
import { commandRule } from '../commands.js';
import type { Node } from '../nodes.js';
import type { Token } from '../tokens.js';
import { readCommand, skipLength, styledAs } from './commands.js';
import { readSymbol } from './delimiters.js';
import { createReader, listSpan, nested, spanFrom } from './reader.js';
import type { Reader } from './reader.js';
import { readArgument, readScripts } from './scripts.js';
import { skipSquare } from './square.js';

export interface Layout {
  readonly nodes: readonly Node[];
  readonly problems: readonly Problem[];
}

/**
 * Reads tokens as a tree of what stands where: groups, scripts, fractions, roots, delimiters,
 * environments. Never fails; what is nested too deep becomes one `too-deep` problem.
 */
export function readLayout(tokens: readonly Token[]): Layout {
  const r = createReader(tokens, {
    list: readList,
    atom: readAtom,
    node: readNode,
    group: readGroup,
    argument: readArgument,
  });
  const nodes = readList(r, tokens.length);
  return { nodes, problems: r.problems };
}

function readList(r: Reader, end: number): Node[] {
  const nodes: Node[] = [];
  while (r.i < end) {
    const before = r.i;
    const token = r.tokens[before];
    const infix = token?.kind === 'command' ? commandRule(token.text) : undefined;
    if (token !== undefined && infix?.kind === 'infix') {
      r.i++;
      if (token.text === 'above') skipLength(r, end);
      const under = nested(r, end, before, () => readList(r, end)) ?? [];
      return [infixFraction(nodes, under, token, infix.call)];
    }
    const node = readNode(r, end);
    if (node !== undefined) nodes.push(node);
    if (r.i === before) r.i++;
  }
  return nodes;
}

/** `{a \over b}` */
function infixFraction(
  over: readonly Node[],
  under: readonly Node[],
  at: Token,
  call: string | undefined,
): Node {
  const group = (body: readonly Node[]): Node => {
    const span = listSpan(body) ?? at.span;
    return { kind: 'group', body, glued: true, span };
  };
  const span = listSpan([...over, at, ...under]) ?? at.span;
  if (call !== undefined) {
    return { kind: 'command', name: call, args: [group(over), group(under)], span, glued: false };
  }
  return { kind: 'fraction', over: group(over), under: group(under), span, glued: false };
}

function readNode(r: Reader, end: number): Node | undefined {
  const start = r.i;
  const kind = r.tokens[start]?.kind;
  if (kind === 'sub' || kind === 'sup' || kind === 'subChar' || kind === 'supChar') {
    return readScripts(r, undefined, start, end);
  }
  const base = readAtom(r, end);
  if (base === undefined || base.kind === 'separator') return base;
  return readScripts(r, base, start, end);
}

function readAtom(r: Reader, end: number): Node | undefined {
  const start = r.i;
  const token = r.tokens[start];
  if (token === undefined || start >= end) return undefined;
  const { span, glued, text } = token;
  switch (token.kind) {
    case 'letter':
    case 'number':
      r.i++;
      return { kind: token.kind, text, span, glued };
    case 'symbol':
      return readSymbol(r, text, end);
    case 'open':
      return readGroup(r, end);
    case 'newline':
      r.i++;
      if (r.tokens[r.i]?.text === '*' && r.tokens[r.i]?.glued === true) r.i++;
      skipSquare(r, end, /^[\d.a-z-]*$/);
      return { kind: 'separator', text: '\\\\', span: spanFrom(r, start), glued };
    case 'align':
      r.i++;
      return { kind: 'separator', text: '&', span, glued };
    case 'command':
      return readCommand(r, token, end);
    case 'close':
    case 'sub':
    case 'sup':
    case 'subChar':
    case 'supChar':
    case 'parameter':
      r.i++;
      return undefined;
    default:
      return token.kind satisfies never;
  }
}

function readGroup(r: Reader, end: number): Node {
  const start = r.i;
  const close = Math.min(r.ends.get(start) ?? end, end);
  const glued = r.tokens[start]?.glued ?? false;
  r.i++;
  const first = r.tokens[r.i];
  const font = first?.kind === 'command' ? commandRule(first.text) : undefined;
  const bare = r.tokens[r.i + 1]?.kind !== 'open';
  const body = nested(r, close, start, () => r.list(close));
  r.i = close;
  if (!r.open.has(start) && close < end) r.i++;
  const span = spanFrom(r, start);
  if (body === undefined) return { kind: 'omitted', missing: false, span, glued };
  const group: Node = { kind: 'group', body, span, glued };
  // `{\rm softmax}` is `\mathrm{softmax}`.
  return font?.kind === 'font' && bare ? styledAs(font.style, group, span, glued) : group;
}
