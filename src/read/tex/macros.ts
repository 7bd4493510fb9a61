import type { Span } from '../../program/span.js';
import { tokenize } from './tokens.js';
import type { Token } from './tokens.js';

/** Macro bodies by name without backslash; `#1`… stand for arguments. */
export type Macros = Readonly<Record<string, string>>;

const maxProduced = 20_000;
const maxDepth = 20;

const definers = new Set([
  'newcommand',
  'renewcommand',
  'providecommand',
  'DeclareMathOperator',
  'def',
]);

interface Definition {
  readonly body: readonly Token[];
  readonly parameters: number;
}

/**
 * Replaces macros by their bodies. Tokens of a body carry the span of the whole call, so that a
 * value made from them is marked by the call; tokens of arguments keep their own spans. Definitions
 * inside the formula count from where they stand. Runaway macros are left as they are.
 */
export function expandMacros(tokens: readonly Token[], macros: Macros = {}): readonly Token[] {
  const table = new Map<string, Definition>();
  for (const [name, body] of Object.entries(macros)) table.set(name, definition(tokenize(body)));
  const defines = tokens.some((t) => t.kind === 'command' && definers.has(t.text));
  if (table.size === 0 && !defines) return tokens;
  const out: Token[] = [];
  expand(tokens, table, 0, out);
  return out;
}

function definition(body: readonly Token[]): Definition {
  const parameters = body.reduce(
    (n, t) => (t.kind === 'parameter' ? Math.max(n, Number(t.text)) : n),
    0,
  );
  return { body, parameters };
}

function expand(
  tokens: readonly Token[],
  table: Map<string, Definition>,
  depth: number,
  out: Token[],
): void {
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) return;
    if (token.kind !== 'command') {
      out.push(token);
      continue;
    }
    if (definers.has(token.text)) {
      const read = readDefinition(tokens, i);
      if (read !== undefined) {
        table.set(read.name, definition(read.body));
        i = read.next - 1;
        continue;
      }
    }
    const found = table.get(token.text);
    if (found === undefined || depth >= maxDepth || out.length > maxProduced) {
      out.push(token);
      continue;
    }
    const args: (readonly Token[])[] = [];
    let next = i + 1;
    for (let k = 0; k < found.parameters; k++) {
      const end = argumentEnd(tokens, next);
      args.push(inner(tokens, next, end));
      next = end;
    }
    const last = tokens[next - 1] ?? token;
    const call: Span = { start: token.span.start, end: Math.max(token.span.end, last.span.end) };
    expand(substituted(found, args, call, token.glued), table, depth + 1, out);
    i = next - 1;
  }
}

function substituted(
  found: Definition,
  args: readonly (readonly Token[])[],
  call: Span,
  glued: boolean,
): Token[] {
  const out: Token[] = [];
  for (const [i, t] of found.body.entries()) {
    const arg = t.kind === 'parameter' ? args[Number(t.text) - 1] : undefined;
    if (arg !== undefined) for (const a of arg) out.push(a);
    else out.push({ ...t, span: call, glued: i === 0 ? glued : t.glued });
    if (out.length > maxProduced) break;
  }
  return out;
}

/** Index after the argument that starts at `i`: a braced group or one token. */
function argumentEnd(tokens: readonly Token[], i: number): number {
  if (tokens[i]?.kind !== 'open') return Math.min(i + 1, tokens.length);
  let depth = 0;
  for (let k = i; k < tokens.length; k++) {
    const kind = tokens[k]?.kind;
    if (kind === 'open') depth++;
    else if (kind === 'close' && --depth === 0) return k + 1;
  }
  return tokens.length;
}

function inner(tokens: readonly Token[], start: number, end: number): readonly Token[] {
  const braced = tokens[start]?.kind === 'open';
  const closed = tokens[end - 1]?.kind === 'close';
  return tokens.slice(braced ? start + 1 : start, braced && closed ? end - 1 : end);
}

function readDefinition(
  tokens: readonly Token[],
  i: number,
): { name: string; body: readonly Token[]; next: number } | undefined {
  const operator = tokens[i]?.text === 'DeclareMathOperator';
  let at = i + 1;
  if (tokens[at]?.text === '*') at++;
  const nameEnd = argumentEnd(tokens, at);
  const name = inner(tokens, at, nameEnd)[0];
  if (name?.kind !== 'command') return undefined;
  at = nameEnd;
  while (tokens[at]?.kind === 'parameter') at++;
  while (tokens[at]?.text === '[') {
    while (at < tokens.length && tokens[at]?.text !== ']') at++;
    at++;
  }
  if (tokens[at]?.kind !== 'open') return undefined;
  const next = argumentEnd(tokens, at);
  const body = inner(tokens, at, next);
  if (!operator) return { name: name.text, body, next };
  const wrap = (text: string, kind: Token['kind']): Token => ({
    kind,
    text,
    span: name.span,
    glued: true,
  });
  return {
    name: name.text,
    body: [wrap('operatorname', 'command'), wrap('{', 'open'), ...body, wrap('}', 'close')],
    next,
  };
}
