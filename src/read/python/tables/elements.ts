import type { LibraryName, Settings } from '../../../program/libraryOperation.js';
import { asNumber } from '../convert.js';
import { float, none, type Call, type PyObject, type TensorObject } from '../objects.js';
import { dtypeOfTensor, type Reader } from '../reader.js';
import {
  arg,
  intArg,
  keyword,
  numberArg,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';
import { compose, type Steps } from './compose.js';

const first = (r: Reader, call: Call): TensorObject | undefined =>
  tensorArg(r, call, 0, 'input', 'x', 'a', 'self');

/** A function of the engine's library, with numbers at places or under names as its settings. */
const named =
  (
    name: LibraryName,
    settings: readonly (readonly [key: string, names: readonly string[]])[] = [],
    fold?: (x: number) => number,
  ): LibraryFunction =>
  (r, call) => {
    const plain = arg(call, 0, 'input', 'x', 'a');
    if (fold !== undefined && plain?.type === 'number') return float(fold(plain.value));
    const x = first(r, call);
    if (x === undefined) return undefined;
    const given: Record<string, number> = {};
    for (const [i, [key, names]] of settings.entries()) {
      const object = arg(call, i + 1, ...names);
      if (object === undefined || object.type === 'none') continue;
      const value = asNumber(r, object);
      if (value === undefined) return undefined;
      given[key] = value;
    }
    return compose(r, call).library(name, given, x);
  };

/** Whole numbers stay as they are under these. */
const rounding =
  (name: LibraryName): LibraryFunction =>
  (r, call) => {
    const x = first(r, call);
    const decimals = numberArg(r, call, 1, 'decimals') ?? 0;
    if (x === undefined) return undefined;
    const settings: Settings = name === 'round' ? { decimals } : {};
    return compose(r, call).library(name, settings, x);
  };

type Formula = (s: Steps, x: TensorObject, y: TensorObject, z: TensorObject) => TensorObject;

/** A formula of one, two or three tensors. */
const formula =
  (count: 1 | 2 | 3, f: Formula, names: readonly string[] = ['other']): LibraryFunction =>
  (r, call) => {
    const x = first(r, call) ?? tensorArg(r, call, 0, 'x1');
    const y = count < 2 ? x : tensorArg(r, call, 1, names[0] ?? 'other', 'x2', 'b');
    const z = count < 3 ? x : tensorArg(r, call, 2, names[1] ?? 'weight');
    return x === undefined || y === undefined || z === undefined
      ? undefined
      : f(compose(r, call), x, y, z);
  };

/** `value=` of addcmul and addcdiv, `alpha=` of add and sub. */
const factor = (
  r: Reader,
  call: Call,
  s: Steps,
  x: TensorObject,
  name: string,
): TensorObject | undefined => {
  const given = keyword(call, name);
  if (given === undefined) return x;
  const value = asNumber(r, given);
  return value === undefined
    ? undefined
    : s.op({ kind: 'mul' }, x, s.number(value, given.type === 'number' && given.float));
};

const combined =
  (inner: 'mul' | 'div'): LibraryFunction =>
  (r, call) => {
    const [x, a, b] = [
      first(r, call),
      tensorArg(r, call, 1, 'tensor1'),
      tensorArg(r, call, 2, 'tensor2'),
    ];
    if (x === undefined || a === undefined || b === undefined) return undefined;
    const s = compose(r, call);
    const scaled = factor(r, call, s, s.op({ kind: inner }, a, b), 'value');
    return scaled === undefined ? undefined : s.last({ kind: 'add' }, x, scaled);
  };

const scaledPair =
  (kind: 'add' | 'sub', plain: LibraryFunction | undefined): LibraryFunction =>
  (r, call) => {
    if (keyword(call, 'alpha') === undefined) return plain?.(r, call);
    const [x, y] = [first(r, call), tensorArg(r, call, 1, 'other')];
    const s = compose(r, call);
    const scaled = y === undefined ? undefined : factor(r, call, s, y, 'alpha');
    return x === undefined || scaled === undefined ? undefined : s.last({ kind }, x, scaled);
  };

/** `torch.div(x, y, rounding_mode=…)`. */
const divided =
  (plain: LibraryFunction | undefined): LibraryFunction =>
  (r, call) => {
    const mode = keyword(call, 'rounding_mode');
    if (mode === undefined || mode.type === 'none') {
      const { keywords, ...rest } = call;
      return plain?.(r, {
        ...rest,
        keywords: new Map([...keywords].filter(([k]) => k !== 'rounding_mode')),
      });
    }
    const [x, y] = [first(r, call), tensorArg(r, call, 1, 'other')];
    if (x === undefined || y === undefined || mode.type !== 'string') return undefined;
    const s = compose(r, call);
    if (mode.value === 'floor') return s.last({ kind: 'floorDiv' }, x, y);
    return mode.value === 'trunc' ? s.library('trunc', {}, s.op({ kind: 'div' }, x, y)) : undefined;
  };

const clampAt =
  (side: 'min' | 'max'): LibraryFunction =>
  (r, call) => {
    const x = first(r, call);
    const bound = numberArg(r, call, 1, side);
    return x === undefined || bound === undefined
      ? undefined
      : compose(r, call).last({ kind: 'clamp', [side]: bound }, x);
  };

const lerp: LibraryFunction = (r, call) => {
  const [x, y, w] = [first(r, call), tensorArg(r, call, 1, 'end'), tensorArg(r, call, 2, 'weight')];
  if (x === undefined || y === undefined || w === undefined) return undefined;
  const s = compose(r, call);
  return s.last({ kind: 'add' }, x, s.op({ kind: 'mul' }, w, s.op({ kind: 'sub' }, y, x)));
};

/** NaN and infinities replaced: by 0 and the largest numbers unless others are given. */
const nanToNum: LibraryFunction = (r, call) => {
  const x = first(r, call);
  if (x === undefined) return undefined;
  const largest = dtypeOfTensor(r, x) === 'float64' ? Number.MAX_VALUE : 3.4028234663852886e38;
  const number = (position: number, name: string, otherwise: number): number =>
    arg(call, position, name) === undefined || arg(call, position, name)?.type === 'none'
      ? otherwise
      : (asNumber(r, arg(call, position, name)) ?? otherwise);
  const s = compose(r, call);
  const upper = s.op(
    {
      kind: 'library',
      name: 'nanToNum',
      settings: { nan: number(1, 'nan', 0), posinf: number(2, 'posinf', largest) },
    },
    x,
  );
  const low = number(3, 'neginf', -largest);
  const least = s.op({ kind: 'compare', relation: 'eq' }, x, s.number(-Infinity));
  return s.last({ kind: 'maskedFill', value: low }, upper, least);
};

/** |a − b| ≤ atol + rtol |b|, as torch.isclose and np.isclose. */
export const isClose: LibraryFunction = (r, call) => {
  const [a, b] = [tensorArg(r, call, 0, 'input', 'a'), tensorArg(r, call, 1, 'other', 'b')];
  if (a === undefined || b === undefined) return undefined;
  const s = compose(r, call);
  const relative = numberArg(r, call, 2, 'rtol') ?? 1e-5;
  const absolute = numberArg(r, call, 3, 'atol') ?? 1e-8;
  const gap = s.op({ kind: 'abs' }, s.op({ kind: 'sub' }, a, b));
  const most = s.op(
    { kind: 'add' },
    s.number(absolute, true),
    s.op({ kind: 'mul' }, s.number(relative, true), s.op({ kind: 'abs' }, b)),
  );
  return s.last({ kind: 'compare', relation: 'le' }, gap, most);
};

/** All of them close (or equal): one truth value, which stays a tensor. */
const allOf =
  (each: LibraryFunction): LibraryFunction =>
  (r, call) => {
    const found = each(r, { ...call, tex: undefined });
    if (found?.type !== 'tensor') return undefined;
    return { ...compose(r, call).last({ kind: 'min' }, found), library: 'python' } as PyObject;
  };

const equalEach: LibraryFunction = (r, call) => {
  const [a, b] = [first(r, call), tensorArg(r, call, 1, 'other')];
  if (a === undefined || b === undefined) return undefined;
  const [x, y] = [a, b].map((t) => r.builder.shape(t.id));
  if (x === undefined || y === undefined || x.join() !== y.join()) return undefined;
  return compose(r, call).op({ kind: 'compare', relation: 'eq' }, a, b);
};

export const allClose = allOf(isClose);
export const allEqual = allOf(equalEach);

const selu: Formula = (s, x) =>
  s.last(
    { kind: 'mul' },
    s.op({ kind: 'elu', alpha: 1.6732632423543772 }, x),
    s.number(1.0507009873554805),
  );

const parameterised = (
  name: LibraryName,
  settings: readonly (readonly [string, readonly string[]])[],
): LibraryFunction => named(name, settings);

const celu: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const alpha = numberArg(r, call, 1, 'alpha') ?? 1;
  if (x === undefined) return undefined;
  const s = compose(r, call);
  const inner = s.op({ kind: 'div' }, x, s.number(alpha, true));
  return s.last({ kind: 'mul' }, s.op({ kind: 'elu', alpha: 1 }, inner), s.number(alpha, true));
};

/** max(0, x) + weight · min(0, x), one weight for all or one for each channel. */
export const prelu: LibraryFunction = (r, call) => {
  const [x, weight] = [first(r, call), tensorArg(r, call, 1, 'weight')];
  if (x === undefined || weight === undefined) return undefined;
  const s = compose(r, call);
  const rank = r.builder.shape(x.id)?.length ?? 1;
  const count = r.builder.shape(weight.id)?.[0];
  const wide =
    count === 1 || rank < 3
      ? weight
      : s.op(
          { kind: 'reshape', shape: [-1, ...Array.from({ length: rank - 2 }, () => 1)] },
          weight,
        );
  const negative = s.op({ kind: 'mul' }, wide, s.op({ kind: 'clamp', max: 0 }, x));
  return s.last({ kind: 'add' }, s.op({ kind: 'relu' }, x), negative);
};

const softmin: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const axis = intArg(r, call, 1, 'dim');
  const s = compose(r, call);
  return x === undefined || axis === undefined
    ? undefined
    : s.last({ kind: 'softmax', axis }, s.op({ kind: 'neg' }, x));
};

/** Activations that are functions of one element. */
export const moreActivations: Table = {
  softplus: parameterised('softplus', [
    ['beta', ['beta']],
    ['threshold', ['threshold']],
  ]),
  logsigmoid: named('logSigmoid'),
  mish: named('mish'),
  selu: formula(1, selu),
  celu,
  softsign: named('softsign'),
  hardsigmoid: named('hardSigmoid'),
  hardswish: named('hardSwish'),
  hardshrink: named('hardShrink', [['lambda', ['lambd']]]),
  softshrink: named('softShrink', [['lambda', ['lambd']]]),
  threshold: named('threshold', [
    ['threshold', ['threshold']],
    ['value', ['value']],
  ]),
  tanhshrink: formula(1, (s, x) => s.last({ kind: 'sub' }, x, s.op({ kind: 'tanh' }, x))),
  relu6: formula(1, (s, x) => s.last({ kind: 'clamp', min: 0, max: 6 }, x)),
  hardtanh: (r, call) => {
    const x = first(r, call);
    const [min, max] = [
      numberArg(r, call, 1, 'min_val') ?? -1,
      numberArg(r, call, 2, 'max_val') ?? 1,
    ];
    return x === undefined ? undefined : compose(r, call).last({ kind: 'clamp', min, max }, x);
  },
  prelu,
  softmin,
};

/** Functions of each element that are no primitives; also methods of tensors. */
export const elements = (pointwise: Table): Table => ({
  tan: named('tan', [], Math.tan),
  asin: named('asin'),
  arcsin: named('asin'),
  acos: named('acos'),
  arccos: named('acos'),
  atan: named('atan'),
  arctan: named('atan'),
  sinh: named('sinh'),
  cosh: named('cosh'),
  asinh: named('asinh'),
  arcsinh: named('asinh'),
  acosh: named('acosh'),
  atanh: named('atanh'),
  arctanh: named('atanh'),
  exp2: named('exp2'),
  expm1: named('expm1'),
  log2: named('log2', [], Math.log2),
  log10: named('log10', [], Math.log10),
  log1p: named('log1p'),
  cbrt: named('cbrt'),
  erfc: named('erfc'),
  erfinv: named('erfInverse'),
  logit: named('logit', [['eps', ['eps']]]),
  sign: named('sign'),
  sgn: named('sign'),
  floor: rounding('floor'),
  ceil: rounding('ceil'),
  round: rounding('round'),
  around: rounding('round'),
  rint: rounding('round'),
  trunc: rounding('trunc'),
  fix: rounding('trunc'),
  frac: rounding('frac'),
  isnan: named('isNan'),
  isinf: named('isInfinite'),
  isfinite: named('isFinite'),
  isclose: isClose,
  nan_to_num: nanToNum,
  atan2: (r, call) => {
    const [y, x] = [first(r, call), tensorArg(r, call, 1, 'other', 'x2')];
    return y === undefined || x === undefined
      ? undefined
      : compose(r, call).library('atan2', {}, y, x);
  },
  arctan2: (r, call) => {
    const [y, x] = [first(r, call), tensorArg(r, call, 1, 'other', 'x2')];
    return y === undefined || x === undefined
      ? undefined
      : compose(r, call).library('atan2', {}, y, x);
  },
  hypot: formula(2, (s, x, y) =>
    s.last(
      { kind: 'sqrt' },
      s.op({ kind: 'add' }, s.op({ kind: 'mul' }, x, x), s.op({ kind: 'mul' }, y, y)),
    ),
  ),
  fmod: formula(2, (s, x, y) => {
    const times = s.op(
      { kind: 'library', name: 'trunc', settings: {} },
      s.op({ kind: 'div' }, x, y),
    );
    return s.last({ kind: 'sub' }, x, s.op({ kind: 'mul' }, times, y));
  }),
  logaddexp: formula(2, (s, x, y) => {
    const gap = s.op({ kind: 'neg' }, s.op({ kind: 'abs' }, s.op({ kind: 'sub' }, x, y)));
    const rest = s.op({ kind: 'library', name: 'log1p', settings: {} }, s.op({ kind: 'exp' }, gap));
    return s.last({ kind: 'add' }, s.op({ kind: 'max' }, x, y), rest);
  }),
  heaviside: formula(2, (s, x, values) => {
    const zero = s.number(0);
    const steps = s.op({ kind: 'compare', relation: 'gt' }, x, zero);
    const at = s.op({ kind: 'compare', relation: 'eq' }, x, zero);
    const own = s.op({ kind: 'cast', dtype: 'float32' }, steps);
    return s.last({ kind: 'where' }, at, values, own);
  }),
  positive: (r, call) => first(r, call) ?? none,
  lerp,
  addcmul: combined('mul'),
  addcdiv: combined('div'),
  add: scaledPair('add', pointwise.add),
  sub: scaledPair('sub', pointwise.sub),
  subtract: scaledPair('sub', pointwise.sub),
  div: divided(pointwise.div),
  divide: divided(pointwise.div),
  clamp_min: clampAt('min'),
  clamp_max: clampAt('max'),
});
