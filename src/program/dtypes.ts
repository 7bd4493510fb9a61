import type { DType, Operation } from './operation.js';
import { libraryType } from './libraryOperation.js';
import type { Value } from './value.js';

/**
 * `weak`: a plain number of the language, which does not raise a tensor's type; `scalar`: a tensor
 * without axes, which raises that of one with axes only to a higher category.
 */
export interface Typed {
  readonly dtype: DType;
  readonly weak: boolean;
  readonly scalar?: boolean;
}

const rank: Readonly<Record<DType, number>> = {
  bool: 0,
  int64: 1,
  float32: 2,
  float64: 3,
};
const category: Readonly<Record<DType, number>> = {
  bool: 0,
  int64: 1,
  float32: 2,
  float64: 2,
};

const higher = (a: DType | undefined, b: DType): DType =>
  a === undefined || rank[b] > rank[a] ? b : a;

/** The type of operands with more say, changed only by a higher category among those with less. */
const outranked = (more: DType | undefined, less: DType | undefined): DType | undefined =>
  more === undefined || (less !== undefined && category[less] > category[more]) ? less : more;

/**
 * PyTorch's type promotion (torch.result_type, c10/core/ScalarType.h and
 * aten/src/ATen/native/TypeProperties.cpp): tensors with axes, then tensors without, then plain
 * numbers; each changes the result of those before only by a higher category (bool < int < float).
 */
export function promote(inputs: readonly Typed[]): Typed {
  let weak: DType | undefined;
  let tensors: DType | undefined;
  let scalars: DType | undefined;
  for (const t of inputs) {
    if (t.weak) weak = higher(weak, t.dtype);
    else if (t.scalar === true) scalars = higher(scalars, t.dtype);
    else tensors = higher(tensors, t.dtype);
  }
  if (tensors === undefined && scalars === undefined)
    return { dtype: weak ?? 'bool', weak: inputs.length > 0 };
  // float64 is how the language holds a plain float; a tensor gets the default type from it.
  const number = weak === 'float64' ? 'float32' : weak;
  return { dtype: outranked(tensors, outranked(scalars, number)) ?? 'float32', weak: false };
}

const floating = (t: Typed): Typed =>
  category[t.dtype] === 2 ? t : { dtype: t.weak ? 'float64' : 'float32', weak: t.weak };

/** Element type of an operation's result, by PyTorch's rules. */
export function dtypeOf(operation: Operation, inputs: readonly Value[]): Typed {
  const types = inputs.map((v): Typed => ({
    dtype: v.dtype,
    weak: v.weak ?? false,
    scalar: v.shape?.length === 0,
  }));
  const first = types[0] ?? { dtype: 'float32', weak: false };
  const fixed = (dtype: DType): Typed => ({ dtype, weak: false });
  switch (operation.kind) {
    case 'compare':
    case 'logical':
      return {
        dtype: 'bool',
        weak: types.length > 0 && types.every((t) => t.weak),
      };
    case 'argmax':
      return fixed('int64');
    case 'topk':
    case 'sort':
      return operation.part === 'indices' ? fixed('int64') : first;
    case 'dimension':
      return { dtype: 'int64', weak: true };
    case 'arange':
      return fixed('int64');
    case 'random':
      return fixed(
        /^(?:integers|permutation|choice)$/.test(operation.distribution.kind) ? 'int64' : 'float32',
      );
    case 'clamp':
      return [operation.min, operation.max].every((b) => b === undefined || Number.isInteger(b))
        ? first
        : floating(first);
    case 'cast':
      return fixed(operation.dtype);
    case 'library': {
      const rule = libraryType(operation);
      if (operation.settings['part'] === 'indices') return fixed('int64');
      if (rule === 'real') return floating(operation.name === 'atan2' ? promote(types) : first);
      return rule === 'first'
        ? first
        : rule === 'promoted'
          ? promote(types)
          : rule === 'second'
            ? (types[1] ?? first)
            : fixed(rule);
    }
    case 'where':
      return promote(types.slice(1));
    case 'sum':
    case 'prod':
    case 'cumsum':
      return first.dtype === 'bool' ? { dtype: 'int64', weak: first.weak } : first;
    case 'add':
    case 'sub':
    case 'mul':
    case 'pow':
    case 'floorDiv':
    case 'remainder':
    case 'max':
    case 'min':
    case 'matmul':
    case 'linear':
    case 'einsum':
    case 'concat':
    case 'stack':
      return promote(types);
    case 'div':
      return floating(promote(types));
    case 'exp':
    case 'log':
    case 'sqrt':
    case 'rsqrt':
    case 'tanh':
    case 'sigmoid':
    case 'gelu':
    case 'elu':
    case 'silu':
    case 'erf':
    case 'sin':
    case 'cos':
    case 'softmax':
    case 'logSoftmax':
    case 'mean':
    case 'var':
    case 'norm':
      return floating(first);
    case 'embedding':
    case 'grad':
      return types[1] ?? first;
    case 'tensor':
    case 'input':
    case 'zeros':
    case 'ones':
    case 'full':
    case 'eye':
    case 'call':
      return fixed('float32');
    default:
      return first;
  }
}
