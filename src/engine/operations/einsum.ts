import { parseEinsum, type EinsumTerm } from '../../program/einsum.js';
import type { OperationOf } from '../../program/operation.js';
import type { Result } from '../../program/problem.js';
import { mismatch } from '../errors.js';
import { multiplyMatrices } from '../kernels/matmul.js';
import { copyView } from '../strided.js';
import { shapeText, sizeOf, stridesOf } from '../tensor.js';
import type { EvaluationError, Tensor, TensorData } from '../trace.js';
import { converted } from './cast.js';
import type { KernelContext, SharedKernel } from './kernel.js';

/** A tensor whose axes have names; axes may be in any order in memory. */
interface Labelled {
  readonly labels: readonly string[];
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
  readonly data: TensorData;
}

type Step<T> = Result<T, EvaluationError>;

/** Axis names of a term; axes under an ellipsis are named from the right, as they broadcast. */
const labelsOf = (term: EinsumTerm, hidden: number): string[] => [
  ...term.before,
  ...(term.ellipsis ? Array.from({ length: hidden }, (_, i) => `.${hidden - 1 - i}`) : []),
  ...term.after,
];

const hiddenAxes = (term: EinsumTerm, shape: readonly number[]): number =>
  shape.length - term.before.length - term.after.length;

/** One stride per label: a repeated label is a diagonal, and a stretched axis of size 1 is dropped. */
function labelled(
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
    data: converted(tensor, context.dtype),
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
function sumOut(x: Labelled, keep: ReadonlySet<string>, context: KernelContext): Step<Labelled> {
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
    let total = 0;
    for (let j = start; j < start + length; j++) total += data[j] as number;
    out.value[i] = total;
    if (!context.spend(length)) break;
  }
  return { ok: true, value: contiguous(kept, sizes, out.value) };
}

/** Contracts two operands over the labels they share and nobody else wants, as a batched product. */
function contract(
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
  const batches = count(batch, a.value);
  for (let i = 0; i < batches; i++) {
    multiplyMatrices({
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
    });
    if (!context.spend(1)) break;
  }
  return { ok: true, value: contiguous(labels, sizes, out.value) };
}

/** Sizes of all labels; undefined label sizes can't happen, disagreeing ones are an error. */
function labelSizes(
  inputs: readonly Tensor[],
  terms: readonly (readonly string[])[],
): Step<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const [k, labels] of terms.entries()) {
    for (const [i, label] of labels.entries()) {
      const size = inputs[k]?.shape[i] ?? 1;
      const before = sizes.get(label);
      if (before === undefined || before === 1) sizes.set(label, size);
      else if (size !== before && size !== 1) {
        return mismatch(
          'index',
          `The index ${label} is ${before} in one operand and ${size} in another.`,
          { letter: label, size0: before, size1: size },
        );
      }
    }
  }
  return { ok: true, value: sizes };
}

/**
 * torch.einsum: any number of operands, ellipses, repeated letters (diagonals) and sums. Operands
 * are contracted from left to right.
 */
export const einsum: SharedKernel<OperationOf<'einsum'>> = ({ equation }, inputs, context) => {
  const parsed = parseEinsum(equation);
  if (!parsed.ok) return mismatch('equation', parsed.error, { equation });
  const { inputs: terms, output } = parsed.value;
  if (terms.length !== inputs.length) {
    return mismatch(
      'operands',
      `The equation ${equation} is for ${terms.length} operands, not ${inputs.length}.`,
      { equation, size0: terms.length, size1: inputs.length },
    );
  }
  for (const [i, term] of terms.entries()) {
    const shape = inputs[i]?.shape ?? [];
    const hidden = hiddenAxes(term, shape);
    if (hidden < 0 || (hidden > 0 && !term.ellipsis)) {
      return mismatch(
        'rank',
        `A tensor of shape ${shapeText(shape)} does not have the axes the equation ${equation} names.`,
        { shape0: shapeText(shape), equation },
      );
    }
  }
  const named = terms.map((t, i) => labelsOf(t, hiddenAxes(t, inputs[i]?.shape ?? [])));
  const sizes = labelSizes(inputs, named);
  if (!sizes.ok) return sizes;
  const hidden = Math.max(0, ...terms.map((t, i) => hiddenAxes(t, inputs[i]?.shape ?? [])));
  const target = labelsOf(output, hidden);
  if (new Set(target).size !== target.length) {
    return mismatch('equation', `The equation ${equation} names an output index twice.`, {
      equation,
    });
  }
  const operands = inputs.map((x, i) => labelled(x, named[i] ?? [], sizes.value, context));
  let current = operands[0] as Labelled;
  for (const [i, next] of operands.entries()) {
    if (i === 0) continue;
    const later = operands.slice(i + 1).flatMap((o) => o.labels);
    const joined = contract(current, next, new Set([...target, ...later]), context);
    if (!joined.ok) return joined;
    current = joined.value;
  }
  const summed = sumOut(current, new Set(target), context);
  if (!summed.ok) return summed;
  const shape = target.map((l) => sizes.value.get(l) ?? 1);
  const out = context.allocate(shape, context.dtype);
  if (!out.ok) return out;
  const strides = target.map((l) => summed.value.strides[summed.value.labels.indexOf(l)] ?? 0);
  copyView(summed.value.data, out.value, shape, strides, 0, context.spend);
  return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
};
