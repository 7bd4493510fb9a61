import type { Span } from '../../program/span.js';
import type { MathSpan } from '../delimiters.js';
import { appliedNames } from '../plain/functions.js';

/** A formula that an author cut into pieces; `blanks` is what stands in it and is no part of it. */
export interface StitchedMath extends MathSpan {
  readonly blanks?: readonly Span[];
}

const tag = String.raw`(?:\*\*|<\/?[a-z]{1,10}(?:\s[^<>\n]{0,80})?>)`;
/** What stands right before a dollar that the argument of a function begins with. */
const called = new RegExp(
  String.raw`(?<![\w\\-])(?:${appliedNames})${tag}{0,2}[ ]?(?:(?<open>[([（])[ ]?)?$`,
  'i',
);
const bracketed = /^\s*(?:\\(?:left|[bB]igg?l?)\s*)?(?:[([]|\\\{)/;
const opensFor =
  /(?:[=+\-−·×*/<>≈]|:=|\\(?:cdot|times|approx|gets|leftarrow|coloneqq)|\\[,;: ])\s*$/;
const sign = /^[ ]?[=＝≈+\-−·×*/][ ]?/;
const nextCall = new RegExp(
  String.raw`^[ ]?[=＝+*·×][ ]?(?:${appliedNames})[([（][\d ,.]{0,12}$`,
  'i',
);
const tags = new RegExp(tag, 'gi');
const script = /^\s*[_^]/;
/** Furthest that the end of a call is looked for, in characters. */
const maxCall = 400;

/**
 * Formulas of a paragraph, those put together that were cut by their delimiters: a function's name
 * in the text with its argument between dollars (`$H =$ Softmax$(QK^\top)V$`, `softmax($x$)$V$`), a
 * script that a tag stands before (`$H$<b>$_1$</b>`), sides with a sign between (`$S$ = $QK^\top$`), and
 * a bracket with the dollar on its wrong side (`$f(x$)`).
 * `math` is in order.
 */
export function stitched(text: string, math: readonly MathSpan[], from: number): StitchedMath[] {
  const found: StitchedMath[] = [];
  for (let i = 0; i < math.length; i++) {
    const piece = math[i];
    if (piece === undefined) break;
    const joined = isDollar(text, piece)
      ? (scripted(text, math, i) ??
        applied(text, math, i, from) ??
        related(text, math, i) ??
        cutOff(text, math, i, from))
      : undefined;
    if (joined === undefined || (joined.first < i && found.at(-1) !== math[joined.first])) {
      found.push(piece);
      continue;
    }
    if (joined.first < i) found.pop();
    found.push(joined.span);
    i = joined.last;
  }
  return found;
}

interface Joined {
  readonly span: StitchedMath;
  /** Indices of the pieces. */
  readonly first: number;
  readonly last: number;
}

const isDollar = (text: string, { outer, display }: MathSpan): boolean =>
  !display && text.charCodeAt(outer.start) === 36;

/** All of `pieces` and what stands between `start` and `end`, as one formula. */
function join(
  text: string,
  math: readonly MathSpan[],
  { start, end, first, last }: Span & { readonly first: number; readonly last: number },
): Joined {
  const pieces = math.slice(first, last + 1);
  const blanks: Span[] = [];
  let at = start;
  const plain = (to: number): void => {
    for (const found of text.slice(at, to).matchAll(tags)) {
      blanks.push({ start: at + found.index, end: at + found.index + found[0].length });
    }
  };
  for (const { inner, outer } of pieces) {
    plain(outer.start);
    blanks.push({ start: outer.start, end: inner.start }, { start: inner.end, end: outer.end });
    at = outer.end;
  }
  plain(end);
  const isFirst = pieces[0]?.outer.start === start;
  const isLast = pieces.at(-1)?.outer.end === end;
  const inner = {
    start: isFirst ? (pieces[0]?.inner.start ?? start) : start,
    end: isLast ? (pieces.at(-1)?.inner.end ?? end) : end,
  };
  return { span: { inner, outer: { start, end }, display: false, blanks }, first, last };
}

/** A formula that is a script alone goes on from the one before it, tags between them or not. */
function scripted(text: string, math: readonly MathSpan[], i: number): Joined | undefined {
  const before = math[i - 1];
  const piece = math[i];
  if (before === undefined || piece === undefined || !isDollar(text, before)) return undefined;
  if (!script.test(text.slice(piece.inner.start, piece.inner.start + 4))) return undefined;
  if (piece.outer.start - before.outer.end > 100) return undefined;
  const gap = text.slice(before.outer.end, piece.outer.start);
  if (gap.replace(tags, '') !== '') return undefined;
  const span = { start: before.outer.start, end: piece.outer.end };
  return join(text, math, { ...span, first: i - 1, last: i });
}

/** The opening brackets of a formula that nothing closes in it; undefined where one closes nothing. */
function unclosed(formula: string): string | undefined {
  let open = '';
  for (const c of formula) {
    if (c === '(' || c === '[') open += c;
    else if (c === ')' || c === ']') {
      if (!open.endsWith(c === ')' ? '(' : '[')) return undefined;
      open = open.slice(0, -1);
    }
  }
  return open;
}

/** `$f(x$)`: the bracket that closes stands behind the dollar, and closes nothing in the text. */
function cutOff(
  text: string,
  math: readonly MathSpan[],
  i: number,
  from: number,
): Joined | undefined {
  const piece = math[i];
  const closer = piece && text[piece.outer.end];
  if (piece === undefined || (closer !== ')' && closer !== ']')) return undefined;
  const open = unclosed(text.slice(piece.inner.start, piece.inner.end));
  if (open !== (closer === ')' ? '(' : '[')) return undefined;
  const line = text.slice(Math.max(from, piece.outer.start - 300), piece.outer.start);
  const before = line.slice(line.lastIndexOf('\n') + 1);
  if (before.split(open).length > before.split(closer).length) return undefined;
  return join(text, math, {
    start: piece.outer.start,
    end: piece.outer.end + 1,
    first: i,
    last: i,
  });
}

const equality = /^ ?(?:[=＝≈]|:=) ?$/;
const operation = /^ ?[/*·×] ?$|^ [+−-] $/;
const signBefore = /(?:[-+−*×·/÷=≈\d)\]}]|plus|minus|times) ?$/;
const signAfter = /^(?: ?[-+−*×·/÷=≈(\d]|\w)/;
/** What shows that a sign beside it is arithmetic, and not an "or" or a dash. */
const computed = /\\(?:sqrt|frac)(?![a-z])|\^\{?\s*(?:\\top|\\mathsf|T(?![A-Za-z]))/;

/** Sides of an equation, or a quotient by a root, that are formulas with the signs between them as text. */
function related(text: string, math: readonly MathSpan[], first: number): Joined | undefined {
  const source = ({ inner }: MathSpan): string => text.slice(inner.start, inner.end);
  const start = math[first];
  let last = first;
  let isEquation = false;
  for (let piece = start; piece !== undefined && last - first < 12; piece = math[last]) {
    const next = math[last + 1];
    if (next === undefined || !isDollar(text, next)) break;
    const between = text.slice(piece.outer.end, next.outer.start);
    const [left, right] = [source(piece), source(next)];
    if (equality.test(between)) {
      if ((left.includes('=') && right.includes('=')) || !/[A-Za-z]/.test(left)) break;
      isEquation = true;
    } else if (!(operation.test(between) || (between === '' && isEquation)) || right.includes('='))
      break;
    else if (!isEquation && !computed.test(left + right)) break;
    last += 1;
  }
  const end = math[last];
  if (start === undefined || end === undefined || last === first) return undefined;
  // `2 × $a$ = $b$`: a part of the equation is no piece.
  const [left, right] = [start.outer.start, end.outer.end];
  const isPart =
    signBefore.test(text.slice(Math.max(0, left - 6), left)) ||
    signAfter.test(text.slice(right, right + 2));
  if (isPart) return undefined;
  return join(text, math, { start: start.outer.start, end: end.outer.end, first, last });
}

function applied(
  text: string,
  math: readonly MathSpan[],
  i: number,
  from: number,
): Joined | undefined {
  const piece = math[i];
  if (piece === undefined || !/[\w([（>*]/.test(text[before(text, piece.outer.start)] ?? '')) {
    return undefined;
  }
  const floor = Math.max(math[i - 1]?.outer.end ?? from, from, piece.outer.start - 160);
  const near = text.slice(floor, piece.outer.start);
  const lead = near.slice(near.lastIndexOf('\n') + 1);
  const call = called.exec(lead);
  if (call === null) return undefined;
  const argument = text.slice(piece.inner.start, piece.inner.end);
  const open = call.groups?.['open'];
  if (open === undefined && !bracketed.test(argument)) return undefined;
  // `Swish($f(x) = x\sigma(x)$)` says what the function is.
  if (/[=≈]|\\(?:approx|triangleq|in|to)(?![a-z])/.test(argument)) return undefined;
  const opened =
    open === undefined
      ? { end: piece.outer.end, last: i }
      : closing(text, math, piece.outer.start, i);
  if (opened === undefined) return undefined;
  const name = piece.outer.start - lead.length + call.index;
  const left = beginning(text, math, i, lead.slice(0, call.index), name);
  const right = continued(text, math, opened);
  // `softmax ($\sigma$)` says how the function is called.
  const isAlone = left.start === name && right.end === opened.end && right.last === i;
  if (isAlone && !/[\\A-Za-z].*[\\^_+\-*/=,].*[A-Za-z]/s.test(argument)) return undefined;
  return join(text, math, { ...left, end: right.end, last: right.last });
}

/** The place of the last character before `at` that is no blank. */
const before = (text: string, at: number): number => (text[at - 1] === ' ' ? at - 2 : at - 1);

/** Where the bracket ends in which the piece `i` stands, and the last piece in it. */
function closing(
  text: string,
  math: readonly MathSpan[],
  from: number,
  i: number,
): { end: number; last: number } | undefined {
  let depth = 1;
  let last = i - 1;
  const to = Math.min(text.length, from + maxCall);
  for (let at = from; at < to; at++) {
    const next = math[last + 1];
    if (next !== undefined && next.outer.start === at) {
      if (!isDollar(text, next)) return undefined;
      at = next.outer.end - 1;
      last += 1;
      continue;
    }
    const c = text[at] ?? '';
    if (/[([（]/.test(c)) depth += 1;
    else if (/[)\]）]/.test(c)) {
      depth -= 1;
      if (depth === 0) return { end: at + 1, last };
    } else if (!/[\w +\-−*×·/,.√^'′;|…]/.test(c)) return undefined;
  }
  return undefined;
}

/** What stands before the function and belongs to it: `$A =$`, `$A$ = `, `Attention(Q, K) = `. */
function beginning(
  text: string,
  math: readonly MathSpan[],
  i: number,
  lead: string,
  name: number,
): { start: number; first: number } {
  const alone = { start: name, first: i };
  const bare = lead.replace(tags, '');
  const previous = math[i - 1];
  if (
    previous !== undefined &&
    isDollar(text, previous) &&
    name - previous.outer.end === lead.length
  ) {
    const source = text.slice(previous.inner.start, previous.inner.end);
    const goesOn = bare.trim() === '' ? opensFor.test(source) : /^\s?(?:[=＝≈]|:=)\s?$/.test(bare);
    if (goesOn && bare.length < 4) return { start: previous.outer.start, first: i - 1 };
  }
  const plain = /(?<![\w$\\.])[A-Za-z]\w{0,24}(?:\([\w ,']{1,60}\))?[ ]?[=＝][ ]?$/.exec(lead);
  return plain === null ? alone : { start: name - lead.length + plain.index, first: i };
}

/** What goes on after a call: a factor right beside it, or a factor or another call after a sign. */
function continued(
  text: string,
  math: readonly MathSpan[],
  from: { readonly end: number; readonly last: number },
): { end: number; last: number } {
  let here = from;
  for (let i = 0; i < 8; i++) {
    const next = step(text, math, here);
    if (next === undefined) break;
    here = next;
  }
  return here;
}

function step(
  text: string,
  math: readonly MathSpan[],
  { end, last }: { readonly end: number; readonly last: number },
): { end: number; last: number } | undefined {
  const letter = /^[ ]?(?:[·×*@][ ]?)?[A-Z](?![\w'’(])/.exec(text.slice(end, end + 8));
  if (letter !== null && !/^ [AI]/.test(letter[0])) return { end: end + letter[0].length, last };
  const next = math[last + 1];
  if (next === undefined || !isDollar(text, next)) return undefined;
  const gap = next.outer.start - end;
  if (gap < 0 || gap > 40) return undefined;
  const between = text.slice(end, next.outer.start);
  const isBeside = gap === 0 || (between === ' ' && text[end - 1] !== '$');
  if (isBeside || sign.exec(between)?.[0] === between)
    return { end: next.outer.end, last: last + 1 };
  // `= max(0, $xW$)`
  const call = sign.test(between) ? nextCall.exec(between) : null;
  return call === null ? undefined : closing(text, math, next.outer.start, last + 1);
}

/** `text` of a stitched formula without its delimiters and tags, as long as it was. */
export function withoutBlanks(text: string, { inner, blanks = [] }: StitchedMath): string {
  let made = text;
  for (const { start, end } of blanks) {
    const a = Math.max(0, start - inner.start);
    const b = Math.min(text.length, end - inner.start);
    if (b > a) made = made.slice(0, a) + ' '.repeat(b - a) + made.slice(b);
  }
  return made;
}
