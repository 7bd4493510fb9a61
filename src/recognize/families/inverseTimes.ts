import type { ValueId } from '../../program/value.js';
import { chainOf } from '../chain.js';
import { isAbout, nameBelow, numberAt } from '../evidence.js';
import { createRoleBook, type RoleBook } from '../found.js';
import { through, throughLayout, type Graph } from '../graph.js';
import { meant, meantBelow } from '../meantBelow.js';
import { nameParts } from '../names.js';
import { weightKey } from '../projection.js';

/** Letters that weights are written with where what stands around says so: `A V`, `\sum_j w_{ij} v_j`. */
export const weightLetters =
  /^(A|P|S|a|p|w|s|beta|pi|omega|lambda|gamma|[Ww]eights?|[Aa]ttention)$/;

/** True for values that are named so, or projected by the values' weight. */
export function isValues(graph: Graph, id: ValueId): boolean {
  if ((meantBelow(graph, id) & (meant.value | meant.valueWeight)) === 0) return false;
  const leaf = throughLayout(graph, id);
  if (graph.meaning(through(graph, id)) === 'value' || graph.meaning(leaf) === 'value') return true;
  return chainOf(graph, id).factors.some((f) => weightKey(graph, f) === 'valueWeight');
}

const isInverse = (graph: Graph, id: ValueId | undefined): boolean => {
  const operation = id === undefined ? undefined : graph.value(throughLayout(graph, id)).operation;
  return operation?.kind === 'call' && operation.callee === 'inverse';
};

/** `\operatorname{diag}(\ell)` */
export const isDiagonal = (graph: Graph, id: ValueId): boolean => {
  const { operation } = graph.value(id);
  return operation.kind === 'call' && /^\\?diag$/i.test(operation.callee);
};

/** `\operatorname{diag}(\ell)^{-1}`: one over each of the sums that stand on a diagonal. */
function isOverDiagonal(graph: Graph, id: ValueId): boolean {
  const at = throughLayout(graph, id);
  const [of, exponent] = graph.value(at).inputs;
  if (of === undefined || !isDiagonal(graph, of)) return false;
  if (graph.kind(at) !== 'pow') return isInverse(graph, at);
  return exponent !== undefined && numberAt(graph, exponent) === -1;
}

/**
 * `O = \operatorname{diag}(\ell)^{-1} \exp(S - m) V`, `O = \operatorname{diag}(\ell)^{-1} \tilde O`: what was
 * summed with exponentials, over their sums. Source: Dao et al. 2022, "FlashAttention", algorithm 1.
 */
export function overDiagonal(graph: Graph, root: ValueId): RoleBook | undefined {
  const { operation, inputs, defined, name } = graph.value(root);
  const [inverse, product] = inputs;
  if (!/^(?:mul|matmul)$/.test(operation.kind) || defined !== true) return undefined;
  if (inverse === undefined || product === undefined) return undefined;
  if (!isOverDiagonal(graph, inverse) || !isAbout(graph, 'attention')) return undefined;
  const at = throughLayout(graph, product);
  const book = createRoleBook().set(root, 'output');
  const [weights, value] = graph.value(at).inputs;
  if (weights === undefined) {
    const same = nameParts(name ?? '').base === 'O' && nameBelow(graph, at).base === 'O';
    return same ? book.input(at, 'output') : undefined;
  }
  if (graph.kind(at) !== 'matmul' || value === undefined || !isValues(graph, value))
    return undefined;
  const exponential = graph.kind(throughLayout(graph, weights)) === 'exp';
  if (!exponential && !weightLetters.test(nameBelow(graph, weights).base)) return undefined;
  return book.input(weights, 'weights').input(value, 'value');
}

/** `D^{-1} (A V)`: rows over the sums of their weights, which may be divided at any time. */
export function belowInverse(graph: Graph, root: ValueId): RoleBook | undefined {
  const { operation, inputs } = graph.value(root);
  const [inverse, product] = inputs;
  if (operation.kind !== 'matmul' || product === undefined || !isInverse(graph, inverse)) return;
  const [weights, value] = graph.value(throughLayout(graph, product)).inputs;
  if (weights === undefined || value === undefined || !isValues(graph, value)) return undefined;
  if (!weightLetters.test(nameBelow(graph, weights).base)) return undefined;
  const book = createRoleBook().set(root, 'output').input(weights, 'weights');
  return book.input(value, 'value');
}

/** `D^{-1} A` with a letter of weights: rows over their sums. */
export function isInverseTimes(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  const [inverse, weights] = inputs.map((i) => graph.value(throughLayout(graph, i)));
  if (operation.kind !== 'matmul' || inverse === undefined || weights === undefined) return false;
  return isInverse(graph, inverse.id) && weightLetters.test(nameParts(weights.name ?? '').base);
}
