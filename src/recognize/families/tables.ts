import type { ValueId } from '../../program/value.js';
import { createRoleBook, type Found, type Recognizer } from '../found.js';
import type { Graph } from '../graph.js';
import type { ItemKind, Role } from '../roles.js';
import { weightsAlone } from './attention.js';
import { scoresAlone } from './scores.js';
import { softmax } from './simple.js';
import { weightedSum } from './weightedSum.js';
import { writtenOut } from './writtenSum.js';

/** `\alpha_{11} v_1 + \alpha_{12} v_2` in a cell, which no name stands for. */
const writtenCell: Recognizer = (graph, root): Found | undefined => {
  const book = writtenOut(graph, root, true);
  return (
    book && { kind: 'attention.weightedSum', root, roles: book.roles, boundary: book.boundary }
  );
};

/** What may be written cell by cell, and the part that the whole table then is. */
const cells: readonly { readonly of: readonly Recognizer[]; readonly role: Role }[] = [
  { of: [weightsAlone, softmax], role: 'weights' },
  { of: [scoresAlone], role: 'scores' },
  { of: [writtenCell, weightedSum], role: 'output' },
];

/** Larger tables are not looked into cell by cell. */
const maxCells = 64;

function kindOfAll(
  graph: Graph,
  ids: readonly ValueId[],
  of: readonly Recognizer[],
): ItemKind | undefined {
  let kind: ItemKind | undefined;
  for (const id of ids) {
    const found = of.map((r) => r(graph, id)).find((f) => f !== undefined);
    if (found === undefined || (kind !== undefined && found.kind !== kind)) return undefined;
    kind = found.kind;
  }
  return kind;
}

/**
 * A matrix or a list whose cells are each scores, weights or weighted sums, `\begin{bmatrix} q_1 \cdot k_1
 * & q_1 \cdot k_2 \\ \vdots \end{bmatrix}`: the same for all positions.
 */
export const tableOf: Recognizer = (graph, root) => {
  const { operation, inputs } = graph.value(root);
  const called = operation.kind === 'call' ? operation.callee : '';
  const listed = /^(?:tuple|list)$/.test(called) && inputs.length > 1;
  const table = operation.kind === 'stack' || called === 'matrix' || listed;
  if (!table || !graph.setting.formula) return undefined;
  if (inputs.length < 1 || inputs.length > maxCells) return undefined;
  if (inputs.some((i) => graph.value(i).inputs.length === 0)) return undefined;
  for (const { of, role } of cells) {
    const kind = kindOfAll(graph, inputs, of);
    if (kind === undefined) continue;
    return { kind, root, roles: createRoleBook().set(root, role).roles };
  }
  return undefined;
};
