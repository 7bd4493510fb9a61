import { asAxes, asShape } from '../convert.js';
import { operate } from '../reader.js';
import {
  arg,
  given,
  keyword,
  tensorArg,
  type Call,
  type LibraryFunction,
  type Table,
} from './arguments.js';
import { layout } from './layout.js';
import { literalArray } from './creation.js';
import { methods, shapeObject } from './methods.js';
import { pointwise } from './pointwise.js';
import { learnBatches, products } from './products.js';
import { reductions } from './reductions.js';

/** The same function under another library's name for its axis. */
const as =
  (table: Table, name: string, rename: Readonly<Record<string, string>> = {}): LibraryFunction =>
  (r, call) =>
    table[name]?.(r, {
      ...call,
      keywords: new Map([...call.keywords].map(([k, v]) => [rename[k] ?? k, v])),
    });

const shape: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input', 'x');
  return x === undefined ? undefined : shapeObject(r, x);
};

const transpose: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'a');
  const order = arg(call, 1, 'perm', 'pattern');
  if (order === undefined) return layout.t?.(r, call);
  const axes = asAxes(r, order);
  return x === undefined || axes === undefined
    ? undefined
    : operate(r, { kind: 'permute', axes }, [x], call);
};

const tile: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const counts = asShape(r, arg(call, 1, 'multiples'))?.flatMap((d) =>
    typeof d === 'number' ? d : [],
  );
  const rank = x === undefined ? undefined : r.builder.shape(x.id)?.length;
  return x === undefined || counts === undefined || (rank !== undefined && rank !== counts.length)
    ? undefined
    : operate(r, { kind: 'repeat', counts }, [x], call);
};

/** tf.concat(values, axis) and K.concatenate(tensors, axis=-1). */
const first = (call: Call): Call => {
  const values = given(call, 0, 'values', 'tensors');
  return values === undefined ? call : { ...call, args: [values, ...call.args.slice(1)] };
};

/** K.batch_dot(x, y, axes=2): the axes named are summed over; without them a matrix product. */
const batchDot: LibraryFunction = (r, call) => {
  const a = tensorArg(r, call, 0, 'x');
  const b = tensorArg(r, call, 1, 'y');
  const named = keyword(call, 'axes') ?? arg(call, 2);
  if (a === undefined || b === undefined) return undefined;
  learnBatches(r, [a, b]);
  if (named === undefined) return operate(r, { kind: 'matmul' }, [a, b], call);
  const axes = asAxes(r, named);
  const [left, right = left] = axes ?? [];
  const fold = (axis: number | undefined): boolean => axis === 2 || axis === -1;
  if (!fold(left) || !(fold(right) || right === 1)) return undefined;
  const other = fold(right)
    ? operate(r, { kind: 'transpose', axis0: -2, axis1: -1 }, [b], { span: call.span })
    : b;
  return operate(r, { kind: 'matmul' }, [a, other], call);
};

/** Functions of TensorFlow whose names or arguments differ from PyTorch's. */
export const tensorflow: Table = {
  reduce_sum: as(reductions, 'sum'),
  reduce_mean: as(reductions, 'mean'),
  reduce_prod: as(reductions, 'prod'),
  reduce_max: as(reductions, 'amax'),
  reduce_min: as(reductions, 'amin'),
  cast: as(methods, 'astype'),
  shape,
  transpose,
  tile,
  concat: (r, call) => layout.cat?.(r, first(call)),
  split: as(layout, 'chunk', { num_or_size_splits: 'chunks' }),
  constant: literalArray,
  convert_to_tensor: literalArray,
};

/** Functions of keras.backend, usually called K. */
export const kerasBackend: Table = {
  ...tensorflow,
  sum: as(reductions, 'sum'),
  mean: as(reductions, 'mean'),
  prod: as(reductions, 'prod'),
  max: as(reductions, 'amax'),
  min: as(reductions, 'amin'),
  exp: as(pointwise, 'exp'),
  sqrt: as(pointwise, 'sqrt'),
  tanh: as(pointwise, 'tanh'),
  relu: as(pointwise, 'relu'),
  sigmoid: as(pointwise, 'sigmoid'),
  dot: as(products, 'matmul'),
  batch_dot: batchDot,
  expand_dims: (r, call) =>
    layout.unsqueeze?.(r, call.args.length > 1 || call.keywords.size > 0 ? call : last(call)),
  concatenate: (r, call) => layout.cat?.(r, first(call)),
  permute_dimensions: transpose,
  int_shape: shape,
};

const last = (call: Call): Call => ({
  ...call,
  keywords: new Map([
    [
      'axis',
      { value: { type: 'number', value: -1, float: false }, span: call.span, tex: undefined },
    ],
  ]),
});
