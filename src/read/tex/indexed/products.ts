import type { Operation } from '../../../program/operation.js';
import type { Span } from '../../../program/span.js';
import { coverSpans } from '../../../program/span.js';
import type { ValueId } from '../../../program/value.js';
import { computationKey, emit } from '../lower/state.js';
import type { Lowering } from '../lower/state.js';
import { emitShared } from './emit.js';

/** A tensor with one letter for each axis. */
export interface Operand {
  readonly id: ValueId;
  readonly letters: string;
  readonly span: Span;
  /** True for a matrix without index letters: `W`. */
  readonly isMap: boolean;
  /** True for one vector that no letter indexes: `q`. */
  readonly isVector: boolean;
}

/** More operands than this are multiplied from left to right. */
const maxSearch = 8;

const has = (text: string, l: string): boolean => text.includes(l);
const without = (text: string, drop: (l: string) => boolean): string =>
  [...text].filter((l) => !drop(l)).join('');

/** An operand that a product computed: neither a map nor a vector of its own. */
const computed = (id: ValueId, letters: string, span: Span): Operand => ({
  id,
  letters,
  span,
  isMap: false,
  isVector: false,
});

/**
 * The product of all operands, summed over the letters that `output` lacks. Two at a time, those
 * first whose product is smallest, so that `\alpha_{ij} W h_j` is `\alpha (h Wᵀ)`: each is a matrix
 * product where it can be one, as if it were written with matrices.
 */
export function productOf(
  s: Lowering,
  all: readonly Operand[],
  output: string,
  span: Span,
): ValueId | undefined {
  const operands = [...all];
  while (operands.length > 1) {
    const [i, j] = nextPair(operands, output);
    const [a, b] = [operands[i], operands[j]];
    if (a === undefined || b === undefined) return undefined;
    const last = operands.length === 2;
    const others = operands.filter((o) => o !== a && o !== b).map((o) => o.letters);
    const kept = output + others.join('');
    const made = pairProduct(s, a, b, kept, last ? output : undefined, span, last);
    operands.splice(j, 1);
    operands[i] = made;
  }
  const [only] = operands;
  if (only === undefined) return undefined;
  return arranged(s, summedOut(s, only, output, span), output, span).id;
}

function nextPair(operands: readonly Operand[], output: string): [number, number] {
  if (operands.length === 2 || operands.length > maxSearch) return [0, 1];
  let best: [number, number] = [0, 1];
  let least = Infinity;
  for (let i = 0; i < operands.length; i++) {
    for (let j = i + 1; j < operands.length; j++) {
      const others = operands.filter((_, k) => k !== i && k !== j).map((o) => o.letters);
      const kept = output + others.join('');
      const both = `${operands[i]?.letters ?? ''}${operands[j]?.letters ?? ''}`;
      // `\alpha_{ij} W v_j` weighs the projected vectors.
      const maps = j === i + 1 && (operands[i]?.isMap === true || operands[j]?.isMap === true);
      const rank = new Set([...both].filter((l) => has(kept, l))).size - (maps ? 0.5 : 0);
      if (rank < least) [least, best] = [rank, [i, j]];
    }
  }
  return best;
}

/** Sums over the letters that nothing further on has. */
function summedOut(s: Lowering, x: Operand, kept: string, span: Span): Operand {
  const axes = [...x.letters]
    .map((l, k) => (has(kept, l) ? undefined : k - x.letters.length))
    .filter((k) => k !== undefined);
  if (axes.length === 0) return x;
  const id = emitShared(s, { kind: 'sum', axes, keepDim: false }, [x.id], span);
  return { ...x, id, letters: without(x.letters, (l) => !has(kept, l)) };
}

/** The same tensor with its axes in the order of `letters`. */
function arranged(s: Lowering, x: Operand, letters: string, span: Span): Operand {
  if (x.letters === letters || x.letters.length !== letters.length) return x;
  const axes = [...letters].map((l) => x.letters.indexOf(l));
  const operation: Operation =
    letters.length === 2 ? { kind: 'transpose', axis0: -2, axis1: -1 } : { kind: 'permute', axes };
  return { ...x, id: emitShared(s, operation, [x.id], span), letters };
}

function pairProduct(
  s: Lowering,
  left: Operand,
  right: Operand,
  kept: string,
  output: string | undefined,
  whole: Span,
  last: boolean,
): Operand {
  const span = last ? whole : coverSpans(left.span, right.span);
  const a = summedOut(s, left, kept + right.letters, span);
  const b = summedOut(s, right, kept + left.letters, span);
  const shared = [...a.letters].filter((l) => has(b.letters, l));
  const summed = shared.filter((l) => !has(kept, l)).join('');
  if (summed === '' || (a.letters === b.letters && !(a.isVector && b.isVector))) {
    const long = a.letters.length >= b.letters.length ? a : b;
    const short = long === a ? b : a;
    if (long.letters.endsWith(short.letters)) {
      // The terms of a sum are a value of their own: `y_i \log p_i`.
      const at = summed === '' ? span : coverSpans(left.span, right.span);
      const terms = computed(emitShared(s, { kind: 'mul' }, [a.id, b.id], at), long.letters, span);
      return summedOut(s, terms, kept, span);
    }
  }
  const product = summed.length === 1 ? matrixProduct(s, a, b, summed, output, span) : undefined;
  if (product !== undefined) return product;
  const letters =
    output ??
    without(a.letters + without(b.letters, (l) => has(a.letters, l)), (l) => !has(kept, l));
  const equation = `${a.letters},${b.letters}->${letters}`;
  return computed(emitShared(s, { kind: 'einsum', equation }, [a.id, b.id], span), letters, span);
}

/** A matrix product over the letter `c`, with transposes where the axes ask for them. */
function matrixProduct(
  s: Lowering,
  a: Operand,
  b: Operand,
  c: string,
  output: string | undefined,
  span: Span,
): Operand | undefined {
  const freeA = without(a.letters, (l) => l === c || has(b.letters, l));
  const freeB = without(b.letters, (l) => l === c || has(a.letters, l));
  // `\sum_j x_j A_{ij}` is A x; a single query before its keys stays q Kᵀ.
  const leads = a.letters === c && !a.isVector && b.letters.length === 2 && b.letters.endsWith(c);
  // Rows for the letters, columns for the features, where nothing else is asked.
  const swapped =
    freeA !== '' &&
    freeB !== '' &&
    (output === undefined
      ? a.isMap && !b.isMap
      : output.indexOf(freeA.charAt(0)) > output.indexOf(freeB.charAt(0)));
  // `W x` of one vector stays so; `W x_j` for all j is `x Wᵀ`.
  const [x, y] = swapped || leads ? [b, a] : [a, b];
  const batch = commonLead(x.letters, y.letters, c);
  const [p, q] = [x.letters.slice(batch.length), y.letters.slice(batch.length)];
  if ([...p].some((l) => l !== c && has(q, l))) return undefined;
  if (batch !== '' && (p.length !== 2 || q.length !== 2)) return undefined;
  if (p.length > 2 && (!p.endsWith(c) || q.length > 2)) return undefined;
  if (q.length > 2) return undefined;
  const letters = batch + without(p, (l) => l === c) + without(q, (l) => l === c);
  if (output !== undefined && [...letters].sort().join('') !== [...output].sort().join(''))
    return undefined;
  if (output !== undefined && letters !== output) return undefined;
  if (y.isMap && p.length >= 2 && p.endsWith(c) && q.endsWith(c)) {
    return computed(emitShared(s, { kind: 'linear' }, [x.id, y.id], span), letters, span);
  }
  const l = p.length === 2 && p.startsWith(c) ? turned(s, x, span) : x.id;
  const r = q.length === 2 && q.endsWith(c) ? turned(s, y, span) : y.id;
  return computed(emitShared(s, { kind: 'matmul' }, [l, r], span), letters, span);
}

/** Letters that both begin with, up to the one that is summed. */
function commonLead(a: string, b: string, c: string): string {
  let k = 0;
  while (k < a.length && a.charAt(k) === b.charAt(k) && a.charAt(k) !== c) k++;
  return a.slice(0, k);
}

/**
 * The last two axes swapped. No sign of the text does this: the value stands where the product does,
 * so that a hover on the operand still shows the operand.
 */
function turned(s: Lowering, x: Operand, span: Span): ValueId {
  const operation: Operation = { kind: 'transpose', axis0: -2, axis1: -1 };
  const key = computationKey(operation, [x.id]);
  const before = s.computed.get(key);
  if (before !== undefined) return before;
  if (s.reuse) return emit(s, operation, [x.id], span);
  const source = s.source(x.span);
  const id = s.builder.emit({
    operation,
    inputs: [x.id],
    span,
    tex: /^\\?[A-Za-z]+(?:_(?:\w|\{[^{}]*\}))?$/.test(source) ? `${source}^\\top` : source,
  });
  s.computed.set(key, id);
  return id;
}
