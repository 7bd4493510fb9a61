import type { ValueId } from '../../program/value.js';
import { throughLayout, type Graph } from '../graph.js';
import { nameParts } from '../names.js';
import { projectionBelow } from '../projection.js';
import { isPerHead } from '../symbols.js';

export const isHeadName = (graph: Graph, id: ValueId): boolean =>
  graph.value(id).defined === true && graph.meaning(id) === 'head';

export const isAttentionName = (graph: Graph, id: ValueId): boolean =>
  graph.value(id).defined === true && graph.meaning(id) === 'attention';

const weightOf = (graph: Graph, id: ValueId): string | undefined => {
  const weight = projectionBelow(graph, id)?.weight;
  return weight === undefined ? undefined : graph.value(throughLayout(graph, weight)).name;
};

/** True where every projection of the parts has a weight of its own for each head. */
export function hasPerHeadWeights(graph: Graph, parts: readonly ValueId[], atLeast = 1): boolean {
  const weights = parts.flatMap((id) => weightOf(graph, id) ?? []);
  return weights.length >= atLeast && weights.every((name) => isPerHead(name));
}

const indexOf = (name: string | undefined): string | undefined => {
  const marks = nameParts(name ?? '').marks.filter((m) => /^([a-z]|\d+)$/.test(m));
  return marks.length === 1 ? marks[0] : undefined;
};

/** `Z_i = \text{Attention}(Q_i, K_i, V_i)`: one index on everything counts the heads. */
function sharesIndex(graph: Graph, root: ValueId, parts: readonly ValueId[]): boolean {
  const own = indexOf(graph.value(root).name);
  // `Z^{(l)}` counts layers.
  if (own === undefined || own === 'l' || parts.length !== 3) return false;
  return parts.every((id) => {
    const part = graph.value(throughLayout(graph, id));
    // `X U_Q^i`: the index stands on the weight.
    const weight = part.operation.kind === 'matmul' ? part.inputs[1] : undefined;
    const { name } = weight === undefined ? part : graph.value(throughLayout(graph, weight));
    return /^[A-Z]/.test(nameParts(name ?? '').base) && indexOf(name) === own;
  });
}

/** Whether attention of these queries, keys and values is one head of several. */
export function isHead(
  graph: Graph,
  root: ValueId,
  parts: readonly (ValueId | undefined)[],
): boolean {
  if (isHeadName(graph, root)) return true;
  if (isAttentionName(graph, root)) return false;
  const known = parts.filter((id) => id !== undefined);
  return hasPerHeadWeights(graph, known) || sharesIndex(graph, root, known);
}
