import type { Dim } from '../../../program/dim.js';
import { itemsOf } from '../iterate.js';
import { asDType, asNumber, asShape, asTensor, unreadable } from '../convert.js';
import {
  isSequence,
  list,
  size,
  tuple,
  type Call,
  type PyObject,
  type TensorObject,
} from '../objects.js';
import { dtypeOfTensor, operate, shapeOfTensor, type Reader } from '../reader.js';
import {
  arg,
  keyword,
  restArgs,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';
import { compose } from './compose.js';

/** Tensors given one by one or in a list. */
function several(r: Reader, call: Call): TensorObject[] | undefined {
  const [only] = call.args;
  const given =
    call.args.length === 1 && only !== undefined && isSequence(only.value)
      ? only.value.items
      : call.args.map((a) => a.value);
  const tensors = given.map((o) => asTensor(r, o, { span: call.span }));
  return tensors.every((t): t is TensorObject => t !== undefined) && tensors.length > 0
    ? tensors
    : undefined;
}

/** `meshgrid`: each vector stretched over the grid; `xy` swaps the first two axes. */
const meshgrid =
  (usual: 'ij' | 'xy'): LibraryFunction =>
  (r, call) => {
    const vectors = several(r, call);
    const asked = keyword(call, 'indexing');
    const indexing = asked?.type === 'string' ? asked.value : usual;
    const sizes = vectors?.map((v) => shapeOfTensor(r, v)?.[0] ?? 1);
    if (vectors === undefined || sizes === undefined) return undefined;
    const order = sizes.map((_, i) => i);
    if (indexing === 'xy' && order.length > 1) [order[0], order[1]] = [1, 0];
    const shape = order.map((k) => sizes[k] ?? 1);
    const s = compose(r, call);
    return list(
      vectors.map((v, i) => {
        const own: Dim[] = order.map((k) => (k === i ? -1 : 1));
        return s.op({ kind: 'expand', shape }, s.op({ kind: 'reshape', shape: own }, v));
      }),
    );
  };

/** a ⊗ b of two matrices, or of vectors as rows. */
const kronecker: LibraryFunction = (r, call) => {
  const [a, b] = [tensorArg(r, call, 0, 'input', 'a'), tensorArg(r, call, 1, 'other', 'b')];
  const [x, y] = [a, b].map((t) => (t === undefined ? undefined : shapeOfTensor(r, t)));
  if (a === undefined || b === undefined || x === undefined || y === undefined) return undefined;
  if (![...x, ...y].every((d) => typeof d === 'number')) return undefined;
  const rank = Math.max(x.length, y.length);
  const wide = (shape: readonly Dim[]): number[] => [
    ...Array.from({ length: rank - shape.length }, () => 1),
    ...(shape as readonly number[]),
  ];
  const [m, n] = [wide(x), wide(y)];
  const s = compose(r, call);
  const left = s.op({ kind: 'reshape', shape: m.flatMap((d) => [d, 1]) }, a);
  const right = s.op({ kind: 'reshape', shape: n.flatMap((d) => [1, d]) }, b);
  return s.last(
    { kind: 'reshape', shape: m.map((d, i) => d * (n[i] ?? 1)) },
    s.op({ kind: 'mul' }, left, right),
  );
};

/** `x.new_zeros(…)` and the like: the type of another tensor. */
const made =
  (kind: 'zeros' | 'ones' | 'full'): LibraryFunction =>
  (r, call) => {
    const x = tensorArg(r, call, 0);
    const shape = asShape(
      r,
      keyword(call, 'size') ?? (kind === 'full' ? arg(call, 1) : restArgs(call, 1)),
    );
    const dtype = asDType(keyword(call, 'dtype'), 'torch');
    const value = kind === 'full' ? asNumber(r, arg(call, 2, 'fill_value')) : 0;
    if (x === undefined || shape === undefined || dtype === unreadable || value === undefined)
      return undefined;
    const operation =
      kind === 'full' ? ({ kind, shape, value } as const) : ({ kind, shape } as const);
    return operate(r, operation, [], call, { dtype: dtype ?? dtypeOfTensor(r, x) });
  };

const madeOf: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0);
  const given = call.args[1];
  const data = given === undefined ? undefined : asTensor(r, given.value, given);
  if (x === undefined || data === undefined) return undefined;
  return operate(
    r,
    { kind: 'cast', dtype: dtypeOfTensor(r, x) },
    [{ ...data, library: 'torch' }],
    call,
  );
};

/** A tensor as nested lists whose numbers stay tensors. */
const toList: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0);
  const rank = x === undefined ? undefined : shapeOfTensor(r, x)?.length;
  if (x === undefined || rank === undefined || rank > 2) return undefined;
  if (rank === 0) return { ...x, library: 'python' };
  const rows = itemsOf(r, x, { span: call.span });
  if (rows === undefined) return undefined;
  return list(
    rows.map((row) => {
      if (row.type !== 'tensor') return row;
      if (rank === 1) return { ...row, library: 'python' as const };
      const cells = itemsOf(r, row, { span: call.span }) ?? [];
      return list(
        cells.map((c): PyObject => (c.type === 'tensor' ? { ...c, library: 'python' } : c)),
      );
    }),
  );
};

const broadcastAll: LibraryFunction = (r, call) => {
  const tensors = several(r, call);
  if (tensors === undefined) return undefined;
  const s = compose(r, call);
  const [first, ...rest] = tensors;
  const joint = rest.reduce<TensorObject | undefined>(
    (a, b) => (a === undefined ? b : s.op({ kind: 'where' }, s.boolean(a), a, b)),
    first,
  );
  const shape = joint === undefined ? undefined : shapeOfTensor(r, joint);
  return shape === undefined
    ? undefined
    : tuple(tensors.map((t) => s.op({ kind: 'expand', shape }, t)));
};

/** Products of several matrices from left to right. */
const chain: LibraryFunction = (r, call) => {
  const matrices = several(r, call);
  const [first, ...rest] = matrices ?? [];
  const s = compose(r, call);
  return first === undefined
    ? undefined
    : rest.reduce((a, b) => s.op({ kind: 'matmul' }, a, b), first);
};

const power: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input', 'a');
  const n = asNumber(r, arg(call, 1, 'n'));
  if (x === undefined || n === undefined || !Number.isInteger(n) || n < 1 || n > 64)
    return undefined;
  const s = compose(r, call);
  let result = x;
  for (let i = 1; i < n; i++) result = s.op({ kind: 'matmul' }, result, x);
  return result;
};

/** ‖a − b‖ between all rows of two matrices. */
const distances: LibraryFunction = (r, call) => {
  const [a, b] = [tensorArg(r, call, 0, 'x1'), tensorArg(r, call, 1, 'x2')];
  const p = arg(call, 2, 'p') === undefined ? 2 : asNumber(r, arg(call, 2, 'p'));
  if (a === undefined || b === undefined || p === undefined) return undefined;
  const s = compose(r, call);
  const column = s.op(
    { kind: 'index', items: [{ kind: 'ellipsis' }, { kind: 'newAxis' }, { kind: 'slice' }] },
    a,
  );
  const row = s.op(
    {
      kind: 'index',
      items: [{ kind: 'ellipsis' }, { kind: 'newAxis' }, { kind: 'slice' }, { kind: 'slice' }],
    },
    b,
  );
  return s.last({ kind: 'norm', p, axes: [-1] }, s.op({ kind: 'sub' }, column, row));
};

const inverse: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input', 'a', 'A');
  return x === undefined ? undefined : compose(r, call).library('inverse', {}, x);
};

const determinant: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input', 'a', 'A');
  return x === undefined ? undefined : compose(r, call).library('determinant', {}, x);
};

const solve: LibraryFunction = (r, call) => {
  const [a, b] = [tensorArg(r, call, 0, 'A', 'a'), tensorArg(r, call, 1, 'B', 'b')];
  if (a === undefined || b === undefined) return undefined;
  const s = compose(r, call);
  return s.last({ kind: 'matmul' }, s.op({ kind: 'library', name: 'inverse', settings: {} }, a), b);
};

export const linearAlgebra: Table = {
  inv: inverse,
  det: determinant,
  solve,
  matrix_power: power,
  multi_dot: chain,
};

/** `broadcast_shapes(a, b, …)`: sizes from the last axis on, 1 goes with any. */
const joinedShape: LibraryFunction = (r, call) => {
  const shapes = call.args.map((a) => asShape(r, a.value));
  if (!shapes.every((s): s is number[] => s?.every((d) => typeof d === 'number') ?? false))
    return undefined;
  const rank = Math.max(0, ...shapes.map((s) => s.length));
  const sizes = Array.from({ length: rank }, (_, i) => {
    const own = shapes.map((s) => s[i - rank + s.length] ?? 1).filter((d) => d !== 1);
    return own.every((d) => d === own[0]) ? (own[0] ?? 1) : undefined;
  });
  return sizes.every((d): d is number => d !== undefined)
    ? tuple(sizes.map((d) => size(d)))
    : undefined;
};

/** Functions of several tensors that torch and numpy both have. */
export const grids = (indexing: 'ij' | 'xy'): Table => ({
  meshgrid: meshgrid(indexing),
  kron: kronecker,
  broadcast_tensors: broadcastAll,
  chain_matmul: chain,
  matrix_power: power,
  cdist: distances,
  broadcast_shapes: joinedShape,
});

/** Methods that make tensors like this one, and lists of it. */
export const makingMethods: Table = {
  new_zeros: made('zeros'),
  new_ones: made('ones'),
  new_full: made('full'),
  new_tensor: madeOf,
  tolist: toList,
};
