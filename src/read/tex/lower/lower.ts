import type { Dim } from '../../../program/dim.js';
import type { ValueId } from '../../../program/value.js';
import type { Expression, ExpressionOf } from '../expression.js';
import { unwrapped } from '../expression.js';
import { functionRule, isAlsoThing } from '../functions.js';
import { imaginaryBase } from '../notations/imaginary.js';
import { constantOf, powerName } from '../sizes.js';
import { lowerChoice, lowerTriangle } from './cases.js';
import { connect, lowerApply } from './calls.js';
import { joinOver, lowerList, lowerMatrix } from './collections.js';
import { isNumbered, numberedPart } from './numbered.js';
import { lowerProduct } from './products.js';
import { emit, emitCall, emitImaginary, emitNumber, kindOf, symbolValue } from './state.js';
import type { Lowering } from './state.js';

/** The value of an expression, or undefined where it is none (prose, an ellipsis, a hole). */
export function lowerExpression(s: Lowering, e: Expression): ValueId | undefined {
  if (s.full) return undefined;
  switch (e.kind) {
    case 'number':
      return emitNumber(s, e.value, e.span);
    case 'symbol':
      return lowerSymbol(s, e);
    case 'apply':
      return lowerApply(s, e);
    case 'sum':
      return lowerSum(s, e);
    case 'product':
      return lowerProduct(s, e);
    case 'quotient': {
      const over = s.lower(e.over);
      const under = s.lower(e.under);
      if (over === undefined || under === undefined) return incomplete(s, e, [over, under]);
      return emit(s, { kind: 'div' }, [over, under], e.span);
    }
    case 'negative': {
      const body = s.lower(e.body);
      return body === undefined ? undefined : emit(s, { kind: 'neg' }, [body], e.span);
    }
    case 'power':
      return lowerPower(s, e);
    case 'transpose': {
      const body = s.lower(e.body);
      if (body === undefined) return undefined;
      // A number is not transposed: `\alpha_t^\top` is a row of weights.
      const known = kindOf(s, body);
      const kind = known === 'scalar' && s.builder.shape(body) === undefined ? 'vector' : known;
      return emit(s, { kind: 'transpose', axis0: -2, axis1: -1 }, [body], e.span, kind);
    }
    case 'prime':
      return symbolValue(s, e.symbol, e.span);
    case 'root': {
      const body = s.lower(e.body);
      if (body === undefined) return incomplete(s, e, []);
      if (e.degree === undefined) return emit(s, { kind: 'sqrt' }, [body], e.span);
      const degree = constantOf(e.degree);
      if (degree === 2) return emit(s, { kind: 'sqrt' }, [body], e.span);
      if (degree === undefined) return incomplete(s, e, [body]);
      const exponent = emitNumber(s, 1 / degree, e.degree.span);
      return emit(s, { kind: 'pow' }, [body, exponent], e.span);
    }
    case 'paren':
      return s.lower(e.body);
    case 'list':
      return lowerList(s, e);
    case 'matrix':
      return lowerMatrix(s, e);
    case 'cases':
      return (
        lowerTriangle(s, e) ??
        lowerChoice(s, e) ??
        call(
          s,
          'cases',
          e.rows.map((r) => r.value),
          e,
        )
      );
    case 'big':
      return joinOver(s, e) ?? call(s, e.operator, [e.body], e);
    case 'magnitude':
      return lowerMagnitude(s, e);
    case 'inner': {
      const left = s.lower(e.left);
      const right = s.lower(e.right);
      if (left === undefined || right === undefined) return incomplete(s, e, [left, right]);
      const table = kindOf(s, left) === 'matrix' || kindOf(s, right) === 'matrix';
      if (table) return emitCall(s, '\\langle', [left, right], e.span);
      return emit(s, { kind: 'matmul' }, [left, right], e.span, 'scalar');
    }
    case 'relation':
      return call(s, 'relation', e.parts, e);
    case 'opaque':
      if (isOnes(e)) {
        const shape = [dimOfLetter(e.sub)];
        return emit(s, { kind: 'ones', shape }, [], e.span, 'vector');
      }
      if (e.parts.length === 0 && e.label.startsWith('\\')) return undefined;
      return lowerOpaque(s, e);
    case 'ellipsis':
    case 'prose':
    case 'missing':
      return undefined;
    default:
      return e satisfies never;
  }
}

/** `1_L`: a vector of L ones. */
const isOnes = (e: ExpressionOf<'opaque'>): boolean => {
  const [body] = e.parts;
  const one = body?.kind === 'number' && body.value === 1;
  return one && e.label === 'index' && /^(?:[A-Za-z]|\d{1,4})$/.test(e.sub ?? '');
};

const dimOfLetter = (sub = '1'): Dim => (/^\d+$/.test(sub) ? Number(sub) : sub);

function call(s: Lowering, callee: string, parts: readonly Expression[], e: Expression): ValueId {
  const inputs = parts.map((p) => s.lower(p)).filter((id) => id !== undefined);
  return emitCall(s, callee, inputs, e.span);
}

function lowerOpaque(s: Lowering, e: ExpressionOf<'opaque'>): ValueId {
  const inputs = e.parts.map((p) => s.lower(p)).filter((id) => id !== undefined);
  const [body] = inputs;
  const part = body !== undefined && isNumbered(e) ? numberedPart(s, e, body) : undefined;
  return part ?? emitCall(s, e.label, inputs, e.span);
}

/** A value whose parts are not all there: its number would be invented, so it has none. */
const incomplete = (s: Lowering, e: Expression, ids: readonly (ValueId | undefined)[]): ValueId =>
  emitCall(
    s,
    e.kind,
    ids.filter((id) => id !== undefined),
    e.span,
  );

function lowerSymbol(s: Lowering, e: ExpressionOf<'symbol'>): ValueId {
  const { symbol, span } = e;
  if (symbol.base === imaginaryBase) return emitImaginary(s, span);
  if (symbol.name === '\\pi' && !s.definitions.has(symbol.name)) {
    return emitNumber(s, Math.PI, span, symbol.name);
  }
  const unapplied = symbol.word && functionRule(symbol.base) !== undefined;
  if (unapplied && !isAlsoThing(symbol.base) && !s.definitions.has(symbol.name)) {
    return emitCall(s, symbol.name, [], span);
  }
  return symbolValue(s, symbol, span);
}

/** `I` or `I_n` as a term: ones on the diagonal, unless the text says what it is. */
function identity(s: Lowering, e: Expression): ValueId | undefined {
  const inner = unwrapped(e);
  if (inner.kind !== 'symbol' || inner.symbol.base !== 'I' || inner.symbol.sup !== undefined)
    return undefined;
  const { sub, name } = inner.symbol;
  if (
    s.definitions.has(name) ||
    s.declared.has(name) ||
    !/^(?:[nNmLTd]|d_.*|\d+)?$/.test(sub ?? '')
  )
    return undefined;
  const known = s.symbols.get(name);
  if (known !== undefined) {
    s.builder.mention(e.span, known);
    return known;
  }
  const size: Dim =
    sub === undefined ? s.builder.context.fresh() : /^\d+$/.test(sub) ? Number(sub) : sub;
  if (s.reuse || typeof size === 'number') return undefined;
  const id = emit(s, { kind: 'eye', rows: size, columns: size }, [], e.span, 'matrix');
  s.symbols.set(name, id);
  return id;
}

/** Terms from left to right; a sign with nothing after it leaves what stands before it. */
function lowerSum(s: Lowering, e: ExpressionOf<'sum'>): ValueId | undefined {
  connect(s, e.left, e.right);
  connect(s, e.right, e.left);
  const left = identity(s, e.left) ?? s.lower(e.left);
  const right = identity(s, e.right) ?? s.lower(e.right);
  if (left === undefined || right === undefined) return left ?? right;
  switch (e.operator) {
    case '+':
      return emit(s, { kind: 'add' }, [left, right], e.span);
    case '-':
      return emit(s, { kind: 'sub' }, [left, right], e.span);
    case '±':
      return emitCall(s, '\\pm', [left, right], e.span);
    default:
      return e.operator satisfies never;
  }
}

function lowerPower(s: Lowering, e: ExpressionOf<'power'>): ValueId | undefined {
  const name = powerName(e);
  if (name !== undefined && s.definitions.has(name) && e.base.kind === 'symbol') {
    return symbolValue(s, { ...e.base.symbol, name }, e.span);
  }
  const base = s.lower(e.base);
  const constant = constantOf(e.exponent);
  if (base === undefined) return undefined;
  const inner = unwrapped(e.base);
  const matrix =
    kindOf(s, base) === 'matrix' &&
    (inner.kind === 'symbol' || inner.kind === 'matrix' || constant === -1);
  if (!matrix && constant === 0.5) return emit(s, { kind: 'sqrt' }, [base], e.span);
  if (!matrix && constant === -0.5) return emit(s, { kind: 'rsqrt' }, [base], e.span);
  const exponent = s.lower(e.exponent);
  if (exponent === undefined) return incomplete(s, e, [base]);
  // The inverse or power of a matrix is not elementwise.
  if (matrix)
    return emitCall(s, constant === -1 ? 'inverse' : 'matrixPower', [base, exponent], e.span);
  return emit(s, { kind: 'pow' }, [base, exponent], e.span);
}

/** `|\mathcal B|`: how many things are in a set. */
function sizeOfSet(s: Lowering, e: ExpressionOf<'magnitude'>): ValueId | undefined {
  const inner = unwrapped(e.body);
  if (e.double || e.degree !== undefined || inner.kind !== 'symbol') return undefined;
  const { style, name } = inner.symbol;
  if (style === undefined || !/^math(?:cal|scr|frak)$/.test(style)) return undefined;
  return symbolValue(s, { name: `|${name}|`, base: 'N', sub: name, word: false }, e.span);
}

function lowerMagnitude(s: Lowering, e: ExpressionOf<'magnitude'>): ValueId | undefined {
  const size = sizeOfSet(s, e);
  if (size !== undefined) return size;
  const body = s.lower(e.body);
  if (body === undefined) return undefined;
  if (!e.double && e.degree === undefined) {
    return kindOf(s, body) === 'matrix'
      ? emitCall(s, '|', [body], e.span)
      : emit(s, { kind: 'abs' }, [body], e.span);
  }
  const p = normDegree(e.degree);
  if (p === undefined) return emitCall(s, '\\|', [body], e.span);
  return emit(s, { kind: 'norm', p }, [body], e.span, 'scalar');
}

function normDegree(text: string | undefined): number | undefined {
  if (text === undefined || text === 'F' || text === '2') return 2;
  if (text === '1') return 1;
  return text === 'Infinity' || text === '\\infty' ? Infinity : undefined;
}
