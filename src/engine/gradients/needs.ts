import type { OperationKind } from '../../program/operation.js';
import type { Program, ValueId } from '../../program/value.js';
import { bytesOf } from '../bytes.js';
import type { Tensor, Trace } from '../trace.js';
import { pullbacks } from './index.js';
import { isFloat } from './pullback.js';

/** Steps whose gradient may come back as it is, in the same buffer. */
const passing: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'add',
  'sub',
  'cast',
  'clamp',
  'dropout',
  'expand',
  'reshape',
  'repeat',
  'transpose',
  'permute',
  'rearrange',
  'concat',
  'stack',
  'split',
  'chunk',
  'unbind',
]);

/**
 * Bytes that the gradients of a trace take together, before any is computed: a lower bound, so that
 * nothing is refused that would fit. `wanted` is where a gradient is asked for, or passes on its way.
 *
 * A value's gradient is a buffer of its own where several uses add up, or where its one use computes
 * new numbers; a step that only passes it on may share it. What a step takes besides is not counted:
 * it is refused when its turn comes.
 */
export function bytesOfGradients(
  { values }: Program,
  trace: Pick<Trace, 'values'>,
  output: ValueId,
  wanted: readonly boolean[],
): number {
  const tensorAt = (id: ValueId): Tensor | undefined => {
    const found = trace.values[id];
    return found?.ok === true && isFloat(found.tensor.dtype) ? found.tensor : undefined;
  };
  /** Uses that give something back, and whether one of them makes new numbers. */
  const uses = new Map<ValueId, { readonly count: number; readonly fresh: boolean }>();
  uses.set(output, { count: 1, fresh: true });
  let total = 0;
  for (let id = output; id >= 0; id--) {
    const [use, value, tensor] = [uses.get(id), values[id], tensorAt(id)];
    if (use === undefined || value === undefined || tensor === undefined) continue;
    if (use.count > 1 || use.fresh) total += bytesOf(tensor.shape, tensor.dtype);
    const { kind } = value.operation;
    if (!Object.hasOwn(pullbacks, kind) || typeof pullbacks[kind] !== 'function') continue;
    for (const input of value.inputs) {
      if (!(input < id) || wanted[input] !== true) continue;
      const before = uses.get(input);
      const fresh = before?.fresh === true || !passing.has(kind);
      uses.set(input, { count: (before?.count ?? 0) + 1, fresh });
    }
  }
  return total;
}
