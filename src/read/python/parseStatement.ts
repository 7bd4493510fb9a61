import type { SyntaxNode } from '@lezer/common';
import { firstFrom } from '../../program/search.js';
import type { ClassDef, Expr, FunctionDef, IfStmt, ImportedName, Stmt } from './ast.js';
import { parseArguments, parseExpression, parseGroup, parseParams } from './parseExpression.js';
import { children, spanOf, splitAt, textOf, type Source } from './source.js';
import type { Span } from '../../program/span.js';

/** Nesting of blocks past this is not read. */
const maxBlocks = 40;

const compound = new Set([
  'IfStatement',
  'WhileStatement',
  'ForStatement',
  'TryStatement',
  'WithStatement',
  'FunctionDefinition',
  'ClassDefinition',
  'DecoratedStatement',
  'MatchStatement',
  'StatementGroup',
]);

/** True where the parser met an error inside `[from, to)` or at its end on the same line. */
function hasError(source: Source, from: number, to: number): boolean {
  const lineEnd = source.text.slice(to).search(/[\n\r]/);
  const limit = lineEnd < 0 ? source.text.length : to + lineEnd;
  const found = source.errors[firstFrom(source.errors, from)];
  return found !== undefined && found <= limit;
}

/** The names that an unread piece of text may assign. */
export function assignedNames(text: string): string[] {
  const names = new Set<string>();
  const pattern = /(?:^|[\n;,(])[ \t\f*]*([\p{L}_][\p{L}\p{N}_]*)(?=[^=\n;]*(?<![=!<>])=(?!=))/gu;
  for (const match of text.slice(0, 2000).matchAll(pattern)) names.add(match[1] ?? '');
  return [...names];
}

const broken = (source: Source, node: SyntaxNode): Stmt => ({
  kind: 'broken',
  span: spanOf(source, node),
  names: assignedNames(textOf(source, node)),
});

/** Statements of a node's children, blocks and `;` groups included. */
export function parseBlock(source: Source, nodes: readonly SyntaxNode[], depth = 0): Stmt[] {
  return nodes.flatMap((node) => parseStatement(source, node, depth));
}

function parseStatement(source: Source, node: SyntaxNode, depth: number): Stmt[] {
  if (!/Statement$|Definition$|^StatementGroup$/.test(node.name)) return [];
  if (depth > maxBlocks) return [broken(source, node)];
  if (node.name === 'StatementGroup') return parseBlock(source, children(node), depth + 1);
  if (!compound.has(node.name) && hasError(source, node.from, node.to)) {
    return [broken(source, node)];
  }
  return [(compound.has(node.name) ? parseCompound : parseSimple)(source, node, depth + 1)];
}

function parseSimple(source: Source, node: SyntaxNode): Stmt {
  const span = spanOf(source, node);
  const parts = children(node);
  const expr = (nodes: readonly SyntaxNode[]): Expr | undefined => parseGroup(source, nodes);
  switch (node.name) {
    case 'AssignStatement':
      return parseAssign(source, node);
    case 'UpdateStatement': {
      const at = parts.findIndex((n) => n.name === 'UpdateOp');
      const target = expr(parts.slice(0, at));
      const value = expr(parts.slice(at + 1));
      const mark = parts[at];
      if (target === undefined || value === undefined || mark === undefined) break;
      const operator = textOf(source, mark).slice(0, -1);
      return { kind: 'update', span, target, operator, value };
    }
    case 'ExpressionStatement': {
      const value = expr(parts);
      if (value === undefined) break;
      return { kind: 'expression', span, value };
    }
    case 'PrintStatement': {
      const value = expr(parts.slice(1));
      return value === undefined ? { kind: 'pass', span } : { kind: 'expression', span, value };
    }
    case 'ReturnStatement': {
      const value = expr(parts.slice(1));
      return { kind: 'return', span, ...(value === undefined ? {} : { value }) };
    }
    case 'DeleteStatement': {
      const value = expr(parts.slice(1));
      const targets = value === undefined ? [] : value.kind === 'tuple' ? value.items : [value];
      return { kind: 'delete', span, targets };
    }
    case 'AssertStatement': {
      const [test] = splitAt(parts.slice(1), ',');
      const value = expr(test ?? []);
      return value === undefined ? { kind: 'pass', span } : { kind: 'assert', span, test: value };
    }
    case 'ImportStatement':
      return parseImport(source, node);
    case 'ScopeStatement':
      return {
        kind: 'global',
        span,
        names: parts.filter((n) => n.name === 'VariableName').map((n) => textOf(source, n)),
      };
    case 'RaiseStatement':
      return { kind: 'raise', span };
    case 'BreakStatement':
      return { kind: 'break', span };
    case 'ContinueStatement':
      return { kind: 'continue', span };
    case 'YieldStatement': {
      const from = parts[1]?.name === 'from';
      const value = expr(parts.slice(from ? 2 : 1));
      return { kind: 'yield', span, from, ...(value === undefined ? {} : { value }) };
    }
    case 'PassStatement':
    case 'TypeDefinition':
      return { kind: 'pass', span };
    default:
  }
  return broken(source, node);
}

/**
 * What is assigned in brackets over several lines stands where its name does: from the bracket that
 * opens behind it.
 */
function withBrackets(source: Source, group: readonly SyntaxNode[] | undefined, value: Expr): Expr {
  const [only, ...others] = group ?? [];
  if (only?.name !== 'ParenthesizedExpression' || others.length > 0) return value;
  return textOf(source, only).includes('\n') ? { ...value, span: spanOf(source, only) } : value;
}

function parseAssign(source: Source, node: SyntaxNode): Stmt {
  const span = spanOf(source, node);
  const parts = children(node);
  const type = parts.find((n) => n.name === 'TypeDef');
  const written = splitAt(
    parts.filter((n) => n.name !== 'TypeDef'),
    'AssignOp',
  );
  const groups = written.map((g) => parseGroup(source, g));
  const read = groups.filter((g): g is Expr => g !== undefined);
  if (read.length !== groups.length) return broken(source, node);
  if (type !== undefined) {
    const [target, value] = read;
    const annotation = children(type).find((n) => n.name !== ':');
    if (target === undefined || annotation === undefined) return broken(source, node);
    return {
      kind: 'annotated',
      span,
      target,
      annotation: parseExpression(source, annotation),
      ...(value === undefined ? {} : { value }),
    };
  }
  const value = read[read.length - 1];
  if (value === undefined) return broken(source, node);
  const whole = withBrackets(source, written.at(-1), value);
  return { kind: 'assign', span, targets: read.slice(0, -1), value: whole };
}

function parseImport(source: Source, node: SyntaxNode): Stmt {
  const span = spanOf(source, node);
  const parts = children(node).filter((n) => n.name !== '(' && n.name !== ')');
  const at = parts.findIndex((n) => n.name === 'import');
  const dotted = (nodes: readonly SyntaxNode[]): string =>
    nodes.map((n) => textOf(source, n)).join('');
  const from = parts[0]?.name === 'from';
  const names = splitAt(parts.slice(at + 1), ',').flatMap((group): ImportedName[] => {
    const as = group.findIndex((n) => n.name === 'as');
    const path = dotted(as < 0 ? group : group.slice(0, as));
    const last = group[group.length - 1];
    if (path === '' || last === undefined) return [];
    const plain = from ? path : (path.split('.')[0] ?? path);
    return [{ path, alias: as < 0 ? plain : textOf(source, last) }];
  });
  return from
    ? { kind: 'from', span, module: dotted(parts.slice(1, at)), names }
    : { kind: 'import', span, names };
}

function parseCompound(source: Source, node: SyntaxNode, depth: number): Stmt {
  const parts = children(node);
  const span = spanOf(source, node);
  const bodies = parts.filter((n) => n.name === 'Body');
  const body = (n: SyntaxNode | undefined): Stmt[] =>
    n === undefined ? [] : parseBlock(source, children(n), depth);
  const firstBody = bodies[0];
  const header: Span =
    firstBody === undefined ? span : { start: span.start, end: source.offset + firstBody.from };
  const start = parts[0]?.name === 'async' ? 1 : 0;
  const at = parts.findIndex((n) => n.name === 'Body');
  const head = at < 0 ? parts.slice(start + 1) : parts.slice(start + 1, at);
  if (firstBody !== undefined && hasHeaderError(source, node, firstBody))
    return broken(source, node);
  switch (node.name) {
    case 'IfStatement':
      return parseIf(source, parts, span, depth) ?? broken(source, node);
    case 'WhileStatement': {
      const test = parseGroup(source, head);
      if (test === undefined) break;
      const otherwise = body(bodies[1]);
      return { kind: 'while', span, header, test, body: body(firstBody), otherwise };
    }
    case 'ForStatement': {
      const [targets = [], iterables = []] = splitAt(head, 'in');
      const target = parseGroup(source, targets);
      const iterable = parseGroup(source, iterables);
      if (target === undefined || iterable === undefined) break;
      const otherwise = body(bodies[1]);
      return { kind: 'for', span, header, target, iterable, body: body(firstBody), otherwise };
    }
    case 'WithStatement': {
      const items = splitAt(head, ',').flatMap((group) => {
        const [value, , target] = group;
        if (value === undefined) return [];
        const read = { value: parseExpression(source, value) };
        return [target === undefined ? read : { ...read, target: parseExpression(source, target) }];
      });
      return { kind: 'with', span, header, items, body: body(firstBody) };
    }
    case 'TryStatement': {
      const after = (name: string): SyntaxNode[] =>
        parts.flatMap((n, i) => {
          if (n.name !== name) return [];
          const found = parts.slice(i).find((m) => m.name === 'Body');
          return found === undefined ? [] : [found];
        });
      return {
        kind: 'try',
        span,
        body: body(after('try')[0]),
        handlers: after('except').map(body),
        otherwise: body(after('else')[0]),
        finally: body(after('finally')[0]),
      };
    }
    case 'FunctionDefinition':
      return parseFunction(source, node, [], depth) ?? broken(source, node);
    case 'ClassDefinition':
      return parseClass(source, node, [], depth) ?? broken(source, node);
    case 'DecoratedStatement': {
      const decorators = parts
        .filter((n) => n.name === 'Decorator')
        .map((n) => parseDecorator(source, n));
      const inner = parts[parts.length - 1];
      if (inner === undefined) break;
      const read =
        inner.name === 'ClassDefinition'
          ? parseClass(source, inner, decorators, depth)
          : parseFunction(source, inner, decorators, depth);
      return read ?? broken(source, node);
    }
    default:
  }
  return broken(source, node);
}

function hasHeaderError(source: Source, node: SyntaxNode, body: SyntaxNode): boolean {
  return source.errors.some((e) => e >= node.from && e <= body.from);
}

/** `elif` becomes an `if` in the `else` of the one before. */
function parseIf(
  source: Source,
  parts: readonly SyntaxNode[],
  span: Span,
  depth: number,
): IfStmt | undefined {
  const at = parts.findIndex((n) => n.name === 'Body');
  const body = parts[at];
  const test = parseGroup(source, parts.slice(1, at));
  const first = parts[0];
  if (body === undefined || test === undefined || first === undefined) return undefined;
  const rest = parts.slice(at + 1);
  const start = source.offset + first.from;
  let otherwise: Stmt[] = [];
  if (rest[0]?.name === 'elif') {
    const nested =
      depth > maxBlocks
        ? undefined
        : parseIf(source, rest, { start: source.offset + rest[0].from, end: span.end }, depth + 1);
    if (nested !== undefined) otherwise = [nested];
  } else if (rest[1] !== undefined) otherwise = parseBlock(source, children(rest[1]), depth);
  return {
    kind: 'if',
    span,
    header: { start, end: source.offset + body.from },
    test,
    then: parseBlock(source, children(body), depth),
    otherwise,
  };
}

function parseFunction(
  source: Source,
  node: SyntaxNode,
  decorators: readonly Expr[],
  depth: number,
): FunctionDef | undefined {
  const parts = children(node);
  const name = parts.find((n) => n.name === 'VariableName');
  const params = parts.find((n) => n.name === 'ParamList');
  const body = parts.find((n) => n.name === 'Body');
  if (name === undefined || params === undefined || body === undefined) return undefined;
  return {
    kind: 'def',
    span: spanOf(source, node),
    name: textOf(source, name),
    nameSpan: spanOf(source, name),
    params: parseParams(source, params),
    body: parseBlock(source, children(body), depth),
    decorators,
    generator: /^[^#\n]*\byield\b/m.test(textOf(source, body)),
  };
}

function parseClass(
  source: Source,
  node: SyntaxNode,
  decorators: readonly Expr[],
  depth: number,
): ClassDef | undefined {
  const parts = children(node);
  const name = parts.find((n) => n.name === 'VariableName');
  const bases = parts.find((n) => n.name === 'ArgList');
  const body = parts.find((n) => n.name === 'Body');
  if (name === undefined || body === undefined) return undefined;
  return {
    kind: 'class',
    span: spanOf(source, node),
    name: textOf(source, name),
    bases: bases === undefined ? [] : parseArguments(source, bases),
    body: parseBlock(source, children(body), depth),
    decorators,
  };
}

/** `@path.to.name(args)`: the grammar gives names and dots flat. */
function parseDecorator(source: Source, node: SyntaxNode): Expr {
  const span = spanOf(source, node);
  let read: Expr = { kind: 'unread', span, text: textOf(source, node).trim() };
  for (const part of children(node)) {
    if (part.name === 'VariableName' && read.kind === 'unread') {
      read = parseExpression(source, part);
    } else if (part.name === 'VariableName' || part.name === 'PropertyName') {
      const nameSpan = spanOf(source, part);
      read = { kind: 'attribute', span, object: read, name: textOf(source, part), nameSpan };
    } else if (part.name === 'ArgList') {
      read = { kind: 'call', span, callee: read, args: parseArguments(source, part) };
    }
  }
  return read;
}
