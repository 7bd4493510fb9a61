import type { Dim } from '../../program/dim.js';
import { isUnknownDim } from '../../program/shapeContext.js';
import type { Reader } from './reader.js';

/** A size nobody named gets the name the code uses for it; a name that is taken gets a number. */
export function nameDim(r: Reader, dim: Dim, name: string): void {
  const resolved = r.builder.context.resolve(dim);
  if (!isUnknownDim(resolved) || /^_+$/.test(name)) return;
  let free = name;
  for (let i = 2; r.dimNames.has(free); i++) free = `${name}_${i}`;
  r.dimNames.add(free);
  if (free !== name) r.numberedNames.add(free);
  r.builder.context.rename(resolved, free);
}

/** A new size under a name, as {@link nameDim} gives it. */
export function namedDim(r: Reader, name: string): Dim {
  const made = r.builder.context.fresh();
  nameDim(r, made, name);
  return r.builder.context.resolve(made);
}
