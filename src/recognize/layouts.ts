import type { Operation, OperationKind } from '../program/operation.js';
import type { Value } from '../program/value.js';

/** Operations that leave the meaning of a tensor as it is: types, dropout, layout, copies. */
export const transparent = new Set<OperationKind>([
  'cast',
  'dropout',
  'reshape',
  'expand',
  'repeat',
  'rearrange',
]);

/** Changes of layout, transposes of all kinds and what picks or turns a part included. */
const layouts = new Set<OperationKind>([
  ...transparent,
  'transpose',
  'permute',
  'index',
  'split',
  'chunk',
  'unbind',
  'rotary',
]);

/** The `x_{2i}` of `x`, told from `x_{2i+1}`: what is picked of features that were set in pairs. */
const isHalf = (operation: Operation, of: Value | undefined): boolean =>
  operation.kind === 'index' &&
  of?.operation.kind === 'reshape' &&
  of.operation.shape.at(-1) === 2 &&
  operation.items.at(-1)?.kind === 'at';

/** For each value, what it is without changes of layout: inputs come before what is made of them. */
export function withoutLayouts(values: readonly Value[], formula: boolean): Uint32Array {
  const unlaid = new Uint32Array(values.length);
  for (const { id, operation, inputs } of values) {
    const [of] = inputs;
    const laid = of !== undefined && layouts.has(operation.kind);
    unlaid[id] = !laid || (formula && isHalf(operation, values[of])) ? id : (unlaid[of] ?? of);
  }
  return unlaid;
}
