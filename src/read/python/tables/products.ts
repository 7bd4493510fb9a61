import { isOpen } from '../assume.js';
import { learnShape } from '../learn.js';
import { operate, type Reader } from '../reader.js';
import { isSequence, type Call, type PyObject, type TensorObject } from '../objects.js';
import { asAxes, asTensor } from '../convert.js';
import {
  arg,
  given,
  intArg,
  keyword,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';
import { compose, onAxis } from './compose.js';

const matmul: LibraryFunction = (r, call) => {
  const a = tensorArg(r, call, 0, 'input', 'x1', 'a');
  const b = tensorArg(r, call, 1, 'other', 'mat2', 'x2', 'b', 'tensor', 'vec');
  if (a === undefined || b === undefined) return undefined;
  const swap = (name: string, x: typeof a): typeof a => {
    const flag = keyword(call, name);
    return flag?.type === 'bool' && flag.value
      ? operate(r, { kind: 'transpose', axis0: -2, axis1: -1 }, [x], { span: call.span })
      : x;
  };
  return operate(r, { kind: 'matmul' }, [swap('transpose_a', a), swap('transpose_b', b)], call);
};

/** Operands of a batched product have three axes, the first of them the same. */
export function learnBatches(r: Reader, operands: readonly TensorObject[]): void {
  if (!r.frame.symbolic) return;
  const fresh = () => r.builder.context.fresh();
  const known = operands.flatMap((t) => r.builder.shape(t.id)?.[0] ?? []);
  const batch = known[0] ?? fresh();
  for (const t of operands) if (isOpen(r, t.id)) learnShape(r, t.id, [batch, fresh(), fresh()]);
}

/** torch.bmm takes three axes and nothing else. */
const batched: LibraryFunction = (r, call) => {
  const operands = [tensorArg(r, call, 0, 'input'), tensorArg(r, call, 1, 'mat2')];
  learnBatches(
    r,
    operands.flatMap((t) => t ?? []),
  );
  return matmul(r, call);
};

/** np.dot: a plain product for scalars, matmul up to two axes; more axes follow another rule. */
const dot: LibraryFunction = (r, call) => {
  const a = tensorArg(r, call, 0, 'input', 'a');
  const b = tensorArg(r, call, 1, 'other', 'b', 'tensor');
  if (a === undefined || b === undefined) return undefined;
  const ranks = [a, b].map((t) => r.builder.shape(t.id)?.length);
  if (ranks.includes(0)) return operate(r, { kind: 'mul' }, [a, b], call);
  if (ranks.some((n) => n !== undefined && n > 2) && ranks[1] !== 1 && ranks[1] !== 2)
    return undefined;
  return operate(r, { kind: 'matmul' }, [a, b], call);
};

const outer: LibraryFunction = (r, call) => {
  const a = tensorArg(r, call, 0, 'input', 'a');
  const b = tensorArg(r, call, 1, 'vec2', 'b');
  return a === undefined || b === undefined
    ? undefined
    : operate(r, { kind: 'einsum', equation: 'i,j->ij' }, [a, b], call);
};

/** The equation comes first, the operands after it, one by one or in a list. */
const einsum: LibraryFunction = (r, call) => {
  const equation = arg(call, 0, 'equation', 'subscripts');
  if (equation?.type !== 'string') return undefined;
  const second = given(call, 1);
  const operands =
    second !== undefined && isSequence(second.value)
      ? second.value.items.map((value) => ({ value, span: second.span, tex: undefined }))
      : call.args.slice(1);
  const tensors = operands.map((o) => asTensor(r, o.value, o));
  if (tensors.length === 0 || tensors.some((t) => t === undefined)) return undefined;
  return operate(
    r,
    { kind: 'einsum', equation: equation.value.replace(/\s+/g, '') },
    tensors.flatMap((t) => t ?? []),
    call,
  );
};

/** beta · input + alpha · product: `addmm`, `baddbmm`, `addmv`, `addr`. */
const added =
  (
    product: (r: Reader, a: TensorObject, b: TensorObject, call: Call) => TensorObject,
  ): LibraryFunction =>
  (r, call) => {
    const base = tensorArg(r, call, 0, 'input');
    const a = tensorArg(r, call, 1, 'batch1', 'mat1', 'mat', 'vec1');
    const b = tensorArg(r, call, 2, 'batch2', 'mat2', 'vec', 'vec2');
    if (!base || !a || !b) return undefined;
    const step = { ...call, tex: undefined };
    const left = scaled(r, base, keyword(call, 'beta'), step);
    const right = scaled(r, product(r, a, b, step), keyword(call, 'alpha'), step);
    return left && right && operate(r, { kind: 'add' }, [left, right], call);
  };

function scaled(
  r: Reader,
  x: TensorObject,
  factor: PyObject | undefined,
  call: Call,
): TensorObject | undefined {
  if (factor === undefined) return x;
  const by = asTensor(r, factor, call);
  return by && operate(r, { kind: 'mul' }, [x, by], { span: call.span });
}

const product = (r: Reader, a: TensorObject, b: TensorObject, call: Call): TensorObject =>
  operate(r, { kind: 'matmul' }, [a, b], { span: call.span });

/** Axes summed over, of the first and of the second operand. */
function foldedAxes(r: Reader, o: PyObject | undefined, rank: number): number[][] | undefined {
  const count = o === undefined ? 2 : o.type === 'number' ? o.value : undefined;
  const range = (length: number, from: number): number[] =>
    Array.from({ length }, (_, i) => from + i);
  if (count !== undefined) return [range(count, rank - count), range(count, 0)];
  if (o === undefined || !isSequence(o) || o.items.length !== 2) return undefined;
  const both = o.items.map((axes) => asAxes(r, axes));
  return both.every((axes): axes is number[] => axes !== undefined) ? both : undefined;
}

/** `tensordot(a, b, dims)`: a product summed over some axes of both. */
const tensorDot: LibraryFunction = (r, call) => {
  const [a, b] = [tensorArg(r, call, 0, 'a'), tensorArg(r, call, 1, 'b')];
  const ranks = [a, b].map((t) => (t === undefined ? undefined : r.builder.shape(t.id)?.length));
  const [m, n] = ranks;
  if (a === undefined || b === undefined || m === undefined || n === undefined) return undefined;
  const [left, right] = foldedAxes(r, arg(call, 2, 'dims', 'axes'), m) ?? [];
  if (left === undefined || left.length !== right?.length || m + n > 26) return undefined;
  const letter = (i: number): string => String.fromCharCode(97 + i);
  const own = Array.from({ length: m }, (_, i) => letter(i));
  const other = Array.from({ length: n }, (_, i) => letter(m + i));
  const at = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
  right.forEach((axis, i) => (other[at(axis, n)] = own[at(left[i] ?? 0, m)] ?? ''));
  const rest = [...own.filter((l) => !other.includes(l)), ...other.filter((l) => !own.includes(l))];
  const equation = `${own.join('')},${other.join('')}->${rest.join('')}`;
  return operate(r, { kind: 'einsum', equation }, [a, b], call);
};

/** a × b along an axis of three: torch's first such axis, or the last one. */
const cross =
  (usual: 'first' | 'last'): LibraryFunction =>
  (r, call) => {
    const [a, b] = [tensorArg(r, call, 0, 'input', 'a'), tensorArg(r, call, 1, 'other', 'b')];
    const shape = a === undefined ? undefined : r.builder.shape(a.id);
    if (a === undefined || b === undefined || shape === undefined) return undefined;
    const given = intArg(r, call, 2, 'dim', 'axis');
    const axis = given ?? (usual === 'last' ? -1 : shape.indexOf(3));
    if (shape.at(axis) !== 3 || r.builder.shape(b.id)?.length !== shape.length) return undefined;
    const s = compose(r, call);
    const items = onAxis(axis, { kind: 'tensor', input: 1 }, shape.length);
    const turned = (x: TensorObject, order: readonly number[]): TensorObject =>
      s.op({ kind: 'index', items }, x, s.row(order));
    const half = (x: readonly number[], y: readonly number[]): TensorObject =>
      s.op({ kind: 'mul' }, turned(a, x), turned(b, y));
    return s.last({ kind: 'sub' }, half([1, 2, 0], [2, 0, 1]), half([2, 0, 1], [1, 2, 0]));
  };

/** Σ a · b of two vectors. */
const vectorDot: LibraryFunction = (r, call) => {
  const [a, b] = [
    tensorArg(r, call, 0, 'input', 'a', 'x'),
    tensorArg(r, call, 1, 'other', 'b', 'y'),
  ];
  if (a === undefined || b === undefined) return undefined;
  const s = compose(r, call);
  const flat = (x: TensorObject): TensorObject => s.op({ kind: 'reshape', shape: [-1] }, x);
  return s.last({ kind: 'sum' }, s.op({ kind: 'mul' }, flat(a), flat(b)));
};

/** F.bilinear(x₁, x₂, weight [out, in₁, in₂], bias). */
export const bilinear: LibraryFunction = (r, call) => {
  const [a, b] = [tensorArg(r, call, 0, 'input1'), tensorArg(r, call, 1, 'input2')];
  const weight = tensorArg(r, call, 2, 'weight');
  const bias = tensorArg(r, call, 3, 'bias');
  if (a === undefined || b === undefined || weight === undefined) return undefined;
  const operation = { kind: 'einsum', equation: '...i,oij,...j->...o' } as const;
  if (bias === undefined) return operate(r, operation, [a, weight, b], call);
  const made = operate(r, operation, [a, weight, b], { span: call.span });
  return operate(r, { kind: 'add' }, [made, bias], call);
};

export const linear: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const weight = tensorArg(r, call, 1, 'weight');
  const bias = tensorArg(r, call, 2, 'bias');
  if (x === undefined || weight === undefined) return undefined;
  return operate(r, { kind: 'linear' }, bias === undefined ? [x, weight] : [x, weight, bias], call);
};

/** Products of tensors; also methods. */
export const products: Table = {
  matmul,
  mm: matmul,
  bmm: batched,
  mv: matmul,
  dot,
  inner: (r, call) => {
    const a = tensorArg(r, call, 0, 'input', 'a');
    const b = tensorArg(r, call, 1, 'other', 'b');
    if (a === undefined || b === undefined) return undefined;
    const turned =
      r.builder.shape(b.id)?.length === 1
        ? b
        : operate(r, { kind: 'transpose', axis0: -2, axis1: -1 }, [b], { span: call.span });
    return operate(r, { kind: 'matmul' }, [a, turned], call);
  },
  outer,
  ger: outer,
  einsum,
  addmm: added(product),
  baddbmm: added(product),
  addmv: added(product),
  addr: added((r, a, b, call) =>
    operate(r, { kind: 'einsum', equation: 'i,j->ij' }, [a, b], { span: call.span }),
  ),
  tensordot: tensorDot,
  vdot: vectorDot,
  cross: cross('first'),
};

/** Products that NumPy and torch.linalg take along the last axis. */
export const lastAxisProducts: Table = { cross: cross('last') };
