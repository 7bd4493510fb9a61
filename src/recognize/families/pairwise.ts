import type { ValueId } from '../../program/value.js';
import { isAbout } from '../evidence.js';
import { createRoleBook, type RoleBook } from '../found.js';
import { summand, throughLayout, type Graph } from '../graph.js';
import { nameParts, placesOn } from '../names.js';

/** What is scaled by one over something: `\frac{1}{C(x)} y`, `y / C`. */
function divided(graph: Graph, id: ValueId): ValueId {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (a === undefined || b === undefined) return id;
  // Over its own sum it is linear attention's.
  if (operation.kind === 'div') {
    return summand(graph, throughLayout(graph, b)) === undefined ? a : id;
  }
  const product = operation.kind === 'mul' || operation.kind === 'einsum';
  return product && graph.kind(throughLayout(graph, a)) === 'div' ? b : id;
}

/** Two places of one thing, `x_i` and `x_j`: a whole table is computed of one tensor with itself. */
const areTwoPlaces = (graph: Graph, table: boolean, query: ValueId, key: ValueId): boolean =>
  table ? graph.sameAs(query, key) : graph.alike(query, key) && !graph.sameAs(query, key);

/**
 * `y_i = \frac{1}{C(x)} \sum_j f(x_i, x_j) g(x_j)`: any function of two places as the weight of what stands
 * at the second. Source: Wang et al. 2018, "Non-local neural networks".
 */
export function pairwise(graph: Graph, root: ValueId): RoleBook | undefined {
  const { defined, name } = graph.value(root);
  if (defined !== true || !graph.setting.formula || !graph.kinds.has('call')) return undefined;
  if (placesOn(nameParts(name ?? '')).length !== 1) return undefined;
  const inner = divided(graph, root);
  const sum = summand(graph, inner);
  const table = sum === undefined && graph.kind(inner) === 'matmul';
  const product = sum === undefined ? inner : throughLayout(graph, sum);
  const { operation: multiplied, inputs: factors } = graph.value(product);
  const [a, b] = factors;
  if (!(table || (sum !== undefined && /^(mul|matmul)$/.test(multiplied.kind)))) return undefined;
  if (a === undefined || b === undefined) return undefined;
  for (const [weight, value] of [
    [a, b],
    [b, a],
  ] as const) {
    const { operation, inputs } = graph.value(weight);
    const [query, key, more] = inputs;
    if (operation.kind !== 'call' || query === undefined || key === undefined) continue;
    const { operation: map, inputs: of } = graph.value(value);
    const source = map.kind === 'call' && of.length === 1 ? (of[0] ?? value) : value;
    if (more !== undefined || !graph.sameAs(key, source)) continue;
    if (!areTwoPlaces(graph, table, query, key) || !isAbout(graph, 'attention')) continue;
    return createRoleBook().set(root, 'output').input(weight, 'weights').input(value, 'value');
  }
  return undefined;
}
