import type { Program, ValueId } from '../program/value.js';

/** When the values of a program are needed, by id. */
export interface Lifetimes {
  /** False for a value that nothing kept depends on. */
  readonly needed: readonly boolean[];
  /** Values that are dropped once the value of this index is there; none of them is kept. */
  readonly endings: readonly (readonly ValueId[])[];
}

/**
 * Without `keep` every value stays. With it, what is neither kept nor an ancestor of a kept value is
 * not needed, except for seeded draws: those after it in the stream depend on it. A gradient needs
 * all that it goes back over.
 */
export function lifetimesOf(program: Program, keep: ReadonlySet<ValueId> | undefined): Lifetimes {
  const { values } = program;
  const needed = new Array<boolean>(values.length).fill(keep === undefined);
  const endings: ValueId[][] = values.map(() => []);
  if (keep === undefined) return { needed, endings };
  const last = values.map((_, index) => index);
  /** The last gradient that goes back over a value. */
  const backward = new Array<number>(values.length).fill(-1);
  for (let index = values.length - 1; index >= 0; index--) {
    const value = values[index];
    if (value === undefined) continue;
    const draws = value.operation.kind === 'random' && value.operation.stream !== undefined;
    if (keep.has(index) || draws) needed[index] = true;
    const end = Math.max(last[index] ?? index, backward[index] ?? -1);
    if (!keep.has(index)) endings[end]?.push(index);
    if (needed[index] !== true) continue;
    const over = value.operation.kind === 'grad' ? index : (backward[index] ?? -1);
    for (const input of value.inputs) {
      if (!(input in values) || input >= index) continue;
      if (last[input] === input) last[input] = index;
      backward[input] = Math.max(backward[input] ?? -1, over);
      needed[input] = true;
    }
  }
  return { needed, endings };
}
