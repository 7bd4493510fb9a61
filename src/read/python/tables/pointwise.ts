import type { Operation } from '../../../program/operation.js';
import { asNumber } from '../convert.js';
import { elementwise, foldNumbers } from '../arithmetic.js';
import { operate } from '../reader.js';
import { moreActivations } from './elements.js';
import { float, type PyObject } from '../objects.js';
import {
  arg,
  keyword,
  numberArg,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';

/** One tensor in, one of the same shape out. A plain number is folded where `fold` is given. */
const map =
  (operation: Operation, fold?: (x: number) => number): LibraryFunction =>
  (r, call) => {
    const x = arg(call, 0, 'input', 'x', 'a');
    const plain = x?.type === 'number' || x?.type === 'bool' ? asNumber(r, x) : undefined;
    if (plain !== undefined && fold !== undefined) {
      const value = fold(plain);
      return Number.isNaN(value) ? undefined : float(value);
    }
    const tensor = tensorArg(r, call, 0, 'input', 'x', 'a');
    return tensor === undefined ? undefined : operate(r, operation, [tensor], call);
  };

const pair =
  (operator: string): LibraryFunction =>
  (r, call) => {
    const left = arg(call, 0, 'input', 'x1', 'a');
    const right = arg(call, 1, 'other', 'exponent', 'x2', 'b');
    if (left?.type === 'number' && right?.type === 'number') {
      const folded = foldNumbers(operator, left.value, right.value, left.float || right.float);
      return folded === undefined ? undefined : { type: 'number', ...folded };
    }
    const a = tensorArg(r, call, 0, 'input', 'x1', 'a');
    const b = tensorArg(r, call, 1, 'other', 'exponent', 'x2', 'b');
    if (a === undefined || b === undefined) return undefined;
    const alpha = keyword(call, 'alpha', 'rounding_mode');
    return alpha === undefined ? elementwise(r, operator, a, b, call) : undefined;
  };

const extreme =
  (kind: 'max' | 'min'): LibraryFunction =>
  (r, call) => {
    const a = tensorArg(r, call, 0, 'input', 'x1');
    const b = tensorArg(r, call, 1, 'other', 'x2');
    return a === undefined || b === undefined ? undefined : operate(r, { kind }, [a, b], call);
  };

const clamp: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input', 'a');
  const bound = (o: PyObject | undefined): number | undefined | null =>
    o === undefined || o.type === 'none' ? undefined : (asNumber(r, o) ?? null);
  const min = bound(arg(call, 1, 'min', 'a_min'));
  const max = bound(arg(call, 2, 'max', 'a_max'));
  if (x === undefined || min === null || max === null) return undefined;
  return operate(
    r,
    { kind: 'clamp', ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) },
    [x],
    call,
  );
};

const square: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input', 'x');
  return x === undefined ? undefined : operate(r, { kind: 'mul' }, [x, x], call);
};

const reciprocal: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input', 'x');
  if (x === undefined) return undefined;
  const one = operate(
    r,
    { kind: 'tensor', shape: [], data: [1] },
    [],
    { span: call.span },
    {
      dtype: 'int64',
      weak: true,
    },
  );
  return operate(r, { kind: 'div' }, [one, x], call);
};

export const gelu: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const approximate = arg(call, 1, 'approximate');
  if (x === undefined) return undefined;
  const tanh = approximate?.type === 'string' && approximate.value === 'tanh';
  return operate(r, { kind: 'gelu', approximate: tanh ? 'tanh' : 'none' }, [x], call);
};

const elu: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const alpha = arg(call, 1, 'alpha') === undefined ? 1 : numberArg(r, call, 1, 'alpha');
  return x === undefined || alpha === undefined
    ? undefined
    : operate(r, { kind: 'elu', alpha }, [x], call);
};

/** An activation that may be asked to work in place; the result is the same. */
const activation =
  (operation: Operation): LibraryFunction =>
  (r, call) => {
    const x = tensorArg(r, call, 0, 'input');
    return x === undefined ? undefined : operate(r, operation, [x], call);
  };

const leakyRelu: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const slope =
    arg(call, 1, 'negative_slope') === undefined ? 0.01 : numberArg(r, call, 1, 'negative_slope');
  if (x === undefined || slope === undefined || slope < 0 || slope > 1) return undefined;
  const factor = operate(
    r,
    { kind: 'tensor', shape: [], data: [slope] },
    [],
    { span: call.span },
    {
      dtype: 'float64',
      weak: true,
    },
  );
  const scaled = operate(r, { kind: 'mul' }, [x, factor], { span: call.span });
  return operate(r, { kind: 'max' }, [x, scaled], call);
};

const logicalNot = map({ kind: 'logical', relation: 'not' });

/** Functions that act on each element; also methods of tensors. */
export const pointwise: Table = {
  exp: map({ kind: 'exp' }, Math.exp),
  log: map({ kind: 'log' }, Math.log),
  sqrt: map({ kind: 'sqrt' }, Math.sqrt),
  rsqrt: map({ kind: 'rsqrt' }),
  abs: map({ kind: 'abs' }),
  absolute: map({ kind: 'abs' }),
  neg: map({ kind: 'neg' }),
  negative: map({ kind: 'neg' }),
  tanh: map({ kind: 'tanh' }),
  sigmoid: activation({ kind: 'sigmoid' }),
  relu: activation({ kind: 'relu' }),
  silu: activation({ kind: 'silu' }),
  erf: map({ kind: 'erf' }),
  sin: map({ kind: 'sin' }, Math.sin),
  cos: map({ kind: 'cos' }, Math.cos),
  add: pair('+'),
  sub: pair('-'),
  subtract: pair('-'),
  mul: pair('*'),
  multiply: pair('*'),
  div: pair('/'),
  divide: pair('/'),
  true_divide: pair('/'),
  pow: pair('**'),
  power: pair('**'),
  float_power: pair('**'),
  floor_divide: pair('//'),
  remainder: pair('%'),
  mod: pair('%'),
  eq: pair('=='),
  equal: pair('=='),
  ne: pair('!='),
  not_equal: pair('!='),
  lt: pair('<'),
  less: pair('<'),
  le: pair('<='),
  less_equal: pair('<='),
  gt: pair('>'),
  greater: pair('>'),
  ge: pair('>='),
  greater_equal: pair('>='),
  logical_and: pair('&'),
  logical_or: pair('|'),
  logical_xor: pair('^'),
  logical_not: logicalNot,
  bitwise_not: logicalNot,
  maximum: extreme('max'),
  minimum: extreme('min'),
  clamp,
  clip: clamp,
  square,
  reciprocal,
};

const glu: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const axis = arg(call, 1, 'dim') === undefined ? -1 : numberArg(r, call, 1, 'dim');
  if (x === undefined || axis === undefined) return undefined;
  const half = (part: number) =>
    operate(r, { kind: 'chunk', axis, part, parts: 2 }, [x], { span: call.span });
  const gate = operate(r, { kind: 'sigmoid' }, [half(1)], { span: call.span });
  return operate(r, { kind: 'mul' }, [half(0), gate], call);
};

/** Activations of torch.nn.functional. */
export const activations: Table = {
  ...moreActivations,
  relu: activation({ kind: 'relu' }),
  silu: activation({ kind: 'silu' }),
  swish: activation({ kind: 'silu' }),
  sigmoid: activation({ kind: 'sigmoid' }),
  tanh: activation({ kind: 'tanh' }),
  gelu,
  elu,
  leaky_relu: leakyRelu,
  glu,
};
