import type { Program, ValueId } from '../program/value.js';
import { conventionFor, rowLetters, type AxisConvention } from './conventions.js';

/** How a formula uses a free symbol in products; it tells columns from rows. */
export interface Usage {
  /** `W` of `Wx`: on the left of a product, and never on the right of one. */
  readonly leads: boolean;
  /** `x` of `Wx`, where W is a symbol: on the right of it, and never on the left of a product. */
  readonly follows: boolean;
  /** `q` and `k` of `q^\top k`: small letters of which the left one is transposed. */
  readonly column: boolean;
  /** The symbol without its index where that counts heads: `Q` of `Q_i K_i^\top`. */
  readonly head: string | undefined;
}

const headPattern = /^\\?([QKVASP])(?:_\{?(\w)\}?|(?:\^|_)\{?\((\w)\)\}?)$/;

/** `Q_i K_i^\top`, `A_i V_i`: capitals that share an index are the matrices of one head. */
function headsIn(program: Program): ReadonlyMap<ValueId, string> {
  const groups = new Map<string, Map<ValueId, string>>();
  for (const { id, name, operation } of program.values) {
    const match = operation.kind === 'input' ? headPattern.exec(name ?? '') : null;
    const mark = match?.[2] ?? match?.[3];
    const base = match?.[1];
    if (mark === undefined || base === undefined) continue;
    const group = groups.get(mark) ?? new Map<ValueId, string>();
    groups.set(mark, group.set(id, base));
  }
  const heads = [...groups.values()].filter((group) => {
    const bases = new Set(group.values());
    return (
      (bases.has('Q') && bases.has('K')) ||
      (bases.has('V') && ['A', 'S', 'P'].some((b) => bases.has(b)))
    );
  });
  return new Map(heads.flatMap((group) => [...group]));
}

/** Usage of every free symbol that stands in a product. */
export function usagesOf(program: Program): ReadonlyMap<ValueId, Usage> {
  const left = new Set<ValueId>();
  const right = new Set<ValueId>();
  const followers = new Set<ValueId>();
  const columns = new Set<ValueId>();
  const isSmall = (id: ValueId): boolean => rowLetters.test(program.values[id]?.name ?? '');
  for (const { operation, inputs } of program.values) {
    const [a, b] = inputs;
    if (operation.kind !== 'matmul' || a === undefined || b === undefined) continue;
    left.add(a);
    right.add(b);
    const first = program.values[a];
    if (first?.operation.kind === 'input') followers.add(b);
    const transposed = first?.operation.kind === 'transpose' ? first.inputs[0] : undefined;
    if (transposed !== undefined && isSmall(transposed)) {
      columns.add(transposed);
      if (isSmall(b)) columns.add(b);
    }
  }
  const usage = new Map<ValueId, Usage>();
  const heads = headsIn(program);
  for (const id of new Set([...left, ...right, ...columns, ...heads.keys()])) {
    usage.set(id, {
      leads: left.has(id) && !right.has(id),
      follows: followers.has(id) && !left.has(id),
      column: columns.has(id),
      head: heads.get(id),
    });
  }
  return usage;
}

const anyAxis: AxisConvention = { dim: '', weight: 0 };

/** Axes of a free symbol by convention and by its use. */
export function axesInUse(name: string, usage: Usage | undefined): readonly AxisConvention[] {
  const axes = conventionFor(name);
  if (usage === undefined) return axes;
  if (usage.head !== undefined) return conventionFor(usage.head);
  if (usage.column) return axes.slice(-1);
  // The transposed convention, W x + b: weights are [out, in], and what they act on is a column.
  if (usage.leads && /^W/.test(name) && axes.length === 2) return [...axes].reverse();
  if (usage.follows && /^[a-z](_\S+)?$/.test(name) && !/^[kv]$/.test(name)) {
    return axes.length === 0 ? [anyAxis] : axes.slice(-1);
  }
  return axes;
}
