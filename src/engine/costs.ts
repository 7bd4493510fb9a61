import type { DType, Operation, OperationKind } from '../program/operation.js';
import { bytesOf } from './bytes.js';
import { einsumCost } from './einsumCost.js';
import { axisIn, sizeOf } from './tensor.js';

/** A tensor before there are numbers. */
export interface Sized {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** An operation whose operands' shapes are known; the result's may not be. */
export interface Task {
  readonly operation: Operation;
  readonly inputs: readonly Sized[];
  readonly result: Sized | undefined;
  readonly dtype: DType;
}

/**
 * What an operation takes besides its result: an upper bound of the bytes that are there at one time
 * and dropped when it is done, and the elementary steps, roughly.
 */
interface Cost {
  readonly scratch: (task: Task) => number;
  readonly work: (task: Task) => number;
}

const bytes = (x: Sized | undefined): number => (x === undefined ? 0 : bytesOf(x.shape, x.dtype));
const elements = (x: Sized | undefined): number => (x === undefined ? 0 : sizeOf(x.shape));
const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const last = (x: Sized | undefined, back = 1): number => x?.shape[x.shape.length - back] ?? 1;

/** Operands of another type than the one computed in are copied into it. */
const copies = (inputs: readonly Sized[], dtype: DType): number =>
  total(inputs.map((x) => (x.dtype === dtype ? 0 : bytesOf(x.shape, dtype))));
const converted = ({ inputs, dtype }: Task): number => copies(inputs, dtype);
/** Each element of the result, or of the operands where there are more of those. */
const each =
  (steps: number) =>
  ({ inputs, result }: Task): number =>
    steps * Math.max(elements(result), ...inputs.map(elements));

const mapped = (steps: number): Cost => ({ scratch: () => 0, work: each(steps) });
const converting = (steps: number): Cost => ({ scratch: converted, work: each(steps) });

/** One order of places in doubles, beside the result: of all that is chosen from, where nothing is chosen twice. */
const drawn: Cost = {
  scratch({ operation, result }) {
    const distribution = operation.kind === 'random' ? operation.distribution : undefined;
    if (distribution?.kind === 'permutation') return 8 * elements(result);
    return distribution?.kind === 'choice' && !distribution.replace ? 8 * distribution.n : 0;
  },
  work: each(16),
};

/** Compared as doubles at the widest. */
const compared: Cost = {
  scratch: ({ inputs }) => 2 * copies(inputs, 'float64'),
  work: each(1),
};

/** The operand once more with the reduced axes last, unless they are. */
const reduced: Cost = {
  scratch: ({ operation, inputs: [x, other], dtype }) => {
    if (x === undefined) return 0;
    // The elementwise extreme of two.
    if (other !== undefined) return copies([x, other], dtype);
    const axes = 'axes' in operation && Array.isArray(operation.axes) ? operation.axes : [];
    return axes.length === 0 ? 0 : bytes(x);
  },
  work: each(2),
};

/** Converted, and with the axis brought last the operand and the result once more. */
const along = (steps: number): Cost => ({
  scratch: ({ operation, inputs: [x], result, dtype }) => {
    if (x === undefined || !('axis' in operation)) return 0;
    const rank = x.shape.length;
    const moved = rank > 0 && axisIn(operation.axis ?? -1, rank) !== rank - 1;
    return copies([x], dtype) + (moved ? bytes(x) + bytes(result ?? { ...x, dtype }) : 0);
  },
  work: each(steps),
});

/** As along an axis, and two orders of places for the longest row. */
const sorted: Cost = {
  scratch: (task) => along(1).scratch(task) + 8 * Math.max(0, ...(task.inputs[0]?.shape ?? [])),
  work: (task) => each(1)(task) * (8 + 2 * Math.ceil(Math.log2(2 + elements(task.inputs[0])))),
};

/** Converted, and one matrix of the second operand turned round. */
const multiplied: Cost = {
  scratch: (task) => {
    const [, b] = task.inputs;
    const turned = b === undefined ? [] : b.shape.slice(-2);
    return converted(task) + bytesOf(turned, task.dtype);
  },
  work: (task) => each(1)(task) + elements(task.result) * last(task.inputs[0]),
};

const summed: Cost = {
  scratch: (task) => einsumCost(task).bytes,
  work: (task) => einsumCost(task).steps,
};

/** Parts that the text leaves out between the first and the last are made here. */
const joined: Cost = {
  scratch: (task) =>
    converted(task) +
    ('count' in task.operation && task.operation.count !== undefined ? bytes(task.result) : 0),
  work: each(2),
};

/** The place of every element that is picked, and the positions where masks are true. */
const picked: Cost = {
  scratch: (task) => {
    const [x, ...subscripts] = task.inputs;
    const positions = subscripts.map((s) =>
      s.dtype === 'bool' ? 8 * (s.shape.length + 1) * elements(s) : 8 * elements(s),
    );
    const places = task.operation.kind === 'index' ? task.result : x;
    return converted(task) + total(positions) + 8 * elements(places);
  },
  work: each(3),
};

/** Converted, and one channel in doubles. */
const channelled: Cost = {
  scratch: (task) => {
    const [x] = task.inputs;
    const channels = Math.max(1, x?.shape[1] ?? 1);
    return converted(task) + (8 * elements(x)) / channels;
  },
  work: each(6),
};

/** Converted; scores and weights come and go by blocks in the kernels' working memory. */
const attended: Cost = {
  scratch: converted,
  work: ({ inputs: [q, k, v], result }) => {
    const keys = last(k, 2);
    const rows = Math.max(elements(result) / Math.max(1, last(v)), elements(q) / last(q) || 0);
    return rows * keys * (last(q) + last(v) + 8);
  },
};

/** Projections, heads, what they attend and its joining: each as large as its operand; one head's scores. */
const projected: Cost = {
  scratch: (task) => {
    const [q, k, v, ...rest] = task.inputs;
    const { dtype } = task;
    const tokens = total([q, k, v].map((t) => (t === undefined ? 0 : bytesOf(t.shape, dtype))));
    return converted(task) + 4 * tokens + total(rest.map((t) => bytesOf(t.shape, dtype)));
  },
  work: ({ inputs: [q, k, v] }) => {
    const dModel = last(q);
    const tokens = 2 * elements(q) + elements(k) + elements(v);
    return tokens * dModel + elements(q) * last(k, 2) * 2;
  },
};

/** The differences, or nothing. */
const lossCost: Cost = {
  scratch: (task) =>
    converted(task) + Math.max(...task.inputs.map((x) => bytesOf(x.shape, task.dtype))),
  work: each(8),
};

/** A seed of ones and, where nothing comes back, zeros; the way back counts its own memory. */
const backward: Cost = {
  scratch: ({ inputs }) => total(inputs.map(bytes)),
  work: each(8),
};

/** Converted, and in double precision beside the result; a window is gone over at every place. */
const libraryWork: Cost = {
  scratch: ({ inputs, dtype, result }) =>
    copies(inputs, dtype) + 8 * (total(inputs.map(elements)) + elements(result)),
  work: each(16),
};

const free: Cost = { scratch: () => 0, work: () => 0 };

/** One entry per operation, by family. */
const costs: Readonly<Record<OperationKind, Cost>> = {
  // Filled in place.
  input: mapped(16),
  tensor: mapped(1),
  dimension: mapped(1),
  zeros: mapped(1),
  ones: mapped(1),
  full: mapped(1),
  arange: mapped(1),
  eye: mapped(1),
  random: drawn,
  call: free,
  grad: backward,
  // Element by element: operands of another type are converted.
  add: converting(1),
  sub: converting(1),
  mul: converting(1),
  div: converting(1),
  pow: converting(4),
  floorDiv: converting(2),
  remainder: converting(2),
  compare: compared,
  logical: compared,
  where: converting(1),
  maskedFill: converting(1),
  tril: converting(1),
  triu: converting(1),
  dropout: converting(4),
  // Element by element from the operand as it is.
  neg: mapped(4),
  exp: mapped(4),
  log: mapped(4),
  sqrt: mapped(4),
  rsqrt: mapped(4),
  abs: mapped(4),
  tanh: mapped(4),
  sigmoid: mapped(4),
  relu: mapped(4),
  silu: mapped(4),
  erf: mapped(4),
  sin: mapped(4),
  cos: mapped(4),
  gelu: mapped(4),
  elu: mapped(4),
  clamp: mapped(4),
  cast: mapped(1),
  // Over axes.
  sum: reduced,
  mean: reduced,
  prod: reduced,
  max: reduced,
  min: reduced,
  var: reduced,
  norm: reduced,
  argmax: along(8),
  cumsum: along(8),
  softmax: along(8),
  logSoftmax: along(8),
  topk: sorted,
  sort: sorted,
  // Products.
  matmul: multiplied,
  linear: multiplied,
  einsum: summed,
  // Moved: converted on the way.
  transpose: converting(1),
  permute: converting(1),
  reshape: converting(1),
  expand: converting(1),
  repeat: converting(1),
  rearrange: converting(1),
  split: converting(1),
  chunk: converting(1),
  unbind: converting(1),
  concat: joined,
  stack: joined,
  index: picked,
  indexPut: picked,
  gather: converting(1),
  embedding: converting(1),
  // Networks.
  layerNorm: converting(4),
  rmsNorm: converting(4),
  batchNorm: channelled,
  rotary: converting(8),
  scaledDotProductAttention: attended,
  multiHeadAttention: projected,
  loss: lossCost,
  library: libraryWork,
};

const costOf = (task: Task): Cost =>
  Object.hasOwn(costs, task.operation.kind) ? costs[task.operation.kind] : free;
/** A number for a number of bytes or steps: what makes no sense costs nothing, for it is refused. */
const sane = (x: number): number => (x >= 0 ? x : 0);

/** Most bytes an operation holds besides operands and result. */
export const scratchOf = (task: Task): number => sane(costOf(task).scratch(task));

/** Elementary steps, for the progress of a long evaluation. */
export const workOf = (task: Task): number => sane(costOf(task).work(task));
