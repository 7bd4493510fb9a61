import type { Operation } from '../../../program/operation.js';
import { namedTuple, type TensorObject } from '../objects.js';
import { asDType, unreadable } from '../convert.js';
import { dtypeOfTensor, operate } from '../reader.js';
import {
  arg,
  axesArg,
  flagArg,
  intArg,
  keyword,
  numberArg,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';

interface Axes {
  readonly axes?: readonly number[];
  readonly keepDim?: boolean;
}

/** `dim`/`axis` and `keepdim`/`keepdims` of a reduction; undefined where they are not known. */
function axesOf(
  r: Parameters<LibraryFunction>[0],
  call: Parameters<LibraryFunction>[1],
  first = 1,
): Axes | undefined {
  const axes = axesArg(r, call, first, 'dim', 'axis', 'normalized_shape');
  const keepDim = flagArg(r, call, first + 1, ['keepdim', 'keepdims'], false);
  if (axes === 'unknown' || keepDim === undefined) return undefined;
  return { ...(axes === undefined ? {} : { axes }), ...(keepDim ? { keepDim } : {}) };
}

const reduce =
  (kind: 'sum' | 'mean' | 'prod'): LibraryFunction =>
  (r, call) => {
    const x = tensorArg(r, call, 0, 'input', 'a');
    const axes = axesOf(r, call);
    if (x === undefined || axes === undefined || keyword(call, 'where', 'initial', 'weights'))
      return undefined;
    return operate(r, { kind, ...axes }, [x], call);
  };

const argmax: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input', 'a');
  const given = arg(call, 1, 'dim', 'axis');
  const axis =
    given === undefined || given.type === 'none' ? undefined : intArg(r, call, 1, 'dim', 'axis');
  const keepDim = flagArg(r, call, 2, ['keepdim', 'keepdims'], false);
  if (x === undefined || keepDim === undefined) return undefined;
  if (given !== undefined && given.type !== 'none' && axis === undefined) return undefined;
  return operate(
    r,
    { kind: 'argmax', ...(axis === undefined ? {} : { axis }), ...(keepDim ? { keepDim } : {}) },
    [x],
    call,
  );
};

/**
 * `max` and `min`: of two tensors element by element, over everything, or along an axis, where
 * PyTorch gives values and places and NumPy the values.
 */
const extreme =
  (kind: 'max' | 'min'): LibraryFunction =>
  (r, call) => {
    const x = tensorArg(r, call, 0, 'input', 'a');
    if (x === undefined) return undefined;
    const second = arg(call, 1, 'other');
    const other = second?.type === 'tensor' ? tensorArg(r, call, 1, 'other') : undefined;
    if (other !== undefined) return operate(r, { kind }, [x, other], call);
    const axes = axesOf(r, call);
    if (axes === undefined) return undefined;
    const alone = x.library === 'numpy' || axes.axes === undefined;
    const ties = alone ? {} : { ties: 'first' as const };
    const values = operate(r, { kind, ...axes, ...ties }, [x], call);
    if (alone || axes.axes === undefined) return values;
    const [axis] = axes.axes;
    if (kind === 'min' || axis === undefined) return pair(values, unreadIndices(r, x, call));
    const keep = axes.keepDim === true ? { keepDim: true } : {};
    return pair(values, operate(r, { kind: 'argmax', axis, ...keep }, [x], { span: call.span }));
  };

const unreadIndices = (
  r: Parameters<LibraryFunction>[0],
  x: TensorObject,
  call: Parameters<LibraryFunction>[1],
): TensorObject =>
  operate(r, { kind: 'call', callee: call.callee }, [x], { span: call.span }, { dtype: 'int64' });

const pair = (values: TensorObject, indices: TensorObject) =>
  namedTuple([values, indices], ['values', 'indices']);

const amount =
  (kind: 'max' | 'min'): LibraryFunction =>
  (r, call) => {
    const x = tensorArg(r, call, 0, 'input', 'a');
    const axes = axesOf(r, call);
    return x === undefined || axes === undefined
      ? undefined
      : operate(r, { kind, ...axes }, [x], call);
  };

/** Divides by n − 1 in PyTorch and by n in NumPy, unless told otherwise. */
const variance =
  (root: boolean): LibraryFunction =>
  (r, call) => {
    const x = tensorArg(r, call, 0, 'input', 'a');
    if (x === undefined) return undefined;
    const second = arg(call, 1, 'dim', 'axis');
    const flagFirst = second?.type === 'bool';
    const axes = flagFirst ? {} : axesOf(r, call);
    if (axes === undefined) return undefined;
    const unbiased = flagFirst ? second.value : flagArg(r, call, -1, ['unbiased'], true);
    const given = numberArg(r, call, -1, 'correction', 'ddof');
    const correction = given ?? (x.library === 'numpy' || unbiased === false ? 0 : 1);
    const operation: Operation = { kind: 'var', correction, ...axes };
    if (!root) return operate(r, operation, [x], call);
    const inner = operate(r, operation, [x], { span: call.span });
    return operate(r, { kind: 'sqrt' }, [inner], call);
  };

/** `torch.norm(x, p, dim)` and `np.linalg.norm(x, ord, axis)`. */
export const norm: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input', 'x', 'A');
  const order = arg(call, 1, 'p', 'ord');
  const p = order === undefined || order.type === 'none' ? 2 : numberArg(r, call, 1, 'p', 'ord');
  const axes = axesOf(r, call, 2);
  if (x === undefined || p === undefined || axes === undefined) return undefined;
  const rank = r.builder.shape(x.id)?.length;
  // A matrix norm of order 2 is another thing than the root of the sum of squares.
  if (order?.type === 'number' && axes.axes === undefined && x.library === 'numpy' && rank !== 1) {
    return undefined;
  }
  return operate(r, { kind: 'norm', p, ...axes }, [x], call);
};

/** Softmax along `dim`; without it along the axis that PyTorch chooses by rank. */
export const softmax =
  (kind: 'softmax' | 'logSoftmax'): LibraryFunction =>
  (r, call) => {
    const x = tensorArg(r, call, 0, 'input', 'x', 'logits');
    if (x === undefined) return undefined;
    const given = arg(call, 1, 'dim', 'axis');
    const axis =
      given === undefined || given.type === 'none'
        ? implicitAxis(r, x)
        : intArg(r, call, 1, 'dim', 'axis');
    const dtype = asDType(keyword(call, 'dtype'), 'torch');
    if (axis === undefined || dtype === unreadable) return undefined;
    const from =
      dtype === undefined || dtypeOfTensor(r, x) === dtype
        ? x
        : operate(r, { kind: 'cast', dtype }, [x], { span: call.span });
    return operate(r, { kind, axis }, [from], call);
  };

/** The axis that F.softmax takes without `dim`: 0 for ranks 0, 1 and 3, else 1. */
function implicitAxis(r: Parameters<LibraryFunction>[0], x: TensorObject): number | undefined {
  const rank = r.builder.shape(x.id)?.length;
  if (rank === undefined) return -1;
  return rank === 0 || rank === 1 || rank === 3 ? 0 : 1;
}

/** scipy.special.softmax takes all elements without `axis`; jax and tf take the last axis. */
export const scipySoftmax =
  (kind: 'softmax' | 'logSoftmax', otherwise: 'all' | 'last'): LibraryFunction =>
  (r, call) => {
    const x = tensorArg(r, call, 0, 'x', 'logits');
    if (x === undefined) return undefined;
    const given = arg(call, 1, 'axis', 'dim');
    const missing = given === undefined || given.type === 'none';
    if (missing && otherwise === 'all' && r.builder.shape(x.id)?.length !== 1) return undefined;
    const axis = missing ? -1 : intArg(r, call, 1, 'axis', 'dim');
    return axis === undefined ? undefined : operate(r, { kind, axis }, [x], call);
  };

const cumsum: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input', 'a');
  const axis = intArg(r, call, 1, 'dim', 'axis');
  return x === undefined || axis === undefined
    ? undefined
    : operate(r, { kind: 'cumsum', axis }, [x], call);
};

const topk: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const k = intArg(r, call, 1, 'k');
  const axis = arg(call, 2, 'dim') === undefined ? -1 : intArg(r, call, 2, 'dim');
  const largest = flagArg(r, call, 3, ['largest'], true);
  if (x === undefined || k === undefined || axis === undefined || largest === undefined)
    return undefined;
  // The smallest are the largest of the negated.
  const from = largest ? x : operate(r, { kind: 'neg' }, [x], { span: call.span });
  const part = (which: 'values' | 'indices') => {
    const found = operate(r, { kind: 'topk', axis, k, part: which }, [from], call);
    const turn = !largest && which === 'values';
    return turn ? operate(r, { kind: 'neg' }, [found], call) : found;
  };
  return pair(part('values'), part('indices'));
};

const sort =
  (parts: 'both' | 'values' | 'indices'): LibraryFunction =>
  (r, call) => {
    const x = tensorArg(r, call, 0, 'input', 'a');
    const axis = arg(call, 1, 'dim', 'axis') === undefined ? -1 : intArg(r, call, 1, 'dim', 'axis');
    const descending = flagArg(r, call, 2, ['descending'], false);
    if (x === undefined || axis === undefined || descending === undefined) return undefined;
    const part = (which: 'values' | 'indices') =>
      operate(r, { kind: 'sort', axis, descending, part: which }, [x], call);
    if (parts === 'indices') return part('indices');
    const numpy = x.library === 'numpy';
    return parts === 'values' || numpy ? part('values') : pair(part('values'), part('indices'));
  };

/** Functions that take axes away or work along one; also methods of tensors. */
export const reductions: Table = {
  sum: reduce('sum'),
  mean: reduce('mean'),
  average: reduce('mean'),
  prod: reduce('prod'),
  max: extreme('max'),
  min: extreme('min'),
  amax: amount('max'),
  amin: amount('min'),
  argmax,
  var: variance(false),
  std: variance(true),
  norm,
  softmax: softmax('softmax'),
  log_softmax: softmax('logSoftmax'),
  cumsum,
  topk,
  sort: sort('both'),
  argsort: sort('indices'),
};
