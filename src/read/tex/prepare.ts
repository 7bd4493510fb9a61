import type { Span } from '../../program/span.js';
import { coverSpans } from '../../program/span.js';
import { pairBars } from './bars.js';
import { functionRule } from './functions.js';
import { listSpan } from './layout/reader.js';
import type { Node, NodeOf } from './nodes.js';
import { plain, plainList } from './symbols.js';
import { isProse, isProseWord } from './vocabulary.js';
import { joinWords } from './words.js';

type Complain = (code: string, message: string, span: Span) => void;

/** An opening bracket that nothing closes holds all that follows it; a closing one is dropped. */
function closeStrays(nodes: readonly Node[], complain: Complain): readonly Node[] {
  if (!nodes.some((n) => isStray(n))) return nodes;
  let rest: Node[] = [];
  let folds = 0;
  for (let k = nodes.length - 1; k >= 0; k--) {
    const node = nodes[k];
    if (node === undefined) continue;
    const stray = isStray(node);
    if (stray !== undefined) {
      const code = stray === 'open' ? 'unclosed-group' : 'unmatched-close';
      complain(
        code,
        `This bracket ${stray === 'open' ? 'is never closed' : 'closes nothing'}.`,
        node.span,
      );
    }
    if (stray === 'open' && rest.length > 0 && folds < 20) {
      folds++;
      rest.reverse();
      const span = coverSpans(node.span, listSpan(rest) ?? node.span);
      rest = [{ kind: 'delimited', open: '(', close: '(', body: rest, span, glued: node.glued }];
    } else if (stray === undefined) rest.push(node);
  }
  return rest.reverse();
}

function isStray(node: Node): 'open' | 'close' | undefined {
  const base = node.kind === 'scripts' ? node.base : node;
  if (base?.kind !== 'symbol') return undefined;
  if (/^(?:[([]|\\(?:\{|langle|lvert|lVert|lfloor|lceil))$/.test(base.text)) return 'open';
  return /^(?:[)\]]|\\(?:\}|rangle|rvert|rVert|rfloor|rceil))$/.test(base.text)
    ? 'close'
    : undefined;
}

/**
 * Characters that only their neighbours explain: the full stop of `Q.K^T`, which multiplies where it
 * stands as close to what follows as to what is before it, the letter Σ typed as a sum, and a large
 * sign without bounds between two factors.
 */
function settleCharacters(nodes: readonly Node[]): readonly Node[] {
  if (!nodes.some((n) => isStop(n) || isSumLetter(n) || smallSign(n) !== undefined)) return nodes;
  return nodes.map((node, i): Node => {
    const next = nodes[i + 1];
    if (isStop(node)) {
      const multiplies = i > 0 && next !== undefined && next.glued === node.glued && isFactor(next);
      return multiplies ? { ...node, kind: 'symbol', text: '\\cdot' } : node;
    }
    const sign = smallSign(node);
    if (sign !== undefined && i > 0 && next !== undefined && isFactor(next)) {
      return { ...node, kind: 'symbol', text: sign };
    }
    const sum =
      next === undefined || !isFactor(next)
        ? undefined
        : sumOf(node, nodes[i - 1], nodes.slice(i + 1, i + 4));
    return sum ?? node;
  });
}

const smallSigns: Readonly<Record<string, string>> = {
  '\\bigodot': '\\odot',
  '\\bigotimes': '\\otimes',
  '\\bigoplus': '\\oplus',
};

/** `a \bigodot b`: what it would be as a sign of the usual size. */
const smallSign = (node: Node): string | undefined =>
  node.kind === 'symbol' ? smallSigns[node.text] : undefined;

/** `i`, `i, :`, `t-1` between brackets: a place. */
const placeInBrackets =
  /^(?:[ijklmnt]|\d{1,2}|:)(?:[-+](?:\d|[ijklmnt]))?(?:,(?:[ijklmnt]|\d{1,2}|:))?$/;

/** `I`, `\mathcal{I}`, `idx`: the rows of a matrix that are picked. */
const rowsInBrackets =
  /^(?:[IJ]|S|idx|ids|indices|topk|\\?(?:mathcal|mathbf|mathbb)?\{?[IJS]\}?)(?:,:)?$/;
const isMatrixLetter = (node: Node): boolean => {
  const body = node.kind === 'styled' ? node.body : node;
  const base = body.kind === 'group' && body.body.length === 1 ? body.body[0] : body;
  return base?.kind === 'letter' && /^[QKVXH]$/.test(base.text);
};

/** Tables by their names, which no function has: `attention_weights[i, j]`. */
const tableNames =
  /(?:^|_)(?:weights?|scores?|values?|keys?|queries|query|outputs?|out|inputs?|attn|context|hidden|logits|energies)$/i;

/** What can have places: a letter or a word without a subscript, or the brackets of a call. */
function hasPlaces(node: Node, before: Node | undefined): boolean {
  const base = node.kind === 'scripts' ? node.base : node;
  if (node.kind === 'delimited') {
    return node.open === '(' && (before?.kind === 'text' || before?.kind === 'command');
  }
  if (node.kind === 'scripts' && (node.sub !== undefined || node.sup !== undefined)) return false;
  if (base?.kind === 'styled' || (base?.kind === 'text' && tableNames.test(base.text))) return true;
  return base?.kind === 'letter' && /^(?:[a-zA-DF-MO-SU-Z]|\\alpha)$/.test(base.text);
}

/** `[j, :]` of `[j, :]` and of `[j, :]^\top`. */
function bracketed(node: Node): NodeOf<'delimited'> | undefined {
  const inner = node.kind === 'scripts' && node.sub === undefined ? node.base : node;
  return inner?.kind === 'delimited' && inner.open === '[' && node.glued ? inner : undefined;
}

/** `j` of `[j, :]`: what takes a whole axis says nothing. */
function withoutWhole(nodes: readonly Node[]): readonly Node[] {
  const is = (n: Node | undefined, sign: string): boolean =>
    n?.kind === 'symbol' && n.text === sign;
  if (is(nodes.at(-1), ':') && is(nodes.at(-2), ',')) return nodes.slice(0, -2);
  return is(nodes[0], ':') && is(nodes[1], ',') ? nodes.slice(2) : nodes;
}

/** Whether brackets say which element or rows of what stands before them. */
function isPlace(brackets: NodeOf<'delimited'>, base: Node, before: Node | undefined): boolean {
  const inside = plainList(brackets.body, 0).replaceAll(/\s/g, '');
  if (placeInBrackets.test(inside)) return hasPlaces(base, before);
  return rowsInBrackets.test(inside) && isMatrixLetter(base);
}

/** `w[i]`, `V[j, :]^\top`, `\text{softmax}(z)[i]`: brackets with a place are a subscript. */
function bracketsAsPlaces(nodes: readonly Node[]): readonly Node[] {
  if (!nodes.some((n) => bracketed(n) !== undefined)) return nodes;
  const out: Node[] = [];
  for (const node of nodes) {
    const [base, before] = [out.at(-1), out.at(-2)];
    const place = bracketed(node);
    if (place === undefined || base === undefined || !isPlace(place, base, before)) {
      out.push(node);
      continue;
    }
    const scripts = base.kind === 'scripts' ? base : undefined;
    const above = node.kind === 'scripts' ? node : undefined;
    out[out.length - 1] = {
      kind: 'scripts',
      base: scripts === undefined ? base : scripts.base,
      sub: { kind: 'group', body: withoutWhole(place.body), span: place.span, glued: true },
      sup: above?.sup,
      primes: (scripts?.primes ?? 0) + (above?.primes ?? 0),
      span: coverSpans(base.span, node.span),
      glued: base.glued,
    };
  }
  return out;
}

type Delimited = NodeOf<'delimited'>;
const opensEmpty = (n: Node): n is Delimited =>
  n.kind === 'delimited' && n.close === '.' && n.open !== '.' && n.body.length === 0;
const closesAlone = (n: Node): n is Delimited =>
  n.kind === 'delimited' && n.open === '.' && n.close !== '.';

/**
 * `\left(\right. x_1, x \left._{h}\right)`: the two halves of one pair of brackets, as tools that read
 * formulas off a picture write them.
 */
function joinHalves(nodes: readonly Node[]): readonly Node[] {
  const from = nodes.findIndex(opensEmpty);
  const to = nodes.findIndex((n, i) => i > from && closesAlone(n));
  const [first, last] = [nodes[from], nodes[to]];
  if (from < 0 || first?.kind !== 'delimited' || last?.kind !== 'delimited') return nodes;
  const body = nodes.slice(from + 1, to);
  const [script, ...rest] = last.body;
  const before = body.at(-1);
  const isScript = script?.kind === 'scripts' && script.base === undefined;
  if (isScript && before !== undefined && before.kind !== 'symbol') {
    body[body.length - 1] = {
      ...script,
      base: before,
      span: coverSpans(before.span, script.span),
      glued: before.glued,
    };
    body.push(...rest);
  } else body.push(...last.body);
  const span = coverSpans(first.span, last.span);
  const joined: Node = {
    kind: 'delimited',
    open: first.open,
    close: last.close,
    body,
    span,
    glued: first.glued,
  };
  return [...nodes.slice(0, from), joined, ...joinHalves(nodes.slice(to + 1))];
}

const isStop = (node: Node): boolean => node.kind === 'symbol' && node.text === '.';

const isFactor = (node: Node): boolean => node.kind !== 'symbol' && node.kind !== 'separator';

/** A Σ or Π with an index. */
const isSumLetter = (node: Node): boolean =>
  node.kind === 'scripts' &&
  node.sub !== undefined &&
  node.base?.kind === 'letter' &&
  /^\\(?:Sigma|Pi)$/.test(node.base.text);

/** True where a node has the index in its subscript, or above it, `v^j`. */
const hasIndex = (node: Node | undefined, index: string): boolean =>
  node?.kind === 'scripts' &&
  ((node.sub !== undefined && plain(node.sub).includes(index)) ||
    (node.sup !== undefined && plain(node.sup) === index));

/** `\exp`, or the letters that spell it. */
const isExp = (after: readonly Node[]): boolean =>
  after
    .slice(0, 3)
    .map((n) => (n.kind === 'letter' || n.kind === 'text' ? n.text : ''))
    .join('')
    .replace(/^\\/, '')
    .startsWith('exp');

/**
 * `Σ_j` and `Π_{i=1}^n` as big operators. `\Sigma` is one where it has a bound (`\Sigma_{i=1}^n`), or
 * where all that it can multiply has its index (`\Sigma_j w_{ij} v_j`); else it is the letter.
 */
function sumOf(node: Node, before: Node | undefined, after: readonly Node[]): Node | undefined {
  if (node.kind !== 'scripts' || node.base?.kind !== 'letter' || node.sub === undefined) {
    return undefined;
  }
  const { span, text } = node.base;
  const operator = text === '\\Sigma' ? '\\sum' : text === '\\Pi' ? '\\prod' : undefined;
  if (operator === undefined) return undefined;
  const index = plain(node.sub);
  const isBound = /^[a-z]'?\s*(?:=|\\in)/.test(index);
  if (span.end - span.start > 1) {
    const isFirst = before === undefined || !isFactor(before);
    // `\Sigma_i^N`
    const isBounded = node.sup !== undefined && /^(?:[A-SU-Z]|[mn])$/.test(plain(node.sup));
    const overIndex =
      (isBounded || (isFirst && node.sup === undefined)) &&
      /^[ijklmnt]$/.test(index) &&
      after.length > 1 &&
      after.slice(0, 2).every((n) => hasIndex(n, index));
    // `\Sigma_j \exp(e_{ij})`
    const ofExp = isFirst && /^[ijklmnst]'?$/.test(index) && isExp(after);
    if (!isBound && !overIndex && !ofExp) return undefined;
  } else if (!/^[ijklmnt]+$/.test(index) && !isBound) return undefined;
  return { ...node, base: { ...node.base, kind: 'symbol', text: operator } };
}

/** True for words that speak to the reader instead of naming something. */
export const speaks = (node: NodeOf<'text'>): boolean =>
  node.style === 'run'
    ? isProseWord(node.text)
    : // `\operatorname{a}` is a function's name, no article.
      !(node.style === 'name' && node.text.length === 1) && isProse(node.text);

/** Words between formulas part them; words alone stay. */
function withoutProse(nodes: readonly Node[]): readonly Node[] {
  const isProseNode = (n: Node): n is NodeOf<'text'> => n.kind === 'text' && speaks(n);
  if (nodes.length < 2 || !nodes.some(isProseNode)) return nodes;
  return nodes.map((n): Node =>
    isProseNode(n) ? { kind: 'separator', text: '\\quad', span: n.span, glued: n.glued } : n,
  );
}

/** `(x)V` of `\mathrm{(x)V}` and of `{(x)V}`: brackets with something behind them, held by braces. */
function heldBehind(node: Node | undefined): readonly Node[] | undefined {
  const group = node?.kind === 'styled' ? node.body : node;
  if (group?.kind !== 'group' || group.body.length < 2) return undefined;
  return group.body[0]?.kind === 'delimited' ? group.body : undefined;
}

/** `{\color{blue}\alpha}(q, k)`: a letter in braces before arguments is what is applied to them. */
function heldLetter(node: Node | undefined, next: Node | undefined): Node | undefined {
  const [held, more] = node?.kind === 'group' ? node.body : [];
  if (more !== undefined || !/^(?:letter|scripts|text)$/.test(held?.kind ?? '')) return undefined;
  if (next?.kind !== 'delimited' || next.open !== '(') return undefined;
  return next.body.some((n) => n.kind === 'symbol' && n.text === ',') ? held : undefined;
}

/** `\text{softmax}\mathrm{(x)V}`: a function takes the brackets alone, whatever font goes on behind them. */
function withoutHeld(nodes: readonly Node[]): readonly Node[] {
  const opened = (node: Node, i: number): readonly Node[] => {
    const before = nodes[i - 1];
    const isCallee = before?.kind === 'text' && functionRule(before.text) !== undefined;
    return (isCallee ? heldBehind(node) : undefined) ?? [heldLetter(node, nodes[i + 1]) ?? node];
  };
  const holds = (n: Node, i: number): boolean =>
    (i > 0 && heldBehind(n) !== undefined) || heldLetter(n, nodes[i + 1]) !== undefined;
  return nodes.some(holds) ? nodes.flatMap(opened) : nodes;
}

/** The nodes of one list as the parser takes them: words joined, stray signs settled, prose left out. */
export const prepared = (nodes: readonly Node[], complain: Complain): readonly Node[] =>
  withoutProse(
    bracketsAsPlaces(
      withoutHeld(joinWords(pairBars(settleCharacters(closeStrays(joinHalves(nodes), complain))))),
    ),
  );
