import type { Side } from '../program/side.js';
import type { Program, ValueId } from '../program/value.js';
import type { StatedResult } from './stated.js';

/** Names of numbers that are shares of one. */
const weightNames = /(?:attention|attn)[\s_]?weights?|soft-?max/i;

/** True for softmax itself, and for a call by such a name. */
function isSoftmax({ values }: Program, id: ValueId): boolean {
  const operation = values[id]?.operation;
  if (operation?.kind === 'call') return /soft-?max/i.test(operation.callee);
  return operation?.kind === 'softmax';
}

/** True where a part is said to be what softmax gives, although that can't be computed. */
export const saysWeights = (before: readonly Side[], stated: Side): boolean =>
  stated.ofSoftmax === true ||
  before.some((s) => isSoftmax(s.program, s.value)) ||
  weightNames.test(stated.program.values[stated.value]?.name ?? '');

interface Group {
  readonly at: number;
  readonly sum: number;
  /** What rounding its numbers leaves open. */
  readonly slack: number;
}

function sums({ numbers }: StatedResult, groups: number, place: (g: number, i: number) => number) {
  const size = numbers.length / groups;
  return Array.from({ length: groups }, (_, g): Group => {
    const members = Array.from({ length: size }, (_, i) => numbers[place(g, i)]);
    const add = (f: (n: (typeof numbers)[number]) => number): number =>
      members.reduce((total, n) => total + (n === undefined ? 0 : f(n)), 0);
    return {
      at: g,
      sum: add((n) => n.value),
      slack: add((n) => n.half),
    };
  });
}

const off = ({ sum, slack }: Group): boolean => Math.abs(sum - 1) > slack + 1e-9;

/** Rows of stated weights that do not add up to 1; none where the columns do. */
export function wrongRows(stated: StatedResult): { readonly row: number; readonly sum: number }[] {
  const columns = stated.shape.at(-1) ?? 1;
  const rows = stated.numbers.length / columns;
  if (columns < 1 || !Number.isInteger(rows)) return [];
  if (stated.numbers.some((n) => n.value < 0 || n.value > 1 || n.digits.unit === 0)) return [];
  const byRow = sums(stated, rows, (g, i) => g * columns + i);
  const wrong = byRow.filter(off);
  const byColumn = sums(stated, columns, (g, i) => i * columns + g);
  if (wrong.length === 0 || (rows > 1 && !byColumn.some(off))) return [];
  if (columns === 1) return [];
  return wrong.map(({ at, sum }) => ({ row: at, sum }));
}
