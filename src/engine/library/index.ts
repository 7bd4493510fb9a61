import type { LibraryOperation } from '../../program/libraryOperation.js';
import { mismatch, unsupported } from '../errors.js';
import { mapGradient } from '../gradients/broadcast.js';
import { ofFirst, type SharedPullback } from '../gradients/pullback.js';
import { converted } from '../operations/cast.js';
import type { Computed, Kernel, KernelContext } from '../operations/kernel.js';
import { inStretches } from '../tensor.js';
import type { Tensor } from '../trace.js';
import { pointwise, settingsOf, type Pointwise } from './pointwise.js';
import { libraryPullbacks } from './pullbacks.js';
import { libraryTable } from './tables.js';

const one = (name: string): Pointwise | undefined =>
  Object.hasOwn(pointwise, name) ? pointwise[name as keyof typeof pointwise] : undefined;

function mapped(
  entry: Pointwise,
  operation: LibraryOperation,
  x: Tensor,
  context: KernelContext,
): Computed {
  const out = context.allocate(x.shape, context.dtype);
  if (!out.ok) return out;
  const [a, b] = settingsOf(entry, operation.settings);
  // Questions are asked of the numbers as they are.
  const source = context.dtype === 'bool' ? x.data : converted(x, context.dtype, context.spend);
  inStretches(
    source.length,
    context.spend,
    (from, to) => {
      for (let i = from; i < to; i++) out.value[i] = entry.f(source[i] as number, a, b);
    },
    4,
  );
  return { ok: true, value: { shape: x.shape, dtype: context.dtype, data: out.value } };
}

/** Inputs a function can't do without, where that is more than one. */
const operands: Readonly<Partial<Record<string, number>>> = {
  atan2: 2,
  scatter: 3,
  convolution: 2,
  headWeights: 3,
  recurrent: 6,
};

/** Functions of libraries that are no primitives, by name. */
export const library: Kernel<'library'> = (operation, inputs, context) => {
  const entry = one(operation.name);
  if (entry !== undefined) return mapped(entry, operation, inputs[0] as Tensor, context);
  if (!Object.hasOwn(libraryTable, operation.name))
    return unsupported('There is no such function.');
  const least = operands[operation.name] ?? 1;
  if (inputs.length < least) {
    const message = `${operation.name} takes ${least} inputs, not ${inputs.length}.`;
    return mismatch('operands', message, { size0: least, size1: inputs.length });
  }
  const run = libraryTable[operation.name as keyof typeof libraryTable];
  return run(operation.settings, inputs, context, operation.stream);
};

/** The way back through a function of one element; through the others there is none. */
export const libraryPullback: SharedPullback<LibraryOperation> = (operation, step) => {
  const entry = one(operation.name);
  if (operation.name === 'detach') return { ok: true, value: [] };
  if (entry === undefined) {
    const back = Object.hasOwn(libraryPullbacks, operation.name)
      ? libraryPullbacks[operation.name]
      : undefined;
    if (back !== undefined) return back(operation.settings, step);
    return unsupported(`The derivative of ${operation.name} is not computed.`);
  }
  const { slope } = entry;
  if (slope === undefined) return { ok: true, value: [] };
  const [a, b] = settingsOf(entry, operation.settings);
  return ofFirst(step, (x) => mapGradient(x, step, x, (g, at) => g * slope(at, a, b)));
};
