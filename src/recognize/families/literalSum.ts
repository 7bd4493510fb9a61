import type { OperationOf } from '../../program/operation.js';
import type { ValueId } from '../../program/value.js';
import { isAbout } from '../evidence.js';
import { createRoleBook, type RoleBook } from '../found.js';
import type { Graph } from '../graph.js';
import { nameParts } from '../names.js';

/** How far the printed numbers of a row of weights may be from a sum of 1. */
const rounding = 0.02;

/** True for rows of shares, none of them all. */
function areWeights({ shape, data }: OperationOf<'tensor'>, ranks: readonly number[]): boolean {
  const columns = shape.at(-1) ?? 0;
  if (!ranks.includes(shape.length) || columns < 2) return false;
  let parted = false;
  for (let at = 0; at < data.length; at += columns) {
    const row = data.slice(at, at + columns);
    const sum = row.reduce((a, b) => a + b, 0);
    if (Math.abs(sum - 1) > rounding || row.some((x) => x < 0)) return false;
    parted ||= row.every((x) => x < 1);
  }
  return parted;
}

const isResult = /^([Oo]|[Zz]|[Oo]utputs?|[Aa]ttention|[Cc]ontext|[Rr]esult|head)$/;

/**
 * `\text{Output} = \begin{pmatrix}0.5 & 0.5 \\ …\end{pmatrix} \begin{pmatrix}…\end{pmatrix}`: weights and
 * values given as numbers, or the weights alone, where the text is about attention.
 */
export function literalSum(graph: Graph, root: ValueId): RoleBook | undefined {
  const { operation, inputs, defined, name } = graph.value(root);
  const [weights, value] = inputs;
  if (operation.kind !== 'matmul' || weights === undefined || value === undefined) return undefined;
  if (!graph.setting.formula || defined !== true) return undefined;
  const { operation: table } = graph.value(weights);
  // `[0.2, 0.8] V`: beside values by their name, one row is enough.
  const named = graph.meaning(value) === 'value';
  if (table.kind !== 'tensor' || !(named || graph.kind(value) === 'tensor')) return undefined;
  const known = isResult.test(nameParts(name ?? '').base) || graph.meaning(root) === 'attention';
  if (!known || !isAbout(graph, 'attention') || !areWeights(table, named ? [1, 2] : [2]))
    return undefined;
  return createRoleBook().set(root, 'output').input(weights, 'weights').input(value, 'value');
}
