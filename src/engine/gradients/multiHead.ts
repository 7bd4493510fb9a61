import type { Operation, OperationOf } from '../../program/operation.js';
import { mismatch } from '../errors.js';
import { joining as joiningKernels } from '../operations/joining.js';
import type { KernelContext, SharedKernel } from '../operations/kernel.js';
import { layout as layoutKernels } from '../operations/layout.js';
import { products as productKernels } from '../operations/products.js';
import { scaledDotProductAttention as attend } from '../operations/scaledDotProductAttention.js';
import { inStretches } from '../tensor.js';
import type { Tensor } from '../trace.js';
import { scaledDotProductAttention } from './attention.js';
import { joins } from './joining.js';
import { layout } from './layout.js';
import { products } from './products.js';
import { isFloat, type Gradients, type Made, type SharedPullback } from './pullback.js';
import { walk, type Node, type Tape } from './walk.js';

type StepKind = 'linear' | 'split' | 'reshape' | 'transpose' | 'scaledDotProductAttention';

/** The primitive steps that multi-head attention is made of, forward and back. */
const steps = {
  linear: [productKernels.linear, products.linear],
  split: [joiningKernels.split, joins.split],
  reshape: [layoutKernels.reshape, layout.reshape],
  transpose: [layoutKernels.transpose, layout.transpose],
  scaledDotProductAttention: [attend, scaledDotProductAttention],
} as unknown as Readonly<
  Record<StepKind, readonly [SharedKernel<Operation>, SharedPullback<Operation>]>
>;

/** Inputs by what they are, as their numbers follow query, key and value. */
function placesOf(count: number): Record<'inWeight' | 'inBias' | 'outWeight' | 'outBias', number> {
  const none = { inWeight: -1, inBias: -1, outWeight: -1, outBias: -1 };
  if (count === 5) return { ...none, inWeight: 3, outWeight: 4 };
  return count >= 7 ? { inWeight: 3, inBias: 4, outWeight: 5, outBias: 6 } : none;
}

/** True is left out in the module's boolean mask; in attention's, true is kept. */
function keptMask(mask: Tensor, { scratch, spend }: KernelContext): Made {
  if (mask.dtype !== 'bool') return { ok: true, value: mask };
  const kept = scratch(mask.shape, 'bool');
  if (!kept.ok) return kept;
  inStretches(mask.data.length, spend, (from, to) => {
    for (let i = from; i < to; i++) kept.value[i] = mask.data[i] === 0 ? 1 : 0;
  });
  return { ok: true, value: { ...mask, data: kept.value } };
}

/** Writes the module out as steps after its inputs; the last node is the result. */
function written(inputs: readonly Tensor[], heads: number): Node[] {
  const nodes: Node[] = inputs.map(() => ({ operation: { kind: 'input' }, inputs: [] }));
  const emit = (operation: Operation, from: readonly number[]): number =>
    nodes.push({ operation, inputs: from }) - 1;
  const places = placesOf(inputs.length);
  const dModel = inputs[0]?.shape[inputs[0].shape.length - 1] ?? 1;
  const third = (of: number, part: number): number =>
    emit({ kind: 'split', axis: 0, part, parts: 3 }, [of]);
  const split = [0, 1, 2].map((part) => {
    const lead = (inputs[part]?.shape ?? []).slice(0, -1);
    let x = part;
    if (places.inWeight > 0) {
      const bias = places.inBias > 0 ? [third(places.inBias, part)] : [];
      x = emit({ kind: 'linear' }, [x, third(places.inWeight, part), ...bias]);
    }
    const parted = emit({ kind: 'reshape', shape: [...lead, heads, dModel / heads] }, [x]);
    return emit({ kind: 'transpose', axis0: -3, axis1: -2 }, [parted]);
  });
  const given = inputs[7];
  let mask: number[] = [];
  if (given !== undefined) {
    const [count = 1, ...rest] = given.shape;
    const perHead = inputs[0]?.shape.length === 3 && given.shape.length === 3;
    const shape = perHead ? [count / heads, heads, ...rest] : given.shape;
    mask = [emit({ kind: 'reshape', shape }, [7])];
  }
  const attended = emit({ kind: 'scaledDotProductAttention', causal: false }, [...split, ...mask]);
  const merged = emit({ kind: 'transpose', axis0: -3, axis1: -2 }, [attended]);
  const lead = (inputs[0]?.shape ?? []).slice(0, -1);
  const joined = emit({ kind: 'reshape', shape: [...lead, dModel] }, [merged]);
  if (places.outWeight > 0) {
    const bias = places.outBias > 0 ? [places.outBias] : [];
    emit({ kind: 'linear' }, [joined, places.outWeight, ...bias]);
  }
  return nodes;
}

/** The module's steps are computed again and walked back over. */
export const multiHeadAttention: SharedPullback<OperationOf<'multiHeadAttention'>> = (
  { heads },
  { inputs: given, gradient, context, wants },
): Gradients => {
  const mask = given[7] && keptMask(given[7], context);
  if (mask?.ok === false) return mask;
  const inputs = given.map((x, i) => (i === 7 && mask !== undefined ? mask.value : x));
  const nodes = written(inputs, heads);
  const inner: KernelContext = { ...context, allocate: context.scratch };
  const tensors: Tensor[] = [];
  for (const [id, { operation, inputs: from }] of nodes.entries()) {
    const own = inputs[id];
    const kernel = own === undefined ? steps[operation.kind as StepKind][0] : undefined;
    const operands = from.map((i) => tensors[i] as Tensor);
    // A mask keeps its type; all else is computed in the result's.
    const dtype = operands[0]?.dtype === 'bool' ? 'bool' : context.dtype;
    const made: Made | undefined = kernel?.(operation, operands, { ...inner, dtype });
    if (made?.ok === false) return made;
    const tensor = made?.value ?? own;
    if (tensor === undefined) return mismatch('operands', 'An operand is missing.');
    tensors.push(tensor);
  }
  const found: (Tensor | undefined)[] = [];
  let failed: Gradients | undefined;
  const reaches: boolean[] = [];
  for (const [id, node] of nodes.entries())
    reaches.push(id < inputs.length ? wants(id) : node.inputs.some((i) => reaches[i] === true));
  const tape: Tape = {
    nodes,
    tensor: (id) => ({ ok: true, value: tensors[id] as Tensor }),
    wanted: (id) => reaches[id] === true && isFloat((tensors[id] as Tensor).dtype),
    context: (id, tensor) => ({ ...(id < inputs.length ? context : inner), dtype: tensor.dtype }),
    pullback: ({ kind }) => (kind === 'input' ? 'source' : steps[kind as StepKind][1]),
    // All of it is the scratch of one step of the outer walk.
    hold: () => undefined,
    release: () => undefined,
    going: () => failed === undefined && context.spend(1),
    settle: (id, result) => {
      if (!result.ok) failed = result;
      else if (id < inputs.length) found[id] = result.value;
      return result;
    },
    failed: (_id, error) => error,
    spoiled: (_from, error) => error,
  };
  walk(tape, nodes.length - 1, gradient);
  return failed ?? { ok: true, value: Array.from(inputs, (_, i) => found[i]) };
};
