import type { SyntaxNode } from '@lezer/common';
import type { Argument, Clause, DictEntry, Expr, FormatPart, LambdaExpr, Param } from './ast.js';
import { readNumber, readString, unescape } from './literals.js';
import { children, spanOf, splitAt, textOf, type Source } from './source.js';

/** Nesting past this is not read, so that no text can exhaust the stack. */
const maxDepth = 120;
/** A single expression longer than this is not read (a data file pasted as a literal). */
const maxLength = 400_000;

const unread = (source: Source, node: SyntaxNode): Expr => ({
  kind: 'unread',
  span: spanOf(source, node),
  text: textOf(source, node).slice(0, 200),
});

/** A list of expressions with commas: a tuple where there is a comma, else the one expression. */
export function parseGroup(
  source: Source,
  nodes: readonly SyntaxNode[],
  depth = 0,
): Expr | undefined {
  const groups = splitAt(nodes, ',').filter((g) => g.length > 0);
  const items = groups.map((g) => parseItem(source, g, depth));
  const first = items[0];
  if (first === undefined) return undefined;
  if (!nodes.some((n) => n.name === ',')) return first;
  const last = items[items.length - 1] ?? first;
  return { kind: 'tuple', span: { start: first.span.start, end: last.span.end }, items };
}

/** One item of a list: an expression, `*expression` or `a:b` of a subscript. */
function parseItem(source: Source, nodes: readonly SyntaxNode[], depth: number): Expr {
  const [first, second] = nodes;
  if (first === undefined) return { kind: 'ellipsis', span: { start: 0, end: 0 } };
  if (nodes.some((n) => n.name === ':')) return parseSlice(source, nodes, depth);
  if (first.name === '*' && second !== undefined) {
    const value = parseExpression(source, second, depth);
    return {
      kind: 'starred',
      span: { start: source.offset + first.from, end: value.span.end },
      value,
    };
  }
  const named = nodes.findIndex((n) => n.name === 'AssignOp');
  const value = nodes[named + 1];
  if (named > 0 && value !== undefined) {
    const target = parseExpression(source, first, depth);
    const right = parseExpression(source, value, depth);
    const span = { start: target.span.start, end: right.span.end };
    return { kind: 'named', span, target, value: right };
  }
  return parseExpression(source, first, depth);
}

function parseSlice(source: Source, nodes: readonly SyntaxNode[], depth: number): Expr {
  const [start, stop, step] = splitAt(nodes, ':').map((g) =>
    g[0] === undefined ? undefined : parseExpression(source, g[0], depth),
  );
  const first = nodes[0];
  const last = nodes[nodes.length - 1];
  return {
    kind: 'slice',
    span: { start: source.offset + (first?.from ?? 0), end: source.offset + (last?.to ?? 0) },
    ...(start === undefined ? {} : { start }),
    ...(stop === undefined ? {} : { stop }),
    ...(step === undefined ? {} : { step }),
  };
}

export function parseExpression(source: Source, node: SyntaxNode, depth = 0): Expr {
  if (depth > maxDepth || node.to - node.from > maxLength) return unread(source, node);
  const span = spanOf(source, node);
  const next = depth + 1;
  const parts = (): SyntaxNode[] => children(node);
  const sub = (n: SyntaxNode | undefined): Expr =>
    n === undefined ? unread(source, node) : parseExpression(source, n, next);
  switch (node.name) {
    case 'VariableName':
      return { kind: 'name', span, name: textOf(source, node) };
    case 'Number': {
      const read = readNumber(textOf(source, node));
      return read === undefined ? unread(source, node) : { kind: 'number', span, ...read };
    }
    case 'String':
      return { kind: 'string', span, value: readString(textOf(source, node)) };
    case 'FormatString':
      return { kind: 'format', span, parts: formatParts(source, node, next) };
    case 'ContinuedString':
      return { kind: 'format', span, parts: continuedParts(source, node, next) };
    case 'Boolean':
      return { kind: 'constant', span, value: textOf(source, node) === 'True' };
    case 'None':
      return { kind: 'constant', span, value: null };
    case 'Ellipsis':
    case '...':
      return { kind: 'ellipsis', span };
    case 'ParenthesizedExpression': {
      const inner = parts().filter((n) => n.name !== '(' && n.name !== ')');
      return inner.length === 0 ? unread(source, node) : parseItem(source, inner, next);
    }
    case 'TupleExpression':
      return { kind: 'tuple', span, items: parseItems(source, parts(), next) };
    case 'ArrayExpression':
      return { kind: 'list', span, items: parseItems(source, parts(), next) };
    case 'SetExpression':
      return { kind: 'set', span, items: parseItems(source, parts(), next) };
    case 'DictionaryExpression':
      return { kind: 'dict', span, entries: parseEntries(source, parts(), next) };
    case 'ArrayComprehensionExpression':
      return parseComprehension(source, node, parts(), 'list', next);
    case 'ComprehensionExpression':
      return parseComprehension(source, node, parts(), 'generator', next);
    case 'SetComprehensionExpression':
      return parseComprehension(source, node, parts(), 'set', next);
    case 'DictionaryComprehensionExpression':
      return parseComprehension(source, node, parts(), 'dict', next);
    case 'UnaryExpression': {
      const [operator, operand] = parts();
      if (operator === undefined) return unread(source, node);
      return { kind: 'unary', span, operator: textOf(source, operator), operand: sub(operand) };
    }
    case 'BinaryExpression':
      return parseBinary(source, node, next);
    case 'ConditionalExpression': {
      const [then, , test, , otherwise] = parts();
      return {
        kind: 'conditional',
        span,
        test: sub(test),
        then: sub(then),
        otherwise: sub(otherwise),
      };
    }
    case 'LambdaExpression':
      return parseLambda(source, node, next);
    case 'NamedExpression':
      return parseItem(source, parts(), next);
    case 'CallExpression': {
      const [callee, list] = parts();
      const args = list === undefined ? [] : parseArguments(source, list, next);
      return { kind: 'call', span, callee: sub(callee), args };
    }
    case 'MemberExpression':
      return parseMember(source, node, next);
    case 'AwaitExpression':
      return sub(parts()[1]);
    default:
      return unread(source, node);
  }
}

const brackets = new Set(['(', ')', '[', ']', '{', '}']);
const inside = (nodes: readonly SyntaxNode[]): SyntaxNode[] =>
  nodes.filter((n) => !brackets.has(n.name));

const parseItems = (source: Source, nodes: readonly SyntaxNode[], depth: number): Expr[] =>
  splitAt(inside(nodes), ',')
    .filter((g) => g.length > 0)
    .map((g) => parseItem(source, g, depth));

function parseEntries(source: Source, nodes: readonly SyntaxNode[], depth: number): DictEntry[] {
  const entries: DictEntry[] = [];
  for (const group of splitAt(inside(nodes), ',')) {
    const [first, second, third] = group;
    if (first?.name === '**' && second !== undefined) {
      entries.push({ value: parseExpression(source, second, depth) });
    } else if (first !== undefined && third !== undefined) {
      entries.push({
        key: parseExpression(source, first, depth),
        value: parseExpression(source, third, depth),
      });
    }
  }
  return entries;
}

/** `a < b < c` is one comparison; a bracketed `(a < b) < c` is not, and is another node. */
function parseBinary(source: Source, node: SyntaxNode, depth: number): Expr {
  const parts = children(node);
  const left = parts[0];
  const right = parts[parts.length - 1];
  if (left === undefined || right === undefined || parts.length < 3) return unread(source, node);
  const operator = parts
    .slice(1, -1)
    .map((n) => textOf(source, n))
    .join(' ');
  const a = parseExpression(source, left, depth);
  const b = parseExpression(source, right, depth);
  const span = spanOf(source, node);
  if (operator === 'and' || operator === 'or') {
    return { kind: 'logical', span, operator, left: a, right: b };
  }
  if (!/^(?:[<>]=?|==|!=|<>|in|not in|is|is not)$/.test(operator)) {
    return { kind: 'binary', span, operator, left: a, right: b };
  }
  return a.kind === 'compare' && left.name === 'BinaryExpression'
    ? { kind: 'compare', span, operands: [...a.operands, b], operators: [...a.operators, operator] }
    : { kind: 'compare', span, operands: [a, b], operators: [operator] };
}

function parseMember(source: Source, node: SyntaxNode, depth: number): Expr {
  const [object, mark, ...rest] = children(node);
  if (object === undefined || mark === undefined) return unread(source, node);
  const span = spanOf(source, node);
  const base = parseExpression(source, object, depth);
  if (mark.name === '.') {
    const name = rest[0];
    if (name === undefined) return unread(source, node);
    const nameSpan = spanOf(source, name);
    return { kind: 'attribute', span, object: base, name: textOf(source, name), nameSpan };
  }
  const index = parseGroup(
    source,
    rest.filter((n) => n.name !== ']'),
    depth,
  );
  return index === undefined
    ? unread(source, node)
    : { kind: 'subscript', span, object: base, index };
}

export function parseArguments(source: Source, list: SyntaxNode, depth = 0): Argument[] {
  const args: Argument[] = [];
  const parts = children(list).filter((n) => n.name !== '(' && n.name !== ')');
  // A generator without brackets is the only argument; its targets may have commas between them.
  const alone = parts.some((n) => n.name === 'for');
  for (const group of alone ? [parts] : splitAt(parts, ',')) {
    const [first, second, third] = group;
    if (first === undefined) continue;
    if (group.some((n) => n.name === 'for')) {
      const named = second?.name === 'AssignOp' ? group.slice(2) : group;
      const value = parseComprehension(source, list, named, 'generator', depth);
      args.push({ kind: 'positional', value });
    } else if (first.name === '*' && second !== undefined) {
      args.push({ kind: 'star', value: parseExpression(source, second, depth) });
    } else if (first.name === '**' && second !== undefined) {
      args.push({ kind: 'doubleStar', value: parseExpression(source, second, depth) });
    } else if (second?.name === 'AssignOp' && third !== undefined) {
      const value = parseExpression(source, third, depth);
      if (textOf(source, second) === ':=') args.push({ kind: 'positional', value });
      else args.push({ kind: 'keyword', name: textOf(source, first), value });
    } else {
      args.push({ kind: 'positional', value: parseExpression(source, first, depth) });
    }
  }
  return args;
}

function parseComprehension(
  source: Source,
  node: SyntaxNode,
  all: readonly SyntaxNode[],
  result: 'list' | 'set' | 'dict' | 'generator',
  depth: number,
): Expr {
  const nodes = inside(all).filter((n) => n.name !== 'async');
  const from = nodes.findIndex((n) => n.name === 'for');
  const head = nodes.slice(0, from);
  const clauses: Clause[] = [];
  let i = from;
  while (i >= 0 && i < nodes.length) {
    const stop = nodes.findIndex((n, j) => j > i && (n.name === 'for' || n.name === 'if'));
    const clause = nodes.slice(i + 1, stop < 0 ? nodes.length : stop);
    if (nodes[i]?.name === 'for') {
      const [targets = [], iterables = []] = splitAt(clause, 'in');
      const target = parseGroup(source, targets, depth);
      const iterable = parseGroup(source, iterables, depth);
      if (target === undefined || iterable === undefined) return unread(source, node);
      clauses.push({ kind: 'for', target, iterable });
    } else {
      const test = parseGroup(source, clause, depth);
      if (test === undefined) return unread(source, node);
      clauses.push({ kind: 'if', test });
    }
    i = stop;
  }
  const span = spanOf(source, node);
  const [first, , second] = head;
  if (first === undefined || clauses.length === 0) return unread(source, node);
  if (result === 'dict') {
    if (second === undefined) return unread(source, node);
    const key = parseExpression(source, first, depth);
    const element = parseExpression(source, second, depth);
    return { kind: 'comprehension', span, result, key, element, clauses };
  }
  const element = parseItem(source, head, depth);
  return { kind: 'comprehension', span, result, element, clauses };
}

function parseLambda(source: Source, node: SyntaxNode, depth: number): LambdaExpr | Expr {
  const parts = children(node);
  const list = parts.find((n) => n.name === 'ParamList');
  const body = parts[parts.length - 1];
  if (body === undefined) return unread(source, node);
  return {
    kind: 'lambda',
    span: spanOf(source, node),
    params: list === undefined ? [] : parseParams(source, list, depth),
    body: parseExpression(source, body, depth),
  };
}

export function parseParams(source: Source, list: SyntaxNode, depth = 0): Param[] {
  const params: Param[] = [];
  let keywordOnly = false;
  for (const group of splitAt(
    children(list).filter((n) => n.name !== '(' && n.name !== ')'),
    ',',
  )) {
    const name = group.find((n) => n.name === 'VariableName');
    const star = group[0]?.name;
    if (star === '*') keywordOnly = true;
    if (name === undefined) continue;
    const type = group.find((n) => n.name === 'TypeDef');
    const annotation = type === undefined ? undefined : children(type).find((n) => n.name !== ':');
    const assign = group.findIndex((n) => n.name === 'AssignOp');
    const value = assign < 0 ? undefined : group[assign + 1];
    params.push({
      kind:
        star === '*'
          ? 'star'
          : star === '**'
            ? 'doubleStar'
            : keywordOnly
              ? 'keywordOnly'
              : 'plain',
      name: textOf(source, name),
      span: spanOf(source, name),
      ...(annotation === undefined
        ? {}
        : { annotation: parseExpression(source, annotation, depth) }),
      ...(value === undefined ? {} : { default: parseExpression(source, value, depth) }),
    });
  }
  return params;
}

function formatParts(source: Source, node: SyntaxNode, depth: number): FormatPart[] {
  const whole = textOf(source, node);
  const head = /^[a-z]*("""|'''|"|')/i.exec(whole);
  const raw = /^[a-z]*r/i.test(whole);
  const quote = head?.[1] ?? '';
  const end = node.to - (whole.endsWith(quote) ? quote.length : 0);
  const parts: FormatPart[] = [];
  let at = node.from + (head?.[0].length ?? 0);
  const push = (to: number): void => {
    const piece = source.text
      .slice(at, Math.max(at, to))
      .replace(/\{\{/g, '{')
      .replace(/\}\}/g, '}');
    if (piece !== '') parts.push({ text: raw ? piece : unescape(piece) });
  };
  for (const child of children(node)) {
    if (child.name !== 'FormatReplacement') continue;
    push(child.from);
    at = child.to;
    const inner = children(child).filter((n) => n.name !== '{' && n.name !== '}');
    const part = (name: string): string | undefined => {
      const found = inner.find((n) => n.name === name);
      return found === undefined ? undefined : textOf(source, found).slice(1);
    };
    const spec = part('FormatSpec');
    const conversion = part('FormatConversion');
    const unread = spec?.includes('{') === true || inner.some((n) => n.name === 'FormatSelfDoc');
    const value = parseGroup(
      source,
      inner.filter((n) => !n.name.startsWith('Format') || n.name === 'FormatString'),
      depth,
    );
    if (value === undefined) continue;
    parts.push({
      value,
      ...(spec === undefined ? {} : { spec }),
      ...(conversion === undefined ? {} : { conversion }),
      ...(unread ? { unread } : {}),
    });
  }
  push(end);
  return parts;
}

function continuedParts(source: Source, node: SyntaxNode, depth: number): FormatPart[] {
  return children(node).flatMap((child) =>
    child.name === 'FormatString'
      ? formatParts(source, child, depth)
      : [{ text: readString(textOf(source, child)) }],
  );
}
