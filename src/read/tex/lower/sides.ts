import type { Side } from '../../../program/side.js';
import type { Program, ValueId } from '../../../program/value.js';
import type { Expression, ExpressionOf } from '../expression.js';
import { partsOf, unwrapped } from '../expression.js';
import { isNumbered } from './numbered.js';
import type { Lowering } from './state.js';

/** A part of a chain of equalities, with the value it was read into. */
export interface LoweredSide extends Omit<Side, 'program'> {
  /** The program of an earlier formula that computed what is stated here again. */
  readonly program?: Program;
}

/** Signs that state an equality; others define, assign or compare. */
const equalities = /^(?:=|:=|\\approx|\\simeq|\\cong|\\doteq|≈|≃|≅)$/;

const unread = new Set<Expression['kind']>([
  'ellipsis',
  'prose',
  'missing',
  'opaque',
  'relation',
  'cases',
  'prime',
]);

/** An arrow that stands for a sign of equality. */
const arrow = /[→⇒]|\\(?:to|(?:long)?rightarrow|Rightarrow|implies)(?![A-Za-z])|->|=>/;

/** Marks that change what a text says and have no value: `1,000` reads as a list, `\{0\}` is a set. */
const dropped =
  /[!%‰°…?∅]|\\[{}]|(?<!\\)\|\s*[[(]|\\(?:[lcvd]?dots\w?|[bp]?mod|degree|pm|mp|sim|circ|emptyset|varnothing|lbrace)(?![A-Za-z])|\d,\d{3}(?!\d)/;

/** The comma of `1,000`, which between brackets parts a list. */
const thousands = /(\d),(?=\d{3}(?!\d))/g;

/** Layout and signs of punctuation that say nothing about the part before them. */
const silent =
  /\\(?:q?quad|left|right|(?:long)?rightarrow|Rightarrow|implies|to|[,;:! ])(?![A-Za-z])|\\\\|[\s&.,;:{}$≈≒≃≅≐≔＝→⇒]/g;

/** What stands between a part and the sign after it, such as `\%`. */
const unitIn = (between: string, sign = ''): string =>
  between.replace(sign, '').replaceAll(silent, '');

const percent = /^(?:\s|\\[,;! ]|~)*\\?[%％]/;
const abbreviation =
  /^(?:\s|\\[,;! ]|~)*\\(?:text|mathrm|textrm|rm)\s*\{\s*((?:[KMGTkmnµμ]i?)?(?:[BbsgmW]|eV|FLOPs?)?)\s*\}/;

/** A percent sign or a unit after the last part of a chain. */
const unitAfter = (rest: string): string =>
  /^\s?!/.test(rest)
    ? '!'
    : percent.test(rest)
      ? '\\%'
      : (/^,\d{3}(?!\d)/.exec(rest)?.[0] ?? abbreviation.exec(rest)?.[1] ?? '');

const remainder = /\\[pb]?mod(?![a-z])|(?<![A-Za-z])mod\s/;

/** `(2 \times 4)(4 \times 3)`, `x[10]`: shapes and places in a list, which look like products. */
const notComputed =
  /^\s*(?:\(\s*\d+\s*(?:\\times|×)\s*\d+\s*\)\s*)+$|[A-Za-z_]\}?\[\s*\d+\s*\]\s*$/;

/** `+ 5/6 - 37 = …`: a sum that a formula above, cut in two, began. */
const goesOn = (s: Lowering, start: number): boolean =>
  [1, 2].some((n) => /^[+*/×·÷]\s*$/.test(s.source({ start: start - n, end: start })));

function isWhole(e: Expression, text: string): boolean {
  const flat = /[([{]/.test(text) ? text : text.replaceAll(thousands, '$1');
  if (dropped.test(flat.replaceAll(/\\[,;:!]/g, '  '))) return false;
  const stack = [e];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const isUnread = unread.has(next.kind) && !isNumbered(next);
    if (isUnread || (next.kind === 'sum' && next.operator === '±')) return false;
    // `i = 1` below a sum states nothing.
    const parts = next.kind === 'big' ? [next.body] : partsOf(next);
    for (const part of parts) stack.push(part);
  }
  return true;
}

/** True where what a value was computed from is still called as it was then. */
function isCurrent(s: Lowering, { values }: Program, id: ValueId): boolean {
  const needed = new Set([id]);
  for (let i = id; i >= 0; i--) {
    const value = needed.has(i) ? values[i] : undefined;
    if (value === undefined) continue;
    for (const input of value.inputs) needed.add(input);
    if (i === id || value.name === undefined || value.defined !== true) continue;
    const now = s.definitions.get(value.name);
    if (now?.program.values[now.value]?.span.start !== value.span.start) return false;
  }
  return true;
}

/** `S = …` where an earlier formula computed S: that is what the numbers given here are to be. */
function computedBefore(s: Lowering, part: Expression): LoweredSide | undefined {
  const symbol = unwrapped(part);
  const known = symbol.kind === 'symbol' ? s.definitions.get(symbol.symbol.name) : undefined;
  if (known === undefined) return undefined;
  const { program, value } = known;
  const before = program.values[value];
  if (before?.origin !== 'literal' || before.operation.kind === 'tensor') return undefined;
  if (before.span.end > part.span.start || !isCurrent(s, program, value)) return undefined;
  const text = s.source(part.span);
  const about = { span: part.span, text, sign: '', after: '', whole: true } as const;
  return { ...about, value, program, restated: true };
}

/** `\text{softmax}(QK^\top)`, and nothing around it. */
function isSoftmax(part: Expression): boolean {
  const inner = unwrapped(part);
  return inner.kind === 'apply' && /^soft-?max$/i.test(inner.callee.base);
}

/** A row that is no equation as the first part of what the rows below it go on with: `= …`. */
export function sideOfRow(s: Lowering, e: Expression, value: ValueId): LoweredSide {
  const text = s.source(e.span);
  const whole = isWhole(e, text) && !notComputed.test(text) && !goesOn(s, e.span.start);
  return { value, span: e.span, text, sign: '', after: '', whole };
}

/**
 * The parts of `a = b \approx c` that were read into values, in the order of the text; none where
 * the relation states something else.
 */
export function sidesOf(
  s: Lowering,
  e: ExpressionOf<'relation'>,
  valueOf: ReadonlyMap<Expression, ValueId>,
): LoweredSide[] {
  // The rest of `16,777,216` is no number of its own.
  if (/\d,$/.test(s.source({ start: e.span.start - 2, end: e.span.start }))) return [];
  // Remainders are other numbers: `5^3 = 4 \\pmod{11}`.
  if (remainder.test(s.source({ start: e.span.start, end: e.span.end + 12 }))) return [];
  if (!e.signs.every((sign, i) => e.relations[i] === 'in' || equalities.test(sign))) return [];
  const softmax = e.parts.findIndex(isSoftmax);
  return e.parts.flatMap((part, i): LoweredSide[] => {
    const value = valueOf.get(part);
    const earlier = i === 0 ? computedBefore(s, part) : undefined;
    if (value === undefined && earlier !== undefined) return [earlier];
    if (value === undefined || value < 0) return [];
    const text = s.source(part.span);
    const { end } = part.span;
    const next = e.parts[i + 1]?.span.start;
    const after =
      next === undefined
        ? unitAfter(s.source({ start: end, end: end + 24 }))
        : unitIn(s.source({ start: end, end: Math.max(next, end) }), e.signs[i]);
    const before = e.parts[i - 1]?.span.end;
    const isArrow =
      before !== undefined && arrow.test(s.source({ start: before, end: part.span.start }));
    const sign = isArrow ? '\\to' : (e.signs[i - 1] ?? '');
    const ofSoftmax = softmax >= 0 && softmax < i;
    const whole =
      isWhole(part, text) && !notComputed.test(text) && !(i === 0 && goesOn(s, part.span.start));
    // Numbers may count from 0 as well as from 1.
    const isGuess = i === 0 && isNumbered(unwrapped(part));
    return [
      {
        value,
        span: part.span,
        text,
        sign,
        after,
        whole,
        ...(ofSoftmax ? { ofSoftmax } : {}),
        ...(isGuess ? { restated: true } : {}),
      },
    ];
  });
}
