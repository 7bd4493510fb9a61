import { evaluate } from '../engine/evaluate.js';
import type { Operation } from '../program/operation.js';
import type { Program, Value, ValueId } from '../program/value.js';

/** Numbers of one value, row-major. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Larger programs are nobody's worked example. */
const maxValues = 1_500;
const maxBytes = 8 * 2 ** 20;
const deadlineMs = 250;

/** A value with all that it is computed from, in double precision and with ids of its own. */
export interface Computation {
  readonly program: Program;
  readonly root: ValueId;
}

/** Undefined for a value that rests on anything but numbers of the text. */
export function computationOf(program: Program, id: ValueId): Computation | undefined {
  if (program.values[id]?.origin !== 'literal') return undefined;
  const needed = new Set([id]);
  for (let i = id; i >= 0; i--) {
    if (needed.has(i)) for (const input of program.values[i]?.inputs ?? []) needed.add(input);
  }
  if (needed.size > maxValues) return undefined;
  const ids = new Map<ValueId, ValueId>();
  const values: Value[] = [];
  for (const old of [...needed].sort((a, b) => a - b)) {
    const value = program.values[old];
    if (value === undefined) return undefined;
    ids.set(old, values.length);
    values.push({
      ...value,
      id: values.length,
      inputs: value.inputs.map((i) => ids.get(i) ?? 0),
      dtype: value.dtype === 'float32' ? 'float64' : value.dtype,
    });
  }
  const root = values.length - 1;
  return {
    program: { values, outputs: [root], mentions: [], labels: [], problems: [] },
    root,
  };
}

/** The numbers of a computation; undefined where it has none. */
export function compute({ program, root }: Computation): Numbers | undefined {
  const shapes = program.values.map((v) => v.shape);
  const options = { bindings: {}, keep: new Set([root]), maxBytes, deadlineMs };
  const traced = evaluate(program, shapes, options).values[root];
  return traced?.ok === true ? traced.tensor : undefined;
}

/** The same computation with other operations in some places. */
export function rewritten(
  computation: Computation,
  change: (value: Value) => Operation | undefined,
): Computation | undefined {
  let changed = false;
  const values = computation.program.values.map((v) => {
    const operation = change(v);
    changed ||= operation !== undefined;
    return operation === undefined ? v : { ...v, operation };
  });
  return changed ? { ...computation, program: { ...computation.program, values } } : undefined;
}
