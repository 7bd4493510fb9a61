import type { Span } from '../program/span.js';

/** Most macro definitions looked at in one document, and the longest body of one. */
const MAX_MACROS = 500;
const MAX_BODY = 2_000;

/** The place after the bracket that closes the one at `open`, or undefined where none does. */
export function closed(text: string, open: number, brackets: '{}' | '[]'): number | undefined {
  const end = Math.min(text.length, open + MAX_BODY);
  let depth = 0;
  for (let i = open; i < end; i++) {
    const c = text[i];
    if (c === '\\') i += 1;
    else if (c === brackets[0]) depth += 1;
    else if (c === brackets[1]) {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return undefined;
}

/** The body in braces from `from` on, after arguments' numbers and defaults in brackets. */
function bodyAfter(text: string, from: number): Span | undefined {
  const space = /[ \t\r\n]{0,20}/y;
  let at = from;
  for (let i = 0; i < 4; i++) {
    space.lastIndex = at;
    at += space.exec(text)?.[0].length ?? 0;
    if (text[at] === '[') {
      const after = closed(text, at, '[]');
      if (after === undefined) return undefined;
      at = after;
    } else if (text[at] === '#') at += 2;
    else break;
  }
  const end = text[at] === '{' ? closed(text, at, '{}') : undefined;
  return end === undefined ? undefined : { start: at + 1, end: end - 1 };
}

const definition =
  /\\(?:(?:(?:re|provide)?newcommand|providecommand|DeclareRobustCommand)\*?|(DeclareMathOperator)\*?|def)[ \t]{0,20}(?:\{[ \t]{0,20}\\([A-Za-z]{1,60})[ \t]{0,20}\}|\\([A-Za-z]{1,60}))/g;

/** A macro that a document defines, and where it does. */
interface MacroDefinition {
  readonly name: string;
  readonly body: string;
  readonly span: Span;
}

function* definitionsIn(document: string): Generator<MacroDefinition> {
  let count = 0;
  for (const match of document.matchAll(definition)) {
    if (count++ >= MAX_MACROS) break;
    const body = bodyAfter(document, match.index + match[0].length);
    if (body === undefined) continue;
    const text = document.slice(body.start, body.end);
    yield {
      name: match[2] ?? match[3] ?? '',
      body: match[1] === undefined ? text : `\\operatorname{${text}}`,
      span: { start: match.index, end: body.end + 1 },
    };
  }
}

/** Macros that a document defines for itself: name without backslash → body with `#1`… */
export function findMacros(document: string): Record<string, string> {
  const macros = Object.create(null) as Record<string, string>;
  for (const { name, body } of definitionsIn(document)) macros[name] = body;
  return macros;
}

/** Where a document defines them. */
export const findDefinitions = (document: string): Span[] =>
  [...definitionsIn(document)].map((d) => d.span);
