import type { Operation } from '../../program/operation.js';
import type { Program, Value, ValueId } from '../../program/value.js';
import { DEFAULT_MAX_BYTES } from '../bytes.js';
import { createClock, type Stop } from '../clock.js';
import { mismatch, notRead, ofOperation, tooLarge, unsupported } from '../errors.js';
import { exampleSource } from '../examples.js';
import { createMemory } from '../memory.js';
import type { KernelContext } from '../operations/kernel.js';
import { statisticsOf } from '../statistics.js';
import { fillAll, holds, shapeText, storeAll } from '../tensor.js';
import type { EvaluationError, Tensor, Trace, TracedValue } from '../trace.js';
import { pullbacks } from './index.js';
import { bytesOfGradients } from './needs.js';
import { isFloat, type Made, type NoPullback, type SharedPullback } from './pullback.js';
import type { DifferentiateOptions, GradientTrace } from './types.js';
import { walk } from './walk.js';

const stopMessages: Readonly<Record<Stop, string>> = {
  deadline: 'The time allowed for computing was up before this gradient.',
  cancelled: 'Computing was cancelled before this gradient.',
};

/** What a message calls a value. */
const nameOf = (value: Value): string => value.name ?? value.tex ?? value.operation.kind;

/** dL/d output to start from: the seed, or 1 for an output of one element. */
function seedOf(
  value: Value,
  output: Tensor,
  seed: Tensor | 'ones' | undefined,
  { allocate, spend }: KernelContext,
): Made {
  const { shape, dtype } = output;
  const text = shapeText(shape);
  if (!isFloat(dtype)) {
    return unsupported(`Only real numbers have gradients, and this is of type ${dtype}.`, {
      dtype,
    });
  }
  if (seed === undefined && output.data.length !== 1) {
    return mismatch(
      'seed',
      `${nameOf(value)} ${text} is not a single number: its gradient needs a seed of its shape.`,
      { shape0: text },
    );
  }
  if (seed === undefined || seed === 'ones') {
    const one = allocate(shape, dtype);
    if (!one.ok) return one;
    fillAll(one.value, 1, spend);
    return { ok: true, value: { shape, dtype, data: one.value } };
  }
  if (!holds(seed) || shapeText(seed.shape) !== text) {
    const values = { shape0: text, shape1: shapeText(seed.shape) };
    return mismatch('seed', `A seed of shape ${values.shape1} does not fit ${text}.`, values);
  }
  const data = allocate(shape, dtype);
  if (!data.ok) return data;
  storeAll(data.value, dtype, seed.data, spend);
  return { ok: true, value: { shape, dtype, data: data.value } };
}

/** True for the values whose gradients are asked for and all that is computed from them. */
function onTheWay({ values }: Program, wrt: readonly ValueId[] | undefined): readonly boolean[] {
  if (wrt === undefined) return values.map(() => true);
  const reached: boolean[] = [];
  const targets = new Set(wrt);
  for (const [id, value] of values.entries())
    reached.push(targets.has(id) || value.inputs.some((input) => reached[input] === true));
  return reached;
}

/**
 * Reverse-mode differentiation of one output of a program, over the trace that `evaluate` gave for it:
 * dL/dv for every value v, kept as the forward trace keeps v itself. L is the output, or the sum of
 * output · seed.
 *
 * Rules where there is no derivative are PyTorch's: relu, abs and a norm have 0 at 0, elementwise max
 * and min share between equals by halves, reductions evenly, a fully masked row of attention has 0.
 * Sums are accumulated in double precision and rounded to the value's type.
 *
 * A gradient that can't be computed has an error that names the operation it comes back through and
 * its operands' shapes, and so have all that need it; the rest goes on. Gradients that together would
 * pass the memory limit are all refused, with the figure, before any is computed. Never throws.
 */
export function differentiate(
  program: Program,
  trace: Pick<Trace, 'values'>,
  output: ValueId,
  options: DifferentiateOptions = {},
): GradientTrace {
  const { values } = program;
  const clock = createClock(options.deadlineMs, options.isCancelled);
  const limit = options.maxBytes ?? DEFAULT_MAX_BYTES;
  const memory = createMemory(limit, clock.spend);
  for (const value of trace.values) if (value.ok) memory.hold(value.tensor.data);
  const before = memory.held();
  const found = new Array<TracedValue | undefined>(values.length).fill(undefined);
  const result = (): GradientTrace => ({ output, values: found, bytes: memory.held() - before });

  const end = values[output];
  if (end === undefined) return result();
  const tensorAt = (id: ValueId): Made => {
    const [traced, value] = [trace.values[id], values[id]];
    if (traced?.ok === true) return { ok: true, value: traced.tensor };
    const name = value === undefined ? `value ${id}` : nameOf(value);
    return notRead(
      `This needs ${name}, which has no value: ${traced?.error.message ?? 'it was not computed.'}`,
    );
  };
  const wanted = onTheWay(program, options.wrt);
  const contextOf = (id: ValueId, { shape, dtype }: Tensor): KernelContext => ({
    dtype,
    shape,
    bindings: {},
    allocate: memory.allocate,
    scratch: memory.scratch,
    spend: clock.spend,
    random: () => unsupported('A step back draws no random numbers.'),
    example: (part) => {
      const name = values[id]?.name ?? `#${id}`;
      return exampleSource(options.exampleSeed ?? 0, part === undefined ? name : `${name}/${part}`);
    },
  });
  const named = (id: ValueId, error: EvaluationError): EvaluationError => {
    const value = values[id];
    if (value === undefined || error.values?.['operation'] !== undefined) return error;
    const shapes = value.inputs
      .map((i) => trace.values[i])
      .map((t) => (t?.ok ? t.tensor.shape : []));
    return ofOperation(error, `gradient of ${value.operation.kind}`, shapes);
  };
  const settle = (id: ValueId, gradient: Made): Made => {
    if (clock.stopped() !== undefined) return gradient;
    if (!gradient.ok) {
      found[id] = { ok: false, error: named(id, gradient.error) };
      return gradient;
    }
    const statistics = statisticsOf(gradient.value.data, clock.spend);
    found[id] = { ok: true, tensor: gradient.value, statistics };
    return gradient;
  };

  const forward = tensorAt(output);
  if (!forward.ok) {
    const traced = trace.values[output];
    found[output] = traced?.ok === false ? traced : { ok: false, error: forward.error };
    return result();
  }
  const bytes = bytesOfGradients(program, trace, output, wanted);
  const total = before + bytes;
  if (!(total <= limit)) {
    const { error } = tooLarge({ shape: undefined, bytes, total, limit });
    const { shape } = forward.value;
    const refused = ofOperation(error, `gradient of ${end.operation.kind}`, [shape]);
    for (const id of upTo(program, output)) found[id] = { ok: false, error: refused };
    return result();
  }
  const seed = seedOf(end, forward.value, options.seed, contextOf(output, forward.value));
  if (!seed.ok) {
    found[output] = { ok: false, error: named(output, seed.error) };
    return result();
  }
  memory.hold(seed.value.data);
  walk(
    {
      nodes: values,
      tensor: tensorAt,
      wanted: (id) => {
        const traced = trace.values[id];
        return wanted[id] === true && traced?.ok === true && isFloat(traced.tensor.dtype);
      },
      context: contextOf,
      // The table pairs each kind with a pullback for it; TypeScript can't follow a pair through a union.
      pullback: ({ kind }) =>
        Object.hasOwn(pullbacks, kind)
          ? (pullbacks[kind] as SharedPullback<Operation> | NoPullback)
          : 'unsupported',
      hold: memory.hold,
      release: memory.release,
      going: clock.check,
      settle,
      failed: named,
      spoiled: (id, error) => spoiledBy(values[id], named(id, error)),
    },
    output,
    seed.value,
  );
  const stop = clock.stopped();
  if (stop !== undefined) {
    // What the walk did not come to is open, not zero.
    const open = { ok: false, error: { code: stop, message: stopMessages[stop] } } as const;
    for (const id of upTo(program, output)) found[id] ??= open;
  }
  return result();
}

/** The error of a gradient that comes by way of one that has none; the first cause is named all along. */
function spoiledBy(cause: Value | undefined, error: EvaluationError): EvaluationError {
  if (cause === undefined || error.values?.['cause'] !== undefined) return error;
  const name = nameOf(cause);
  return {
    code: 'not-read',
    message: `This needs the gradient of ${name}, which was not computed: ${error.message}`,
    values: { ...error.values, cause: cause.id, name },
  };
}

/** The output and everything it is computed from, of real numbers. */
function upTo({ values }: Program, output: ValueId): ReadonlySet<ValueId> {
  const reached = new Set([output]);
  for (let id = output; id >= 0; id--)
    if (reached.has(id)) for (const input of values[id]?.inputs ?? []) reached.add(input);
  for (const id of reached) {
    const value = values[id];
    if (value === undefined || !isFloat(value.dtype)) reached.delete(id);
  }
  return reached;
}
