import { parseEinsum, type EinsumTerm } from '../../program/einsum.js';
import type { OperationOf } from '../../program/operation.js';
import { mismatch } from '../errors.js';
import type { KernelContext } from '../operations/kernel.js';
import { contract, labelled, sumOut, type Labelled, type Step } from '../operations/labelled.js';
import { forEachStretch } from '../strided.js';
import { sizeOf } from '../tensor.js';
import type { Tensor } from '../trace.js';
import { forWanted, type Made, type SharedPullback } from './pullback.js';

const hiddenAxes = (term: EinsumTerm, shape: readonly number[]): number =>
  shape.length - term.before.length - term.after.length;

/** Axis names of a term; axes under an ellipsis are named from the right, as they broadcast. */
const labelsOf = (term: EinsumTerm, hidden: number): string[] => [
  ...term.before,
  ...(term.ellipsis ? Array.from({ length: hidden }, (_, i) => `.${hidden - 1 - i}`) : []),
  ...term.after,
];

/** The size of every label; a stretched axis of size 1 gives way to the size it is stretched to. */
function sizesOf(
  tensors: readonly Tensor[],
  named: readonly (readonly string[])[],
): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const [k, labels] of named.entries()) {
    for (const [i, label] of labels.entries()) {
      const size = tensors[k]?.shape[i] ?? 1;
      if ((sizes.get(label) ?? 1) === 1) sizes.set(label, size);
    }
  }
  return sizes;
}

/** Elements of the product of two labelled tensors, of which only `keep` and what is shared stays. */
function costOf(
  a: Labelled,
  b: Labelled,
  keep: ReadonlySet<string>,
  sizes: ReadonlyMap<string, number>,
): number {
  const labels = new Set([...a.labels, ...b.labels]);
  return sizeOf([...labels].filter((l) => keep.has(l)).map((l) => sizes.get(l) ?? 1));
}

/** The gradient times all other operands, summed to the labels of one; the smallest product comes first. */
function contracted(
  gradient: Labelled,
  others: readonly Labelled[],
  own: ReadonlySet<string>,
  sizes: ReadonlyMap<string, number>,
  context: KernelContext,
): Step<Labelled> {
  let current = gradient;
  const left = [...others];
  while (left.length > 0) {
    const kept = (i: number): Set<string> =>
      new Set([...own, ...left.flatMap((o, j) => (j === i ? [] : o.labels))]);
    let best = 0;
    let bestCost = Infinity;
    for (const [i, other] of left.entries()) {
      const cost = costOf(current, other, kept(i), sizes);
      if (cost < bestCost) [best, bestCost] = [i, cost];
    }
    const joined = contract(current, left[best] as Labelled, kept(best), context);
    if (!joined.ok) return joined;
    current = joined.value;
    left.splice(best, 1);
  }
  return sumOut(current, own, context);
}

/**
 * The adjoint of reading an operand by labels: a repeated label puts numbers on the diagonal, a label
 * that was only summed over spreads one number along its axis.
 */
function placed(input: Tensor, own: Labelled, found: Labelled, context: KernelContext): Made {
  const out = context.allocate(input.shape, input.dtype);
  if (!out.ok) return out;
  const from = own.labels.map((l) => found.strides[found.labels.indexOf(l)] ?? 0);
  const target = out.value;
  forEachStretch(own.sizes, [own.strides, from], (_at, length, starts, steps) => {
    let [t, s] = starts as [number, number];
    const [tStep, sStep] = steps as [number, number];
    for (let i = 0; i < length; i++, t += tStep, s += sStep) target[t] = found.data[s] as number;
    return context.spend(length);
  });
  return { ok: true, value: { shape: input.shape, dtype: input.dtype, data: target } };
}

/** An einsum is linear in each operand: its gradient is the einsum of dL/d result and the others. */
export const einsum: SharedPullback<OperationOf<'einsum'>> = ({ equation }, step) => {
  const { inputs, gradient, context } = step;
  const parsed = parseEinsum(equation);
  if (!parsed.ok) return mismatch('equation', parsed.error, { equation });
  const { inputs: terms, output } = parsed.value;
  const hidden = terms.map((t, i) => hiddenAxes(t, inputs[i]?.shape ?? []));
  const named = terms.map((t, i) => labelsOf(t, hidden[i] ?? 0));
  const target = labelsOf(output, Math.max(0, ...hidden));
  const sizes = sizesOf(inputs, named);
  const operands = inputs.map((x, i) => labelled(x, named[i] ?? [], sizes, context));
  const from = labelled(gradient, target, sizes, context);
  return forWanted(step, (input, i) => {
    const own = operands[i] as Labelled;
    const others = operands.filter((_, k) => k !== i);
    const found = contracted(from, others, new Set(own.labels), sizes, context);
    return found.ok ? placed(input, own, found.value, context) : found;
  });
};
