import type { Operation } from '../../program/operation.js';
import { unsupported } from '../errors.js';
import type { KernelContext } from '../operations/kernel.js';
import { copyRange, inStretches } from '../tensor.js';
import type { EvaluationError, Tensor, TensorData } from '../trace.js';
import {
  isFloat,
  type Gradients,
  type Made,
  type NoPullback,
  type SharedPullback,
} from './pullback.js';

/** A value as the way back sees it. */
export interface Node {
  readonly operation: Operation;
  readonly inputs: readonly number[];
}

/** Steps that were computed, first to last, and what the way back over them needs. */
export interface Tape {
  readonly nodes: readonly Node[];
  /** The tensor of a value, or why it has none. */
  readonly tensor: (id: number) => Made;
  /** True where a gradient is asked for, or passes on its way to one that is. */
  readonly wanted: (id: number) => boolean;
  readonly context: (id: number, tensor: Tensor) => KernelContext;
  readonly pullback: (operation: Operation) => SharedPullback<Operation> | NoPullback;
  /** Counts one more user of a buffer; `release` one less. */
  readonly hold: (data: TensorData) => void;
  readonly release: (data: TensorData) => void;
  /** False stops the walk. */
  readonly going: () => boolean;
  /** Takes the gradient of a value, which is complete: every use of it has added its part. */
  readonly settle: (id: number, gradient: Made) => Made;
  /** The error of a step back that failed, for a person. */
  readonly failed: (id: number, error: EvaluationError) => EvaluationError;
  /** The error of a value whose gradient comes by way of `from`, which has none. */
  readonly spoiled: (from: number, error: EvaluationError) => EvaluationError;
}

/** The sum of what uses have given so far: the first as it is, from the second on in double precision. */
type Sum =
  | { readonly kind: 'one'; readonly tensor: Tensor }
  | { readonly kind: 'many'; readonly like: Tensor; readonly total: Float64Array }
  | { readonly kind: 'failed'; readonly error: EvaluationError };

function added(
  before: Exclude<Sum, { kind: 'failed' }> | undefined,
  part: Tensor,
  tape: Tape,
  context: KernelContext,
): Sum {
  if (before === undefined) return { kind: 'one', tensor: part };
  let total: Float64Array;
  if (before.kind === 'many') ({ total } = before);
  else {
    const made = context.allocate(part.shape, 'float64');
    if (!made.ok) return { kind: 'failed', error: made.error };
    total = made.value as Float64Array;
    copyRange(total, 0, before.tensor.data, 0, total.length, context.spend);
    tape.hold(total);
    tape.release(before.tensor.data);
  }
  const { data } = part;
  inStretches(total.length, context.spend, (from, to) => {
    for (let i = from; i < to; i++) total[i] = (total[i] as number) + (data[i] as number);
  });
  tape.release(data);
  return { kind: 'many', like: part, total };
}

function summed(sum: Sum, tape: Tape, context: KernelContext): Made {
  switch (sum.kind) {
    case 'one':
      return { ok: true, value: sum.tensor };
    case 'failed':
      return { ok: false, error: sum.error };
    case 'many': {
      const { shape, dtype } = sum.like;
      if (dtype === 'float64') return { ok: true, value: { ...sum.like, data: sum.total } };
      const out = context.allocate(shape, dtype);
      if (!out.ok) return out;
      copyRange(out.value, 0, sum.total, 0, sum.total.length, context.spend);
      tape.hold(out.value);
      tape.release(sum.total);
      return { ok: true, value: { shape, dtype, data: out.value } };
    }
    default:
      return sum satisfies never;
  }
}

/** Reverse-mode differentiation: from `start`, whose gradient is `seed`, back to the first value. */
export function walk(tape: Tape, start: number, seed: Tensor): void {
  const sums = new Map<number, Sum>([[start, { kind: 'one', tensor: seed }]]);
  for (let id = start; id >= 0 && tape.going(); id--) {
    const sum = sums.get(id);
    const node = tape.nodes[id];
    if (sum === undefined || node === undefined) continue;
    sums.delete(id);
    const output = tape.tensor(id);
    const whole = output.ok ? summed(sum, tape, tape.context(id, output.value)) : output;
    const gradient = tape.settle(id, whole);
    if (!tape.going()) return;
    const pull =
      gradient.ok && output.ok ? pulled(tape, id, output.value, gradient.value) : undefined;
    const parts = pull?.ok === true ? pull.value : [];
    const error = !gradient.ok
      ? tape.spoiled(id, gradient.error)
      : pull?.ok === false
        ? tape.failed(id, pull.error)
        : undefined;
    // A value may only use those before it; anything else was never computed.
    const uses = [...node.inputs.entries()].filter(([, at]) => at < id && tape.wanted(at));
    for (const [i] of uses) if (parts[i] !== undefined) tape.hold(parts[i].data);
    for (const [i, input] of uses) {
      const [part, own] = [parts[i], tape.tensor(input)];
      const before = sums.get(input);
      if (before?.kind === 'failed') continue;
      if (error !== undefined) sums.set(input, { kind: 'failed', error });
      else if (part !== undefined && own.ok) {
        sums.set(input, added(before, part, tape, tape.context(input, own.value)));
      }
    }
  }
}

/** What one step gives back to its inputs. Never throws. */
function pulled(tape: Tape, id: number, output: Tensor, gradient: Tensor): Gradients {
  const { operation, inputs: ids } = tape.nodes[id] as Node;
  const pullback = tape.pullback(operation);
  if (pullback === 'source' || pullback === 'constant') return { ok: true, value: [] };
  if (pullback === 'unsupported') {
    return unsupported(`The derivative of ${operation.kind} is not computed.`);
  }
  const inputs: Tensor[] = [];
  for (const input of ids) {
    const found = tape.tensor(input);
    if (!found.ok) return found;
    inputs.push(found.value);
  }
  const wants = (i: number): boolean => {
    const [own, tensor] = [ids[i], inputs[i]];
    return own !== undefined && tensor !== undefined && isFloat(tensor.dtype) && tape.wanted(own);
  };
  if (!inputs.some((_, i) => wants(i))) return { ok: true, value: [] };
  try {
    const context = tape.context(id, output);
    return pullback(operation, { inputs, output, gradient, wants, context });
  } catch (error) {
    // An allocation that the machine refuses, or a mistake in a pullback: one step is lost, not the rest.
    return unsupported(`This could not be computed: ${String(error)}`);
  }
}
