import type { Problem } from '../../../program/problem.js';
import type { Span } from '../../../program/span.js';
import type { Node } from '../nodes.js';
import { matchPairs } from '../pairs.js';
import type { Token } from '../tokens.js';

/** Deeper nesting is not read; real formulas stay below 20. */
export const maxDepth = 100;

const maxProblems = 20;

/** Arguments of `\frac` take one digit, scripts whole words and numbers, roots whole brackets. */
export type ArgumentPlace = 'argument' | 'sub' | 'sup' | 'root';

/** Where the layout reader is, and the parts of it that call each other. */
export interface Reader {
  readonly tokens: Token[];
  /** See `Pairs`. */
  readonly ends: ReadonlyMap<number, number>;
  readonly open: ReadonlySet<number>;
  readonly problems: Problem[];
  i: number;
  depth: number;
  /** All nodes up to token `end`. */
  readonly list: (end: number) => Node[];
  /** One node without scripts; undefined for what draws nothing. */
  readonly atom: (end: number) => Node | undefined;
  /** One node with its scripts. */
  readonly node: (end: number) => Node | undefined;
  readonly group: (end: number) => Node;
  /** A braced group, or the one thing that stands there. */
  readonly argument: (end: number, place: ArgumentPlace) => Node;
}

type Parts = {
  readonly [K in 'list' | 'atom' | 'node' | 'group' | 'argument']: (
    r: Reader,
    ...rest: Parameters<Reader[K]>
  ) => ReturnType<Reader[K]>;
};

export function createReader(tokens: readonly Token[], parts: Parts): Reader {
  const { ends, open, problems } = matchPairs(tokens);
  const r: Reader = {
    tokens: [...tokens],
    ends,
    open,
    problems: [...problems],
    i: 0,
    depth: 0,
    list: (end) => parts.list(r, end),
    atom: (end) => parts.atom(r, end),
    node: (end) => parts.node(r, end),
    group: (end) => parts.group(r, end),
    argument: (end, place) => parts.argument(r, end, place),
  };
  return r;
}

/** From token `start` to the last token read. */
export function spanFrom(r: Reader, start: number): Span {
  const first = r.tokens[start]?.span ?? r.tokens.at(-1)?.span ?? { start: 0, end: 0 };
  const last = r.i > start ? r.tokens[r.i - 1]?.span : undefined;
  // Tokens of a macro's body all carry the call's span, so the last need not reach farthest.
  return last === undefined
    ? first
    : { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}

export function complain(r: Reader, code: string, message: string, span: Span): void {
  if (r.problems.length < maxProblems) r.problems.push({ code, severity: 'error', message, span });
}

/** Runs `read` one level deeper; past the limit complains once and goes on at token `end`. */
export function nested<T>(r: Reader, end: number, start: number, read: () => T): T | undefined {
  if (r.depth >= maxDepth) {
    const at = r.tokens[start];
    if (at !== undefined && !r.problems.some((p) => p.code === 'too-deep')) {
      r.problems.push({
        code: 'too-deep',
        severity: 'error',
        message: `This formula is nested deeper than ${maxDepth} levels; the inside is not read.`,
        span: at.span,
        values: { limit: maxDepth },
      });
    }
    r.i = Math.max(r.i, end);
    return undefined;
  }
  r.depth++;
  const result = read();
  r.depth--;
  return result;
}

/** From the first place to the last that the nodes cover. */
export function listSpan(nodes: readonly { readonly span: Span }[]): Span | undefined {
  let found: { start: number; end: number } | undefined;
  for (const { span } of nodes) {
    if (found === undefined) found = { ...span };
    else {
      found.start = Math.min(found.start, span.start);
      found.end = Math.max(found.end, span.end);
    }
  }
  return found;
}
