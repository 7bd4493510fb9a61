import type { ValueId } from '../../program/value.js';
import { sameExpression } from '../chain.js';
import { summand, throughLayout, type Graph } from '../graph.js';
import { symbolMeaning } from '../symbols.js';
import { factorsOf } from './factors.js';

/** `a / b`, or `\frac{1}{b} a`. */
function quotientAt(graph: Graph, id: ValueId): { over?: ValueId; under?: ValueId } {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (a === undefined || b === undefined) return {};
  if (operation.kind === 'div') return { over: a, under: b };
  const [one, under] = graph.kind(a) === 'div' ? graph.value(a).inputs : [];
  const isInverse = one !== undefined && under !== undefined && graph.kind(one) === 'tensor';
  return operation.kind === 'mul' && isInverse ? { over: b, under } : {};
}

/** `\sum_j` of weights and values given apart: `\sum_j w_j v_j / \sum_j w_j`. */
export function sharedNormaliser(graph: Graph, root: ValueId): [ValueId, ValueId][] {
  // `\sum_j \frac{w_j v_j}{\sum_i w_i}`
  const inside = graph.kinds.has('div') ? summand(graph, root) : undefined;
  const { over, under } = quotientAt(graph, inside ?? root);
  if (over === undefined || under === undefined) return [];
  const sum = summand(graph, throughLayout(graph, under));
  if (sum === undefined) return [];
  // Scores over their own sum are linear attention's: `s_{ij}`, `\text{sim}(q_i, k_j)`.
  const areScores = (id: ValueId): boolean => {
    const { operation: o } = graph.value(id);
    return (
      graph.meaning(id) === 'scores' ||
      (o.kind === 'call' && symbolMeaning(o.callee)?.key === 'scores')
    );
  };
  return factorsOf(graph, throughLayout(graph, over)).filter(
    ([w]) => !areScores(throughLayout(graph, w)) && sameExpression(graph, w, sum),
  );
}
