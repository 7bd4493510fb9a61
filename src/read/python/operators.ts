import type { Dim } from '../../program/dim.js';
import {
  addDims,
  dimSymbols,
  divideDims,
  equalDims,
  multiplyDims,
  subtractDims,
} from '../../program/dims.js';
import { classAttribute } from './attributes.js';
import { elementwise, foldNumbers } from './arithmetic.js';
import { asDim, asInt, asTensor, truth } from './convert.js';
import { binaryDunder, compareDunder } from './dunder.js';
import { percentFormatted } from './formatting.js';
import { keyOf, orderOf } from './keys.js';
import { complexArithmetic } from './tables/complex.js';
import { combineSets } from './tables/containers.js';
import { bool, countOf, isSequence, list, size, str, tuple, type PyObject } from './objects.js';
import { operate, type Place, type Reader } from './reader.js';
import { looksLikeSize, unknown } from './unknown.js';

/** Places of a whole operation and of its operands. */
export interface OperandPlaces {
  readonly whole: Place;
  readonly left: Place;
  readonly right: Place;
}

const isNumber = (o: PyObject): o is Extract<PyObject, { type: 'number' | 'bool' }> =>
  o.type === 'number' || o.type === 'bool';
const isFloat = (o: PyObject): boolean => (o.type === 'number' || o.type === 'dim') && o.float;
const isScalar = (o: PyObject): boolean => isNumber(o) || o.type === 'dim';

/** `left operator right`, whatever the operands are. */
export function binary(
  r: Reader,
  operator: string,
  left: PyObject,
  right: PyObject,
  places: OperandPlaces,
): PyObject {
  const result = () => unknown(r, places.whole.tex ?? operator, 'unread', places.whole.span);
  if (isNumber(left) && isNumber(right)) {
    const folded = foldNumbers(
      operator,
      Number(left.value),
      Number(right.value),
      isFloat(left) || isFloat(right),
    );
    return folded === undefined ? result() : { type: 'number', ...folded };
  }
  if (isScalar(left) && isScalar(right)) {
    const dim = dimArithmetic(r, operator, left, right);
    if (dim !== undefined) return dim;
  }
  const complex = complexArithmetic(r, operator, left, right, places.whole);
  if (complex !== undefined) return complex;
  const own = binaryDunder(r, operator, left, right, places.whole);
  if (own !== undefined) return own;
  const builtin = sequenceArithmetic(r, operator, left, right);
  if (builtin !== undefined) return builtin;
  const undecided =
    (left.type === 'unknown' || right.type === 'unknown') &&
    [left, right].every((o) => isScalar(o) || (o.type === 'unknown' && undecidedKind(o)));
  if (undecided && operator !== '@') {
    const read = [left, right].some((o) => o.type === 'unknown' && o.source === 'unread')
      ? 'unread'
      : [left, right].every((o) => o.type !== 'unknown' || o.source === 'setting')
        ? 'setting'
        : 'argument';
    return unknown(r, places.whole.tex ?? operator, read, places.whole.span, {
      deferred: { operator, left, right, tex: places.whole.tex },
    });
  }
  if (!operand(left, right) || !operand(right, left)) return result();
  const a = asTensor(r, left, places.left);
  const b = asTensor(r, right, places.right);
  if (a === undefined || b === undefined) return result();
  return elementwise(r, operator, a, b, places.whole) ?? result();
}

/** A list counts as numbers only beside a tensor; else `*` repeats it and `+` joins it. */
const operand = (o: PyObject, other: PyObject): boolean =>
  isScalar(o) ||
  o.type === 'tensor' ||
  o.type === 'unknown' ||
  (o.type === 'list' && other.type === 'tensor');

const undecidedKind = (o: PyObject): boolean =>
  o.type === 'unknown' && o.tensor === undefined && o.wasTensor !== true;

function dimArithmetic(
  r: Reader,
  operator: string,
  left: PyObject,
  right: PyObject,
): PyObject | undefined {
  const a = asDim(r, left);
  const b = asDim(r, right);
  if (a === undefined || b === undefined) return undefined;
  const float = isFloat(left) || isFloat(right);
  const exact = dimOperation(operator, a, b);
  const dim =
    exact !== undefined && dimSymbols(exact).length > maxSymbols
      ? r.builder.context.fresh()
      : exact;
  if (dim === undefined || (float && operator === '//')) return undefined;
  if (operator === '%') return size(dim);
  return size(dim, float || operator === '/');
}

function dimOperation(operator: string, a: Dim, b: Dim): Dim | undefined {
  switch (operator) {
    case '+':
      return addDims(a, b);
    case '-':
      return subtractDims(a, b);
    case '*':
      return multiplyDims(a, b);
    case '//':
      return divideDims(a, b);
    // A size divided by a size is a size in code that works; what is left over is not kept.
    case '/':
      return typeof a === 'number' ? undefined : divideDims(a, b);
    case '%':
      return equalDims(subtractDims(a, multiplyDims(divideDims(a, b), b)), 0) ? 0 : undefined;
    default:
      return undefined;
  }
}

/** A size of more names than this is a size of its own: sums over many passes of a loop. */
const maxSymbols = 10;

/** Longest list or text that arithmetic on lists and texts spells out. */
const maxItems = 100_000;

/** Lists, tuples and strings under `+`, `*` and `%`. */
function sequenceArithmetic(
  r: Reader,
  operator: string,
  left: PyObject,
  right: PyObject,
): PyObject | undefined {
  if (countOf(left) !== undefined || countOf(right) !== undefined) return undefined;
  if (operator === '+') {
    r.steps += Math.floor(isSequence(left) ? left.items.length / 64 : 0);
    if (left.type === 'string' && right.type === 'string') {
      return left.value.length + right.value.length > maxItems
        ? undefined
        : str(left.value + right.value);
    }
    if (
      isSequence(left) &&
      isSequence(right) &&
      left.items.length + right.items.length > maxItems
    ) {
      return undefined;
    }
    if (left.type === 'list' && right.type === 'list') return list([...left.items, ...right.items]);
    if (left.type === 'tuple' && right.type === 'tuple') {
      return tuple([...left.items, ...right.items]);
    }
  }
  if (operator === '%' && left.type === 'string') {
    const text = percentFormatted(left.value, right);
    return text === undefined ? undefined : str(text);
  }
  if (left.type === 'set' && right.type === 'set') {
    return combineSets(operator, left, right.items);
  }
  if (operator === '|' && left.type === 'dict' && right.type === 'dict') {
    return {
      type: 'dict',
      entries: new Map([...left.entries, ...right.entries]),
      keys: new Map([...(left.keys ?? []), ...(right.keys ?? [])]),
    };
  }
  if (operator === '*') {
    const [many, count] =
      isSequence(left) || left.type === 'string' ? [left, right] : [right, left];
    const times = asInt(r, count);
    if (times === undefined || times > 10_000) return undefined;
    if (many.type === 'string') return str(many.value.repeat(Math.max(0, Math.min(times, 1000))));
    if (isSequence(many) && many.items.length * times <= maxItems) {
      const items = Array.from({ length: Math.max(0, times) }, () => many.items).flat();
      return many.type === 'tuple' ? tuple(items) : list(items);
    }
  }
  return undefined;
}

/** `-x`, `+x`, `~x`, `not x`. */
export function unary(
  r: Reader,
  operator: string,
  o: PyObject,
  whole: Place,
  inner: Place,
): PyObject {
  if (operator === 'not') {
    const holds = truth(r, o);
    return holds === undefined ? unknown(r, 'not', 'unread', whole.span) : bool(!holds);
  }
  if (operator === '+') return o;
  if (isNumber(o)) {
    const value = Number(o.value);
    if (operator === '-')
      return { type: 'number', value: value === 0 && !isFloat(o) ? 0 : -value, float: isFloat(o) };
    return { type: 'number', value: -value - 1, float: false };
  }
  if (o.type === 'dim' && operator === '-') return size(subtractDims(0, o.dim), o.float);
  const x =
    o.type === 'tensor' || o.type === 'unknown' || o.type === 'dim'
      ? asTensor(r, o, inner)
      : undefined;
  if (x === undefined) return unknown(r, operator, 'unread', whole.span);
  return operator === '-'
    ? operate(r, { kind: 'neg' }, [x], whole)
    : operate(r, { kind: 'logical', relation: 'not' }, [x], whole);
}

/** One comparison; an unknown object where only running the code would tell. */
export function compare(
  r: Reader,
  operator: string,
  left: PyObject,
  right: PyObject,
  places: OperandPlaces,
): PyObject {
  const own = compareDunder(r, operator, left, right, places.whole);
  if (own !== undefined) return own;
  const known = comparePlain(r, operator, left, right);
  if (known !== undefined) return bool(known);
  const tensors =
    left.type === 'tensor' ||
    right.type === 'tensor' ||
    [left, right].some((o) => o.type === 'unknown' && o.tensor !== undefined);
  const maybe =
    left.type === 'unknown' && left.source !== 'unread' && !looksLikeSize(left) && isScalar(right);
  if (
    (tensors || maybe) &&
    /^(?:[<>]=?|==|!=)$/.test(operator) &&
    operand(left, right) &&
    operand(right, left)
  ) {
    const a = asTensor(r, left, places.left);
    const b = asTensor(r, right, places.right);
    const result = a && b ? elementwise(r, operator, a, b, places.whole) : undefined;
    if (result !== undefined) return result;
  }
  return unknown(r, operator, 'unread', places.whole.span);
}

function comparePlain(
  r: Reader,
  operator: string,
  left: PyObject,
  right: PyObject,
): boolean | undefined {
  switch (operator) {
    case 'is':
    case '==':
      return same(r, left, right, operator === 'is');
    case 'is not':
    case '!=': {
      const equal = same(r, left, right, operator === 'is not');
      return equal === undefined ? undefined : !equal;
    }
    case 'in':
      return contains(r, left, right);
    case 'not in': {
      const found = contains(r, left, right);
      return found === undefined ? undefined : !found;
    }
    default: {
      if (!isScalar(left) || !isScalar(right)) {
        const between = orderOf(left, right);
        return between === undefined ? undefined : order(operator, between, 0);
      }
      const a = asDim(r, left) ?? (isNumber(left) ? Number(left.value) : undefined);
      const b = asDim(r, right) ?? (isNumber(right) ? Number(right.value) : undefined);
      if (a === undefined || b === undefined) return undefined;
      if (typeof a === 'number' && typeof b === 'number') return order(operator, a, b);
      const difference = subtractDims(a, b);
      return typeof difference === 'number' ? order(operator, difference, 0) : undefined;
    }
  }
}

function order(operator: string, a: number, b: number): boolean | undefined {
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return undefined;
  }
}

/** Most pairs that one comparison goes through: lists may hold themselves. */
const maxCompared = 20_000;

/** Equality of objects that are fully known; `identity` for `is`. */
function same(
  r: Reader,
  a: PyObject,
  b: PyObject,
  identity: boolean,
  budget = { left: maxCompared },
  depth = 0,
): boolean | undefined {
  if (budget.left-- <= 0 || depth > 16) return undefined;
  if (a.type === 'none' || b.type === 'none') {
    const other = a.type === 'none' ? b : a;
    if (other.type === 'none') return true;
    // An argument that nobody gave is read as one that somebody gives.
    if (other.type === 'unknown') return other.source === 'unread' ? undefined : false;
    return identity || other.type !== 'tensor' ? false : undefined;
  }
  if (isScalar(a) && isScalar(b)) {
    const x = asDim(r, a) ?? (isNumber(a) ? Number(a.value) : 0);
    const y = asDim(r, b) ?? (isNumber(b) ? Number(b.value) : 0);
    if (typeof x === 'number' && typeof y === 'number') return x === y;
    return equalDims(x, y) ? true : typeof subtractDims(x, y) === 'number' ? false : undefined;
  }
  if (a.type === 'string' && b.type === 'string') return a.value === b.value;
  if (a.type === 'library' && b.type === 'library')
    return a.usual === true || b.usual === true ? undefined : a.path === b.path;
  if (isSequence(a) && isSequence(b)) {
    if (a.type === 'set' && b.type === 'set') {
      const [x, y] = [new Set(a.items.map((i) => keyOf(i))), new Set(b.items.map((i) => keyOf(i)))];
      if (x.has(undefined) || y.has(undefined)) return undefined;
      return x.size === y.size && [...x].every((k) => y.has(k));
    }
    if (a.type !== b.type) return false;
    if (a.items.length !== b.items.length) return false;
    const each = a.items.map((x, i) => {
      const y = b.items[i];
      return y === undefined ? false : same(r, x, y, false, budget, depth + 1);
    });
    return each.includes(false) ? false : each.includes(undefined) ? undefined : true;
  }
  if (a.type === 'instance' && b.type === 'instance') {
    return a === b
      ? true
      : identity || classAttribute(a.class, '__eq__') === undefined
        ? false
        : undefined;
  }
  // Tensors are compared element by element.
  if (!identity && (a.type === 'tensor' || a.type === 'complex')) return undefined;
  const plain = (o: PyObject): boolean => isScalar(o) || o.type === 'string' || isSequence(o);
  if (plain(a) && plain(b)) return false;
  return a === b ? true : undefined;
}

function contains(r: Reader, item: PyObject, container: PyObject): boolean | undefined {
  if (container.type === 'string' && item.type === 'string') {
    return container.value.includes(item.value);
  }
  if (container.type === 'dict') {
    const key = keyOf(item);
    return key === undefined ? undefined : container.entries.has(key);
  }
  if (!isSequence(container)) return undefined;
  const each = container.items.map((x) => x === item || same(r, item, x, false));
  return each.includes(true) ? true : each.includes(undefined) ? undefined : false;
}
