import type { Span } from '../../program/span.js';
import type { Comment, Expr } from './ast.js';
import type { Reader } from './reader.js';

/** Names that people give to lists of what stands in the rows. */
const listNames = /token|word|sentence|label|vocab|subword|term|text|phrase|sequence|item|name/i;
/** A comment longer than this describes a row rather than naming it. */
const maxLabel = 32;

/**
 * Names rows of tensor literals: by a list of as many strings in the same scope, the nearest one;
 * else by the comment that ends each row's line.
 */
export function labelLiterals(r: Reader, comments: readonly Comment[]): void {
  const literals = [...r.literals.values()];
  for (const scope of r.scopes.values()) {
    for (const id of scope.values) {
      const value = r.builder.value(id);
      if (
        value.operation.kind !== 'tensor' ||
        value.operation.shape.length < 2 ||
        r.labelled.has(id)
      )
        continue;
      if (value.defined !== true) continue;
      const count = value.operation.shape[0] ?? 0;
      const list = r.stringLists
        .filter((l) => l.scope === scope && l.items.length === count && listNames.test(l.name))
        .sort((a, b) => distance(a.span, value.span) - distance(b.span, value.span))[0];
      const labels = list?.items ?? rowComments(literals, comments, value.span, count);
      if (labels !== undefined) {
        r.builder.label({ value: id, axis: 0, labels, span: list?.span ?? value.span });
      }
    }
  }
}

const distance = (a: Span, b: Span): number =>
  a.end <= b.start ? b.start - a.end : a.start >= b.end ? a.start - b.end : 0;

/** The rows of a nested list in the text. */
export interface LiteralRows {
  readonly span: Span;
  readonly rows: readonly Span[];
}

/** Remembers a list of lists for the comments at the ends of its rows. */
export function noteRows(r: Reader, expr: Extract<Expr, { items: readonly Expr[] }>): void {
  if (expr.items.length < 2 || !expr.items.every((i) => i.kind === 'list')) return;
  r.literals.set(expr.span.start, { span: expr.span, rows: expr.items.map((i) => i.span) });
}

function rowComments(
  literals: readonly LiteralRows[],
  comments: readonly Comment[],
  within: Span,
  count: number,
): string[] | undefined {
  const literal = literals.find(
    (l) => within.start <= l.span.start && l.span.end <= within.end && l.rows.length === count,
  );
  if (literal === undefined) return undefined;
  const labels = literal.rows.map((row, i) => {
    const end = literal.rows[i + 1]?.start ?? literal.span.end;
    return comments.find((c) => c.span.start >= row.end && c.span.start < end)?.text;
  });
  const short = labels.every(
    (l): l is string => l !== undefined && l !== '' && l.length <= maxLabel,
  );
  return short && new Set(labels).size === labels.length ? labels : undefined;
}
