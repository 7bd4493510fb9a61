import type { OperationOf } from '../../program/operation.js';
import type { Result } from '../../program/problem.js';
import type { KernelContext } from '../operations/kernel.js';
import { inStretches } from '../tensor.js';
import type { EvaluationError, Tensor } from '../trace.js';
import { broadcastGradient, mapGradient } from './broadcast.js';
import {
  accumulator,
  forWanted,
  ofFirst,
  type Backward,
  type Made,
  type SharedPullback,
} from './pullback.js';

/** The mask of the forward pass is drawn again, from the same source in the same order. */
export const dropout: SharedPullback<OperationOf<'dropout'>> = ({ p, training }, step) =>
  ofFirst(step, (x) => {
    if (!training || p === 0) return mapGradient(x, step, x, (g) => g);
    const kept = step.inputs[1];
    if (kept !== undefined)
      return mapGradient(x, step, kept, (g, mask) => (g * mask) / (1 - p || 1));
    const chance = step.context.example();
    return mapGradient(x, step, x, (g) => (chance.uniform() < p ? 0 : g / (1 - p)));
  });

/** An element's partner in its pair, and the sign with which the partner's number is added to it. */
type Pairing = (i: number, dim: number) => readonly [partner: number, sign: 1 | -1];

const neighbours: Pairing = (i) => [i ^ 1, i % 2 === 0 ? -1 : 1];
const halves: Pairing = (i, dim) => (i < dim / 2 ? [i + dim / 2, -1] : [i - dim / 2, 1]);

/** `x` with every element replaced by its partner, signed: the half turn of every pair. */
function turned(x: Tensor, pairing: Pairing, { context }: Backward, back: boolean): Made {
  const out = context.scratch(x.shape, x.dtype);
  if (!out.ok) return out;
  const dim = x.shape[x.shape.length - 1] ?? 1;
  const pairs = Array.from({ length: dim }, (_, i) => pairing(i, dim));
  for (let row = 0; row < x.data.length; row += dim) {
    for (const [i, [partner, sign]] of pairs.entries()) {
      if (back) out.value[row + partner] = sign * (x.data[row + i] as number);
      else out.value[row + i] = sign * (x.data[row + partner] as number);
    }
    if (!context.spend(dim)) break;
  }
  return { ok: true, value: { ...x, data: out.value } };
}

/** The angle of every pair at every position, as tables of cosines and sines [positions, dim]. */
function angles(
  x: Tensor,
  context: KernelContext,
): Result<readonly [Tensor, Tensor], EvaluationError> {
  const [positions = 1, dim = 1] = x.shape.slice(-2);
  const shape = [positions, dim];
  const cos = accumulator(shape, context);
  if (!cos.ok) return cos;
  const sin = accumulator(shape, context);
  if (!sin.ok) return sin;
  const fill = (from: number, to: number): void => {
    for (let at = from; at < to; at++) {
      const position = Math.floor(at / dim);
      const angle = position * Math.pow(10000, (-2 * ((at % dim) >> 1)) / dim);
      cos.value[at] = Math.cos(angle);
      sin.value[at] = Math.sin(angle);
    }
  };
  inStretches(cos.value.length, context.spend, fill, 8);
  const table = (data: Float64Array): Tensor => ({ shape, dtype: 'float64', data });
  return { ok: true, value: [table(cos.value), table(sin.value)] };
}

/** A rotation's adjoint turns back: g · cos plus the sine's part given back to the partner. */
export const rotary: SharedPullback = (_operation, step) => {
  const { inputs, gradient, context } = step;
  const [x, cos, sin] = inputs as readonly [Tensor, ...(Tensor | undefined)[]];
  const given = cos !== undefined && sin !== undefined;
  const tables = given ? ({ ok: true, value: [cos, sin] } as const) : angles(x, context);
  if (!tables.ok) return tables;
  const [c, s] = tables.value;
  const pairing = given ? halves : neighbours;
  const inner = { ...context, allocate: context.scratch };
  return forWanted(step, (input, i) => {
    if (i > 0) {
      const from = i === 1 ? ({ ok: true, value: x } as const) : turned(x, pairing, step, false);
      return from.ok
        ? broadcastGradient(input, gradient, [from.value, x], (g, v) => g * v, context)
        : from;
    }
    const across = broadcastGradient(gradient, gradient, [s, s], (g, v) => g * v, inner);
    if (!across.ok) return across;
    const back = turned(across.value, pairing, step, true);
    if (!back.ok) return back;
    return broadcastGradient(x, gradient, [c, back.value], (g, v, b) => g * v + b, context);
  });
};
