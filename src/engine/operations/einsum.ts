import { parseEinsum, type EinsumTerm } from '../../program/einsum.js';
import type { OperationOf } from '../../program/operation.js';
import { mismatch } from '../errors.js';
import { copyView } from '../strided.js';
import { shapeText } from '../tensor.js';
import type { Tensor } from '../trace.js';
import type { SharedKernel } from './kernel.js';
import { contract, labelled, sumOut, type Labelled, type Step } from './labelled.js';

/** Axis names of a term; axes under an ellipsis are named from the right, as they broadcast. */
const labelsOf = (term: EinsumTerm, hidden: number): string[] => [
  ...term.before,
  ...(term.ellipsis ? Array.from({ length: hidden }, (_, i) => `.${hidden - 1 - i}`) : []),
  ...term.after,
];

const hiddenAxes = (term: EinsumTerm, shape: readonly number[]): number =>
  shape.length - term.before.length - term.after.length;

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
          `the index ${label} is ${before} in one place and ${size} in another.`,
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
  if (!parsed.ok)
    return mismatch('equation', `the equation ${equation} can’t be read.`, { equation });
  const { inputs: terms, output } = parsed.value;
  if (terms.length !== inputs.length) {
    return mismatch(
      'operands',
      `the equation ${equation} is for ${terms.length} operands, not ${inputs.length}.`,
      { equation, count: terms.length, given: inputs.length },
    );
  }
  for (const [i, term] of terms.entries()) {
    const shape = inputs[i]?.shape ?? [];
    const hidden = hiddenAxes(term, shape);
    if (hidden < 0 || (hidden > 0 && !term.ellipsis)) {
      return mismatch(
        'rank',
        `${shapeText(shape)} does not have the axes that the equation ${equation} names.`,
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
    return mismatch('equation', `the equation ${equation} names an output index twice.`, {
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
