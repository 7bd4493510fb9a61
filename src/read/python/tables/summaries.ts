import type { Reduction } from '../../../program/operation.js';
import { asTensor } from '../convert.js';
import { namedTuple, tuple, type Call, type PyObject, type TensorObject } from '../objects.js';
import { shapeOfTensor, type Reader } from '../reader.js';
import {
  arg,
  axesArg,
  flagArg,
  intArg,
  numberArg,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';
import { compose, onAxis } from './compose.js';
import { reductions } from './reductions.js';

const first = (r: Reader, call: Call): TensorObject | undefined =>
  tensorArg(r, call, 0, 'input', 'x', 'a');

/** `dim` and `keepdim` at these places; undefined where they are not known. */
function reduction(r: Reader, call: Call, position = 1): Reduction | undefined {
  const axes = axesArg(r, call, position, 'dim', 'axis');
  const keepDim = flagArg(r, call, position + 1, ['keepdim', 'keepdims'], false);
  if (axes === 'unknown' || keepDim === undefined) return undefined;
  return { ...(axes === undefined ? {} : { axes }), ...(keepDim ? { keepDim } : {}) };
}

/** Whether any or all elements are not zero. */
const truths =
  (kind: 'max' | 'min'): LibraryFunction =>
  (r, call) => {
    const x = first(r, call);
    const over = reduction(r, call);
    if (x === undefined || over === undefined) return undefined;
    const s = compose(r, call);
    return s.last({ kind, ...over }, s.boolean(x));
  };

const product: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const over = reduction(r, call);
  return x === undefined || over === undefined
    ? undefined
    : compose(r, call).last({ kind: 'prod', ...over }, x);
};

/** log Σ eˣ, with the largest taken out. */
const logSumExp: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const over = reduction(r, call);
  if (x === undefined || over === undefined) return undefined;
  const s = compose(r, call);
  const { axes, keepDim } = over;
  const own = axes === undefined ? {} : { axes };
  const peak = s.op({ kind: 'max', ...own, keepDim: true }, x);
  const total = s.op(
    { kind: 'sum', ...own, keepDim: true },
    s.op({ kind: 'exp' }, s.op({ kind: 'sub' }, x, peak)),
  );
  const sum = s.op({ kind: 'add' }, s.op({ kind: 'log' }, total), peak);
  if (keepDim === true) return sum;
  return s.last({ kind: 'sum', ...own }, sum);
};

/** The first smallest element's place: the largest of the negated. */
const argmin: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const over = reduction(r, call);
  if (x === undefined || over === undefined) return undefined;
  const s = compose(r, call);
  const [axis] = over.axes ?? [];
  const keep = over.keepDim === true ? { keepDim: true } : {};
  return s.last(
    { kind: 'argmax', ...(axis === undefined ? {} : { axis }), ...keep },
    s.op({ kind: 'neg' }, x),
  );
};

/** `x.min(dim)`: values and the first place of each. */
const smallest: LibraryFunction = (r, call) => {
  const found = reductions.min?.(r, call);
  if (found?.type !== 'tuple') return found;
  const [values] = found.items;
  const places = argmin(r, { ...call, tex: undefined });
  return values === undefined || places === undefined
    ? undefined
    : namedTuple([values, places], ['values', 'indices']);
};

const counted: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const over = reduction(r, call);
  if (x === undefined || over === undefined) return undefined;
  const s = compose(r, call);
  return s.last({ kind: 'sum', ...over }, s.boolean(x));
};

const both =
  (a: string, b: string): LibraryFunction =>
  (r, call) => {
    const [x, y] = [reductions[a]?.(r, call), reductions[b]?.(r, call)];
    return x === undefined || y === undefined ? undefined : tuple([x, y]);
  };

const rankOf = (r: Reader, x: TensorObject): number | undefined => shapeOfTensor(r, x)?.length;

/** The k-th smallest along an axis, counted from 0, with its place. */
function ranked(
  r: Reader,
  call: Call,
  x: TensorObject,
  axis: number,
  k: number,
  keep: boolean,
): PyObject | undefined {
  const rank = rankOf(r, x);
  if (rank === undefined) return undefined;
  const s = compose(r, call);
  const pick = (part: 'values' | 'indices'): TensorObject => {
    const sorted = s.op({ kind: 'sort', axis, descending: false, part }, x);
    const item = keep
      ? ({ kind: 'slice', start: k, stop: k + 1 } as const)
      : ({ kind: 'at', index: k } as const);
    return s.op({ kind: 'index', items: rank === 0 ? [] : onAxis(axis, item, rank) }, sorted);
  };
  return namedTuple([pick('values'), pick('indices')], ['values', 'indices']);
}

const median: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const over = x === undefined ? undefined : reduction(r, call);
  const shape = x === undefined ? undefined : shapeOfTensor(r, x);
  if (x === undefined || over === undefined || shape === undefined) return undefined;
  const s = compose(r, call);
  const flat = over.axes === undefined;
  const [axis = 0] = over.axes ?? [];
  const own = flat ? s.op({ kind: 'reshape', shape: [-1] }, x) : x;
  const size = shapeOfTensor(r, own)?.at(flat ? 0 : axis);
  if (typeof size !== 'number' || size < 1) return undefined;
  const keep = over.keepDim === true;
  const at = (k: number): TensorObject | undefined => {
    const found = ranked(r, call, own, axis, k, keep);
    return found?.type === 'tuple' && found.items[0]?.type === 'tensor'
      ? found.items[0]
      : undefined;
  };
  // NumPy takes the mean of the two in the middle, PyTorch the lower one.
  if (x.library === 'numpy') {
    const [a, b] = [at((size - 1) >> 1), at(size >> 1)];
    return a === undefined || b === undefined
      ? undefined
      : s.last({ kind: 'div' }, s.op({ kind: 'add' }, a, b), s.number(2));
  }
  return flat ? at((size - 1) >> 1) : ranked(r, call, own, axis, (size - 1) >> 1, keep);
};

const kthValue: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const k = intArg(r, call, 1, 'k');
  const axis = arg(call, 2, 'dim') === undefined ? -1 : intArg(r, call, 2, 'dim');
  const keep = flagArg(r, call, 3, ['keepdim'], false);
  return x === undefined || k === undefined || axis === undefined || keep === undefined
    ? undefined
    : ranked(r, call, x, axis, k - 1, keep);
};

/** Linear between the two neighbours in order; over everything or along one axis. */
const quantile =
  (percent: number): LibraryFunction =>
  (r, call) => {
    const x = first(r, call);
    const q = numberArg(r, call, 1, 'q');
    const over = reduction(r, call, 2);
    if (x === undefined || q === undefined || over === undefined) return undefined;
    const s = compose(r, call);
    const flat = over.axes === undefined;
    const own = flat ? s.op({ kind: 'reshape', shape: [-1] }, x) : x;
    const [axis = 0] = over.axes ?? [];
    const size = shapeOfTensor(r, own)?.at(flat ? 0 : axis);
    if (typeof size !== 'number' || size < 1) return undefined;
    const place = (q / percent) * (size - 1);
    const at = (k: number): TensorObject | undefined => {
      const found = ranked(r, call, own, axis, Math.min(size - 1, k), over.keepDim === true);
      return found?.type === 'tuple' && found.items[0]?.type === 'tensor'
        ? found.items[0]
        : undefined;
    };
    const [low, high] = [at(Math.floor(place)), at(Math.floor(place) + 1)];
    if (low === undefined || high === undefined) return undefined;
    const step = s.op(
      { kind: 'mul' },
      s.op({ kind: 'sub' }, high, low),
      s.number(place - Math.floor(place), true),
    );
    return s.last({ kind: 'add' }, low, step);
  };

const difference: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const axis = intArg(r, call, 2, 'dim', 'axis') ?? -1;
  const rank = x === undefined ? undefined : rankOf(r, x);
  if (x === undefined || rank === undefined || (intArg(r, call, 1, 'n') ?? 1) !== 1)
    return undefined;
  const s = compose(r, call);
  const later = s.op({ kind: 'index', items: onAxis(axis, { kind: 'slice', start: 1 }, rank) }, x);
  const earlier = s.op(
    { kind: 'index', items: onAxis(axis, { kind: 'slice', stop: -1 }, rank) },
    x,
  );
  return s.last({ kind: 'sub' }, later, earlier);
};

const spread: LibraryFunction = (r, call) => {
  const [x, over] = [first(r, call), reduction(r, call)];
  if (x === undefined || over === undefined) return undefined;
  const s = compose(r, call);
  return s.last(
    { kind: 'sub' },
    s.op({ kind: 'max', ...over }, x),
    s.op({ kind: 'min', ...over }, x),
  );
};

const withoutNan =
  (kind: 'sum' | 'mean'): LibraryFunction =>
  (r, call) => {
    const [x, over] = [first(r, call), reduction(r, call)];
    if (x === undefined || over === undefined) return undefined;
    const s = compose(r, call);
    const missing = s.op({ kind: 'library', name: 'isNan', settings: {} }, x);
    const sum = s.op({ kind: 'sum', ...over }, s.op({ kind: 'maskedFill', value: 0 }, x, missing));
    if (kind === 'sum') return sum;
    const count = s.op(
      { kind: 'sum', ...over },
      s.op({ kind: 'logical', relation: 'not' }, missing),
    );
    return s.last({ kind: 'div' }, sum, count);
  };

const along =
  (name: 'cumprod'): LibraryFunction =>
  (r, call) => {
    const x = first(r, call);
    const axis = intArg(r, call, 1, 'dim', 'axis');
    return x === undefined || axis === undefined
      ? undefined
      : compose(r, call).library(name, { axis }, x);
  };

const soFar =
  (name: 'cummax' | 'cummin'): LibraryFunction =>
  (r, call) => {
    const x = first(r, call);
    const axis = intArg(r, call, 1, 'dim', 'axis');
    if (x === undefined || axis === undefined) return undefined;
    const part = (which: string): TensorObject =>
      compose(r, call).library(name, { axis, part: which }, x);
    return namedTuple([part('values'), part('indices')], ['values', 'indices']);
  };

const trace: LibraryFunction = (r, call) => {
  const x = first(r, call);
  if (x === undefined || rankOf(r, x) !== 2) return undefined;
  const s = compose(r, call);
  return s.last({ kind: 'einsum', equation: 'ii->' }, square(r, s, x) ?? x);
};

/** A matrix cut to its leading square. */
function square(
  r: Reader,
  s: ReturnType<typeof compose>,
  x: TensorObject,
): TensorObject | undefined {
  const [rows, columns] = shapeOfTensor(r, x) ?? [];
  if (rows === columns || typeof rows !== 'number' || typeof columns !== 'number') return undefined;
  const stop = Math.min(rows, columns);
  const cut = { kind: 'slice', stop } as const;
  return s.op({ kind: 'index', items: [cut, cut] }, x);
}

export const diagonalOf: LibraryFunction = (r, call) => {
  const x = first(r, call);
  if (
    x === undefined ||
    rankOf(r, x) !== 2 ||
    (intArg(r, call, 1, 'offset', 'diagonal', 'k') ?? 0) !== 0
  )
    return undefined;
  const s = compose(r, call);
  return s.last({ kind: 'einsum', equation: 'ii->i' }, square(r, s, x) ?? x);
};

const average: LibraryFunction = (r, call) => {
  const given = call.keywords.get('weights');
  if (given === undefined || given.value.type === 'none') return reductions.mean?.(r, call);
  const x = first(r, call);
  const over = reduction(r, call);
  const weights = asTensor(r, given.value, given);
  if (x === undefined || over === undefined || weights === undefined) return undefined;
  const rank = rankOf(r, x);
  const [axis] = over.axes ?? [];
  const last = axis === undefined || axis === -1 || axis === (rank ?? 0) - 1;
  if (!last && rankOf(r, weights) !== rank) return undefined;
  const s = compose(r, call);
  const total = s.op({ kind: 'sum', ...over }, s.op({ kind: 'mul' }, x, weights));
  const { keepDim } = over;
  const whole = s.op({ kind: 'sum', ...(keepDim === true ? { keepDim } : {}) }, weights);
  return s.last({ kind: 'div' }, total, whole);
};

const extremes: LibraryFunction = (r, call) => {
  const [x, over] = [first(r, call), reduction(r, call)];
  if (x === undefined || over === undefined) return undefined;
  const s = compose(r, call);
  return namedTuple(
    [s.op({ kind: 'min', ...over }, x), s.op({ kind: 'max', ...over }, x)],
    ['min', 'max'],
  );
};

const unique: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const extra = ['return_inverse', 'return_counts', 'dim', 'axis', 'return_index'].some((k) =>
    call.keywords.has(k),
  );
  return x === undefined || extra || call.args.length > 1
    ? undefined
    : compose(r, call).library('unique', {}, x);
};

const bincount: LibraryFunction = (r, call) => {
  const x = first(r, call);
  const least = intArg(r, call, 2, 'minlength') ?? 0;
  return x === undefined || call.keywords.has('weights')
    ? undefined
    : compose(r, call).library('bincount', { least }, x);
};

/** Summaries that are no primitives; also methods of tensors. */
export const summaries: Table = {
  any: truths('max'),
  all: truths('min'),
  prod: product,
  logsumexp: logSumExp,
  argmin,
  min: smallest,
  count_nonzero: counted,
  std_mean: both('std', 'mean'),
  var_mean: both('var', 'mean'),
  median,
  kthvalue: kthValue,
  quantile: quantile(1),
  percentile: quantile(100),
  diff: difference,
  ptp: spread,
  nansum: withoutNan('sum'),
  nanmean: withoutNan('mean'),
  cumprod: along('cumprod'),
  cummax: soFar('cummax'),
  cummin: soFar('cummin'),
  trace,
  diagonal: diagonalOf,
  average,
  aminmax: extremes,
  unique,
  bincount,
};
