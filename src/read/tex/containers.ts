import type { Span } from '../../program/span.js';
import type { Expression } from './expression.js';
import type { Node, NodeOf, Row } from './nodes.js';
import { speaks } from './prepare.js';
import { only, symbolName } from './symbols.js';

/** What reading one node needs of the parser. */
export interface AtomContext {
  readonly parse: (nodes: readonly Node[], at: Span) => Expression;
  /** A node's body as an expression, without its braces. */
  readonly inside: (node: Node) => Expression;
  readonly complain: (code: string, message: string, span: Span) => void;
}

/** `\frac{…}{…}`; a derivative is no quotient. */
export function fraction(node: NodeOf<'fraction'>, context: AtomContext): Expression {
  const over = context.inside(node.over);
  const under = context.inside(node.under);
  const { span } = node;
  const absent = node.over.kind === 'omitted' || node.under.kind === 'omitted';
  if (!absent && (over.kind === 'missing' || under.kind === 'missing')) {
    const part = over.kind === 'missing' ? 'numerator' : 'denominator';
    context.complain('missing-operand', `This fraction has no ${part}.`, span);
  }
  const derivative = (e: Expression): boolean =>
    e.kind === 'big' && (e.operator === '\\partial' || e.operator === '\\nabla');
  if (derivative(over) || derivative(under)) {
    return { kind: 'opaque', label: '\\partial', parts: [over, under], span };
  }
  return { kind: 'quotient', over, under, span };
}

/** Brackets: a group, a list, an inner product, a magnitude, a matrix. */
export function delimited(node: NodeOf<'delimited'>, context: AtomContext): Expression {
  const { span, open, close } = node;
  const inner = only({ kind: 'group', body: node.body, span, glued: true });
  if (inner?.kind === 'environment' && /^(?:small)?matrix$|^array$/.test(inner.name)) {
    const name = open === '{' && close === '.' ? 'cases' : 'bmatrix';
    return { ...environment({ ...inner, name }, context), span };
  }
  if (open === '|' || open === '||') {
    return { kind: 'magnitude', body: context.parse(node.body, span), double: open === '||', span };
  }
  const body = context.parse(node.body, span);
  if (open === 'floor' || open === 'ceil') {
    return { kind: 'apply', callee: symbolName(open), calleeSpan: span, args: [body], span };
  }
  if (body.kind === 'list' && body.open === '.') {
    const [left, right] = body.items;
    if (open === '<' && body.items.length === 2 && left !== undefined && right !== undefined) {
      return { kind: 'inner', left, right, span };
    }
    return { ...body, open: open === '.' ? close : open, span };
  }
  return { kind: 'paren', body, open, span };
}

/**
 * Value and condition of a row of cases: parted by the last `&`, or by the first comma, wide space
 * or word where the row has none. Punctuation between the two is neither.
 */
function caseOf(row: Row): [value: readonly Node[], condition?: readonly Node[]] {
  const cells = row.cells.filter((cell, i) => i === 0 || cell.length > 0);
  const condition = cells.length > 1 ? cells.at(-1) : undefined;
  if (condition !== undefined) return [cells.slice(0, -1).flat(), condition];
  const nodes = cells.flat();
  const at = nodes.findIndex((n, i) => i > 0 && partsCase(n));
  return at < 0 ? [nodes] : [nodes.slice(0, at), nodes.slice(at)];
}

const partsCase = (node: Node): boolean =>
  (node.kind === 'separator' && node.text === '\\quad') ||
  (node.kind === 'symbol' && /^[,;:]$/.test(node.text)) ||
  (node.kind === 'text' && speaks(node));

const matrixEnvironment = /^(?:small)?[pbBvV]?matrix$|^array$/;

/** Cases, a matrix, or rows of one expression. */
export function environment(node: NodeOf<'environment'>, context: AtomContext): Expression {
  const { span, rows } = node;
  const cellOf = (cell: readonly Node[], at: Span): Expression => context.parse(cell, at);
  if (/^[rd]?cases$/.test(node.name)) {
    return {
      kind: 'cases',
      rows: rows.map((row) => {
        const [value, condition] = caseOf(row);
        return {
          value: cellOf(value, row.span),
          ...(condition === undefined ? {} : { condition: cellOf(condition, row.span) }),
        };
      }),
      span,
    };
  }
  if (matrixEnvironment.test(node.name)) {
    return {
      kind: 'matrix',
      rows: rows.map((row) => row.cells.map((cell) => cellOf(cell, row.span))),
      environment: node.name,
      span,
    };
  }
  const parts = rows.map((row) => context.parse(row.cells.flat(), row.span));
  const [lone] = parts;
  if (parts.length === 1 && lone !== undefined)
    return { kind: 'paren', body: lone, open: '.', span };
  return { kind: 'opaque', label: node.name, parts, span };
}
