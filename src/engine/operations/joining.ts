import { evaluateDim } from '../../program/dims.js';
import type { OperationOf } from '../../program/operation.js';
import type { Result } from '../../program/problem.js';
import { badAxis, badValue, mismatch, notRead } from '../errors.js';
import { fillNormal } from '../examples.js';
import { axisIn, axisView, copyRange, shapeText, sizeOf, stridesOf } from '../tensor.js';
import type { EvaluationError, Tensor, TensorData } from '../trace.js';
import { converted } from './cast.js';
import type { Computed, KernelContext, SharedKernel } from './kernel.js';
import { viewed } from './layout.js';

type Joining = OperationOf<'concat' | 'stack'>;

/** Elements that a part of its own costs as much as, and steps. */
const LEAST_PART = 64;
const PART_STEPS = 256;

/**
 * All parts to join. Where the text names only the first and last of `count` equal parts
 * (`head_1, …, head_h`), those between are example tensors of the same shape.
 */
function parts(
  { count }: Joining,
  inputs: readonly Tensor[],
  context: KernelContext,
): Result<readonly Tensor[], EvaluationError> {
  if (count === undefined) return { ok: true, value: inputs };
  const wanted = evaluateDim(count, context.bindings);
  if (wanted === undefined) return notRead('The number of parts that are joined is not known.');
  const [first] = inputs;
  const last = inputs[inputs.length - 1];
  if (!Number.isInteger(wanted) || wanted < 1 || first === undefined || last === undefined) {
    return badValue('count', `${wanted} parts can’t be joined.`, { count: wanted });
  }
  if (wanted === inputs.length) return { ok: true, value: inputs };
  if (wanted < inputs.length) return { ok: true, value: inputs.slice(0, wanted) };
  const before = inputs.length > 1 ? inputs.slice(0, -1) : inputs;
  const after = inputs.length > 1 ? [last] : [];
  const between = wanted - before.length - after.length;
  const size = first.data.length;
  // Small parts count for what it takes to have them, lest there be endlessly many of them.
  const block = context.scratch([between, Math.max(LEAST_PART, size)], context.dtype);
  if (!block.ok) return block;
  const missing: Tensor[] = [];
  for (let i = 0; i < between; i++) {
    const data = block.value.subarray(i * size, (i + 1) * size);
    if (!context.spend(PART_STEPS)) break;
    fillNormal(data, context.example(i), context.spend);
    missing.push({ shape: first.shape, dtype: context.dtype, data });
  }
  return { ok: true, value: [...before, ...missing, ...after] };
}

/** Lays parts one after the other along `axis`; the other sizes must agree. */
function joined(inputs: readonly Tensor[], axis: number, context: KernelContext): Computed {
  const first = inputs[0] as Tensor;
  for (const x of inputs) {
    const agrees =
      x.shape.length === first.shape.length &&
      x.shape.every((d, i) => i === axis || d === first.shape[i]);
    if (!agrees) {
      const values = { shape0: shapeText(first.shape), shape1: shapeText(x.shape), axis };
      return mismatch(
        'concat',
        `${values.shape0} and ${values.shape1} can’t be joined along axis ${axis}.`,
        values,
      );
    }
  }
  const total = inputs.reduce((sum, x) => sum + (x.shape[axis] ?? 1), 0);
  const shape = first.shape.map((d, i) => (i === axis ? total : d));
  const out = context.allocate(shape, context.dtype);
  if (!out.ok) return out;
  const result: Computed = { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
  if (out.value.length === 0) return result;
  const { outer, inner } = axisView(shape, axis);
  let place = 0;
  for (const x of inputs) {
    const length = (x.shape[axis] ?? 1) * inner;
    const data: TensorData = converted(x, context.dtype, context.spend);
    for (let o = 0; o < outer; o++) {
      const start = o * length;
      const at = o * total * inner + place;
      if (!copyRange(out.value, at, data, start, start + length, context.spend)) return result;
    }
    place += length;
    if (!context.spend(outer)) break;
  }
  return result;
}

/** torch.cat skips the historical empty tensor of shape [0]. */
const notVoid = (x: Tensor): boolean => x.shape.length !== 1 || x.shape[0] !== 0;

const concat: SharedKernel<OperationOf<'concat'>> = (operation, inputs, context) => {
  const all = parts(operation, inputs, context);
  if (!all.ok) return all;
  const useful = all.value.filter(notVoid);
  const list = useful.length === 0 ? all.value.slice(0, 1) : useful;
  const first = list[0] as Tensor;
  const axis = axisIn(operation.axis, first.shape.length);
  return axis === undefined ? badAxis(operation.axis, first.shape) : joined(list, axis, context);
};

const stack: SharedKernel<OperationOf<'stack'>> = (operation, inputs, context) => {
  const all = parts(operation, inputs, context);
  if (!all.ok) return all;
  const first = all.value[0] as Tensor;
  const axis = axisIn(operation.axis, first.shape.length + 1);
  if (axis === undefined) return badAxis(operation.axis, first.shape);
  const different = all.value.find((x) => shapeText(x.shape) !== shapeText(first.shape));
  if (different !== undefined) {
    const values = { shape0: shapeText(first.shape), shape1: shapeText(different.shape) };
    return mismatch(
      'stack',
      `${values.shape0} and ${values.shape1} can’t be stacked; only equal shapes can.`,
      values,
    );
  }
  const slices = all.value.map((x) => ({
    ...x,
    shape: [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)],
  }));
  return joined(slices, axis, context);
};

type Splitting = OperationOf<'split' | 'chunk' | 'unbind'>;

/** Where part `part` of an axis of `whole` starts and how long it is; undefined where there is none. */
export function pieceOf(
  operation: Splitting,
  whole: number,
): { start: number; length: number } | undefined {
  const { part } = operation;
  if (!Number.isInteger(part) || part < 0) return undefined;
  if (operation.kind === 'unbind') return part < whole ? { start: part, length: 1 } : undefined;
  if (operation.sizes !== undefined) {
    const length = operation.sizes[part];
    const total = operation.sizes.reduce((a, b) => a + b, 0);
    if (length === undefined || length < 0 || total !== whole) return undefined;
    return { start: operation.sizes.slice(0, part).reduce((a, b) => a + b, 0), length };
  }
  // torch.chunk: pieces of ⌈n / parts⌉, the last one smaller.
  const { parts = 1 } = operation;
  if (!Number.isInteger(parts) || parts < 1) return undefined;
  const length = Math.ceil(whole / parts);
  const start = part * length;
  // An axis of size 0 has as many empty pieces as were asked for.
  if (whole === 0 ? part >= parts : start >= whole) return undefined;
  return { start, length: Math.min(length, whole - start) };
}

const split: SharedKernel<Splitting> = (operation, [input], context) => {
  const x = input as Tensor;
  const axis = axisIn(operation.axis, x.shape.length);
  if (axis === undefined) return badAxis(operation.axis, x.shape);
  const whole = x.shape[axis] ?? 1;
  const piece = pieceOf(operation, whole);
  if (piece === undefined) {
    const values = { shape0: shapeText(x.shape), axis, part: operation.part };
    return mismatch(
      'split',
      `axis ${axis} of ${values.shape0} can’t be split so that there is a part ${operation.part}.`,
      values,
    );
  }
  const strides = stridesOf(x.shape);
  const offset = piece.start * sizeOf(x.shape.slice(axis + 1));
  const drop = (list: readonly number[]): number[] => list.filter((_, i) => i !== axis);
  return operation.kind === 'unbind'
    ? viewed(x, drop(x.shape), drop(strides), context, offset)
    : viewed(
        x,
        x.shape.map((d, i) => (i === axis ? piece.length : d)),
        strides,
        context,
        offset,
      );
};

export const joining = { concat, stack, split, chunk: split, unbind: split };
