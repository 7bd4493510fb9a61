import type { Shape } from '../program/dim.js';
import { evaluateShape } from '../program/dims.js';
import type { DType, Operation } from '../program/operation.js';
import type { Program, Value, ValueId } from '../program/value.js';
import { createClock, type Clock, type Stop } from './clock.js';
import { mismatch, notRead, tooLarge, unsupported } from './errors.js';
import { demandsOf } from './exampleDemands.js';
import { fillInput } from './exampleInput.js';
import { exampleSource } from './examples.js';
import { leastInputs, operations } from './operations/index.js';
import type { Computed, KernelContext, SharedKernel } from './operations/kernel.js';
import { createStreams } from './randomSource.js';
import { statisticsOf } from './statistics.js';
import { allocate, axisIn, sizeOf } from './tensor.js';
import type { EvaluateOptions, EvaluationError, Tensor, Trace, TracedValue } from './trace.js';

const DEFAULT_MAX_ELEMENTS = 4_000_000;

/** Integers are held in doubles, which are exact up to here. */
const EXACT = 2 ** 53;

const stopMessages: Readonly<Record<Stop, string>> = {
  deadline: 'The time allowed for computing was up before this value.',
  cancelled: 'Computing was cancelled before this value.',
};

/**
 * Computes every value of a program, in order. `shapes` are the symbolic shapes of the values as
 * inference completed them, by id; sizes come from `options.bindings`.
 *
 * A value that can't be computed has an error in the trace, and so has all that is computed from it;
 * the rest goes on. The result depends on nothing but the arguments (and, past a deadline, on time).
 * Never throws.
 */
export function evaluate(
  program: Program,
  shapes: readonly (Shape | undefined)[],
  options: EvaluateOptions,
): Trace {
  const clock = createClock(options.deadlineMs, options.isCancelled);
  const traced: TracedValue[] = [];
  const demands = demandsOf(program);
  const streams = createStreams();
  const limit = options.maxElements ?? DEFAULT_MAX_ELEMENTS;
  const seed = options.exampleSeed ?? 0;
  let held = 0;

  const shapeOf = (value: Value): readonly number[] | undefined => {
    const shape = shapes[value.id] ?? value.shape;
    return shape === undefined ? undefined : evaluateShape(shape, options.bindings);
  };
  const sizeOfAxis = (id: ValueId, axis: number): number | undefined => {
    const value = program.values[id];
    const result = traced[id];
    const shape = result?.ok
      ? result.tensor.shape
      : value === undefined
        ? undefined
        : shapeOf(value);
    return shape?.[axisIn(axis, shape.length) ?? shape.length - 1];
  };
  const contextOf = (value: Value): KernelContext => ({
    dtype: value.dtype,
    shape: shapeOf(value),
    bindings: options.bindings,
    allocate: (shape, dtype) => reserve(shape, dtype, limit - held),
    scratch: (shape, dtype) => reserve(shape, dtype, limit),
    spend: clock.spend,
    random: streams.at,
    example: (part) =>
      exampleSource(seed, `${value.name ?? `#${value.id}`}${part === undefined ? '' : `/${part}`}`),
  });

  for (const value of program.values) {
    const context = contextOf(value);
    const given = value.operation.kind === 'input' ? options.inputs?.get(value.id) : undefined;
    let result: TracedValue;
    if (!clock.check()) result = stopped(clock);
    else if (given !== undefined) result = finished({ ok: true, value: given }, clock);
    else if (value.operation.kind === 'input') {
      const drawn = emptyInput(context);
      if (drawn.ok) {
        const { data, shape } = drawn.value;
        fillInput(data, shape, value, demands.get(value.id), seed, sizeOfAxis);
      }
      result = finished(drawn, clock);
    } else result = computed(value, program, traced, context, clock);
    if (result.ok) held += result.tensor.data.length;
    else if (value.operation.kind === 'random' && value.operation.stream !== undefined) {
      // The draws after this one would not be the library's.
      streams.lose(value.operation.stream.id);
    }
    traced.push(result);
  }
  return { values: traced, elements: held };
}

/** Zeros of a shape, checked against what may still be held before anything is allocated. */
function reserve(
  shape: readonly number[],
  dtype: DType,
  limit: number,
): ReturnType<KernelContext['allocate']> {
  if (!shape.every((d) => Number.isInteger(d) && d >= 0)) {
    return mismatch('size', `[${shape.join(', ')}] is not a shape.`);
  }
  const size = sizeOf(shape);
  if (!(size <= limit)) return tooLarge(shape, size, Math.max(0, limit));
  return { ok: true, value: allocate(dtype, size) };
}

function emptyInput({ shape, dtype, allocate: reserved }: KernelContext): Computed {
  if (shape === undefined) return notRead('Its shape is not known.', { reason: 'shape' });
  const data = reserved(shape, dtype);
  return data.ok ? { ok: true, value: { shape, dtype, data: data.value } } : data;
}

/** What a message calls a value. */
const nameOf = (value: Value): string => value.name ?? value.tex ?? value.operation.kind;

/** The error of a value computed from one that has none; the first cause is named all the way down. */
function poisoned(cause: Value, error: EvaluationError): EvaluationError {
  const first = error.values?.['cause'] === undefined;
  const name = first ? nameOf(cause) : String(error.values?.['name']);
  return {
    code: 'not-read',
    message: first ? `This needs ${name}, which has no value: ${error.message}` : error.message,
    values: { cause: first ? cause.id : Number(error.values?.['cause']), name },
  };
}

function computed(
  value: Value,
  program: Program,
  traced: readonly TracedValue[],
  context: KernelContext,
  clock: Clock,
): TracedValue {
  const { operation } = value;
  if (operation.kind === 'input') return finished(emptyInput(context), clock);
  const inputs: Tensor[] = [];
  for (const id of value.inputs) {
    const source = traced[id];
    const cause = program.values[id];
    if (source === undefined || cause === undefined) {
      return { ok: false, error: notRead('It is computed from a value that is not there.').error };
    }
    if (!source.ok) return { ok: false, error: poisoned(cause, source.error) };
    inputs.push(source.tensor);
  }
  const least = leastInputs[operation.kind];
  if (inputs.length < least) {
    const values = { operation: operation.kind, size0: least, size1: inputs.length };
    const message = `${operation.kind} takes ${least} inputs, not ${inputs.length}.`;
    return { ok: false, error: mismatch('operands', message, values).error };
  }
  // The table pairs each kind with a kernel for it; TypeScript can't follow a pair through a union.
  const kernel = operations[operation.kind] as SharedKernel<Operation>;
  let result: Computed;
  try {
    result = kernel(operation, inputs, context);
  } catch (error) {
    // An allocation that the machine refuses, or a mistake in a kernel: one value is lost, not the trace.
    result = unsupported(`This could not be computed: ${String(error)}`);
  }
  return finished(result, clock);
}

const stopped = (clock: Clock): TracedValue => {
  const code = clock.stopped() ?? 'cancelled';
  return { ok: false, error: { code, message: stopMessages[code] } };
};

/** A kernel's result as the trace keeps it; one that was stopped half-way is dropped. */
function finished(result: Computed, clock: Clock): TracedValue {
  if (clock.stopped() !== undefined) return stopped(clock);
  if (!result.ok) return result;
  const tensor = result.value;
  const statistics = statisticsOf(tensor.data);
  if (tensor.dtype === 'int64') {
    const { nan, positiveInfinity, negativeInfinity, min, max } = statistics;
    if (nan + positiveInfinity + negativeInfinity > 0 || max > EXACT || min < -EXACT) {
      return unsupported('Integers past 2⁵³ are not computed exactly, so they are not shown.');
    }
  }
  return { ok: true, tensor, statistics };
}
