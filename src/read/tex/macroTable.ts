import type { Token } from './tokens.js';

/** What a macro stands for. */
export interface MacroDefinition {
  readonly body: readonly Token[];
  /** How many arguments it takes, the optional one included. */
  readonly parameters: number;
  /** The first argument where the call gives none in square brackets. */
  readonly optional?: readonly Token[];
}

/** A definition inside a text: the name it gives, and the token after it. */
export interface ReadDefinition {
  readonly name: string;
  readonly definition: MacroDefinition;
  /** True for `\providecommand`, which leaves an earlier definition alone. */
  readonly weak: boolean;
  readonly next: number;
}

/** How a command defines: `\newcommand{\x}[1]{…}`, `\def\x#1{…}`, `\let\x=\y`, an operator's name. */
type Definer = 'command' | 'def' | 'let' | 'operator' | 'delimiter' | 'document';

const definers: Readonly<Record<string, Definer>> = {
  newcommand: 'command',
  renewcommand: 'command',
  providecommand: 'command',
  DeclareRobustCommand: 'command',
  def: 'def',
  gdef: 'def',
  edef: 'def',
  xdef: 'def',
  let: 'let',
  DeclareMathOperator: 'operator',
  DeclarePairedDelimiter: 'delimiter',
  NewDocumentCommand: 'document',
  RenewDocumentCommand: 'document',
};

export const isDefiner = (t: Token): boolean =>
  t.kind === 'command' && Object.hasOwn(definers, t.text);

export const countParameters = (body: readonly Token[]): number =>
  body.reduce((n, t) => (t.kind === 'parameter' ? Math.max(n, Number(t.text)) : n), 0);

/** Index after the argument that starts at `i`: a braced group or one token. */
export function argumentEnd(tokens: readonly Token[], i: number): number {
  if (tokens[i]?.kind !== 'open') return Math.min(i + 1, tokens.length);
  let depth = 0;
  for (let k = i; k < tokens.length; k++) {
    const kind = tokens[k]?.kind;
    if (kind === 'open') depth++;
    else if (kind === 'close' && --depth === 0) return k + 1;
  }
  return tokens.length;
}

/** The tokens of an argument without its braces. */
export function inner(tokens: readonly Token[], start: number, end: number): readonly Token[] {
  const braced = tokens[start]?.kind === 'open';
  const closed = tokens[end - 1]?.kind === 'close';
  return tokens.slice(braced ? start + 1 : start, braced && closed ? end - 1 : end);
}

/** Index after `[…]` at `i`; `i` where none stands there. */
export function squareEnd(tokens: readonly Token[], i: number): number {
  if (tokens[i]?.text !== '[') return i;
  let depth = 0;
  for (let k = i; k < tokens.length; k++) {
    const token = tokens[k];
    if (token?.kind === 'open') depth++;
    else if (token?.kind === 'close') depth--;
    else if (token?.text === ']' && depth === 0) return k + 1;
  }
  return i;
}

/** Reads the definition whose command stands at `i`; undefined where it is none that can be read. */
export function readDefinition(tokens: readonly Token[], i: number): ReadDefinition | undefined {
  const command = tokens[i]?.text ?? '';
  const definer = definers[command];
  let at = i + 1;
  if (tokens[at]?.text === '*') at++;
  const nameEnd = argumentEnd(tokens, at);
  const name = inner(tokens, at, nameEnd)[0];
  if (definer === undefined || name?.kind !== 'command') return undefined;
  const made = (definition: MacroDefinition, next: number): ReadDefinition => ({
    name: name.text,
    definition,
    weak: command === 'providecommand',
    next,
  });
  /** The braced group at `k`, or undefined. */
  const group = (k: number): { body: readonly Token[]; next: number } | undefined => {
    if (tokens[k]?.kind !== 'open') return undefined;
    const next = argumentEnd(tokens, k);
    return { body: inner(tokens, k, next), next };
  };
  switch (definer) {
    case 'let': {
      const from = tokens[nameEnd]?.text === '=' ? nameEnd + 1 : nameEnd;
      const same = tokens[from];
      return same === undefined ? undefined : made({ body: [same], parameters: 0 }, from + 1);
    }
    case 'def': {
      let k = nameEnd;
      while (k < tokens.length && k < nameEnd + 20 && tokens[k]?.kind !== 'open') k++;
      const parameters = countParameters(tokens.slice(nameEnd, k));
      const read = group(k);
      return read && made({ body: read.body, parameters }, read.next);
    }
    case 'operator': {
      const read = group(nameEnd);
      return read && made({ body: operatorName(name, read.body), parameters: 0 }, read.next);
    }
    case 'delimiter': {
      const open = argumentEnd(tokens, nameEnd);
      const close = argumentEnd(tokens, open);
      const argument: Token = { kind: 'parameter', text: '1', span: name.span, glued: true };
      const body = [...inner(tokens, nameEnd, open), argument, ...inner(tokens, open, close)];
      return made({ body, parameters: 1 }, close);
    }
    case 'document': {
      const read = group(argumentEnd(tokens, nameEnd));
      return read && made({ body: read.body, parameters: countParameters(read.body) }, read.next);
    }
    case 'command': {
      const countEnd = squareEnd(tokens, nameEnd);
      const optionalEnd = squareEnd(tokens, countEnd);
      const read = group(optionalEnd);
      if (read === undefined) return undefined;
      const declared = Number(tokens[nameEnd + 1]?.text);
      const parameters = countEnd > nameEnd ? Math.min(declared || 0, 9) : 0;
      const optional = optionalEnd > countEnd ? tokens.slice(countEnd + 1, optionalEnd - 1) : [];
      const has = optionalEnd > countEnd && parameters > 0 ? { optional } : {};
      return made({ body: read.body, parameters, ...has }, read.next);
    }
    default:
      return definer satisfies never;
  }
}

/** `\operatorname{…}` around the body. */
function operatorName(name: Token, body: readonly Token[]): Token[] {
  const wrap = (text: string, kind: Token['kind']): Token => ({
    kind,
    text,
    span: name.span,
    glued: true,
  });
  return [wrap('operatorname', 'command'), wrap('{', 'open'), ...body, wrap('}', 'close')];
}
