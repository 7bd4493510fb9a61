import type { Dim } from '../../../program/dim.js';
import { asInt, asTensor } from '../convert.js';
import { isSequence, type Call, type Library, type TensorObject } from '../objects.js';
import { dtypeOfTensor, operate, shapeOfTensor, type Reader } from '../reader.js';
import { arg, intArg, tensorArg, type LibraryFunction, type Table } from './arguments.js';
import { callAt } from './calling.js';
import { compose } from './compose.js';
import { diagonalOf } from './summaries.js';

const range = (length: number, from = 0): number[] => Array.from({ length }, (_, i) => from + i);

/** Vectors along the last axis put on a diagonal of matrices of zeros. */
function spread(r: Reader, call: Call, x: TensorObject, offset: number): TensorObject | undefined {
  const shape = shapeOfTensor(r, x);
  const count = shape?.at(-1);
  if (shape === undefined || count === undefined) return undefined;
  const s = compose(r, call);
  const lead = shape.slice(0, -1);
  if (typeof count !== 'number') {
    if (offset !== 0) return undefined;
    const identity = s.cast(s.op({ kind: 'eye', rows: count, columns: count }), 'bool');
    const rows = s.op({ kind: 'reshape', shape: [...lead, 1, count] }, x);
    return s.last({ kind: 'where' }, identity, rows, s.number(0));
  }
  const size = count + Math.abs(offset);
  const zeros = operate(
    r,
    { kind: 'zeros', shape: [...lead, size, size] },
    [],
    { span: call.span },
    { dtype: dtypeOfTensor(r, x) },
  );
  const [rows, columns] = [Math.max(0, -offset), Math.max(0, offset)];
  return s.last(
    {
      kind: 'indexPut',
      items: [{ kind: 'ellipsis' }, { kind: 'tensor', input: 2 }, { kind: 'tensor', input: 3 }],
    },
    { ...zeros, library: x.library },
    x,
    s.row(range(count, rows)),
    s.row(range(count, columns)),
  );
}

/** `diag(x, offset)`: a vector on a diagonal of a matrix, or a matrix's diagonal. */
const diagonal: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input', 'v');
  const second = arg(call, 1, 'diagonal', 'k');
  const offset = second === undefined ? 0 : asInt(r, second);
  const rank = x === undefined ? undefined : shapeOfTensor(r, x)?.length;
  if (x === undefined || offset === undefined || rank === undefined) return undefined;
  return rank === 1 ? spread(r, call, x, offset) : offDiagonal(r, call, x, offset);
};

/** A diagonal of a matrix, to the right of the main one or, negative, below it. */
function offDiagonal(
  r: Reader,
  call: Call,
  x: TensorObject,
  offset: number,
): ReturnType<LibraryFunction> {
  if (offset === 0)
    return diagonalOf(r, { ...call, args: call.args.slice(0, 1), keywords: new Map() });
  const [rows, columns] = shapeOfTensor(r, x) ?? [];
  if (typeof rows !== 'number' || typeof columns !== 'number') return undefined;
  const [down, right] = [Math.max(0, -offset), Math.max(0, offset)];
  const count = Math.max(0, Math.min(rows - down, columns - right));
  const s = compose(r, call);
  return s.last(
    {
      kind: 'index',
      items: [
        { kind: 'tensor', input: 1 },
        { kind: 'tensor', input: 2 },
      ],
    },
    x,
    s.row(range(count, down)),
    s.row(range(count, right)),
  );
}

const embedded: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const second = arg(call, 1, 'offset');
  const offset = second === undefined ? 0 : asInt(r, second);
  if (x === undefined || offset === undefined || call.args.length > 2) return undefined;
  return call.keywords.has('dim1') || call.keywords.has('dim2')
    ? undefined
    : spread(r, call, x, offset);
};

/** Matrices along the diagonal, zeros elsewhere. */
const blocks: LibraryFunction = (r, call) => {
  const parts = call.args.map((a) => asTensor(r, a.value, a));
  const known = parts.flatMap((t) => {
    const shape = t === undefined ? undefined : shapeOfTensor(r, t);
    const sizes =
      shape?.every((d): d is number => typeof d === 'number') === true ? shape : undefined;
    if (t === undefined || sizes === undefined || sizes.length > 2) return [];
    return [{ t, rows: sizes.length === 2 ? (sizes[0] ?? 1) : 1, columns: sizes.at(-1) ?? 1 }];
  });
  if (known.length === 0 || known.length !== parts.length) return undefined;
  const s = compose(r, call);
  const width = known.reduce((sum, k) => sum + k.columns, 0);
  let before = 0;
  const rows = known.map(({ t, rows, columns }) => {
    const zeros = (count: number): TensorObject[] =>
      count === 0
        ? []
        : [
            operate(
              r,
              { kind: 'zeros', shape: [rows, count] },
              [],
              { span: call.span },
              { dtype: dtypeOfTensor(r, t) },
            ),
          ];
    const own = s.op({ kind: 'reshape', shape: [rows, columns] }, t);
    const row = s.op(
      { kind: 'concat', axis: 1 },
      ...zeros(before),
      own,
      ...zeros(width - before - columns),
    );
    before += columns;
    return row;
  });
  return s.last({ kind: 'concat', axis: 0 }, ...rows);
};

/** `tril_indices(rows, columns, offset)`: the places of a triangle, [2, count]. */
const triangle =
  (lower: boolean): LibraryFunction =>
  (r, call) => {
    const rows = intArg(r, call, 0, 'row');
    const columns = intArg(r, call, 1, 'col');
    const offset = arg(call, 2, 'offset') === undefined ? 0 : intArg(r, call, 2, 'offset');
    if (rows === undefined || columns === undefined || offset === undefined) return undefined;
    if (rows * columns > 100_000) return undefined;
    const inside = (i: number, j: number): boolean => (lower ? j <= i + offset : j >= i + offset);
    const places = range(rows).flatMap((i) =>
      range(columns).flatMap((j) => (inside(i, j) ? [[i, j] as const] : [])),
    );
    const data = [...places.map(([i]) => i), ...places.map(([, j]) => j)];
    const shape = [2, places.length];
    return operate(r, { kind: 'tensor', shape, data }, [], call, { dtype: 'int64' });
  };

/** `np.tril_indices(n, k, m)`: rows and columns apart. */
const numpyTriangle =
  (lower: boolean): LibraryFunction =>
  (r, call) => {
    const n = arg(call, 0, 'n');
    const m = arg(call, 2, 'm') ?? n;
    if (n === undefined || m === undefined) return undefined;
    const offset = arg(call, 1, 'k') ?? { type: 'number' as const, value: 0, float: false };
    const at = { span: call.span, tex: undefined };
    const both = triangle(lower)(r, {
      ...call,
      tex: undefined,
      args: [n, m, offset].map((value) => ({ value, ...at })),
      keywords: new Map(),
    });
    if (both?.type !== 'tensor') return undefined;
    const s = compose(r, call);
    const library: Library = 'numpy';
    return {
      type: 'tuple',
      items: [0, 1].map((index) => ({
        ...s.op({ kind: 'index', items: [{ kind: 'at', index }] }, both),
        library,
      })),
    };
  };

/** `cartesian_prod(a, b, …)`: all pairs, one after the other. */
const pairs: LibraryFunction = (r, call) => {
  const vectors = call.args.map((a) => asTensor(r, a.value, a));
  if (!vectors.every((v): v is TensorObject => v !== undefined) || vectors.length === 0)
    return undefined;
  if (vectors.length === 1) return vectors[0];
  const grids = callAt(r, 'torch.meshgrid', call, vectors);
  if (!isSequence(grids)) return undefined;
  const s = compose(r, call);
  const flat = grids.items.flatMap((g) =>
    g.type === 'tensor' ? [s.op({ kind: 'reshape', shape: [-1] }, g)] : [],
  );
  return s.last({ kind: 'stack', axis: 1 }, ...flat);
};

/** `np.indices(shape)`: the place along each axis, [rank, …shape]. */
const indices: LibraryFunction = (r, call) => {
  const given = arg(call, 0, 'dimensions');
  const sizes = given !== undefined && isSequence(given) ? given.items.map((o) => asInt(r, o)) : [];
  if (sizes.length === 0 || !sizes.every((n): n is number => n !== undefined)) return undefined;
  const s = compose(r, call);
  const grids = sizes.map((n, axis) => {
    const shape: Dim[] = sizes.map((_, i) => (i === axis ? n : 1));
    return s.op(
      { kind: 'expand', shape: sizes },
      s.op({ kind: 'reshape', shape }, s.row(range(n))),
    );
  });
  return { ...s.last({ kind: 'stack', axis: 0 }, ...grids), library: 'numpy' };
};

const shared: Table = { diag: diagonal };

export const torchDiagonals: Table = {
  ...shared,
  diag_embed: embedded,
  block_diag: blocks,
  tril_indices: triangle(true),
  triu_indices: triangle(false),
  cartesian_prod: pairs,
};

export const numpyDiagonals: Table = {
  ...shared,
  indices,
  tril_indices: numpyTriangle(true),
  triu_indices: numpyTriangle(false),
};
