import { asNumber } from '../convert.js';
import type { Call, TensorObject } from '../objects.js';
import { dtypeOfTensor, shapeOfTensor, type Reader } from '../reader.js';
import {
  arg,
  flagArg,
  numberArg,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';
import { compose, onAxis, type Steps } from './compose.js';

type Reduction = 'mean' | 'sum' | 'none' | 'batchmean';

/** What `reduction=` asks for; undefined where it is not known. */
function reductionOf(call: Call): Reduction | undefined {
  const given = call.keywords.get('reduction')?.value;
  if (call.keywords.has('size_average') || call.keywords.has('reduce')) return undefined;
  if (given === undefined) return 'mean';
  return given.type === 'string' && /^(?:mean|sum|none|batchmean)$/.test(given.value)
    ? (given.value as Reduction)
    : undefined;
}

/** The losses of each element reduced as asked. */
function reduced(r: Reader, s: Steps, each: TensorObject, how: Reduction): TensorObject {
  switch (how) {
    case 'none':
      return each;
    case 'batchmean': {
      const count = shapeOfTensor(r, each)?.[0];
      const sum = s.op({ kind: 'sum' }, each);
      return typeof count === 'number' ? s.last({ kind: 'div' }, sum, s.number(count)) : sum;
    }
    default:
      return s.last({ kind: how }, each);
  }
}

type Each = (
  s: Steps,
  x: TensorObject,
  y: TensorObject,
  r: Reader,
  call: Call,
) => TensorObject | undefined;

/** A loss of two tensors, element by element. */
const pairwise =
  (each: Each): LibraryFunction =>
  (r, call) => {
    const [x, y] = [tensorArg(r, call, 0, 'input'), tensorArg(r, call, 1, 'target')];
    const how = reductionOf(call);
    if (x === undefined || y === undefined || how === undefined) return undefined;
    const s = compose(r, call);
    const found = each(s, x, y, r, call);
    return found === undefined ? undefined : reduced(r, s, found, how);
  };

const gap = (s: Steps, x: TensorObject, y: TensorObject): TensorObject =>
  s.op({ kind: 'abs' }, s.op({ kind: 'sub' }, x, y));
const times = (s: Steps, a: TensorObject, b: TensorObject): TensorObject =>
  s.op({ kind: 'mul' }, a, b);
const softplus = (s: Steps, x: TensorObject): TensorObject =>
  s.op({ kind: 'library', name: 'softplus', settings: { threshold: 1e9 } }, x);

/** ½ x²/β below β, |x| − β/2 above; Huber's is β times that. */
const smooth =
  (key: 'beta' | 'delta'): Each =>
  (s, x, y, r, call) => {
    const beta = numberArg(r, call, -1, key) ?? 1;
    const d = gap(s, x, y);
    const square = times(s, times(s, d, d), s.number(key === 'beta' ? 0.5 / beta : 0.5, true));
    const line = s.op({ kind: 'sub' }, d, s.number(0.5 * beta, true));
    const far = key === 'beta' ? line : times(s, line, s.number(beta, true));
    return s.op(
      { kind: 'where' },
      s.op({ kind: 'compare', relation: 'lt' }, d, s.number(beta, true)),
      square,
      far,
    );
  };

/** −y log x − (1 − y) log(1 − x), logarithms not below −100. */
const binary: Each = (s, x, y, _r, call) => {
  if (call.keywords.has('weight')) return undefined;
  const one = s.number(1);
  const log = (t: TensorObject): TensorObject =>
    s.op({ kind: 'clamp', min: -100 }, s.op({ kind: 'log' }, t));
  const own = times(s, y, log(x));
  const other = times(s, s.op({ kind: 'sub' }, one, y), log(s.op({ kind: 'sub' }, one, x)));
  return s.op({ kind: 'neg' }, s.op({ kind: 'add' }, own, other));
};

/** The same of logits: softplus(x) − x y. */
const binaryLogits: Each = (s, x, y, _r, call) =>
  call.keywords.has('weight') || call.keywords.has('pos_weight')
    ? undefined
    : s.op({ kind: 'sub' }, softplus(s, x), times(s, x, y));

/** y (log y − x), 0 where y is 0. */
const divergence: Each = (s, x, y, r, call) => {
  const logged = flagArg(r, call, -1, ['log_target'], false);
  if (logged === true) return times(s, s.op({ kind: 'exp' }, y), s.op({ kind: 'sub' }, y, x));
  const own = times(s, y, s.op({ kind: 'log' }, y));
  const zero = s.op({ kind: 'compare', relation: 'le' }, y, s.number(0));
  return s.op({ kind: 'sub' }, s.op({ kind: 'maskedFill', value: 0 }, own, zero), times(s, y, x));
};

/** Negative log-likelihoods of classes along axis 1 (0 of a single sample), with all options. */
function likelihood(
  r: Reader,
  call: Call,
  logs: TensorObject,
  target: TensorObject,
): TensorObject | undefined {
  const how = reductionOf(call);
  const ignored = numberArg(r, call, -1, 'ignore_index') ?? -100;
  const smoothing = numberArg(r, call, -1, 'label_smoothing') ?? 0;
  const weight = tensorArg(r, call, -1, 'weight');
  const shape = shapeOfTensor(r, logs);
  const wanted = shapeOfTensor(r, target);
  if (how === undefined || how === 'batchmean' || shape === undefined || wanted === undefined)
    return undefined;
  const axis = shape.length > 1 ? 1 : 0;
  const s = compose(r, call);
  if (wanted.length === shape.length) {
    if (weight !== undefined || smoothing !== 0) return undefined;
    const each = s.op({ kind: 'neg' }, s.op({ kind: 'sum', axes: [axis] }, times(s, target, logs)));
    if (how !== 'mean') return reduced(r, s, each, how);
    return s.last({ kind: 'mean' }, each);
  }
  if (dtypeOfTensor(r, target) !== 'int64') return undefined;
  const kept = s.op({ kind: 'compare', relation: 'ne' }, target, s.number(ignored));
  const safe = s.op({ kind: 'where' }, kept, target, s.op({ kind: 'sub' }, target, target));
  const column = s.op(
    { kind: 'index', items: onAxis(axis, { kind: 'newAxis' }, shape.length) },
    safe,
  );
  const pick = (from: TensorObject): TensorObject => {
    const rank = shape.length;
    const found = s.op({ kind: 'gather', axis }, from, column);
    return s.op({ kind: 'index', items: onAxis(axis, { kind: 'at', index: 0 }, rank) }, found);
  };
  const own =
    weight === undefined
      ? undefined
      : s.op({ kind: 'index', items: [{ kind: 'tensor', input: 1 }] }, weight, safe);
  const off = s.op({ kind: 'logical', relation: 'not' }, kept);
  const clean = (x: TensorObject): TensorObject => s.op({ kind: 'maskedFill', value: 0 }, x, off);
  const plain = s.op({ kind: 'neg' }, pick(logs));
  let each = clean(own === undefined ? plain : times(s, plain, own));
  const count = s.op(
    { kind: 'sum' },
    own === undefined ? s.cast(kept, dtypeOfTensor(r, logs)) : clean(own),
  );
  if (smoothing !== 0) {
    const classes = shape[axis];
    if (typeof classes !== 'number') return undefined;
    const column0 = [-1, ...Array.from({ length: shape.length - axis - 1 }, () => 1)];
    const spread =
      weight === undefined
        ? logs
        : times(s, logs, s.op({ kind: 'reshape', shape: column0 }, weight));
    const all = clean(s.op({ kind: 'neg' }, s.op({ kind: 'sum', axes: [axis] }, spread)));
    each = s.op(
      { kind: 'add' },
      times(s, each, s.number(1 - smoothing, true)),
      times(s, all, s.number(smoothing / classes, true)),
    );
  }
  if (how === 'none') return each;
  const total = s.op({ kind: 'sum' }, each);
  return how === 'sum' ? total : s.last({ kind: 'div' }, total, count);
}

/** F.nll_loss(log_probabilities, target). */
const negativeLog: LibraryFunction = (r, call) => {
  const [x, y] = [tensorArg(r, call, 0, 'input'), tensorArg(r, call, 1, 'target')];
  return x === undefined || y === undefined ? undefined : likelihood(r, call, x, y);
};

/** Cross-entropy with options that the one operation does not have. */
export const crossEntropyWith: LibraryFunction = (r, call) => {
  const [x, y] = [tensorArg(r, call, 0, 'input'), tensorArg(r, call, 1, 'target')];
  if (x === undefined || y === undefined) return undefined;
  const rank = shapeOfTensor(r, x)?.length;
  if (rank === undefined) return undefined;
  const logs = compose(r, call).op({ kind: 'logSoftmax', axis: rank > 1 ? 1 : 0 }, x);
  return likelihood(r, call, logs, y);
};

/** a · b / max(‖a‖ ‖b‖, eps) along an axis. */
export const cosine: LibraryFunction = (r, call) => {
  const [a, b] = [tensorArg(r, call, 0, 'x1'), tensorArg(r, call, 1, 'x2')];
  const dim = arg(call, 2, 'dim');
  const axis = dim === undefined ? 1 : asNumber(r, dim);
  const eps = numberArg(r, call, 3, 'eps') ?? 1e-8;
  if (a === undefined || b === undefined || axis === undefined) return undefined;
  const s = compose(r, call);
  const length = (x: TensorObject): TensorObject =>
    s.op({ kind: 'clamp', min: eps }, s.op({ kind: 'norm', p: 2, axes: [axis] }, x));
  return s.last(
    { kind: 'div' },
    s.op({ kind: 'sum', axes: [axis] }, times(s, a, b)),
    times(s, length(a), length(b)),
  );
};

/** ‖a − b + eps‖ along the last axis. */
export const pairDistance: LibraryFunction = (r, call) => {
  const [a, b] = [tensorArg(r, call, 0, 'x1'), tensorArg(r, call, 1, 'x2')];
  const p = numberArg(r, call, 2, 'p') ?? 2;
  const keep = flagArg(r, call, 4, ['keepdim'], false);
  if (a === undefined || b === undefined || keep === undefined) return undefined;
  const s = compose(r, call);
  const apart = s.op({ kind: 'add' }, s.op({ kind: 'sub' }, a, b), s.number(1e-6, true));
  return s.last({ kind: 'norm', p, axes: [-1], ...(keep ? { keepDim: true } : {}) }, apart);
};

/** A loss of three tensors, element by element. */
const threefold =
  (
    names: readonly [string, string, string],
    each: (s: Steps, x: readonly TensorObject[], r: Reader, call: Call) => TensorObject | undefined,
  ): LibraryFunction =>
  (r, call) => {
    const tensors = names.map((n, i) => tensorArg(r, call, i, n));
    const how = reductionOf(call);
    if (!tensors.every((t): t is TensorObject => t !== undefined) || how === undefined)
      return undefined;
    const s = compose(r, call);
    const found = each(s, tensors, r, call);
    return found === undefined ? undefined : reduced(r, s, found, how);
  };

const above = (s: Steps, x: TensorObject): TensorObject => s.op({ kind: 'clamp', min: 0 }, x);
const plus = (s: Steps, x: TensorObject, value: number): TensorObject =>
  value === 0 ? x : s.op({ kind: 'add' }, x, s.number(value, true));
const minus = (s: Steps, a: TensorObject, b: TensorObject): TensorObject =>
  s.op({ kind: 'sub' }, a, b);

/** max(0, −y (x₁ − x₂) + margin). */
const ranking = threefold(['input1', 'input2', 'target'], (s, [a, b, y], r, call) => {
  if (!a || !b || !y) return undefined;
  const gone = s.op({ kind: 'neg' }, times(s, y, minus(s, a, b)));
  return above(s, plus(s, gone, numberArg(r, call, 3, 'margin') ?? 0));
});

/** max(0, ‖a − p‖ − ‖a − n‖ + margin). */
const triplet = threefold(['anchor', 'positive', 'negative'], (s, [a, p, n], r, call) => {
  if (!a || !p || !n || flagArg(r, call, -1, ['swap'], false) !== false) return undefined;
  const order = numberArg(r, call, 4, 'p') ?? 2;
  const eps = numberArg(r, call, 5, 'eps') ?? 1e-6;
  const apart = (x: TensorObject): TensorObject =>
    s.op({ kind: 'norm', p: order, axes: [-1] }, plus(s, minus(s, a, x), eps));
  return above(s, plus(s, minus(s, apart(p), apart(n)), numberArg(r, call, 3, 'margin') ?? 1));
});

/** 1 − cos(a, b) where the target is 1, max(0, cos(a, b) − margin) where it is −1. */
const cosineEmbedding = threefold(['input1', 'input2', 'target'], (s, [a, b, y], r, call) => {
  if (!a || !b || !y) return undefined;
  const squares = (x: TensorObject): TensorObject =>
    plus(s, s.op({ kind: 'sum', axes: [-1] }, times(s, x, x)), 1e-12);
  const length = s.op({ kind: 'sqrt' }, times(s, squares(a), squares(b)));
  const similar = s.op({ kind: 'div' }, s.op({ kind: 'sum', axes: [-1] }, times(s, a, b)), length);
  const far = above(s, plus(s, similar, -(numberArg(r, call, 3, 'margin') ?? 0)));
  const same = s.op({ kind: 'compare', relation: 'eq' }, y, s.number(1));
  return s.op({ kind: 'where' }, same, minus(s, s.number(1), similar), far);
});

/** ½ (log var + (x − y)² / var), the variance not below eps. */
const gaussian = threefold(['input', 'target', 'var'], (s, [x, y, v], r, call) => {
  if (!x || !y || !v || flagArg(r, call, 3, ['full'], false) !== false) return undefined;
  const variance = s.op({ kind: 'clamp', min: numberArg(r, call, 4, 'eps') ?? 1e-6 }, v);
  const d = minus(s, x, y);
  const sum = s.op(
    { kind: 'add' },
    s.op({ kind: 'log' }, variance),
    s.op({ kind: 'div' }, times(s, d, d), variance),
  );
  return times(s, sum, s.number(0.5, true));
});

/** x where the target is 1, max(0, margin − x) where it is −1. */
const hinge: Each = (s, x, y, r, call) => {
  const far = above(s, minus(s, s.number(numberArg(r, call, -1, 'margin') ?? 1, true), x));
  return s.op({ kind: 'where' }, s.op({ kind: 'compare', relation: 'eq' }, y, s.number(1)), x, far);
};

/** eˣ − y x of a logarithm, x − y log(x + eps) else. */
const poisson: Each = (s, x, y, r, call) => {
  const logged = flagArg(r, call, 2, ['log_input'], true);
  if (logged === undefined || flagArg(r, call, 3, ['full'], false) !== false) return undefined;
  if (logged) return minus(s, s.op({ kind: 'exp' }, x), times(s, y, x));
  return minus(
    s,
    x,
    times(s, y, s.op({ kind: 'log' }, plus(s, x, numberArg(r, call, -1, 'eps') ?? 1e-8))),
  );
};

/** Losses of torch.nn.functional that are no primitives. */
export const losses: Table = {
  nll_loss: negativeLog,
  l1_loss: pairwise(gap),
  smooth_l1_loss: pairwise(smooth('beta')),
  huber_loss: pairwise(smooth('delta')),
  mse_loss: pairwise((s, x, y) => {
    const d = s.op({ kind: 'sub' }, x, y);
    return times(s, d, d);
  }),
  binary_cross_entropy: pairwise(binary),
  binary_cross_entropy_with_logits: pairwise(binaryLogits),
  kl_div: pairwise(divergence),
  margin_ranking_loss: ranking,
  triplet_margin_loss: triplet,
  cosine_embedding_loss: cosineEmbedding,
  gaussian_nll_loss: gaussian,
  hinge_embedding_loss: pairwise(hinge),
  poisson_nll_loss: pairwise(poisson),
  soft_margin_loss: pairwise((s, x, y) => softplus(s, s.op({ kind: 'neg' }, times(s, y, x)))),
  cosine_similarity: cosine,
  pairwise_distance: pairDistance,
};
