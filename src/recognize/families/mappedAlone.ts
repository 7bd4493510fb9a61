import type { ValueId } from '../../program/value.js';
import { chainOf } from '../chain.js';
import { isFeatureMap, mapped } from '../featureMap.js';
import { createRoleBook, type RoleBook } from '../found.js';
import { throughLayout, type Graph } from '../graph.js';
import { nameParts } from '../names.js';

/** `\overline{Q} = φ(Q)`, `φ(x) = elu(x) + 1`: the feature map itself. */
export function featureMapItself(graph: Graph, id: ValueId): RoleBook | undefined {
  const { operation, inputs, defined, name } = graph.value(id);
  const [x] = inputs;
  if (defined !== true || name === undefined || x === undefined) return undefined;
  const part = graph.meaning(throughLayout(graph, x));
  const book = createRoleBook();
  if (operation.kind === 'call') {
    // `\text{conf} = \phi_{conf}(Q)` is a layer that reads something off the queries.
    const letter = nameParts(name).base.length === 1;
    const maps = letter && inputs.length === 1 && isFeatureMap(operation.callee);
    return maps && (part === 'query' || part === 'key') ? book.input(x, part) : undefined;
  }
  if (operation.kind !== 'add' || !isFeatureMap(name)) return undefined;
  const elu = inputs.find((i) => graph.kind(i) === 'elu');
  return elu === undefined ? undefined : book.input(graph.value(elu).inputs[0], 'input');
}

/** `Σ_j φ(K_j)`: the normaliser's sum over mapped keys. */
export function keySum(graph: Graph, id: ValueId): RoleBook | undefined {
  const { factors, contracts } = chainOf(graph, id);
  const [summed, more] = factors;
  if (!contracts || summed === undefined || more !== undefined) return undefined;
  const map = mapped(graph, summed);
  return map.isMapped && graph.meaning(map.source) === 'key'
    ? createRoleBook().input(map.source, 'key')
    : undefined;
}
