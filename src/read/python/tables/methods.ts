import type { Dim } from '../../../program/dim.js';
import type { Distribution, DType } from '../../../program/operation.js';
import { asDType, asNumber, asTensor, unreadable } from '../convert.js';
import { dimOfTensor } from '../learn.js';
import {
  float,
  int,
  none,
  size,
  tuple,
  type Call,
  type Library,
  type PyObject,
  type TensorObject,
} from '../objects.js';
import {
  goBack,
  gradientOf,
  requiresGradient,
  tracksGradients,
  wantGradient,
  wantsGradient,
  detach,
} from '../gradients.js';
import { draw, forget } from '../random.js';
import {
  dtypeOfTensor,
  emitValue,
  isContiguous,
  newTensor,
  operate,
  shapeOfTensor,
  viewTensor,
  type Reader,
} from '../reader.js';
import { arg, intArg, keyword, tensorArg, type LibraryFunction, type Table } from './arguments.js';
import { reverseAxes } from './layout.js';
import { updateTensor } from '../inPlace.js';

const self = (r: Reader, call: Call): TensorObject | undefined => tensorArg(r, call, 0);

/** Holds the same numbers in the same memory: `.detach()`, `.cpu()`, `.contiguous()`. */
const same =
  (library?: Library): LibraryFunction =>
  (r, call) => {
    const x = self(r, call);
    return x === undefined ? undefined : viewTensor(x, x.id, true, library);
  };

/** The same numbers in memory of their own. */
const copy: LibraryFunction = (r, call) => {
  const x = self(r, call);
  return x === undefined
    ? undefined
    : operate(r, { kind: 'cast', dtype: dtypeOfTensor(r, x) }, [x], call);
};

export function cast(r: Reader, x: TensorObject, dtype: DType, call: Call): TensorObject {
  return dtypeOfTensor(r, x) === dtype && r.builder.value(x.id).weak !== true
    ? viewTensor(x, x.id, true)
    : operate(r, { kind: 'cast', dtype }, [x], call);
}

const to =
  (dtype: DType): LibraryFunction =>
  (r, call) => {
    const x = self(r, call);
    return x === undefined ? undefined : cast(r, x, dtype, call);
  };

/** A tensor in a type that is not held, as half precision: its shape stays, its numbers are not known. */
function inOtherType(r: Reader, x: TensorObject, call: Call): TensorObject {
  if (r.frame.symbolic) return viewTensor(x, x.id, true);
  const shape = shapeOfTensor(r, x);
  const callee = call.callee === '' ? 'to' : call.callee;
  const known = shape === undefined ? {} : { shape };
  return newTensor(emitValue(r, { kind: 'call', callee }, [x.id], call, known), x.library);
}

const otherType: LibraryFunction = (r, call) => {
  const x = self(r, call);
  return x && inOtherType(r, x, call);
};

/** `.to(device)`, `.to(torch.float64)`, `.to(other)`, `.astype(np.float32)`, `.type(…)`. */
const convert: LibraryFunction = (r, call) => {
  const x = self(r, call);
  if (x === undefined) return undefined;
  const wanted = keyword(call, 'dtype') ?? arg(call, 1);
  if (wanted?.type === 'tensor') return cast(r, x, dtypeOfTensor(r, wanted), call);
  const library = x.library === 'numpy' ? 'numpy' : 'torch';
  const isType = wanted?.type === 'library' && !/\.(?:device|cuda)/.test(wanted.path);
  const device = wanted?.type === 'string' && /^(?:cpu|cuda|mps|xla|meta)/.test(wanted.value);
  if (device || (wanted?.type !== 'string' && !isType)) return viewTensor(x, x.id, true);
  const dtype = asDType(wanted, library);
  if (dtype === unreadable) return inOtherType(r, x, call);
  return dtype === undefined ? viewTensor(x, x.id, true) : cast(r, x, dtype, call);
};

const sizeOf: LibraryFunction = (r, call) => {
  const x = self(r, call);
  if (x === undefined) return undefined;
  const axis = arg(call, 1, 'dim');
  if (axis === undefined) return shapeObject(r, x);
  const at = intArg(r, call, 1, 'dim');
  const dim = at === undefined ? undefined : dimOfTensor(r, x, at);
  return dim === undefined ? undefined : size(dim);
};

/** `x.shape`: a tuple of sizes, or what is to be learnt where the rank is unknown. */
export function shapeObject(r: Reader, x: TensorObject): PyObject {
  const shape = shapeOfTensor(r, x);
  return shape === undefined ? { type: 'shape', tensor: x } : tuple(shape.map((d) => size(d)));
}

/** `x.shape()`: said once at its place, and read as `x.shape`. */
function shapeCalled(r: Reader, x: TensorObject, call: Call): PyObject {
  const { span } = call;
  if (!r.problems.some((p) => p.code === 'shape-called' && p.span.start === span.start)) {
    r.problems.push({
      code: 'shape-called',
      severity: 'warning',
      message: 'shape is no function: write it without the brackets, or size().',
      span,
    });
  }
  return shapeObject(r, x);
}

const rank: LibraryFunction = (r, call) => {
  const x = self(r, call);
  const shape = x === undefined ? undefined : shapeOfTensor(r, x);
  return shape === undefined ? undefined : int(shape.length);
};

const count: LibraryFunction = (r, call) => {
  const x = self(r, call);
  const shape = x === undefined ? undefined : shapeOfTensor(r, x);
  if (shape === undefined) return undefined;
  const product = shape.reduce((a, b) => ({ operator: '*', left: a, right: b }), 1);
  return size(r.builder.context.resolve(product));
};

/** One number out of a tensor; it is not known before the code runs, so it stays a tensor. */
const item: LibraryFunction = (r, call) => {
  const x = self(r, call);
  const shape = x === undefined ? undefined : shapeOfTensor(r, x);
  if (x === undefined) return undefined;
  if (shape !== undefined && shape.length > 0) {
    return operate(r, { kind: 'reshape', shape: [] }, [x], call, { weak: true });
  }
  return newTensor(x.id, 'python');
};

/** Random numbers put in place: `w.normal_()`, `w.uniform_(-1, 1)`. */
const redraw =
  (kind: 'normal' | 'uniform'): LibraryFunction =>
  (r, call) => {
    const first = arg(call, 0);
    const x = self(r, call);
    if (x === undefined || first?.type !== 'tensor') return undefined;
    const a = asNumber(r, arg(call, 1, 'mean', 'from') ?? float(0));
    const b = asNumber(r, arg(call, 2, 'std', 'to') ?? float(1));
    return initialize(r, first, kind, a, b, call);
  };

/** Numbers of another distribution put in place. */
function redrawn(
  r: Reader,
  call: Call,
  wanted:
    | { readonly kind: 'bernoulli'; readonly p: number | undefined }
    | { readonly kind: 'exponential'; readonly rate: number | undefined },
): PyObject | undefined {
  const first = arg(call, 0);
  const x = self(r, call);
  const generator = keyword(call, 'generator') !== undefined;
  const value = wanted.kind === 'bernoulli' ? wanted.p : wanted.rate;
  if (x === undefined || first?.type !== 'tensor' || value === undefined || generator) {
    forget(r, 'torch');
    return undefined;
  }
  const distribution: Distribution =
    wanted.kind === 'bernoulli'
      ? { kind: 'bernoulli', p: value }
      : { kind: 'exponential', rate: value };
  const request = { library: 'torch', shape: shapeOfTensor(r, x), distribution } as const;
  const drawn = draw(r, { ...request, dtype: dtypeOfTensor(r, x) }, call);
  if (drawn === undefined) return undefined;
  updateTensor(r, first, drawn.id);
  return first;
}

/** `x.stride()` of a tensor whose elements lie in the order in which they are counted. */
const strides: LibraryFunction = (r, call) => {
  const x = self(r, call);
  const shape = x === undefined ? undefined : shapeOfTensor(r, x);
  if (x === undefined || shape === undefined || !isContiguous(x)) return undefined;
  const product = (from: number): Dim =>
    r.builder.context.resolve(
      shape.slice(from).reduce((a, b) => ({ operator: '*', left: a, right: b }), 1),
    );
  const all = shape.map((_, i) => size(product(i + 1)));
  const at = intArg(r, call, 1, 'dim');
  return at === undefined ? tuple(all) : all.at(at);
};

/** New numbers from a distribution in a tensor's memory. */
export function initialize(
  r: Reader,
  x: TensorObject,
  kind: 'normal' | 'uniform',
  a: number | undefined,
  b: number | undefined,
  call: Call,
): PyObject | undefined {
  const shape = shapeOfTensor(r, x);
  if (a === undefined || b === undefined) {
    forget(r, 'torch');
    return undefined;
  }
  const distribution =
    kind === 'normal' ? ({ kind, mean: a, std: b } as const) : ({ kind, low: a, high: b } as const);
  const drawn = draw(
    r,
    { library: 'torch', shape, distribution, dtype: dtypeOfTensor(r, x) },
    call,
  );
  if (drawn === undefined) return undefined;
  updateTensor(r, x, drawn.id);
  return x;
}

/** One number everywhere: `x.fill_(v)`, `x.zero_()`. */
export function fillWith(
  r: Reader,
  x: TensorObject,
  value: number | undefined,
  call: Call,
): PyObject | undefined {
  const shape = shapeOfTensor(r, x);
  if (shape === undefined || value === undefined) return undefined;
  const filled = operate(r, { kind: 'full', shape, value }, [], call, {
    dtype: dtypeOfTensor(r, x),
  });
  updateTensor(r, x, filled.id);
  return x;
}

const fill =
  (value?: number): LibraryFunction =>
  (r, call) => {
    const first = arg(call, 0);
    return first?.type === 'tensor'
      ? fillWith(r, first, value ?? asNumber(r, arg(call, 1, 'value')), call)
      : undefined;
  };

const copyFrom: LibraryFunction = (r, call) => {
  const first = arg(call, 0);
  const source = given(r, call);
  if (first?.type !== 'tensor' || source === undefined) return undefined;
  const copied = operate(r, { kind: 'cast', dtype: dtypeOfTensor(r, first) }, [source], call);
  updateTensor(r, first, copied.id);
  return first;
};

const given = (r: Reader, call: Call): TensorObject | undefined => {
  const second = call.args[1];
  return second === undefined ? undefined : asTensor(r, second.value, second);
};

/** The same numbers, through which no gradient passes. */
const detached: LibraryFunction = (r, call) => {
  const x = self(r, call);
  if (x === undefined || r.frame.symbolic || !tracksGradients(r)) return same()(r, call);
  return viewTensor(x, operate(r, detach, [x], call).id, false, x.library, detach);
};

/** Methods that only tensors have. Those that are functions too are in the other tables. */
export const methods: Table = {
  detach: detached,
  cpu: same(),
  cuda: same(),
  contiguous: (r, call) => {
    const x = self(r, call);
    if (x === undefined) return undefined;
    return isContiguous(x) ? viewTensor(x, x.id, true) : newTensor(x.id, x.library);
  },
  numpy: same('numpy'),
  requires_grad_: (r, call) => {
    const x = self(r, call);
    const flag = arg(call, 1, 'requires_grad');
    if (x !== undefined && !(flag?.type === 'bool' && !flag.value)) wantGradient(r, x);
    return x;
  },
  retain_grad: (r, call) => {
    const x = self(r, call);
    if (x !== undefined) wantGradient(r, x);
    return none;
  },
  backward: (r, call) => {
    const x = self(r, call);
    if (x !== undefined) goBack(r, x, tensorArg(r, call, 1, 'gradient'), call);
    return none;
  },
  clone: copy,
  copy,
  float: to('float32'),
  double: to('float64'),
  int: to('int64'),
  long: to('int64'),
  bool: to('bool'),
  to: convert,
  half: otherType,
  bfloat16: otherType,
  type: convert,
  astype: convert,
  type_as: convert,
  size: sizeOf,
  dim: rank,
  ndimension: rank,
  numel: count,
  nelement: count,
  item,
  normal_: redraw('normal'),
  uniform_: redraw('uniform'),
  fill_: fill(),
  fill: fill(),
  zero_: fill(0),
  copy_: copyFrom,
  bernoulli_: (r, call) => {
    const p = arg(call, 1, 'p');
    if (p?.type === 'tensor') return undefined;
    return redrawn(r, call, { kind: 'bernoulli', p: p === undefined ? 0.5 : asNumber(r, p) });
  },
  exponential_: (r, call) => {
    const rate = arg(call, 1, 'lambd');
    return redrawn(r, call, {
      kind: 'exponential',
      rate: rate === undefined ? 1 : asNumber(r, rate),
    });
  },
  // tf.Variable.
  assign: copyFrom,
  get_shape: (r, call) => {
    const x = self(r, call);
    return x && shapeObject(r, x);
  },
  // `x.shape()` is not to be called; what was meant is plain.
  shape: (r, call) => {
    const x = self(r, call);
    return x && call.args.length === 1 ? shapeCalled(r, x, call) : undefined;
  },
  stride: strides,
  is_floating_point: (r, call) => {
    const x = self(r, call);
    return x && { type: 'bool', value: /^float/.test(dtypeOfTensor(r, x)) };
  },
};

/** Attributes of tensors: `x.T`, `x.shape`. */
export const tensorAttributes: Readonly<
  Record<
    string,
    (r: Reader, x: TensorObject, place: Pick<Call, 'span' | 'tex'>) => PyObject | undefined
  >
> = {
  T: (r, x, place) => reverseAxes(r, x, place),
  mT: (r, x, place) => operate(r, { kind: 'transpose', axis0: -2, axis1: -1 }, [x], place),
  H: (r, x, place) => reverseAxes(r, x, place),
  shape: (r, x) => shapeObject(r, x),
  ndim: (r, x) => {
    const shape = shapeOfTensor(r, x);
    return shape === undefined ? undefined : int(shape.length);
  },
  data: (_r, x) => viewTensor(x, x.id, true),
  real: (_r, x) => x,
  grad: (r, x, place) => gradientOf(r, x, place),
  requires_grad: (r, x) => ({ type: 'bool', value: requiresGradient(r, x) }),
  is_leaf: (r, x) => ({ type: 'bool', value: wantsGradient(r, x) || !requiresGradient(r, x) }),
  dtype: (r, x) => ({
    type: 'library',
    path: `${x.library === 'numpy' ? 'numpy' : 'torch'}.${dtypeOfTensor(r, x)}`,
    ...(r.frame.symbolic && r.builder.value(x.id).operation.kind === 'input'
      ? { usual: true }
      : {}),
  }),
  device: () => ({ type: 'library', path: 'torch.device' }),
  is_cuda: () => ({ type: 'bool', value: false }),
};
