import type { Shape } from '../program/dim.js';
import type { Operation } from '../program/operation.js';
import type { Program, Value, ValueId } from '../program/value.js';
import { bytesOf, DEFAULT_MAX_BYTES } from './bytes.js';
import { createClock, type Clock, type Stop } from './clock.js';
import { scratchOf } from './costs.js';
import { mismatch, notRead, ofOperation, tooLarge, unsupported } from './errors.js';
import { estimate, sizeThatFits, type Fit } from './estimate.js';
import { demandsOf } from './exampleDemands.js';
import { fillInput } from './exampleInput.js';
import { exampleSource } from './examples.js';
import { gradientOf } from './gradients/gradOperation.js';
import { lifetimesOf } from './lifetimes.js';
import { createMemory } from './memory.js';
import { leastInputs, operations } from './operations/index.js';
import type { Computed, KernelContext, SharedKernel } from './operations/kernel.js';
import { createProgress } from './progress.js';
import { createStreams } from './randomSource.js';
import { statisticsOf } from './statistics.js';
import { axisIn, holds, shapeText } from './tensor.js';
import type {
  EvaluateOptions,
  EvaluationError,
  Statistics,
  Tensor,
  Trace,
  TracedValue,
} from './trace.js';

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
 * the rest goes on. What would pass the memory limit is found from the shapes before anything is
 * computed, and never allocated. The result depends on nothing but the arguments (and, past a
 * deadline, on time). Never throws.
 */
export function evaluate(
  program: Program,
  shapes: readonly (Shape | undefined)[],
  options: EvaluateOptions,
): Trace {
  const { bindings, keep } = options;
  const limit = options.maxBytes ?? DEFAULT_MAX_BYTES;
  const seed = options.exampleSeed ?? 0;
  const sizes = { bindings, ...(keep === undefined ? {} : { keep }) };
  const estimated = estimate(program, shapes, {
    ...sizes,
    limit,
    ...(options.inputs === undefined ? {} : { inputs: options.inputs }),
  });
  const progress = createProgress(estimated.work, options.onProgress);
  const clock = createClock(options.deadlineMs, options.isCancelled, progress.advance);
  const memory = createMemory(limit, clock.spend, options.threads);
  const { needed, endings } = lifetimesOf(program, keep);
  const demands = demandsOf(program);
  const streams = createStreams();
  const traced: TracedValue[] = [];
  const tensors: (Tensor | undefined)[] = [];
  let fit: { readonly found: Fit | undefined } | undefined;

  const sizeOfAxis = (id: ValueId, axis: number): number | undefined => {
    const shape = tensors[id]?.shape ?? estimated.values[id]?.shape;
    return shape?.[axisIn(axis, shape.length) ?? shape.length - 1];
  };
  const contextOf = (value: Value): KernelContext => ({
    dtype: value.dtype,
    shape: estimated.values[value.id]?.shape,
    bindings,
    allocate: memory.allocate,
    scratch: memory.scratch,
    spend: clock.spend,
    threads: options.threads,
    random: streams.at,
    example: (part) =>
      exampleSource(seed, `${value.name ?? `#${value.id}`}${part === undefined ? '' : `/${part}`}`),
    gradient: (context) =>
      gradientOf(program, { values: traced }, value, context, {
        exampleSeed: seed,
        maxBytes: limit,
        isCancelled: () => !clock.check(),
      }),
  });
  const refused = (
    shape: readonly number[] | undefined,
    bytes: number,
    total: number,
  ): Computed => {
    fit ??= { found: sizeThatFits(program, shapes, limit, sizes) };
    return tooLarge({ shape, bytes, total, limit, fit: fit.found });
  };
  /** The numbers of a value whose operands are all there. */
  const resultOf = (value: Value, inputs: readonly Tensor[]): Computed => {
    const { operation, dtype } = value;
    const plan = estimated.values[value.id];
    if (plan?.refused === true) {
      return refused(plan.shape, plan.bytes + plan.scratch, estimated.peak);
    }
    const given = operation.kind === 'input' ? options.inputs?.get(value.id) : undefined;
    if (given !== undefined) return whole(given);
    const context = contextOf(value);
    const isLayer = operation.kind === 'call' && operation.layer === true;
    if (operation.kind === 'input' || isLayer) {
      const drawn = emptyInput(context);
      if (drawn.ok) {
        const { data, shape } = drawn.value;
        const named = isLayer ? { ...value, name: value.tex ?? operation.callee } : value;
        fillInput(data, shape, named, demands.get(value.id), seed, sizeOfAxis, clock.spend);
      }
      return drawn;
    }
    const fault = operandFault(operation, inputs);
    if (fault !== undefined) return { ok: false, error: fault };
    const result = plan?.shape && { shape: plan.shape, dtype };
    const scratch = scratchOf({ operation, inputs, result, dtype });
    const bytes = scratch + (result === undefined ? 0 : bytesOf(result.shape, dtype));
    const total = memory.held() + bytes;
    if (!(total <= limit)) return refused(plan?.shape, bytes, total);
    // The table pairs each kind with a kernel for it; TypeScript can't follow a pair through a union.
    const kernel = operations[operation.kind] as SharedKernel<Operation>;
    try {
      return kernel(operation, inputs, context);
    } catch (error) {
      // A mistake in a kernel: one value is lost, not the trace.
      return unsupported(`This could not be computed: ${String(error)}`);
    }
  };
  const computed = (value: Value): TracedValue => {
    const inputs: Tensor[] = [];
    for (const id of value.inputs) {
      const [source, cause, tensor] = [traced[id], program.values[id], tensors[id]];
      if (cause === undefined || source === undefined) {
        const missing = notRead('It is computed from a value that is not there.').error;
        return { ok: false, error: ofOperation(missing, value.operation.kind, []) };
      }
      if (tensor !== undefined) inputs.push(tensor);
      else if (!source.ok) return { ok: false, error: poisoned(cause, source.error) };
    }
    const result = resultOf(value, inputs);
    if (clock.stopped() !== undefined) return stopped(clock);
    const whereabouts = value.operation.kind === 'input' || value.operation.kind === 'call';
    if (!result.ok && whereabouts && result.error.code === 'not-read') return result;
    const done = result.ok ? finished(result.value, clock) : result;
    if (done.ok) return done;
    const operands = inputs.map((x) => x.shape);
    return { ok: false, error: ofOperation(done.error, value.operation.kind, operands) };
  };

  for (const [index, value] of program.values.entries()) {
    progress.begin(estimated.values[index]?.work ?? 0);
    let result: TracedValue;
    if (!clock.check()) result = stopped(clock);
    else if (needed[index] !== true) result = notKept(estimated.values[index]?.shape);
    else result = computed(value);
    const tensor = result.ok ? result.tensor : undefined;
    memory.hold(tensor?.data);
    tensors.push(tensor);
    traced.push(result);
    if (!result.ok && 'stream' in value.operation && value.operation.stream !== undefined) {
      // The draws after this one would not be the library's.
      streams.lose(value.operation.stream.id);
    }
    for (const id of endings[index] ?? []) {
      const ended = tensors[id];
      if (ended === undefined) continue;
      tensors[id] = undefined;
      traced[id] = notKept(ended.shape);
      memory.release(ended.data);
    }
  }
  if (clock.stopped() === undefined) progress.end();
  const elements = tensors.reduce((sum, t) => sum + (t?.data.length ?? 0), 0);
  return { values: traced, elements, bytes: memory.held() };
}

const notKept = (shape: readonly number[] | undefined): TracedValue => ({
  ok: false,
  error: {
    code: 'not-kept',
    message: 'The numbers of this step were not kept.',
    ...(shape === undefined ? {} : { values: { shape: shapeText(shape) } }),
  },
});

/** A given tensor, if its numbers fill its shape. */
function whole(tensor: Tensor): Computed {
  if (holds(tensor)) return { ok: true, value: tensor };
  const values = { shape0: shapeText(tensor.shape), size0: tensor.data.length };
  return mismatch('literal', `${values.size0} numbers do not fill ${values.shape0}.`, values);
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

/** An operation nobody knows, or one without all of its operands. */
function operandFault(
  { kind }: Exclude<Operation, { readonly kind: 'input' }>,
  inputs: readonly Tensor[],
): EvaluationError | undefined {
  if (!Object.hasOwn(operations, kind)) {
    return unsupported('There is no such operation.').error;
  }
  const least = leastInputs[kind];
  if (inputs.length >= least) return undefined;
  const values = { size0: least, size1: inputs.length };
  const message = `${kind} takes ${least} inputs, not ${inputs.length}.`;
  return mismatch('operands', message, values).error;
}

const stopped = (clock: Clock): TracedValue => {
  const code = clock.stopped() ?? 'cancelled';
  return { ok: false, error: { code, message: stopMessages[code] } };
};

/** A kernel's result as the trace keeps it; one that was stopped half-way is dropped. */
function finished(tensor: Tensor, clock: Clock): TracedValue {
  if (tensor.dtype === 'int64') {
    const found = statisticsOf(tensor.data, clock.spend);
    const { nan, positiveInfinity, negativeInfinity, min, max } = found;
    const inexact = nan + positiveInfinity + negativeInfinity > 0 || max > EXACT || min < -EXACT;
    if (inexact && clock.stopped() === undefined) {
      return unsupported('Integers past 2⁵³ are not computed exactly, so they are not shown.');
    }
  }
  if (clock.stopped() !== undefined) return stopped(clock);
  let statistics: Statistics | undefined;
  return {
    ok: true,
    tensor,
    /** Taken at the first question: most values of a large program are never looked at. */
    get statistics() {
      return (statistics ??= statisticsOf(tensor.data));
    },
  };
}
