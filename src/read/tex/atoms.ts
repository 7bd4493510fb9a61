import { withoutGroups } from '../../program/numerals.js';
import type { Span } from '../../program/span.js';
import { coverSpans } from '../../program/span.js';
import { delimited, environment, fraction } from './containers.js';
import type { AtomContext } from './containers.js';
import type { Expression, SymbolName } from './expression.js';
import { functionRule } from './functions.js';
import { tellsApart } from './labels.js';
import type { Node, NodeOf } from './nodes.js';
import { isBigOperator, isEllipsis } from './operators.js';
import { conjugated, joinsOver, only, plain, readSuperscript, symbolName } from './symbols.js';
import type { Superscript } from './symbols.js';
import { isProse, isProseWord } from './vocabulary.js';
import { segment } from './words.js';
import { angled, isShape, primesOutside } from './writtenScripts.js';

/** What one layout node is, before the parser looks at what follows it. */
export type Atom =
  | { readonly kind: 'expression'; readonly expression: Expression }
  /** A name, which takes what follows it if it is a function. */
  | {
      readonly kind: 'callee';
      readonly symbol: SymbolName;
      readonly span: Span;
      /** With `^2` or `^\top`, which count for the result: `\sin^2(x)`. */
      readonly outer: Span;
      readonly exponent?: Expression;
      readonly transposed: boolean;
    }
  /** `\sum_{j}^{n}`, `\nabla_\theta`: takes the product that follows. */
  | {
      readonly kind: 'big';
      readonly operator: string;
      readonly index?: Expression;
      readonly limit?: Expression;
      readonly span: Span;
    };

const expression = (e: Expression): Atom => ({ kind: 'expression', expression: e });

const callee = (symbol: SymbolName, span: Span): Atom => ({
  kind: 'callee',
  symbol,
  span,
  outer: span,
  transposed: false,
});

export function atomOf(node: Node, context: AtomContext): Atom {
  const { span } = node;
  switch (node.kind) {
    case 'number': {
      const value = Number(withoutGroups(node.text));
      return expression({ kind: 'number', value, span });
    }
    case 'letter':
    case 'accent':
      return named(node, span, context);
    case 'text':
      return textAtom(node, context);
    case 'command':
      return commandAtom(node, context);
    case 'styled':
      return named(node, span, context);
    case 'group':
      if (node.body.length === 0) return expression({ kind: 'missing', span });
      if (isBracedFunction(node)) return named(node, span, context);
      return expression({
        kind: 'paren',
        body: context.parse(node.body, span),
        open: '.',
        span,
      });
    case 'fraction':
      return expression(fraction(node, context));
    case 'root': {
      const body = context.inside(node.body);
      const degree = node.index === undefined ? {} : { degree: context.inside(node.index) };
      return expression({ kind: 'root', body, ...degree, span });
    }
    case 'delimited':
      return expression(delimited(node, context));
    case 'environment':
      return expression(environment(node, context));
    case 'symbol':
      return symbolAtom(node);
    case 'scripts':
      return scriptsAtom(node, context);
    case 'omitted':
      if (node.missing) return expression({ kind: 'missing', span });
      return expression({ kind: 'opaque', label: '…', parts: [], span });
    case 'separator':
      return expression({ kind: 'missing', span });
  }
}

/** `{\text{softmax}}(x)`: braces around a function's name say nothing. */
const isBracedFunction = (node: NodeOf<'group'>): boolean => {
  const name = nameOf(node);
  return name?.word === true && functionRule(name.base) !== undefined;
};

function textAtom(node: NodeOf<'text'>, context: AtomContext): Atom {
  const { span, text } = node;
  if (/^\d+(?:\.\d+)?$/.test(text))
    return expression({ kind: 'number', value: Number(text), span });
  const speaks = node.style === 'run' ? isProseWord(text) : node.style === 'text' && isProse(text);
  if (speaks && functionRule(text) === undefined) return expression({ kind: 'prose', text, span });
  return named(node, span, context);
}

/** Signs before the product that they are about. */
const isPrefix = (text: string): boolean => /^\\(?:nabla|partial|neg|lnot)$/.test(text);

function symbolAtom({ text, span }: NodeOf<'symbol'>): Atom {
  if (isBigOperator(text) || isPrefix(text)) {
    return { kind: 'big', operator: text, span };
  }
  if (isEllipsis(text)) return expression({ kind: 'ellipsis', span });
  return expression({ kind: 'opaque', label: text, parts: [], span });
}

/** Macros of others that only change a letter's looks. */
const letterMacros = new Set('vb vect mat matr matrix mb mbf bf va bs'.split(' '));

function commandAtom(node: NodeOf<'command'>, context: AtomContext): Atom {
  const { span, args, name } = node;
  const [first] = args;
  if (first === undefined) return callee(symbolName(name, { word: name.length > 1 }), span);
  if (letterMacros.has(name) && args.length === 1) {
    return expression({ kind: 'paren', body: context.inside(first), open: '.', span });
  }
  const values = args.map((a) => context.inside(a));
  const value = values[0];
  if ((name === 'norm' || name === 'abs') && value !== undefined) {
    return expression({ kind: 'magnitude', body: value, double: name === 'norm', span });
  }
  const calleeSpan = { start: span.start, end: Math.min(first.span.start, span.end) };
  return expression({
    kind: 'apply',
    callee: symbolName(name, { word: true }),
    calleeSpan: calleeSpan.end > calleeSpan.start ? calleeSpan : span,
    args: values,
    span,
  });
}

/** Base text of what can carry a name: a letter in any font, a word, an accented letter. */
function nameOf(
  node: Node | undefined,
): { base: string; style?: string; word: boolean } | undefined {
  switch (node?.kind) {
    case 'letter':
      return { base: node.text, word: false };
    case 'text':
      return { base: node.text, word: [...node.text].length > 1 && !/^.\d+$/u.test(node.text) };
    case 'command':
      return node.args.length === 0 ? { base: node.name, word: node.name.length > 1 } : undefined;
    case 'accent': {
      const body = plain(node.body);
      return { base: `\\${node.name}{${body}}`, word: false };
    }
    case 'styled': {
      if (/brace$|boxed|cancel/.test(node.style)) return undefined;
      const inner = nameOf(only(node.body));
      if (inner === undefined) {
        const digit = only(node.body);
        return digit?.kind === 'number' && /^math(?:bf|bb|ds)$/.test(node.style)
          ? { base: digit.text, style: node.style, word: false }
          : undefined;
      }
      return { ...inner, style: node.style };
    }
    case 'group':
      return node.body.length === 1 && node.body[0]?.kind !== 'scripts'
        ? nameOf(node.body[0])
        : wordOf(node.body);
    default:
      return undefined;
  }
}

/** Letters that are one word in any font: `\mathbf{softmax}`. */
function wordOf(letters: readonly Node[]): { base: string; word: boolean } | undefined {
  let run = '';
  for (const node of letters) {
    if (node.kind !== 'letter' || !/^[A-Za-z]$/.test(node.text) || run.length > 40)
      return undefined;
    run += node.text;
  }
  const pieces = segment(run, { scripted: false, applied: false, spaced: false });
  return pieces.length === 1 && run.length > 1 ? { base: run, word: true } : undefined;
}

function named(node: Node, span: Span, context: AtomContext): Atom {
  const name = nameOf(node);
  if (name !== undefined) return callee(symbolName(name.base, name), span);
  const inner = node.kind === 'styled' ? node.body : node;
  return expression({ kind: 'paren', body: context.inside(inner), open: '.', span });
}

function scriptsAtom(whole: NodeOf<'scripts'>, context: AtomContext): Atom {
  const node = flattened(primesOutside(angled(whole)));
  const { base, sub, sup, span } = node;
  const joins = joinsOver(node);
  if (base?.kind === 'symbol' && (isBigOperator(base.text) || isPrefix(base.text) || joins)) {
    return {
      kind: 'big',
      operator: joins ? '\\Vert' : base.text,
      ...(sub === undefined ? {} : { index: context.inside(sub) }),
      ...(sup === undefined ? {} : { limit: context.inside(sup) }),
      span,
    };
  }
  if (base?.kind === 'styled' && /brace$/.test(base.style)) return atomOf(base, context);
  const name = nameOf(base);
  if (base === undefined || name === undefined) {
    const body = base === undefined ? undefined : bodyOf(base, context);
    return expression(
      body === undefined ? { kind: 'missing', span } : scriptsOn(node, body, context),
    );
  }
  return namedScripts(node, base, name, context);
}

/** `{W_Q}_i` and `{W^Q}_i` name what `W_{Q,i}` and `W_i^Q` name. */
function flattened(node: NodeOf<'scripts'>): NodeOf<'scripts'> {
  const inner = node.base?.kind === 'group' ? only(node.base) : undefined;
  if (inner?.kind !== 'scripts' || inner.primes > 0 || node.primes > 0) return node;
  const name = nameOf(inner.base);
  if (name === undefined || (inner.sup !== undefined && node.sup !== undefined)) return node;
  if (inner.sup !== undefined && readSuperscript(inner.sup, true, name.base).kind !== 'name') {
    return node;
  }
  return {
    ...node,
    base: inner.base,
    sub: joined(inner.sub, node.sub),
    sup: inner.sup ?? node.sup,
  };
}

function joined(first: Node | undefined, second: Node | undefined): Node | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  const { span } = first;
  const comma: Node = {
    kind: 'symbol',
    text: ',',
    span: { start: span.end, end: span.end },
    glued: true,
  };
  return {
    kind: 'group',
    body: [first, comma, second],
    span: coverSpans(span, second.span),
    glued: true,
  };
}

/** `\alpha_{ij}^k`: a letter above an element of a table tells tables apart. */
function isLabel(sup: Node | undefined, sub: Node | undefined): sup is Node {
  const letter = only(sup);
  return (
    letter?.kind === 'letter' && /^[a-z]$/.test(letter.text) && /^[a-z],?[a-z]$/.test(plain(sub))
  );
}

/** A name with scripts: what belongs to the name and what is done to the thing it names. */
function namedScripts(
  node: NodeOf<'scripts'>,
  base: Node,
  name: { base: string; style?: string; word: boolean },
  context: AtomContext,
): Atom {
  const { sub, sup, span, primes } = node;
  if (name.base === 'e' && sub === undefined && sup !== undefined && !tellsApart(only(sup))) {
    const exp = symbolName('exp', { word: true });
    const args = [context.inside(sup)];
    return expression({ kind: 'apply', callee: exp, calleeSpan: base.span, args, span });
  }
  const reals =
    name.base === '\\reals' ||
    name.base === '\\Re' ||
    (name.base === 'R' && /^math(?:bb|ds)$/.test(name.style ?? ''));
  const raised: Superscript =
    reals && sup !== undefined
      ? { kind: 'power', node: sup }
      : isLabel(sup, sub)
        ? { kind: 'name', node: sup }
        : readSuperscript(sup, true, name.base);
  const isFunction = name.word && functionRule(name.base) !== undefined;
  const supOfName =
    raised.kind === 'name' ? raised.node : raised.kind === 'transpose' ? raised.rest : undefined;
  const symbol = symbolName(name.base, { ...name, sub, sup: supOfName });
  const subFirst = sub === undefined || sup === undefined || sub.span.start <= sup.span.start;
  const trimmed = sub === undefined ? base.span : coverSpans(base.span, sub.span);
  const own = supOfName !== undefined || !subFirst ? span : trimmed;
  if (raised.kind === 'none' || raised.kind === 'name') {
    if (primes === 0) return callee(symbol, span);
    const body: Expression = { kind: 'symbol', symbol, span: primeless(node, span) };
    const mark = "'".repeat(Math.min(primes, 3));
    const other = { ...symbol, name: symbol.name + mark };
    return expression({ kind: 'prime', body, symbol: other, span });
  }
  if (isFunction) {
    const exponent = raised.kind === 'power' ? { exponent: context.inside(raised.node) } : {};
    return {
      kind: 'callee',
      symbol,
      span: own,
      outer: span,
      ...exponent,
      transposed: raised.kind === 'transpose',
    };
  }
  // `W'^\top`: the prime belongs to the name of what is transposed.
  const named =
    primes === 0 ? symbol : { ...symbol, name: symbol.name + "'".repeat(Math.min(primes, 3)) };
  const body: Expression = { kind: 'symbol', symbol: named, span: own };
  if (raised.kind === 'transpose') return expression({ kind: 'transpose', body, span });
  return expression({ kind: 'power', base: body, exponent: context.inside(raised.node), span });
}

/** Where the name stands without its primes, if they are the last thing. */
function primeless(node: NodeOf<'scripts'>, span: Span): Span {
  const { base, sub, sup } = node;
  const end = Math.max(base?.span.end ?? 0, sub?.span.end ?? 0, sup?.span.end ?? 0);
  return end > span.start && end < span.end ? { start: span.start, end } : span;
}

function bodyOf(base: Node, context: AtomContext): Expression {
  const atom = atomOf(base, context);
  if (atom.kind === 'expression') return atom.expression;
  if (atom.kind === 'callee') return { kind: 'symbol', symbol: atom.symbol, span: atom.span };
  return { kind: 'missing', span: base.span };
}

/** Scripts on something without a name: brackets, fractions, bars. */
export function scriptsOn(
  node: NodeOf<'scripts'>,
  body: Expression,
  context: AtomContext,
): Expression {
  const { sub, sup, primes } = node;
  const span = coverSpans(body.span, node.span);
  if (body.kind === 'magnitude') {
    const degree = sub === undefined ? {} : { degree: plain(sub) };
    const inner: Expression = { ...body, ...degree, span };
    if (sup === undefined) return inner;
    return { kind: 'power', base: inner, exponent: context.inside(sup), span };
  }
  const family =
    sub !== undefined && (body.kind === 'paren' || body.kind === 'list') && body.open === '{';
  if (family) {
    const items = body.kind === 'list' ? body.items : [body.body];
    const count = sup === undefined ? {} : { count: plain(sup) };
    return { kind: 'list', items, open: '{', separator: ',', ...count, span };
  }
  const raised = readSuperscript(sup, false, '');
  if (raised.kind === 'transpose' || (primes > 0 && sup === undefined)) {
    return transposed(body, span);
  }
  const conjugate = conjugated(node, body, span);
  if (raised.kind === 'power' && sub === undefined)
    return conjugate ?? { kind: 'power', base: body, exponent: context.inside(raised.node), span };
  if (sub === undefined || isShape(sub)) return body;
  return { kind: 'opaque', label: 'index', sub: plain(sub), parts: [body], span };
}

/** `{QK}^\top` and `\mathbf{QK}^\top` are typeset as QKᵀ, and meant so. */
function transposed(body: Expression, span: Span): Expression {
  if (body.kind !== 'paren' || body.open !== '.') return { kind: 'transpose', body, span };
  const inner = body.body;
  const simple = inner.kind === 'product' && inner.operators.every((o) => o === 'beside');
  const last = simple ? inner.factors.at(-1) : undefined;
  if (!simple || last?.kind !== 'symbol') return { kind: 'transpose', body, span };
  const flippedSpan = { start: last.span.start, end: span.end };
  const flipped: Expression = { kind: 'transpose', body: last, span: flippedSpan };
  return { ...inner, factors: [...inner.factors.slice(0, -1), flipped], span };
}
