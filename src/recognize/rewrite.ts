import type { Draft } from '../program/builder.js';
import { leastCertain } from '../program/builder.js';
import { dtypeOf } from '../program/dtypes.js';
import type { Program, RunId, Value, ValueId } from '../program/value.js';

/** A program made from another; `ids` gives the new id of each old value. */
export interface Rewriting {
  readonly program: Program;
  readonly ids: ReadonlyMap<ValueId, ValueId>;
}

/** Adds values to the program being made. */
export interface Editor {
  /** A new value; inputs are ids of the new program. Its shape is left to inference. */
  add(draft: Draft): ValueId;
  /** The new id to use for an old one. */
  use(old: ValueId): ValueId;
  /** The value of the old program, with its inputs in the new one. */
  copy(value: Value, changes?: Partial<Value>): ValueId;
  /** Later uses of an old value take this new one instead. */
  redirect(old: ValueId, to: ValueId): void;
}

/**
 * Rebuilds a program value by value. `change` gives the new value that stands for an old one, or
 * undefined to keep it; values before the first change keep their ids.
 */
export function rewrite(
  program: Program,
  change: (value: Value, editor: Editor) => ValueId | undefined,
): Rewriting {
  const values: Value[] = [];
  /** What is made instead of a value was computed when it was. */
  let run: RunId | undefined;
  const ids = new Map<ValueId, ValueId>();
  const uses = new Map<ValueId, ValueId>();
  const use = (old: ValueId): ValueId => uses.get(old) ?? ids.get(old) ?? old;
  const push = (value: Omit<Value, 'id'>): ValueId => {
    values.push({ ...value, id: values.length });
    return values.length - 1;
  };
  const editor: Editor = {
    add(draft) {
      const inputs = draft.inputs ?? [];
      const sources = inputs.flatMap((i) => values[i] ?? []);
      const type = dtypeOf(draft.operation, sources);
      const origins = sources.map((s) => s.origin);
      return push({
        ...type,
        ...draft,
        run,
        inputs,
        origin: draft.origin ?? leastCertain(origins),
      });
    },
    use,
    copy: (value, changes = {}) => push({ ...value, inputs: value.inputs.map(use), ...changes }),
    redirect: (old, to) => void uses.set(old, to),
  };
  for (const value of program.values) {
    run = value.run;
    ids.set(value.id, change(value, editor) ?? editor.copy(value));
  }
  const renewed = (id: ValueId): ValueId => ids.get(id) ?? id;
  return {
    program: {
      values,
      outputs: program.outputs.map(renewed),
      mentions: program.mentions.map((m) => ({ ...m, value: renewed(m.value) })),
      labels: program.labels.map((l) => ({ ...l, value: renewed(l.value) })),
      problems: program.problems,
      ...(program.runs === undefined ? {} : { runs: program.runs }),
    },
    ids,
  };
}

/** The program as it is. */
export const unchanged = (program: Program): Rewriting => ({
  program,
  ids: new Map(program.values.map((v) => [v.id, v.id])),
});
