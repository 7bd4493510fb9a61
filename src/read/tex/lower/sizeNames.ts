import type { Builder } from '../../../program/builder.js';
import type { Dim } from '../../../program/dim.js';
import { dimSymbols } from '../../../program/dims.js';
import type { Operation } from '../../../program/operation.js';
import { isUnknownDim } from '../../../program/shapeContext.js';

const spare = ['n', 'm', 'p', 'r', 's', 't', 'u', 'w'];

/** Sizes that an operation is told: of positions counted, of a table of ones. */
function told(operation: Operation): readonly Dim[] {
  switch (operation.kind) {
    case 'arange':
      return [operation.start, operation.stop];
    case 'eye':
      return [operation.rows, operation.columns];
    case 'full':
    case 'ones':
    case 'reshape':
    case 'zeros':
      return operation.shape;
    default:
      return [];
  }
}

/**
 * Gives names to the sizes that operations are told and nobody named: a mask must have the size of
 * what it masks, whatever that comes to be called.
 */
export function nameSizes(builder: Builder): void {
  const { context } = builder;
  const ids = Array.from({ length: builder.size }, (_, id) => id);
  const open = ids.flatMap((id) => told(builder.value(id).operation)).flatMap(dimSymbols);
  if (!open.some((d) => isUnknownDim(context.resolve(d)))) return;
  const taken = new Set(
    ids.flatMap((id) => (builder.shape(id) ?? []).flatMap((d) => dimSymbols(context.resolve(d)))),
  );
  for (const id of ids) {
    const { operation, name } = builder.value(id);
    if (operation.kind === 'dimension') for (const d of dimSymbols(operation.dim)) taken.add(d);
    if (name !== undefined) taken.add(name);
  }
  const free = spare.filter((n) => !taken.has(n));
  for (const d of open) {
    const size = context.resolve(d);
    const name = isUnknownDim(size) ? free.shift() : undefined;
    if (name !== undefined) context.rename(size, name);
  }
}
