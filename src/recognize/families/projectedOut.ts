import type { ValueId } from '../../program/value.js';
import type { Found, Recognizer } from '../found.js';
import { throughLayout, type Graph } from '../graph.js';
import { projectionAt, weightKey } from '../projection.js';

/**
 * `\text{softmax}(QK^\top) V W_O`: attention that is written out, and projected in the same formula.
 * What goes by a name of its own, `O W_O`, is a step before it.
 */
export function projectedOut(
  graph: Graph,
  root: ValueId,
  attention: Recognizer,
): Found | undefined {
  if (!graph.setting.formula || !graph.kinds.has('softmax')) return undefined;
  const projection = projectionAt(graph, root, false);
  if (projection === undefined || weightKey(graph, projection.weight) !== 'outputWeight')
    return undefined;
  const at = throughLayout(graph, projection.input);
  const { operation, defined } = graph.value(at);
  const isWritten = operation.kind === 'matmul' || operation.kind === 'einsum';
  const found = isWritten && defined !== true ? attention(graph, at) : undefined;
  if (found?.kind !== 'attention.scaledDotProduct') return undefined;
  const roles = new Map(found.roles).set(projection.weight, 'outputWeight').set(root, 'output');
  return { ...found, root, roles };
}
