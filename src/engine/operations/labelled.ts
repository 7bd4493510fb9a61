import type { Result } from '../../program/problem.js';
import { multiplyShared } from '../kernels/sharing.js';
import { copyView } from '../strided.js';
import { sumOf } from '../kernels/reduce.js';
import { sizeOf, stridesOf } from '../tensor.js';
import type { EvaluationError, Tensor, TensorData } from '../trace.js';
import { converted } from './cast.js';
import type { KernelContext } from './kernel.js';

/** A tensor whose axes have names; axes may be in any order in memory. */
export interface Labelled {
  readonly labels: readonly string[];
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
  readonly data: TensorData;
}

export type Step<T> = Result<T, EvaluationError>;

/** One stride per label: a repeated label is a diagonal, and a stretched axis of size 1 is dropped. */
export function labelled(
  tensor: Tensor,
  labels: readonly string[],
  sizes: ReadonlyMap<string, number>,
  context: KernelContext,
): Labelled {
  const own = stridesOf(tensor.shape);
  const strides = new Map<string, number>();
  for (const [i, label] of labels.entries()) {
    if (tensor.shape[i] === 1 && sizes.get(label) !== 1) continue;
    strides.set(label, (strides.get(label) ?? 0) + (own[i] as number));
  }
  const kept = [...strides.keys()];
  return {
    labels: kept,
    sizes: kept.map((l) => sizes.get(l) ?? 1),
    strides: [...strides.values()],
    data: converted(tensor, context.dtype, context.spend),
  };
}

const contiguous = (
  labels: readonly string[],
  sizes: readonly number[],
  data: TensorData,
): Labelled => ({
  labels,
  sizes,
  strides: stridesOf(sizes),
  data,
});

const sizeIn = (x: Labelled, label: string): number => x.sizes[x.labels.indexOf(label)] ?? 1;

/** The numbers of `x` with its axes in the given order, contiguous. */
function arrange(x: Labelled, labels: readonly string[], context: KernelContext): Step<Labelled> {
  const sizes = labels.map((l) => sizeIn(x, l));
  const strides = labels.map((l) => x.strides[x.labels.indexOf(l)] as number);
  const wanted = stridesOf(sizes);
  if (
    sizeOf(sizes) === x.data.length &&
    strides.every((s, i) => s === wanted[i] || sizes[i] === 1)
  ) {
    return { ok: true, value: contiguous(labels, sizes, x.data) };
  }
  const scratch = context.scratch(sizes, context.dtype);
  if (!scratch.ok) return scratch;
  copyView(x.data, scratch.value, sizes, strides, 0, context.spend);
  return { ok: true, value: contiguous(labels, sizes, scratch.value) };
}

/** Sums over every axis whose label is not kept. */
export function sumOut(
  x: Labelled,
  keep: ReadonlySet<string>,
  context: KernelContext,
): Step<Labelled> {
  const kept = x.labels.filter((l) => keep.has(l));
  const gone = x.labels.filter((l) => !keep.has(l));
  if (gone.length === 0) return { ok: true, value: x };
  const arranged = arrange(x, [...kept, ...gone], context);
  if (!arranged.ok) return arranged;
  const sizes = kept.map((l) => sizeIn(x, l));
  const length = sizeOf(gone.map((l) => sizeIn(x, l)));
  const out = context.scratch(sizes, context.dtype);
  if (!out.ok) return out;
  const { data } = arranged.value;
  for (let i = 0, start = 0; i < out.value.length; i++, start += length) {
    out.value[i] = sumOf(data, start, length, context.spend);
    if (!context.spend(1)) break;
  }
  return { ok: true, value: contiguous(kept, sizes, out.value) };
}

/** Contracts two operands over the labels they share and nobody else wants, as a batched product. */
export function contract(
  first: Labelled,
  second: Labelled,
  keep: ReadonlySet<string>,
  context: KernelContext,
): Step<Labelled> {
  const a = sumOut(first, new Set([...keep, ...second.labels]), context);
  if (!a.ok) return a;
  const b = sumOut(second, new Set([...keep, ...first.labels]), context);
  if (!b.ok) return b;
  const shared = a.value.labels.filter((l) => b.value.labels.includes(l));
  const batch = shared.filter((l) => keep.has(l));
  const summed = shared.filter((l) => !keep.has(l));
  const left = a.value.labels.filter((l) => !shared.includes(l));
  const right = b.value.labels.filter((l) => !shared.includes(l));
  const x = arrange(a.value, [...batch, ...left, ...summed], context);
  if (!x.ok) return x;
  const y = arrange(b.value, [...batch, ...right, ...summed], context);
  if (!y.ok) return y;
  const count = (labels: readonly string[], of: Labelled): number =>
    sizeOf(labels.map((l) => sizeIn(of, l)));
  const [rows, columns, inner] = [
    count(left, a.value),
    count(right, b.value),
    count(summed, a.value),
  ];
  const labels = [...batch, ...left, ...right];
  const sizes = [
    ...batch.map((l) => sizeIn(a.value, l)),
    ...left.map((l) => sizeIn(a.value, l)),
    ...right.map((l) => sizeIn(b.value, l)),
  ];
  const out = context.scratch(sizes, context.dtype);
  if (!out.ok) return out;
  const batches = out.value.length === 0 ? 0 : count(batch, a.value);
  for (let i = 0; i < batches; i++) {
    const job = {
      a: x.value.data,
      aStart: i * rows * inner,
      b: y.value.data,
      bStart: i * columns * inner,
      transposed: true,
      out: out.value,
      outStart: i * rows * columns,
      rows,
      inner,
      columns,
      spend: context.spend,
    };
    multiplyShared(job, context.threads);
    if (!context.spend(1)) break;
  }
  return { ok: true, value: contiguous(labels, sizes, out.value) };
}
